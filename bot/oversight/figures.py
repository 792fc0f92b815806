"""Figures that people state, in any Vietnamese form: `7,2 m2`, `bảy phẩy hai`, `5 tỷ rưỡi`."""

import re
from typing import NamedTuple

from bot.oversight.days import without_days
from knowledge.slots.numbers import DIGITS, value_of
from knowledge.vietnamese.numerals import DIGIT
from knowledge.vietnamese.text import fold
from knowledge.vietnamese.written import pattern

LARGEST = 1e12
"""No figure of a plan is so large; who types one has made a slip."""
SCALES = {"nghin": 1e3, "ngan": 1e3, "k": 1e3, "trieu": 1e6, "tr": 1e6, "ty": 1e9, "ti": 1e9}
_TENS = ("muoi", "chuc")
_NUMBER_WORDS = (*DIGIT, *_TENS, "nghin", "ngan", "trieu", "ty", "ti", "tram", "linh", "le")
_DIGIT = rf"(?:{'|'.join(DIGIT)})"
_TWO = rf"(?:(?:{_DIGIT} )?(?:muoi|chuc)(?: {_DIGIT})?)"
_THREE = rf"(?:{_DIGIT} tram(?: (?:(?:linh|le) {_DIGIT}|{_TWO}))?)"
_BIG = r"(?: (?:nghin|ngan|trieu|ty|ti))+"
_WHOLE = re.compile(
    rf"(?:{_THREE}|{_TWO}|{_DIGIT})(?:{_BIG} (?:{_THREE}|{_TWO}|(?:linh|le) {_DIGIT}))*(?:{_BIG})?"
)
"""The words of a whole number; `tám lăm`, `một ngàn hai` may be two numbers each, and are none."""
_DECIMALS = re.compile(rf"{_DIGIT}(?: {_DIGIT})*|{_DIGIT} muoi(?: {_DIGIT})?")
_UNSURE = re.compile(
    r"\d\s*(?:k|tr|trieu|nghin|ngan|ty|ti|m(?![23](?!\d)))\s*\d|(?<!\w)(?:tram|chuc) ruoi(?!\w)"
)
"""Short forms that people read in two ways, or that the words of numbers do not cover: `1k2`."""
_RUN = rf"(?:{'|'.join(_NUMBER_WORDS)})(?:\s+(?:{'|'.join(_NUMBER_WORDS)}))*"
_SPELT = re.compile(rf"(?<!\w)({_RUN})(?:\s+phay\s+({_RUN}))?(?!\w)")
_NO_NUMBER = {"lam", "tu", "khong", "le", "linh", "nam"}
"""Number words that are mostly other words where they stand alone."""
_NUMBER = re.compile(DIGITS)
_SCALE = re.compile(rf"\s*({'|'.join(SCALES)})(?![a-z]| vi(?!\w))")
_PARTS = pattern("vạn|phần(?! trăm)")
"""Behind a number: `ba phần tư`, `hai vạn`; as they are written, for `văn bản`, `phân khu`."""
_ENDS = re.compile(rf"(?:\d|(?<!\w)(?:{'|'.join(_NUMBER_WORDS)}))$")
_HALF = re.compile(r"\s*ruoi(?!\w)")
_PART = re.compile(r"(?<![\d/])(\d{1,3})\s*/\s*(\d{1,3})(?![\d/])")
_UNITS = {
    "%": ("%", 1.0), "phan tram": ("%", 1.0), "m2": ("m2", 1.0), "met vuong": ("m2", 1.0),
    "cm2": ("m2", 1e-4), "dm2": ("m2", 1e-2),
    "ha": ("m2", 1e4), "hecta": ("m2", 1e4), "hec ta": ("m2", 1e4), "km2": ("m2", 1e6),
    "km": ("m", 1e3), "m": ("m", 1.0), "met": ("m", 1.0), "tan": ("kg", 1e3), "kg": ("kg", 1.0),
    "dong": ("dong", 1.0), "vnd": ("dong", 1.0), "cay": ("cay", 1.0), "ho": ("ho", 1.0),
    "nguoi": ("nguoi", 1.0),
}  # fmt: skip
"""What is measured by a unit, and how much of the smallest one it is."""
_UNIT = re.compile(
    rf"\s*({'|'.join(sorted(map(re.escape, _UNITS), key=len, reverse=True))})(?![a-z0-9])"
)


class Impossible(ValueError):
    """A figure that cannot be; `why` names the sentence that says so."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Figure(NamedTuple):
    """A number with the scale behind it, and its unit where one that is known follows."""

    value: float
    scale: float
    unit: str


def figure_in(text: str, unit: str) -> float:
    """Return the one figure that a text states, in the unit of the plan; raises `Impossible`."""
    written = re.sub("[²]|\\^2", "2", without_days(text))
    if re.search("[½¼¾⅓⅔⅛‰_]", text) or _UNSURE.search(written) or _is_of_parts(text, unit):
        raise Impossible("unsure")
    digits = _in_digits(written)
    if re.search(r"\d[.,]{2,}\d|\d\s*e[+-]?\d", digits):
        raise Impossible("none")
    if share := _share_in(digits, unit):
        return share
    figures = _without_years(list(_figures(digits)))
    if not figures:
        raise Impossible("none")
    values = {_in_unit(figure, unit) for figure in figures}
    if len(values) > 1:
        raise Impossible("several")
    (value,) = values
    if value < 0 or re.search(r"(?:^|\s)[-−–]\s*\d|(?<![a-z] )\b(?:am|tru)\s+\d", digits):
        raise Impossible("negative")
    if unit == "%" and value > 100:
        raise Impossible("percent")
    if value > LARGEST:
        raise Impossible("large")
    return value


def _is_of_parts(text: str, unit: str) -> bool:
    """Return whether a number stands before `phần` or `vạn`, which is no unit of the plan's."""
    apart = re.sub(r"(?<=\d)(?=[^\W\d])", " ", text)
    return any(
        _ENDS.search(fold(apart[: match.start()]).rstrip()) and fold(match[0]) not in fold(unit)
        for match in _PARTS.finditer(apart)
    )


