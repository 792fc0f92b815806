"""The card of a report for officials and overseers, and the messages on it to all concerned."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session

from bot.core.events import Button, Place, Reply
from bot.core.recordings import pictures_of
from bot.core.turn import Tools, Turn, put
from bot.people import queries as people
from bot.people.roles import overseers
from bot.reports import (
    buttons,
    held,
    hiding_queries,
    office_queries,
    part_queries,
    reporters,
    supporter_queries,
    supporters,
)
from bot.reports import queries as reports
from bot.reports.offices import is_late
from bot.reports.queries import DENOUNCED
from bot.understanding.masking import masked
from db import outbox
from db.models import CLOSED, Chat, Outbox, Person, Report, ReportEvent

MOST_STEPS = 10
"""Steps with words on a card, the latest."""


class Reached(NamedTuple):
    """The chats a report reached: any of its agency's, any of its overseers'."""

    agency: bool
    overseers: bool


class Recipients(NamedTuple):
    """The followers told of a step: the reporter or not, and how many supporters."""

    reporter: bool
    supporters: int


def post(turn: Turn, report: Report) -> Reached:
    """Bring a report to its agency; where nobody of it is here, tell the overseers.

    What is urgent the overseers get at once too, and the contacts of both.
    """
    chats = people.chats_of_role(turn.session, "official", report.agency)
    reply = card(turn, report, for_agency=True)
    tell_each(turn, chats, report, reply, "card")
    urgent = is_urgent(turn, report)
    if urgent:
        _alert_contacts(turn, report)
    alerted = urgent and _show_overseers(turn, report)
    overseers_told = not chats and nobody_there(turn.tools, turn.session, report, turn.now)
    return Reached(bool(chats), overseers_told or alerted)


def _alert_contacts(turn: Turn, report: Report) -> None:
    """Tell offices by mail and push that something urgent came, without the reporter's words:
    these cannot be taken back from there."""
    label = turn.tools.texts.plain("mail.button_case")
    link = Button(text=label, url=f"{turn.tools.deep_links.page}/viec/{report.code}")
    reply = Reply(text=turn.tools.texts("mail.urgent", report=report), buttons=((link,),))
    officials = people.chats_of_role(turn.session, "official", report.agency, contacts=True)
    front = overseers(turn.session, turn.city, report.area, contacts=True)
    tell_each(turn, [*officials, *front], report, reply, "notice")


def _show_overseers(turn: Turn, report: Report) -> bool:
    reply = card(turn, report, for_agency=False)
    reply = reply.model_copy(update={"buttons": buttons.alerting(turn, report)})
    return tell_each(turn, overseers(turn.session, turn.city, report.area), report, reply)


def tell_each(
    turn: Turn, chats: Sequence[Chat], report: Report, reply: Reply, kind: str = outbox.DISCLOSURE
) -> bool:
    """Send a message about a report to these chats; false where there is none."""
    for chat in chats:
        turn.tell(chat, reply, kind, report.id)
    return bool(chats)


def nobody_there(tools: Tools, session: Session, report: Report, now: datetime) -> bool:
    """Tell who may look at it that nobody of the agency gets this report; false without any."""
    text = tools.texts("handle.nobody_there", report=report)
    chats = held.lookers(session, report, tools.city)
    for chat in chats:
        put(session, chat, Reply(text=text), now, "notice", report.id)
    return bool(chats)


def refresh(turn: Turn, report: Report) -> None:
    """Update the newest card of a report in each chat; older ones shrink, once, to a line.

    In a chat that no longer handles the report the newest shrinks to the code too.
    """
    fresh = card(turn, report, for_agency=True)
    handling = people.chats_of_role(turn.session, "official", report.agency)
    ids = {chat.id for chat in handling}
    bare = Reply(text=turn.tools.texts("handle.card_elsewhere", report=report))
    cards_by_chat: dict[int, list[Outbox]] = {}
    for row in outbox.cards(turn.session, report.number):
        cards_by_chat.setdefault(row.chat_id, []).append(row)
    for chat_id, rows in cards_by_chat.items():
        _shrink(turn, report, rows)
        _show_in_place(turn, rows[-1], fresh if chat_id in ids else bare, "card")


def shrink_older(turn: Turn, report: Report) -> None:
    """Leave this chat one card of a report: the one that is shown now."""
    cards_here = [
        row for row in outbox.cards(turn.session, report.number) if row.chat_id == turn.chat.id
    ]
    _shrink(turn, report, cards_here)


def _shrink(turn: Turn, report: Report, rows: Sequence[Outbox]) -> None:
    """Shrink all but the newest of a chat's cards to a line, which is not updated any more."""
    *old, newest = rows
    newer = Reply(text=turn.tools.texts("handle.card_newer", report=report), patient=True)
    for row in old:
        same = row.message is not None and row.message == newest.message
        if not same:
            _show_in_place(turn, row, newer, outbox.DISCLOSURE)
        if row.state != "waiting" and not (same and newest.state == "waiting"):
            row.kind = outbox.DISCLOSURE


