"""Positions in what people type: coordinates as they are written, plus codes, and links of maps.

Pure, and nothing is looked up: a short link, which only its maker can resolve, is named as such
(`bot.city.map_links` opens it before this is asked).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from openlocationcode import openlocationcode as plus_codes

from bot.city.city import City
from knowledge.vietnamese.text import fold

LATITUDES, LONGITUDES = (8.0, 24.0), (102.0, 110.0)
"""Viet Nam, roughly: here two bare numbers are read in either order, elsewhere never."""

_SHORT_LINK = re.compile(
    r"\b(?:https?://)?(?:goo\.gl/maps|maps\.app\.goo\.gl|g\.co/kgs|osm\.org/go|maps\.apple/p)/\S+",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"(?:https?://|geo:|maps:|comgooglemaps:|google\.navigation:|www\.|maps\.google\.)\S+", re.I
)
_MAP = re.compile(
    r"google\.[a-z.]+/maps|maps\.google\.|openstreetmap\.org|osm\.org|maps\.apple\.com|^geo:|^maps:"
    r"|^comgooglemaps:|^google\.navigation:|bing\.com/maps|map\.coccoc\.com|maps\.vietmap"
    r"|(?:wego|share)\.here\.com|waze\.com/ul|osmand\.net|yandex\.[a-z.]+/maps",
    re.IGNORECASE,
)
_DEGREE = r"(-?\d{1,3}(?:\.\d+)?)"
_PAIR = rf"{_DEGREE}(?:,|~|\s|\+)+{_DEGREE}"


def _patterns(*sources: str) -> list[re.Pattern[str]]:
    return [re.compile(source, re.IGNORECASE) for source in sources]


_PINS = _patterns(
    r"!3d(-?\d{1,3}\.\d+)!4d(-?\d{1,3}\.\d+)",  # the place itself, not where the map was
    rf"^(?=.*[?&]m?lat={_DEGREE})(?=.*[?&]m?lon={_DEGREE})",
    rf"[?&:](?:q|query|ll|daddr|destination|coordinate|where1|pin|address)=(?:loc:|@)?{_PAIR}",
    rf"[?&]sp=point\.{_DEGREE}_{_DEGREE}",
    rf"^geo:{_PAIR}",
    rf"/(?:place|search|l)/{_PAIR}",
    rf"/dir/(?:[^?]*/)?{_PAIR}(?=/@|/data|/?(?:\?|$))",  # the last is where one goes
)
"""Where in a link a place stands."""
_MIDDLES = _patterns(
    rf"[?&](?:center|viewpoint|cp|at|sll|map)={_PAIR}",
    r"@(-?\d{1,3}\.\d+),(-?\d{1,3}\.\d+)",
    r"[?#&]map=\d+(?:\.\d+)?/(-?\d{1,3}\.\d+)/(-?\d{1,3}\.\d+)",
    r"^(?=.*!3d(-?\d{1,3}\.\d+))(?=.*!2d(-?\d{1,3}\.\d+))",
)
"""Where in a link the middle of its map stands."""
_GEO_QUERY = re.compile(rf"^geo:0,0\?q={_PAIR}", re.IGNORECASE)

_DEGREES = (
    r"(\d{1,3}(?:[.,]\d+)?)\s*(?:°|º|˚|độ|do\b)\s*"
    r"(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:['’′]|phút|phut)\s*)?"
    r"(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:[\"”″]|''|’’|giây|giay)\s*)?"
)
_SIDE = (
    r"(?:(?:vĩ|vi|kinh)(?: độ| tuyến| do| tuyen)?\s+)?"
    r"(N|S|E|W|B|Đ|D|Bắc|Nam|Đông|Tây|Bac|Dong|Tay)"
)
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
    r"(?<![\w.,/=&?@+-])[(\[]?([+-]?\d{1,3}[.,]\d{2,12})"
    r"(\s*[;,|/]\s*|\s+[–-]\s+|\s+)([+-]?\d{1,3}[.,]\d{2,12})[)\]]?(?![\w%²])"
)
_COUNTED = re.compile(  # what is measured stands behind; "cây đổ" and "Tân Phong" may, too
    r"\s*(?:đ(?!\.)|đồng|vnđ|vnd|nghìn|nghin|ngàn|ngan|triệu|trieu|tỷ|tỉ|usd|%|m|m2|m3|mét|met|cm|mm"
    r"|km|ha|hecta|kg|tấn|độ|°|khối|lít)(?!\w)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(  # and before it what has a number, a price or a size
    r"\b(?:giá|tiền|tien|diện tích|dien tich|dt|dài|rộng|phiên bản|phien ban|qđ|số|thửa|tờ|stk|mã"
    r"|km|ql|tăng|giảm|trả)\s*:?\s*$",
    re.IGNORECASE,
)
_ROUND = re.compile(r"\d{1,3}[.,]\d00$")
"""10.500 is ten thousand and a half."""
_LABELS = re.compile(
    r"[\"']?\b(?:vĩ độ|vi do|kinh độ|kinh do|lat(?:itude)?|lon(?:g(?:itude)?)?|lng|tọa độ|toạ độ|"
    r"toa do|vị trí|vi tri|gps)\b[\"']?\s*[:=]?",
    re.IGNORECASE,
)
_SIGN = "[23456789CFGHJMPQRVWX]"
_PLUS_CODE = re.compile(
    rf"(?:https?://plus\.codes/)?(?<![\w+])((?:{_SIGN}{{4}}|{_SIGN}{{6}}|{_SIGN}{{8}})"
    rf"\+{_SIGN}{{2,5}})(?![\w+])",
    re.IGNORECASE,
)
"""Whole, or short of its first four or two signs, which the city stands for."""


@dataclass(frozen=True)
class Position:
    """A position somebody typed, in degrees (WGS 84), and the words around it."""

    latitude: float
    longitude: float
    rest: str


def position_in(text: str, city: City | None = None) -> Position | None:
    """The first position in a text; None where there is none, or none on this Earth.

    A short plus code is read near the middle of the `city`; without one it is no position.
    """
    for link in _LINK.finditer(text):
        if found := _of_link(link[0]):
            return _position(text, link.span(), *found)
    lines = text.replace("\n", ";")
    blank = _LABELS.sub(lambda label: " " * len(label[0]), lines)
    written = (_two_degrees(blank), _sided(blank), _bare(blank, labelled=blank != lines))
    for typed in (*written, _plus_code(text, city)):
        if typed and (position := _position(text, *typed)):
            return position
    return None


def _plus_code(text: str, city: City | None) -> tuple[tuple[int, int], float, float] | None:
    """The first plus code: of the same signs in digits alone, a sum is more likely."""
    for found in _PLUS_CODE.finditer(text):
        code = _whole(found[1], text, city) if re.search("[a-z]", found[1], re.I) else None
        if code is not None:
            area = plus_codes.decode(code)
            span = found.start(), _with_city(text, found.end(), city)
            return span, area.latitudeCenter, area.longitudeCenter
    return None


def _with_city(text: str, end: int, city: City | None) -> int:
    """Where a code ends with the city's name behind it, as maps write it: that is no address."""
    if city is None:
        return end
    names = "|".join(map(re.escape, (city.name, fold(city.name))))
    behind = re.compile(rf"\W+(?:{names})(?:\W+Vi[eệ]t ?Nam)?(?!\w)", re.IGNORECASE)
    found = behind.match(text, end)
    return found.end() if found else end


