"""The map of the board: squares, cases of one spot, kinds; no more told than the rounding."""

import json
from datetime import timedelta

import httpx
import pytest

from bot.core.turn import Tools
from bot.public.queries import public_conditions
from bot.reports import place_spots
from bot.reports.map import PIXELS, SIGN, apart, around, side_of
from bot.reports.map_queries import Square
from tests.public.boards import lets_show, read
from tests.public.rows import SECRETS, add_reports
from tests.town import Town


async def test_the_map_gathers_what_is_near_and_shows_the_rest_one_by_one(
    town: Town, board: httpx.AsyncClient
) -> None:
    now, everywhere = town.clock(), {"nam": "22", "bac": "23", "tay": "103", "dong": "104"}
    await add_reports(town.database, now - timedelta(days=40), 12)
    (far,) = await add_reports(town.database, now, 1, latitude=22.5, longitude=103.6)
    await add_reports(town.database, now, 2, held="coarse", latitude=22.6, longitude=103.7)
    await add_reports(town.database, now, 1, latitude=None, longitude=None)
    lets_show(town)
    text = await read(board, "/congkhai/ban-do.json", muc="12", **everywhere)
    data = json.loads(text)
    assert [(square["n"], square["at"]) for square in data["many"]] == [(12, [22.396, 103.458])]
    assert data["many"][0]["late"] == 12
    assert [one["code"] for one in data["one"]] == [far.code] and data["one"][0]["late"] is False
    assert [secret for secret in SECRETS if secret in text] == []
    whole = json.loads(await read(board, "/congkhai/ban-do.json", muc="3", **everywhere))
    assert [square["n"] for square in whole["many"]] == [13]
    late = await read(board, "/congkhai/ban-do.json", muc="12", tinhtrang="late", **everywhere)
    assert json.loads(late)["one"] == []


async def test_cases_at_one_spot_or_place_are_listed_where_the_map_splits_no_more(
    town: Town, board: httpx.AsyncClient
) -> None:
    now, everywhere = town.clock(), {"nam": "22", "bac": "23", "tay": "103", "dong": "104"}
    here = await add_reports(town.database, now, 23)
    nowhere = {"latitude": None, "longitude": None, "place_key": "cho san thang"}
    there = await add_reports(town.database, now, 2, **nowhere)
    await add_reports(town.database, now, 3, latitude=None, longitude=None)
    with town.database.transaction() as session:
        place_spots.place(session, "cho san thang", (22.393, 103.455), now)
    lets_show(town)
    text = await read(board, "/congkhai/ban-do.json", muc="17", **everywhere)
    data = json.loads(text)
    (square,), (place,) = data["many"], data["about"]
    assert [case["code"] for case in square["cases"]] == [row.code for row in here[:2:-1]]
    assert square["n"] == 23 and square["cases"][0]["category"] == "Cây chết, sâu bệnh"
    assert {case["code"] for case in place["cases"]} == {row.code for row in there}
    assert [secret for secret in SECRETS if secret in text] == []
    far = json.loads(await read(board, "/congkhai/ban-do.json", muc="12", **everywhere))
    assert far["many"][0]["cases"] == [] and len(far["about"][0]["cases"]) == 2
    assert not data["cut"]
    assert "3 phản ánh không rõ vị trí" in await read(board, "/congkhai/ban-do")


async def test_kinds_have_a_colour_and_a_sign_on_the_map(
    town: Town, board: httpx.AsyncClient, tools: Tools
) -> None:
    everywhere = {"nam": "22", "bac": "23", "tay": "103", "dong": "104", "muc": "18"}
    for number, kind in enumerate(("cay_chet", "lan_via_he")):
        await add_reports(town.database, town.clock(), 1, category=kind, latitude=22.4 + number / 9)
    data = json.loads(await read(board, "/congkhai/ban-do.json", **everywhere))
    shown = {one["category"]: (one["colour"], one["icon"]) for one in data["one"]}
    assert shown == {"Cây chết, sâu bệnh": (1, "🌳"), "Lấn chiếm vỉa hè, lòng đường": (0, "🏗")}
    page = await read(board, "/congkhai/ban-do")
    for number, group in enumerate(tools.city.groups):
        assert f'<span class="pin colour-{number}">{group.icon}</span> {group.name}' in page


async def test_the_map_says_when_it_does_not_show_all_squares(
    town: Town, board: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.reports.map_queries.MOST_SQUARES", 2)
    everywhere = {"nam": "22", "bac": "23", "tay": "103", "dong": "104", "muc": "18"}
    for number in range(3):
        await add_reports(town.database, town.clock(), 1, latitude=22.4 + number / 100)
    data = json.loads(await read(board, "/congkhai/ban-do.json", **everywhere))
    assert data["cut"] and len(data["one"]) == 2


async def test_a_fine_box_tells_no_more_than_the_rounding(
    town: Town, board: httpx.AsyncClient
) -> None:
    (pin,) = await add_reports(town.database, town.clock(), 1, latitude=22.50012, longitude=103.6)
    lets_show(town)
    at = {"tay": "103", "dong": "104", "muc": "18"}
    holding = {"nam": "22.50011", "bac": "22.50013"}
    beside = {"nam": "22.49981", "bac": "22.49983"}
    for side in (holding, beside):
        data = json.loads(await read(board, "/congkhai/ban-do.json", **side, **at))
        assert [one["code"] for one in data["one"]] == [pin.code]
    page = await read(board, "/congkhai/ban-do")
    assert "22.49012" not in page and "22.51012" not in page


@pytest.mark.parametrize("nam", ["", "x", "nan", "inf", "-inf", "99"])
async def test_no_box_no_map(board: httpx.AsyncClient, nam: str) -> None:
    query = {"nam": nam, "bac": "23", "tay": "103", "dong": "104", "muc": "12"}
    answer = await board.get("/congkhai/ban-do.json", params=query)
    assert answer.status_code == 404
    assert (await board.get("/congkhai/ban-do")).status_code == 200


async def test_the_map_begins_close_around_its_pins(town: Town, tools: Tools) -> None:
    await add_reports(town.database, town.clock(), 2)
    lets_show(town)
    with town.database.reading() as session:
        box = around(session, tools.city, public_conditions())
    assert box is not None and box.north - box.south < 0.006 and box.east - box.west < 0.006


@pytest.mark.parametrize("zoom", [11, 14])
def test_what_is_drawn_for_two_squares_side_by_side_does_not_touch(zoom: int) -> None:
    side = side_of(zoom)
    edge = 22.4 // side * side + side / 2
    near = [Square(9, edge + way * side / 100, 103.4, 0, 1) for way in (-1, 1)]
    (below, _), (above, _) = apart(near, side)
    assert above - below >= side * SIGN / PIXELS
    ((alone, _),) = apart(near[:1], side)
    assert alone == pytest.approx(near[0].latitude)  # where nothing is beside it, it stays
