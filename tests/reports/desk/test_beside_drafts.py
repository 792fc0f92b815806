"""What an office says while a move waits for its words: other cases and lists are none of them."""

import re

import pytest
from sqlmodel import select

from db.models import Draft, Report
from tests.reports.desk.desks import add_cases
from tests.reports.reporting import drafts
from tests.town import Someone, Town, report


async def two(town: Town, an: Someone) -> tuple[str, str]:
    first = await report(an)
    return first, await report(town.person("lan"), place="cổng chợ, phường Tân Phong", photos=())


def statuses(town: Town) -> dict[str, str]:
    with town.database.reading() as session:
        return {row.code: row.status for row in session.exec(select(Report)).all()}


def words_of(row: Draft) -> str:
    return " ".join((row.data.get("words_by_message") or {}).values())


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("việc quá hạn", "quá hạn"),
        ("việc tiếp theo", "Nội dung"),
        ("{b} tôi nhận việc này", "Tiếp nhận <b>{b}</b>?"),
        ("{b}", "Nội dung"),
        ("bản tin hôm nay", "Bản tin"),
    ],
)
async def test_they_are_done_and_the_draft_stays_open(
    town: Town, an: Someone, binh: Someone, said: str, heard: str
) -> None:
    a, b = await two(town, an)
    await binh.does(button=f"case:resolve:{a}")
    await binh.says(said.format(b=b))
    assert heard.format(b=b) in binh.heard
    assert f"Phần đang viết cho <b>{a}</b> vẫn còn." in binh.heard
    (row,) = [row for row in await drafts(town) if row.kind != "worklist"]
    assert row.kind == "resolve" and words_of(row) == ""
    await binh.says("Đã trồng lại hai cây sáng nay")
    assert f"Báo đã xử lý {a}?" in binh.heard and b not in binh.last.reply.text
    await binh.presses("Gửi")
    assert statuses(town) == {a: "resolved", b: "new"} and b not in an.last.reply.text


async def test_the_list_says_what_was_written_and_not_sent(
    town: Town, an: Someone, binh: Someone
) -> None:
    a, b = await two(town, an)
    for move, code in (("resolve", a), ("note", b)):
        await binh.does(button=f"case:{move}:{code}")
        await binh.says("Đã cắt cành và dọn sạch sáng nay")
    await binh.does(button=f"case:reject:{b}")  # nothing was written
    await binh.commands("viec")
    assert "<b>2 lời chưa gửi</b>" in binh.heard
    await binh.presses(f"Viết tiếp cho {a}")
    assert f"Báo đã xử lý {a}?" in binh.heard
    await binh.presses("Gửi")
    await binh.commands("viec")
    assert "<b>1 lời chưa gửi</b>" in binh.heard


async def test_the_words_of_the_draft_are_not_taken_for_a_list(
    town: Town, an: Someone, binh: Someone
) -> None:
    a, _ = await two(town, an)
    await binh.does(button=f"case:ask:{a}")
    await binh.says("Việc này ở tổ mấy?")
    assert f"Gửi câu hỏi này về {a}?" in binh.heard and "vẫn còn" not in binh.heard
    await binh.does(button=f"case:reject:{a}")
    await binh.says("việc quá hạn do mưa bão")
    assert f"Từ chối {a} với lý do này?" in binh.heard


async def test_a_note_may_name_another_case(town: Town, an: Someone, binh: Someone) -> None:
    a, b = await two(town, an)
    await binh.does(button=f"case:note:{a}")
    await binh.says(f"cùng chủ nhà với {b}")
    assert f"Lưu ghi chú nội bộ này vào {a}?" in binh.heard
    await binh.says(f"{b} tôi nhận việc này")
    assert f"Tiếp nhận <b>{b}</b>?" in binh.heard and "vẫn còn" in binh.heard


async def test_one_goes_on_where_one_was(town: Town, an: Someone, binh: Someone) -> None:
    a, b = await two(town, an)
    await binh.does(button=f"case:resolve:{a}")
    await binh.says("Đã trồng lại hai cây")
    await binh.says(f"{b} không thuộc thẩm quyền của phường")
    assert f"Từ chối {b} với lý do này?" in binh.heard
    town.clock.advance(seconds=1)
    await binh.presses(f"Viết tiếp cho {a}")
    assert f"Báo đã xử lý {a}?" in binh.heard and "Đã trồng lại hai cây" in binh.heard
    await binh.says("vào sáng nay")
    assert "Đã trồng lại hai cây\nvào sáng nay" in binh.heard


