"""Reads a plan's metadata off its front matter: number, issuer, date, place, bases."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from itertools import pairwise, takewhile
from typing import NamedTuple

from knowledge.importing.markers import is_capitals
from knowledge.importing.wording import RULE
from knowledge.schema import Basis
from knowledge.slots.times import LAWS
from knowledge.slots.words import CAPITAL
from knowledge.vietnamese.text import nfc
from knowledge.vietnamese.words import load_language

# `Số: 118/KH-UBND`, `Số 12-NQ/TU`, `Số: 38/2025/NQ-CP`; some type blanks in between.
_NUMBER = re.compile(
    r"(?:^|\s)Số\s*:?\s*(\d+\s*[A-Za-z]?\s*(?:/\d{4})?\s*[-/]\s*[A-ZĐ][\wĐ&]*(?:\s?[-/]\s?[A-ZĐ][\wĐ]*)*)"
)
_SIGNED = re.compile(
    r"(?P<place>[^,;:|]{2,40}),\s*ngày\s*(?P<d>\d{1,2})\s*tháng\s*(?P<m>\d{1,2})\s*năm\s*(?P<y>\d{4})"
)
_STATE = re.compile(
    r"CỘNG\s+H|ĐẢNG\s+CỘNG|[ĐđD]ộc\s+lập|ĐỘC\s+LẬP|^Số\b|^\(?Dự\s+thảo|^DỰ\s+THẢO", re.IGNORECASE
)
# The tone of `uỷ` stands in two places, ỦY and UỶ: both are written, even in one document.
_BODIES = (
    "ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|UBND|HỘI ĐỒNG NHÂN DÂN|HĐND|ỦY BAN MTTQ|TỈNH ỦY"
    "|TỈNH UỶ|THÀNH ỦY|THÀNH UỶ|HUYỆN ỦY"
    "|ĐẢNG ỦY|ĐẢNG UỶ|SỞ|BAN|CHÍNH PHỦ|THỦ TƯỚNG CHÍNH PHỦ|BỘ|CÔNG AN|ỦY BAN|UỶ BAN"
    "|PHÒNG|HỘI|QUỐC HỘI|CHI CỤC|CỤC|TRUNG TÂM"
)
_ISSUES = re.compile(rf"^(?:{_BODIES})(?:\s|$)")
_BARE = re.compile(
    r"^(?:ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|UBND|HỘI ĐỒNG NHÂN DÂN|HĐND|ĐẢNG ỦY|ĐẢNG UỶ"
    r"|BAN CHẤP HÀNH|ĐẢNG BỘ|BAN THƯỜNG VỤ|BAN CHỈ ĐẠO)$"
)
_BASIS_NUMBER = re.compile(
    r"(?:số\s+)?(\d+(?:/\d{4})?\s?[-/]\s?[A-ZĐ][\wĐ]*(?:\s?[-/]\s?[A-ZĐ][\wĐ]*)*)"
)
_DAY = re.compile(r"ngày\s+(\d{1,2})(?:\s+tháng\s+|[/.-])(\d{1,2})(?:\s+năm\s+|[/.-])(\d{4})")
_ISSUER = re.compile(
    rf"\bcủa\s+({CAPITAL}[^,;:.()]*?)(?=\s+(?:về|quy định|ban hành|hướng dẫn|phê duyệt"
    rf"|khóa|thực hiện|sửa đổi|triển khai)\b|[,;:.()]|$)"
)
_LAW = re.compile(
    rf"(?:Bộ\s+)?[Ll]uật\s+{CAPITAL}[^;.]*?(?=\s+(?:ngày|năm|số|được|\()|,\s+ngày|,\s+(?-i:[A-ZĐ])|[;.]|$)|Hiến\s+pháp"
)
_KIND = re.compile(
    r"Nghị quyết|Nghị định|Quyết định|Thông tư(?: liên tịch)?|Chỉ thị|Kế hoạch"
    r"|Chương trình hành động|Chương trình"
    r"|Kết luận|Công văn|Văn bản|Tờ trình|Thông báo|Báo cáo|Luật|Đề án|Hướng dẫn"
    r"|Pháp lệnh|Công điện"
)
_YEARS = re.compile(r"(?<!\d)20\d\d(?!\d)")
_OUTLOOK = re.compile(
    r"(?:tầm\s+nhìn|định\s+hướng)\s+(?:đến\s+)?(?:năm\s+)?(20\d\d)", re.IGNORECASE
)


class Front(NamedTuple):
    """The facts about a plan that stand in its front matter, as `Plan` calls them."""

    number: str | None
    issued: date | None
    signed_at: str
    issuer: str
    place: str
    based_on: tuple[Basis, ...]


def read_front(head: Sequence[str], front: Sequence[str], title: str, text: str) -> Front:
    """Return what the lines before the title, `head`, and all lines before the body say.

    `text` is the whole document's, in which names stand that are in capitals above.
    """
    lines = [*head, *(line for line in front if _STATE.match(line) or _SIGNED.fullmatch(line))]
    number = next((match[1] for line in lines if (match := _NUMBER.search(line))), None)
    pairs = (f"{line} {after}" for line, after in pairwise(lines))
    signed = next((m for line in (*lines, *pairs) if (m := _SIGNED.search(line))), None)
    issuer = _issuer(head, text)
    return Front(
        number=re.sub(r"\s+", "", number) if number else None,
        issued=_date(signed["d"], signed["m"], signed["y"]) if signed else None,
        signed_at=_signed_at(signed["place"]) if signed else _undated_place(lines),
        issuer=issuer,
        place=_place(title, issuer, head, text),
        based_on=tuple(_bases(front)),
    )


def _undated_place(lines: Sequence[str]) -> str:
    """Return the place of a place-and-date line whose day was never filled in."""
    undated = (re.search(r"([^,;:|]{2,40}),\s*ngày[\s.…_]*tháng", line) for line in lines)
    return next((_signed_at(match[1]) for match in undated if match), "")


def _signed_at(place: str) -> str:
    return re.split(r"Độc lập|Hạnh phúc|\S*/\S+|\s{3,}", place)[-1].strip(" -–_|")


def _date(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _issuer(head: Sequence[str], text: str) -> str:
    """Return who issued the document: the last body of the letterhead's left side, as written."""
    names: list[str] = []
    for line in head:
        words = re.split(r"\s{3,}|\t|\|", line.strip())[0]
        words = re.split(r"\s*(?:CỘNG\s+H|KH[ÓO][ÁA]\s+[IVX\d]|KỲ\s+HỌP|NHIỆM\s+KỲ)", words)[0]
        words = words.strip(" *-_,(")
        if re.fullmatch(r"(?:(?:CHỦ )?NGHĨA )?(?:VIỆT )?NAM", words):
            continue  # of a letterhead whose lines are wrapped
        if not words or _STATE.search(words) or RULE.match(words) or not words.isupper():
            continue
        if names and (_BARE.match(names[-1]) or not _ISSUES.match(words)):
            names[-1] = f"{names[-1]} {words}"
        elif _ISSUES.match(words):
            names.append(words)
    return as_written(names[-1], text) if names else ""