def _share_in(digits: str, unit: str) -> float | None:
    """Return the share that `3/4` or `một nửa` is; a part of nothing named is no other figure."""
    share = _PART.search(digits)
    units = float(share[2]) if share else 2.0
    if share is None and not re.search(r"(?<!\w)nua(?!\w)", digits):
        return None
    if unit != "%" or not units:
        raise Impossible("part")
    percent = round(100 * (float(share[1]) if share else 1.0) / units, 10)
    if percent > 100:
        raise Impossible("percent")
    return percent


def _in_digits(written: str) -> str:
    """Return folded words with every number in digits, as the plan would write it.

    Words are read as a number only where there are no digits: `7 m2 một người` is one figure.
    """
    written = re.sub(r"(?<![\d.,])(\d{1,3})((?:[  ]\d{3})+)(?!\d)", _joined, written)
    if not re.search(r"\d", re.sub(r"[a-z]+2\b", "", written)):
        written = _SPELT.sub(_as_digits, written)
    written = re.sub(
        rf"(\d+)\s+phay\s+(?:(\d+)|({_RUN}))(?!\w)",
        lambda m: f"{m[1]},{m[2] or _decimals(m[3])}",
        written,
    )
    return re.sub(r"(?<=\d)(?=[a-z])", " ", re.sub(r"(?<=[a-z])2(?=\d)", "2 ", written))


def _joined(match: re.Match[str]) -> str:
    return re.sub(r"\s", "", match[0])


def _as_digits(match: re.Match[str]) -> str:
    """Return a spelt number in digits, the largest scale as a word; raises `Impossible`."""
    words = match[1].split()
    if len(words) == 1 and words[0] in _NO_NUMBER and not match[2]:
        return match[0]
    if not any(word in DIGIT or word in _TENS for word in words):
        return match[0]
    largest = max(words, key=lambda word: SCALES.get(word, 1.0))
    has_rest = words[-1] != largest and SCALES.get(largest, 1.0) > SCALES["nghin"]
    if not _WHOLE.fullmatch(" ".join(words)) or (has_rest and words[-1] not in SCALES):
        raise Impossible("unsure")
    if match[2]:
        return f"{_worth(words):.0f},{_decimals(match[2])}"
    if has_rest:
        return f"{_worth(words) / SCALES[largest]:.12g} {largest}".replace(".", ",")
    if words[-1] in SCALES:
        return f"{_worth(words[:-1]):.0f} {words[-1]}"
    return f"{_worth(words):.0f}"


def _decimals(spelt: str) -> str:
    """Return the digits that words behind a comma are, with a scale behind them."""
    *words, last = spelt.split()
    words, scale = (words, f" {last}") if last in SCALES else ([*words, last], "")
    if not _DECIMALS.fullmatch(" ".join(words)):
        raise Impossible("unsure")
    return "".join(str(DIGIT[word]) for word in words if word in DIGIT) + scale


def _worth(spelt: list[str]) -> float:
    """Return what number words are worth together."""
    total, group = 0.0, 0.0
    for word in spelt:
        if word in DIGIT:
            group += DIGIT[word]
        elif word in _TENS:
            units = group % 10
            group += units * 9 if units else 10
        elif word == "tram":
            group *= 100
        elif word in SCALES:
            total, group = total + (group or 1) * SCALES[word], 0.0
    return total + group


def _figures(digits: str) -> list[Figure]:
    """Return the numbers of folded words, each with what stands behind it."""
    figures = []
    for match in _NUMBER.finditer(digits):
        value, end, scale = value_of(match[0]), match.end(), 1.0
        while scaled := _SCALE.match(digits, end):
            scale, end = scale * SCALES[scaled[1]], scaled.end()
        unit = _UNIT.match(digits, end)
        if half := _HALF.match(digits, end) or (unit and _HALF.match(digits, unit.end())):
            value, unit = value + 0.5, unit or _UNIT.match(digits, half.end())
        figures.append(Figure(value, scale, unit[1] if unit else ""))
    return figures


def _without_years(figures: list[Figure]) -> list[Figure]:
    """Return the figures without years that stand beside them."""
    amounts = [row for row in figures if row[1:] != (1.0, "") or not 1900 <= row.value < 2100]
    return amounts or figures


def _in_unit(figure: Figure, unit: str) -> float:
    """Return a figure in the plan's unit; raises `Impossible` for one of something else.

    An area in m² is one for each person: hectares of a whole city are not made into it.
    """
    words = fold(unit).replace("²", "2").split()
    own = SCALES.get(words[0], 1.0) if words else 1.0
    base = " ".join(words[1:] if own > 1 else words).partition("/")[0].strip()
    scale = figure.scale / own if figure.scale > 1 else 1.0
    if not base or not figure.unit or base.startswith(figure.unit):
        return round(figure.value * scale, 10)
    (kind, much), (own_kind, own_much) = _UNITS[figure.unit], _UNITS.get(base, ("", 1.0))
    if kind != own_kind or (kind == "m2" and own_much == 1.0 and much > 1.0):
        raise Impossible("unit")
    return round(figure.value * figure.scale * much / own_much / own, 10)
