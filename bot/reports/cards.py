"""A report as those who handle or oversee it see it, and the news of it to all concerned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from bot.core.events import Button, Place, Reply
from bot.core.turn import Tools, Turn, put
from bot.people import queries as people
from bot.people.roles import overseers
from bot.reports import buttons, reporters, supporters
from bot.reports import held as holding
from bot.reports import office_queries as offices
from bot.reports import queries as reports
from bot.reports import supporter_queries as supporting
from bot.reports.held_queries import DENOUNCED
from bot.reports.offices import is_late
from bot.understanding.masking import masked
from db import outbox
from db.models import CLOSED, Chat, Outbox, Person, Report, ReportEvent

MOST_STEPS = 10
"""Of those with words, the card shows the latest."""


class Reached(NamedTuple):
    """Who there is to be told: somebody of the agency, or else the overseers."""

    agency: bool
    overseers: bool


class Told(NamedTuple):
    """Who is told of a step: the one who sent the report, and how many who support it."""

    reporter: bool
    supporters: int


def post(turn: Turn, report: Report) -> Reached:
    """Bring a report to its agency; where nobody of it is here, tell the overseers.

    What is urgent the overseers get at once too.
    """
    chats = people.chats_of_role(turn.session, "official", report.agency)
    reply = card(turn, report, for_agency=True)
    for chat in chats:
        turn.tell(chat, reply, "card", report.id)
    alerted = _urgent(turn, report) and _show_overseers(turn, report)
    told = not chats and _nobody_there(turn, report)
    return Reached(bool(chats), told or alerted)


def _show_overseers(turn: Turn, report: Report) -> bool:
    reply = card(turn, report, for_agency=False)
    reply = reply.model_copy(update={"buttons": buttons.alerting(turn, report)})
    chats = overseers(turn.session, turn.city, report.area)
    for chat in chats:
        turn.tell(chat, reply, outbox.TOLD, report.id)
    return bool(chats)


def _nobody_there(turn: Turn, report: Report) -> bool:
    return nobody_there(turn.tools, turn.session, report, turn.now)


def nobody_there(tools: Tools, session: Session, report: Report, now: datetime) -> bool:
    """Tell those who oversee that nobody of the agency gets this report; false without any."""
    agency = tools.city.agency_name(report.agency)
    text = tools.texts("handle.nobody_there", report=report, agency=agency)
    chats = [
        *overseers(session, tools.city, report.area),
        *people.chats_of_role(session, "admin"),
    ]
    for chat in chats:
        put(session, chat, Reply(text=text), now, "notice", report.id)
    return bool(chats)


def refresh(turn: Turn, report: Report) -> None:
    """Bring the newest card of a report in each chat up to date; older ones shrink, once.

    So no old button or word is offered, however often the report was looked at. Where the
    agency's work is no longer done, the newest shrinks to the code too.
    """
    assert report.id is not None
    fresh = card(turn, report, for_agency=True)
    handling = people.chats_of_role(turn.session, "official", report.agency)
    ids = {chat.id for chat in handling}
    bare = Reply(text=turn.tools.texts("handle.card_elsewhere", report=report))
    shown: dict[int, list[Outbox]] = {}
    for row in outbox.cards(turn.session, report.id):
        shown.setdefault(row.chat_id, []).append(row)
    for chat_id, rows in shown.items():
        _shrink(turn, report, rows)
        _show_in_place(turn, rows[-1], fresh if chat_id in ids else bare, "card")


def shrink_older(turn: Turn, report: Report) -> None:
    """Leave this chat one card of a report: the one that is shown now."""
    assert report.id is not None
    here = [row for row in outbox.cards(turn.session, report.id) if row.chat_id == turn.chat.id]
    _shrink(turn, report, here)


def _shrink(turn: Turn, report: Report, rows: Sequence[Outbox]) -> None:
    """Of a chat's cards, all but the newest shrink to a line, and are looked at no more."""
    *old, newest = rows
    newer = Reply(text=turn.tools.texts("handle.card_newer", report=report))
    for row in old:
        same = row.message is not None and row.message == newest.message
        if not same:
            _show_in_place(turn, row, newer, outbox.TOLD)
        if row.state != "waiting" and not (same and newest.state == "waiting"):
            row.kind = outbox.TOLD


