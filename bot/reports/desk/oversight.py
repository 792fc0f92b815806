"""An overseer asks and reminds the agency; they make no step of a report themselves."""

from bot.core.turn import Routes, Turn
from bot.reports import buttons, moves, moving, offices, overseer_cards
from db.models import Report

routes = Routes()


@routes.button("oversee")
def oversee(turn: Turn) -> None:
    """Do what a button on an overseer's card says: ask or remind the agency."""
    action, code = turn.arguments[0], turn.arguments[-1]
    if action not in buttons.OVERSEEING:
        turn.say("start.stale_button")
    elif report := moving.movable(turn, action, code):
        if action == "query":
            moving.ask_words(turn, report, action)
        else:
            remind(turn, report)


def remind(turn: Turn, report: Report) -> bool:
    """Remind the agency; say so and return false where it was reminded today."""
    try:
        offices.remind(moves.Mover.of(turn), report)
    except moves.Refused:
        turn.say("office.reminded_already", report=report)
        return False
    overseer_cards.bring_reminder(turn, report)
    turn.moved.append(report)
    return True
