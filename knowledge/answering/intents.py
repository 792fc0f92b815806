"""Decides a message's intent: to report, to follow a report, to say hello, or to ask."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import accumulate

from knowledge.learning.weights import learnt, words_as_measures
from knowledge.vietnamese.words import Reading, Word, load_language, plain_of

CODE = re.compile(r"(?<!\w)LC[\s-]?([0-9A-Z]{6})(?!\w)", re.IGNORECASE)
"""A report's code as people copy or read it out; whether it is a real one is not known here."""


MAYBE = 0.2
"""From this probability on a text is a report where nothing else answers it."""
NO_REPORT = frozenset({"money", "penalty", "paperwork", "contact", "person"})
"""Who asks for one of these asks, whatever else the text tells."""

LONGEST_YES = 3
"""Words a mere yes may have: "ok dạ vâng"."""
LONGEST_AGREED = 6
"""Words a yes may have that nothing else answers: "dạ dạ ông hiểu rồi"."""
EXTRA_WORDS = 2
"""So many telling words may stand beside smalltalk in a text that asks something."""
BEFORE = 2
"""So many words may stand before thanks that a text begins with."""
ASKS = frozenset({"when", "until", "where", "unit", "count"})
"""Who asks for one of these asks something, and may still report."""

SHOWS_QUESTION = frozenset(
    {"question mark", "question word", "asks what no report does", "asks what one may"}
)
"""Measures of a text that asks; the mere name of a street asks only which."""


@dataclass(frozen=True)
class Report:
    """The probabilities that a text is a report, asks after one, or is smalltalk; the clues for
    it; and the category of reports that fits.
    """

    score: float
    followed: float
    chatted: float
    clues: tuple[str, ...]
    category: str | None
    measures: dict[str, float]

    @property
    def sure(self) -> bool:
        """Return whether it is a report, whatever the plan says of its words."""
        return self.score >= max(learnt()["report"].bound, self.chatted)

    @property
    def chats(self) -> bool:
        """Return whether it is smalltalk where nothing else answers it."""
        return self.chatted >= max(learnt()["chat"].bound, self.score)

    @property
    def follows(self) -> bool:
        """Return whether it asks what became of a report already made."""
        return self.followed >= max(learnt()["track"].bound, self.score)

    @property
    def may_be(self) -> bool:
        """Return whether it is a report where nothing else answers it."""
        return self.score >= MAYBE

    @property
    def tells_of_something(self) -> bool:
        """Return whether it speaks of trouble or of one place, so that a report may fit."""
        return any(clue.startswith(("trouble", "wish", "here")) for clue in self.clues)


_data = partial(load_language, "intents")


@cache
def _pattern(lines: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?<![a-z0-9])(?:{line})(?![a-z0-9])" for line in lines))


def _has(lines: tuple[str, ...], plain: str) -> re.Match[str] | None:
    return _pattern(lines).search(plain)


def report_code(text: str) -> str | None:
    """Return the code of a report in the text, `LC-XXXXXX`; None where there is none."""
    match = CODE.search(text)
    return f"LC-{match[1].upper()}" if match and re.search(r"\d|-", match[0]) else None


def asks_how_to_report(reading: Reading) -> bool:
    """Return whether the text asks how, where or to whom something is reported."""
    return _has(_data()["how"]["any"], reading.plain.strip()) is not None


def asks_the_plan(reading: Reading) -> bool:
    """Return whether the text ends in a question of what the plan says."""
    return _has(_data()["asks the plan"]["any"], reading.plain) is not None


def turned_against(reading: Reading) -> bool:
    """Return whether the text orders the answers to be other than the plan's own words."""
    return _has(_data()["against"]["any"], reading.plain) is not None


def smalltalk(reading: Reading, stop: frozenset[str]) -> str | None:
    """Return `help`, `thanks`, `greeting`, `bye` or `yes` when the text is nothing but that;
    without a word, as `👍` is, `help`.
    """
    if not reading.words:
        return "help"
    kinds, remaining = _small(reading)
    if kinds == ["yes"] and len(reading.words) > LONGEST_YES:
        return None  # "đã", which many a question has, is folded like "dạ"
    return kinds[0] if kinds and all(word.plain in stop for word in remaining) else None


