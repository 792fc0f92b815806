"""Makes a plan's targets of the figures that its sentences and tables set."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from knowledge.importing.markers import is_capitals
from knowledge.load import walk
from knowledge.schema import UNDATED, Item, Plan, Section, Target
from knowledge.slots.figures import figures_in
from knowledge.slots.read import is_when, read_slots, slots_of
from knowledge.slots.shape import Figure, Slots
from knowledge.slots.times import years_of
from knowledge.slots.words import pattern, words
from knowledge.vietnamese.text import slug

LONGEST_NAME = 120
"""Characters."""
_CHANGES = pattern(r"(?:{falls}|{rises})\s*(?:thêm\s+|khoảng\s+)?$")
_SUM = re.compile(r"(?:tổng\s+)?cộng(?!\s+đồng)|tổng(?:\s+số)?\W*$", re.IGNORECASE)
"""What heads a row that only adds up those above."""
_IS_SO = re.compile(
    r"(?:đánh\s+giá\s+chung|(?:(?:đánh\s+giá|đặc\s+điểm|khái\s+quát)\s+)?(?:(?:thực|hiện)\s+trạng"
    r"|tình\s+hình|kết\s+quả|sự\s+cần\s+thiết|căn\s+cứ|tồn\s+tại|hạn\s+chế|khó\s+khăn))(?!\w)",
    re.IGNORECASE,
)
"""What heads a section that tells how things are."""
_THERE = re.compile(r"\s*(?:[^\W\d]+\s+){0,2}?(?:hiện|đang|đã|sẵn)\s+có(?!\w)", re.IGNORECASE)
"""What stands behind things that are there already: `86 camera hiện có`."""
_OF_THOSE = re.compile(
    r"(?:(?:từ|qua|của|trong)\s+(?:hệ\s+thống|mạng\s+lưới|tổng\s+số)|thay\s+(?:vì|cho)|hiện\s+(?:có|còn))\s*$",
    re.IGNORECASE,
)
"""What stands before them: `từ hệ thống 86 camera`."""
_PRESENT = re.compile(
    r"so\s+(?:sánh|với)|\d{4}\s*/\D*\d{4}|hiện\s+trạng|hiện\s+có|hiện\s+nay|ước\s+(?:th\b|thực\s+hiện)|đã\s+(?:đạt|thực\s+hiện)"
    r"|kết\s+quả\s+năm|thực\s+hiện\s+năm|năm\s+gốc|năm\s+cơ\s+sở",
    re.IGNORECASE,
)
"""What heads a column that says where a measure stands already."""

_RATE = re.compile(r"(?<!\w)(?:mỗi|h[ằà]ng)\s+\w+\s+$", re.IGNORECASE)
"""What stands before a figure that comes again and again: `mỗi tháng 01 hội nghị`."""
_AGE = re.compile(r"tuổi(?!\s+thọ)(?!\w)", re.IGNORECASE)
"""What is counted so only describes people: `trẻ em dưới 5 tuổi`."""
_NO_NAME = re.compile(r"(?:do|được|bằng|đầu$|khi|nếu)(?!\w)", re.IGNORECASE)
"""What begins with these names no measure: it goes on from other words."""
_CONDITION = re.compile(r"(?<!\w)(?:khi|nếu)(?:\s+\w+){0,2}\s+$", re.IGNORECASE)
"""What stands before a figure that is a condition: `khi nước vượt 15 cm`."""


def targets_of(plan: Plan) -> tuple[Target, ...]:
    """Return a target for each figure that says what it counts or measures, in order.

    What is so already, what only names the document, and how long something may take are none.
    """
    used: Counter[str] = Counter()
    targets: list[Target] = []
    for section, above in walk(plan):
        if any(_IS_SO.match(part.heading) for part in (*above, section)):
            continue
        own = (
            _target(plan, item, item.quotes[number - 1], figure)
            for item in section.items
            for number, figure in _figures(plan, item)
        )
        for target in (*_of_heading(plan, section), *own):
            used[target.id] += 1
            number = f"-{used[target.id]}" if used[target.id] > 1 else ""
            targets.append(target.model_copy(update={"id": f"{target.id}{number}"}))
    return tuple(targets)


def _of_heading(plan: Plan, section: Section) -> Iterator[Target]:
    """Yield what a heading sets (`1. Trồng 1.250 cây xanh:`), at the first item under it."""
    first = next(_items_below(section), None)
    if first is None or is_capitals(section.heading) or not section.number[-1:].isalnum():
        return
    slots = read_slots(section.heading, plan.year_issued)
    for figure in slots.figures if slots.state != "done" else ():
        if figure.counts and not _is_duration(figure):
            update = {} if figure.period else _period_of(section.period)
            yield _target(plan, first, section.heading, figure.model_copy(update=update))


def _items_below(section: Section) -> Iterator[Item]:
    yield from section.items
    for part in section.sections:
        yield from _items_below(part)


def _period_of(period: str) -> dict[str, object]:
    years = years_of(period)
    return {"period": period, "first_year": years[0], "last_year": years[1]} if years else {}


def _figures(plan: Plan, item: Item) -> Iterator[tuple[int, Figure]]:
    if item.cells and _SUM.match(item.row):
        return
    for number, quote in enumerate(item.quotes, 1):
        slots = slots_of(item, number, plan.year_issued)
        is_so = slots.state == "done" and read_slots(_THERE.sub(" ", quote)).state == "done"
        if slots.formula or is_so:
            continue
        figures = [
            figure
            for figure in slots.figures
            if figure.counts and not figure.lent and _is_set(plan, quote, figure)
        ]
        if item.cells:
            figures = _of_row(item, quote, figures, slots)
        else:
            figures = [figure for figure in figures if not _is_mere(quote, figure)]
        yield from ((number, figure) for figure in figures)


def _is_mere(quote: str, figure: Figure) -> bool:
    """Return whether a figure is a condition, has no name, or only describes: `thùng hai ngăn`."""
    before = quote[: figure.start]
    if _NO_NAME.match(figure.counts) or _CONDITION.search(before):
        return True
    last = figures_in(before.rstrip())[-1:]
    describes = last and not before[last[0].end :].strip()
    is_in_words = not any(map(str.isdigit, figure.said))
    return is_in_words and bool(describes or figure.said.lower().startswith("một "))


def _is_set(plan: Plan, quote: str, figure: Figure) -> bool:
    """Return whether a figure is set by the plan: it is not there already, nor was before it."""
    is_present = (
        _THERE.match(quote, figure.end)
        or _THERE.match(quote, figure.end - len("hiện"))
        or _OF_THOSE.search(quote[: figure.start])
    )
    past = figure.last_year is not None and figure.last_year < plan.first_year
    is_before = past and (plan.year_issued or 0) > (figure.last_year or 0)
    is_rate = _RATE.search(quote[: figure.start])
    return not (
        is_present or is_before or is_rate or _is_duration(figure) or _AGE.match(figure.counts)
    )


def _of_row(item: Item, text: str, figures: Sequence[Figure], slots: Slots) -> list[Figure]:
    """Return the figures of a row that its columns set for the time to come.

    Several of one name have the words of their columns too; what names no time is for that of the
    row's own cell.
    """
    columns = [_column_at(item, text, figure.start) for figure in figures]
    names = Counter((figure.counts, figure.unit, figure.period) for figure in figures)
    times = [
        time for time in slots.times if time.last and is_when(_column_at(item, text, time.start))
    ]
    period = max(times, key=lambda time: str(time.last)).said if times else ""
    figures_set = []
    for figure, column in zip(figures, columns, strict=True):
        if _PRESENT.search(column):
            continue
        update: dict[str, object] = {}
        words = _words_of(column)
        if words and names[figure.counts, figure.unit, figure.period] > 1:
            update["counts"] = f"{figure.counts}: {words}"
        elif " " not in figure.counts and item.row != figure.counts:
            update["counts"] = f"{item.row}: {figure.counts}".lstrip(": ")
        own = {} if figure.period else _period_of(period)
        update |= _period_added_up(item, column) or own
        figures_set.append(figure.model_copy(update=update))
    return figures_set


def _period_added_up(item: Item, column: str) -> dict[str, object]:
    """Return the time of all columns that a column without a year adds up; empty for another."""
    if years_of(column) or not _SUM.match(_words_of(column)):
        return {}
    columns = (cell.column for cell in item.cells if not _PRESENT.search(cell.column))
    years = [year for column in columns for year in years_of(column) or ()]
    return _period_of(f"giai đoạn {min(years)}-{max(years)}") if years else {}


def _column_at(item: Item, text: str, start: int) -> str:
    """Return the heading of the column in whose cell something stands."""
    at = 0
    for cell in item.cells:
        begin = -1 if cell.lent else text.find(cell.text, at)
        if begin >= 0:
            at = begin + len(cell.text)
            if begin <= start < at:
                return cell.column
    return ""


def _words_of(column: str) -> str:
    """Return what a column is headed by, without its unit; empty where that is only a year."""
    words = re.sub(r"\s*\([^()]*\)", "", column.rpartition(": ")[2]).strip()
    return "" if re.fullmatch(r"(?:năm\s+)?[\d\s–-]*", words, re.IGNORECASE) else words


def _whole_period(plan: Plan) -> str:
    if not (plan.dated and plan.last_year):
        return UNDATED
    if plan.first_year == plan.last_year:
        return f"Năm {plan.last_year}"
    return f"Giai đoạn {plan.first_year}-{plan.last_year}"


def _in_small(period: str) -> str:
    return period.lower() if period.isupper() else period


def _is_duration(figure: Figure) -> bool:
    return figure.kind == "measure" and figure.unit.lower() in words("durations")


def _target(plan: Plan, item: Item, quote: str, figure: Figure) -> Target:
    name = figure.counts[:LONGEST_NAME].strip()
    changes = _CHANGES.search(quote[: figure.start]) if figure.change and figure.start > 0 else None
    first = figure.first_year or plan.first_year
    last = figure.last_year or plan.last_year
    return Target(
        id=f"{slug(item.id)}-{slug(name)[:40].strip('-') or 'so'}-{last}",
        measure=slug(f"{name} {figure.unit if figure.kind != 'count' else ''}"),
        name=name[:1].upper() + name[1:],
        unit=figure.unit,
        period=_in_small(figure.period) or _whole_period(plan),
        first_year=min(first, last),
        last_year=max(first, last),
        low=figure.low,
        high=figure.high,
        bound=figure.bound,
        said=f"{changes[0]}{figure.said}" if changes else figure.said,
        item=item.id,
        quote=quote,
    )
