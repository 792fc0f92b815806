"""Finds out that all a plan sets for a period is asked for, and nothing else."""

import re

from knowledge.answering.figures import asked_figures, years_in
from knowledge.load import Knowledge, Place
from knowledge.vietnamese.words import Reading

_ALL_GOALS = re.compile(
    r" (?:chi tieu|muc tieu|con so|so lieu|lam (?:nhung |duoc |cac viec )?gi"
    r"|nhung (?:viec )?gi)(?= )"
)
_EMPTY = re.compile(
    r" (?:liet ke|ke|neu|cho|biet|xem|tat ca|toan bo|cac|nhung|moi|het|chi tieu|muc tieu|cu the"
    r"|ke hoach|thanh pho|lam|se|dat|co|duoc|gi|nao|la|cua|den|toi|vao|trong|nam|giai doan|dau"
    r"|sau|tiep theo|cuoi|viec|thi|can|phai|de ra|giup|ho|gium|toi|minh|em|chau|bac|may"
    r"|con so|so lieu|voi|a|ad|bot|nhe|nha|day du|ra|moc|tung|ten|muon|xin|hoi|va|noi"
    r"|gom|bao gom|nhu|the|ve|ro|di|vay|nhi|dat duoc|bao nhieu|loat|danh sach"
    r"|tong hop|tom tat|\d+)(?= )"
)


def whole_period(reading: Reading, periods: tuple[tuple[int, int], ...]) -> tuple[int, int] | None:
    """Return the period, of those of a plan, all of which is asked for; None for other questions.

    `liệt kê tất cả chỉ tiêu năm 2030`, `5 năm tới làm những gì`: no word is left for a subject.
    """
    if not _ALL_GOALS.search(reading.plain) or without_filler(reading.plain):
        return None
    request = asked_figures(reading, ())
    if request.years:
        fits = [
            period for period in periods if all(period[0] <= y <= period[1] for y in request.years)
        ]
    else:
        order = {"first": 0, "second": 1}
        fits = [periods[order[name]] for name in request.periods if order[name] < len(periods)]
    return fits[0] if len(fits) == 1 else None


def without_filler(plain: str) -> str:
    """Return what is left of a question without the words that name no subject, and the years."""
    return _EMPTY.sub("", plain).strip()


def period_of(heading: str) -> tuple[int, int] | None:
    """Return the first and last year that a heading names: `Giai đoạn 2026-2030`."""
    years = years_in(heading)
    return (years[0], years[1]) if len(years) == 2 else None


def years_of(knowledge: Knowledge) -> frozenset[int]:
    """Return the years the plans speak of: their periods, and those named in their text, in the
    headings of sections, columns and rows above, and of their figures."""
    in_text = {year for place in knowledge.places for year in years_in(_told_of(place))}
    periods = {y for p in knowledge.plans for y in range(p.first_year, p.last_year + 1)}
    of_figures = {year for t in knowledge.targets for year in (t.first_year, t.last_year)}
    return frozenset(in_text | periods | of_figures)


def _told_of(place: Place) -> str:
    """Return the words of an item and of all that stands above it."""
    item = place.item
    columns = (cell.column for cell in item.cells)
    return " ".join((item.text, *item.under, *columns, item.period, *place.headings))


def headed(knowledge: Knowledge) -> list[tuple[tuple[int, int], Place]]:
    """Return the places that stand under a heading which names a period, with it."""
    pairs = ((period_of(place.path[-1].heading), place) for place in knowledge.places)
    return [(period, place) for period, place in pairs if period]
