"""Read positions in typed text: coordinates in many notations, plus codes, and map links.

Pure, and nothing is looked up: a short link, which only its maker can resolve, is named as such
(`bot.city.map_links` opens it before this is asked).
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from openlocationcode import openlocationcode as plus_codes

from bot.city.city import City
from knowledge.vietnamese.text import fold

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
"""The parts of a link that hold a place."""
_MIDDLES = _patterns(
    rf"[?&](?:center|viewpoint|cp|at|sll|map)={_PAIR}",
    r"@(-?\d{1,3}\.\d+),(-?\d{1,3}\.\d+)",
    r"[?#&]map=\d+(?:\.\d+)?/(-?\d{1,3}\.\d+)/(-?\d{1,3}\.\d+)",
    r"^(?=.*!3d(-?\d{1,3}\.\d+))(?=.*!2d(-?\d{1,3}\.\d+))",
)
"""The parts of a link that hold the middle of its map."""
# Android's geo: links put 0,0 first where the pin stands in the query.
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
"""The twenty signs of the Open Location Code (plus codes)."""
_PLUS_CODE = re.compile(
    rf"(?:https?://plus\.codes/)?(?<![\w+])((?:{_SIGN}{{4}}|{_SIGN}{{6}}|{_SIGN}{{8}})"
    rf"\+{_SIGN}{{2,5}})(?![\w+])",
    re.IGNORECASE,
)
"""Full, or without its first four or two signs, which the city stands for."""


@dataclass(frozen=True)
class Position:
    """A typed position in degrees (WGS 84), and the words around it."""

    latitude: float
    longitude: float
    remainder: str


def position_in(text: str, city: City | None = None) -> Position | None:
    """Return the first position in a text on this Earth; a short plus code is read near `city`."""
    for link in _LINK.finditer(text):
        if coordinates := _of_link(link[0]):
            return _position(text, link.span(), *coordinates)
    lines = text.replace("\n", ";")
    blank = _LABELS.sub(lambda label: " " * len(label[0]), lines)
    written = (_two_degrees(blank), _sided(blank), _bare(blank, labelled=blank != lines))
    for typed in (*written, _plus_code(text, city)):
        if typed and (position := _position(text, *typed)):
            return position
    return None


def _plus_code(text: str, city: City | None) -> tuple[tuple[int, int], float, float] | None:
    """Return the first plus code; one of digits alone is more likely a sum."""
    for match in _PLUS_CODE.finditer(text):
        code = _full_code(match[1], text, city) if re.search("[a-z]", match[1], re.I) else None
        if code is not None:
            area = plus_codes.decode(code)
            span = match.start(), _with_city(text, match.end(), city)
            return span, area.latitudeCenter, area.longitudeCenter
    return None


def _with_city(text: str, end: int, city: City | None) -> int:
    """Return the end of a code and of the city's name behind it, which maps add."""
    if city is None:
        return end
    names = "|".join(map(re.escape, (city.name, fold(city.name))))
    behind = re.compile(rf"\W+(?:{names})(?:\W+Vi[eệ]t ?Nam)?(?!\w)", re.IGNORECASE)
    match = behind.match(text, end)
    return match.end() if match else end


def _full_code(code: str, text: str, city: City | None) -> str | None:
    """Return the code in full; None for a short one of another city.

    Short codes come with the name of their place. For a place that is not this city, the full
    code would nearly always lie outside of it.
    """
    if plus_codes.isFull(code):
        return code
    if city is None or not plus_codes.isShort(code):
        return None
    full = str(plus_codes.recoverNearest(code, *city.bounds.centre))
    area = plus_codes.decode(full)
    inside = city.bounds.hold(area.latitudeCenter, area.longitudeCenter)
    return full if inside or fold(city.name) in fold(text) else None


def short_link_in(text: str) -> bool:
    """Return whether the text has a short link, which only a map service can resolve."""
    return _SHORT_LINK.search(text) is not None


def is_map_link(link: str) -> bool:
    """Return whether a link is one of a map."""
    return _MAP.search(link) is not None or short_link_in(link)


