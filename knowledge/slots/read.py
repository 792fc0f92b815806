"""Reads the slots of a sentence, a table's row or a question."""

import re
from functools import lru_cache
from typing import TypeVar

from knowledge.schema import Cell, Item, counts_rows
from knowledge.slots.doers import doers_in, is_office, office_at
from knowledge.slots.figures import figures_in
from knowledge.slots.forms import forms_in
from knowledge.slots.places import places_in
from knowledge.slots.shape import Doer, Figure, Role, Slot, Slots, State, Time
from knowledge.slots.times import times_in, years_of
from knowledge.slots.words import CAPITAL, pattern

AnySlot = TypeVar("AnySlot", bound=Slot)
KEPT = 20_000
"""So many sentences are remembered with what they tell: all those of a hundred plans."""

_STATES: tuple[tuple[State, str], ...] = (
    ("forbidden", r"(?!{no_forbidden}){forbidden}\s+(?!quá|dưới|thấp|nhỏ|ít|vượt)"),
    ("allowed", r"{allowed}"),
    ("studied", r"^\W*(?:tiếp\s+tục\s+)?{studied}"),
    ("done", r"^\W*đã\s|(?!hiện\s+có\s*(?:[,.;:)]|$)){done}"),
)
_PERFORMS, _JOINS_IN = r"chủ\s+trì|thực\s+hiện|trách\s+nhiệm|chịu|chính", r"phối\s+hợp|tham\s+gia"
_COLUMN_ROLES: tuple[tuple[Role, str], ...] = (("with", _JOINS_IN), ("lead", _PERFORMS))
_BRACKET = re.compile(r"\((?:(?:đơn vị(?: tính)?|đvt)\s*:?\s*)?([^()]{1,40})\)", re.IGNORECASE)
_UNIT_LINE = re.compile(r"(?:^\W*|\()(?:đơn vị(?: tính)?|đvt)\s*:\s*([^()]{1,40})", re.IGNORECASE)
_UNIT_COLUMN = re.compile(r"đơn\s*vị\s*(?:tính)?$|^đvt$", re.IGNORECASE)
_NAMES_UNIT = re.compile(r"(?:\D|(?<=m)[23]){1,24}")
"""What may be a unit that nobody knows: `(lượt)`, and not `(giai đoạn 1)`."""
_YEAR = re.compile(r"\s*(?:19|20)\d\d\s*")
_SHARE = re.compile(r"(?<!\d)(?<!\d\s)%|^(?:tỷ|tỉ)\s+lệ(?!\w)", re.IGNORECASE)
_NO_SUM = re.compile(
    r"^(?:(?:số|khối)\s+lượng|quy\s+mô|diện\s+tích|chiều\s+dài|công\s+suất|số\s+quyết\s+định)(?!\w)"
    r"(?!.*(?:vốn|kinh\s+phí))",
    re.IGNORECASE,
)
"""What heads a column that is not in the money of its table."""
_SUMS = r"(?:thu|nộp|dư|nợ|còn|phải|giao|tăng|giảm)(?=\s*(?:$|năm|kỳ|lại|[\d(]))"
"""What counts nothing at the end of a heading: `Số thu`, and not `Số thu nhập thấp`."""
_SHORT_MONEY = (
    (r"1[.,]?000[.,]?000|triệu|tr", "triệu đồng"),
    (r"1[.,]?000|nghìn|ngàn|ng", "nghìn đồng"),
    (r"tỷ|tỉ", "tỷ đồng"),
)
_WHEN = r"thời\s+(?:gian|hạn)|tiến\s+độ|hoàn\s+thành|ngày|năm\s+(?:thực|triển|khởi|đầu\s+tư|xây)"
_WHO = r"cơ\s+quan|đơn\s+vị(?!\s+tính)|phân\s+công|chủ\s+trì|phối\s+hợp|người|nguồn"


@lru_cache(maxsize=KEPT)
def read_slots(text: str, year: int | None = None) -> Slots:
    """Return what a text tells by itself; `year` is that of its dates without a year."""
    times = times_in(text, year)
    return Slots(
        figures=figures_in(text, times),
        times=times,
        doers=doers_in(text),
        places=places_in(text),
        state=_state(text),
        forms=forms_in(text),
        formula=pattern(r"\W*{formula}").match(text) is not None,
    )


