"""The own report that a person was told of last, which is what they likely speak of."""

from datetime import datetime, timedelta

from bot.core.turn import Turn
from bot.reports import followup_queries
from db.models import Report

SPOKEN_OF = timedelta(days=30)
"""So long after its end a report may still be spoken of, and judged."""
LATELY = timedelta(days=7)
"""For so long what names no place may be about the report that a person was told of last."""


def told_of(turn: Turn) -> Report | None:
    """Return the own report that the person was told of last here, if that is not long ago."""
    last = followup_queries.told_last(turn.session, turn.person.number, turn.chat.number)
    if last is None:
        return None
    report, at = last
    return report if turn.now - at <= (SPOKEN_OF if is_unjudged(report) else LATELY) else None


def is_told_since(turn: Turn, moment: datetime) -> bool:
    """Return whether the person was told of an own report here after that moment."""
    last = followup_queries.told_last(turn.session, turn.person.number, turn.chat.number)
    return last is not None and last[1] > moment


def is_unjudged(report: Report) -> bool:
    """Return whether a report is called done, and the reporter has not said whether it is."""
    return report.status == "resolved" and report.confirmed is None


def action_about(report: Report) -> str:
    """Return the reporter's move by which words belong to a report."""
    moves = {"resolved": "dispute", "rejected": "reopen", "needs_info": "answer"}
    return moves.get(report.status, "add")
