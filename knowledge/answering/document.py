"""Tells what is asked of the document as a whole.

What is shown are the document's own lines: the letterhead, the signature, the sentences that open
its parts or name a day. Where no line says it, what is known of the plan is told as ours.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from knowledge.answering.about import (
    KNOWN_KINDS,
    LETTERHEAD_KINDS,
    LISTS,
    of_another,
    own_words,
    shipped,
)
from knowledge.answering.answers import Answer, Citation, Fact, of_several
from knowledge.answering.citing import cited, led
from knowledge.answering.due import MOST_DEADLINES, Due, by_end
from knowledge.answering.figures import years_in
from knowledge.answering.search import Passage
from knowledge.load import Knowledge, newest_first
from knowledge.schema import Plan
from knowledge.vietnamese.text import fold
from knowledge.vietnamese.words import Reading, plain_words

MOST_PARTS = 6
"""So many parts of a plan are told in short."""
ARTICLE = "Điều"
"""A decision's articles say less than the plan that it encloses."""
MOST_LED = 2
"""So many of the lines that the first sentence of a part leads to."""
MOST_LINES = 3
"""So many lines of what it is based on, or to whom it goes, are told."""
ANY_PLAN = frozenset(plain_words("kế hoạch chương trình văn bản số của năm ubnd"))
"""Words that tell no document from the others of a place, where a list of all is asked for."""
_NAME = re.compile(r"(?:[^\W\d_]+ ){1,4}[^\W\d_]+$")
_SIGNED = re.compile(r"\(?đã ký\)?$", re.IGNORECASE)
_ENCLOSED = re.compile(r"\(?(?:kèm theo|ban hành (?:kèm )?theo) .*\bsố\b", re.IGNORECASE)
"""An enclosed document has the number and the day of what it is enclosed with."""
_BASED = re.compile(r"(?:căn cứ|thực hiện|theo|xét)\b", re.IGNORECASE)
_REPLACES = re.compile(
    r"\b(?:thay thế|bãi bỏ) (?:các )?"
    r"(?:chương trình|kế hoạch|nghị quyết|quy định|quyết định|văn bản)",
    re.IGNORECASE,
)
_IN_FORCE = re.compile(r"\bnày\b.*\bhiệu lực\b", re.IGNORECASE)
SENTENCES = {"effect": _IN_FORCE, "replaces": _REPLACES}
"""What a sentence of the document itself tells, and not a line of its letterhead."""
_STATE = re.compile(r"cong hoa xa hoi|chu nghia viet")
"""Words of the letterhead's other side, which a PDF has in the same line."""
_SENT_TO = re.compile(r"[-+] ")
_DAY = re.compile(r"ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}")


def about_itself(
    text: str, reading: Reading, home: Knowledge, passages: Sequence[Passage]
) -> Answer | None:
    """Return the lines of the documents that are asked for, what is known of them, or a refusal;
    None for what is about their matter.

    Of several plans it is of those whose name has most of the words, the newest first.
    """
    if not home.plans:
        return None
    plans = _plans_named(reading, home.plans)
    if not (kinds := shipped().kinds(reading, plans, text)):
        return None
    if kinds[0] in LETTERHEAD_KINDS and of_another(reading, plans[0]):
        return None
    if kinds[0] in LISTS:
        plans = _plans_named(reading, home.plans, ANY_PLAN)
    documents = _documents(plans, home, passages)
    why = (f"about the document: {', '.join(kinds)}",)
    lines = list(chain.from_iterable(document.lines(kinds, reading) for document in documents))
    facts = tuple(chain.from_iterable(document.facts(kinds, reading) for document in documents))
    if lines or any(fact.value for fact in facts):
        limit = MOST_DEADLINES if kinds[0] == "deadlines" else len(lines)
        answer = of_several(lines, limit, why)
        return replace(answer, kind="document", facts=facts) if facts else answer
    if kinds[0] in LETTERHEAD_KINDS:
        return Answer("not_in_plan", "unwritten", facts=facts, why=why)
    return None


def in_short(
    plans: Sequence[Plan], home: Knowledge, passages: Sequence[Passage], why: tuple[str, ...]
) -> Answer:
    """Return what each part of these plans begins with."""
    documents = _documents(plans, home, passages)
    lines = chain.from_iterable(document.in_short() for document in documents)
    return of_several(lines, MOST_DEADLINES, why)


