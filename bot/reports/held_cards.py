"""The card of a held report, for those who decide on it."""

from __future__ import annotations

from bot.core.events import Reply
from bot.core.turn import Turn
from bot.reports import cards, held
from bot.reports.held_queries import DENOUNCED
from db.models import Report


def show_all(turn: Turn, report: Report) -> bool:
    """Show a held report to all who may decide on it; false where there is nobody yet."""
    lookers = held.lookers(turn.session, report, turn.city)
    return cards.tell_each(turn, lookers, report, card(turn, report))


def card(turn: Turn, report: Report) -> Reply:
    """Return the card with the buttons that decide; a denunciation is only answered."""
    denounced = report.held == DENOUNCED
    decisions = {"answer": "drop"} if denounced else {"pass": "pass", "drop": "drop"}
    buttons = tuple(
        turn.button(f"held.button_{name}", f"held:{verb}:{report.code}")
        for name, verb in decisions.items()
    )
    reply = cards.card(turn, report, for_agency=False)
    head = turn.tools.texts("held.head", report=report)
    return reply.model_copy(update={"text": f"{head}\n\n{reply.text}", "buttons": (buttons,)})
