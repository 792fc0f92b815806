"""A receipt as proof: whether it is of a report as it was sent, and what is left of that."""

from __future__ import annotations

import re
from typing import Literal

from sqlmodel import Session

from bot.city.codes import code_in
from bot.reports import queries as reports
from bot.reports.moves import receipt
from db.models import Report

SHORTEST = 16
"""Characters of a receipt's hash that count as it: 64 bits, which nobody guesses."""
_MARK = re.compile(rf"(?<![0-9a-f])[0-9a-f]{{{SHORTEST},64}}(?![0-9a-f])")
_GROUPS = re.compile(r"(?<![\w-])[0-9a-f]{4}(?:[ -][0-9a-f]{4}){3,15}(?![0-9a-f-])")
"""The same as it is read out and copied by hand: in fours, of which the end of a code is none."""

Now = Literal["whole", "erased", "changed"]


def marks_in(text: str) -> list[str]:
    """The hashes, short or whole, that stand in a text, in one piece or in fours."""
    text = text.lower()
    in_fours = [re.sub("[ -]", "", each) for each in _GROUPS.findall(text)]
    return [*_MARK.findall(text), *in_fours]


def is_receipt(text: str) -> bool:
    """Whether a text is a receipt: the code of a report and a hash, which a mere number is not."""
    return code_in(text) is not None and not all(each.isdecimal() for each in marks_in(text))


def matches(report: Report, marks: list[str]) -> bool:
    """Whether every hash given is this report's own, from its beginning on."""
    return bool(marks) and all(report.receipt.startswith(each) for each in marks)


def as_kept(session: Session, report: Report) -> Now:
    """Whether what was sent is still kept word for word; the receipt is true either way."""
    if report.erased_at is not None:
        return "erased"
    photos = reports.photos(session, report)
    return "whole" if receipt(report, photos) == report.receipt else "changed"
