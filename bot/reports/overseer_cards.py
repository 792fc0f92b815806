"""What passes between an agency and its overseer: a question, its answer, a reminder."""

from __future__ import annotations

from bot.core.events import Reply
from bot.core.turn import Turn
from bot.people.roles import overseers
from bot.reports import buttons, cards
from bot.reports import office_queries as offices
from bot.reports import queries as reports
from bot.reports.offices import is_late
from bot.understanding.masking import masked
from db import outbox
from db.models import Chat, Report, ReportEvent


def _who(turn: Turn) -> str:
    """The overseer as agencies know them: by their office, never by a person's name."""
    return turn.city.agency_name(turn.actor.agency)


def bring(turn: Turn, report: Report, event: ReportEvent) -> None:
    """A step between agency and overseer, or inside the agency: nobody else hears of it."""
    if event.action == "query":
        _bring_query(turn, report, event)
    elif event.action == "reply":
        _bring_reply(turn, report, event)
    else:
        turn.say("office.noted", report=report)


def _bring_query(turn: Turn, report: Report, event: ReportEvent) -> None:
    """Bring an overseer's question to the agency, with the button that answers it."""
    text = turn.tools.texts("office.asked", report=report, who=_who(turn), words=event.text)
    answer = turn.button("office.button_reply", f"case:reply:{report.code}")
    _say_brought(turn, report, cards.notify_agency(turn, report, text, first=[answer]))


def bring_reminder(turn: Turn, report: Report) -> None:
    """Remind the agency in the overseer's name."""
    text = turn.tools.texts(
        "office.reminded",
        report=report,
        who=_who(turn),
        category=turn.city.category_name(report.category) or report.category,
        status=cards.status_of(turn, report),
        late=is_late(report, turn.now),
    )
    _say_brought(turn, report, cards.notify_agency(turn, report, text))


def _say_brought(turn: Turn, report: Report, reached: bool) -> None:
    agency = turn.city.agency_name(report.agency)
    turn.say("office.brought", report=report, agency=agency, reached=reached)


def _bring_reply(turn: Turn, report: Report, event: ReportEvent) -> None:
    """Bring an agency's answer to where the overseer asked; it has left the agency, so masked."""
    chats = _askers(turn, report)
    text = turn.tools.texts(
        "office.answered",
        report=report,
        agency=turn.city.agency_name(report.agency),
        words=masked(event.text),
    )
    reply = Reply(text=text, buttons=buttons.overseeing(turn, report))
    for chat in chats:
        turn.tell(chat, reply, outbox.TOLD, report.id)
    turn.say("office.replied", report=report, reached=bool(chats))


def _askers(turn: Turn, report: Report) -> list[Chat]:
    """The chat that asked last, while it oversees the report; else all that do."""
    known = list(overseers(turn.session, turn.city, report.area))
    asked = offices.last_event(turn.session, report, "query")
    return [each for each in known if asked and asked.subject == str(each.id)] or known


def is_there(turn: Turn, report: Report) -> bool:
    """Whether there is an overseer here who would hear of it."""
    return bool(overseers(turn.session, turn.city, report.area))


def bring_dispute(turn: Turn, report: Report, event: ReportEvent) -> bool:
    """Alert the overseers at once that what was called resolved is not; false without any."""
    photos = reports.photos(turn.session, report, event)
    text = turn.tools.texts(
        "follow.disputed",
        report=report,
        agency=turn.city.agency_name(report.agency),
        category=turn.city.category_name(report.category) or report.category,
        words=masked(event.text),
        photos=len(photos),
    )
    reply = Reply(text=text, photos=photos, buttons=buttons.alerting(turn, report))
    chats = overseers(turn.session, turn.city, report.area)
    for chat in chats:
        turn.tell(chat, reply, outbox.TOLD, report.id)
    return bool(chats)
