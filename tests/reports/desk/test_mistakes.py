"""A move made by mistake is taken back: what stood before, who hears of it, until when."""

import re
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot.city.city import load_city
from bot.digests import count_queries
from bot.digests.queries import Scope
from bot.people import contact_queries as contacts
from bot.people.roles import Actor
from bot.public import queries as public
from bot.reports import followups
from bot.reports import queries as reports
from bot.reports.moves import Mover
from bot.router import Router
from db.models import Outbox, Report, Supporter
from tests.conftest import ZONE
from tests.reports.desk.desks import served, signed_in
from tests.town import Someone, Town, report

MISTAKE = "Bấm nhầm, rút lại"


def stored(session: Session, code: str) -> Report:
    return session.exec(select(Report).where(Report.code == code)).one()


def state(town: Town, code: str) -> dict[str, object]:
    """What a report is, without what changes with every step."""
    with town.database.reading() as session:
        return stored(session, code).model_dump(exclude={"look_at"})


def steps(town: Town, code: str) -> list[str]:
    with town.database.reading() as session:
        return [step.action for step in reports.steps(session, stored(session, code))]


async def test_one_tap_takes_a_move_back_and_who_was_told_hears_a_line(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    before = state(town, code)
    await binh.does(button=f"case:accept:{code}")
    an.read = len(an.shown)
    await binh.presses(MISTAKE)
    assert "Đã rút lại bước “đã tiếp nhận”" in binh.heard
    assert "báo lại một dòng" in binh.heard
    assert state(town, code) == before
    assert steps(town, code) == ["send", "accept", "take_back"]
    assert [message.reply.text.count("\n") for message in an.news] == [0]
    assert "bấm nhầm và đã được rút lại" in an.heard and "mới gửi" in an.heard
    await an.commands("trangthai", code)
    assert "rút lại bước vừa rồi (bấm nhầm)" in an.heard
    card = next(message for message in reversed(binh.shown) if message.edits)
    assert "mới gửi" in card.reply.text and "✅ Tiếp nhận" in card.labels


@pytest.mark.both_databases
async def test_what_was_not_sent_yet_is_not_sent(town: Town, an: Someone, binh: Someone) -> None:
    code = await report(an)
    for button in (f"case:accept:{code}", ""):
        with town.database.reading() as session:
            step = reports.steps(session, stored(session, code))[-1]
        data = button or f"mistake:{step.id}:{code}"
        await town.dispatcher.receive([binh.incoming(button=data)])
        await town.dispatcher.settle()  # nothing leaves in between
    an.read = len(an.shown)
    await town.settle()
    assert an.news == []
    assert "không ai bị báo" in binh.last.reply.text
    with town.database.reading() as session:
        kinds = select(Outbox).where(Outbox.kind == "notice", Outbox.state == "waiting")
        assert session.exec(kinds).all() == []


async def test_after_ten_minutes_or_another_step_it_stays(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    await binh.does(button=f"case:accept:{code}")
    accepted = binh.button(MISTAKE).data
    await binh.does(button=f"case:start:{code}")
    await binh.does(button=accepted)
    assert "đã có bước sau đó" in binh.heard
    started = binh.button(MISTAKE).data
    town.clock.advance(minutes=10, seconds=5)
    await binh.does(button=started)
    assert "đã quá mười phút" in binh.heard
    assert steps(town, code) == ["send", "accept", "start"]


async def test_a_resolution_taken_back_counts_nowhere(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    await binh.does(button=f"case:accept:{code}")
    before = state(town, code)
    await binh.does(button=f"case:resolve:{code}")
    await binh.says("Đã cắt cành và dọn sạch sáng nay")
    await binh.presses("Gửi")
    await binh.presses(MISTAKE)
    assert state(town, code) == before
    now = town.clock()
    with town.database.reading() as session:
        span = now - timedelta(days=1), now + timedelta(days=1)
        counts, _ = count_queries.reached(session, Scope(), span)
        assert counts["accepted"] == 1 and "resolved" not in counts
        assert count_queries.answered(session, Scope(), span) == []
        assert public.answers(session, [stored(session, code).id or 0]) == {}


async def test_a_question_to_the_reporter_gives_the_deadline_back(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    before = state(town, code)
    await binh.does(button=f"case:ask:{code}")
    await binh.says("Cây ở bên trái hay bên phải cổng ạ?")
    await binh.presses("Gửi, chờ 5 ngày")
    await binh.presses(MISTAKE)
    assert state(town, code) == before


@pytest.mark.both_databases
async def test_what_was_forwarded_comes_back_and_only_to_who_sent_it(
    town: Town, an: Someone, binh: Someone
) -> None:
    chi = town.person("chi")
    await town.invited(chi, "official", "ubnd_doan_ket")
    code = await report(an)
    before = state(town, code)
    await binh.does(button=f"forward:{code}:ubnd_doan_ket")
    await binh.presses("Gửi")
    mistake = binh.button(MISTAKE).data
    for someone in (chi, an):
        await someone.does(button=mistake)
        assert "không rút lại được" in someone.heard
    chi.read = len(chi.shown)
    await binh.does(button=mistake)
    assert state(town, code) == before
    assert "bấm nhầm" in chi.heard
    card = next(message for message in chi.shown if message.edits)
    assert "không còn do nơi đây xử lý" in card.reply.text
    town.clock.advance(days=2)
    await binh.does(button=f"forward:{code}:ubnd_doan_ket")
    await binh.presses("Gửi")
    with town.database.reading() as session:  # the first that stands: its days begin anew
        assert stored(session, code).deadline_at > before["deadline_at"]  # type: ignore[operator]


async def test_on_the_page_it_is_one_tap_too_after_a_forwarding_as_well(
    town: Town, conversation: Router, an: Someone, binh: Someone
) -> None:
    chi = town.person("chi")
    await town.invited(chi, "official", "ubnd_doan_ket")
    code = await report(an)
    before = state(town, code)
    async with served(town, conversation) as url, signed_in(binh, url) as desk:
        for act, fields in (("accept", {}), ("forward", {"to": "ubnd_doan_ket"})):
            page = (await desk.does(code, act, **fields)).text
            number = re.search(r'"take_back"><input type="hidden" name="to" value="(\d+)"', page)
            assert number, act
            assert ("do cơ quan khác xử lý" in page) == (act == "forward")
            assert (await desk.get(f"/viec/{code}/moi", seen="0")).status_code == (
                404 if act == "forward" else 200
            )
            done = await desk.does(code, "take_back", to=number[1])
            assert done.status_code == 200 and "Đã rút lại bước" in done.text
            assert state(town, code) == before
            again = await desk.does(code, "take_back", to=number[1])
            assert again.status_code == 409 and "Đã rút lại bước" not in again.text
        async with signed_in(chi, url) as other:
            assert (await other.get(f"/viec/{code}")).status_code == 404


async def test_an_address_that_was_told_nothing_hears_nothing_of_it(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    with town.database.transaction() as session:
        person = stored(session, code).person_id or 0
        box = contacts.set_mailbox(session, person, "a@b.vn", town.clock())
        box.active, number = True, box.id
    await binh.does(button=f"case:accept:{code}")
    await binh.presses(MISTAKE)
    with town.database.reading() as session:
        rows = session.exec(select(Outbox).where(Outbox.chat_id == number)).all()
    lines = [row for row in rows if "rút lại" in str(row.payload)]
    assert lines == [], "what was never sent there is not taken back there"


async def test_nobody_lets_a_report_go_that_was_not_asked_for(
    town: Town, an: Someone, binh: Someone, conversation: Router
) -> None:
    code = await report(an)
    async with served(town, conversation) as url, signed_in(binh, url) as desk:
        for act in ("let_go", "keep_on"):
            await desk.does(code, act)
    assert steps(town, code) == ["send"]


async def test_a_date_is_put_off_no_oftener_by_forwarding_and_taking_back(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    await binh.does(button=f"case:accept:{code}")
    with town.database.transaction() as session:
        row = stored(session, code)
        actor = Actor(row.person_id, None, role="official", agency=row.agency)
        days = min(followups.EXTRA_DAYS)
        by = Mover(session, actor, town.clock(), load_city(), ZONE)
        followups.extend(by, row, days)
        session.flush()
        before = followups._dates_given(session, row)
    assert before == 1
    await binh.does(button=f"forward:{code}:ubnd_doan_ket")
    await binh.presses("Gửi")
    await binh.presses(MISTAKE)
    with town.database.reading() as session:
        assert followups._dates_given(session, stored(session, code)) == before


@pytest.mark.both_databases
async def test_a_merge_taken_back_parts_the_reports_and_their_supporters(
    town: Town, an: Someone, binh: Someone
) -> None:
    lan, mai, both = town.person("lan"), town.person("mai"), town.person("both")
    main, same = await report(an), await report(lan)
    for someone, codes in ((mai, [same]), (both, [main, same])):
        for code in codes:
            await someone.does(button=f"support:{code}")
            if "đồng ý" in someone.heard:
                await someone.presses("Đồng ý")
    before, supported = state(town, same), supporters_of(town)
    await binh.does(button=f"merge_yes:{same}:{main}")
    assert state(town, same)["merged_into"] and supporters_of(town) != supported
    lan.read, mai.read = len(lan.shown), len(mai.shown)
    await binh.presses(MISTAKE)
    assert state(town, same) == before
    assert supporters_of(town) == supported
    assert "bấm nhầm" in lan.heard and "bấm nhầm" in mai.heard
    await binh.does(button=f"case:accept:{main}")
    assert main not in lan.last.reply.text


def supporters_of(town: Town) -> set[tuple[int, int | None]]:
    with town.database.reading() as session:
        return {(row.report_id, row.person_id) for row in session.exec(select(Supporter)).all()}
