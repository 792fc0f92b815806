"""Knows a plain question by what the plan answers, where its words sound like something else."""

from datetime import date

from bot.understanding.details import BEFORE_PLACES
from bot.understanding.understood import Understood
from knowledge.answering.asks import asks_something
from knowledge.answering.engine import Answerer
from knowledge.vietnamese.words import plain_words

SHORT = 16
"""So many words ask and no more; a longer message tells a story."""
MOST = 0.6
"""So many of the words of a place are enough for it to be the one that a sentence names."""
_SOUNDS_LIKE = frozenset({"report", "smalltalk", "other"})


def is_plain_question(
    text: str, understood: Understood, answerer: Answerer, today: date | None = None
) -> bool:
    """Return whether few words that sound like something else ask what a plan answers.

    What names an urgent matter or a denunciation is none, nor what names a place, unless the
    plan's sentence has most of its words.
    """
    tells = understood.urgent or understood.denunciation
    if tells or understood.intent not in _SOUNDS_LIKE or len(text.split()) > SHORT:
        return False
    if not asks_something(text, answerer.search.reader.read(text)):
        return False
    answer = answerer.answer(text, today)
    place = set(plain_words(understood.place or "")) - BEFORE_PLACES
    sentences = (" ".join((cited.heading, *cited.under, cited.quote)) for cited in answer.citations)
    is_there = any(len(place & {*plain_words(line)}) >= MOST * len(place) for line in sentences)
    return answer.outcome == "answer" and is_there