def _show_in_place(turn: Turn, row: Outbox, reply: Reply, kind: str) -> None:
    """Show `reply` in a card: rewrite one that still waits to be sent, edit one that was sent.

    An edit that is being sent just now stays as it is; another comes after it.
    """
    leaving = row.message is not None and row.claimed_until is not None
    if row.state == "waiting" and not leaving:
        before = Reply.model_validate(row.payload)
        unchanged = {"edit": before.edit, "wipe": before.wipe, "parts": before.parts}
        without = {"photos": (), "place": None} if before.edit else {}
        changed = reply.model_copy(update=unchanged | without)
        row.payload = changed.model_dump(mode="json", exclude_defaults=True)
    elif (chat := turn.session.get(Chat, row.chat_id)) and chat.active:
        assert row.message is not None
        change(turn, chat, reply, row.message, kind, row.report_id)


def change(
    turn: Turn, chat: Chat, reply: Reply, message: str, kind: str, report_id: int | None
) -> None:
    """Edit a card to show `reply`; its pictures and place stay."""
    edit = {"edit": message, "photos": (), "place": None}
    turn.tell(chat, reply.model_copy(update=edit), kind, report_id)


def card(
    turn: Turn, report: Report, for_agency: bool, expanded: bool = False, notes: bool = False
) -> Reply:
    """Return the report with its place and pictures.

    Its agency also gets the name, the notes and the buttons (`expanded`: the further moves). For
    others personal data is masked and the reporter's answers are left out; `notes` shows them the
    agency's notes. The reader of a denunciation sees it as it was written, as its handler.
    """
    text = turn.tools.texts("handle.card", **facts(turn, report, for_agency, notes))
    place = None
    if report.latitude is not None and report.longitude is not None:
        place = Place(latitude=report.latitude, longitude=report.longitude)
    photos = as_shown(report, reports.photos(turn.session, report), for_agency)
    return Reply(
        text=text,
        photos=photos,
        place=place,
        buttons=buttons.of_card(turn, report, len(photos), expanded) if for_agency else (),
    )


def as_shown(report: Report, photos: tuple[str, ...], for_agency: bool) -> tuple[str, ...]:
    """Return the photos of a report that a reader may see: its voices are for who reads its words
    as they are, since nothing in them can be masked."""
    return photos if for_agency or report.held == DENOUNCED else pictures_of(photos)


def light(reply: Reply) -> Reply:
    """Return a card as one message, which is there at once: its pictures are behind a button."""
    return reply.model_copy(update={"photos": (), "place": None})


def show_pictures(turn: Turn, report: Report) -> None:
    """Show the pictures of a report and of its steps, each with what it belongs to."""
    steps = [None, *reports.events(turn.session, report)]
    agency = turn.actor.handles(report.agency)
    pictures = [(event, as_shown(report, reports.photos(turn.session, report, event), agency))
             for event in steps]  # fmt: skip
    shown = [(event, photos) for event, photos in pictures if photos]
    for event, photos in shown:
        text = turn.tools.texts("handle.pictures", report=report, event=event)
        turn.tell(turn.chat, Reply(text=text, photos=photos), outbox.DISCLOSURE, report.id)
    if not shown:
        turn.say("handle.no_pictures", report=report)


def facts(turn: Turn, report: Report, for_agency: bool, notes: bool = False) -> dict[str, Any]:
    """Return what a card or a page says of a report, masked as its reader may see it."""
    all_shown = for_agency or report.held == DENOUNCED
    veil = str if all_shown else masked
    events = reports.events(turn.session, report)
    history = [
        (step, veil(step.text))
        for step in events
        if step.text and (all_shown or (step.role != "reporter" and (notes or not step.internal)))
    ]
    assignee = office_queries.person(turn.session, report.assignee_id)
    return {
        "report": report,
        "for_agency": all_shown,
        "urgent": is_urgent(turn, report),
        "category": turn.city.category_name(report.category) or report.category,
        "area": turn.city.area_name(report.area),
        "status": status_of(turn, report),
        "late": is_late(report, turn.now),
        "place": veil(report.place),
        "description": veil(report.description),
        "details": [(label, veil(answer)) for label, answer in _details(turn, report)],
        "happened": veil(report.happened),
        "guess": veil(report.place_guess),
        "assignee": colleague(turn, assignee) if for_agency and assignee else "",
        "steps": history[-MOST_STEPS:],
        "left_out": max(0, len(history) - MOST_STEPS),
        "agency": turn.city.agency_name(report.agency),
        "parts": [(turn.city.agency_name(part.agency),
                   turn.tools.texts.plain(f"share.state_{part.status}"))
                  for part in part_queries.of_report(report)],
        "supporters": supporter_queries.count(turn.session, report),
        "asked_to_hide": hiding_queries.waiting(turn.session, report, events),
    }  # fmt: skip


