"""How near two spots are, and how alike two reports are worded."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import asin, cos, degrees, radians, sin, sqrt

from rapidfuzz import fuzz, utils

from bot.reports.duplicate_queries import Box
from bot.understanding.typed import described_in
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
_SLIVER = 0.01
"""Of a degree's length at the equator: near a pole a box would have no bounds."""
_NUMBER = re.compile(r"\d+")
_COMMON = frozenset(
    (
        *("o", "tai", "gan", "truoc", "sau", "canh", "ben", "doi", "dien", "mat", "dau", "cuoi"),
        *("giua", "trong", "ngoai", "tren", "duoi", "phia", "cho", "khu", "vuc", "doan", "nga"),
        *(
            "so",
            "nha",
            "duong",
            "pho",
            "ngo",
            "ngach",
            "hem",
            "to",
            "ban",
            "thon",
            "cong",
            "truong",
        ),
        *("phuong", "xa", "thanh", "tp", "p", "cua", "day", "kia", "nay", "va", "voi", "la", "co"),
    )
)
"""Folded words of many spots, which tell none from another."""


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two spots (latitude, longitude) on a sphere, by the haversine formula."""
    north, east = radians(other[0] - one[0]), radians(other[1] - one[1])
    across = cos(radians(one[0])) * cos(radians(other[0]))
    half_chord = sqrt(sin(north / 2) ** 2 + across * sin(east / 2) ** 2)
    return 2 * EARTH * asin(min(1.0, half_chord))


def box_around(spot: tuple[float, float], metres: float) -> Box:
    """A box that holds every spot within so many metres."""
    up = degrees(metres / EARTH)
    right = up / max(cos(radians(spot[0])), _SLIVER)
    return Box(spot[0] - up, spot[0] + up, spot[1] - right, spot[1] + right)


@dataclass(frozen=True)
class Wording:
    """The words of a report as they are compared: folded, and of the spot only its own name.

    What was told is folded only where the spots are alike, which most are not.
    """

    place: str
    told: str
    numbers: frozenset[str]

    @cached_property
    def story(self) -> str:
        """What happened, folded."""
        return plain(self.told)


def wording(place: str, story: str, units: Iterable[str]) -> Wording:
    """What of a report's words decides; `units` are the `plain` names of wards, old and of today.

    The ward is compared by itself: as words it would make all of its reports alike.
    """
    spot = plain(described_in(place) or place)
    for unit in units:
        spot = spot.replace(unit, " ")
    names = [word for word in spot.split() if word not in _COMMON]
    return Wording(" ".join(names), story, frozenset(_NUMBER.findall(spot)))


def plain(text: str) -> str:
    """Folded, with a space for every sign."""
    return utils.default_process(fold(text))


def likeness(one: Wording, other: Wording) -> float:
    """From 0 to 100: mostly where it is, then what happened.

    0 for two spots: another name, another house number. Where one names no spot, 0 or how alike
    the stories are.
    """
    if one.numbers and other.numbers and not one.numbers & other.numbers:
        return 0.0
    if one.place and other.place:
        places = _places(one.place, other.place)
        if places < SAME_PLACE:
            return 0.0
        stories = fuzz.token_set_ratio(one.story, other.story)
        return _PLACE_WEIGHS * places + (1 - _PLACE_WEIGHS) * stories
    stories = fuzz.token_set_ratio(one.story, other.story)
    shared = set(one.story.split()) & set(other.story.split())
    return stories if stories >= SAME_STORY and len(shared) >= FEWEST_SHARED else 0.0


def _places(one: str, other: str) -> float:
    """A single word is part of many names, and has to be all of both."""
    if min(len(one.split()), len(other.split())) < 2:
        return fuzz.token_sort_ratio(one, other)
    return fuzz.token_set_ratio(one, other)