def as_written(capitals: str, text: str) -> str:
    """Return a name in capitals as the text writes it elsewhere; else in plain letters."""
    words = nfc(re.sub(r"\s+", " ", capitals)).strip(" *-")
    for match in re.finditer(re.escape(words), text, re.IGNORECASE):
        if not is_capitals(match[0]) and match[0][:1].isupper():
            return match[0]
    is_short = words.startswith(("UBND", "HĐND"))
    written = words[:4] + words[4:].lower() if is_short else words.lower().capitalize()
    written = re.sub(
        r"^((?:Sở|Bộ|Phòng|Ban|Cục|Chi cục|Trung tâm|Hội(?! đồng))\s+)(\w)",
        lambda m: m[1] + m[2].upper(),
        written,
    )
    return re.sub(
        rf"\b({_units()}|tỉnh ủy|thành ủy|đảng ủy)\s+(.+)$",
        lambda m: f"{m[1]} {m[2].title()}",
        written,
        flags=re.IGNORECASE,
    )


@cache
def _units() -> str:
    return "|".join(load_language("units"))


def _place_in(title: str) -> str:
    """Return the place a title names last: `… trên địa bàn thành phố Lai Châu`; else empty."""
    place = ""
    for unit in load_language("units"):
        for start in re.finditer(rf"\b{unit}(?=\s)", title, re.IGNORECASE):
            if start[0].isupper():
                continue
            name = takewhile(lambda word: word[0].isupper(), title[start.end() :].split())
            if words := " ".join(name).rstrip(",.;"):
                place = f"{unit} {words}"
    return place


def _place(title: str, issuer: str, head: Sequence[str], text: str) -> str:
    """Return the place a document is for: what its title names, else that of who issued it."""
    area = re.search(
        r"(?:trên\s+)?địa\s+bàn\s+(?:toàn\s+)?(.+?)(?=\s+(?:năm|giai\s+đoạn|đến|theo|từ|thời|và)\b|$)",
        title, re.IGNORECASE,
    )  # fmt: skip
    names = [as_written(area[1], text) if is_capitals(area[1]) else area[1]] if area else []
    names += [title if not is_capitals(title) else _places_as_written(title, text), issuer]
    smallest = next(
        (place for name in names if (place := _place_in(_of_party(_lowered(name))))), ""
    )
    if smallest and not smallest.startswith(("tỉnh", "thành phố")):
        above = " ".join(head)
        province = re.search(
            r"(?:TỈNH|THÀNH PHỐ)\s+((?:[A-ZĐÀ-Ỹ]+\s?){1,4})(?=\s{2,}|$|\s*CỘNG)", above
        )
        larger = _place_in(_lowered(as_written(province[0], text))) if province else ""
        if larger and larger != smallest:
            return f"{smallest}, {larger}"
    return smallest


