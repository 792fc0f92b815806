"""Judges a message of a few words, which asks nothing that one could be unsure about.

`phố đêm`, `ai đôn đốc`: either a sentence of the plan, or what is said of it, has all of its words
or what they mean, or the plan does not speak of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from knowledge.answering.figures import years
from knowledge.answering.search import Hit, Search, with_first
from knowledge.schema import Target
from knowledge.vietnamese.text import folded_words
from knowledge.vietnamese.vocabulary import MEANING, TYPED
from knowledge.vietnamese.words import Reading, Word, plain_of, typed_of

LONGEST = 6
"""Words a message may have that is judged by its words alone."""
KEYWORDS = 4
"""So few words are refused where no sentence has them all; a few more may be a question."""
MERE = 2
"""So few telling words may be a choice between several places."""
TRIED = 8
NEARLY = 0.4
"""So many of the best sentences are tried, with at least this part of the best one's score."""
AT_ONCE = 2
"""A mere word and a year may mean so many measures; a word of more of them means none."""

_YEAR_WORDS = re.compile(
    r" (?:nam|den|toi|vao|giai doan|chi tieu|muc tieu|va|voi|so voi|vs"
    r"|(?:(?:19|20|21)\d|2|3)\d)(?= )"
)


def is_brief(reading: Reading, asks: Collection[str]) -> bool:
    """Return whether a message is a few words that ask for nothing but whom."""
    return len(reading.words) <= LONGEST and set(asks) <= {"who"}


def is_mere_word(search: Search, reading: Reading) -> bool:
    """Return whether it is a word or two, which may be a choice between several places."""
    return len(search.vocabulary.content(reading)) <= MERE and len(reading.words) <= 2 * MERE


def covering(search: Search, reading: Reading, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Return the hits with the first one in front that has all words; none for no near one."""
    return with_first(hits, NEARLY, lambda hit: _has_all(search, reading, hit.at), TRIED)


def _has_all(search: Search, reading: Reading, at: int) -> bool:
    """Return whether a sentence has each telling word or its meaning, not by mere chance.

    Of two words or more without a meaning there, two must stand beside each other there too: `bay`
    and `sân` each stand in many places.
    """
    vocabulary = search.vocabulary
    words = vocabulary.telling(reading)
    telling = {n for n, word in enumerate(words) if not vocabulary.is_stop(word)}
    by_meaning = {
        n
        for start, end, number in vocabulary.meant_at(words)
        if search.texts.holds(f"{MEANING}{number}", at)
        for n in range(start, end)
    }
    literal = telling - by_meaning
    paired = {
        n
        for first in range(len(words) - 1)
        if _holds(search, words[first : first + 2], at)
        for n in (first, first + 1)
    }
    alone = {n for n in literal if _holds(search, words[n : n + 1], at)}
    together = len(literal) < 2 or not paired.isdisjoint(literal)
    return bool(telling or by_meaning) and together and literal <= alone | paired


def _holds(search: Search, words: Sequence[Word], at: int) -> bool:
    """Return whether a sentence has the words, with the marks as typed or without any."""
    plain, typed = plain_of(words), typed_of(words)
    return search.texts.holds(plain if typed == plain else f"{TYPED}{typed}", at)


def measured(reading: Reading, targets: Iterable[Target]) -> tuple[str, ...]:
    """Return the measures that a word or two and a year mean: `nha o 2025`; none for no year."""
    if not years(reading):
        return ()
    subject = f" {' '.join(_YEAR_WORDS.sub(' ', reading.plain).split())} "
    fits = (target.measure for target in targets if subject in folded_words(target.name))
    measures = tuple(dict.fromkeys(fits)) if subject.strip() else ()
    return measures if len(measures) <= AT_ONCE else ()
