"""Positions in what people type: coordinates as they are written, and links of maps. Pure.

Nothing is looked up: a short link, which only its maker can resolve, is named as such
(`bot.map_links` opens it before this is asked).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

LATITUDES, LONGITUDES = (8.0, 24.0), (102.0, 110.0)
"""Viet Nam, roughly: here two bare numbers are read in either order, elsewhere never."""

_SHORT_LINK = re.compile(
    r"\b(?:https?://)?(?:goo\.gl/maps|maps\.app\.goo\.gl|g\.co/kgs|osm\.org/go|maps\.apple/p)/\S+",
    re.IGNORECASE,
)
_LINK = re.compile(r"(?:https?://|geo:|maps:|comgooglemaps:|www\.|maps\.google\.)\S+", re.I)
_MAP = re.compile(
    r"google\.[a-z.]+/maps|maps\.google\.|openstreetmap\.org|osm\.org|maps\.apple\.com|^geo:|^maps:"
    r"|^comgooglemaps:|bing\.com/maps|map\.coccoc\.com|maps\.vietmap|wego\.here\.com",
    re.IGNORECASE,
)
_PAIR = r"(-?\d{1,3}(?:\.\d+)?)(?:,|%2C|\s|\+)+(-?\d{1,3}(?:\.\d+)?)"
_IN_LINK = [
    re.compile(source, re.IGNORECASE)
    for source in (
        r"!3d(-?\d{1,3}\.\d+)!4d(-?\d{1,3}\.\d+)",  # the place itself, not where the map was
        r"[?&]mlat=(-?\d+(?:\.\d+)?)&mlon=(-?\d+(?:\.\d+)?)",
        rf"[?&](?:q|query|ll|sll|daddr|destination|center|cp|at|address)=(?:loc:)?{_PAIR}",
        rf"^geo:{_PAIR}",
        rf"/(?:place|search|dir/)/?{_PAIR}",
        r"@(-?\d{1,3}\.\d+),(-?\d{1,3}\.\d+)",
        r"[?#&]map=\d+(?:\.\d+)?/(-?\d{1,3}\.\d+)/(-?\d{1,3}\.\d+)",
    )
]
_GEO_QUERY = re.compile(rf"^geo:0,0\?q={_PAIR}", re.IGNORECASE)

_DEGREES = (
    r"(\d{1,3}(?:[.,]\d+)?)\s*(?:°|º|˚|độ|do\b)\s*"
    r"(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:['’′]|phút|phut)\s*)?"
    r"(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:[\"”″]|''|’’|giây|giay)\s*)?"
)
_SIDE = r"(N|S|E|W|B|Đ|D|Bắc|Nam|Đông|Tây|Bac|Dong|Tay)"
_TWO_DEGREES = re.compile(
    rf"(?<![\w.]){_SIDE}?\s*{_DEGREES}{_SIDE}?[\s,;/–-]*{_SIDE}?\s*{_DEGREES}{_SIDE}?(?!\w)", re.I
)
_NUMBER = r"(\d{1,3}[.,]\d{2,12})"
_SIDED = re.compile(
    rf"(?<![\w.])(?:{_SIDE}\s?{_NUMBER}[\s,;]+{_SIDE}\s?{_NUMBER}|"
    rf"{_NUMBER}\s?{_SIDE}[\s,;]+{_NUMBER}\s?{_SIDE})(?!\w)",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?<![\w.,/=&?@-])[(\[]?(-?\d{1,3}[.,]\d{2,12})\s*(?:[;,|/]\s*|\s+)(-?\d{1,3}[.,]\d{2,12})[)\]]?(?![\w%²])"
)
_LABELS = re.compile(
    r"\b(?:vĩ độ|vi do|kinh độ|kinh do|lat(?:itude)?|lon(?:g(?:itude)?)?|lng|tọa độ|toạ độ|toa do|"
    r"vị trí|vi tri|gps)\b\s*[:=]?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Position:
    """A position somebody typed, in degrees (WGS 84), and the words around it."""

    latitude: float
    longitude: float
    rest: str


def position_in(text: str) -> Position | None:
    """The first position in a text; None where there is none, or none on this Earth."""
    for link in _LINK.finditer(text):
        if found := _of_link(link[0]):
            return _position(text, link.span(), *found)
    blank = _LABELS.sub(lambda label: " " * len(label[0]), text)
    blank = re.sub(r"\n", ";", blank)
    for read in (_two_degrees, _sided, _bare):
        if typed := read(blank):
            span, latitude, longitude = typed
            if position := _position(text, span, latitude, longitude):
                return position
    return None


def short_link_in(text: str) -> bool:
    """Whether a link stands in the text whose position only a map service could tell."""
    return _SHORT_LINK.search(text) is not None


def is_map_link(link: str) -> bool:
    """Whether a link is one of a map."""
    return _MAP.search(link) is not None or short_link_in(link)


def without_map_links(text: str) -> str:
    """The text without links of maps."""
    return _LINK.sub(lambda link: " " if is_map_link(link[0]) else link[0], text)


def _position(
    text: str, span: tuple[int, int], latitude: float, longitude: float
) -> Position | None:
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180) or (latitude, longitude) == (0, 0):
        return None
    around = _LABELS.sub(" ", f"{text[: span[0]]} {text[span[1] :]}")
    lines = (" ".join(line.split()).strip(" ,;:()[]") for line in around.split("\n"))
    return Position(latitude, longitude, "\n".join(filter(None, lines)))


def _of_link(link: str) -> tuple[float, float] | None:
    """The position in a link of a map; of a pin before the middle of the map."""
    link = unquote(link)
    if not is_map_link(link):
        return None
    patterns = [_GEO_QUERY, *_IN_LINK]
    found = next((each for source in patterns if (each := source.search(link))), None)
    return (float(found[1]), float(found[2])) if found else None


def _two_degrees(text: str) -> tuple[tuple[int, int], float, float] | None:
    for found in _TWO_DEGREES.finditer(text):
        one = _side(found[1] or found[5], *found.group(2, 3, 4))
        between = found[5] if found[1] else None  # "N 22° E 103°"
        two = _side(found[6] or found[10] or between, *found.group(7, 8, 9))
        if ordered := _ordered(one, two):
            return found.span(), *ordered
    return None


def _sided(text: str) -> tuple[tuple[int, int], float, float] | None:
    for found in _SIDED.finditer(text):
        one = _side(found[1] or found[6], found[2] or found[5])
        two = _side(found[3] or found[8], found[4] or found[7])
        if ordered := _ordered(one, two):
            return found.span(), *ordered
    return None


def _side(
    side: str | None, degrees: str, minutes: str = "", seconds: str = ""
) -> tuple[str, float]:
    """Whether it counts northwards (`n`), eastwards (`e`) or nobody says (empty), and degrees."""
    value = _number(degrees) + _number(minutes or "0") / 60 + _number(seconds or "0") / 3600
    letter = (side or "").lower()
    if letter in ("s", "nam", "w", "tây", "tay"):
        value = -value
    axis = "n" if letter in ("n", "s", "b", "bắc", "bac", "nam") else "e" if letter else ""
    return axis, value


def _ordered(one: tuple[str, float], two: tuple[str, float]) -> tuple[float, float] | None:
    if "n" in (one[0], two[0]) and "e" in (one[0], two[0]):
        return (one[1], two[1]) if one[0] == "n" else (two[1], one[1])
    return None if one[0] or two[0] else _by_size(one[1], two[1])


def _bare(text: str) -> tuple[tuple[int, int], float, float] | None:
    for found in _BARE.finditer(text):
        one, two = _number(found[1]), _number(found[2])
        fine = all(len(re.split("[.,]", each)[1]) >= 3 for each in found.groups())
        if ordered := _by_size(one, two):
            return found.span(), *ordered
        if fine and "." in found[1] and "." in found[2]:
            return found.span(), one, two
    return None


def _by_size(one: float, two: float) -> tuple[float, float] | None:
    """Latitude and longitude of two numbers in Viet Nam, whichever came first."""
    for latitude, longitude in ((one, two), (two, one)):
        if _between(latitude, LATITUDES) and _between(longitude, LONGITUDES):
            return latitude, longitude
    return None


def _between(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def _number(typed: str) -> float:
    return float(typed.replace(",", "."))
