"""Residents take part: a report under a target, following it, one question a month."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from bot.city.city import load_city
from bot.core import file_queries
from bot.privacy.retention import forget
from db.models import Consent, Draft, PlaceListener, PlaceQuestion, TargetFollower, TargetReport
from tests.oversight.kit import GREEN, PLAN, belongs, opens, stated
from tests.town import Someone, Town, report


async def reports_here(town: Town, an: Someone) -> str:
    """Report under the target from beginning to end; returns the code."""
    await opens(an)
    await an.presses("Ở chỗ tôi thế nào?")
    if "xin anh/chị đồng ý" in an.heard:
        await an.presses("Đồng ý")
    await writes(an)
    return an.last.reply.buttons[0][0].data.split(":")[1]  # type: ignore[union-attr]


async def writes(an: Someone) -> None:
    """Write what is asked for, and send it."""
    await an.presses("Cây xanh")
    await an.presses("Công viên")
    await an.says("công viên trước cổng trường Tân Phong, phường Tân Phong")
    await an.presses("Không có ảnh")
    await an.says("Công viên không có cây nào")
    if "Đang nguy hiểm" in an.heard or "nguy hiểm" in an.heard:
        await an.presses("Không")
    await an.presses("Gửi phản ánh")


async def test_how_it_is_at_my_place_begins_a_report_linked_to_the_target(
    town: Town, an: Someone
) -> None:
    await reports_here(town, an)
    with town.database.reading() as session:
        (row,) = session.exec(select(TargetReport)).all()
    assert (row.plan, row.target) == (PLAN, GREEN)
    await opens(an)
    assert "Phản ánh liên quan: 1 đang mở" in an.heard


async def test_a_report_that_is_disputed_contests_the_statement(
    town: Town, an: Someone, binh: Someone
) -> None:
    await belongs(town)
    stated(town, as_of=date(2026, 11, 1))
    code = await reports_here(town, an)
    await binh.presses("Đã xử lý")
    await binh.says("đã kiểm tra, đã trồng hai mươi cây ở công viên")
    await binh.presses("Gửi")
    await opens(an)
    assert "Đạt sau hạn 305 ngày, theo công bố" in an.heard
    await an.does(button=f"settled:no:{code}")
    await an.says("Vẫn chưa có cây nào, tôi vừa xem")
    await an.presses("Gửi")
    await opens(an)
    assert "Có ý kiến khác với công bố" in an.heard
    assert "1 người gửi nói chưa xong" in an.heard
    await binh.does(button=f"case:accept:{code}")
    await opens(an)
    assert "Có ý kiến khác với công bố" in an.heard  # it stands until the report is closed again


def linked(town: Town) -> list[TargetReport]:
    """The reports that were begun under a target."""
    with town.database.reading() as session:
        return list(session.exec(select(TargetReport)).all())


async def test_preview_and_card_name_the_target(town: Town, an: Someone, binh: Someone) -> None:
    await reports_here(town, an)
    line = "<b>Chỉ tiêu của kế hoạch:</b> Diện tích đất cây xanh"
    assert any(line in shown.reply.text for shown in an.shown)
    assert line in binh.heard


async def test_a_report_sent_days_later_is_linked_all_the_same(town: Town, an: Someone) -> None:
    await opens(an)
    await an.presses("Ở chỗ tôi thế nào?")
    await an.presses("Đồng ý")
    town.clock.advance(days=3)
    await writes(an)
    assert len(linked(town)) == 1


async def test_an_open_report_about_something_else_is_not_linked_unasked(
    town: Town, an: Someone
) -> None:
    await an.commands("phananh", "Nhà bên cạnh xây lấn vỉa hè")
    await an.presses("Đồng ý")
    await opens(an)
    await an.presses("Ở chỗ tôi thế nào?")
    assert "đang viết dở" in an.heard and "xây lấn vỉa hè" in an.heard
    assert "target" not in drafted(town)
    await an.presses("Phải, về chỉ tiêu này")
    assert drafted(town)["target"]["target"] == GREEN
    await opens(an)
    await an.presses("Ở chỗ tôi thế nào?")
    assert "một phản ánh khác" not in an.heard  # it is the one under this target


async def test_who_refuses_consent_leaves_nothing(town: Town, an: Someone) -> None:
    await opens(an)
    await an.presses("Ở chỗ tôi thế nào?")
    await an.presses("Không")
    await an.presses("Không")
    with town.database.reading() as session:
        assert session.exec(select(Draft)).all() == []


def drafted(town: Town) -> dict[str, Any]:
    """What the open report holds."""
    with town.database.reading() as session:
        return session.exec(select(Draft.data)).one()


async def test_a_report_that_was_dropped_links_no_later_one(town: Town, an: Someone) -> None:
    await opens(an)
    await an.presses("Ở chỗ tôi thế nào?")
    await an.presses("Đồng ý")
    await an.commands("huy")
    await report(an)
    assert linked(town) == []


async def test_who_follows_a_target_is_told_of_a_new_statement(
    town: Town, an: Someone, binh: Someone
) -> None:
    await belongs(town)
    await opens(an)
    await an.presses("Theo dõi")
    assert "chúng tôi nhớ khung trò chuyện này" in an.heard
    with town.database.reading() as session:
        assert session.exec(select(TargetFollower)).all() == []
    await an.presses("Đồng ý")
    with town.database.reading() as session:
        assert session.exec(select(Consent)).one().version.endswith("theo dõi")
    await _states(binh)
    assert "Có công bố mới" in an.last.reply.text and "7,2 m²" in an.last.reply.text
    await an.does(button=an.button("Xem chỉ tiêu").data)
    await an.presses("Thôi theo dõi")
    told = len(an.shown)
    await _states(binh, "8 tính đến 31/12/2025, 13/BC-UBND ngày 16/01/2026", "Số liệu mới")
    assert len(an.shown) == told


async def _states(
    binh: Someone,
    words: str = "7,2 tính đến 31/12/2025, 12/BC-UBND ngày 15/01/2026",
    reason: str = "",
) -> None:
    await opens(binh)
    await binh.presses("Công bố kết quả")
    await binh.says(words)
    if reason:
        await binh.says(reason)
    await binh.presses("Gửi")


async def test_an_erased_follower_is_forgotten(town: Town, an: Someone) -> None:
    await follows_and_listens(an)
    await an.commands("xoa")
    await an.presses("Xóa hết")
    await an.presses("Vâng, xóa hết")
    with town.database.reading() as session:
        assert session.exec(select(TargetFollower)).all() == []
        assert session.exec(select(PlaceListener)).all() == []


async def follows_and_listens(someone: Someone, ward: str = "phường Tân Phong") -> None:
    await opens(someone)
    await someone.presses("Theo dõi")
    if "Đồng ý" in str(someone.last.labels):
        await someone.presses("Đồng ý")
    await someone.presses("Có thể hỏi tôi")
    await someone.presses(ward)


async def asks_residents(front: Someone, words: str, where: str = "Cả thành phố") -> None:
    await opens(front)
    await front.presses("Hỏi cư dân")
    await front.says(words)
    if "Hỏi cư dân ở đâu?" in front.heard:
        await front.presses(where)
    if "Nay chưa hỏi được ai" not in front.heard:
        await front.presses("Gửi")


async def test_one_question_is_asked_counted_without_persons_and_shown_from_five_answers(
    town: Town, front: Someone, an: Someone
) -> None:
    people = [town.person(name) for name in ("a", "b", "c", "d", "e")]
    for someone in people:
        await follows_and_listens(someone)
    await asks_residents(front, "Công viên hồ Thủy Sơn đã có đèn chưa?")
    assert "Đã hỏi <b>5</b> người" in front.heard
    for someone in people[:4]:
        await someone.presses("Có")
        assert "Cảm ơn anh/chị" in someone.heard
    await people[0].does(button="pa:1:no")  # a second time
    assert "Cảm ơn" not in people[0].heard
    await an.does(button="pa:1:no")  # who was not asked
    await opens(an)
    assert "hồ Thủy Sơn" not in an.heard
    await people[4].presses("Chưa")
    await opens(an)
    assert (
        "Hỏi cư dân cả thành phố ngày 23/11/2026 “Công viên hồ Thủy Sơn đã có đèn chưa?”: có 4,"
        " chưa 1, không biết 0." in an.heard
    )
    with town.database.reading() as session:
        question = session.exec(select(PlaceQuestion)).one()
        listeners = session.exec(select(PlaceListener)).all()
    assert (question.yes, question.no, question.unknown) == (4, 1, 0)
    assert all(listener.question_id is None for listener in listeners)


@pytest.mark.parametrize(
    ("words", "counted"),
    [("chưa", (0, 1, 0)), ("Có rồi nhé", (1, 0, 0)), ("không rõ", (0, 0, 1)),
     ("chưa có cọc nào", (0, 1, 0)), ("chua co", (0, 1, 0)), ("em không biết ạ", (0, 0, 1)),
     ("có đèn chưa?", (0, 0, 0)), ("chào em", (0, 0, 0)),
     ("chưa thấy ai dọn đống rác ở đầu ngõ 12", (0, 0, 0))],
)  # fmt: skip
async def test_an_answer_that_is_typed_counts_as_the_tap(
    town: Town, front: Someone, an: Someone, words: str, counted: tuple[int, int, int]
) -> None:
    await follows_and_listens(an)
    await asks_residents(front, "Công viên hồ Thủy Sơn đã có đèn chưa?")
    await an.says(words)
    assert ("Kết quả hiện ở chỉ tiêu" in an.heard) == (sum(counted) > 0)
    await an.says(words)  # it waits no more
    with town.database.reading() as session:
        row = session.exec(select(PlaceQuestion)).one()
    assert (row.yes, row.no, row.unknown) == counted


async def test_words_that_answer_something_else_are_not_counted(
    town: Town, front: Someone, an: Someone
) -> None:
    await follows_and_listens(an)
    await asks_residents(front, "Công viên hồ Thủy Sơn đã có đèn chưa?")
    await an.says("không cần nữa đâu")
    assert "Kết quả hiện ở chỉ tiêu" not in an.heard
    await an.commands("cuatoi")
    await an.says("chưa đâu")
    assert "Kết quả hiện ở chỉ tiêu" not in an.heard
    with town.database.reading() as session:
        row = session.exec(select(PlaceQuestion)).one()
    assert (row.yes, row.no, row.unknown) == (0, 0, 0)


async def test_words_of_days_later_are_no_answer(town: Town, front: Someone, an: Someone) -> None:
    await follows_and_listens(an)
    await asks_residents(front, "Công viên hồ Thủy Sơn đã có đèn chưa?")
    town.clock.advance(days=4)
    await an.says("chưa")
    assert "Kết quả hiện ở chỉ tiêu" not in an.heard
    await an.presses("Chưa")
    assert "Kết quả hiện ở chỉ tiêu" in an.heard


@pytest.mark.parametrize(("days", "asked"), [(29, 0), (31, 1)])
async def test_nobody_is_asked_twice_in_a_month_nor_who_did_not_agree(
    town: Town, front: Someone, an: Someone, days: int, asked: int
) -> None:
    await town.person("stranger").commands("start")
    await follows_and_listens(an)
    await asks_residents(front, "Công viên hồ Thủy Sơn đã có đèn chưa?")
    assert "Đã hỏi <b>1</b> người" in front.heard
    town.clock.advance(days=days)
    await asks_residents(front, "Đường 58 m đã có cây chưa?")
    assert ("Đã hỏi <b>1</b> người" in front.heard) == bool(asked)
    assert ("đã hỏi họ một câu; hỏi được từ 23/12/2026" in front.heard) == (not asked)
    with town.database.reading() as session:
        assert len(session.exec(select(PlaceQuestion)).all()) == 1 + asked


async def test_a_question_that_reaches_nobody_is_kept_and_sent_once_it_does(
    town: Town, front: Someone, an: Someone
) -> None:
    await asks_residents(front, "Công viên hồ Thủy Sơn đã có đèn chưa?")
    assert "chưa có ai đồng ý được hỏi" in front.heard
    assert not any("Gửi" in label for label in front.last.labels)
    await follows_and_listens(an)
    await opens(front)
    await front.presses("Hỏi cư dân")
    assert "cả thành phố</b>, 1 người đồng ý được hỏi" in front.heard
    assert "công bố lại" not in front.heard
    await front.presses("Gửi")
    assert "Đã hỏi <b>1</b> người" in front.heard


async def test_who_wants_it_no_more_is_not_asked(town: Town, front: Someone, an: Someone) -> None:
    await follows_and_listens(an)
    await an.presses("Thôi, đừng hỏi tôi")
    await asks_residents(front, "Công viên hồ Thủy Sơn đã có đèn chưa?")
    assert "Nay chưa hỏi được ai" in front.heard


@pytest.mark.both_databases
async def test_only_who_knows_the_place_is_asked(town: Town, front: Someone, an: Someone) -> None:
    here, there, reporter = an, town.person("there"), town.person("reporter")
    await follows_and_listens(here)
    await follows_and_listens(there, "phường Đoàn Kết")
    await report(reporter)  # in Tân Phong
    await follows_and_listens(reporter, "phường Đoàn Kết")
    await asks_residents(front, "Cây ở phường Tân Phong đã trồng lại chưa?")
    assert "Hỏi cư dân: <b>phường Tân Phong</b>" in str([m.reply.text for m in front.shown])
    assert "Đã hỏi <b>2</b> người đồng ý được hỏi và biết phường Tân Phong" in front.heard
    assert "đã trồng lại chưa" not in there.heard
    for someone in (here, reporter):
        assert "đã trồng lại chưa" in someone.last.reply.text


async def test_a_picture_may_go_with_an_answer_and_the_front_alone_sees_it(
    town: Town, front: Someone, an: Someone
) -> None:
    await follows_and_listens(an)
    await asks_residents(front, "Công viên hồ Thủy Sơn đã có đèn chưa?", "phường Tân Phong")
    await an.presses("Chưa")
    await an.presses("📷 Gửi kèm ảnh")
    await an.says("ảnh đây")
    assert "đang chờ một ảnh" in an.heard
    await an.sends_photos("green")
    assert "Đã nhận ảnh, không kèm tên" in an.heard
    await an.does(button="pa_show:lai-chau-2030:cay_xanh_2025")
    assert an.last.reply.photos == ()
    await opens(front)
    await front.presses("🖼 Ảnh cư dân gửi (1)")
    (key,) = front.last.reply.photos
    stranger = town.person("stranger")
    await stranger.does(button="pa_picture:1")
    assert "Gửi một ảnh" not in stranger.heard
    with town.database.reading() as session:
        assert session.exec(select(PlaceQuestion)).one().photos == [key]
        assert session.exec(select(Draft)).all() == []
        assert file_queries.still_named(session, [key]) == {key}
    town.clock.advance(days=91)
    forget(town.database, town.media, load_city().keep, town.clock())
    with town.database.reading() as session:
        assert session.exec(select(PlaceQuestion)).one().photos == []
