"""An official states what was reached: figure, day, evidence, preview, sent; never changed."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from bot.core.turn import Tools
from bot.oversight.days import day_in
from bot.oversight.draft import STATED, TargetDraft
from bot.oversight.figures import Impossible, figure_in
from bot.oversight.promises import Promise, Promises
from bot.plan.outline import name_of
from db.models import Draft, TargetEvent
from tests.oversight.kit import GREEN, PLAN, belongs, checked, opens, stated
from tests.town import Someone, Town

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("7,2", "m2", 7.2), ("7.2", "m2", 7.2), ("7,2 m2", "m2", 7.2), ("7,2m²", "m2", 7.2),
        ("bảy phẩy hai", "m2", 7.2), ("bay phay hai", "m2", 7.2), ("đạt 7 m2/người", "m2", 7),
        ("90%", "%", 90), ("chín mươi phần trăm", "%", 90), ("khoảng 85,5 %", "%", 85.5),
        ("chin muoi lam", "%", 95), ("1.250 cây", "cây", 1250), ("đã trồng 1250", "cây", 1250),
        ("một nghìn hai trăm", "cây", 1200), ("1,2 triệu", "cây", 1_200_000),
        ("4,6", "tỷ đồng", 4.6), ("4,6 tỷ", "tỷ đồng", 4.6), ("4600 triệu", "tỷ đồng", 4.6),
        ("7 phẩy 2", "m2", 7.2), ("7 phẩy hai", "m2", 7.2), ("hai chục", "%", 20),
        ("chín chục phần trăm", "%", 90), ("một nửa", "%", 50), ("3/4", "%", 75),
        ("5 tỷ rưỡi", "tỷ đồng", 5.5), ("12k", "cây", 12_000), ("1 250 cây", "cây", 1250),
        ("tính đến 31/12/2025 đạt 7,2 m2", "m2", 7.2), ("Đến hết năm 2025: 7,2", "m2", 7.2),
        ("5000 m2", "ha", 0.5), ("7 m2 một người", "m2", 7),
        ("một trăm linh năm", "cây", 105), ("7 m2 năm 2025", "m2", 7), ("0", "cây", 0),
        ("bảy mét vuông rưỡi", "m2", 7.5), ("7 m2 rưỡi", "m2", 7.5), ("72000 cm2", "m2", 7.2),
        ("mười tám tỷ ba trăm năm mươi triệu", "tỷ đồng", 18.35),
        ("mười tám tỷ ba trăm năm mươi triệu", "triệu đồng", 18_350),
        ("một triệu hai trăm nghìn", "cây", 1_200_000), ("hai nghìn tỷ", "tỷ đồng", 2000),
        ("12 nghìn tỷ", "tỷ đồng", 12_000), ("bảy phẩy hai tỷ", "triệu đồng", 7200),
        ("chín mươi tư phẩy hai lăm", "%", 94.25), ("một nghìn hai mươi mốt", "cây", 1021),
        ("độ ẩm 80%", "%", 80), ("kho lưu trữ 12 cây", "cây", 12),
        ("25 ti vi", "ti vi", 25), ("hai mươi lăm ti vi", "ti vi", 25), ("25 tỉ", "tỷ đồng", 25),
        ("500 phần quà", "phần quà", 500), ("12 văn bản", "văn bản", 12),
        ("12 van ban", "văn bản", 12), ("chín phần trăm", "%", 9),
    ],
)  # fmt: skip
def test_a_figure_is_read_in_any_vietnamese_form(text: str, unit: str, value: float) -> None:
    assert figure_in(text, unit) == value


@pytest.mark.parametrize(
    ("text", "why"),
    [("nhiều lắm", "none"), ("6-8", "several"), ("-3", "negative"), ("120%", "percent"),
     ("9999999999999999", "large"), ("", "none"), ("7..2", "none"), ("không biết", "none"),
     ("720 ha", "unit"), ("90%", "unit"), ("90 hộ", "unit"), ("một nửa", "part"), ("3/4", "part"),
     ("âm 6", "negative"), ("am 6,5 m2", "negative"), ("trừ bảy", "negative"),
     ("âm ba phẩy một", "negative"), ("2e4", "none"), ("1,5E+2", "none")],
)  # fmt: skip
def test_an_impossible_figure_is_refused(text: str, why: str) -> None:
    with pytest.raises(Impossible) as refused:
        figure_in(text, "%" if why == "percent" else "m2")
    assert refused.value.why == why


@pytest.mark.parametrize(
    "text",
    ["tám lăm phẩy tư", "hai mốt", "tám lăm", "7½", "6m8", "cỡ 6m8", "1_000", "1k2", "1tr2",
     "18ty35", "một ngàn hai", "90‰", "hai trăm lăm", "một trăm rưỡi", "một tỷ hai trăm",
     "bảy phẩy mười hai", "ba phần tư", "ba phan tu", "2 phần 3", "được sáu phần", "một vạn",
     "mot van", "hai vạn rưỡi", "2vạn"],
)  # fmt: skip
def test_what_may_be_two_figures_is_read_as_neither(text: str) -> None:
    with pytest.raises(Impossible) as refused:
        figure_in(text, "")
    assert refused.value.why == "unsure"


@pytest.mark.parametrize(
    ("text", "why"),
    [("18.350.000.000", "large"), ("tăng 0,5 so với năm ngoái", "unsure"),
     ("tăng được khoảng 0,5 m2 so với cùng kỳ", "unsure"), ("giảm hai phẩy một so với", "unsure"),
     ("so với cùng kỳ năm ngoái tăng 0,5", "unsure"), ("tang 0,5 so voi cung ky", "unsure")],
)  # fmt: skip
def test_what_cannot_be_beside_the_plan_is_refused(green: Promise, text: str, why: str) -> None:
    draft = TargetDraft(plan=PLAN, target=GREEN)
    with pytest.raises(Impossible) as refused:
        draft.take("figure", text, green, TODAY)
    assert refused.value.why == why and draft.value is None


def test_a_change_is_read_only_where_its_target_is_one(green: Promise) -> None:
    quote = "Công trình được kiểm tra đạt 100%; số vi phạm giảm 30% so với năm 2025."
    checked, fewer = (
        replace(green, quote=quote, said=said, unit="%") for said in ("100%", "giảm 30%")
    )
    draft = TargetDraft(plan=PLAN, target=GREEN)
    draft.take("figure", "giảm 12% so với cùng kỳ", fewer, TODAY)
    assert draft.value == 12
    with pytest.raises(Impossible):
        draft.take("figure", "giảm 12% so với cùng kỳ", checked, TODAY)


def test_what_proves_a_refused_figure_goes_with_it(green: Promise) -> None:
    draft = TargetDraft(plan=PLAN, target=GREEN)
    with pytest.raises(Impossible):
        draft.take("figure", "720 ha, laichau.gov.vn/a.pdf, 12/BC-UBND", green, TODAY)
    assert not draft.has_evidence
    draft.take("figure", "7,2, tăng trong năm so với trước, laichau.gov.vn/a.pdf", green, TODAY)
    assert (draft.value, draft.link) == (7.2, "https://laichau.gov.vn/a.pdf")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/12/2025", date(2025, 12, 31)), ("31.12.2025", date(2025, 12, 31)),
        ("ngày 5 tháng 3 năm 2026", date(2026, 3, 5)), ("hết quý III", date(2026, 9, 30)),
        ("het quy 3 nam 2026", date(2026, 9, 30)), ("cuối năm 2025", date(2025, 12, 31)),
        ("2025", date(2025, 12, 31)), ("12/2025", date(2025, 12, 31)), ("hôm nay", TODAY),
        ("Q3/2026", date(2026, 9, 30)), ("31/12/25", date(2025, 12, 31)),
        ("2026-06-30", date(2026, 6, 30)), ("năm ngoái", date(2025, 12, 31)),
        ("hôm qua", date(2026, 11, 22)), ("sáng qua", date(2026, 11, 22)),
        ("9 tháng đầu năm 2026", date(2026, 9, 30)),
        ("31/12/2026", None), ("hôm nào đó", None), ("31/02/2025", None),
    ],
)  # fmt: skip
def test_a_day_is_read_and_none_to_come(text: str, day: date | None) -> None:
    assert day_in(text, TODAY) == day


@pytest.fixture
def green(tools: Tools) -> Promise:
    """The plan's target of green space."""
    return tools.once(Promises).by_key[PLAN, GREEN]


