"""A talk about a plan: several questions in one message, and questions that go on from the last.

"còn giai đoạn sau?" has no subject of its own: it is read with the question before it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property, partial

from knowledge.answering import wants
from knowledge.answering.citing import of_item
from knowledge.answering.engine import Answer, Answerer
from knowledge.answering.responsible import who_sees_to
from knowledge.load import Place
from knowledge.vietnamese.text import fold, folded_words
from knowledge.vietnamese.words import Reading, load_language

MOST_QUESTIONS = 5
"""So many questions of one message are answered; the rest would bury what was asked first."""
BRIEF_WORDS = 3
"""So few words of its own may a question have that points at what was said before."""
MOST_SENTENCES = 3
"""So many sentences are told to one who wants to hear more."""
ON_PLAN = frozenset({"answer", "choices", "not_in_plan"})
ONLY_MORE = frozenset({"more", "opener", "pointer"})
"""The kinds of words in a message that asks for no more than to go on."""
AMOUNT = "bao nhiêu"
_data = partial(load_language, "follow")

UNCLEAR = Answer("smalltalk", "unclear", why=("no word of its own, and nothing before it",))
"""What goes on from a question nobody has asked is about nothing."""
NO_MORE = Answer("smalltalk", "no_more")
MOST_KEPT = 100
"""So many sentences that were shown are remembered."""
LOST = frozenset({"outside", "weak", "against", "elsewhere", "no_plan"})
"""A question refused for these is about no plan, and the subject stays what it was."""

Kinds = set[str]
Own = list[str]
Alone = Callable[[], Answer]
"""Returns the answer to a text by itself, which is worked out once."""

_MARK = re.compile(r"^\s*(?:[-•*]|\d{1,2}[.)])\s")
_END = re.compile(r"(?<=[?？])\s*|\n+|;\s+")
"""A line or a question mark ends a question; a story before a question belongs to it."""


@dataclass(frozen=True)
class Subject:
    """The subject of a talk: the last question in full, the item that answered it, if any, and the
    keys of the sentences that were shown."""

    question: str
    plan: str | None = None
    item: str | None = None
    shown: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Exchange:
    """One question of a message, as it was understood, and its answer.

    `question` is what was typed; `full_question` is it in full where it went on from the one
    before: that one itself when no more than who sees to it, or more of it, was asked for.
    """

    question: str
    full_question: str
    answer: Answer

    @property
    def is_answered(self) -> bool:
        """Return whether a plan answers it."""
        return self.answer.outcome in ("answer", "choices")


class Dialogue:
    """Answers a message: one question or several, with what was asked before in mind."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer
        self._read = answerer.search.reader.read

    @cached_property
    def _topics(self) -> frozenset[str]:
        topics = (topic for item in self._answerer.knowledge.items for topic in item.topics)
        return frozenset(map(folded_words, topics))

    def answers(
        self, text: str, subject: Subject | None = None, today: date | None = None
    ) -> tuple[tuple[Exchange, ...], Subject | None]:
        """Return the answer to each question of `text`, at least one, and the new subject.

        `today` is the day of which `năm nay` is the year.
        """
        if self._answerer.is_put_right(text):
            exchange = Exchange(text, text, self._answerer.answer(text, today))
            return (exchange,), self._after(exchange, subject)
        undivided = self._exchange(text, subject, today)
        parts = _telling(_END.split(text))
        if len(parts) < 2 or undivided.answer.outcome not in ON_PLAN:
            return (undivided,), self._after(undivided, subject)
        on_plan: list[Exchange] = []
        after = subject
        for part in parts[:MOST_QUESTIONS]:
            exchange = self._exchange(part, after, today)
            after = self._after(exchange, after)
            on_plan += [exchange] if exchange.answer.outcome in ON_PLAN else []
        if any(exchange.is_answered for exchange in on_plan) or _all_ask(on_plan):
            return _once_each(on_plan), after
        return (undivided,), self._after(undivided, subject)

    def goes_on(self, text: str) -> bool:
        """Return whether a text says little itself and points at a question before it."""
        kinds, own = _taken_apart(self._read(text))
        return bool(kinds) and len(own) <= (BRIEF_WORDS if kinds & {"opener", "pointer"} else 0)

    def _after(self, exchange: Exchange, before: Subject | None) -> Subject | None:
        """Return the subject after an answer; who sees to it, or more of it, is no new one.

        A refused question that is about the plan is one too.
        """
        answer, question = exchange.answer, exchange.full_question
        keys = [citation.key for citation in answer.shown]
        if before is not None and question == before.question:
            return replace(before, shown=list(dict.fromkeys(before.shown + keys))[-MOST_KEPT:])
        if exchange.is_answered and answer.citations:
            first = answer.citations[0]
            return Subject(question, first.plan, first.item, keys)
        on_plan = answer.kind not in LOST or (_is_lost(answer) and self._names_topic(question))
        refused = answer.outcome == "not_in_plan" and on_plan
        return Subject(question) if refused and question == exchange.question else before

    def _names_topic(self, text: str) -> bool:
        """Return whether a text names what a plan is about."""
        plain = self._read(text).plain
        return any(topic in plain for topic in self._topics)

    def _exchange(self, text: str, subject: Subject | None, today: date | None) -> Exchange:
        """Return one question with its answer, read by itself or with the subject."""
        alone = cache(partial(self._answerer.answer, text, today))
        if subject is not None and (goes_on := self._going_on(text, subject, today, alone)):
            return goes_on
        answer = alone()
        if answer.outcome in ON_PLAN:
            kinds, own = _taken_apart(self._read(text))
            is_lost = answer.outcome == "not_in_plan" and answer.kind != "not_compared"
            if not own and (is_lost or not kinds):
                answer = UNCLEAR
        return Exchange(text, text, answer)

    def _going_on(
        self, text: str, subject: Subject, today: date | None, alone: Alone
    ) -> Exchange | None:
        kinds, own = _taken_apart(self._read(text))
        if own:
            return self._partly(text, kinds, own, subject, alone)
        if "who" in kinds and (answer := self._responsible(subject)):
            return Exchange(text, subject.question, answer)
        if "source" in kinds and (answer := self._source(subject)):
            return Exchange(text, subject.question, answer)
        if "more" in kinds and kinds <= ONLY_MORE and (answer := self._further(subject, today)):
            return Exchange(text, subject.question, answer)
        if kinds - {"pointer", "opener"}:
            return self._together(text, kinds, subject)
        return None

    def _partly(
        self, text: str, kinds: Kinds, own: Own, subject: Subject, alone: Alone
    ) -> Exchange | None:
        """Answer a question that has words of its own and points back or keeps the period."""
        if "pointer" in kinds and len(own) <= BRIEF_WORDS:
            return self._together(text, kinds, subject)
        if "opener" in kinds and (exchange := self._like_before(text, kinds, subject)):
            return exchange
        is_brief = len(own) <= BRIEF_WORDS and not self._names_topic(text)
        if is_brief and "asks" in kinds and _is_lost(alone()):
            together = self._together(text, kinds, subject)
            return together if together.is_answered else None
        return None

    def _like_before(self, text: str, kinds: Kinds, subject: Subject) -> Exchange | None:
        """Answer for another subject ("còn nhà ở?") in the last one's period and kind."""
        reading, asks = self._read(subject.question), wants.wanted(subject.question)
        now = _without(self._read(text), _patterns()["opener"])
        amount = AMOUNT if "count" in asks.kinds else ""
        matches = () if "period" in kinds else _period().finditer(reading.plain)
        periods = " ".join(match[0].strip() for match in matches)
        for addition in dict.fromkeys((f"{periods} {amount}".strip(), periods, amount)):
            if addition:
                full_question = f"{now} {addition}"
                exchange = Exchange(text, full_question, self._answerer.answer(full_question))
                if exchange.is_answered:
                    return exchange
        return None

    def _together(self, text: str, kinds: Kinds, subject: Subject) -> Exchange:
        """Answer the last question with the new words; a new period replaces the old one."""
        before = subject.question
        if "period" in kinds:
            before = _without(self._read(before), _period()) or before
        now = _without(self._read(text), _patterns()["opener"])
        full_question = f"{before.rstrip('?？. ')} {now}"
        return Exchange(text, full_question, self._answerer.answer(full_question))

    def _responsible(self, subject: Subject) -> Answer | None:
        """Return who is responsible for the item spoken of, or in general; None where unsaid."""
        place = self._place(subject)
        why = (f"who answers for {subject.item}, spoken of before",)
        naming = who_sees_to(self._answerer.knowledge, place) if place else None
        return naming and Answer("answer", naming[0], (naming[1],), score=1.0, why=why)

    def _source(self, subject: Subject) -> Answer | None:
        """Return the sentences that were shown of the item spoken of, and so where they stand."""
        if (place := self._place(subject)) is None:
            return None
        quotes = [of_item(place, quote) for quote in place.item.quotes]
        shown = tuple(quote for quote in quotes if quote.key in subject.shown) or tuple(quotes[:1])
        return Answer("answer", "section", shown, score=1.0, why=("where it stands",))

    def _further(self, subject: Subject, today: date | None) -> Answer | None:
        """Return further sentences of the item spoken of, or else what comes next for the question;
        that there is no more where all were shown."""
        if (place := self._place(subject)) is None:
            return None
        answer = self._answerer.answer(subject.question, today)
        of_same_item = (of_item(place, quote) for quote in place.item.quotes)
        next_to_it = dict.fromkeys((*answer.citations, *answer.further))
        keys = set(subject.shown)
        unshown = [citation for citation in of_same_item if citation.key not in keys]
        unshown = unshown or [citation for citation in next_to_it if citation.key not in keys]
        if not unshown:
            return replace(NO_MORE, why=(f"all of {place.item.id} was shown",))
        why = (f"more of {place.item.id}, spoken of before",)
        return Answer("answer", "section", tuple(unshown[:MOST_SENTENCES]), score=1.0, why=why)

    def _place(self, subject: Subject) -> Place | None:
        """Return the place of the item spoken of; None where the plan no longer has it."""
        try:
            return self._answerer.knowledge.place(subject.item or "", subject.plan)
        except KeyError:
            return None


