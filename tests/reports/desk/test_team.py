"""The team's page: who has how many, and everything of one person's handed over."""

from datetime import timedelta

from sqlmodel import select

from db.models import Person, Report, ReportEvent
from tests.reports.desk.desks import Desk, add_cases, signed_in
from tests.town import Someone, Town


def number(town: Town, name: str) -> int:
    with town.database.reading() as session:
        return session.exec(select(Person.id).where(Person.channel_id == name)).one() or 0


def assignees(town: Town) -> list[int | None]:
    with town.database.reading() as session:
        return list(session.exec(select(Report.assignee_id).order_by(Report.id)).all())  # type: ignore[arg-type]


async def test_who_has_how_many_and_all_of_one_go_to_another(
    town: Town, binh: Someone, desk: Desk
) -> None:
    chi = town.person("chi")
    await town.invited(chi, "official", "ubnd_tan_phong")
    now, binhs = town.clock(), number(town, "binh")
    await add_cases(town.database, now, 3, assignee_id=binhs)
    await add_cases(town.database, now, 1, assignee_id=binhs, deadline_at=now - timedelta(days=1))
    await add_cases(town.database, now, 2)
    await add_cases(town.database, now, 5, assignee_id=binhs, agency="ubnd_doan_ket")
    page = (await desk.get("/viec/doi")).text
    assert f'<a href="/viec?ai={binhs}">4</a>' in page
    assert f'<a href="/viec?loc=late&amp;ai={binhs}"><b class="alarm">⏰ 1</b></a>' in page
    assert 'chưa giao ai</th><td class="number"><a href="/viec?ai=0">2</a></td>' in page
    chi.read = len(chi.shown)
    chis = number(town, "chi")
    done = await desk.post("/viec/doi", **{"from": str(binhs), "to": str(chis)})
    assert "Đã bàn giao <b>4 việc</b>" in done.text
    await town.settle()
    assert assignees(town) == [chis] * 4 + [None] * 2 + [binhs] * 5, "another agency's stay"
    assert [message.reply.text.count("LC-") for message in chi.news] == [4], "one message"
    with town.database.reading() as session:
        steps = session.exec(select(ReportEvent).where(ReportEvent.action == "assign")).all()
        assert len(steps) == 4
    await chi.presses("Của tôi (4)")
    assert "4 giao cho anh/chị" in chi.heard


async def test_nothing_is_handed_to_a_stranger_nor_by_one(
    town: Town, binh: Someone, front: Someone, an: Someone, desk: Desk, url: str
) -> None:
    binhs = number(town, "binh")
    await add_cases(town.database, town.clock(), 1, assignee_id=binhs)
    stranger = town.person("chi")
    await town.invited(stranger, "official", "ubnd_doan_ket")
    for to in (number(town, "chi"), binhs, 10**18):
        answer = await desk.post("/viec/doi", **{"from": str(binhs), "to": str(to)})
        assert "chưa bàn giao gì" in answer.text
    async with signed_in(stranger, url) as other:
        await other.get("/viec/doi")
        await other.post("/viec/doi", **{"from": str(binhs), "to": "0"})
    assert assignees(town) == [binhs]
    async with signed_in(front, url) as overseer:
        assert (await overseer.get("/viec/doi")).status_code == 403


async def test_who_comes_back_gets_their_own_again_and_nobody_elses(
    town: Town, binh: Someone, desk: Desk
) -> None:
    chi = town.person("chi")
    await town.invited(chi, "official", "ubnd_tan_phong")
    now, binhs, chis = town.clock(), number(town, "binh"), number(town, "chi")
    codes = await add_cases(town.database, now, 3, assignee_id=binhs)
    await add_cases(town.database, now, 2, assignee_id=chis)
    await desk.get("/viec/doi")
    await desk.post("/viec/doi", **{"from": str(binhs), "to": str(chis)})
    await desk.does(codes[0], "assign", to="0")
    page = (await desk.get("/viec/doi")).text
    assert "Trả lại 2 việc đã nhận từ" in page
    back = await desk.post("/viec/doi", **{"from": str(chis), "to": str(binhs), "back": "1"})
    assert "Đã bàn giao <b>2 việc</b>" in back.text and "Trả lại" not in back.text
    assert assignees(town) == [None, binhs, binhs, chis, chis]


async def test_the_numbers_lead_to_a_colleagues_list(
    town: Town, binh: Someone, front: Someone, desk: Desk, url: str
) -> None:
    now, binhs = town.clock(), number(town, "binh")
    (own,) = await add_cases(town.database, now, 1, assignee_id=binhs)
    (free,) = await add_cases(town.database, now, 1)
    page = (await desk.get("/viec", ai=str(binhs))).text
    assert own in page and free not in page and 'name="ai"' in page
    page = (await desk.get("/viec", ai="0")).text
    assert free in page and own not in page and "Để chung" in page
    async with signed_in(front, url) as overseer:
        page = (await overseer.get("/viec", ai=str(binhs))).text
        assert own in page and free in page, "who has it is for the agency alone"
