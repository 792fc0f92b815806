"""The right to state, check, ask and answer about a target, read from the database each time."""

from __future__ import annotations

from bot.core.turn import Turn
from bot.oversight import board
from bot.oversight.draft import ANSWERED, ASKED, CHECKED, ENTERED, PLACE, STATED
from bot.oversight.promises import Promise, Promises
from bot.oversight.queries import owners


def agency_of(turn: Turn, promise: Promise) -> str | None:
    """Return whose target it is now; None where it is nobody's."""
    return board.owner(turn.tools.once(Promises), promise, owners(turn.session), turn.city)


def may(turn: Turn, kind: str, agency: str | None) -> bool:
    """Return whether this person may do that about the target of an agency."""
    actor = turn.actor
    if kind in (STATED, ANSWERED):
        return agency is not None and actor.handles(agency)
    if kind == ENTERED:
        return actor.role == "admin"
    if kind == CHECKED:
        return actor.role == "overseer"
    if kind == PLACE:
        return actor.oversees
    return kind == ASKED and actor.oversees and agency is not None


def office_of(turn: Turn, agency: str | None) -> str | None:
    """Return in whose name an overseer or official acts: their own office's."""
    return turn.actor.agency or (turn.city.front if turn.actor.oversees else agency)
