"""Take back a move that was made by mistake, within ten minutes: in chat and on a case's page."""

from __future__ import annotations

from bot.core.events import Reply
from bot.core.turn import Routes, Turn, put
from bot.reports import cards, moving, offices
from bot.reports import reporter_queries as reporters
from db import outbox
from db.models import Report

routes = Routes()


@routes.button(moving.MISTAKE, once=True)
def take_back(turn: Turn) -> None:
    """Take back the step whose button was pressed, while it is the report's last one."""
    report = moving.by_code(turn, turn.arguments[-1])
    if report is None:
        turn.say("start.stale_button")
    else:
        undo(turn, report, turn.arguments[0])


def undo(turn: Turn, report: Report, number: str) -> bool:
    """Take back a step; who was told of it already hears so in a line, the others hear nothing."""
    event = offices.last_step(turn.session, report, turn.actor, turn.now)
    if event is None or str(event.id) != number:
        turn.say("handle.too_late_to_take_back", report=report)
        return False
    step = cards.status_name(turn, event.status)
    offices.take_back(turn.session, report, event, turn.actor, turn.now)
    assert report.id is not None
    reached = outbox.call_back(turn.session, report.id, event.at) - {turn.chat.id or 0}
    status = cards.status_of(turn, report)
    text = turn.tools.texts("handle.told_take_back", report=report, step=step, status=status)
    for chat in reporters.chats_of(turn.session, reached).values():
        line = Reply(text=text)
        put(turn.session, chat, line, turn.now, "notice", report.id, to_contacts=False)
    turn.say("handle.took_back", report=report, step=step, status=status, told=len(reached))
    cards.refresh(turn, report)
    turn.moved.append(report)
    return True