def smalltalk_in(reading: Reading, stop: frozenset[str], asks_nothing: bool) -> str | None:
    """Return the same of a text nothing else answers, which may say more.

    One that asks something may say no more than a word or two.
    """
    all_kinds, remaining = _small(reading)
    kinds = [kind for kind in all_kinds if kind != "yes"]
    little = sum(word.plain not in stop for word in remaining) <= EXTRA_WORDS
    if "help" in kinds:
        return "help"
    if kinds:
        return kinds[0] if asks_nothing or little else None
    agrees = all_kinds and asks_nothing and little and len(reading.words) <= LONGEST_AGREED
    return "yes" if agrees else None


def closing(reading: Reading) -> str | None:
    """Return `thanks` or `bye` where a text that asks nothing begins with it."""
    for kind in ("thanks", "bye"):
        match = _has(_data()["smalltalk"][kind], reading.plain)
        if match and len(reading.plain[: match.start()].split()) <= BEFORE:
            return kind
    return None


def _small(reading: Reading) -> tuple[list[str], list[Word]]:
    """Return the kinds of smalltalk a text has, and its other words."""
    remaining, kinds = list(reading.words), []
    for kind, lines in _data()["smalltalk"].items():
        without = list(_without(remaining, _pattern(lines)))
        if len(without) < len(remaining):
            kinds.append(kind)
        remaining = without
    return kinds, remaining


def _without(words: Sequence[Word], pattern: re.Pattern[str]) -> Iterator[Word]:
    """Return the words the pattern does not find, or only with another word's marks."""
    plain = plain_of(words)
    if not pattern.search(plain):
        return iter(words)
    spelt = _data()["spelt"]
    ends = list(accumulate(len(word.plain) + 1 for word in words))
    dropped: set[int] = set()
    for match in pattern.finditer(plain):
        inside = [
            n for n, end in enumerate(ends) if match.start() < end - 1 and end <= match.end() + 1
        ]
        if all(
            words[n].typed in (words[n].plain, *spelt.get(words[n].plain, (words[n].typed,)))
            for n in inside
        ):
            dropped.update(inside)
    return (word for n, word in enumerate(words) if n not in dropped)


def reports(reading: Reading, asks: Collection[str] = (), asking: bool = False) -> Report:
    """Return how much the text reads like a report, a question after one, or smalltalk.

    `asks` are the kinds it asks for; `asking` says that it ends in a question mark.
    """
    clues = _clues(reading)
    fits = category(reading)
    values = measures(reading, clues, asks, asking, fits)
    score, why = learnt()["report"].weighed(values)
    followed, after = learnt()["track"].weighed(values)
    chatted, small = learnt()["chat"].weighed(values)
    explained = (
        f"a report {score:.2f}: {why}",
        f"asks after one {followed:.2f}: {after}",
        f"smalltalk {chatted:.2f}: {small}",
    )
    return Report(score, followed, chatted, (*clues, *explained), fits, values)


def measures(
    reading: Reading,
    clues: Collection[str],
    asks: Collection[str],
    asking: bool,
    fits: str | None,
) -> dict[str, float]:
    """Return the measures that tell a report from a question: clues, words and pairs.

    `fits` is the category of reports that fits it, if any does.
    """
    question = _has((_data()["report"]["question"],), reading.plain) is not None
    signs = {
        "question mark": asking,
        "question word": question,
        "asks what no report does": not NO_REPORT.isdisjoint(asks),
        "asks what one may": not ASKS.isdisjoint(asks),
        "asks nothing": not (asking or question or asks),
        "category": fits is not None,
        "follows": _has(_data()["track"]["any"], reading.plain) is not None,
    }
    names = [name for name, holds in signs.items() if holds]
    names += (clue.split(":")[0] for clue in clues)
    names += words_as_measures(reading)
    return dict.fromkeys(names, 1.0)


def _clues(reading: Reading) -> tuple[str, ...]:
    """Return each sort of clue in a text, with the words that show it."""
    rules = _data()["report"]
    matches = {name: _has(lines, reading.plain) for name, lines in rules["clues"].items()}
    return tuple(f"{name}: {match[0].strip()}" for name, match in matches.items() if match)


def category(reading: Reading) -> str | None:
    """Return the category of reports that fits the words best; None where none does."""
    for name, line in _data()["categories"].items():
        if _has((line,), reading.plain):
            return str(name)
    return None
