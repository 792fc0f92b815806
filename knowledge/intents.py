"""Tells what somebody comes for: to report, to follow a report, to say hello, or to ask."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from knowledge.words import Reading, load_language

CODE = re.compile(r"(?<!\w)LC[\s-]?([0-9A-Z]{6})(?!\w)", re.IGNORECASE)
"""A report's code as people copy or read it out; whether it is a real one is not known here."""


BOUND, MAYBE = 3.0, 2.0
"""From what score on a text is a report; from what score on where nothing else answers it."""
NO_REPORT = frozenset({"money", "penalty", "paperwork", "contact", "person"})
"""Who asks for one of these asks, whatever else the text tells."""

LONGEST_YES = 3
"""Words a mere yes may have: "ok dạ vâng"."""
ASKS = frozenset({"when", "where", "count"})
"""Who asks for one of these asks something, and may still report."""


@dataclass(frozen=True)
class Report:
    """How much a text reads like a report, by which clues, and the category that fits."""

    score: float
    clues: tuple[str, ...]
    category: str | None

    @property
    def may_be(self) -> bool:
        """Whether it is a report where nothing else answers it: it tells of trouble or a wish."""
        told = any(clue.startswith(("trouble", "wish")) for clue in self.clues)
        return told and self.score >= MAYBE

    @property
    def tells_of_something(self) -> bool:
        """Whether it speaks of trouble or of one particular place, so that a report may fit."""
        return any(clue.startswith(("trouble", "wish", "here")) for clue in self.clues)


@cache
def _data() -> dict[str, Any]:
    data = load_language("intents")
    assert isinstance(data, dict)
    return data


@cache
def _pattern(alternatives: str | tuple[str, ...]) -> re.Pattern[str]:
    lines = (alternatives,) if isinstance(alternatives, str) else alternatives
    return re.compile("|".join(f"(?<![a-z0-9])(?:{line})(?![a-z0-9])" for line in lines))


def _has(lines: list[str], plain: str) -> re.Match[str] | None:
    return _pattern(tuple(lines)).search(plain)


def report_code(text: str) -> str | None:
    """The code of a report in the text, `LC-XXXXXX`; None where there is none."""
    found = CODE.search(text)
    return f"LC-{found[1].upper()}" if found and re.search(r"\d|-", found[0]) else None


def follows(reading: Reading) -> bool:
    """Whether the text asks what became of a report already made."""
    return _has(_data()["track"]["any"], reading.plain) is not None


def turned_against(reading: Reading) -> bool:
    """Whether the text orders the answers to be other than the plan's own words."""
    return _has(_data()["against"]["any"], reading.plain) is not None


def smalltalk(reading: Reading, stop: frozenset[str]) -> str | None:
    """`help`, `thanks`, `greeting`, `bye` or `yes` when the text is nothing but that."""
    left = reading.plain
    said = []
    for kind, lines in _data()["smalltalk"].items():
        if _has(lines, left):
            said.append(kind)
            left = _pattern(tuple(lines)).sub(" ", left)
    words = [word for word in left.split() if word not in stop]
    if said == ["yes"] and len(reading.plain.split()) > LONGEST_YES:
        return None  # "đã", which many a question has, is folded like "dạ"
    return said[0] if said and len(words) <= 2 else None


def reports(reading: Reading, asks: Collection[str] = (), asking: bool = False) -> Report:
    """How much the text reads like a report of something seen, rather than a question.

    `asks` is what it asks for besides: who asks for a price or a date is not reporting. `asking`
    says that it ends in a question mark.
    """
    rules = _data()["report"]
    score, clues = 0.0, []
    for name, clue in {**rules["clues"], "asks": rules["asks"]}.items():
        if found := _has(clue["any"], reading.plain):
            score += clue["weight"]
            clues.append(f"{name}: {found[0].strip()}")
    if not NO_REPORT.isdisjoint(asks):
        score += rules["asks"]["weight"]
    elif not (asking or ASKS.intersection(asks)) and not _has([rules["question"]], reading.plain):
        score += 1
        clues.append("tells, asks nothing")
    return Report(score, tuple(clues), category(reading))


def category(reading: Reading) -> str | None:
    """The category of reports that fits the words best; None where none does."""
    for name, line in _data()["categories"].items():
        if _pattern(line).search(reading.plain):
            return str(name)
    return None
