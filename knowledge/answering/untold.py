"""Finds a reason or an office that is asked for and not told by a sentence with the words."""

from __future__ import annotations

import re

from knowledge.answering.search import Passage
from knowledge.vietnamese.text import folded_words, tokens
from knowledge.vietnamese.words import Reading

_REASON = re.compile(
    r"^ (?:(?:cho (?:toi |em )?hoi|vay|the) )?(?:tai|vi) sao (?:lai )?(?:phai|can) "
)
_TELLS_REASON = re.compile(r" (?:nhằm|để|vì|bởi|do|bảo đảm|đảm bảo|góp phần|đáp ứng|làm cơ sở) ")
_OFFICE = r"(?:ubnd|uy ban nhan dan|uy ban|hdnd|hoi dong nhan dan)"
_OTHER_OFFICE = re.compile(rf"^ {_OFFICE} (tinh|huyen|trung uong) .*(?:trach nhiem|nhiem vu|lam) ")


def untold(reading: Reading, passage: Passage) -> str | None:
    """Return `reason` or `office` where that is asked for and not in the sentence; else None.

    `UBND tỉnh có trách nhiệm gì?` is not answered with what the city's is to do.
    """
    quote = folded_words(passage.quote)
    if _REASON.search(reading.plain) and not _TELLS_REASON.search(_spelt(passage)):
        return "reason"
    if match := _OTHER_OFFICE.search(reading.plain):
        mention = re.search(rf" {_OFFICE} {match[1]} ", quote)
        return None if mention else "office"
    return None


def _spelt(passage: Passage) -> str:
    """Return the words with their marks: `do` gives a reason, and `đô thị` none."""
    return f" {' '.join(tokens(passage.quote))} "
