"""What is held, as those who decide on it see it."""

from __future__ import annotations

from bot.core.events import Button, Reply
from bot.core.turn import Turn
from bot.reports import cards
from bot.reports import held as rules
from bot.reports.held_queries import DENOUNCED
from db import outbox
from db.models import Report


def show_all(turn: Turn, report: Report) -> bool:
    """Show it to all who may decide on it; false where there is nobody yet."""
    reply = _card(turn, report)
    chats = rules.lookers(turn.session, report, turn.city)
    for chat in chats:
        turn.tell(chat, reply, outbox.TOLD, report.id)
    return bool(chats)


def _card(turn: Turn, report: Report) -> Reply:
    card = cards.card(turn, report, for_agency=False)
    head = turn.tools.texts("held.head", report=report)
    text, under = f"{head}\n\n{card.text}", _buttons(turn, report)
    return card.model_copy(update={"text": text, "buttons": under})


def _buttons(turn: Turn, report: Report) -> tuple[tuple[Button, ...], ...]:
    if report.held == DENOUNCED:
        return ((turn.button("held.button_answer", f"held:drop:{report.code}"),),)
    return (
        (
            turn.button("held.button_pass", f"held:pass:{report.code}"),
            turn.button("held.button_drop", f"held:drop:{report.code}"),
        ),
    )