@pytest.mark.parametrize(
    ("text", "document", "day"),
    [
        ("05-NQ/TU", "05-NQ/TU", None), ("123-KL/TW", "123-KL/TW", None),
        ("899/QĐ-TTg ngày 12/6/2025", "899/QĐ-TTg", date(2025, 6, 12)),
        ("12/qđ-ttg", "12/QĐ-TTg", None), ("12/bc-ubnd", "12/BC-UBND", None),
        ("12/BC - UBND ngày 15/1/26", "12/BC-UBND", date(2026, 1, 15)),
        ("số 12/BC-SXD-P3", "12/BC-SXD-P3", None), ("12/BC - theo phòng", "12/BC", None),
        ("01/2021/TT-BXD", "01/2021/TT-BXD", None), ("99-TB/ĐU", "99-TB/ĐU", None),
    ],
)  # fmt: skip
def test_a_documents_number_is_kept_as_it_is_written(
    green: Promise, text: str, document: str, day: date | None
) -> None:
    draft = TargetDraft(plan=PLAN, target=GREEN)
    draft.take("evidence", text, green, TODAY)
    assert (draft.document, draft.document_date) == (document, day)


@pytest.mark.parametrize("text", ["laichau.gov.vn/bc-12.pdf", "https://laichau.gov.vn/bc-12.pdf"])
def test_a_link_needs_no_protocol(green: Promise, text: str) -> None:
    draft = TargetDraft(plan=PLAN, target=GREEN)
    draft.take("evidence", f"xem {text}.", green, TODAY)
    assert (draft.link, draft.document) == ("https://laichau.gov.vn/bc-12.pdf", "")


