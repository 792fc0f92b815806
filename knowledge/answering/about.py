"""Answers what is asked of the document as a whole: its number, day, issuer, signer, title, a
summary, all its deadlines.

What is shown are its own lines: the letterhead, the signature, the sentences that open its parts or
name a day.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cache, partial

from knowledge.answering.answers import Answer, Citation
from knowledge.answering.citing import of_item
from knowledge.answering.figures import years_in
from knowledge.answering.search import Passage
from knowledge.schema import Plan
from knowledge.slots.shape import Time, TimeKind
from knowledge.vietnamese.text import fold, folded_words
from knowledge.vietnamese.words import Reading, load_language
from knowledge.vietnamese.written import pattern

LINES = ("number", "issued", "issuer", "signer", "title")
SUMMARY, DEADLINES = "summary", "deadlines"
MOST_PARTS = 6
"""So many parts of a plan are told in short."""
MOST_DEADLINES = 10
ENDS: frozenset[TimeKind] = frozenset({"by", "until", "in"})
"""The kinds of times until which something is to be done."""
A_YEAR = timedelta(days=360)
_NAME = re.compile(r"(?:[^\W\d_]+ ){1,4}[^\W\d_]+$")
_SIGNED = re.compile(r"\(?đã ký\)?$", re.IGNORECASE)
_ENCLOSED = re.compile(r"\(?(?:kèm theo|ban hành (?:kèm )?theo) .*\bsố\b", re.IGNORECASE)
"""An enclosed document has the number and the day of what it is enclosed with."""
_DAY = re.compile(r"ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}")
_data = partial(load_language, "about")


def about_itself(
    reading: Reading, plans: Sequence[Plan], passages: Sequence[Passage]
) -> Answer | None:
    """Return the lines of the document that are asked for; None for what is about its matter."""
    kinds = (*LINES, SUMMARY, DEADLINES)
    wanted = {kind for kind in kinds if _pattern(kind).search(reading.typed.strip())}
    if "signer" in wanted:
        wanted.discard("issuer")  # `Ai ký ban hành` asks for one person
    if not wanted or not plans or _remaining(reading, plans[0]):
        return None
    lines = dict.fromkeys(
        line for kind in LINES if kind in wanted for line in _lines(kind, plans[0])
    )
    citations = tuple(_of_front(plans[0], line) for line in lines)
    if SUMMARY in wanted and not citations:
        citations = tuple(_parts(plans[0], passages))
    if DEADLINES in wanted and not citations:
        citations = tuple(_deadlines(passages, frozenset(years_in(reading.plain))))
    why = (f"about the document: {', '.join(sorted(wanted))}",)
    return Answer("answer", "section", citations, score=1.0, why=why) if citations else None


def _remaining(reading: Reading, plan: Plan) -> list[str]:
    """Return the words that are about something else than the document."""
    allowed = _beside() | set(
        folded_words(f"{plan.title} {plan.issuer} {plan.number or ''}").split()
    )
    plain = (word.plain for word in reading.words)
    return [word for word in plain if word not in allowed and not word.isdigit()]


def _lines(kind: str, plan: Plan) -> Iterator[str]:
    """Yield the lines of the document that tell this of it, verbatim."""
    enclosed = [line for line in plan.front if _ENCLOSED.match(line)][:1]
    if kind == "number":
        number = plan.number
        yield from [line for line in plan.front if number and number in line][:1] or enclosed
    elif kind == "issued":
        yield from [line for line in plan.front if _DAY.search(line)][:1] or enclosed
    elif kind == "issuer" and plan.issuer:
        issuer = fold(plan.issuer)
        lines = [line for line in plan.front if fold(line) in issuer or issuer in fold(line)]
        yield " ".join(lines[:2])
    elif kind == "signer":
        yield from _signature(plan.end)
    elif kind == "title":
        yield plan.title


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


def _of_front(plan: Plan, quote: str) -> Citation:
    return Citation(plan.id, "", "", "", quote)


def _parts(plan: Plan, passages: Sequence[Passage]) -> Iterator[Citation]:
    """Yield the title, and the sentence that each part of a plan begins with."""
    yield _of_front(plan, plan.title)
    firsts: dict[str, Passage] = {}
    for passage in passages:
        if passage.place.plan.id == plan.id:
            firsts.setdefault(passage.place.path[0].number, passage)
    for passage in list(firsts.values())[:MOST_PARTS]:
        yield of_item(passage.place, passage.quote)


def _deadlines(passages: Sequence[Passage], years: frozenset[int]) -> Iterator[Citation]:
    """Yield the sentences that name when something is to be done (in these years, if any are
    named), the nearest end first."""
    ends = [
        (min(time.last for time in times if time.last), at)
        for at, passage in enumerate(passages)
        if (times := [time for time in passage.slots.times if _is_end(time, passage, years)])
    ]
    for _, at in sorted(ends)[:MOST_DEADLINES]:
        yield of_item(passages[at].place, passages[at].quote)


def _is_end(time: Time, passage: Passage, years: frozenset[int]) -> bool:
    """Return whether a time is a deadline; a mere "đến năm 2030" only beside a figure, for the
    names of programmes end so."""
    if time.lent or time.kind not in ENDS or time.first is None or time.last is None:
        return False
    is_exact = time.kind == "by" or time.last - time.first < A_YEAR
    if passage.slots.state == "done" or not (is_exact or passage.slots.figures):
        return False
    if time.last < (passage.place.plan.issued or time.last):
        return False
    return not years or time.last.year in years


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return pattern(_data()[kind])


@cache
def _beside() -> frozenset[str]:
    return frozenset(word for phrase in _data()["beside"] for word in fold(phrase).split())
