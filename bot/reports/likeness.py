"""Measure how near two spots are, and how alike the words of two reports are."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import asin, cos, degrees, radians, sin, sqrt

from rapidfuzz import fuzz, utils

from bot.reports.draft import DESCRIBED
from bot.reports.duplicate_queries import Box
from knowledge.vietnamese.text import fold

EARTH = 6_371_009.0
"""Mean radius in metres (IUGG)."""
SAME_WORDS = 72
"""Likeness from which two reports may be the same one."""
SAME_STORY = 85
"""The same where one of them names no spot: what happened has to be told nearly alike."""
FEWEST_SHARED = 3
"""Words two stories must share: what is short is part of nearly everything."""
SAME_PLACE = 75
"""Likeness of the spots' own names below which they are two, whatever happened there."""
_PLACE_WEIGHS = 0.6
"""The part of a likeness that the spots' names make; the stories make the rest."""
_SLIVER = 0.01
"""Of a degree's length at the equator: near a pole a box would have no bounds."""
_NUMBER = re.compile(r"\d+")
_COMMON = frozenset((
    "o", "tai", "gan", "truoc", "sau", "canh", "ben", "doi", "dien", "mat", "dau", "cuoi", "giua",
    "trong", "ngoai", "tren", "duoi", "phia", "cho", "khu", "vuc", "doan", "nga", "so", "nha",
    "duong", "pho", "ngo", "ngach", "hem", "to", "ban", "thon", "cong", "truong", "phuong", "xa",
    "thanh", "tp", "p", "cua", "day", "kia", "nay", "va", "voi", "la", "co",
))  # fmt: skip
"""Folded words of many spots, which tell none from another."""


def distance(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Return the metres between two spots (latitude, longitude), by the haversine formula."""
    north, east = radians(end[0] - start[0]), radians(end[1] - start[1])
    across = cos(radians(start[0])) * cos(radians(end[0]))
    half_chord = sqrt(sin(north / 2) ** 2 + across * sin(east / 2) ** 2)
    return 2 * EARTH * asin(min(1.0, half_chord))


def box_around(spot: tuple[float, float], metres: float) -> Box:
    """Return a box that holds every spot within so many metres."""
    up = degrees(metres / EARTH)
    right = up / max(cos(radians(spot[0])), _SLIVER)
    return Box(spot[0] - up, spot[0] + up, spot[1] - right, spot[1] + right)


@dataclass(frozen=True)
class Wording:
    """The words of a report as compared: folded, and of the spot only its own name."""

    place: str
    description: str
    numbers: frozenset[str]

    @cached_property
    def story(self) -> str:
        """Return the description, folded."""
        return plain(self.description)


def wording(place: str, story: str, units: Iterable[str]) -> Wording:
    """Return the words to compare, without `units`: all reports of a ward would be alike by it."""
    spot = plain(place.removeprefix(DESCRIBED))
    for unit in units:
        spot = spot.replace(unit, " ")
    names = [word for word in spot.split() if word not in _COMMON]
    return Wording(" ".join(names), story, frozenset(_NUMBER.findall(spot)))


def plain(text: str) -> str:
    """Return the text folded, with a space for every sign."""
    return utils.default_process(fold(text))


def likeness(first: Wording, second: Wording) -> float:
    """Return how alike they are from 0 to 100: mostly the place, then the description.

    Of a first one that is not told yet, only the place counts. 0 for two spots: another name,
    another house number. Where one names no spot, 0 or how alike the stories are.
    """
    if first.numbers and second.numbers and not first.numbers & second.numbers:
        return 0.0
    if first.place and second.place:
        places = _places(first.place, second.place)
        if places < SAME_PLACE:
            return 0.0
        if not first.story:
            return places
        stories = fuzz.token_set_ratio(first.story, second.story)
        return _PLACE_WEIGHS * places + (1 - _PLACE_WEIGHS) * stories
    stories = fuzz.token_set_ratio(first.story, second.story)
    shared = set(first.story.split()) & set(second.story.split())
    return stories if stories >= SAME_STORY and len(shared) >= FEWEST_SHARED else 0.0


def _places(first: str, second: str) -> float:
    """Return how alike two names of places are; a single word has to be all of both."""
    if min(len(first.split()), len(second.split())) < 2:
        return fuzz.token_sort_ratio(first, second)
    return fuzz.token_set_ratio(first, second)