@pytest.mark.parametrize(
    "text",
    ["tính đến 31/12/2025 đạt 7,2 m2 (12/BC-UBND ngày 15/01/2026)",
     "12/BC-UBND ngày 15/01/2026: 7,2 đến hết năm 2025",
     "Đến hết năm 2025: 7,2, theo 12/BC-UBND, ký ngày 15/1/26"],
)  # fmt: skip
def test_figure_day_and_document_in_any_order(green: Promise, text: str) -> None:
    draft = TargetDraft(plan=PLAN, target=GREEN)
    draft.take("figure", text, green, TODAY)
    assert (draft.value, draft.as_of) == (7.2, date(2025, 12, 31))
    assert (draft.document, draft.document_date) == ("12/BC-UBND", date(2026, 1, 15))


@pytest.mark.parametrize(
    "text",
    ["7,2 tính đến 31/12/2025 theo https://laichau.gov.vn/bc10.", "https://laichau.gov.vn/bc10 7,2 "
     "đến hết năm 2025", "laichau.gov.vn/bc10, 12/BC-UBND ngày 15/01/2026: 7,2 hết năm 2025"],
)  # fmt: skip
def test_a_link_may_stand_in_the_same_message(green: Promise, text: str) -> None:
    draft = TargetDraft(plan=PLAN, target=GREEN)
    draft.take("figure", text, green, TODAY)
    assert (draft.value, draft.as_of) == (7.2, date(2025, 12, 31))
    assert draft.link == "https://laichau.gov.vn/bc10"
    assert (draft.document_date is not None) == ("BC-UBND" in text)


@pytest.mark.parametrize("tapped", [True, False])
async def test_a_document_from_before_the_figure_proves_nothing(
    town: Town, binh: Someone, tapped: bool
) -> None:
    await belongs(town)
    await _begins(binh)
    day = "" if tapped else " tính đến 31/12/2025"
    await binh.says(f"6,8{day}, 12/BC-SXD ngày 01/03/2020")
    if tapped:
        await binh.presses("Ngày 31/12/2025")
    assert "chưa ghi văn bản này" in binh.heard and "Căn cứ vào đâu?" in binh.heard
    await binh.says("13/BC-SXD ngày 10/12/2025")  # with what was expected at the end of the year
    assert "<b>6,8 m²</b>, tính đến 31/12/2025 (văn bản 13/BC-SXD ngày 10/12/2025)" in binh.heard


async def test_a_day_before_the_plan_is_asked_again(town: Town, binh: Someone) -> None:
    await belongs(town)
    await _begins(binh)
    await binh.says("7,2")
    await binh.says("31/12/2015")
    assert "trước khi kế hoạch bắt đầu" in binh.heard and "tính đến ngày nào" in binh.heard


