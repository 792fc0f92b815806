"""An official's pictures with the code of a case of theirs show what was done there."""

from __future__ import annotations

from dataclasses import replace

from bot.city import codes
from bot.core.turn import Turn
from bot.reports import moves as rules
from bot.reports import moving as handle
from bot.reports import offices
from bot.reports import queries as reports


def takes(turn: Turn) -> bool:
    """Begin to resolve the case with them, shown before it is sent; false for any other update."""
    if turn.incoming.edited or not turn.incoming.photos:
        return False
    case = offices.case_named(turn.session, turn.actor, turn.text)
    report = case and reports.get(turn.session, case.id or 0, lock=True)
    if report is None:
        return False
    if why := rules.refusal(report, "resolve", turn.actor):
        handle.refuse(turn, report, why, turn.text)
        return True
    handle.begin(turn, report, "resolve")
    words = codes.without_code(turn.text)
    handle.words(replace(turn, incoming=turn.incoming.model_copy(update={"text": words})))
    return True
