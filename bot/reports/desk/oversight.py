"""The overseer asks the agency and reminds it; no step of a report is theirs."""

from __future__ import annotations

from bot.core.turn import Routes, Turn
from bot.reports import buttons, offices
from bot.reports import moves as rules
from bot.reports import moving as handle
from bot.reports import overseer_cards as overseeing
from db.models import Report

routes = Routes()


@routes.button("oversee")
def oversee(turn: Turn) -> None:
    """A button under a card as the overseer sees it."""
    action = turn.arguments[0]
    report = handle.by_code(turn, turn.arguments[-1])
    if report is None or action not in buttons.OVERSEEING:
        turn.say("start.stale_button")
    elif why := rules.refusal(report, action, turn.actor):
        handle.refuse(turn, report, why)
    elif action == "query":
        handle.ask_words(turn, report, action)
    else:
        remind(turn, report)


def remind(turn: Turn, report: Report) -> bool:
    """Remind the agency; false, and said so, where it was today."""
    try:
        offices.remind(turn.session, report, turn.actor, turn.now, turn.tools.zone)
    except rules.Refused:
        turn.say("office.reminded_already", report=report)
        return False
    overseeing.bring_reminder(turn, report)
    turn.moved.append(report)
    return True