async def test_an_official_states_in_a_minute(town: Town, binh: Someone, an: Someone) -> None:
    await belongs(town)
    await binh.commands("tiendo")
    assert "UBND phường Tân Phong" in binh.heard
    await binh.presses("1")
    await binh.presses("Công bố kết quả")
    assert "tính bằng m²" in binh.heard
    await binh.says("bảy phẩy hai m2")
    await binh.presses("Ngày 31/12/2025")
    await binh.says("12/bc-ubnd ngày 15/01/2026")
    assert "Mọi người sẽ thấy thế này" in binh.heard
    assert "công bố <b>7,2 m²</b>, tính đến 31/12/2025 (văn bản 12/BC-UBND ngày 15/01/2026)" in (
        binh.heard
    )
    await opens(an)
    assert "7,2" not in an.heard  # nothing is public before it is sent
    await binh.presses("Gửi")
    assert "Đã công bố" in binh.heard
    await opens(an)
    assert "<b>7,2 m²</b>, tính đến 31/12/2025." in an.heard
    assert "Đạt, theo công bố" in an.heard


async def test_one_message_may_hold_all_of_it(town: Town, binh: Someone) -> None:
    await belongs(town)
    await _begins(binh)
    await binh.says("7,2 tính đến 31/12/2025, 12/BC-UBND ngày 15/01/2026")
    assert "Mọi người sẽ thấy thế này" in binh.heard
    assert "tính đến 31/12/2025 (văn bản 12/BC-UBND ngày 15/01/2026)" in binh.heard


async def test_pictures_or_a_link_are_evidence_too(town: Town, binh: Someone, an: Someone) -> None:
    await belongs(town)
    await _begins(binh)
    await binh.says("7,2")
    await binh.says("31/12/2025")
    await binh.says("theo báo cáo của phòng")
    assert "Tôi chưa thấy số văn bản" in binh.heard
    await binh.sends_photos("green")
    assert "(1 ảnh)" in binh.heard
    await binh.presses("Sửa căn cứ")
    await binh.says("https://laichau.gov.vn/bc-12.pdf")
    await binh.presses("Gửi")
    await opens(an)
    assert "Căn cứ: https://laichau.gov.vn/bc-12.pdf." in an.heard


async def test_a_picture_of_a_statement_stays_and_is_shown(
    town: Town, binh: Someone, an: Someone
) -> None:
    await belongs(town)
    await _begins(binh)
    for words in ("7,2", "31/12/2025"):
        await binh.says(words)
    await binh.sends_photos("red")
    await binh.presses("Gửi")
    await opens(an)
    (key,) = an.last.reply.photos
    assert town.media.read(key)


async def test_what_is_impossible_is_refused_and_nothing_is_lost(town: Town, binh: Someone) -> None:
    await belongs(town, "phan_khu_2025")
    await _begins(binh, "phan_khu_2025")
    await binh.says("190%")
    assert "Tỷ lệ không thể quá 100%." in binh.heard and "Đạt bao nhiêu" in binh.heard
    await binh.says("90")
    await binh.says("31/12/2027")
    assert "ngày đó chưa tới" in binh.heard
    await binh.says("31/12/2025")
    await binh.says("12/BC-UBND")
    assert "Văn bản đó ngày nào?" in binh.heard
    await binh.says("15/1/2026")
    assert "<b>90%</b>, tính đến 31/12/2025" in binh.heard


async def test_a_statement_is_never_changed_only_followed_with_a_reason(
    town: Town, binh: Someone, an: Someone
) -> None:
    await belongs(town)
    stated(town, value=5)
    await _begins(binh)
    await binh.says("7,2 tính đến 31/12/2025, 14/BC-UBND ngày 15/02/2026")
    assert "Vì sao có công bố mới?" in binh.heard
    await binh.says("Lần trước tính thiếu phường Đông Phong")
    await binh.presses("Gửi")
    await opens(an)
    await an.presses("Lịch sử")
    assert an.heard.index("<b>7,2 m²</b>") < an.heard.index("<b>5 m²</b>")
    assert "Lý do: “Lần trước tính thiếu phường Đông Phong”" in an.heard
    with town.database.reading() as session:
        rows = session.exec(select(TargetEvent).order_by("id")).all()
        assert [row.value for row in rows] == [5, 7.2]