def _documents(
    plans: Sequence[Plan], home: Knowledge, passages: Sequence[Passage]
) -> list["_Document"]:
    parts = max(MOST_PARTS // len(plans), 1)
    return [
        _Document(
            plan,
            plan.called_with_day if home.several else "",
            parts,
            [passage for passage in passages if passage.place.plan.id == plan.id],
        )
        for plan in plans
    ]


def _plans_named(
    reading: Reading, plans: Sequence[Plan], except_words: frozenset[str] = frozenset()
) -> list[Plan]:
    """Return the plans whose names have most of a question's words, without `except_words`."""
    words = {word.plain for word in reading.words} - except_words
    shares = {plan.id: len(words & own_words(plan)) for plan in plans}
    highest = max(shares.values())
    return newest_first(plan for plan in plans if shares[plan.id] == highest)


@dataclass(frozen=True)
class _Document:
    """A plan, and what of it answers a question about the document."""

    plan: Plan
    source: str
    """What the plan is called, where there are several."""
    most_parts: int
    passages: Sequence[Passage]

    def lines(self, kinds: Sequence[str], reading: Reading) -> Iterator[Citation]:
        """Yield the lines of the document with these kinds of facts, verbatim."""
        for kind in kinds:
            yield from self._citations(kind, reading)

    def facts(self, kinds: Sequence[str], reading: Reading) -> Iterator[Fact]:
        """Yield the facts of these kinds that no line of the document tells, known or not."""
        for kind in kinds:
            if kind in LETTERHEAD_KINDS and not any(self.lines((kind,), reading)):
                value = getattr(self.plan, kind) if kind in KNOWN_KINDS else None
                yield Fact(kind, value or None, self.source)

    def _citations(self, kind: str, reading: Reading) -> Iterator[Citation]:
        if kind == "summary":
            yield from self.in_short()
        elif kind == "deadlines":
            year = next(iter(years_in(reading.plain)), None)
            yield from (cited(passage) for _, passage in by_end(self.passages, Due(year)))
        elif kind in SENTENCES:
            telling = [p for p in self.passages if SENTENCES[kind].search(p.quote)]
            yield from map(cited, telling[:1])
        elif kind == "based":
            yield from self._bases(frozenset(reading.plain.split()))
        else:
            yield from (self._of_front(line) for line in _lines(kind, self.plan))

    def _bases(self, words: frozenset[str]) -> Iterator[Citation]:
        """Yield what it is based on, the lines with most of the words of a question first."""
        bases = [line for line in self.plan.front if _BASED.match(line)]
        bases.sort(key=lambda line: -len(words.intersection(plain_words(line))))
        yield from (self._of_front(line) for line in bases[:MOST_LINES])

    def in_short(self) -> Iterator[Citation]:
        """Yield the title, and the sentence that each part of a plan begins with."""
        yield self._of_front(self.plan.title)
        firsts: dict[str, Passage] = {}
        for passage in self.passages:
            if not passage.quote.endswith(":") or led(passage, self.passages):  # and no table's
                firsts.setdefault(passage.place.path[0].number, passage)
        parts = sorted(firsts.values(), key=lambda p: p.place.path[0].number.startswith(ARTICLE))
        for first in islice(parts, self.most_parts):
            yield from map(cited, (first, *led(first, self.passages)[:MOST_LED]))

    def _of_front(self, quote: str) -> Citation:
        return Citation(self.plan.id, "", "", "", quote, self.source)


def _lines(kind: str, plan: Plan) -> Iterator[str]:
    """Yield the lines of the document that tell one kind of fact, verbatim."""
    enclosed = [line for line in plan.front if _ENCLOSED.match(line)][:1]
    if kind == "number":
        number = plan.number
        yield from [line for line in plan.front if number and number in line][:1] or enclosed
    elif kind == "issued":
        yield from [line for line in plan.front if _DAY.search(line)][:1] or enclosed
    elif kind == "issuer" and plan.issuer:
        issuer = fold(plan.issuer)
        lines = [line for line in plan.front if fold(line) in issuer or issuer in fold(line)]
        whole = fold(" ".join(lines[:2]))
        if issuer in whole and not _STATE.search(whole):
            yield " ".join(lines[:2])
    elif kind == "signer":
        yield from _signature(plan.end)
    elif kind == "title":
        yield plan.title
    elif kind == "sent":
        yield from [line for line in plan.end if _SENT_TO.match(line)][:MOST_LINES]


def _signature(end: Sequence[str]) -> Iterator[str]:
    """Yield the office and the name that a document is signed with, as one line."""
    lines = list(end)
    for at in range(len(lines) - 1, 0, -1):
        if lines[at].istitle() and _NAME.match(lines[at]) and not lines[at].isupper():
            first = at
            while first and (lines[first - 1].isupper() or _SIGNED.match(lines[first - 1])):
                first -= 1
            signed = (line for line in lines[first : at + 1] if not _SIGNED.match(line))
            yield " ".join(signed)
            return