def without_map_links(text: str) -> str:
    """Return the text without links of maps."""
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
    """Return the position in a map link: a pin first, else the middle of the map."""
    link = unquote(link)
    if not is_map_link(link):
        return None
    if pin := _first_of([_GEO_QUERY, *_PINS], link):
        return pin
    typed = _two_degrees(link.replace("+", " "))
    return typed[1:] if typed else _first_of(_MIDDLES, link)


def _first_of(patterns: list[re.Pattern[str]], link: str) -> tuple[float, float] | None:
    """Return the position of the first pattern that matches; a few put the longitude first."""
    match = next(filter(None, (source.search(link) for source in patterns)), None)
    if match is None:
        return None
    first, second = float(match[1]), float(match[2])
    return _by_size(first, second) or (first, second)


def _two_degrees(text: str) -> tuple[tuple[int, int], float, float] | None:
    for match in _TWO_DEGREES.finditer(text):
        first = _side(match[1] or match[5], *match.group(2, 3, 4))
        between = match[5] if match[1] else None  # "N 22° E 103°"
        second = _side(match[6] or match[10] or between, *match.group(7, 8, 9))
        rough = first[0] == second[0] == "" and first[1].is_integer() and second[1].is_integer()
        if not rough and (ordered := _ordered(first, second)):  # "dốc 22°, 103°"
            return match.span(), *ordered
    return None


def _sided(text: str) -> tuple[tuple[int, int], float, float] | None:
    for match in _SIDED.finditer(text):
        first = _side(match[1] or match[6], match[2] or match[5])
        second = _side(match[3] or match[8], match[4] or match[7])
        if ordered := _ordered(first, second):
            return match.span(), *ordered
    return None


def _side(
    side: str | None, degrees: str, minutes: str = "", seconds: str = ""
) -> tuple[str, float]:
    """Return the axis (`n` northwards, `e` eastwards, empty for unknown) and the degrees."""
    value = _number(degrees) + _number(minutes or "0") / 60 + _number(seconds or "0") / 3600
    letter = (side or "").lower()
    if letter in ("s", "nam", "w", "tây", "tay"):
        value = -value
    axis = "n" if letter in ("n", "s", "b", "bắc", "bac", "nam") else "e" if letter else ""
    return axis, value


def _ordered(first: tuple[str, float], second: tuple[str, float]) -> tuple[float, float] | None:
    if "n" in (first[0], second[0]) and "e" in (first[0], second[0]):
        return (first[1], second[1]) if first[0] == "n" else (second[1], first[1])
    return None if first[0] or second[0] else _by_size(first[1], second[1])


def _bare(text: str, *, labelled: bool) -> tuple[tuple[int, int], float, float] | None:
    """Read two numbers that only a label or their size makes a position."""
    for match in _BARE.finditer(text):
        if not labelled and _is_amount(match):
            continue
        first, second = _number(match[1]), _number(match[3])
        fine = all(len(re.split("[.,]", number)[1]) >= 3 for number in (match[1], match[3]))
        if ordered := _by_size(first, second):
            return match.span(), *ordered
        if fine and "." in match[1] and "." in match[3]:
            return match.span(), first, second
    return None


def _is_amount(match: re.Match[str]) -> bool:
    """Return whether two numbers may be prices or sizes, or a range with few decimals."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    if _COUNTED.match(after) or _NUMBERED.search(before):
        return True
    coarse = min(len(re.split("[.,]", number)[1]) for number in (match[1], match[3])) < 4
    is_range = coarse and match[2].strip() in ("-", "–")
    return is_range or all(_ROUND.match(number) for number in (match[1], match[3]))


def _by_size(first: float, second: float) -> tuple[float, float] | None:
    """Return two numbers as latitude and longitude, in either order, if in Viet Nam (roughly)."""
    for latitude, longitude in ((first, second), (second, first)):
        if 8 <= latitude <= 24 and 102 <= longitude <= 110:
            return latitude, longitude
    return None


def _number(typed: str) -> float:
    return float(typed.replace(",", "."))
