"""A thousand forged and foreign numbers and codes on the desk's addresses: nothing is gained."""

import random

import pytest
from sqlmodel import select

from bot.city.codes import new_code
from bot.router import Router
from db.models import Photo, Report, ReportEvent
from tests.reports.desk.desks import add_cases, served, signed_in
from tests.town import Someone, Town, picture

SECRET = "Lời kín của phường khác"
ODD = ("0", "-1", "1" * 40, "%00", "..%2f..%2fetc", "LC-222222", "é", "' OR 1=1 --", "viec", "x.y")


@pytest.mark.slow
async def test_a_thousand_forged_and_foreign_numbers_gain_nothing(
    town: Town, conversation: Router, binh: Someone
) -> None:
    dice, now = random.Random(17), town.clock()
    foreign = await add_cases(
        town.database, now, 120, agency="ubnd_doan_ket", description=SECRET, place=SECRET
    )
    foreign += await add_cases(town.database, now, 30, held="denounced", description=SECRET)
    with town.database.transaction() as session:
        key = town.media.add_picture(picture())
        rows = session.exec(select(Report)).all()
        photos = [Photo(report_id=row.id or 0, key=key) for row in rows]
        session.add_all(photos)
        session.flush()
        pictures = [str(photo.id) for photo in photos]
    forged = [new_code() for _ in range(100)]
    forged += [code[:-1] + dice.choice("23456789ABC") for code in foreign[:50]]
    cases = [
        f"/viec/{name}{end}"
        for name in (*foreign, *forged, *ODD)
        for end in ("", "/moi", "/phieu.pdf")
    ]
    shown = [f"/viec/anh/{name}{end}" for name in (*pictures, *ODD) for end in ("", "?nho=1")]
    moved = [f"/viec/{name}" for name in (*foreign[:60], *forged[:60], *ODD[4:])]
    assert len(cases) + len(shown) + len(moved) >= 1000
    async with served(town, conversation) as url, signed_in(binh, url) as desk:
        for path in (*cases, *shown):
            answer = await desk.get(path)
            assert answer.status_code == 404 and SECRET not in answer.text, path
        acts = ("accept", "resolve", "forward", "take_back", "share", "part_end", "place_spot",
                "release", "assign", "correct", "merge")  # fmt: skip
        for number, path in enumerate(moved):
            fields = {"act": acts[number % len(acts)], "seen": "1", "words": "Một lời đủ dài"}
            answer = await desk.post(path, to="so_xay_dung", photo=pictures[0], **fields)
            assert answer.status_code == 404 and SECRET not in answer.text, path
        many = await desk.post("/viec/nhieu", act="accept", code=foreign)
        assert SECRET not in many.text
    with town.database.reading() as session:
        assert set(session.exec(select(ReportEvent.action)).all()) == {"send"}
        assert {row.status for row in session.exec(select(Report)).all()} == {"new"}
        assert not any(photo.released_at for photo in session.exec(select(Photo)).all())