async def test_one_goes_on_with_an_empty_forwarding_to_the_same_agency(
    town: Town, an: Someone, binh: Someone
) -> None:
    await town.invited(town.person("so"), "official", "so_xay_dung")
    a, _ = await two(town, an)
    await binh.does(button=f"forward:{a}:so_xay_dung")
    await binh.says("việc quá hạn")
    await binh.presses(f"Viết tiếp cho {a}")
    assert f"Chuyển {a} đến Sở Xây dựng tỉnh Lai Châu?" in binh.heard


async def test_a_wish_for_a_list_is_no_place(town: Town, an: Someone, binh: Someone) -> None:
    a, _ = await two(town, an)
    await binh.does(button=f"correct:{a}:place")
    await binh.says("việc quá hạn")
    assert "Phần đang viết" in binh.heard
    await binh.presses(f"Viết tiếp cho {a}")
    await binh.says("trước bến xe")
    with town.database.reading() as session:
        places = [row.place for row in session.exec(select(Report)).all()]
    assert "trước bến xe" in places and "việc quá hạn" not in places


async def test_a_case_of_the_same_move_replaces_the_draft_and_shows_its_words(
    town: Town, an: Someone, binh: Someone
) -> None:
    a, b = await two(town, an)
    await binh.does(button=f"case:resolve:{a}")
    await binh.says("Đã trồng lại hai cây")
    await binh.says(f"{b} đã dọn xong cây đổ")
    assert "Đã trồng lại hai cây" in binh.heard and "vẫn còn" not in binh.heard
    (row,) = [row for row in await drafts(town) if row.kind != "worklist"]
    assert "trồng lại" not in words_of(row)


async def test_a_word_or_a_bare_place_begins_no_report_of_an_office(
    town: Town, an: Someone, binh: Someone
) -> None:
    await two(town, an)
    await binh.commands("viec")
    for said in ("ao", "suối Nậm Loỏng", "hố ga"):
        await binh.says(said)
        assert "khóa" not in binh.heard
    assert [row.kind for row in await drafts(town)] == ["worklist"]


@pytest.mark.parametrize(
    ("said", "heard"),
    [("mở số 2", "Nội dung"), ("vụ nào khẩn", "việc chưa xong"), ("bản tin tuần này", "Bản tin")],
)
async def test_an_open_report_of_an_official_takes_no_wish_for_the_list(
    town: Town, an: Someone, binh: Someone, said: str, heard: str
) -> None:
    await two(town, an)
    await binh.commands("viec")
    await binh.commands("phananh")
    await binh.says("hàng xóm nhà tôi sáng nay đốt rơm khói mù cả ngõ 3 phường Tân Phong")
    before = [(row.kind, row.data) for row in await drafts(town) if row.kind != "worklist"]
    await binh.says(said)
    assert heard in binh.heard and "khóa" not in binh.heard
    after = [(row.kind, row.data) for row in await drafts(town) if row.kind != "worklist"]
    assert before and after == before


async def test_a_number_that_is_in_no_list_is_an_answer_to_the_report(
    town: Town, an: Someone, binh: Someone
) -> None:
    await two(town, an)
    await binh.commands("phananh")
    await binh.says("số 12")
    assert "Danh sách" not in binh.heard and "việc chưa xong" not in binh.heard


async def test_a_code_of_another_office_goes_into_no_words(
    town: Town, an: Someone, binh: Someone
) -> None:
    a, b = await report(an), await report(an, place="cổng chợ, phường Đoàn Kết", photos=())
    await binh.does(button=f"case:resolve:{a}")
    await binh.says("Đã trồng lại hai cây")
    await binh.says(f"{b} sao rồi")
    assert "do UBND phường Đoàn Kết xử lý, nên không dành" in binh.heard
    assert "vẫn còn" in binh.heard
    (row,) = [row for row in await drafts(town) if row.kind != "worklist"]
    assert words_of(row) == "Đã trồng lại hai cây"


async def test_the_code_of_the_drafts_own_case_is_none_of_its_words(
    town: Town, an: Someone, binh: Someone
) -> None:
    a, _ = await two(town, an)
    await binh.does(button=f"case:resolve:{a}")
    await binh.says(f"{a.lower()} đã trồng lại hai cây")
    (row,) = [row for row in await drafts(town) if row.kind != "worklist"]
    assert words_of(row) == "đã trồng lại hai cây"


