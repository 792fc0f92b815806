"""Days that people name: `31/12/2025`, `hết quý III`, `Q3/2026`, `năm ngoái`, `hôm qua`."""

import re
from datetime import date, timedelta

from knowledge.slots.times import times_in
from knowledge.vietnamese.text import fold

_YEAR = r"(?:19|20)\d\d"
NAMED = re.compile(
    rf"""(?<![\w.,/-])(?:(?:tinh|den|toi|vao|het|cuoi|dau|ngay|trong|thoi\s+diem)\s+)*(?:
    \d{{1,2}}\s*[/.-]\s*\d{{1,2}}\s*[/.-]\s*{_YEAR}(?!\d)
    |\d{{1,2}}[/-]\d{{1,2}}[/-]\d\d(?![\d/])
    |{_YEAR}-\d{{1,2}}-\d{{1,2}}(?!\d)
    |(?<=ngay\s)\d{{1,2}}(?:\s+thang\s+|/)\d{{1,2}}(?:\s*(?:nam\s+|/)\s*{_YEAR})?(?![\d/])
    |\d{{1,2}}\s+thang\s+(?:dau|cuoi)\s+nam(?:\s+{_YEAR})?
    |thang\s+\d{{1,2}}(?:\s*(?:/|nam\s)\s*{_YEAR})?
    |\d{{1,2}}/{_YEAR}(?!\d)
    |q(?:uy\s+)?(?:iv|i{{1,3}}|[1-4])(?:\s*(?:/|-|nam\s|\s)\s*{_YEAR})?(?!\w)
    |nam\s+(?:{_YEAR}|ngoai|truoc|nay)
    |(?<=den\s){_YEAR}|(?<=het\s){_YEAR}|(?<=trong\s){_YEAR}
    |(?:hom|sang|trua|chieu)\s+(?:nay|qua|kia)|nay|bay\s+gio
    )(?!\w)""",
    re.VERBOSE,
)
"""A day, month, quarter or year in folded words, with what introduces it."""
_MARKS = {"quy": "quý", "nam": "năm", "thang": "tháng", "ngay": "ngày", "het": "hết",
          "cuoi": "cuối", "dau": "đầu", "den": "đến"}  # fmt: skip
"""The words of a day, by what they are without marks."""


def day_in(text: str, today: date) -> date | None:
    """Return the day a text names; a month, a quarter or a year is its last day.

    None for none, or for one to come.
    """
    plain = f" {' '.join(fold(text).split())} "
    if any(f" {word} " in plain for word in ("hom nay", "nay", "bay gio")):
        return today
    for days, word in enumerate(("qua", "kia"), 1):
        if re.search(rf" (?:hom|sang|trua|chieu) {word} ", plain):
            return today - timedelta(days=days)
    words = " ".join(_MARKS.get(word, word) for word in _written_out(plain, today).split())
    days_named = [time.last for time in times_in(words, today.year) if time.last]
    if not days_named:
        return None
    return days_named[0] if days_named[0] <= today else None


def _written_out(plain: str, today: date) -> str:
    """Return folded words with the short forms of days written out."""
    for pattern, long in (
        (rf"(?<!\d)({_YEAR})-(\d{{1,2}})-(\d{{1,2}})(?!\d)", r"\3/\2/\1"),
        (r"(?<![\d/-])(\d{1,2})[/-](\d{1,2})[/-](\d\d)(?![\d/-])", r"\1/\2/20\3"),
        (r"\bq(?:uy\s+)?(iv|i{1,3}|[1-4])\b\s*[/-]?\s*", r"quy \1 "),
        (rf"\bquy (\w+) ({_YEAR})", r"quy \1 nam \2"),
        (rf"\b(\d{{1,2}}) thang dau nam ({_YEAR})", r"thang \1 nam \2"),
        (r"\b(\d{1,2}) thang dau nam", rf"thang \1 nam {today.year}"),
        (r"\bnam (?:ngoai|truoc)\b", f"nam {today.year - 1}"),
        (rf"\b(den|het|trong) ({_YEAR})", r"\1 nam \2"),
        (rf"^\s*({_YEAR})\s*$", r"nam \1"),
        (rf"(?<![\d/.-])(\d{{1,2}})\s*[/.-]\s*({_YEAR})", r"thang \1 nam \2"),
    ):
        plain = re.sub(pattern, long, plain)
    return plain


def without_days(text: str) -> str:
    """Return folded words without the days they name."""
    return NAMED.sub(" ", " ".join(fold(text).split()))
