"""QR codes of places: made by those who hold a role, opened by anybody to report from there."""

from __future__ import annotations

import hashlib

from bot.city import positions
from bot.city.city import Landmark
from bot.core import draft_queries as drafts
from bot.core import qr
from bot.core.events import File, Reply
from bot.core.turn import Routes, Turn, named
from bot.reports.intake import conversation as report
from bot.reports.intake import spot_rules as rules
from db.models import Draft, Spot

routes = Routes()
KIND = "spot"
"""The draft of a place that is named, and whose position is still asked for."""


def open_link(turn: Turn, payload: str) -> None:
    """Begin a report at the place whose code was read."""
    spot = rules.of_link(turn.session, payload)
    if spot is None:
        turn.say("spots.unknown", [[turn.button("start.button_report", "report:new")]])
    else:
        report.begin_at(turn, spot)


@routes.command("maqr")
def command(turn: Turn) -> None:
    """The code of a place of the city's own, or of one named after the command."""
    if not _may(turn):
        turn.say("spots.not_yours")
    elif not turn.text:
        rows = [[named(each.name, f"spot:known:{_mark(each)}")] for each in turn.city.places]
        turn.say("spots.choose", rows)
    elif len(turn.text) > rules.LONGEST_NAME:
        turn.say("start.too_long", length=len(turn.text), most=rules.LONGEST_NAME)
    else:
        data = {"name": " ".join(turn.text.split())}
        row = drafts.begin(turn.session, turn.person, turn.chat, KIND, turn.now, data=data)
        _ask_position(turn, row)


def _may(turn: Turn) -> bool:
    return turn.actor.role != "resident"


def _mark(place: Landmark) -> str:
    """Short for a place's name: a button of an older list leads to no other one."""
    return hashlib.sha256(place.name.encode()).hexdigest()[:10]


def _ask_position(turn: Turn, row: Draft) -> None:
    buttons = [
        [turn.button("spots.button_without", f"spot:without:{row.id}")],
        [turn.button("spots.button_drop", f"spot:drop:{row.id}")],
    ]
    turn.say("spots.ask_position", buttons, ask_place=True, ask="spots.hint", name=row.data["name"])


@routes.draft(KIND)
def position(turn: Turn) -> None:
    """Where the place is: sent, or typed as coordinates or a map's link."""
    row = drafts.of_kind(turn.session, turn.person, turn.chat, KIND)
    assert row is not None
    row.updated_at = turn.now
    sent, typed = turn.incoming.place, positions.position_in(turn.text, turn.city)
    if turn.incoming.edited or not (sent or typed):
        _ask_position(turn, row)
        return
    found = sent or typed
    assert found is not None
    _finish(turn, row, (found.latitude, found.longitude))


@routes.button("spot")
def pressed(turn: Turn) -> None:
    """A place of the list; or the end of a place of one's own: without a position, or dropped."""
    wish, key = turn.arguments[0], turn.arguments[-1]
    row = drafts.of_kind(turn.session, turn.person, turn.chat, KIND)
    mine = row is not None and key == str(row.id)
    known = next((each for each in turn.city.places if _mark(each) == key), None)
    if not _may(turn):
        turn.say("start.not_allowed")
    elif wish == "known" and known is not None:
        _show_known(turn, known)
    elif wish == "without" and mine and row is not None:
        _finish(turn, row, None)
    elif wish == "drop" and mine and row is not None:
        turn.session.delete(row)
        turn.say("spots.dropped")
    else:
        turn.say("start.stale_button")


def _show_known(turn: Turn, place: Landmark) -> None:
    position = None
    if place.latitude is not None and place.longitude is not None:
        position = (place.latitude, place.longitude)
    _show(turn, _made(turn, place.name, position, place.area))


def _finish(turn: Turn, row: Draft, position: tuple[float, float] | None) -> None:
    name = row.data["name"]
    turn.session.delete(row)
    if not _may(turn):
        turn.say("spots.not_yours")
        return
    _show(turn, _made(turn, name, position, None))


def _made(turn: Turn, name: str, position: tuple[float, float] | None, area: str | None) -> Spot:
    return rules.made(turn.session, turn.city, name, position, area, turn.actor, turn.now)


def _show(turn: Turn, spot: Spot) -> None:
    """The code as a picture, and a sheet to print."""
    tools, media = turn.tools, turn.media
    links = tools.doors.links(rules.payload(spot))
    picture = media.add_file(qr.png(links[0]), ".png")
    sheet = media.add_file(rules.sheet(tools.texts, spot, links), ".html")
    text = tools.texts("spots.made", spot=spot, links=links, area=turn.city.area_name(spot.area))
    name = tools.texts.plain("spots.file_name", number=spot.id)
    reply = Reply(text=text, photos=(picture,), files=(File(key=sheet, name=name),))
    turn.tell(turn.chat, reply)
