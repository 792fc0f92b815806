"""Faces and plates covered by hand: what is public shows nothing of them, the original stays."""

import io

import httpx
import pytest
from PIL import Image
from sqlmodel import select
from starlette.applications import Starlette

from bot.core.turn import Tools
from bot.public.pages import Board
from bot.reports.covering import MOST_COVERS, covered, covers_of
from bot.router import Router
from db.models import Photo, Report
from tests.reports.desk.desks import add_cases, served, signed_in
from tests.town import Someone, Town


def checked_picture() -> bytes:
    """Black and white by turns, each of four pixels: a face would be finer than a box's squares."""
    picture = Image.new("L", (200, 100))
    picture.putdata([255 * ((x // 4 + y // 4) % 2) for y in range(100) for x in range(200)])
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


def spread(data: bytes, box: tuple[float, float, float, float]) -> int:
    """How far light and dark lie apart in a part of a picture, in parts of its sides."""
    with Image.open(io.BytesIO(data)) as picture:
        wide, high = picture.size
        left, top, right, bottom = box
        part = picture.convert("L").crop(
            (int(left * wide), int(top * high), int(right * wide), int(bottom * high))
        )
    low, high_ = part.getextrema()  # type: ignore[misc]
    return int(high_) - int(low)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "covers"),
    [
        ("", []),
        ("100,200,300,400", [(100, 200, 300, 400)]),
        ("0,0,1000,1000;1,1,1,1", [(0, 0, 1000, 1000), (1, 1, 1, 1)]),
        ("900,0,200,10", None),
        ("0,0,0,10", None),
        ("-1,0,10,10", None),
        ("1,2,3", None),
        ("1e2,0,10,10", None),
        (";".join(["1,1,1,1"] * (MOST_COVERS + 1)), None),
    ],
)
def test_boxes_lie_in_the_picture_or_are_refused(text: str, covers: object) -> None:
    assert covers_of(text) == covers


def test_nothing_is_seen_where_it_is_covered_and_the_rest_stays() -> None:
    shown = covered(checked_picture(), [(0, 0, 500, 1000)])
    assert spread(shown, (0.02, 0.02, 0.48, 0.98)) < 80, "grey squares"
    assert spread(shown, (0.55, 0.02, 0.98, 0.98)) > 200
    assert covered(checked_picture(), []) == checked_picture()


async def test_the_board_shows_the_covered_one_the_desk_the_original(
    town: Town, tools: Tools, conversation: Router, binh: Someone, front: Someone
) -> None:
    (code,) = await add_cases(town.database, town.clock(), 1)
    (other,) = await add_cases(town.database, town.clock(), 1, agency="ubnd_doan_ket")
    key = town.media.add_picture(checked_picture())
    with town.database.transaction() as session:
        rows = {row.code: row for row in session.exec(select(Report)).all()}
        own, foreign = (Photo(report_id=rows[name].id or 0, key=key, released_at=town.clock())
                        for name in (code, other))  # fmt: skip
        session.add_all([own, foreign])
    app = httpx.ASGITransport(
        Starlette(routes=Board(town.database, tools, town.media, town.clock).routes())
    )
    boxes, left = "0,0,500,1000", (0.02, 0.02, 0.48, 0.98)
    async with (
        served(town, conversation) as url,
        signed_in(binh, url) as desk,
        httpx.AsyncClient(transport=app, base_url="http://board") as board,
    ):
        assert spread((await board.get(f"/congkhai/anh/{own.id}")).content, left) > 200
        for bad in ("1,2", "900,900,200,200", "<b>"):
            assert "không hợp lệ" in (await desk.post(f"/viec/anh/{own.id}/che", boxes=bad)).text
        assert (await desk.post(f"/viec/anh/{own.id}/che", boxes=boxes)).status_code == 303
        assert (await desk.post(f"/viec/anh/{foreign.id}/che", boxes=boxes)).status_code == 404
        for end in ("", "?nho=1"):
            shown = (await board.get(f"/congkhai/anh/{own.id}{end}")).content
            assert spread(shown, left) < 80, end
        assert spread((await desk.get(f"/viec/anh/{own.id}")).content, left) > 200
        assert spread((await board.get(f"/congkhai/anh/{foreign.id}")).content, left) > 200
        assert "có che" in (await desk.get(f"/viec/{code}")).text
        async with signed_in(front, url) as overseer:
            assert (await overseer.get(f"/viec/anh/{own.id}/che")).status_code == 403
