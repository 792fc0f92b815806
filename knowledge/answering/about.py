"""Answers what is asked of the document as a whole: its number, day, issuer, signer, title, what it
is based on or replaces, since when it holds, to whom it goes, a summary, all its deadlines.

Whether one of these is asked for is learnt (`corpus/about-….tsv`). What is shown are the document's
own lines: the letterhead, the signature, the sentences that open its parts or name a day.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import chain, takewhile
from pathlib import Path
from typing import Self

from knowledge.answering.answers import Answer, Citation
from knowledge.answering.citing import of_item
from knowledge.answering.figures import years_in
from knowledge.answering.search import Passage
from knowledge.answering.wants import Wants
from knowledge.learning.stored import Models
from knowledge.schema import Plan
from knowledge.slots.shape import Time, TimeKind
from knowledge.vietnamese.text import fold
from knowledge.vietnamese.words import Reading, plain_words, typed_of

SHIPPED = Path(__file__).with_name("about.npz")
BOUND = 0.5
"""From this probability on a line of the document is asked for."""
KIND_WORDS, LONG_NAME = 2, 4
"""A title begins with so many words of its kind; from so many words on a name is a long one."""
LISTS = frozenset({"deadlines", "summary"})
"""What is told in many sentences."""
FORMAL = frozenset({"effect", "signer"})
"""What no sentence of its matter tells, where the document itself does not."""
NONE = "none"
"""The label of what asks for no line of the document."""
MOST_PARTS = 6
"""So many parts of a plan are told in short."""
MOST_DEADLINES = 10
MOST_LINES = 3
"""So many lines of what it is based on, or to whom it goes, are told."""
ENDS: frozenset[TimeKind] = frozenset({"by", "until", "in"})
"""The kinds of times until which something is to be done."""
A_YEAR = timedelta(days=360)
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
_SENT_TO = re.compile(r"[-+] ")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY = re.compile(r"ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}")


@dataclass(frozen=True)
class AskedOfDocument:
    """Says which lines of a document a question asks for."""

    wants: Wants
    beside: frozenset[str]
    """The words, without marks, that stand in such questions beside the document's own."""

    @classmethod
    def load(cls, path: Path = SHIPPED) -> Self:
        """Read it from a file; raises `Unreadable`."""
        models = Models.load(path)
        return cls(Wants.of_models(models), frozenset(models.names("beside")))

    def save(self, path: Path = SHIPPED, about: Mapping[str, object] | None = None) -> None:
        """Write it into one file."""
        models = Models(about or {}, {})
        self.wants.put_into(models)
        models.put_names("beside", sorted(self.beside))
        models.save(path)

    def kinds(self, reading: Reading, plan: Plan) -> list[str]:
        """Return the lines of a plan asked for, the likeliest first; a list only as the first.

        None where a word is about something else than the document.
        """
        strange = {word.plain for word in reading.words} - self.beside - _own(plan)
        if not all(map(_YEAR.fullmatch, strange)):
            return []
        likely = self.wants.probabilities(_shortened(reading, plan))
        bound = max(BOUND, likely.pop(NONE))
        kinds = sorted((k for k in likely if likely[k] >= bound), key=lambda kind: -likely[kind])
        return [*kinds[:1], *(kind for kind in kinds[1:] if kind not in LISTS)]


def _own(plan: Plan) -> frozenset[str]:
    """Return the words, without marks, that name a document."""
    return frozenset(
        plain_words(f"{plan.title} {plan.issuer} {plan.number or ''} {plan.place} số của năm ubnd")
    )


def _shortened(reading: Reading, plan: Plan) -> str:
    """Return the words of a question with a document's long name as `văn bản này`."""
    plain, own = [word.plain for word in reading.words], _own(plan)
    kind = list(plain_words(plan.title)[:KIND_WORDS])
    for start in range(len(plain)):
        if plain[start : start + KIND_WORDS] == kind:
            name = takewhile(lambda word: word in own or word.isdigit(), plain[start:])
            if (length := len(list(name))) >= LONG_NAME:
                outside = reading.words[:start], reading.words[start + length :]
                return f"{typed_of(outside[0])} văn bản này {typed_of(outside[1])}".strip()
    return reading.typed


@cache
def shipped() -> AskedOfDocument:
    """Return what comes with the product."""
    return AskedOfDocument.load()


def about_itself(
    reading: Reading, plans: Sequence[Plan], passages: Sequence[Passage]
) -> Answer | None:
    """Return the lines of the document that are asked for, a refusal where it has none; None for
    what is about its matter. Of several plans it is of the one whose name has most of the words."""
    if not plans:
        return None
    words = {word.plain for word in reading.words}
    plan = max(plans, key=lambda plan: len(words & _own(plan)))
    if not (kinds := shipped().kinds(reading, plan)):
        return None
    own = [passage for passage in passages if passage.place.plan.id == plan.id]
    lines = [tuple(_citations(kind, plan, own, reading)) for kind in kinds]
    why = (f"about the document: {', '.join(kinds)}",)
    if not lines[0]:
        return Answer("not_in_plan", "weak", why=why) if kinds[0] in FORMAL else None
    citations = tuple(dict.fromkeys(chain.from_iterable(lines)))
    return Answer("answer", "section", citations, score=1.0, why=why)


def _citations(
    kind: str, plan: Plan, passages: Sequence[Passage], reading: Reading
) -> Iterator[Citation]:
    """Yield what tells this of a document, verbatim."""
    if kind == "summary":
        yield from _parts(plan, passages)
    elif kind == "deadlines":
        yield from _deadlines(passages, frozenset(years_in(reading.plain)))
    elif kind in SENTENCES:
        telling = [p for p in passages if SENTENCES[kind].search(p.quote)]
        yield from (of_item(p.place, p.quote) for p in telling[:1])
    elif kind == "based":
        yield from _bases(plan, frozenset(reading.plain.split()))
    else:
        yield from (_of_front(plan, line) for line in _lines(kind, plan))


def _bases(plan: Plan, words: frozenset[str]) -> Iterator[Citation]:
    """Yield what it is based on, the lines with most of the words of a question first."""
    bases = [line for line in plan.front if _BASED.match(line)]
    bases.sort(key=lambda line: -len(words.intersection(plain_words(line))))
    yield from (_of_front(plan, line) for line in bases[:MOST_LINES])


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
