"""A talk about a plan: several questions in one message, and questions that go on from the last.

"còn giai đoạn sau?" has no subject of its own: it is read with the question before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from knowledge.answering.asks import asked_for
from knowledge.answering.engine import Answer, Answerer
from knowledge.answering.given import of_item
from knowledge.answering.who import who_sees_to
from knowledge.load import Place
from knowledge.vietnamese.text import fold
from knowledge.vietnamese.words import Reading, load_language

MOST = 5
"""So many questions of one message are answered; the rest would bury what was asked first."""
BRIEF = 3
"""So few words of its own may a question have that points at what was said before."""
TOLD = 3
"""So many sentences of an item are told to one who wants to hear more of it."""
ANSWERED = frozenset({"answer", "choices"})
ONLY_MORE = frozenset({"more", "opener", "pointer"})
AMOUNT = "bao nhiêu"
UNCLEAR = Answer("smalltalk", "unclear", why=("no word of its own, and nothing before it",))
"""What goes on from a question nobody has asked is about nothing."""
LOST = frozenset({"outside", "weak", "against", "elsewhere", "no_plan"})
"""A question refused for these is about no plan, and the subject stays what it was."""

_MARK = re.compile(r"^\s*(?:[-•*]|\d{1,2}[.)])\s")
_END = re.compile(r"(?<=[?？])\s*|\n+|;\s+")


@dataclass(frozen=True)
class Subject:
    """What a talk is about: the last question in full, and the item that answered it, if any."""

    question: str
    plan: str | None = None
    item: str | None = None


@dataclass(frozen=True)
class Said:
    """One question of a message, as it was understood, and its answer.

    `question` is what was typed; `meant` is the question in full where it went on from the one
    before: that one itself when no more than who sees to it, or more of it, was asked for.
    """

    question: str
    meant: str
    found: Answer


class Dialogue:
    """Answers a message: one question or several, with what was asked before in mind."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer

    def answers(
        self, text: str, subject: Subject | None = None
    ) -> tuple[tuple[Said, ...], Subject | None]:
        """The answer to each question of `text`, at least one, and the subject from then on.

        What is a report or a greeting as a whole is not taken apart.
        """
        whole = self._said(text, subject)
        parts = _parts(text)
        if len(parts) > 1 and whole.found.outcome == "report":
            return self._besides(whole, text), subject
        if len(parts) < 2 or whole.found.outcome not in (*ANSWERED, "not_in_plan"):
            return (whole,), _subject(whole, subject)
        said, after = [], subject
        for part in parts[:MOST]:
            said.append(self._said(part, after))
            after = _subject(said[-1], after)
        asked = [each for each in said if each.found.outcome in (*ANSWERED, "not_in_plan")]
        if any(each.found.outcome in ANSWERED for each in asked) or self._all_ask(asked):
            return _once_each(asked), after
        return (whole,), _subject(whole, subject)

    def _besides(self, report: Said, text: str) -> tuple[Said, ...]:
        """A report, after the answers to what is asked in lines of their own beside it."""
        lines = [Said(line, line, self._answerer.answer(line)) for line in _lines(text)[:MOST]]
        asked = [each for each in lines if each.found.outcome in ANSWERED]
        told = [each for each in lines if each.found.outcome == "report"]
        return (*asked, told[0]) if asked and told else (report,)

    def _all_ask(self, said: Sequence[Said]) -> bool:
        """Whether each of several parts asks for something of its own."""
        reader = self._answerer.search.reader
        return len(said) > 1 and all(asked_for(reader.read(each.question)) for each in said)

    def _said(self, text: str, subject: Subject | None) -> Said:
        """One question, alone or as the subject makes it whole."""
        if subject is not None and (goes_on := self._going_on(text, subject)):
            return goes_on
        found = self._answerer.answer(text)
        if found.outcome in ANSWERED or found.outcome == "not_in_plan":
            named, own = _taken_apart(self._answerer.search.reader.read(text))
            if not own and (found.outcome == "not_in_plan" or not named):
                found = UNCLEAR
        return Said(text, text, found)

    def _going_on(self, text: str, subject: Subject) -> Said | None:
        reading = self._answerer.search.reader.read(text)
        named, own = _taken_apart(reading)
        if own:
            return self._partly(text, named, own, subject)
        if "who" in named and (found := self._who(subject)):
            return Said(text, subject.question, found)
        if (
            "more" in named
            and named <= {"more", "opener", "pointer"}
            and (found := self._item(subject))
        ):
            return Said(text, subject.question, found)
        if named - {"pointer", "opener"}:
            return self._together(text, named, subject)
        return None

    def _partly(self, text: str, named: set[str], own: list[str], subject: Subject) -> Said | None:
        """A question with words of its own that points back, or keeps the period of the last."""
        if "pointer" in named and len(own) <= BRIEF:
            return self._together(text, named, subject)
        if "opener" in named and (found := self._like_before(text, named, subject)):
            return found
        if len(own) <= BRIEF and "asks" in named and self._lost(text):
            together = self._together(text, named, subject)
            return together if together.found.outcome in ANSWERED else None
        return None

    def _like_before(self, text: str, named: set[str], subject: Subject) -> Said | None:
        """Another subject ("còn nhà ở?"), for the same period and kind of thing as the last."""
        reading = self._answerer.search.reader.read(subject.question)
        now = self._without_opener(text)
        amount = AMOUNT if "count" in asked_for(reading) else ""
        periods = "" if "period" in named else self._periods(subject.question)
        for more in dict.fromkeys((f"{periods} {amount}", periods, amount)):
            if more.strip():
                meant = f"{now} {more.strip()}"
                found = self._answerer.answer(meant)
                if found.outcome in ANSWERED:
                    return Said(text, meant, found)
        return None

    def _lost(self, text: str) -> bool:
        """Whether nothing answers a text by itself."""
        found = self._answerer.answer(text)
        return found.outcome == "not_in_plan" and found.kind == "weak"

    def _together(self, text: str, named: set[str], subject: Subject) -> Said:
        """The last question with what is asked now; a new period takes the old one's place."""
        before = subject.question
        if "period" in named:
            before = self._without_periods(before) or before
        meant = f"{before.rstrip('?？. ')} {self._without_opener(text)}"
        return Said(text, meant, self._answerer.answer(meant))

    def _without_opener(self, text: str) -> str:
        return _without(self._answerer.search.reader.read(text), _patterns()["opener"])

    def _who(self, subject: Subject) -> Answer | None:
        """Who answers for the item that was spoken of; None where the plan does not say.

        Where the item names nobody of its own, the item that says it for all of the plan.
        """
        place = self._place(subject)
        why = (f"who answers for {subject.item}, spoken of before",)
        named = who_sees_to(self._answerer.knowledge, place) if place else None
        return named and Answer("answer", named[0], (named[1],), score=1.0, why=why)

    def _item(self, subject: Subject) -> Answer | None:
        """More of the item that was spoken of."""
        if (place := self._place(subject)) is None:
            return None
        cited = tuple(of_item(place, quote) for quote in place.item.quotes[:TOLD])
        why = (f"more of {place.item.id}, spoken of before",)
        return Answer("answer", "section", cited, score=1.0, why=why)

    def _place(self, subject: Subject) -> Place | None:
        """Where the item spoken of stands; None where none was, or the plan has changed since."""
        try:
            return self._answerer.knowledge.place(subject.item or "", subject.plan)
        except KeyError:
            return None

    def _periods(self, question: str) -> str:
        """The words of a question that name a period."""
        reading = self._answerer.search.reader.read(question)
        return " ".join(found[0].strip() for found in _period().finditer(reading.plain))

    def _without_periods(self, question: str) -> str:
        reading = self._answerer.search.reader.read(question)
        return _without(reading, _period())


