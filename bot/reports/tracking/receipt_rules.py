"""Find receipts in texts and compare them with reports; the conversation is in receipts.py."""

from __future__ import annotations

import re
from typing import Literal

from sqlmodel import Session

from bot.city.codes import code_in
from bot.reports import queries as reports
from bot.reports.corrections import as_sent
from bot.reports.moves import receipt
from db.models import Report

SHORTEST = 16
"""Least characters of a hash that count as a receipt: 64 bits, which nobody guesses."""
_MARK = re.compile(rf"(?<![0-9a-f])[0-9a-f]{{{SHORTEST},64}}(?![0-9a-f])")
_GROUPS = re.compile(r"(?<![\w-])[0-9a-f]{4}(?:[ -][0-9a-f]{4}){3,15}(?![0-9a-f-])")
"""A hash copied by hand in groups of four; the end of a report's code is no such group."""

_SEAL = re.compile(r"(?<!\w)s[ốo]\s*(\d{1,9})\s*[,:;.·-]?\s*(?=[0-9a-f]{4,})")
"""The number of a link of the chain, before its hash: `số 12 ab34…`."""

Now = Literal["whole", "erased", "changed"]


def marks_in(text: str) -> list[str]:
    """Return the hashes in a text, short or full, in one piece or in groups of four."""
    text = text.lower()
    in_fours = [re.sub("[ -]", "", group) for group in _GROUPS.findall(text)]
    return [*_MARK.findall(text), *in_fours]


def seal_in(text: str) -> tuple[int, str] | None:
    """Return the number and hash of a link of the chain; None for a report's receipt, or none."""
    text = text.lower()
    marks = marks_in(text)
    number = _SEAL.search(text)
    if code_in(text) is not None or not marks or number is None:
        return None
    return int(number[1]), max(marks, key=len)


def is_receipt(text: str) -> bool:
    """Return whether a text has a report's code and a hash; a plain number is no hash."""
    return code_in(text) is not None and not all(mark.isdecimal() for mark in marks_in(text))


def matches(report: Report, marks: list[str]) -> bool:
    """Return whether every hash is the beginning of this report's."""
    return bool(marks) and all(report.receipt.startswith(mark) for mark in marks)


def as_kept(session: Session, report: Report) -> Now:
    """Return whether the content is still stored word for word; the receipt is true either way."""
    if report.erased_at is not None:
        return "erased"
    photos = reports.photos(session, report)
    sent = report.model_copy(update=as_sent(session, report))
    return "whole" if receipt(sent, photos) == report.receipt else "changed"
