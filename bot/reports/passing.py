"""Check the words of a reporter's later move as those of the report were checked."""

from bot.core.draft_content import DraftContent
from bot.core.events import Button
from bot.core.turn import Turn
from bot.reports import delivering
from bot.reports.draft import ReportDraft
from bot.reports.moves import KEPT_OF_DRAFT, OF_REPORTER
from bot.reports.queries import DENOUNCED
from bot.reports.story import denounced, hold_reason, understand
from db.models import Draft, Report

FRONT = "front"
"""What the button carries that sends a denunciation to the Front alone."""


def passes(turn: Turn, row: Draft, report: Report, gathered: DraftContent) -> bool:
    """Return whether these words may go to the agency; if not, the reporter is told why.

    Coarse words, advertisements and denunciations do not. The last may go to the Front alone, as a
    report of their own.
    """
    if row.kind not in OF_REPORTER:
        return True
    understanding = turn.tools.understanding
    if why := hold_reason(understanding, gathered.text):
        turn.say("handle.say_otherwise", [_drop(turn, row)], ask="handle.hint_words", why=why)
        return False
    if report.held == DENOUNCED or not denounced(understanding, gathered.text):
        return True
    draft = _for_the_front(turn, report, gathered)
    if draft is not None and turn.arguments[1:] == [FRONT]:
        if turn.may_send():
            turn.session.delete(row)
            delivering.deliver(turn, draft)
        return False
    to_front = turn.button("report.button_to_front", f"confirm:{row.id}:{FRONT}")
    turn.say(
        "handle.denounces",
        [*([[to_front]] if draft else []), _drop(turn, row)],
        where=turn.city.denunciation,
        front=turn.city.agency_name(turn.city.front) if draft else "",
        report=report,
    )
    return False


def _drop(turn: Turn, row: Draft) -> list[Button]:
    return [turn.button("handle.button_drop", f"discard:{row.id}")]


def _for_the_front(turn: Turn, report: Report, gathered: DraftContent) -> ReportDraft | None:
    """Return the words as an anonymous report on the same matter; None where it cannot be sent."""
    if not (turn.city.front and turn.city.category(report.category)):
        return None
    draft = ReportDraft(
        **report.model_dump(include=KEPT_OF_DRAFT - {"happened"} | {"category"}),
        description=gathered.text,
        photos=list(gathered.photos),
        anonymous=True,
        for_other=report.person_id is None,
        to_front=True,
    )
    understand(draft, turn.city, turn.tools.understanding)
    return draft
