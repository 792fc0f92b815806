"""Measures of words that belong together: neighbours, and a figure with its clause."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from knowledge.answering.search import Passage

if TYPE_CHECKING:
    from knowledge.answering.measures import Asked

HELD = 0.9
"""From here on a word of the question stands in a sentence."""


def parted(
    question: "Asked", anywhere: Mapping[int, float], terms: frozenset[str]
) -> Iterator[tuple[str, float]]:
    """Yield how telling two neighbours of the question are of which one is missing: `xe | buýt`.

    `anywhere` has how much of each word is covered by the sentence and by what stands above it.
    """
    texts = question.search.texts
    known = behind = 0.0
    for at, after in pairwise(question.topic):
        held = anywhere[at] >= HELD, anywhere[after] >= HELD
        if after != at + 1 or held[0] == held[1]:
            continue
        pair = f"{question.words[at].plain} {question.words[after].plain}"
        if pair not in terms and texts.knows(pair):
            known = max(known, texts.rarity(pair) / texts.rarest)
        if held[0]:
            behind = max(behind, question.rarity_anywhere[after])
    yield "a pair of the plan parted", known
    yield "missing behind a word held", behind


def in_clauses(
    question: "Asked", passage: Passage, own: Mapping[int, float]
) -> Iterator[tuple[str, float]]:
    """Yield how much of the question stands outside the clause that has what is asked for.

    `own` has how much of each word is covered by the sentence; one without clauses yields nothing.
    """
    held = [at for at, part in own.items() if part >= HELD]
    told = question.likely.keys() & passage.clauses.keys()
    if not held or not passage.clauses:
        return
    rarest = max(held, key=lambda at: (question.rarity[at], at))
    total = sum(question.rarity[at] for at in held) or 1.0
    lacking = lacking_rarest = 0.0
    for kind in told:
        covered = [question.covered(terms) for terms in passage.clauses[kind]]
        shares = (sum(question.rarity[a] for a in held if c[a] >= HELD) for c in covered)
        likely = question.likely[kind]
        lacking = max(lacking, likely * (1 - max(shares) / total))
        lacking_rarest = max(lacking_rarest, likely * all(c[rarest] < HELD for c in covered))
    yield "clause lacks words", lacking
    yield "clause lacks the rarest word", lacking_rarest