def _is_lost(answer: Answer) -> bool:
    """Return whether nothing answers a text by itself."""
    return answer.outcome == "not_in_plan" and answer.kind == "weak"


def _telling(lines: Sequence[str]) -> list[str]:
    """Return the lines that hold a letter, without the number or mark of a list."""
    bare = [_MARK.sub("", line).strip() for line in lines]
    return [line for line in bare if any(char.isalpha() for char in line)]


def _all_ask(exchanges: Sequence[Exchange]) -> bool:
    """Return whether each of several parts asks for something of its own."""
    asks = [wants.wanted(exchange.question).kinds for exchange in exchanges]
    return len(asks) > 1 and all(asks)


def _once_each(exchanges: list[Exchange]) -> tuple[Exchange, ...]:
    """Return the answers without those that repeat one."""
    by_content: dict[object, Exchange] = {}
    for exchange in exchanges:
        answer = exchange.answer
        content = answer.outcome, answer.kind, answer.citations or exchange.question
        by_content.setdefault(content, exchange)
    return tuple(by_content.values())


def _taken_apart(reading: Reading) -> tuple[set[str], list[str]]:
    """Return the kinds of words that go on from another text, and the words of its own."""
    remaining, kinds = reading.plain, set()
    for kind, pattern in _patterns().items():
        changed = pattern.sub(" | ", remaining)
        if changed != remaining:
            kinds.add(kind)
        remaining = changed
    filler = _filler()
    return kinds, [word for word in remaining.split() if word != "|" and word not in filler]


def _without(reading: Reading, pattern: re.Pattern[str]) -> str:
    """Return the words as typed, without those the pattern finds."""
    spans = [match.span() for match in pattern.finditer(reading.plain)]
    remaining, at = [], 1
    for word in reading.words:
        if not any(first <= at < last for first, last in spans):
            remaining.append(word.typed)
        at += len(word.plain) + 1
    return " ".join(remaining)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Return the patterns in the order they are taken out of a text; an opener begins it."""
    kinds = ("pointer", "source", "who", "more", "asks")
    patterns = {"period": _period()}
    patterns |= {kind: re.compile(f"(?<= )(?:{_data()[kind]})(?= )") for kind in kinds}
    return {"opener": re.compile(f"^ (?:{_data()['opener']})(?= )"), **patterns}


@cache
def _period() -> re.Pattern[str]:
    periods = load_language("periods")
    alternatives = "|".join((_data()["period"], periods["first"], periods["second"]))
    return re.compile(f"(?<= )(?:{alternatives})(?= )")


@cache
def _filler() -> frozenset[str]:
    return frozenset(fold(str(word)) for word in _data()["filler"])