async def test_what_is_replaced_is_named_with_its_pictures(
    town: Town, an: Someone, binh: Someone
) -> None:
    a, b = await two(town, an)
    await binh.does(button=f"case:resolve:{a}")
    await binh.sends_photos("red", caption="Đã trồng lại hai cây")
    await binh.does(button=f"case:resolve:{b}")
    assert f"viết dở cho <b>{a}</b> đã được thay" in binh.heard and "và 1 ảnh" in binh.heard


async def test_a_denunciation_is_as_unknown_to_a_ward_as_a_code_that_never_was(
    town: Town, an: Someone, binh: Someone
) -> None:
    a, _ = await two(town, an)
    (secret,) = await add_cases(
        town.database, town.clock(), 1, held="denounced", agency="mttq_tinh"
    )
    await binh.does(button=f"case:resolve:{a}")
    heard = []
    for code in (secret, "LC-QQQQQQ"):
        await binh.says(f"{code} sao rồi")
        heard.append(binh.heard.replace(code, ""))
    assert "Không có phản ánh nào mang mã" in heard[0] and heard[0] == heard[1]


async def test_the_open_draft_is_shown_once_beside_a_list(
    town: Town, an: Someone, binh: Someone
) -> None:
    a, b = await two(town, an)
    await binh.does(button=f"case:note:{b}")
    await binh.says("Chủ nhà đi vắng đến cuối tháng")
    town.clock.advance(seconds=1)
    await binh.does(button=f"case:resolve:{a}")
    await binh.says("Đã cắt cành và dọn sạch sáng nay")
    await binh.says("việc quá hạn")
    assert "<b>1 lời chưa gửi</b>" in binh.heard
    assert f"Phần đang viết cho <b>{a}</b> vẫn còn." in binh.heard
    await binh.commands("viec")
    assert "<b>2 lời chưa gửi</b>" in binh.heard


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("đã xong {b}, đã dọn sạch cành gãy", "Báo đã xử lý {b}?"),
        ("tiếp nhận {b}", "Tiếp nhận {b}?"),
        ("{b} gộp vào {c}", "Gộp {b} vào {c}?"),
        ("{b}", "Gộp {a} vào {b}?"),
        ("gộp vào {b} giúp tôi", "Gộp {a} vào {b}?"),
        ("trùng với {b} đang xử lý", "Gộp {a} vào {b}?"),
        ("trung tâm đã tiếp nhận {b}", "Tiếp nhận {b}?"),
        ("{a} trùng với {b} đang xử lý", "Gộp {a} vào {b}?"),
        ("gộp vào {b} luôn, bên đó đã tiếp nhận rồi", "Gộp {a} vào {b}?"),
        ("{b} đã xử lý xong rồi, gộp vào đó", "Gộp {a} vào {b}?"),
        ("không phải {b}, là {c}", "Gộp {a} vào {c}?"),
        ("khong phai {b} la {c}", "Gộp {a} vào {c}?"),
        ("{c} chứ không phải {b}", "Gộp {a} vào {c}?"),
    ],
)
async def test_what_is_said_of_another_case_is_no_merge(
    town: Town, binh: Someone, said: str, heard: str
) -> None:
    a, b, c = await add_cases(town.database, town.clock(), 3)
    await binh.does(button=f"merge:{a}")
    await binh.says(said.format(a=a, b=b, c=c))
    assert heard.format(a=a, b=b, c=c) in re.sub("</?b>", "", binh.heard)
    assert ("merge" in [row.kind for row in await drafts(town)]) == ("Gộp {a}" in heard)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("việc quá hạn", "quá hạn"),
        ("việc tiếp theo", "Nội dung"),
        ("cho tôi xem danh sách việc quá hạn", "quá hạn"),
        ("bản tin hôm nay", "Bản tin"),
    ],
)
async def test_a_merge_waits_on_beside_a_list(
    town: Town, binh: Someone, said: str, heard: str
) -> None:
    a, b, _ = await add_cases(town.database, town.clock(), 3)
    await binh.does(button=f"merge:{a}")
    await binh.says(said)
    assert heard in binh.heard and f"để gộp <b>{a}</b>" in binh.heard
    await binh.says(b)
    assert f"Gộp {a} vào {b}?" in binh.heard
