"""News for those who support a report, and of them for the agency."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from bot.core.events import Button, Reply
from bot.core.turn import Tools, Turn, named, put
from bot.people import queries as people
from bot.reports import duplicates as rules
from bot.reports import reporters
from bot.reports import supporter_queries as supporters
from bot.reports.offices import is_late
from bot.understanding.masking import masked
from db.models import Report, ReportEvent

STOP = "unsupport"
"""The verb of the button that takes a support back."""
MOST_LISTED = 20
SILENT = ("send", "answer", "add", "leave")
"""Steps between reporter and agency alone."""


def tell_step(
    tools: Tools,
    session: Session,
    report: Report,
    event: ReportEvent,
    now: datetime,
    photos: Sequence[str] = (),
) -> int:
    """Tell all who support a report of a step the reporter is told of; how many there are.

    What the agency wrote has left it by then, so it is masked; what it asks the reporter is not
    shown, and nothing of a step that is internal.
    """
    if event.internal or event.action in SILENT:
        return 0
    shown = () if event.role == "reporter" else photos
    text = tools.texts(
        f"support.told_{event.status}",
        report=report,
        words=masked(event.text),
        into=event.subject,
        agency=tools.city.agency_name(report.agency),
        category=tools.city.category_name(report.category) or report.category,
        photos=len(shown),
    )
    return tell(tools, session, report, text, now, shown)


def tell(
    tools: Tools,
    session: Session,
    report: Report,
    text: str,
    now: datetime,
    photos: Sequence[str] = (),
) -> int:
    """Tell all who support a report something, with a line that it is one they support.

    A clerk whose report was merged into it hears the same, to pass it on; they are counted too.
    """
    history = (named(tools.texts.plain("track.button_history"), f"track:{report.code}"),)
    stop = (named(tools.texts.plain("support.button_stop"), f"{STOP}:{report.code}"),)
    why = tools.texts("support.why_told")
    reply = Reply(text=f"{text}\n\n{why}", photos=tuple(photos), buttons=(history, stop))
    told = {chat.id: (chat, reply) for chat in supporters.chats(session, report)}
    for chat, codes in reporters.of_merged(session, report):
        why = tools.texts("clerk.why_told", codes=codes)
        passed = reply.model_copy(update={"text": f"{text}\n\n{why}", "buttons": (history,)})
        told.setdefault(chat.id, (chat, passed))
    for chat, each in told.values():
        put(session, chat, each, now, "notice", report.id)
    return len(told)


def button(turn: Turn, report: Report) -> list[list[Button]]:
    """The row that takes the person's support back; none where they do not support it."""
    if not turn.chat.private or not supporters.is_one(turn.session, report, turn.person.id or 0):
        return []
    return [[turn.button("support.button_stop", f"{STOP}:{report.code}")]]


def list_theirs(turn: Turn) -> None:
    """The reports the person supports, the latest support first; nothing where there is none."""
    found = supporters.reports_of(turn.session, turn.person.id or 0, MOST_LISTED)
    rows = []
    for each in found:
        status = turn.tools.texts.plain(f"track.status_{each.status}")
        rows.append([named(f"{each.code} · {status}", f"track:{each.code}")])
    if rows:
        turn.say("support.theirs", rows, most=MOST_LISTED, full=len(found) == MOST_LISTED)


def remind(turn: Turn, report: Report) -> None:
    """Remind the agency where the supporters have become so many; each number reminds once."""
    count = supporters.count(turn.session, report)
    reached = rules.reminds(count, turn.city.supporters_remind)
    if reached is None or not supporters.note_once(
        turn.session, report, rules.REMINDER, str(reached), turn.now
    ):
        return
    text = turn.tools.texts(
        "support.remind",
        report=report,
        count=count,
        category=turn.city.category_name(report.category) or report.category,
        status=turn.tools.texts.plain(f"track.status_{report.status}"),
        late=is_late(report, turn.now),
    )
    show = turn.button("support.button_case", f"case:show:{report.code}")
    for chat in people.chats_of_role(turn.session, "official", report.agency):
        turn.tell(chat, Reply(text=text, buttons=((show,),)), "notice", report.id)
