"""What words about a case are proposed as: each move with what the words name, at one tap."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.core.turn import Tools, turn_of
from bot.reports import part_queries
from bot.reports.desk import proposals
from bot.understanding.understood import Office
from db.models import Report
from tests.reports.desk.desks import add_cases
from tests.reports.reporting import drafts
from tests.town import Someone, Town, report


def stored(town: Town, code: str) -> Report:
    with town.database.reading() as session:
        return session.exec(select(Report).where(Report.code == code)).one()


async def wants(someone: Someone, tools: Tools, code: str, move: str, words: str = "") -> None:
    """Somebody writes a code with words, which are understood as a move.

    The words reach the proposal as they would by the router, however well today's model knows them.
    """
    town, incoming = someone.town, someone.incoming(text=f"{code} {words}")
    with town.database.transaction() as session:
        turn = turn_of(tools, session, incoming, town.clock(), town.media)
        assert turn is not None
        someone.read = len(someone.shown)
        case = session.exec(select(Report).where(Report.code == code)).one()
        proposals.about(turn, case, words, Office("move", None, move))
    await town.settle()


@pytest.mark.parametrize("words", ["vụ này thì sao nhỉ", "xem giúp anh với", "bao giờ xong"])
async def test_of_an_unsure_move_the_case_is_shown(
    town: Town, an: Someone, binh: Someone, words: str
) -> None:
    code = await report(an)
    await binh.says(f"{code} {words}")
    assert "Nội dung" in binh.heard and await drafts(town) == []


async def test_a_merge_with_the_code_the_words_name(
    town: Town, tools: Tools, binh: Someone
) -> None:
    first, second = await add_cases(town.database, town.clock(), 2)
    await wants(binh, tools, first, "merge", f"trùng với {second}")
    assert f"Gộp {first} vào {second}?" in binh.heard
    await binh.presses("Gộp lại")
    assert stored(town, first).merged_into == stored(town, second).id


async def test_a_merge_without_a_code_offers_the_likely_cases(
    town: Town, tools: Tools, an: Someone, binh: Someone
) -> None:
    code, like = await report(an), await report(town.person("lan"), photos=())
    await wants(binh, tools, code, "merge", "trùng việc khác")
    assert f"<b>{code}</b> trùng với phản ánh nào?" in binh.heard
    await binh.presses(like)
    assert f"Gộp {code} vào {like}?" in binh.heard


@pytest.mark.parametrize(
    ("words", "label", "field", "value"),
    [
        ("sai loại, phải là cây đổ chắn đường", "Loại việc: Cây đổ", "category",
         "cay_do_chan_duong"),
        ("loại đúng là cây chết khô", "Loại việc: Cây chết", "category", "cay_chet"),
        ("sửa phường thành Đoàn Kết", "Phường: phường Đoàn Kết", "area", "doan_ket"),
        ("ở phường Đoàn Kết chứ không phải Tân Phong", "Phường:", "area", "doan_ket"),
        ("nơi đúng là trước chợ San Thàng", "Nơi: trước chợ San Thàng", "place",
         "trước chợ San Thàng"),
        ("chỉnh lại là việc khẩn", "Mức độ: khẩn", "urgent", True),
    ],
)  # fmt: skip
async def test_a_correction_with_what_the_words_name(
    town: Town, tools: Tools, an: Someone, binh: Someone,
    words: str, label: str, field: str, value: object,
) -> None:  # fmt: skip
    code = await report(an)
    await wants(binh, tools, code, "correct", words)
    assert getattr(stored(town, code), field) != value
    await binh.presses(label)
    assert getattr(stored(town, code), field) == value


async def test_a_correction_that_names_nothing_asks_what(
    town: Town, tools: Tools, an: Someone, binh: Someone, front: Someone
) -> None:
    code = await report(an)
    await wants(binh, tools, code, "correct", "ghi sai rồi, sửa lại")
    assert "sửa điều gì" in binh.heard
    await wants(front, tools, code, "correct", "không khẩn")
    assert "sửa điều gì" in front.heard, "it is not urgent already"


async def test_words_after_a_named_place_are_not_that_place(
    town: Town, tools: Tools, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    await wants(binh, tools, code, "correct", "nơi đúng là trước chợ San Thàng")
    await binh.says("việc quá hạn")
    assert "quá hạn" in binh.heard and "San Thàng" not in stored(town, code).place


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        ("hẹn thêm 3 ngày", ["Hẹn thêm 3 ngày"]),
        ("xin thêm năm ngày nữa", ["Hẹn thêm 5 ngày"]),
        ("dời đến {date}", ["Hẹn thêm 3 ngày"]),
        ("gia hạn giúp", ["Hẹn thêm 1 ngày", "Hẹn thêm 3 ngày", "Hẹn thêm 5 ngày"]),
        ("thêm 20 ngày", ["Hẹn thêm 1 ngày", "Hẹn thêm 3 ngày", "Hẹn thêm 5 ngày"]),
    ],
)
async def test_a_later_date_that_the_words_name(
    town: Town, tools: Tools, binh: Someone, words: str, labels: list[str]
) -> None:
    monday = town.clock() + timedelta(days=7 - town.clock().weekday())
    (code,) = await add_cases(town.database, town.clock(), 1, deadline_at=monday)
    thursday = monday + timedelta(days=3)
    await wants(binh, tools, code, "extend", words.format(date=f"{thursday.day}/{thursday.month}"))
    assert binh.last.labels == labels
    await binh.presses(labels[0])
    assert stored(town, code).expected_at is not None


async def test_another_agency_is_asked_in_by_its_name(
    town: Town, tools: Tools, an: Someone, binh: Someone
) -> None:
    await town.invited(town.person("so"), "official", "so_xay_dung")
    code = await report(an)
    await wants(binh, tools, code, "share", "nhờ ai phối hợp giúp")
    assert "Mời cơ quan nào phối hợp" in binh.heard
    await wants(binh, tools, code, "share", "mời Sở Xây dựng phối hợp")
    await binh.says("Kiểm tra giấy phép của công trình")
    await binh.presses("Gửi")
    with town.database.reading() as session:
        case = session.exec(select(Report)).one()
        assert [part.agency for part in part_queries.of_report(case)] == ["so_xay_dung"]


async def test_a_part_is_begun_and_ended_in_its_words(
    town: Town, tools: Tools, an: Someone, binh: Someone
) -> None:
    chi = town.person("chi")
    await town.invited(chi, "official", "ubnd_doan_ket")
    code = await report(an)
    await binh.does(button=f"share:{code}:ubnd_doan_ket")
    await binh.says("Cho xe nâng cắt cành cao")
    await binh.presses("Gửi")
    await chi.says(f"{code} tôi nhận việc này")
    await chi.presses("Nhận phần này")
    assert "đã nhận phần việc" in binh.heard
    await wants(chi, tools, code, "part_end", "đã cắt hết cành cao")
    assert f"Báo xong phần mình của {code}?" in chi.heard and "đã cắt hết" in chi.heard
    await chi.presses("Gửi")
    await chi.says(f"{code} đã xong")
    assert "Nội dung" in chi.heard, "its part has ended, the rest is not for it"


async def test_a_step_is_taken_back_after_one_tap_though_it_was_forwarded(
    town: Town, tools: Tools, an: Someone, binh: Someone
) -> None:
    await town.invited(town.person("so"), "official", "so_xay_dung")
    code = await report(an)
    await wants(binh, tools, code, "take_back", "bấm nhầm, rút lại")
    assert "không rút lại được nữa" in binh.heard, "nothing was done yet"
    await binh.does(button=f"forward:{code}:so_xay_dung")
    await binh.presses("Gửi")
    await wants(binh, tools, code, "take_back", "bấm nhầm, rút lại")
    assert stored(town, code).agency == "so_xay_dung" and "Rút lại bước" in binh.heard
    await binh.presses("Bấm nhầm")
    assert stored(town, code).agency == "ubnd_tan_phong"
    await wants(binh, tools, code, "start", "đang làm")
    assert "thao tác này không còn làm được" in binh.heard


async def test_a_start(town: Town, tools: Tools, binh: Someone) -> None:
    (code,) = await add_cases(town.database, town.clock(), 1, status="accepted")
    await wants(binh, tools, code, "start", "đang làm rồi")
    await binh.presses("Đang xử lý")
    assert stored(town, code).status == "in_progress"


@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("hỏi lại người gửi ngõ nào rẽ vào", "ngõ nào rẽ vào"),
        ("hoi dan nha ay mau gi", "nha ay mau gi"),
        ("Hỏi bà con: cây nghiêng từ bao giờ?", "cây nghiêng từ bao giờ?"),
        ("dân cư ở đó tên gì vậy?", "dân cư ở đó tên gì vậy?"),
    ],
)
async def test_a_question_is_sent_without_who_is_asked_it(
    town: Town, tools: Tools, an: Someone, binh: Someone, words: str, question: str
) -> None:
    code = await report(an)
    await wants(binh, tools, code, "ask", words)
    assert f"<blockquote>{question}</blockquote>" in binh.heard
    await binh.presses("Gửi")
    assert question in an.last.reply.text and "ỏi lại" not in an.last.reply.text


async def test_of_whom_to_ask_alone_the_question_is_asked_for(
    town: Town, tools: Tools, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    await wants(binh, tools, code, "ask", "hỏi lại người dân")
    assert "muốn hỏi người gửi" in binh.heard


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("{code} hỏi phường sao để lâu vậy", "hỏi phường sao để lâu vậy"),
        ("{code} yêu cầu phường nói rõ vì sao còn để đó", "yêu cầu phường nói rõ vì sao còn để đó"),
    ],
)
async def test_the_fronts_words_about_a_case_are_a_question_at_least(
    an: Someone, binh: Someone, front: Someone, said: str, question: str
) -> None:
    code = await report(an)
    await front.says(said.format(code=code))
    assert f"Hỏi cơ quan xử lý về {code}?" in front.heard
    await front.presses("Gửi")
    assert question in binh.heard