def _state(text: str) -> State:
    """Return whether what a text tells is forbidden, allowed, studied, done, or else planned."""
    states = (state for state, source in _STATES if pattern(source).search(text))
    return next(states, "planned")


@lru_cache(maxsize=KEPT)
def slots_of(item: Item, number: int, year: int | None = None) -> Slots:
    """Return what a sentence of an item tells, `number` from 1, with what is lent to it.

    The doer, period and words above an item are lent to all of its sentences; a table's row is
    read cell by cell, each under the heading of its column.
    """
    text = item.quotes[number - 1]
    own = _row(item, text, year) if item.cells else read_slots(text, year)
    figures = tuple(_in_period(figure, item.period) for figure in own.figures)
    lent_times = tuple(_moved(time, -1) for time in times_in(item.period, year))
    doers = own.doers
    if item.who and not any(doer.role == "lead" for doer in doers):
        doers = (Doer(said=item.who, start=text.find(item.who), role="lead"), *doers)
    return own.model_copy(
        update={"figures": figures, "times": own.times or lent_times, "doers": doers}
    )


def _in_period(figure: Figure, period: str) -> Figure:
    """Return a figure that names no time with the one that is lent to it."""
    if figure.period or not period:
        return figure
    first, last = years_of(period) or (None, None)
    return figure.model_copy(update={"period": period, "first_year": first, "last_year": last})


def _row(item: Item, text: str, year: int | None) -> Slots:
    """Return what the cells of a row tell, where each stands in the text."""
    figures: list[Figure] = []
    times: list[Time] = []
    doers: list[Doer] = []
    at = 0
    for cell in item.cells:
        start = -1 if cell.lent else text.find(cell.text, at)
        if cell.text and (start >= 0 or cell.lent):
            at = start + len(cell.text) if start >= 0 else at
            figures += _cell_figures(item, cell, start)
            times += (_moved(time, start) for time in _cell_times(cell, year))
            doers += _cell_doers(cell, start)
    slots = read_slots(text, year)
    return slots.model_copy(
        update={"figures": tuple(figures), "times": tuple(times), "doers": tuple(doers)}
    )


def _moved(slot: AnySlot, start: int) -> AnySlot:
    """Return a slot of a text that stands in the sentence there, or, below 0, above it."""
    return slot.model_copy(update={"start": start + slot.start if start >= 0 else -1})


def _cell_figures(item: Item, cell: Cell, start: int) -> list[Figure]:
    """Return the figures of a cell; a bare number has its unit from its row or its column."""
    if cell.text.strip().isdigit() and (not cell.column.strip() or counts_rows(cell.column)):
        return []
    unit = _unit_of(item, cell)
    unit = unit[:1].lower() + unit[1:]
    bare = re.fullmatch(
        r"\s*((?:[≥≤<>~]|[^\W\d]+\s)*\s*[\d.,]+(?:\s*[-–]\s*[\d.,]+)?)\s*", cell.text
    )
    with_unit = f"{bare[1]} {unit}" if bare and unit and cell.text != item.row else ""
    headings = (part for part in reversed(cell.column.split(": ")) if years_of(part))
    period = re.sub(r"\s*\([^()\d]*\)$", "", next(headings, ""))
    figures = []
    for figure in figures_in(with_unit or cell.text):
        said = cell.text.strip() if with_unit else figure.said
        at = cell.text.find(said)
        update = {"said": said, "start": start + at if start >= 0 <= at else -1}
        if cell.text.strip().startswith(figure.said) or bare:
            update["counts"] = item.row or figure.counts
        figures.append(_in_period(figure.model_copy(update=update), period))
    return figures