def _of_party(name: str) -> str:
    """Return a name with the place that a party committee is of: `Thành ủy Lai Châu`."""
    for committee, unit in (("Thành", "thành phố"), ("Tỉnh", "tỉnh"), ("Huyện", "huyện")):
        name = re.sub(rf"^{committee} [ủu][ỷyỶY]\s", f"{unit} ", name)
    return re.sub(r"^(thành phố|tỉnh|huyện)\s[ủu][ỷy]\s", r"\1 ", name)


def _lowered(name: str) -> str:
    """Return a name whose unit is in small letters, as units are: `thành phố Lai Châu`."""
    return re.sub(rf"\b({_units()})\b", lambda m: m[0].lower(), name, flags=re.IGNORECASE)


def _places_as_written(title: str, text: str) -> str:
    """Return the places of a title in capitals, as the text writes them."""
    matches = []
    for match in re.finditer(
        rf"\b(?:{_units()})\s+((?:[^\W\d_]+\s?){{1,4}})", title, re.IGNORECASE
    ):
        words = match[0].split()
        for end in range(len(words), 1, -1):
            name = " ".join(words[:end])
            written = re.search(rf"\b{re.escape(name)}\b(?=[\s,.;:)]|$)", text, re.IGNORECASE)
            places = (
                match[0]
                for match in re.finditer(re.escape(name), text, re.IGNORECASE)
                if not match[0].isupper() and match[0].split()[-1][0].isupper()
            )
            if written and (place := next(places, "")):
                matches.append(place)
                break
    return " ".join(matches)


def _bases(front: Sequence[str]) -> list[Basis]:
    """Return the documents a plan is based on, each once, in order."""
    bases: dict[str, Basis] = {}
    for line in front:
        bare = re.sub(r"^[-–+*•]\s*", "", line)
        if not re.match(r"(?:Căn cứ|Thực hiện|Triển khai|Theo|Trên cơ sở|Xét)\s", bare):
            continue
        for part in re.split(r";\s*", bare):
            for basis in _bases_in(part):
                bases.setdefault(basis.number or basis.name, basis)
    return list(bases.values())


def _bases_in(part: str) -> list[Basis]:
    """Return the documents that a part of a line names."""
    numbers = list(_BASIS_NUMBER.finditer(part))
    if not numbers:
        laws = ((law[0].strip(), part[law.end() : law.end() + 45]) for law in _LAW.finditer(part))
        return [Basis(number="", name=name, issued=_day(behind)) for name, behind in laws]
    bases = []
    ends = (*(match.start() for match in numbers[1:]), len(part))
    for match, end in zip(numbers, ends, strict=True):
        tail = part[match.end() : end]
        issuer = _ISSUER.search(tail)
        kinds = _KIND.findall(part[: match.start(1)])
        bases.append(
            Basis(
                number=re.sub(r"\s+", "", match[1]),
                issuer=issuer[1].strip() if issuer else "",
                issued=_day(tail),
                name=_named(part[: match.start(1)], kinds),
            )
        )
    return bases


def _named(before: str, kinds: Sequence[str]) -> str:
    """Return what a document that has a number is called: its kind, or a law's whole name."""
    law = _LAW.search(before)
    return law[0].strip() if law and kinds[-1:] == ["Luật"] else kinds[-1] if kinds else ""


def _day(text: str) -> date | None:
    match = _DAY.search(text)
    return _date(*match.groups()) if match else None


def years_of(title: str, text: str, issued: date | None) -> tuple[int, int, int | None]:
    """Return the first and last year a plan is for, and the year of its outlook."""
    match = _OUTLOOK.search(title)
    outlook = int(match[1]) if match else None
    years = [year for year in _years(title) if year != outlook]
    years = years or _years(text) or [issued.year if issued else 0]
    first = years[0]
    if len(years) == 1 and re.search(rf"đến\s+(?:hết\s+)?(?:năm\s+)?{first}", title, re.IGNORECASE):
        earlier = (year for year in _years(text) if year <= first)
        first = issued.year if issued else next(earlier, first)
    return first, years[-1], outlook


def _years(text: str) -> list[int]:
    """Return the years that a text names, the earliest first; not those of the laws in it."""
    return sorted({int(year) for year in _YEARS.findall(LAWS.sub("", text))})