def _subject(said: Said, before: Subject | None) -> Subject | None:
    """What the talk is about after an answer; who sees to it, or more of it, is no new subject."""
    found = said.found
    if before is not None and said.meant == before.question:
        return before
    if found.outcome in ANSWERED and found.citations:
        return Subject(said.meant, found.citations[0].plan, found.citations[0].item)
    if said.meant == said.question and found.outcome == "not_in_plan" and found.kind not in LOST:
        return Subject(said.meant)
    return before


def _lines(text: str) -> list[str]:
    """The lines of a message that say something."""
    return _telling(text.split("\n"))


def _parts(text: str) -> list[str]:
    """The questions a message is made of: two or more only where each of them is asked.

    A story before a question belongs to it; a line or a question mark ends a question.
    """
    return _telling(_END.split(text))


def _telling(lines: Sequence[str]) -> list[str]:
    """Those that hold a letter, without the number or mark of a list."""
    bare = [_MARK.sub("", line).strip() for line in lines]
    return [line for line in bare if any(char.isalpha() for char in line)]


def _once_each(said: list[Said]) -> tuple[Said, ...]:
    """The answers without those that say the same again."""
    kept: dict[object, Said] = {}
    for each in said:
        found = each.found
        kept.setdefault((found.outcome, found.kind, found.citations or each.question), each)
    return tuple(kept.values())


def _taken_apart(reading: Reading) -> tuple[set[str], list[str]]:
    """The ways in which a text goes on from another, and the words that are its own."""
    left, named = reading.plain, set()
    for kind, pattern in _patterns().items():
        changed = pattern.sub(" | ", left)
        if changed != left:
            named.add(kind)
        left = changed
    filler = _filler()
    return named, [word for word in left.split() if word != "|" and word not in filler]


def _without(reading: Reading, pattern: re.Pattern[str]) -> str:
    """The words as typed, without those the pattern finds."""
    gone = [found.span() for found in pattern.finditer(reading.plain)]
    kept, at = [], 1
    for word in reading.words:
        end = at + len(word.plain)
        if not any(first <= at < last for first, last in gone):
            kept.append(word.typed)
        at = end + 1
    return " ".join(kept)


@cache
def _data() -> dict[str, object]:
    data = load_language("follow")
    assert isinstance(data, dict)
    return data


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """The patterns in the order they are taken out of a text; an opener stands at its start."""
    kinds = ("pointer", "who", "more", "asks")
    found = {"period": _period()}
    found |= {kind: re.compile(f"(?<= )(?:{_data()[kind]})(?= )") for kind in kinds}
    return {"opener": re.compile(f"^ (?:{_data()['opener']})(?= )"), **found}


@cache
def _period() -> re.Pattern[str]:
    periods = load_language("periods")
    assert isinstance(periods, dict)
    named = "|".join((str(_data()["period"]), periods["first"], periods["second"]))
    return re.compile(f"(?<= )(?:{named})(?= )")


@cache
def _filler() -> frozenset[str]:
    words = _data()["filler"]
    assert isinstance(words, list)
    return frozenset(fold(str(word)) for word in words)