def _show_in_place(turn: Turn, row: Outbox, reply: Reply, kind: str) -> None:
    """Have a card show this: one that still waits to be sent is rewritten, another is changed.

    An edit that is leaving just now shows what it was; another comes after it.
    """
    leaving = row.message is not None and row.claimed_until is not None
    if row.state == "waiting" and not leaving:
        before = Reply.model_validate(row.payload)
        kept = {"edit": before.edit, "wipe": before.wipe, "parts": before.parts}
        without = {"photos": (), "place": None} if before.edit else {}
        changed = reply.model_copy(update=kept | without)
        row.payload = changed.model_dump(mode="json", exclude_defaults=True)
    elif chat := _reachable(turn, row.chat_id):
        assert row.message is not None
        change(turn, chat, reply, row.message, kind, row.report_id)


def change(
    turn: Turn, chat: Chat, reply: Reply, message: str, kind: str, report_id: int | None
) -> None:
    """Have `reply` shown in the place of a card, whose pictures and place stay."""
    edit = {"edit": message, "photos": (), "place": None}
    turn.tell(chat, reply.model_copy(update=edit), kind, report_id)


def card(
    turn: Turn, report: Report, for_agency: bool, more: bool = False, notes: bool = False
) -> Reply:
    """The report with its place and pictures.

    For its agency also the name, the notes and the buttons (`more`: the further moves); to others
    what leads to a person is masked, and what the reporter answered is left out. `notes` shows
    the agency's notes to one who is not of it. Who reads a denunciation sees all of it as it was
    written: nobody else handles it.
    """
    all_shown = for_agency or report.held == DENOUNCED
    veil = str if all_shown else masked
    history = [
        (step, veil(step.text))
        for step in reports.events(turn.session, report)
        if step.text and (all_shown or (step.role != "reporter" and (notes or not step.internal)))
    ]
    text = turn.tools.texts(
        "handle.card",
        report=report,
        for_agency=all_shown,
        urgent=_urgent(turn, report),
        category=turn.city.category_name(report.category) or report.category,
        area=turn.city.area_name(report.area),
        status=status_of(turn, report),
        late=is_late(report, turn.now),
        place=veil(report.place),
        description=veil(report.description),
        details=[(asked, veil(said)) for asked, said in _details(turn, report)],
        happened=veil(report.happened),
        guess=veil(report.place_guess),
        assignee=_assignee(turn, report) if for_agency else "",
        steps=history[-MOST_STEPS:],
        left_out=max(0, len(history) - MOST_STEPS),
        agency=turn.city.agency_name(report.agency),
        supporters=supporting.count(turn.session, report),
    )
    place = None
    if report.latitude is not None and report.longitude is not None:
        place = Place(latitude=report.latitude, longitude=report.longitude)
    return Reply(
        text=text,
        photos=reports.photos(turn.session, report),
        place=place,
        buttons=buttons.of_card(turn, report, more) if for_agency else (),
    )


def _urgent(turn: Turn, report: Report) -> bool:
    return report.urgent or turn.city.is_urgent(report.category)


def _details(turn: Turn, report: Report) -> list[tuple[str, str]]:
    """What the category asks besides, and what was answered; unanswered ones are empty."""
    asked = {key: turn.city.further(key) for key in report.details}
    return [
        (each.label if each else key, str(report.details[key]))
        for key, each in asked.items()
        if report.details[key]
    ]


def _assignee(turn: Turn, report: Report) -> str:
    person = offices.person(turn.session, report.assignee_id)
    return colleague(turn, person) if person else ""


def colleague(turn: Turn, person: Person) -> str:
    """What colleagues call an official: the name they chose, or else their number here."""
    return person.alias or turn.tools.texts.plain("office.colleague", number=person.id)