async def test_an_older_figure_is_added_or_takes_the_place_of_a_wrong_one(
    town: Town, binh: Someone, an: Someone
) -> None:
    await belongs(town)
    stated(town, value=5.5, as_of=date(2026, 9, 30))
    for button, counts in (("Bổ sung số liệu cũ", "5,5"), ("Thay công bố kia", "4")):
        await _begins(binh)
        await binh.says("4 tính đến 31/12/2025, 14/BC-UBND ngày 15/02/2026")
        assert "đang được tính là <b>5,5 m²</b>, tính đến 30/09/2026" in binh.heard
        await binh.presses(button)
        await binh.says("Số liệu cuối năm ngoái")
        assert ("công bố được tính vẫn là <b>5,5 m²</b>" in binh.heard) == (counts == "5,5")
        await binh.presses("Gửi")
        await opens(an)
        assert f"<b>Cơ quan công bố</b>\n<b>{counts} m²</b>" in an.heard
    await an.presses("Lịch sử")
    assert "thay công bố trước ghi sai" in an.heard and "<b>5,5 m²</b>" in an.heard


async def test_what_is_set_in_words_is_stated_by_a_tap(
    town: Town, binh: Someone, an: Someone
) -> None:
    await belongs(town, "do_thi_loai_2025")
    await _begins(binh, "do_thi_loai_2025")
    await binh.presses("Đã xong")
    await binh.presses("Ngày 31/12/2025")
    await binh.says("12/QĐ-BXD ngày 15/01/2025")
    await binh.presses("Gửi")
    await opens(an, "do_thi_loai_2025")
    assert "<b>đã xong</b>, tính đến 31/12/2025." in an.heard


async def test_how_far_it_is_may_be_said_in_words(town: Town, binh: Someone, an: Someone) -> None:
    await belongs(town, "do_thi_loai_2025")
    await _begins(binh, "do_thi_loai_2025")
    await binh.says("đã hoàn thành 4/5 tiêu chí")
    assert "Đã ghi “đã hoàn thành 4/5 tiêu chí”" in binh.heard
    await binh.presses("Đang làm")
    await binh.presses("Ngày 31/12/2025")
    await binh.says("12/QĐ-BXD ngày 15/01/2025")
    await binh.presses("Gửi")
    await opens(an, "do_thi_loai_2025")
    assert "<b>đang làm</b>" in an.heard
    assert "Cơ quan nói thêm: “đã hoàn thành 4/5 tiêu chí”" in an.heard


async def test_the_reason_of_a_new_step_is_asked_beside_words_about_it(
    town: Town, binh: Someone, an: Someone
) -> None:
    await belongs(town, "do_thi_loai_2025")
    stated(town, "do_thi_loai_2025", None, step="none")
    await _begins(binh, "do_thi_loai_2025")
    await binh.says("đạt 4/5 tiêu chí")
    await binh.presses("Đang làm")
    await binh.presses("Ngày 31/12/2025")
    await binh.says("12/QĐ-BXD ngày 15/01/2026")
    assert "Vì sao có công bố mới?" in binh.heard
    await binh.says("Số liệu cuối năm")
    assert "Lý do: “đạt 4/5 tiêu chí\nSố liệu cuối năm”" in binh.heard
    await binh.presses("Gửi")
    await opens(an, "do_thi_loai_2025")
    assert "Lý do công bố mới: “đạt 4/5 tiêu chí" in an.heard
    await an.presses("Lịch sử")
    assert "Lý do: “đạt 4/5 tiêu chí" in an.heard


async def test_a_newer_day_goes_before_the_one_it_was_to_replace(
    town: Town, binh: Someone, an: Someone
) -> None:
    await belongs(town)
    stated(town, value=5.5, as_of=date(2026, 6, 30))
    await _begins(binh)
    await binh.says("4 tính đến 31/12/2025, 14/BC-UBND ngày 15/02/2026")
    await binh.presses("Thay công bố kia")
    await binh.says("Số liệu mới của quý")
    with town.database.transaction() as session:
        row = session.exec(select(Draft).where(Draft.kind == STATED)).one()
        row.data = {**row.data, "as_of": "2026-09-30"}
    await binh.presses("Gửi")
    with town.database.reading() as session:
        assert [row.about for row in session.exec(select(TargetEvent)).all()] == [None, None]


