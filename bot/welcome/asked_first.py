"""Answer questions asked while a report waits for consent, then show its buttons again."""

from __future__ import annotations

import re

from bot.city.codes import code_in
from bot.core.turn import Turn
from bot.questions import conversation as questions
from bot.reports.intake import open_draft
from bot.reports.intake.messages import DraftMessage, receive
from bot.reports.tracking import conversation as tracking
from bot.understanding import typed
from bot.welcome import words
from db.models import Draft
from knowledge.answering.answers import Answer
from knowledge.answering.asks import asks_something
from knowledge.vietnamese.text import fold

GREETINGS = ("greeting", "thanks", "bye")
_UNKNOWN = re.compile(r"\b(?:khong|ko|k|chua|chang) (?:ro|biet|nho)\b")
SHORT = 6
"""Most words of a greeting; a longer message may tell something, which is locked."""

_PARTS = re.compile(r"[\n.!?;]+")
MAX_SENTENCES = 8
"""Sentences that are checked."""


def answers(turn: Turn, row: Draft) -> bool:
    """Answer a question; false for other messages, and for all after consent.

    A message that asks and also tells something is answered and locked.
    """
    incoming, text = turn.incoming, turn.text[-questions.LONGEST_QUESTION :]
    if row.kind != open_draft.KIND or not text or incoming.edited:
        return False
    draft = open_draft.read(turn, row)
    draft_input = incoming.photos or incoming.place or typed.choice("consent", text)
    if draft_input or open_draft.may_be_kept(turn, draft):
        return False
    result = turn.tools.answerer.answer(text)
    if code := code_in(text):
        tracking.show(turn, code)
    elif _is_asked(turn, text, result):
        words.answer(turn, to_report=False)
    else:
        return False
    if _tells(turn, text, result):
        receive(turn, DraftMessage(came=incoming))
    else:
        open_draft.remind(turn, row, draft)
    return True


def _is_asked(turn: Turn, text: str, result: Answer) -> bool:
    """Return whether the message is a question, or a greeting to answer."""
    asks = asks_something(text, turn.tools.answerer.search.reader.read(text))
    if result.outcome == "smalltalk":
        return asks or (result.kind in GREETINGS and len(text.split()) <= SHORT)
    if result.outcome == "report":  # a question may stand in a line of its own beside it
        parts, _ = turn.tools.dialogue.answers(text)
        return any(exchange.answer.outcome in ("answer", "choices") for exchange in parts)
    return asks


def _tells(turn: Turn, text: str, result: Answer) -> bool:
    """Return whether the message also tells something, which an answer alone would lose.

    "không rõ ai làm" has a word that asks.
    """
    if result.outcome == "not_in_plan" and (result.category or _UNKNOWN.search(fold(text))):
        return True
    parts = [part for part in _PARTS.split(text) if part.strip()]
    answer = turn.tools.answerer.answer
    several = len(parts) > 1 and any(
        answer(part).outcome == "report" for part in parts[:MAX_SENTENCES]
    )
    return several or result.outcome == "report"