def is_urgent(turn: Turn, report: Report) -> bool:
    """Return whether a report is urgent, by itself or by its category."""
    return report.urgent or turn.city.is_urgent(report.category)


def _details(turn: Turn, report: Report) -> list[tuple[str, str]]:
    """Return the further questions that were answered, with their answers."""
    questions = {key: turn.city.further(key) for key in report.details}
    return [
        (question.label if question else key, str(report.details[key]))
        for key, question in questions.items()
        if report.details[key]
    ]


def colleague(turn: Turn, person: Person) -> str:
    """Return the name an official chose for colleagues, or else their number here."""
    return person.alias or turn.tools.texts.plain("office.colleague", number=person.id)


def tell_followers(
    turn: Turn, report: Report, event: ReportEvent, photos: tuple[str, ...] = ()
) -> Recipients:
    """Tell the reporter, unless the step is theirs, and the supporters of a step."""
    reporter = event.role != "reporter" and _tell_reporter(turn, report, event, photos)
    count = supporters.tell_step(turn.tools, turn.session, report, event, turn.now, photos)
    return Recipients(reporter, count)


def _tell_reporter(turn: Turn, report: Report, event: ReportEvent, photos: tuple[str, ...]) -> bool:
    """Tell the reporter of a step, the agency's words masked; false where no chat is known."""
    chat = reporters.chats(turn.session, [report]).get(report.number)
    if chat is None:
        return False
    text = turn.tools.texts(
        f"track.told_{event.status}",
        report=report,
        event=event,
        words=masked(event.text),
        photos=len(photos),
        overseen=bool(overseers(turn.session, turn.city, report.area)),
    )
    text = buttons.on_behalf(turn.tools, report, text)
    reply = Reply(text=text, photos=photos, buttons=buttons.of_reporter(turn, report))
    turn.tell(chat, reply, "notice", report.id)
    return True


def tell_agency(turn: Turn, report: Report, name: str, event: ReportEvent) -> Reached:
    """Tell the agency of a reporter's step, or else overseers; of a denunciation the Front."""
    if report.held is not None and report.held != DENOUNCED:
        return Reached(False, False)
    photos = reports.photos(turn.session, report, event)
    text = turn.tools.texts(name, report=report, event=event, photos=len(photos))
    if report.held is not None:
        show = turn.button("office.button_card", f"held:show:{report.code}")
        reply = Reply(text=text, photos=photos, buttons=((show,),))
        lookers = held.lookers(turn.session, report, turn.city)
        return Reached(False, tell_each(turn, lookers, report, reply))
    reached = notify_agency(turn, report, text, photos)
    needed = not reached and report.status not in CLOSED
    return Reached(reached, needed and nobody_there(turn.tools, turn.session, report, turn.now))


def notify_agency(
    turn: Turn,
    report: Report,
    text: str,
    photos: tuple[str, ...] = (),
    first: Sequence[Button] = (),
) -> bool:
    """Send the agency a message with the buttons `first` and its moves; false if nobody is here."""
    show = turn.button("office.button_card", f"case:show:{report.code}")
    moves = buttons.main_moves(turn, report)
    rows = [list(first), *moves, [show] if moves or first else []]
    reply = Reply(text=text, photos=photos, buttons=tuple(tuple(row) for row in rows if row))
    chats = people.chats_of_role(turn.session, "official", report.agency)
    return tell_each(turn, chats, report, reply)


def status_name(turn: Turn, status: str) -> str:
    """Return the name of a status."""
    return turn.tools.texts.plain(f"track.status_{status}")


def status_of(turn: Turn, report: Report) -> str:
    """Return the name of a report's status; merged, or answered by the Front, is not rejected.

    A forwarded one is with its new agency, which reads this too, and is to accept it.
    """
    if report.held == DENOUNCED and report.status == "rejected":
        return status_name(turn, "front_answered")
    if report.status == "forwarded":
        return status_name(turn, "handed_on")
    merged = report.merged_into is not None and report.status == "rejected"
    return status_name(turn, "merged" if merged else report.status)
