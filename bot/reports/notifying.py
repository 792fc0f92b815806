"""Tell all concerned of a report and its steps: its agency, overseers, the reporter, supporters."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from bot.core.events import Button, Reply
from bot.core.turn import Tools, Turn, put
from bot.people import queries as people
from bot.people.roles import overseers
from bot.reports import buttons, cards, held, reporters, supporters
from bot.reports import queries as reports
from bot.reports.queries import DENOUNCED
from bot.understanding.masking import masked
from db import outbox
from db.models import CLOSED, Chat, Report, ReportEvent


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
    reply = cards.card(turn, report, for_agency=True)
    tell_each(turn, chats, report, reply, "card")
    urgent = cards.is_urgent(turn.city, report)
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
    reply = cards.card(turn, report, for_agency=False)
    reply = reply.model_copy(update={"buttons": buttons.alerting(turn, report)})
    return tell_each(turn, overseers(turn.session, turn.city, report.area), report, reply)


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


def nobody_there(tools: Tools, session: Session, report: Report, now: datetime) -> bool:
    """Tell who may look at it that nobody of the agency gets this report; false without any."""
    text = tools.texts("handle.nobody_there", report=report)
    chats = held.lookers(session, report, tools.city)
    for chat in chats:
        put(session, chat, Reply(text=text), now, "notice", report.id)
    return bool(chats)


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


def tell_each(
    turn: Turn, chats: Sequence[Chat], report: Report, reply: Reply, kind: str = outbox.DISCLOSURE
) -> bool:
    """Send a message about a report to these chats; false where there is none."""
    for chat in chats:
        turn.tell(chat, reply, kind, report.id)
    return bool(chats)
