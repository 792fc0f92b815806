"""The digest that words ask for: its period, ward and form, as they are written in words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from bot.city.city import City
from bot.digests.period import LAST
from knowledge.vietnamese.text import fold

TEXT = "text"
"""The form of a digest that is a message."""
OF_LEDGER = "#"
"""What a scope begins with that is the number of a digest of the ledger."""
USUAL = "last_week"
"""The period of a digest for which none was named."""


@dataclass(frozen=True)
class Asked:
    """A digest as a button names it.

    `form` is one of `FORMS` or `TEXT`; `period` and `before` are names of `period.named` or, of
    the period, typed days; `scope` is a ward, `~` and a subscription's number, or `#` and a
    digest's: its periods then.
    """

    form: str = TEXT
    period: str = USUAL
    scope: str = ""
    before: str = ""

    @property
    def data(self) -> str:
        """Return the data of the button that asks for it."""
        return f"look:{self.form}:{self.period}:{self.scope}:{self.before}".rstrip(":")


_FORMS = {
    "chart": r"bieu do", "map": r"ban do", "xlsx": r"excel|xlsx?|bang tinh",
    "docx": r"word|docx?|van ban", "pdf": r"pdf",
}  # fmt: skip
_NAMES = re.compile("|".join(rf"(?P<{form}>\b(?:{words})\b)" for form, words in _FORMS.items()))
_UNITS = {"tuan": "week", "thang": "month", "quy": "quarter", "nam": "year"}
_SPAN = re.compile(r"\b(tuan|thang|quy|nam) (nay|truoc|roi|qua|vua|ngoai)\b")
_DAY = re.compile(r"\bhom (nay|qua)\b")
_QUARTER = re.compile(r"\bquy (iv|i{1,3}|[1-4])\b(?:\s*(?:[/-]|nam)?\s*(\d{4}))?")
_MONTH = re.compile(r"\bthang (\d{1,2})\b(?:\s*(?:[/-]|nam)?\s*(\d{4}))?")
_YEAR = re.compile(r"\bnam (\d{4})\b")
_DATE = r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?(?!\d)"
_DATES = re.compile(rf"\b{_DATE}(?:\s*(?:den|toi|-|–)\s*(?:het\s+)?(?:ngay\s+)?{_DATE})?")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_THAN = re.compile(r"\b(?:so )?voi\b")
"""What stands before the period to compare with."""


def names_form(text: str) -> bool:
    """Return whether words name a form that takes long to make."""
    return _NAMES.search(fold(text)) is not None


def read(text: str, city: City, today: datetime) -> Asked | None:
    """Return the digest that words name by a period, a ward or a form; None where they do not."""
    folded = fold(text)
    head, before = _compared(folded, today)
    form = _NAMES.search(folded)
    wards = city.areas_in(text)
    period = next(_periods(head, today), "")
    if not period and before:
        period = next(name for name, last in LAST.items() if last == before)
    if not (form or period or wards):
        return None
    return Asked(
        (form and form.lastgroup) or TEXT,
        period or USUAL,
        wards[0].id if len(wards) == 1 else "",
        before if before != period else "",
    )


def _compared(folded: str, today: datetime) -> tuple[str, str]:
    """Return what stands before the words that name a period to compare with, and that period,
    if it is one that can be compared with."""
    for match in _THAN.finditer(folded):
        head, before = folded[: match.start()], next(_periods(folded[match.end() :], today), "")
        if before in LAST.values():
            return head, before
        if before and next(_periods(head, today), ""):
            return head, ""
    return folded, ""


def _periods(folded: str, today: datetime) -> Iterator[str]:
    """Yield the periods that words name, as `Asked` has them."""
    if match := _DATES.search(folded):
        yield from _days(match, today)
    if match := _QUARTER.search(folded):
        number = _ROMAN.get(match[1]) or int(match[1])
        year = int(match[2] or _latest(today, number * 3 - 2))
        end = 30 if number in (2, 3) else 31
        yield f"{year}-{number * 3 - 2:02}-01..{year}-{number * 3:02}-{end}"
    if (match := _MONTH.search(folded)) and 1 <= int(match[1]) <= 12:
        yield f"{match[2] or _latest(today, int(match[1]))}-{int(match[1]):02}"
    if match := _YEAR.search(folded):
        yield f"{match[1]}-01-01..{match[1]}-12-31"
    if match := _SPAN.search(folded):
        unit = _UNITS[match[1]]
        yield unit if match[2] == "nay" else LAST[unit]
    if match := _DAY.search(folded):
        yield "today" if match[1] == "nay" else "yesterday"


def _days(match: re.Match[str], today: datetime) -> Iterator[str]:
    """Yield the day, or the days from one to another, if there are such days."""
    first, last = match.groups()[:3], match.groups()[3:]
    try:
        begin, end = (
            date(int(year or _latest(today, int(month))), int(month), int(day))
            for day, month, year in (first, last if last[0] else first)
        )
    except ValueError:
        return
    if begin <= end:
        yield f"{begin}..{end}"


def _latest(today: datetime, month: int) -> int:
    """Return the year in which a month last began."""
    return today.year if month <= today.month else today.year - 1
