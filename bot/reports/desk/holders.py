"""Tells who holds a role here, for an admin, and how it is taken away from who left an office."""

from typing import Any

from bot.core.events import Reply
from bot.core.routes import Routes
from bot.core.turn import Turn, labelled_button, row_number
from bot.people import queries as people
from bot.people import roles
from bot.people.roles import ADMIN, Actor
from bot.reports import cards, offices, shown_cards
from bot.reports.desk import queries
from bot.reports.moves import Mover
from db.models import Chat, Person, Report

routes = Routes()
MOST_SHOWN = 50


@routes.command("canbo", roles=ADMIN)
def show(turn: Turn) -> None:
    """List the people and groups that hold a role, each with a button to take it away."""
    if not turn.chat.private:  # whoever is in a group with the role is nobody by themselves
        turn.say("track.only_in_private")
        return
    holders = [row for row in people.holders(turn.session) if row is not turn.person]
    rows = [
        [labelled_button(f"{_name(turn, row)} · {_office(turn, row)}", f"dismiss:{_key(row)}")]
        for row in holders[:MOST_SHOWN]
    ]
    turn.say("holders.listed", rows, count=len(holders), more=len(holders) > MOST_SHOWN)


@routes.button("dismiss", roles=ADMIN)
def dismiss(turn: Turn) -> None:
    """Ask whether a role is to be taken away, and take it away on the second tap."""
    holder = _of_button(turn)
    named: dict[str, Any] = {"name": _name(turn, holder), "office": _office(turn, holder)}
    if turn.arguments[-1] != "yes":
        yes = turn.button("holders.button_yes", f"dismiss:{_key(holder)}:yes")
        turn.say("holders.sure", [[yes]], count=len(_cases(turn, holder)), **named)
        return
    if turn.person.id not in people.locked_admins(turn.session):  # another took it away just now
        raise turn.stale()
    cases = _cases(turn, holder)
    own = people.private_chats(turn.session, holder) if isinstance(holder, Person) else [holder]
    colleagues = people.chats_of_role(turn.session, "official", holder.agency) if cases else ()
    for report in cases:
        _put_back(turn, report, holder.number)
    roles.dismiss(turn.session, holder, turn.actor, turn.now)
    codes = [report.code for report in cases]
    _tell(turn, [row for row in colleagues if row not in own], "office_told", codes=codes, **named)
    _tell(turn, own, "told", **named)
    turn.say("holders.dismissed", count=len(cases), **named)


def _of_button(turn: Turn) -> Person | Chat:
    """Return the holder that a button names; ends a stale turn, and any in a group."""
    kind, number = [*turn.arguments, ""][:2]
    holder: Person | Chat | None = None
    if turn.chat.private and kind == "person":
        holder = turn.session.get(Person, row_number(number))
    elif turn.chat.private and kind == "group":
        holder = turn.session.get(Chat, row_number(number))
    if holder is None or holder.role in (None, "resident") or holder is turn.person:
        raise turn.stale()
    return holder


def _put_back(turn: Turn, report: Report, giver: int) -> None:
    """Take a case from its assignee, as the agency's own hand-over to nobody would."""
    office = Actor(None, None, "official", report.agency)
    by = Mover(turn.session, office, turn.now, turn.city, turn.tools.zone)
    offices.assign(by, report, 0, giver)
    shown_cards.refresh(turn, report)


def _cases(turn: Turn, holder: Person | Chat) -> list[Report]:
    """Return the open cases that are given to a person, locked; none for a group."""
    if isinstance(holder, Chat):
        return []
    everything = queries.Viewer(None, turn.now)
    return [*queries.assigned(turn.session, everything, holder.number)]


def _tell(turn: Turn, chats: list[Chat], block: str, **values: object) -> None:
    text = turn.tools.texts(f"holders.{block}", **values)
    for chat in chats:
        turn.tell(chat, Reply(text=text), "notice")


def _key(holder: Person | Chat) -> str:
    return f"{'person' if isinstance(holder, Person) else 'group'}:{holder.number}"


def _name(turn: Turn, holder: Person | Chat) -> str:
    """Return what a holder is called: by the name they chose, or their number here."""
    if isinstance(holder, Person):
        return cards.colleague(turn, holder)
    return turn.tools.texts.plain("holders.group", number=holder.number)


def _office(turn: Turn, holder: Person | Chat) -> str:
    agency = turn.city.agency_name(holder.agency)
    return turn.tools.texts.plain("holders.office", role=holder.role, agency=agency)
