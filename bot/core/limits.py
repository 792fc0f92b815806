"""Whether a person may begin or send something more, and what they are told where not."""

from __future__ import annotations

from bot.core.turn import Turn
from bot.people import limits, marks


def may_begin(turn: Turn) -> bool:
    """Whether this person may begin something more; where not, they are told what to do."""
    if not limits.too_many_drafts(turn.session, turn.person, turn.city.limits):
        return True
    turn.say("order.too_many_drafts", most=turn.city.limits.open_drafts)
    return False


def may_send(turn: Turn) -> bool:
    """Whether this person may send a report now; where not, it stays as it is, and when is told."""
    before = marks.sent_before(turn.session, turn.person, turn.now)
    found = limits.next_report_at(turn.session, turn.person, turn.city.limits, turn.now, before)
    if found is None:
        return True
    turn.say("order.too_many_reports", limits=turn.city.limits, at=found)
    return False