def _whole(code: str, text: str, city: City | None) -> str | None:
    """The code in full; None for a short one of elsewhere.

    Beside a short code stands the place it is short for. Where that is not this city, the code
    would nearly always lie outside of it.
    """
    if plus_codes.isFull(code):
        return code
    if city is None or not plus_codes.isShort(code):
        return None
    whole = str(plus_codes.recoverNearest(code, *city.bounds.centre))
    area = plus_codes.decode(whole)
    here = city.bounds.hold(area.latitudeCenter, area.longitudeCenter)
    return whole if here or fold(city.name) in fold(text) else None


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
    if pin := _first_of([_GEO_QUERY, *_PINS], link):
        return pin
    typed = _two_degrees(link.replace("+", " "))
    return typed[1:] if typed else _first_of(_MIDDLES, link)


def _first_of(patterns: list[re.Pattern[str]], link: str) -> tuple[float, float] | None:
    """The position of the first pattern that is there; a few maps put the longitude first."""
    found = next((each for source in patterns if (each := source.search(link))), None)
    if found is None:
        return None
    one, two = float(found[1]), float(found[2])
    return _by_size(one, two) or (one, two)


def _two_degrees(text: str) -> tuple[tuple[int, int], float, float] | None:
    for found in _TWO_DEGREES.finditer(text):
        one = _side(found[1] or found[5], *found.group(2, 3, 4))
        between = found[5] if found[1] else None  # "N 22° E 103°"
        two = _side(found[6] or found[10] or between, *found.group(7, 8, 9))
        rough = one[0] == two[0] == "" and one[1].is_integer() and two[1].is_integer()
        if not rough and (ordered := _ordered(one, two)):  # "dốc 22°, 103°"
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


def _bare(text: str, *, labelled: bool) -> tuple[tuple[int, int], float, float] | None:
    """Two numbers, which nothing but a label or their size makes a position."""
    for found in _BARE.finditer(text):
        if not labelled and _is_amount(found):
            continue
        one, two = _number(found[1]), _number(found[3])
        fine = all(len(re.split("[.,]", each)[1]) >= 3 for each in (found[1], found[3]))
        if ordered := _by_size(one, two):
            return found.span(), *ordered
        if fine and "." in found[1] and "." in found[3]:
            return found.span(), one, two
    return None


def _is_amount(found: re.Match[str]) -> bool:
    """Whether two numbers may as well be prices or sizes; of a range, unless they are fine ones."""
    before, after = found.string[: found.start()], found.string[found.end() :]
    if _COUNTED.match(after) or _NUMBERED.search(before):
        return True
    coarse = min(len(re.split("[.,]", each)[1]) for each in (found[1], found[3])) < 4
    is_range = coarse and found[2].strip() in ("-", "–")
    return is_range or all(_ROUND.match(each) for each in (found[1], found[3]))


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
