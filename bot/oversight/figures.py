"""Figures and days that people state, in any Vietnamese form."""

import re
from datetime import date

from knowledge.slots.numbers import DIGITS, value_of
from knowledge.slots.times import times_in
from knowledge.vietnamese.text import fold, has_marks, tokens

LARGEST = 1e12
"""No figure of a plan is so large; who types one has made a slip."""
SCALES = {"nghin": 1e3, "ngan": 1e3, "trieu": 1e6, "ty": 1e9, "ti": 1e9}
_ONES = ("khong", "mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin")
_DIGIT = {word: at for at, word in enumerate(_ONES)} | {"tu": 4, "lam": 5}
_NUMBER_WORDS = {*_DIGIT, *SCALES, "muoi", "tram", "linh", "le", "phay", "ruoi"}
_TIME = re.compile(r"(?:năm\s+)?\b(?:19|20)\d\d\b(?!\s*\w)|\d{1,2}/\d{1,2}/\d{4}|năm\s+20\d\d")
_MARKS = {"quy": "quý", "nam": "năm", "thang": "tháng", "ngay": "ngày", "het": "hết",
          "cuoi": "cuối", "dau": "đầu", "den": "đến"}  # fmt: skip
"""The words of a day, by what they are typed as without marks."""


class Impossible(ValueError):
    """A figure that cannot be; `why` names the sentence that says so."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def figure_in(text: str, unit: str) -> float:
    """Return the one figure that a text states, in the unit of the plan; raises `Impossible`.

    `7,2 m2`, `7.2`, `bảy phẩy hai`, `1.250 cây`, `1,2 triệu` and `chín mươi phần trăm` are read.
    """
    values = _values(text, unit)
    if not values:
        raise Impossible("none")
    if len(set(values)) > 1:
        raise Impossible("several")
    value = values[0]
    if value < 0 or re.search(r"(?:^|\s)[-−–]\s*\d", text):
        raise Impossible("negative")
    if unit == "%" and value > 100:
        raise Impossible("percent")
    if value > LARGEST:
        raise Impossible("large")
    return value


def _values(text: str, unit: str) -> list[float]:
    """Return the numbers of a text in the plan's unit."""
    own = _scale(f" {fold(unit)} ")
    bare = _TIME.sub(" ", text) if len(re.findall(DIGITS, text)) > 1 else text
    bare = re.sub(r"(?<=[^\W\d])\s*(?:[2²]|\^2)(?!\d)", " ", bare)  # the 2 of m2 is none
    bare = re.sub(r"(?<=\d)(?=[^\W\d_])", " ", bare)
    words = f" {' '.join(fold(token) for token in tokens(bare))} "
    numbers = [(value_of(match[0]), match.end()) for match in re.finditer(DIGITS, bare)]
    if not numbers:
        spelt = _spelt(words)
        scaled = not SCALES.keys().isdisjoint(words.split())
        return [] if spelt is None else [spelt / own if scaled else spelt]
    scales = [_scale(f" {fold(bare[end : end + 12])} ") for _, end in numbers]
    return [
        round(value * scale / own, 10) if scale > 1 else value
        for (value, _), scale in zip(numbers, scales, strict=True)
    ]


def _scale(words: str) -> float:
    """Return what the first word multiplies by."""
    first = words.split()[:1]
    return SCALES.get(first[0], 1.0) if first else 1.0


def _spelt(words: str) -> float | None:
    """Return the one number that is written in words: `bảy phẩy hai`, `một nghìn hai trăm`."""
    runs: list[list[str]] = [[]]
    for word in words.replace(" phan tram ", " ").split():
        if word in _NUMBER_WORDS:
            runs[-1].append(word)
        elif runs[-1]:
            runs.append([])
    runs = [run for run in runs if run and run not in (["lam"], ["tu"])]
    if len(runs) != 1 or not any(word in _DIGIT or word == "muoi" for word in runs[0]):
        return None
    integer, _, part = " ".join(runs[0]).partition("phay")
    digits = "".join(str(_DIGIT[word]) for word in part.split() if word in _DIGIT)
    return _worth(integer.split()) + (float(f"0.{digits}") if digits else 0.0)


def _worth(spelt: list[str]) -> float:
    """Return what number words are worth together."""
    total, group, scale = 0.0, 0.0, 1.0
    for word in spelt:
        if word in _DIGIT:
            group += _DIGIT[word]
        elif word == "muoi":
            units = group % 10
            group += units * 9 if units else 10
        elif word == "tram":
            group *= 100
        elif word in SCALES:
            scale = SCALES[word]
            total, group = total + (group or 1) * scale, 0.0
        elif word == "ruoi":
            total += scale / 2
    return total + group


def day_in(text: str, today: date) -> date | None:
    """Return the day a text names: `31/12/2025`, `hết quý III`, `cuối năm 2025`, `hôm nay`.

    A month, a quarter or a year is its last day. None for none, or for one to come.
    """
    plain = f" {fold(text)} "
    if any(f" {word} " in plain for word in ("hom nay", "nay", "bay gio")):
        return today
    if not has_marks(text):
        text = " ".join(_MARKS.get(word, word) for word in text.lower().split())
    text = re.sub(r"^\s*(\d{4})\s*$", r"năm \1", text)
    text = re.sub(r"^\s*(\d{1,2})\s*[/.-]\s*(\d{4})\s*$", r"tháng \1 năm \2", text)
    days = [time.last for time in times_in(text, today.year) if time.last]
    if not days:
        return None
    return days[0] if days[0] <= today else None
