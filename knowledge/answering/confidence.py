"""Measures how sure it is that the best sentence answers the question.

A dozen plain measures of a question and the sentence found for it, and the question's words;
`knowledge.learning.weights` makes a probability of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from knowledge.answering.search import Hit, Search
from knowledge.learning.weights import words_as_measures
from knowledge.vietnamese.vocabulary import MEANING, SOUND, TYPED
from knowledge.vietnamese.words import Reading

LONG = 11
"""Words. A question counts as no longer than this."""
MANY_MEANINGS = 4
"""So many meanings are many."""
_KINDS = (TYPED, SOUND, MEANING)


def measures(
    search: Search, reading: Reading, asks: Collection[str], hits: tuple[Hit, ...]
) -> dict[str, float]:
    """Return the measures of a question and its best sentence; most are 0 to 1.

    * `lead`: how much more of the question stands in the sentence than in a question that no
      plan answers; `wording`: how alike the nearest written question is.
    * `words`, `pairs`, `meanings`: how much of the question's telling words, pairs of words and
      meanings the sentence has, or what is said of it, the rarer the more.
    * `strange words`, `strange pairs`: the part that stands nowhere in a plan; `rarest`: how rare
      the rarest word is that the sentence has not.
    * `asks money` and the like: what is asked for and not known to be told by the sentence.
    * every word and pair of words: some stand in what residents ask and no plan tells.
    """
    best = hits[0]
    terms = search.terms(reading)
    pairs = [term for term in terms if term[0] not in _KINDS and " " in term]
    words = [term for term in terms if term[0] not in _KINDS and " " not in term]
    meanings = [term for term in terms if term[0] == MEANING]
    missing = [word for word in words if not search.texts.holds(word, best.at)]
    values = {
        "lead": best.support - search.outside(reading),
        "wording": best.wording,
        "words": _held(search, words, best),
        "pairs": _held(search, pairs, best),
        "meanings": _held(search, meanings, best) if meanings else 0.5,
        "meant": min(len(meanings), MANY_MEANINGS) / MANY_MEANINGS,
        "strange words": _strange(search, words),
        "strange pairs": _strange(search, pairs),
        "rarest": max(map(search.texts.rarity, missing), default=0.0) / search.texts.rarest,
        "length": min(len(reading.words), LONG) / LONG,
        "a word or two": float(len(words) <= 2),
        "asks": float(len(set(asks) - best.passage.tells)),
    }
    untold = [f"asks {kind}" for kind in asks if kind not in best.passage.tells]
    return values | dict.fromkeys((*untold, *words_as_measures(reading)), 1.0)


def _held(search: Search, terms: Collection[str], hit: Hit) -> float:
    held = (term for term in terms if search.texts.holds(term, hit.at))
    return _worth(search, held) / max(_worth(search, terms), 1e-9)


def _worth(search: Search, terms: Iterable[str]) -> float:
    return sum(map(search.texts.rarity, terms))


def _strange(search: Search, terms: Collection[str]) -> float:
    strange = sum(not search.texts.knows(term) for term in terms)
    return strange / max(len(terms), 1)
