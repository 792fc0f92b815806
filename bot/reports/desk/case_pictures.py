"""Take an official's pictures sent with a report's code as the proof that it is resolved."""

from dataclasses import replace

from bot.city import codes
from bot.core.turn import Turn
from bot.reports import moves, moving, offices
from bot.reports import queries as reports


def takes(turn: Turn) -> bool:
    """Begin the move that resolves the report, shown before it is sent; false for other updates."""
    if turn.incoming.edited or all(photo.recording for photo in turn.incoming.photos):
        return False
    case = offices.case_named(turn.session, turn.actor, turn.text)
    report = case and reports.get(turn.session, case.id or 0, lock=True)
    if report is None:
        return False
    if why := moves.refusal(report, "resolve", turn.actor):
        moving.refuse(turn, report, why, turn.text)
        return True
    moving.begin(turn, report, "resolve")
    words = codes.without_code(turn.text)
    moving.words(replace(turn, incoming=turn.incoming.model_copy(update={"text": words})))
    return True
