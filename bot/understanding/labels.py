"""Recognise a button's label, or a name out of a list, that was typed as the whole message."""

import re
from collections.abc import Sequence

from knowledge.vietnamese.text import fold, tokens
from knowledge.vietnamese.words import as_written

COURTESY = frozenset((
    "dạ", "vâng", "ạ", "nhé", "nha", "đi", "luôn", "ok", "oke", "okay", "em", "tôi", "mình",
    "a", "nhe", "di", "luon", "toi", "minh",
))  # fmt: skip
"""Words around an answer that decide nothing; `da` may be `đã`, so it is not among them."""
LINES = frozenset(("cai", "nut", "muc", "dong", "so", "thu", "chon"))
"""What a line of buttons is called, folded."""
ORDINALS = {"dau": 1, "dau tien": 1, "nhat": 1, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4}
LISTED = re.compile(
    r"^\s*(?:\d{1,2}[.)]|[-–•+])\s+|(?<=[.;,:!?]\s)\d{1,2}\.\s+|(?<=\s)\d{1,2}\)\s*", re.MULTILINE
)
"""What a matter of a list begins with; within a line a number ends with a bracket, or follows the
end of a sentence."""
COUNTED = re.compile(
    rf"{LISTED.pattern}|\bth(?:ứ|u) (?:nhất|nhat|hai|ba)\b(?:\s+l(?:à|a)\b|\s*[,:])\s*",
    re.MULTILINE | re.IGNORECASE,
)
"""The same where one is the first: without it "thứ hai" is a day of the week."""
_AROUND = re.compile(r"^[\W_]+|[\W_]+$")


def label(words: str, labels: Sequence[str]) -> int | None:
    """Return the index of the label that is typed as the whole message, with or without marks.

    The part before a label's comma is enough, and short forms are spelt out: "ko có ảnh". Other
    marks make another word: "bò" is not "Bỏ".
    """
    forms = [_decisive(form) or form for form in (tokens(words), tokens(as_written(words).typed))]
    typed = {" ".join(form) for form in forms} - {""}
    if "?" in words or not typed:
        return None
    typed |= {fold(form) for form in typed if any(word == fold(word) for word in form.split())}
    for number, text in enumerate(labels):
        parts = (tokens(part) for part in (text, text.partition(",")[0]))
        accepted = {" ".join(_decisive(part) or part) for part in parts}
        if typed & (accepted | set(map(fold, accepted))):
            return number
    return None


def parts_of_list(words: str) -> list[str]:
    """Return what stands before the first matter of a list, and each of them; else all words."""
    return (COUNTED if "thu nhat" in fold(words) else LISTED).split(words)


def ordinal(words: str) -> int | None:
    """Return the number of a line that is all of the message: "1", "cái thứ 2", "nút đầu tiên"."""
    parts = bare(words).strip(" .").split()
    number = [part for part in parts if part not in LINES]
    if len(number) == 1 and number[0].isdecimal() and len(number[0]) == 1:
        return int(number[0])
    return ORDINALS.get(" ".join(number)) if len(number) < len(parts) else None


def begun(words: str, labels: Sequence[str]) -> int | None:
    """Return the index of the only label that begins with all of the message: "cây"."""
    typed = tokens(bare(words))
    begins = [at for at, text in enumerate(labels) if tokens(fold(text))[: len(typed)] == typed]
    return begins[0] if typed and len(begins) == 1 else None


def bare(words: str) -> str:
    """Return the words folded, without the polite ones around them."""
    return fold(" ".join(_decisive(tokens(words))))


def trimmed(words: str) -> str:
    """Return the words as they were typed, without the polite ones around them."""
    return " ".join(_decisive(words.split())).rstrip(" ,;") or words


def _decisive(words: Sequence[str]) -> Sequence[str]:
    """Return the words without the polite ones around them, whatever signs are written to those."""
    decide = [at for at, word in enumerate(words) if _AROUND.sub("", word.lower()) not in COURTESY]
    return words[decide[0] : decide[-1] + 1] if decide else ()
