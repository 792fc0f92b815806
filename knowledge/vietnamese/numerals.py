"""Reads numbers with the unit they are measured in, in digits or in words."""

import re

ONES = ["khong", "mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin"]
DIGIT = {word: at for at, word in enumerate(ONES)} | {"lam": 5, "tu": 4}
_UNIT = "|".join(DIGIT)
_WORDS = re.compile(
    rf" (?:(?P<hundreds>{_UNIT}) tram ?)?(?:(?P<tens>{_UNIT}) (?=muoi))?(?P<ten>muoi ?)?"
    rf"(?P<ones>{_UNIT})?(?: (?:phay|phet) (?P<part>{_UNIT}))? (?=met vuong |phan tram )"
)
_DIGITS = re.compile(r" (\d+(?:,\d+)?) (?=met vuong |phan tram )")


def measured(plain: str) -> frozenset[str]:
    """Return the numbers with a unit, as a plan writes them: `muoi hai met vuong` is 12."""
    spelt = (_number(match) for match in _WORDS.finditer(plain) if match[0].strip())
    return frozenset(_DIGITS.findall(plain)) | frozenset(spelt)


def _number(match: re.Match[str]) -> str:
    tens = DIGIT[match["tens"]] if match["tens"] else bool(match["ten"])
    hundreds, units = (DIGIT.get(match[name] or "", 0) for name in ("hundreds", "ones"))
    part = f",{DIGIT[match['part']]}" if match["part"] else ""
    return f"{100 * hundreds + 10 * tens + units}{part}"