def _unit_of(item: Item, cell: Cell) -> str:
    """Return the unit of a bare number: its column's, its row's, or that of the whole table."""
    brackets, inmost = _brackets(cell.column), cell.column.rpartition(": ")[2]
    if known := next(filter(_is_unit, reversed(brackets)), ""):
        return known
    if _SHARE.search(inmost):
        return "%"
    for other in item.cells:
        is_name = re.search(rf"\s{CAPITAL}", other.text)  # `Phường Tân Phong`: no unit but a place
        if not is_name and _UNIT_COLUMN.search(other.column.strip()):
            return _spelt(other.text)
    named = [text for text in brackets if _NAMES_UNIT.fullmatch(text)]
    if counted := _counted_by(cell.column):
        return next(iter(named), counted)
    if is_when(cell.column) and _YEAR.fullmatch(cell.text):
        return ""
    if (unit := _unit_of_table(item)) and not (_NO_SUM.search(inmost) and _is_money(unit)):
        return unit
    named += filter(_NAMES_UNIT.fullmatch, _brackets(item.row))
    return next(iter(named), _counted_by(item.row))


def _unit_of_table(item: Item) -> str:
    """Return the unit told above a table, or in its name: `Bảng 2. Vốn (đơn vị: tỷ đồng)`."""
    for caption in item.under:
        if (unit := _UNIT_LINE.search(caption)) and not re.search("[,;]", unit[1]):
            return _spelt(unit[1].strip(" ."))
    return next((unit for text in item.under for unit in _brackets(text) if _is_unit(unit)), "")


def _brackets(heading: str) -> list[str]:
    return [_spelt(text) for text in _BRACKET.findall(heading)]


def _is_unit(text: str) -> bool:
    """Return whether a text is a unit by itself: money, a measure, `%`."""
    form = r"%|{scales}(?!\s+lệ)(?:\s.*)?|(?:{money}|{measures})(?:\s*/.*)?|%\s*/.*"
    return pattern(form).fullmatch(text) is not None


def _is_money(unit: str) -> bool:
    return pattern(r"(?:{scales}\s+)?{money}").match(unit) is not None


def _spelt(unit: str) -> str:
    """Return a unit with its money in words: `tr.đ` is `triệu đồng`, `1.000 đ` `nghìn đồng`."""
    for short, money in _SHORT_MONEY:
        unit = re.sub(rf"^(?:{short})[\s.]*(?:đồng|đ)(?!\w)", money, unit, flags=re.IGNORECASE)
    return unit


def _counted_by(heading: str) -> str:
    """Return what a heading counts: `hộ đi` of `Số hộ đi`; empty where it counts nothing."""
    for part in reversed(heading.split(": ")):
        if counted := pattern(rf"\s*số\s+(?!{{not_counted}}|{_SUMS})(?=[^\W\d])").match(part):
            return re.sub(r"\s*\(.*", "", part[counted.end() :])
    return ""


def is_when(column: str) -> bool:
    """Return whether a column says when its rows are done."""
    return pattern(_WHEN).search(column) is not None


def _cell_times(cell: Cell, year: int | None) -> tuple[Time, ...]:
    times = times_in(cell.text, year)
    if times or not is_when(cell.column):
        return times
    alone = re.fullmatch(r"\s*((?:19|20|21)\d\d)(?:\s*[-–]\s*((?:19|20|21)\d\d))?\s*", cell.text)
    if alone is None:
        return ()
    said = cell.text.strip()
    read = times_in(said if alone[2] else f"năm {said}", year)[:1]
    update = {"said": said, "start": alone.start(1)}
    return tuple(time.model_copy(update=update) for time in read)


def _cell_doers(cell: Cell, start: int) -> list[Doer]:
    """Return the office of a cell whose column says what part it has; else those it names."""
    role = next(
        (role for role, source in _COLUMN_ROLES if pattern(source).search(cell.column)), None
    )
    words = cell.text.strip()
    is_word = " " not in words and not words.isupper()
    if cell.column.lower() == "đơn vị" and is_word:  # `Hộ` is what is counted there
        return []
    if pattern(_WHO).search(cell.column) and (role or is_office(words) or office_at(words, 0)):
        if not re.search(r"\w{2}", words):
            return []
        if re.search(r"kinh phí|nguồn", cell.column, re.IGNORECASE):
            role = "pays"
        doer = Doer(said=words, start=cell.text.index(words), role=role or "lead")
        return [_moved(doer, start)]
    return [_moved(doer, start) for doer in doers_in(cell.text)]
