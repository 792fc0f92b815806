"""Says which lines of the document itself a question asks for: its number, day, issuer, signer,
title, what it is based on or replaces, since when it holds, to whom it goes, a summary, all its
deadlines.

It is learnt (`corpus/about-….tsv`). `knowledge.answering.document` tells those lines.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Self

from knowledge.answering.wants import Wants
from knowledge.learning.stored import Models
from knowledge.schema import Plan
from knowledge.vietnamese.words import Reading, plain_words, typed_of

SHIPPED = Path(__file__).with_name("about.npz")
BOUND = 0.5
"""From this probability on a line of the document is asked for."""
BESIDES = 0.7
"""From this one on another one is, by the same words."""
SURELY = 0.8
"""From this one on a few words of a question ask for one."""
KIND_WORDS, LONG_NAME = 2, 4
"""A title begins with so many words of its kind; from so many words on a name is a long one."""
LISTS = frozenset({"deadlines", "summary"})
"""What is told in many sentences."""
KNOWN_KINDS = ("number", "issued", "issuer")
"""What is known of a plan even where no line of it says so."""
LETTERHEAD_KINDS = frozenset({*KNOWN_KINDS, "effect", "signer"})
"""Kinds that stand in the letterhead or the signature, and in no other sentence."""
NONE = "none"
"""The label of what asks for no line of the document."""
SHORT_NAME = "văn bản này"
BRIEFLY = frozenset(("vai", "cau", "dong", "y", "ngan", "gon", "chut"))
"""Of a summary: `trong vài câu`."""
ANY_KIND = (("ke", "hoach"), ("van", "ban"))
"""What people call any document."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_AND = re.compile(r"[,;:.?!\n]+|\b(?:và|với|rồi|cùng|va|voi|roi|cung)\b", re.IGNORECASE)
_ASKING = re.compile(
    r"(?=\b(?:ai|số (?:mấy|hiệu|bao nhiêu)|so (?:may|hieu|bao nhieu)|ngày (?:nào|tháng)"
    r"|ngay (?:nao|thang)|cơ quan nào|co quan nao|khi nào|khi nao)\b)",
    re.IGNORECASE,
)
_NUMBER_ASKED = re.compile(r" so (?:may|hieu|bao nhieu|nao) ")
_KINDS = re.compile(
    r"(?<!kem theo) (ke hoach|van ban|nghi quyet|quyet dinh|chuong trinh|de an|chi thi|ket luan"
    r"|quy dinh)(?= )"
)
_POINTS = frozenset(("nay", "do", "ay", "tren"))
"""After the kind of a document these say that it is the one spoken of."""
_GOING_ON = frozenset(("cua", "so", "ve"))
_ASKED_WITH = frozenset(("ban", "hanh", "ky", "ngay", "so"))
"""These are of a document's name only where they stand in it so."""


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

    def save(self, about: Mapping[str, object]) -> None:
        """Write it into its file."""
        models = Models(about, {})
        self.wants.put_into(models)
        models.put_names("beside", sorted(self.beside))
        models.save(SHIPPED)

    def kinds(self, reading: Reading, plans: Sequence[Plan], text: str = "") -> list[str]:
        """Return the lines asked for of these plans by a `text` as it was read, the likeliest
        first, several in its order; a list only as the first.

        None where a word is about something else than the document.
        """
        own = frozenset[str]().union(*map(own_words, plans))
        strange = {word.plain for word in reading.words} - self.beside - own - BRIEFLY
        if not all(map(_YEAR.fullmatch, strange)):
            return []
        if not (kinds := self._likely(_shortened(reading, plans[0]), BOUND)):
            return []
        by_part = [self._likely(f"{SHORT_NAME} {part}", SURELY)[:1] for part in _parts(text)]
        formal = [kind for likely in by_part for kind in likely if kind in LETTERHEAD_KINDS]
        if len(by_part) > 1 and kinds[0] in LETTERHEAD_KINDS:  # each has words of its own
            kinds = list(dict.fromkeys((*formal, *kinds)))
        return [*kinds[:1], *(kind for kind in kinds[1:] if kind not in LISTS)]

    def _likely(self, text: str, bound: float) -> list[str]:
        """Return what a text asks for, the likeliest first; not the number of what is replaced."""
        likely = self.wants.probabilities(text)
        bound = max(bound, likely.pop(NONE))
        kinds = sorted((k for k in likely if likely[k] >= bound), key=lambda kind: -likely[kind])
        besides = [k for k in kinds[1:] if likely[k] >= BESIDES and kinds[0] != "replaces"]
        return [*kinds[:1], *besides]


