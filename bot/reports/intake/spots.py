"""QR codes of places: made by officials, opened by anybody to report from there."""

import hashlib

from bot.city import positions
from bot.city.parts import Landmark
from bot.core import deep_links
from bot.core.events import File, Reply
from bot.core.routes import Routes
from bot.core.turn import Turn, labelled_button
from bot.people.roles import Actor
from bot.reports import place_spots
from bot.reports.intake import conversation, spot_rules
from db.models import Draft
from knowledge.vietnamese.text import fold

routes = Routes()
KIND = "spot"
"""The draft of a place that is named, and whose position is still asked for."""


def open_link(turn: Turn, payload: str) -> None:
    """Begin a report at the place whose code was read."""
    if spot_rules.of_link(turn.session, payload):
        conversation.begin(turn, spot=payload)
    else:
        turn.say("spots.unknown", [[turn.button("start.button_report", "report:new")]])


@routes.command("maqr")
def command(turn: Turn) -> None:
    """Show the code of one of the city's places, or of the one named after the command."""
    if not _may(turn.actor):
        turn.say("spots.not_yours")
    elif not turn.text:
        rows = [
            [labelled_button(place.name, f"spot:known:{_mark(place)}")]
            for place in turn.city.places
        ]
        turn.say("spots.choose", rows)
    elif len(turn.text) > spot_rules.LONGEST_NAME:
        turn.say("start.too_long", length=len(turn.text), most=spot_rules.LONGEST_NAME)
    else:
        row = turn.begin_draft(KIND, data={"name": " ".join(turn.text.split())})
        _ask_position(turn, row)


def _may(actor: Actor) -> bool:
    return actor.role != "resident"


def _mark(place: Landmark) -> str:
    """Return a short mark of a place's name: buttons of an older list lead to no other one."""
    return hashlib.sha256(place.name.encode()).hexdigest()[:10]


def _ask_position(turn: Turn, row: Draft) -> None:
    buttons = [
        [turn.button("spots.button_without", f"spot:without:{row.id}")],
        [turn.button("spots.button_drop", f"spot:drop:{row.id}")],
    ]
    turn.say("spots.ask_position", buttons, ask_place=True, ask="spots.hint", name=row.data["name"])


@routes.draft(KIND)
def take_position(turn: Turn, row: Draft) -> None:
    """Take the position of the place: sent, or typed as coordinates or a map's link."""
    row.updated_at = turn.now
    pin = turn.incoming.place or positions.position_in(turn.text, turn.city)
    if turn.incoming.edited or pin is None:
        _ask_position(turn, row)
    else:
        _finish(turn, row, (pin.latitude, pin.longitude))


@routes.button("spot")
def pressed(turn: Turn) -> None:
    """Show a place of the list; or finish a new one without a position, or drop it."""
    wish, key = turn.arguments[0], turn.arguments[-1]
    row = turn.draft(KIND)
    named = row if row is not None and key == str(row.id) else None
    place = next((candidate for candidate in turn.city.places if _mark(candidate) == key), None)
    if not _may(turn.actor):
        turn.say("start.not_allowed")
    elif wish == "known" and place is not None:
        position = place_spots.positions(turn.city).get(fold(place.name))
        _show(turn, place.name, position, place.area)
    elif wish == "without" and named:
        _finish(turn, named, None)
    elif wish == "drop" and named:
        turn.session.delete(named)
        turn.say("spots.dropped")
    else:
        raise turn.stale()


def _finish(turn: Turn, row: Draft, position: tuple[float, float] | None) -> None:
    name = row.data["name"]
    turn.session.delete(row)
    if _may(turn.actor):
        _show(turn, name, position, None)
    else:
        turn.say("spots.not_yours")


def _show(turn: Turn, name: str, position: tuple[float, float] | None, area: str | None) -> None:
    """Show the code of a place, made if it has none, as a picture, with a sheet to print."""
    tools, media = turn.tools, turn.media
    spot = spot_rules.get_or_make(
        turn.session, turn.city, name, position, area, turn.actor, turn.now
    )
    links = tools.deep_links.links(spot_rules.payload(spot))
    picture = media.add_file(deep_links.qr_png(links[0]), ".png")
    sheet = media.add_file(spot_rules.sheet(tools.texts, spot, links), ".html")
    text = tools.texts("spots.made", spot=spot, links=links, area=turn.city.area_name(spot.area))
    file = File(key=sheet, name=tools.texts.plain("spots.file_name", number=spot.id))
    reply = Reply(text=text, photos=(picture,), files=(file,))
    turn.tell(turn.chat, reply)
