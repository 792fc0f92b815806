"""What is asked while a report waits for consent is answered, then its buttons come again."""

from __future__ import annotations

import re

from bot.city.codes import code_in
from bot.core.turn import Turn
from bot.questions import conversation as ask
from bot.reports.intake import open_draft as report_draft
from bot.reports.intake.messages import Said, hear
from bot.reports.tracking import conversation as track
from bot.understanding import typed
from bot.welcome import words
from db.models import Draft
from knowledge.answering.answers import Answer
from knowledge.vietnamese.text import fold

GREETINGS = ("greeting", "thanks", "bye")
_UNKNOWN = re.compile(r"\b(?:khong|ko|k|chua|chang) (?:ro|biet|nho)\b")
SHORT = 6
"""Words a greeting may have: in a longer message something may be told, which is locked."""

_PARTS = re.compile(r"[\n.!?;]+")
MOST = 8
"""Sentences that are looked at."""


def answers(turn: Turn, row: Draft) -> bool:
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
        track.show(turn, code)
    elif _is_asked(turn, text, found):
        words.answer(turn, to_report=False)
    else:
        return False
    if _tells(turn, text, found):
        hear(turn, Said(came=incoming))
    else:
        report_draft.remind(turn, row, draft)
    return True


def _is_asked(turn: Turn, text: str, found: Answer) -> bool:
    """Whether something is asked; a greeting is answered too."""
    asks = turn.tools.answerer.asks(text)
    if found.outcome == "smalltalk":
        return asks or (found.kind in GREETINGS and len(text.split()) <= SHORT)
    if found.outcome == "report":  # a question may stand in a line of its own beside it
        parts, _ = turn.tools.dialogue.answers(text)
        return any(each.found.outcome in ("answer", "choices") for each in parts)
    return asks


def _tells(turn: Turn, text: str, found: Answer) -> bool:
    """Whether something is told besides, which would be lost with the answer alone.

    "không rõ ai làm" has a word that asks.
    """
    if found.outcome == "not_in_plan" and (found.category or _UNKNOWN.search(fold(text))):
        return True
    parts = [part for part in _PARTS.split(text) if part.strip()]
    answer = turn.tools.answerer.answer
    several = len(parts) > 1 and any(answer(part).outcome == "report" for part in parts[:MOST])
    return several or found.outcome == "report"
