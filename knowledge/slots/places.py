"""Reads the places a text names: `đường Trần Oanh`, `tại công viên, trường học và chợ`."""

import re

from knowledge.slots.shape import Place
from knowledge.slots.words import CAPITAL, any_word, pattern

_WORD = rf"{CAPITAL}[^\W_]*"
_NAME = (
    rf"\s+(?:(?:số|phía)\s+)?{_WORD}(?:\s+(?!(?:và|của|đến|từ|với|tại|ở|do)\s)(?:[^\W\d_]+\s+)?{_WORD})*"
    r"(?:\s+[1-9]\d?[A-Z]?(?!\w|[.,/]\d|\s*%|\s+[^\W\d_]))?"
)
_NUMBERED = r"\s+(?:số\s+)?[1-9]\d?[A-Z]?(?!\w|[.,/]\d|\s*%|\s+(?!và\s|đến\s)[^\W\d_])"
LONGEST_PLACE = 14
"""Words of a place that is described and not named."""


def places_in(text: str) -> tuple[Place, ...]:
    """Return the places a text names, or says something is at, in order."""
    spots: list[Place] = []
    for match in _patterns().finditer(text):
        words = match[0].split()
        said = match[0] if len(words) <= LONGEST_PLACE else " ".join(words[:LONGEST_PLACE])
        if text.startswith(said, match.start()):
            spots.append(Place(said=said, start=match.start()))
    return tuple(spots)


def _patterns() -> re.Pattern[str]:
    named = rf"{{places}}(?:{_NAME}|{_NUMBERED})(?:\s+[-–](?=\s+{CAPITAL}){_NAME})*"
    described = (
        rf"{{where}}\s+(?!{any_word('no_where')})[^\W\d_][^;.:()]*?"
        rf"(?=[;.:()]|$|\s+{any_word('ends_office')}|,\s+{any_word('ends_office')})"
    )
    return pattern(f"{named}|{described}")
