"""Lists what is to be done until when: all of it, or in a year, a quarter or a month.

`liệt kê thời hạn trong năm nay`, `quý III làm gì`, `việc nào phải xong sớm nhất`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.answering.answers import Answer, of_several
from knowledge.answering.citing import cited, of_item
from knowledge.answering.figures import years_in
from knowledge.answering.search import Passage
from knowledge.load import Place
from knowledge.slots.shape import ENDS
from knowledge.vietnamese.text import folded_words
from knowledge.vietnamese.words import Reading

MOST_DEADLINES = 10
FIRST = 3
"""So many are told to one who asks what is due first."""
A_YEAR = timedelta(days=360)
MONTHS, QUARTER = 12, 3
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "mot": 1, "hai": 2, "ba": 3, "tu": 4}
_NEXT = r"sau|toi|tiep theo"
_YEAR = re.compile(rf" (?:nam (?:(?P<now>nay)|(?P<next>{_NEXT}))|(?:nam )?20[2-9]\d)(?= )")
_PART = re.compile(
    rf" (?P<kind>quy|thang) (?:(?P<now>nay)|(?P<next>{_NEXT})"
    rf"|(?P<number>1[0-2]|0?[1-9]|{'|'.join(_QUARTERS)}))(?= )"
)
_EARLIEST = re.compile(r" (?:som nhat|gan nhat|truoc nhat|truoc tien|dau tien|truoc het)(?= )")
_DUE = re.compile(r" (?:thoi han|han chot|deadline|han|xong|hoan thanh)(?= )")
_LISTS = r"liet ke|ke|neu|tat ca|danh sach|cac|nhung|toan bo|moi|tong hop"
_ASKS = re.compile(rf" (?:gi|nao|{_LISTS})(?= )")
_BEGINS = re.compile(r" (?:khoi cong|bat dau)(?= )")
"""In the heading of a column: it has no ends."""
_FILLER = re.compile(
    rf" (?:{_LISTS}|trong|vao|cua|ke hoach"
    r"|van ban|nay|viec|cong viec|nhiem vu|dau viec|gi|nao|phai|can|se|lam|co|la|cho|biet|xem|toi"
    r"|minh|em|chau|hoi|muon|ra|moc|thoi gian|thoi han|han chot|han|deadline|den han|den|xong"
    r"|hoan thanh|thanh pho|phuong|xa|thi|duoc|nhe|a|vay|the|ha|nhi|bot|ad|va|het|sap|o|thuc hien"
    r"|trien khai|con)(?= )"
)


@dataclass(frozen=True)
class Due:
    """The time that is asked for, of a year (None for any) and of months of it; `earliest` where
    only what is due first is."""

    year: int | None = None
    months: tuple[int, int] = (1, MONTHS)
    earliest: bool = False

    @property
    def is_whole_year(self) -> bool:
        """Return whether no quarter or month is named."""
        return self.months == (1, MONTHS)

    def holds(self, day: date) -> bool:
        """Return whether a day is in the time."""
        return self.year in (None, day.year) and self.months[0] <= day.month <= self.months[1]


def due_asked(reading: Reading, today: date | None = None) -> Due | None:
    """Return the time for which all that is due is asked; None for other questions.

    `năm nay` and `quý này` are those of `today`; without one the year is any.
    """
    plain = reading.plain
    year, part, earliest = _YEAR.search(plain), _PART.search(plain), _EARLIEST.search(plain)
    bare = _EARLIEST.sub("", _PART.sub("", _YEAR.sub("", plain)))
    if not (year or part or earliest) or _FILLER.sub("", bare).strip():
        return None
    if not _ASKS.search(plain) or not (part or _DUE.search(plain)):
        return None
    named = next(iter(years_in(plain)), None)
    if year and today and named is None:
        named = today.year + bool(year["next"])
    if not part:
        return Due(named, earliest=earliest is not None)
    return _of_part(part, named, today, earliest is not None)


def _of_part(part: re.Match[str], year: int | None, today: date | None, first: bool) -> Due | None:
    """Return a quarter or month that is named, or this or the next one of `today`."""
    length = QUARTER if part["kind"] == "quy" else 1
    if part["number"]:
        number = int(_QUARTERS.get(part["number"], 0) or part["number"])
    elif today:
        number = (today.month - 1) // length + 1 + bool(part["next"])
        year = today.year + (number * length > MONTHS)
        number = (number - 1) % (MONTHS // length) + 1
    else:
        return None
    if number * length > MONTHS:
        return None
    return Due(year, (number * length - length + 1, number * length), first)


def due(
    span: Due,
    passages: Sequence[Passage],
    headed: Iterable[tuple[tuple[int, int], Place]],
    today: date | None = None,
) -> Answer:
    """Return what is due in a time, the nearest end first; what is over is no more the earliest
    while anything is to come.

    Where no sentence names an end in a year, it is what stands under a period that ends with it.
    """
    since = today if span.earliest and today else date.min
    ends = by_end(passages, span)
    every = [cited(passage) for _, passage in [row for row in ends if row[0] >= since] or ends]
    if not every and span.is_whole_year:
        under = (place for (_, last), place in headed if last == span.year)
        every = [of_item(place, quote) for place in under for quote in place.item.quotes]
    why = (f"due in {span.year or 'any year'}, months {span.months[0]}-{span.months[1]}",)
    if not every:
        return Answer("not_in_plan", "when", why=why)
    return of_several(every, FIRST if span.earliest else MOST_DEADLINES, why)


def by_end(passages: Sequence[Passage], span: Due) -> list[tuple[date, Passage]]:
    """Return the sentences with an end in a time, and that end, the nearest first."""
    rows = []
    for passage in passages:
        ends = [end for end, is_exact in _ends(passage) if is_exact or span.is_whole_year]
        if ends := [end for end in ends if span.holds(end)]:
            rows.append((min(ends), passage))
    return sorted(rows, key=lambda row: row[0])


def _ends(passage: Passage) -> Iterator[tuple[date, bool]]:
    """Yield the ends of what a sentence says is to be done, each with whether it is exact.

    A mere "đến năm 2030" is one only beside a figure, for the names of programmes end so. What
    stands above a sentence counts where it is exact. What was over before is no end.
    """
    if passage.slots.state == "done":
        return
    issued = passage.place.plan.issued or date.min
    cells = passage.item.cells
    begins = {cell.text for cell in cells if _BEGINS.search(folded_words(cell.column))}
    for time in passage.slots.times:
        if time.kind not in ENDS or time.first is None or time.last is None:
            continue
        if time.last < issued or time.said in begins:
            continue
        is_exact = time.kind == "by" or time.last - time.first < A_YEAR
        if is_exact or (passage.slots.figures and not time.lent):
            yield time.last, is_exact
