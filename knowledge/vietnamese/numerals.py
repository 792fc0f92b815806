"""Numbers that a text names with the unit they are measured in, in digits or in words."""

from __future__ import annotations

import re

_ONES = ["khong", "mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin"]
_DIGIT = {word: at for at, word in enumerate(_ONES)} | {"lam": 5, "tu": 4}
_ONE = "|".join(_DIGIT)
_WORDS = re.compile(
    rf" (?:(?P<hundreds>{_ONE}) tram ?)?(?:(?P<tens>{_ONE}) (?=muoi))?(?P<ten>muoi ?)?"
    rf"(?P<ones>{_ONE})?(?: (?:phay|phet) (?P<part>{_ONE}))? (?=met vuong |phan tram )"
)
_DIGITS = re.compile(r" (\d+(?:,\d+)?) (?=met vuong |phan tram )")


def measured(plain: str) -> frozenset[str]:
    """Those numbers as a plan writes them, from words without marks: `mười hai mét vuông` is 12."""
    spelt = (_number(found) for found in _WORDS.finditer(plain) if found[0].strip())
    return frozenset(_DIGITS.findall(plain)) | frozenset(spelt)


def _number(found: re.Match[str]) -> str:
    tens = _DIGIT[found["tens"]] if found["tens"] else bool(found["ten"])
    hundreds, ones = (_DIGIT.get(found[name] or "", 0) for name in ("hundreds", "ones"))
    part = f",{_DIGIT[found['part']]}" if found["part"] else ""
    return f"{100 * hundreds + 10 * tens + ones}{part}"
