"""What is asked while a report waits for consent is answered, then its buttons come again."""

from __future__ import annotations

from bot.city.codes import code_in
from bot.core.turn import Turn
from bot.questions import conversation as ask
from bot.reports.intake import open_draft as report_draft
from bot.reports.intake.messages import Said, hear
from bot.reports.tracking import conversation as track
from bot.understanding import typed
from bot.welcome import words
from db.models import Draft

ANSWERED = ("answer", "choices", "not_in_plan", "track")
SHORT = 6
"""Words a greeting may have: in a longer message something may be told, which is locked."""


async def answers(turn: Turn, row: Draft) -> bool:
    """Answer it; false for what is told and not asked, and for everything after consent.

    A message that asks and tells is answered and locked.
    """
    incoming, text = turn.incoming, turn.text[-ask.LONGEST_QUESTION :]
    if row.kind != report_draft.KIND or not text or incoming.edited:
        return False
    draft = report_draft.read(turn, row)
    besides = incoming.photos or incoming.place or typed.choice("consent", text)
    if besides or report_draft.may_be_kept(turn, draft):
        return False
    found = turn.tools.answerer.answer(text)
    if code := code_in(text):
        await track.show(turn, code)
    elif _is_asked(turn, text, found.outcome):
        await words.answer(turn, to_report=False)
    else:
        return False
    if found.outcome == "report" or (found.outcome == "not_in_plan" and found.category):
        await hear(turn, Said(came=incoming))
    else:
        report_draft.remind(turn, row, draft)
    return True


def _is_asked(turn: Turn, text: str, outcome: str) -> bool:
    if outcome == "smalltalk":
        return len(text.split()) <= SHORT
    if outcome == "report":  # a question may stand in a line of its own beside it
        parts, _ = turn.tools.dialogue.answers(text)
        return any(each.found.outcome in ("answer", "choices") for each in parts)
    return outcome in ANSWERED and turn.tools.answerer.asks(text)
