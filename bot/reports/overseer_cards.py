"""Messages between offices: lead and parts of a matter; an overseer's question, alert, reminder."""

from collections.abc import Sequence
from typing import Any

from bot.core.events import Button, Reply
from bot.core.turn import Turn
from bot.people import queries as people
from bot.people.roles import overseers
from bot.reports import buttons, cards, notifying, part_queries
from bot.reports import office_queries as offices
from bot.reports import queries as reports
from bot.reports.offices import is_late
from bot.understanding.masking import masked
from db.models import Chat, Report, ReportEvent


def bring(turn: Turn, report: Report, event: ReportEvent) -> None:
    """Bring a step between agency and overseer to the other; a note inside the agency to nobody."""
    if event.action == "query":
        _bring_query(turn, report, event)
    elif event.action == "reply":
        _bring_reply(turn, report, event)
    else:
        turn.say("office.noted", buttons.next_row(turn, report), report=report)


def _bring_query(turn: Turn, report: Report, event: ReportEvent) -> None:
    """Bring an overseer's question to the agency, with the button that answers it."""
    answer = turn.button("office.button_reply", f"case:reply:{report.code}")
    _bring_to_agency(turn, report, "office.asked", [answer], words=event.text)


def bring_reminder(turn: Turn, report: Report) -> None:
    """Remind the agency in the overseer's name."""
    status, late = cards.status_of(turn, report), is_late(report, turn.now)
    _bring_to_agency(turn, report, "office.reminded", [], status=status, late=late)


def _bring_to_agency(
    turn: Turn, report: Report, name: str, first: Sequence[Button], **values: Any
) -> None:
    """Bring words of the overseer's office, as agencies know it: never of a person."""
    who = turn.city.agency_name(turn.actor.agency)
    text = turn.tools.texts(name, report=report, who=who, **values)
    reached = notifying.notify_agency(turn, report, text, first=first)
    turn.say("office.brought", buttons.next_row(turn, report), report=report, reached=reached)


def _bring_reply(turn: Turn, report: Report, event: ReportEvent) -> None:
    """Bring an agency's answer, masked, to the chat where the overseer asked."""
    text = turn.tools.texts("office.answered", report=report, words=masked(event.text))
    reply = Reply(text=text, buttons=buttons.overseer_buttons(turn, report))
    reached = notifying.tell_each(turn, _askers(turn, report), report, reply)
    turn.say("office.replied", buttons.next_row(turn, report), report=report, reached=reached)


def _askers(turn: Turn, report: Report) -> list[Chat]:
    """Return the chat that asked last, while it oversees the report; else all that do."""
    overseeing = list(overseers(turn.session, turn.city, report.area))
    query = offices.last_event(turn.session, report, "query")
    return [chat for chat in overseeing if query and query.subject == str(chat.id)] or overseeing


def bring_dispute(turn: Turn, report: Report, event: ReportEvent) -> bool:
    """Alert the overseers that a reporter disputes a resolution; false without any."""
    photos = cards.as_shown(report, reports.photos(turn.session, report, event), for_agency=False)
    words = masked(event.text)
    text = turn.tools.texts("follow.disputed", report=report, words=words, photos=len(photos))
    reply = Reply(text=text, photos=photos, buttons=buttons.alerting(turn, report))
    return notifying.tell_each(turn, overseers(turn.session, turn.city, report.area), report, reply)


def tell_over(turn: Turn, report: Report) -> None:
    """Tell the agencies with an open part that the matter has ended without it."""
    for part in part_queries.open_parts(report):
        status = cards.status_of(turn, report)
        text = turn.tools.texts("share.told_over", report=report, status=status)
        chats = people.chats_of_role(turn.session, "official", part.agency)
        notifying.tell_each(turn, chats, report, Reply(text=text))


def bring_part(turn: Turn, report: Report, event: ReportEvent) -> None:
    """Tell lead, part and followers of a step of a part, and say who was told."""
    agency = turn.city.agency_name(event.subject)
    text = turn.tools.texts(
        f"share.told_{event.action}", report=report, agency=agency, words=event.text,
        lead=turn.city.agency_name(report.agency),
    )  # fmt: skip
    if event.action.startswith("part_") and event.action != "part_drop":
        reached = notifying.notify_agency(turn, report, text)
    else:
        chats = people.chats_of_role(turn.session, "official", event.subject)
        show = turn.button("office.button_card", f"case:show:{report.code}")
        rows = (tuple(buttons.part_row(turn, report)), (show,))
        reply = Reply(text=text, buttons=rows if event.action == "share" else ())
        reached = notifying.tell_each(turn, chats, report, reply)
    if event.action == "share":
        notifying.tell_followers(turn, report, event)
    turn.say(
        f"share.done_{event.action}",
        buttons.next_row(turn, report),
        report=report,
        agency=agency,
        reached=reached,
    )
