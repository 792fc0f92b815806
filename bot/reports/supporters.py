"""Tell a report's supporters of its steps, and the agency of how many they are."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from bot.core.events import Button, Reply
from bot.core.turn import Tools, Turn, labelled_button, put
from bot.people import queries as people
from bot.reports import duplicates as rules
from bot.reports import reporters
from bot.reports import supporter_queries as supporters
from bot.reports.moves import OPEN, is_told
from bot.reports.offices import is_late
from bot.understanding.masking import masked
from db.models import Report, ReportEvent

STOP = "unsupport"
"""The verb of the button that takes a support back."""
MOST_LISTED = 20


def tell_step(
    tools: Tools,
    session: Session,
    report: Report,
    event: ReportEvent,
    now: datetime,
    photos: Sequence[str] = (),
) -> int:
    """Tell the supporters of a step the reporter is told of; return how many there are.

    What the agency wrote has left it by then, so it is masked; what it asks the reporter is not
    shown, and nothing of a step that is internal.
    """
    if event.internal or not is_told("supporters", event.action):
        return 0
    pictures = () if event.role == "reporter" else photos
    text = tools.texts(
        f"support.told_{event.status}",
        report=report,
        words=masked(event.text),
        into=event.subject,
        photos=len(pictures),
    )
    return tell(tools, session, report, text, now, pictures)


def tell(
    tools: Tools,
    session: Session,
    report: Report,
    text: str,
    now: datetime,
    photos: Sequence[str] = (),
) -> int:
    """Tell supporters, and clerks of merged reports, something; return how many are told."""
    history = (tools.button("track.button_history", f"track:{report.code}"),)
    stop = (tools.button("support.button_stop", f"{STOP}:{report.code}"),)
    why = tools.texts("support.why_told")
    reply = Reply(text=f"{text}\n\n{why}", photos=tuple(photos), buttons=(history, stop))
    replies = {chat.id: (chat, reply) for chat in supporters.chats(session, report)}
    for chat, codes in reporters.of_merged(session, report):
        why = tools.texts("clerk.why_told", codes=codes)
        passed = reply.model_copy(update={"text": f"{text}\n\n{why}", "buttons": (history,)})
        replies.setdefault(chat.id, (chat, passed))
    for chat, reply_of_chat in replies.values():
        put(session, chat, reply_of_chat, now, "notice", report.id)
    return len(replies)


def button(turn: Turn, report: Report) -> list[list[Button]]:
    """Return the button that supports an open report, or takes the person's support back."""
    if not turn.chat.private:
        return []
    if supporters.supports(turn.session, report, turn.person.number):
        return [[turn.button("support.button_stop", f"{STOP}:{report.code}")]]
    if report.held is not None or report.status not in OPEN:
        return []
    return [[turn.button("support.button_support", f"support:{report.code}")]]


def list_supported(turn: Turn) -> None:
    """List the reports the person supports, the latest support first."""
    supported = supporters.reports_of(turn.session, turn.person.number, MOST_LISTED)
    rows = []
    for report in supported:
        status = turn.tools.texts.plain(f"track.status_{report.status}")
        rows.append([labelled_button(f"{report.code} · {status}", f"track:{report.code}")])
    if rows:
        turn.say("support.theirs", rows, most=MOST_LISTED, full=len(supported) == MOST_LISTED)


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
        status=turn.tools.texts.plain(f"track.status_{report.status}"),
        late=is_late(report, turn.now),
    )
    show = turn.button("support.button_case", f"case:show:{report.code}")
    for chat in people.chats_of_role(turn.session, "official", report.agency):
        turn.tell(chat, Reply(text=text, buttons=((show,),)), "notice", report.id)
