"""Reads figures with what they count, how they are meant, and the time they are for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from knowledge.schema import Bound
from knowledge.slots.numbers import DIGITS, IN_WORDS, Number, numbers_in
from knowledge.slots.shape import Change, Figure, FigureKind, Time
from knowledge.slots.times import LAWS, NAMED_DAYS, times_in, years_of
from knowledge.slots.words import pattern

LONGEST_UNIT, OF_LONGER = 5, 4
"""Words behind a number that are taken for what it counts; so many of more."""
LONGEST_COUNTS = 20
"""Words; what is counted or measured is told in fewer."""

_CLAUSE = re.compile(r"[;:.](?=\s)|,(?=\s)|\((?!\d)|\)(?=\s)|\s\|\s")
_PARTED = re.compile(r"[;:,.()](?=\s)")
_FOOTNOTE = re.compile(r"\[\d+\]")
_TELEPHONE = re.compile(r"(?<![\w.,])0(?:[. -]?\d){8,10}(?![.,]?\d)")
_DATED = re.compile(r"(?<!mỗi\s)(?<!h[ằà]ng\s)(?:năm|tháng|quý|ngày)\s+[\d/]+", re.IGNORECASE)
_AMOUNT_BEHIND = (
    r"(?:mỗi\s+{ordinals}|h[ằà]ng\s+(?:năm|tháng|quý|ngày)|(?:tổng|trong)\s+số"
    r"|(?:nâng|cung|trợ)\s+cấp)\s+$"
)
"""What ends in a word for an order and has an amount behind it: `mỗi năm 250 hộ`."""
_NO_MONEY = r"(?!\s+(?:hồ(?!\s+sơ)|bào(?!\s+chế)|chí|phục(?!\s+(?:vụ|hồi)))(?!\w))"
"""`50 đồng hồ`, `30 đồng bào`, `2 đồng chí`, `40 bộ đồng phục`."""
_JOINS = re.compile(r"\s*(?:[-–÷]|đến|tới)\s*$", re.IGNORECASE)
_FROM_TO = re.compile(
    r"^[^;]{0,40}?\s(?:lên|xuống|còn|đến|tới)(?:\s+(?:còn|đến|tới|khoảng|trên|mức))*\s+$",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"^(?:(?:một|hai|ba|bốn|năm|sáu) là,?\s+|(?:và|với|trong đó|phấn đấu|có|cả năm)\s+)+",
    re.IGNORECASE,
)
_FROM = re.compile(r"(?<!\w)từ\s+$", re.IGNORECASE)
_SIZE = re.compile(r"\s*[x×]\s*$", re.IGNORECASE)
_PARENTHESES = re.compile(r"\s*\(\s*$")
_ENDS_NOTHING = frozenset(
    {"và", "năm", "quý", "từ", "trong", "gồm", "với", "đến", "của", "có", "trên", "vào", "cuối"}
    | {"so", "trước", "ngày", "tháng", "dưới", "trở", "nhưng", "hết", "cho"}
    | {"hiện", "đang", "sẵn"}
)

_SAY_NOTHING = _ENDS_NOTHING | {"hoặc", "phải", "còn", "là", "cho", "tại", "ở", "do", "theo", "khi"}


class Unit(NamedTuple):
    """The unit behind a number: as written, its kind, and where it ends."""

    kind: FigureKind
    text: str
    end: int


@dataclass
class _Amount:
    """A figure while its parts are being read."""

    low: float
    high: float
    start: int
    """Where the number begins; the figure may begin before, with its bound."""
    unit: Unit
    bound: Bound = "exactly"
    baseline: float | None = None
    begins: int = -1


def figures_in(text: str, times: Sequence[Time] | None = None) -> tuple[Figure, ...]:
    """Return the figures of a text that count or measure something, in order."""
    times = times_in(text) if times is None else times
    numbers = _free_numbers(text, times)
    amounts: list[_Amount] = []
    at = 0
    while at < len(numbers):
        at = _read(text, numbers, at, amounts)
    figures: list[Figure] = []
    for n, figure in enumerate(amounts):
        others = (before for before in reversed(amounts[:n]) if not _is_age(before))
        after = next((before.unit.end for before in others), 0)
        until = amounts[n + 1].start if n + 1 < len(amounts) else len(text)
        read = _figure(text, figure, times, after, until)
        if figures and figures[-1].kind == read.kind and _says_nothing(read, figures[-1]):
            read = read.model_copy(update={"counts": figures[-1].counts})
        if not (figures and _says_again(text, figures[-1], read)):
            figures.append(read)
    return tuple(figures)


def _is_age(amount: _Amount) -> bool:
    """Return whether an amount only describes people, in what another one counts: `Tỷ lệ trẻ em
    dưới 5 tuổi suy dinh dưỡng còn 15%`."""
    return amount.unit.text.startswith("tuổi")


def _says_nothing(figure: Figure, before: Figure) -> bool:
    """Return whether a figure counts what the one before does: `1.250 căn, 1.500 căn (2027)`."""
    return not figure.counts or figure.counts == figure.unit == before.unit


def _says_again(text: str, before: Figure, figure: Figure) -> bool:
    """Return whether a figure is the one before it in words: `20 tỷ đồng (hai mươi tỷ đồng)`."""
    return (
        before.amount == figure.amount
        and before.kind == figure.kind
        and re.fullmatch(r"\s*\((?:bằng chữ:?)?\s*", text[before.end : figure.start]) is not None
    )


def _free_numbers(text: str, times: Sequence[Time]) -> list[Number]:
    """Return the numbers that stand in no date, law, name or footnote."""
    named = (LAWS, NAMED_DAYS, _FOOTNOTE, _DATED, _TELEPHONE)
    masked = [match.span() for regex in named for match in regex.finditer(text)]
    masked += [(time.start, time.end) for time in times if time.kind != "within"]
    return [
        number
        for number in numbers_in(text)
        if not any(start <= number.start < end for start, end in masked)
    ]


def _read(text: str, numbers: list[Number], at: int, to: list[_Amount]) -> int:
    """Read the figure that begins with a number, if it is one; return where to go on."""
    number = numbers[at]
    after = numbers[at + 1] if at + 1 < len(numbers) else None
    between = text[number.end : after.start] if after else ""
    if after and _is_range(between) and (unit := _unit(text, after.end)):
        if not _is_ordinal(text, number.start):
            to.append(_Amount(number.value, after.value, number.start, unit, "range"))
        return at + 2
    if after and _PARENTHESES.match(between) and number.value == after.value:
        unit = _unit(text, after.end + text[after.end :].find(")") + 1)
        if unit:
            to.append(_Amount(number.value, number.value, number.start, unit))
        return at + 2
    unit = _unit(text, number.end)
    if after and unit and _SIZE.fullmatch(text[unit.end : after.start]):
        second = _unit(text, after.end)
        to.append(_Amount(number.value, number.value, number.start, second or unit))
        return at + 2
    if after and (amount := _rise(text, number, after, unit)):
        to.append(amount)
        return at + 2
    if unit and not _is_ordinal(text, number.start):
        to.append(_Amount(number.value, number.value, number.start, unit))
    return at + 1


def _is_range(between: str) -> bool:
    """Return whether two numbers are the ends of one: `60-62`, `6 - 8`, `10% đến 12`."""
    bare = re.sub(r"^\s*%", "", between)
    return _JOINS.match(bare) is not None


def _rise(text: str, number: Number, after: Number, unit: Unit | None) -> _Amount | None:
    """Return the figure of `từ 12% lên 15,5%`, where the first is its baseline."""
    before = text[: number.start].rstrip().lower()
    if not before.endswith(("từ", "từ mức", "từ khoảng")):
        return None
    between = text[number.end : after.start]
    if not _FROM_TO.match(between) or re.search(r"[,.]\s", between):
        return None
    own = _unit(text, after.end) or (unit and unit._replace(end=after.end))
    if own is None:
        return None
    changes = re.search(r"(?:lên|xuống|tăng|giảm)\b", text[: after.start])
    if re.search(r"\s(?:đến|tới)\s+$", between) and not changes:
        return _Amount(number.value, after.value, number.start, own, "range")
    begins = text[: number.start].lower().rindex("từ")
    return _Amount(after.value, after.value, after.start, own, baseline=number.value, begins=begins)


def _is_ordinal(text: str, start: int) -> bool:
    """Return whether a number is a name or an order: `đợt 1`, `Điều 5`, `Quốc lộ 4`."""
    before = text[max(0, start - 24) : start]
    is_amount = pattern(_AMOUNT_BEHIND).search(before)
    return not is_amount and pattern(r"(?:^|\W){ordinals}\s+$").search(before) is not None


def _is_name(text: str, start: int) -> bool:
    """Return whether a number is part of a name and of no date: `lớp 4`, not `năm 2030`."""
    dated = re.search(r"(?:năm|ngày|tháng|quý|giai\s+đoạn|thời\s+điểm)\s+$", text[:start])
    return dated is None and _is_ordinal(text, start)


def _unit(text: str, at: int) -> Unit | None:
    """Return what stands behind a number: %, money, a measure, or what is counted."""
    behind = text[at : at + 120]
    of = r"(?:[ ](?:người|dân|ngày|năm|tháng|đêm|hộ|sàn|hợp|sinh|viên|gia[ ]đình)\b)?"
    per = rf"(?:\s*/\s*[^\W\d]+{of}\d?(?:/[^\W\d]+)*)?"
    forms: tuple[tuple[FigureKind, str], ...] = (
        ("share", rf"\s*(?:%|phần\s+trăm){per}"),
        ("money", rf"\s*(?:{{scales}}\s*)?{{money}}{_NO_MONEY}{per}"),
        ("measure", rf"\s*(?:{{scales}}\s*)?{{measures}}(?:\s+(?:sàn|đất))?{per}"),
    )
    for kind, form in forms:
        if match := pattern(form).match(behind):
            return Unit(kind, match[0].strip(), at + match.end())
    return _counted(text, at, behind)


def _counted(text: str, at: int, rest: str) -> Unit | None:
    """Return the words behind a number that it counts: `tuyến phố`, `triệu cây xanh`."""
    match = re.match(r"(?:\[\d+\])?((?:\s+[^\W\d_][^\W_]*)+)(?:\s*/\s*[^\W\d]+)?", rest)
    if match is None or not match[0].startswith((" ", "[", "\u00a0")):
        return None
    words = re.findall(r"[^\W_]+", match[1])
    unit_words: list[str] = []
    for n, word in enumerate(words[: LONGEST_UNIT + 1]):
        ahead = " ".join(words[n : n + 3])
        if n and (pattern(r"{ends_counted}").match(ahead) or _is_number(words[n - 1], word)):
            break
        ends = pattern(r"(?:{ends_counted}|lần\s+thứ|cho\s+đến)")
        if not n and ends.match(ahead) and word != "làm":
            return None
        unit_words.append(word)
    unit_words = unit_words[: OF_LONGER if len(unit_words) > LONGEST_UNIT else None]
    first = unit_words[0] if unit_words else ""
    if len(first) < 2 or (first[0].isupper() and len(first) > 4):
        return None
    match = re.compile(r"\s+".join(map(re.escape, unit_words))).search(text, at)
    return Unit("count", " ".join(unit_words), match.end()) if match else None


def _is_number(before: str, word: str) -> bool:
    """Return whether a word is a number, and no name as in `hạng ba`."""
    return word in IN_WORDS and pattern("{ordinals}").fullmatch(before) is None


def _figure(text: str, amount: _Amount, times: Sequence[Time], after: int, until: int) -> Figure:
    """Return a figure with its bound, what it counts, and its period."""
    start, end = (amount.begins if amount.begins >= 0 else amount.start), amount.unit.end
    bound, start = _bound_before(text, start, amount, after)
    words = r"(?:\s+[^\W\d]+){0,6}?" if _FROM.search(text[: amount.start]) else ""
    closing = pattern(rf"({words})\s*(?:{{bound_after:at_least}})").match(text, end)
    if closing and bound in ("exactly", "over", "about"):
        bound, end = "at_least", end if closing[1] else closing.end()
    elif closing := pattern(r"\s*(?:{bound_after:at_most})").match(text, end):
        bound, end = "at_most", closing.end()
    period = _period(text, amount.start, end, until, times)
    first_year, last_year = years_of(period) or (None, None)
    return Figure(
        said=text[start:end],
        start=start,
        low=amount.low,
        high=amount.high,
        bound=bound,
        kind=amount.unit.kind,
        unit=amount.unit.text,
        counts=_counts(text[: _name_end(until, end, times)], (start, end), amount, after, times),
        change=_change(text, start, amount),
        baseline=amount.baseline,
        period=period,
        first_year=first_year,
        last_year=last_year,
    )


def _name_end(until: int, end: int, times: Sequence[Time]) -> int:
    """Return where the words behind a figure end that say what it counts: before a time."""
    return min((time.start for time in times if end <= time.start < until), default=until)


def _bound_before(text: str, start: int, amount: _Amount, after: int) -> tuple[Bound, int]:
    """Return how a figure is meant, and where it begins with the word that says so."""
    is_rise = amount.baseline is not None
    before = text[after : amount.start if is_rise else start]
    kinds: tuple[Bound, ...] = ("at_least", "at_most", "under", "over", "about")
    for kind in kinds:
        match = pattern(rf"{{bound_before:{kind}}}\s*(?:là\s+|đạt\s+)?$").search(before)
        if match is None:
            continue
        if kind == "over" and _is_place(before[: match.start()], match[0], amount):
            continue
        begins = start if is_rise else after + match.start()
        return ("range" if amount.bound == "range" else kind), begins
    return amount.bound, start


def _is_place(before: str, word: str, amount: _Amount) -> bool:
    """Return whether `trên` says where and not how much: `kẻ vạch trên 14 tuyến đường`."""
    if word.strip().lower() != "trên" or amount.unit.kind != "count":
        return False
    if not pattern(r"(?:tuyến|đoạn|đường|phố|địa bàn|phường|xã|khu|trục)").match(amount.unit.text):
        return False
    return pattern(r"(?:đạt|có|được|lên|với|:|thành|tổng số|xử lý)\s*$").search(before) is None


def _change(text: str, start: int, amount: _Amount) -> Change:
    """Return whether a figure is by how much something changes."""
    if amount.baseline is not None:
        return ""
    before = text[max(0, start - 30) : start]
    if pattern(r"{falls}\s*(?:thêm\s+|khoảng\s+)?$").search(before):
        return "falls"
    return "rises" if pattern(r"{rises}\s*(?:thêm\s+|khoảng\s+)?$").search(before) else ""


def _counts(
    text: str, said: tuple[int, int], amount: _Amount, after: int, times: Sequence[Time]
) -> str:
    """Return the words that say what a figure counts or measures."""
    start, end = said
    before, behind = (
        "" if words.lower() in _SAY_NOTHING else words
        for words in (_before(text, start, amount, after, times), _behind(text, amount, end))
    )
    if amount.unit.kind == "count":
        alone = " " not in behind and before
        return f"{before}: {behind}" if alone else behind
    follows = after > 0 and text[after:start].rstrip().endswith(",")  # `90% …, 5% khiếu nại`
    if amount.unit.kind == "share" and (len(before.split()) < 3 or follows):
        return behind or before
    if amount.unit.kind == "measure" and len(before.split()) < 2 and len(behind.split()) > 1:
        return behind
    return before or behind


def _before(text: str, start: int, amount: _Amount, after: int, times: Sequence[Time] = ()) -> str:
    """Return what a clause says before its figure: `Tỷ lệ thu gom rác` of `… đạt 98,5%`."""
    before = text[:start]
    cut = 0
    wanted = {"money": 4, "count": 3}.get(amount.unit.kind, 2)
    for match in _CLAUSE.finditer(before):
        if len(before[match.end() :].split()) >= wanted or match[0] in ";.(":
            cut = match.end()
    cut = max(cut, after)
    for time in reversed(times):
        if cut <= time.start and time.end <= start:
            before = f"{before[: time.start].rstrip()} {before[time.end :].lstrip()}"
    words = _without_verbs(_LEADS.sub("", before[cut:].strip(" -–·•+,;:()")))
    words = pattern(
        r"[,\s(]*(?:đến|vào|trong|giai\s+đoạn)?\s*(?:hết\s+|cuối\s+)?năm\s+\d{4}(?:\s*[-–]\s*\d{4})?\)?$"
    ).sub("", words)
    listed = _without_verbs(words).split()
    return " ".join(listed[-LONGEST_COUNTS:]) if re.search(r"[^\W\d]{2}", words) else ""


def _without_verbs(words: str) -> str:
    """Return words without what leads on to a figure: `đạt khoảng`."""
    while verb := pattern(r"(?:^|\s|,){before_figure}\s*$").search(words):
        words = words[: verb.start()].rstrip(" ,")
    return words


def _behind(text: str, amount: _Amount, end: int) -> str:
    """Return what is counted, behind the figure, to the end of its clause."""
    at = amount.unit.end - len(amount.unit.text) if amount.unit.kind == "count" else end
    following = _FOOTNOTE.sub("", text[at:])
    cut = _CLAUSE.search(following)
    words = following[: cut.start()] if cut else following
    numbers = (match.start() for match in re.finditer(DIGITS, words))
    words = words[: next((at for at in numbers if not _is_name(words, at)), None)]
    listed = words.split()[:LONGEST_COUNTS]
    while len(listed) > 1 and listed[-1].strip(",;:.").lower() in _ENDS_NOTHING:
        del listed[-1]
    return " ".join(listed).strip(" ,;:.)")


def _period(text: str, start: int, end: int, until: int, times: Sequence[Time]) -> str:
    """Return the time a figure is for: told right behind it, or else the nearest before it."""
    dated = [time for time in times if time.first and time.kind != "from"]
    later = [time for time in dated if end <= time.start and not _is_of_another(text, end, time)]
    behind = [time for time in later if time.start < until]
    for time in behind:
        if re.fullmatch(r"\s*(?:\(|vào\s*|trong\s*)?", text[end : time.start]):
            return time.said
    only = later if len(dated) == 1 else []
    before = [time for time in dated if _reaches(text, time, start)] or only
    own = next(iter(behind), None)
    if (
        own
        and not _PARTED.search(text[end : own.start])
        and (not before or _PARTED.search(text[before[-1].end : start]))
    ):
        return own.said  # `trước 30/6, trong đó 01 công viên xong trước 31/3`
    return before[-1].said if before else ""


def _is_of_another(text: str, end: int, time: Time) -> bool:
    """Return whether a time behind a figure, in its sentence, leads on to another figure:
    `Trồng 860 cây, trong đó năm 2026 trồng 150 cây`."""
    between = text[end : time.start]
    if ". " in between or not ("(" in between or _PARTED.search(between)):
        return False
    return re.match(r"[^,;.)]*?\d", text[time.end :]) is not None


def _reaches(text: str, time: Time, start: int) -> bool:
    """Return whether a time stands before a figure and is for it: behind a semicolon only where
    it leads on, `Năm 2027: 05 chợ; 06 cầu`."""
    between = text[time.end : start]
    return time.end <= start and (";" not in between or between.lstrip()[:1] in (":", ","))
