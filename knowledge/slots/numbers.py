"""Reads numbers as Vietnamese documents write them: '08', '1.250', '5,0', "hai mươi lăm"."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from knowledge.slots.words import pattern

DIGITS = (
    r"(?<![\w.,/])\d{1,3}(?:\.\d{3})+(?:,\d+)?(?!\d|[.,]\d)"
    r"|(?<![\w.,/])\d+(?:[.,]\d+)?(?!\d|[.,]\d)"
)
"""A number in digits: thousands by full stops, a comma before the decimals (or, rarely, a stop)."""

_ONES = {"không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5,
         "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9}  # fmt: skip
_SCALES = {"nghìn": 1_000, "ngàn": 1_000, "triệu": 1_000_000, "tỷ": 1_000_000_000,
           "tỉ": 1_000_000_000}  # fmt: skip
_WORD = "|".join((*_ONES, *_SCALES, "mười", "mươi", "trăm", "linh", "lẻ"))
_WORDS = re.compile(rf"(?<!\w)(?<!ngã )(?:{_WORD})(?:\s+(?:{_WORD}))*(?!\w)", re.IGNORECASE)
_DIGITS = re.compile(DIGITS)
_TWO_SCALES = re.compile(
    r"(?<![\w.,/])(?P<high>\d{1,3}(?:\.\d{3})*)\s+(?:tỷ|tỉ)\s+(?P<low>\d{1,3})(?=\s+triệu(?!\w))"
    r"|(?<![\w.,/])(?P<millions>\d{1,3})\s+triệu\s+(?P<thousands>\d{1,3})(?=\s+(?:nghìn|ngàn)(?!\w))",
    re.IGNORECASE,
)
"""A sum in two scales: `2 tỷ 500 triệu đồng` is 2500 triệu đồng."""
QUANTITIES = (
    r"(?:trong\s+)?tổng|số|diện\s+tích|dân\s+số|chiều|quỹ|kinh\s+phí|vốn|sản\s+lượng|công\s+suất"
)
"""What a share is taken of: `1/3 số hộ`."""
_OF_ALL = (
    r"(?<![\w.,/])(?<!dịp )(?<!lễ )(?<!sáng )(?<!chiều )(?<!tối )(\d{1,3})/(\d{1,3})"
    r"(?=\s+(?!{ends_counted}|{does}|{measures}|{scales}|{money}"
    rf"|(?:{QUANTITIES}|h[ằà]ng|âm|dương|các|những|toàn)(?!\w))(?-i:[a-zà-ỹđ]))"
)
"""So many of all, `14/14 ấp`; a small letter begins what is counted."""
SMALLEST = 4
"""`3/4 thành viên` may be a share of many more."""
IN_WORDS = frozenset(_ONES) - {"không", "năm", "mốt", "tư", "lăm"} | {"mười"}
"""The words for a number that are no other word."""


class Number(NamedTuple):
    """A number, and where it stands in the text."""

    value: float
    start: int
    end: int


def value_of(written: str) -> float:
    """Return what digits are worth: `1.250` is 1250, `5,0` is 5, `4.2` is 4.2, `08` is 8."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", written):
        written = written.replace(".", "")
    return float(written.replace(",", "."))


def numbers_in(text: str) -> Iterator[Number]:
    """Yield the numbers of a text in order; years and dates are numbers too.

    In words only what cannot be another word: `hai mươi`, and one word before what is counted.
    """
    sums = [_sum(match) for match in _TWO_SCALES.finditer(text)] + parts_of_all(text)
    digits = [Number(value_of(m[0]), *m.span()) for m in _DIGITS.finditer(text)]
    digits = [n for n in digits if not any(s.start <= n.start < s.end for s in sums)] + sums
    in_words = [number for m in _WORDS.finditer(text) if (number := _spelt(text, m))]
    yield from sorted((*digits, *in_words), key=lambda number: number.start)


def parts_of_all(text: str) -> list[Number]:
    """Return the numbers that are a part of all there are: 5 of `5/7 tiêu chí`; no day is one."""
    pairs = ((int(m[1]), int(m[2]), m) for m in pattern(_OF_ALL).finditer(text))
    whole = ((n, m) for n, of, m in pairs if n == of or n < of > SMALLEST)
    return [Number(n, *m.span()) for n, m in whole]


def _sum(match: re.Match[str]) -> Number:
    high, low = match["high"] or match["millions"], match["low"] or match["thousands"]
    return Number(1000 * value_of(high) + value_of(low), *match.span())


def _spelt(text: str, match: re.Match[str]) -> Number | None:
    """Return the number that words spell; a scale at their end belongs to the unit."""
    spelt = match[0].split()
    scales = [word for word in spelt if word.lower() in _SCALES]
    if len(spelt) > 1 and len(scales) == 1 and spelt[-1] in scales:
        del spelt[-1]
    end = match.start() + re.match(r"\s+".join(map(re.escape, spelt)), match[0]).end()  # type: ignore[union-attr]
    alone = len(spelt) == 1 and not _says_again(text, match.start(), end)
    if alone and not _counts_alone(spelt[0].lower(), text[end:]):
        return None
    value = _worth([word.lower() for word in spelt])
    return None if value is None else Number(value, match.start(), end)


def _says_again(text: str, start: int, end: int) -> bool:
    """Return whether words say in brackets what the digits before them say: `08 (tám)`."""
    return re.search(r"\d\s*\($", text[:start]) is not None and text[end : end + 1] == ")"


def _counts_alone(word: str, behind: str) -> bool:
    """Return whether one word is a number there: `ba lần` is, `năm công trình` may be a year."""
    if word not in IN_WORDS:
        return False
    return pattern(r"\s+(?:{counted}|{scales})(?!\s+sau|\s+này)").match(behind) is not None


def _worth(spelt: list[str]) -> float | None:
    """Return what number words are worth together; None where they make no number."""
    total, group, last = 0.0, 0.0, ""
    for word in spelt:
        if not _may_follow(word, last):
            return None
        if word in _SCALES:
            total, group = total + (group or 1) * _SCALES[word], 0.0
        elif word == "trăm":
            group *= 100
        elif word == "mươi":
            # `hai mươi`: the 2 is in the sum already, and 18 more make 20.
            group += (group % 10) * 9
        else:
            group += {"mười": 10, "linh": 0, "lẻ": 0}.get(word, _ONES.get(word, 0))
        last = word
    return total + group


def _may_follow(word: str, last: str) -> bool:
    """Return whether a number word may stand behind another: `mươi` behind `hai`."""
    if word in _SCALES:
        return last != "" and last not in _SCALES
    if word in ("trăm", "mươi"):
        return last in _ONES
    if word in ("linh", "lẻ"):
        return last == "trăm"
    return last not in _ONES
