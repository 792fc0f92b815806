"""Anybody has a picture of the board covered: hidden at once, until its office looked at it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlmodel import SQLModel, select
from starlette.applications import Starlette

from bot.core.turn import Tools
from bot.public.hiding import ASKED_WITHIN, MOST_ASKED
from bot.public.open311 import Open311
from bot.public.pages import Board
from bot.router import Router
from db.models import Audit, Photo, Report, ReportEvent
from tests.reports.desk.desks import add_cases, served, signed_in
from tests.reports.test_covering import checked_picture, spread
from tests.town import Someone, Town

LINE = "Có người xin che ảnh này"
HIDDEN, LOOKED_AT = "Ảnh này không còn hiện công khai", "Ảnh này cơ quan đã xem lại"


@dataclass
class Shown:
    """A public case with released pictures."""

    code: str
    photos: list[int]


def shown(town: Town, code: str, count: int = 1) -> Shown:
    with town.database.transaction() as session:
        case = session.exec(select(Report).where(Report.code == code)).one()
        key = town.media.add_picture(checked_picture())
        photos = [Photo(report_id=case.number, key=key, released_at=town.clock())
                  for _ in range(count)]  # fmt: skip
        session.add_all(photos)
        session.flush()
        return Shown(code, [photo.number for photo in photos])


@pytest.fixture
async def case(town: Town) -> Shown:
    (code,) = await add_cases(town.database, town.clock(), 1)
    return shown(town, code, 2)


async def ask(board: httpx.AsyncClient, photo: int, **headers: str) -> httpx.Response:
    """Send the form under a picture, as a browser does."""
    origin = {"Origin": str(board.base_url).rstrip("/")}
    return await board.post(f"/congkhai/anh/{photo}/che", headers=origin | headers)


async def is_public(board: httpx.AsyncClient, case: Shown, photo: int) -> bool:
    """Whether the picture is there, and every page that shows the case names it."""
    there = (await board.get(f"/congkhai/anh/{photo}")).status_code == 200
    small = (await board.get(f"/congkhai/anh/{photo}?nho=1")).status_code == 200
    page = (await board.get(f"/congkhai/{case.code}")).text
    assert there == small == (f"/anh/{photo}?" in page)
    return there


@asynccontextmanager
async def desk_of(town: Town, conversation: Router, someone: Someone) -> AsyncIterator[Any]:
    async with served(town, conversation) as url, signed_in(someone, url) as desk:
        yield desk


async def test_a_picture_is_hidden_by_one_tap_and_nothing_of_who_asked_is_kept(
    town: Town, tools: Tools, board: httpx.AsyncClient, case: Shown
) -> None:
    page = (await board.get(f"/congkhai/{case.code}")).text
    first, second = case.photos
    forms = re.findall(r'<form method="post" action="([^"]+)"', page)
    assert forms == [f"/congkhai/anh/{photo}/che" for photo in case.photos]
    assert "Xin che hoặc gỡ ảnh này</button>" in page and "/trogiup" not in page
    answer = await ask(board, first, **{"User-Agent": "May-cua-ba-Tu"})
    assert answer.status_code == 200 and HIDDEN in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert not await is_public(board, case, first)
    assert await is_public(board, case, second), "the others stay"
    ways = ("/congkhai", "/congkhai/phan-anh.csv", "/congkhai/phan-anh.json", "/congkhai/atom.xml")
    texts = [(await board.get(way)).text for way in ways]
    data = Open311(town.database, tools.city, tools.zone, town.clock).routes()
    transport = httpx.ASGITransport(Starlette(routes=data))
    async with httpx.AsyncClient(transport=transport, base_url="http://data") as open311:
        texts.append((await open311.get(f"/open311/v2/requests/{case.code}.json")).text)
    assert all(case.code in text for text in texts)
    assert all(f"/anh/{first}" not in text for text in texts)
    with town.database.reading() as session:
        step = session.exec(select(ReportEvent).order_by(ReportEvent.id.desc())).first()  # type: ignore[union-attr]
        assert step and (step.role, step.person_id, step.agency, step.text) == (
            "public", None, None, "",
        )  # fmt: skip
        assert step.internal and step.subject == str(first)
        assert not session.exec(select(Audit).where(Audit.role == "public")).all()
        for table in SQLModel.metadata.sorted_tables:
            rows = str(session.connection().execute(table.select()).all())
            assert "127.0.0.1" not in rows and "May-cua" not in rows, table.name


async def test_its_agency_is_told_once_and_sees_the_line_at_the_desk_and_in_chat(
    town: Town, conversation: Router, board: httpx.AsyncClient, case: Shown, binh: Someone
) -> None:
    doan_ket = town.person("dk")
    await town.invited(doan_ket, "official", "ubnd_doan_ket")
    before, theirs = len(binh.shown), len(doan_ket.shown)
    await binh.does(button=f"case:show:{case.code}")
    assert LINE not in binh.heard
    before = len(binh.shown)
    for photo in (*case.photos, *case.photos):
        assert HIDDEN in (await ask(board, photo)).text
    await town.settle()
    (notice,) = binh.shown[before:]
    assert "có người xin che hoặc gỡ ảnh" in notice.reply.text and case.code in notice.reply.text
    assert notice.reply.buttons[0][0].url == f"https://giamsat.example.vn/viec/{case.code}"
    assert len(doan_ket.shown) == theirs
    await binh.does(button=f"case:show:{case.code}")
    assert LINE in binh.last.reply.text
    async with desk_of(town, conversation, binh) as desk:
        page = (await desk.get(f"/viec/{case.code}")).text
        assert page.count(LINE) == 2, "each picture that is asked for"
        assert "2 ảnh đang ẩn" in page


async def test_who_released_it_again_has_decided_and_asking_again_only_tells_so(
    town: Town, conversation: Router, board: httpx.AsyncClient, case: Shown, binh: Someone
) -> None:
    first, second = case.photos
    await ask(board, first)
    async with desk_of(town, conversation, binh) as desk:
        done = await desk.does(case.code, "release", photo=[str(first), str(second)])
        assert LINE not in done.text and "2 ảnh hiện" in done.text
    assert await is_public(board, case, first)
    await town.settle()
    heard = len(binh.shown)
    answer = await ask(board, first)
    assert answer.status_code == 200 and LOOKED_AT in answer.text
    assert await is_public(board, case, first)
    await town.settle()
    assert len(binh.shown) == heard, "nobody is told again"
    assert HIDDEN in (await ask(board, second)).text, "the other was not asked for before"
    await town.settle()
    assert len(binh.shown) == heard + 1


async def test_a_picture_left_off_the_board_stays_off_and_the_line_goes(
    town: Town, conversation: Router, board: httpx.AsyncClient, case: Shown, binh: Someone
) -> None:
    first, second = case.photos
    await binh.does(button=f"case:show:{case.code}")
    await ask(board, first)
    async with desk_of(town, conversation, binh) as desk:
        assert LINE in (await desk.get(f"/viec/{case.code}")).text
        assert LINE not in (await desk.does(case.code, "release", photo=str(second))).text
    assert not await is_public(board, case, first)
    assert HIDDEN in (await ask(board, first)).text


async def test_covering_it_by_hand_shows_it_again_with_what_is_covered(
    town: Town, conversation: Router, board: httpx.AsyncClient, case: Shown, binh: Someone
) -> None:
    (first, _), path = case.photos, f"/viec/anh/{case.photos[0]}/che"
    left = (0.02, 0.02, 0.48, 0.98)
    assert spread((await board.get(f"/congkhai/anh/{first}")).content, left) > 200
    await ask(board, first)
    async with desk_of(town, conversation, binh) as desk:
        assert "lưu phần che thì ảnh hiện lại" in (await desk.get(path)).text
        await desk.post(path, boxes="")
        assert not await is_public(board, case, first), "nothing is covered yet"
        assert (await desk.post(path, boxes="0,0,500,1000")).status_code == 303
        assert LINE not in (await desk.get(f"/viec/{case.code}")).text
    assert await is_public(board, case, first)
    assert spread((await board.get(f"/congkhai/anh/{first}")).content, left) < 80
    assert LOOKED_AT in (await ask(board, first)).text


async def test_a_page_opened_before_cannot_release_it_unseen(
    town: Town, conversation: Router, board: httpx.AsyncClient, case: Shown, binh: Someone
) -> None:
    first, _ = case.photos
    async with desk_of(town, conversation, binh) as desk:
        seen = re.search(r'name="seen" value="(\d+)"', (await desk.get(f"/viec/{case.code}")).text)
        assert seen
        await ask(board, first)
        late = await desk.post(f"/viec/{case.code}", act="release", seen=seen[1], photo=str(first))
        assert late.status_code == 409 and LINE in late.text
    assert not await is_public(board, case, first)


async def test_an_admin_decides_on_what_was_asked_for_and_on_nothing_else(
    town: Town, conversation: Router, board: httpx.AsyncClient, case: Shown, front: Someone
) -> None:
    first, second = case.photos
    admin, foreign = town.person("ad"), town.person("dk")
    await town.invited(admin, "admin")
    await town.invited(foreign, "official", "ubnd_doan_ket")
    path = f"/viec/anh/{first}/che"
    async with served(town, conversation) as url, signed_in(admin, url) as desk:
        assert (await desk.get(path)).status_code == 404
        await desk.does(case.code, "release")
        assert await is_public(board, case, first), "it is its agency's matter"
        heard = len(admin.shown)
        await ask(board, first)
        await town.settle()
        assert len(admin.shown) == heard + 1, "nobody of the agency is here"
        for someone in (foreign, front):
            async with signed_in(someone, url) as other:
                await other.does(case.code, "release", photo=str(first))
                assert (await other.post(path, boxes="0,0,9,9")).status_code in (403, 404)
        assert not await is_public(board, case, first)
        assert (await desk.get(path)).status_code == 200
        await desk.does(case.code, "release", photo=str(first))
        assert await is_public(board, case, first)
        assert await is_public(board, case, second), "not chosen, and not the admin's to take off"


async def test_what_is_not_public_cannot_be_asked_for(
    town: Town, board: httpx.AsyncClient, case: Shown
) -> None:
    (held,) = await add_cases(town.database, town.clock(), 1, held="coarse")
    kept_back, of_held = case.photos[1], shown(town, held).photos[0]
    with town.database.transaction() as session:
        session.get_one(Photo, kept_back).released_at = None
    for photo in (kept_back, of_held, 0, 999_999):
        assert (await ask(board, photo)).status_code == 404, photo
    for path in ("x", "-1", "1" * 40):
        origin = {"Origin": str(board.base_url).rstrip("/")}
        answer = await board.post(f"/congkhai/anh/{path}/che", headers=origin)
        assert answer.status_code == 404, path
    with town.database.reading() as session:
        assert session.get_one(Photo, of_held).released_at
        assert set(session.exec(select(ReportEvent.action)).all()) == {"send"}


async def test_other_sites_forms_and_links_hide_nothing(
    board: httpx.AsyncClient, case: Shown
) -> None:
    first, _ = case.photos
    assert (await ask(board, first, Origin="https://xau.example")).status_code == 403
    assert (await board.post(f"/congkhai/anh/{first}/che")).status_code == 403
    assert (await board.get(f"/congkhai/anh/{first}/che")).status_code == 405
    assert await is_public(board, case, first)


async def test_one_address_cannot_empty_the_board(
    town: Town, tools: Tools, conversation: Router
) -> None:
    (code,) = await add_cases(town.database, town.clock(), 1)
    case = shown(town, code, MOST_ASKED + 2)
    clock = [town.clock()]
    pages = Board(town.database, tools, town.media, lambda: clock[0])
    app = Starlette(routes=pages.routes())

    def from_(address: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app, client=(address, 1))
        return httpx.AsyncClient(transport=transport, base_url="http://board")

    async with from_("203.0.113.7") as one, from_("203.0.113.8") as other:
        answers = [await ask(one, photo) for photo in case.photos]
        codes = [answer.status_code for answer in answers]
        assert codes == [200] * MOST_ASKED + [429, 429]
        assert "chưa được ẩn" in answers[-1].text
        assert await is_public(other, case, case.photos[-1])
        assert (await ask(other, case.photos[-1])).status_code == 200
        clock[0] += ASKED_WITHIN / 2
        assert (await ask(one, case.photos[-2])).status_code == 200