def _parts(text: str) -> list[str]:
    """Return the parts of a text that begin to ask: `ai ban hành`, `ngày nào`, `số mấy`."""
    begun = _ASKING.split(_AND.sub("\n", text))
    return [part.split("\n")[0].strip() for part in begun if _ASKING.match(part)]


def of_another(reading: Reading, plan: Plan) -> bool:
    """Return whether the document whose number is asked for, or which is named first, is another
    that the plan speaks of: one of another number, kind or office."""
    kinds_named = list(_KINDS.finditer(reading.plain))
    numbered = [match for match in kinds_named if _NUMBER_ASKED.match(reading.plain, match.end())]
    if not (match := next(iter((*numbered, *kinds_named)), None)):
        return False
    front = f" {' '.join(plain_words(' '.join((plan.title, *plan.front))))} "
    after = reading.plain[match.end() :].split()
    number = [word.lstrip("0") for word in plain_words(plan.number or "")]
    digits = [word for word in after[:2] if word.isdigit() and not _YEAR.fullmatch(word)]
    if digits and digits[0].lstrip("0") not in number:
        return True
    if after[:1] == ["cua"] and (office := f" {' '.join(after[1:3])} ") in front:
        return office not in f" {' '.join(plain_words(f'{plan.issuer} {plan.place}'))} "
    is_own = tuple(match[1].split()) in {plain_words(plan.title)[:KIND_WORDS], *ANY_KIND}
    is_own = is_own or f" ban hanh {match[1]} " in front
    is_pointed_at = not after or after[0] in _POINTS
    return not is_own and not is_pointed_at and f" {match[1]} " in front


def own_words(plan: Plan) -> frozenset[str]:
    """Return the words, without marks, that name a document."""
    return frozenset(
        plain_words(f"{plan.title} {plan.issuer} {plan.number or ''} {plan.place} số của năm ubnd")
    )


def _shortened(reading: Reading, plan: Plan) -> str:
    """Return the words of a question with a document's long name, or its mere kind, as that of
    `văn bản này`: `kế hoạch số mấy` is `kế hoạch này số mấy`."""
    words = reading.words
    plain = [word.plain for word in words]
    own, own_kind = own_words(plan), plain_words(plan.title)[:KIND_WORDS]
    name = f"{' '.join(own_kind)} số {plan.number} {plan.title} {plan.place}"
    pairs = set(pairwise(plain_words(name)))
    for start in range(len(plain) - KIND_WORDS):
        end = start + KIND_WORDS
        if (kind := tuple(plain[start:end])) not in {own_kind, *ANY_KIND}:
            continue
        while end < len(plain) and (
            (plain[end - 1], plain[end]) in pairs
            or plain[end].isdigit()
            or (plain[end] in own and plain[end] not in _ASKED_WITH)
        ):
            end += 1
        if end - start >= LONG_NAME and kind == own_kind:
            return f"{typed_of(words[:start])} {SHORT_NAME} {typed_of(words[end:])}".strip()
        end = start + KIND_WORDS
        if plain[end] not in _POINTS | _GOING_ON:
            return f"{typed_of(words[:end])} này {typed_of(words[end:])}"
        break
    return reading.typed


@cache
def shipped() -> AskedOfDocument:
    """Return what comes with the product."""
    return AskedOfDocument.load()