async def test_what_came_since_the_preview_is_seen_before_it_is_sent(
    town: Town, binh: Someone
) -> None:
    await belongs(town)
    await _begins(binh)
    await binh.says("7,2 tính đến 31/12/2025, 12/BC-UBND ngày 15/01/2026")
    checked(town)
    await binh.presses("Gửi")
    assert "đã có việc mới" in binh.heard
    await binh.presses("Gửi")
    assert "Đã công bố" in binh.heard


@pytest.mark.parametrize("words", ["Xong rồi.", "Đã hoàn thành rồi", "da hoan thanh roi ạ"])
async def test_done_may_be_typed(town: Town, binh: Someone, words: str) -> None:
    await belongs(town, "do_thi_loai_2025")
    await _begins(binh, "do_thi_loai_2025")
    await binh.says(words)
    assert "tính đến ngày nào" in binh.heard


@pytest.mark.parametrize("owner", [None, "ubnd_doan_ket"])
async def test_who_has_no_right_is_told_whose_it_is(
    town: Town, binh: Someone, an: Someone, owner: str | None
) -> None:
    await belongs(town, agency=owner)
    for someone in (binh, an):
        await _begins(someone)
        assert ("chưa giao cho cơ quan nào" if owner is None else "UBND phường Đoàn Kết") in (
            someone.heard
        )
    await opens(binh)
    assert not any("Công bố" in label for label in binh.last.labels)


async def test_the_right_is_read_again_when_it_is_sent(town: Town, binh: Someone) -> None:
    await belongs(town)
    await _begins(binh)
    await binh.says("7,2 tính đến 31/12/2025, 12/BC-UBND ngày 15/01/2026")
    await belongs(town, agency="ubnd_doan_ket")
    await binh.presses("Gửi")
    assert "UBND phường Đoàn Kết" in binh.heard
    with town.database.reading() as session:
        assert session.exec(select(TargetEvent)).all() == []


async def test_a_dropped_statement_comes_back_with_one_tap(town: Town, binh: Someone) -> None:
    await belongs(town)
    await _begins(binh)
    await binh.says("7,2")
    await binh.presses("Bỏ")
    await binh.presses("↩️ Hoàn tác")
    assert "Số liệu tính đến ngày nào?" in binh.heard


async def test_an_admin_says_whose_it_is(town: Town, binh: Someone) -> None:
    chief = town.person("chief")
    await town.invited(chief, "admin")
    await opens(chief)
    await chief.presses("Giao cơ quan")
    await chief.presses("UBND phường Tân Phong")
    assert "Từ nay <b>UBND phường Tân Phong</b> theo dõi" in chief.heard
    await chief.presses("Cả 18 chỉ tiêu chưa có cơ quan")
    assert "17 chỉ tiêu khác" in chief.heard
    await binh.commands("tiendo")
    assert "Chưa công bố: <b>19</b>" in binh.heard
    await opens(chief)
    await chief.presses("Giao cơ quan")
    await chief.presses("Không cơ quan nào")
    await opens(chief)
    assert "Nay theo dõi: chưa có cơ quan nào." in chief.heard


async def test_an_admin_enters_what_was_published_elsewhere_and_it_is_marked(
    town: Town, an: Someone
) -> None:
    chief = town.person("chief")
    await town.invited(chief, "admin")
    await opens(chief)
    await chief.presses("Ghi công bố từ nơi khác")
    await chief.presses("Sở Xây dựng")
    await chief.says("7,2")
    await chief.says("31/12/2025")
    await chief.says("https://a.example/b.pdf")
    assert "Căn cứ vào đâu?" in chief.heard  # its number and date are wanted, and the file
    await chief.says("34/BC-SXD ngày 20/01/2026")
    assert "Gửi văn bản" in chief.heard
    await chief.sends_photos("blue")
    await chief.presses("Gửi")
    await opens(an)
    assert "Sở Xây dựng tỉnh Lai Châu, do quản trị ghi lại từ nơi khác" in an.heard
    await an.does(button=f"enter:{PLAN}:{name_of(GREEN)}")
    assert "không làm được" in an.heard or "chưa giao" in an.heard


async def _begins(someone: Someone, target: str = GREEN) -> None:
    await someone.does(button=f"state:{PLAN}:{name_of(target)}")