def tell_followers(
    turn: Turn, report: Report, event: ReportEvent, photos: tuple[str, ...] = ()
) -> Told:
    """Tell all who follow a report of a step: who sent it, unless it is theirs, and supporters.

    Every step that they may know of goes through here.
    """
    reporter = event.role != "reporter" and _tell_reporter(turn, report, event, photos)
    tools, session = turn.tools, turn.session
    count = supporters.tell_step(tools, session, report, event, turn.now, photos)
    return Told(reporter, count)


def _tell_reporter(turn: Turn, report: Report, event: ReportEvent, photos: tuple[str, ...]) -> bool:
    """In words that say exactly what happened; false where nobody can be told.

    What the agency wrote leaves it here, so it is masked.
    """
    chat = reporters.chats(turn.session, [report]).get(report.id or 0)
    if chat is None:
        return False
    text = turn.tools.texts(
        f"track.told_{event.status}",
        report=report,
        event=event,
        words=masked(event.text),
        agency=turn.city.agency_name(report.agency),
        category=turn.city.category_name(report.category) or report.category,
        photos=len(photos),
        overseen=bool(overseers(turn.session, turn.city, report.area)),
    )
    text = buttons.on_behalf(turn.tools, report, text)
    reply = Reply(text=text, photos=photos, buttons=buttons.of_reporter(turn, report))
    turn.tell(chat, reply, "notice", report.id)
    return True


def tell_agency(turn: Turn, report: Report, name: str, event: ReportEvent) -> Reached:
    """Tell the agency of something the reporter did; where nobody of it is here, the overseers.

    What is held until a person has looked at it is nobody's to hear of; of a denunciation the
    Front hears.
    """
    if report.held is not None and report.held != DENOUNCED:
        return Reached(False, False)
    photos = reports.photos(turn.session, report, event)
    text = turn.tools.texts(name, report=report, event=event, photos=len(photos))
    if report.held is not None:
        return Reached(False, _tell_front(turn, report, text, photos))
    reached = notify_agency(turn, report, text, photos)
    needed = not reached and report.status not in CLOSED
    return Reached(reached, needed and _nobody_there(turn, report))


def _tell_front(turn: Turn, report: Report, text: str, photos: tuple[str, ...]) -> bool:
    show = turn.button("office.button_card", f"held:show:{report.code}")
    chats = holding.lookers(turn.session, report, turn.city)
    for chat in chats:
        turn.tell(chat, Reply(text=text, photos=photos, buttons=((show,),)), outbox.TOLD, report.id)
    return bool(chats)


def notify_agency(
    turn: Turn,
    report: Report,
    text: str,
    photos: tuple[str, ...] = (),
    first: Sequence[Button] = (),
) -> bool:
    """Tell the agency something, with its moves at hand (`first`: what it is about itself).

    Returns whether anybody of it is here.
    """
    show = turn.button("office.button_card", f"case:show:{report.code}")
    moves = buttons.main_moves(turn, report)
    rows = [list(first), *moves, [show] if moves or first else []]
    reply = Reply(text=text, photos=photos, buttons=tuple(tuple(row) for row in rows if row))
    chats = people.chats_of_role(turn.session, "official", report.agency)
    for chat in chats:
        turn.tell(chat, reply, outbox.TOLD, report.id)
    return bool(chats)


def _reachable(turn: Turn, chat_id: int) -> Chat | None:
    chat = people.chat_by_id(turn.session, chat_id)
    return chat if chat is not None and chat.active else None


def status_name(turn: Turn, status: str) -> str:
    """What a status is called."""
    return turn.tools.texts.plain(f"track.status_{status}")


def status_of(turn: Turn, report: Report) -> str:
    """What the status of a report is called: one that was merged was not turned down, nor was a
    denunciation that the Front answered.
    """
    if report.held == DENOUNCED and report.status == "rejected":
        return status_name(turn, "front_answered")
    merged = report.merged_into is not None and report.status == "rejected"
    return status_name(turn, "merged" if merged else report.status)
