"""Reads dates, deadlines, spans and rhythms: `trước 30/6/2027`, `quý III`, `hằng năm`."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from knowledge.slots.numbers import QUANTITIES, parts_of_all
from knowledge.slots.shape import Time, TimeKind
from knowledge.slots.words import pattern

Days = tuple[date | None, date | None]

_YEAR = r"(?:19|20|21)\d\d"
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_QUARTER = r"(?:IV|I{1,3}|[1-4](?!\d))"
_HALVES = {"đầu": (1, 6), "cuối": (7, 12)}

_LAW_DAY = (
    rf",?\s+ngày\s+(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-]{_YEAR}"
    rf"|\d{{1,2}}\s+tháng\s+\d{{1,2}}\s+năm\s+{_YEAR})"
)
LAWS = re.compile(
    r"(?:(?:Bộ )?[Ll]uật|Pháp lệnh|Nghị (?:định|quyết)(?: liên tịch)?|Quyết định"
    r"|Thông tư(?: liên tịch)?"
    r"|Chỉ thị|Kế hoạch|Công văn|Thông báo|Kết luận|Chương trình(?: hành động)?|Hướng dẫn|Tờ trình"
    r"|Báo cáo|Đề án|Quy định|Văn bản|Công điện)[^;:.]{0,160}?"
    rf"(?:{_LAW_DAY}|\d+(?:/{_YEAR})?[/-][A-ZĐ][\w-]*(?:[/-][A-ZĐ][\w-]*)*(?:{_LAW_DAY})?"
    rf"|năm\s+{_YEAR}(?=\s+của\s+(?:Bộ|Chính phủ|Quốc)))"
)
"""A law, decree or plan that is named, with its number and date: no time of this sentence."""
NAMED_DAYS = re.compile(
    r"(?:quảng\s+trường|đường|phố|công\s+viên|cầu|trường|chợ|nhà\s+máy|nông\s+trường|hồ)\s+"
    r"(?:\d{1,2}\s+tháng\s+|\d{1,2}\s*[/-]\s*)\d{1,2}(?![\d/]|\s+năm)",
    re.IGNORECASE,
)
"""A place named after a day, which is no time either: `Quảng trường 13 tháng 5`, `đường 30/4`."""

_DATE = rf"""(?:
  (?:ngày\s+)?(?P<d>\d{{1,2}})\s*[/.-]\s*(?P<m>\d{{1,2}})\s*[/.-]\s*(?P<y>{_YEAR})(?!\d)
 |ngày\s+(?P<d2>\d{{1,2}})(?:\s+tháng\s+|/)(?P<m2>\d{{1,2}})(?:\s*(?:năm\s+|/)(?P<y2>{_YEAR}))?(?![\d/%])
 |(?<![\d/.,])(?P<d3>\d{{1,2}})/(?P<m3>\d{{1,2}})(?![\d/%]|[.,]\d|\s*m\b)
 |tháng\s+(?P<m4>\d{{1,2}})(?:\s*[-–]\s*(?P<to_m>\d{{1,2}})(?=\s*(?:/|năm\s)|[.,;)]|\s*$)
   |\s+và\s+(?:tháng\s+)?(?P<and_m>\d{{1,2}})(?=\s*(?:/|năm\s+)\d{{4}}))?
   (?:\s*(?:năm\s+|/)(?P<y4>{_YEAR}))?(?![\d/])
 |quý\s+(?P<q>{_QUARTER})(?:\s*(?:và|[-–,])\s*(?:quý\s+)?(?P<to_q>IV|I{{1,3}}|(?<=quý\s)[1-4])(?!\w))?
   (?:\s*(?:/|năm\s+|-\s*)?(?P<y5>{_YEAR}))?(?!\w)
 |tết\s+(?:nguyên\s+đán|âm\s+lịch|cổ\s+truyền)(?:\s+(?:năm\s+)?(?-i:[A-ZĐÁẤẬẮẶÂĂÊÔƠƯ]\w+)){{0,2}}
   \s+(?:năm\s+)?(?P<tet>{_YEAR})(?!\d)
 |(?:0?6|sáu)\s+tháng\s+(?P<half>đầu|cuối)(?:\s+năm(?:\s+(?P<y6>{_YEAR}))?)?(?!\w)
 |(?P<edge>cuối|đầu|giữa)\s+năm(?:\s+(?P<y7>{_YEAR}))?(?!\w)
 |(?:giai\s+đoạn|thời\s+kỳ|nhiệm\s+kỳ)?\s*(?:từ\s+)?(?:năm\s+(?:học\s+)?)?(?<![\d/.,])(?P<from>{_YEAR})\s*(?:[-–]|đến(?:\s+năm)?)\s*(?P<to>{_YEAR})(?![\d/])
 |năm(?:\s+học)?\s+(?P<y8>{_YEAR})(?!\d)
 |(?:(?<=đến\ )(?<!\d\ đến\ )(?<!lên\ đến\ )|(?<=hết\ ))(?P<y9>{_YEAR})
   (?=\s*[,;:.)](?!\d)|\s*$|\s+(?:phấn|đạt|có|tăng|giảm|hoàn|toàn|tỷ)\b)
 |(?P<this>trong\s+năm|năm\s+nay)(?!\s*\d|\w|\s+(?:đầu|tới|qua|sau|học|thứ))
)"""
_QUALIFIER = r"""(?P<before>(?:chậm\s+nhất|muộn\s+nhất)
   (?:\s+(?:là|vào|đến|trong))*(?:\s+trước)?
 |không\s+(?:quá|muộn\s+hơn)|trước|(?:cho\s+)?đến\s+hết|đến\s+cuối|hết
 |(?:phấn\s+đấu\s+)?(?:cho\s+)?đến|tới|kể\s+từ|bắt\s+đầu\s+từ|từ|sau
 |trong\s+khoảng|trong|vào(?:\s+dịp)?|xong\s+trong)\s+"""
_TIME = re.compile(rf"(?:{_QUALIFIER})?{_DATE}", re.IGNORECASE | re.VERBOSE)
_KINDS: tuple[tuple[str, TimeKind], ...] = (
    ("chậm", "by"), ("muộn", "by"), ("không", "by"), ("trước", "by"), ("hết", "until"),
    ("đến", "until"), ("tới", "until"), ("từ", "from"), ("sau", "from"),
)  # fmt: skip

_EVERY = re.compile(
    r"(?:(?:trước\s+)?(?:ngày|vào)\s+\d{1,2}\s+)?(?:định\s+kỳ\s+)?(?:(?:vào\s+)?(?:sáng|chiều|tối|ngày)?\s*(?:thứ\s+\w+|chủ\s+nhật)\s+)?"
    r"(?:h[ằà]ng|mỗi)\s+(?:\d+\s+|sáu\s+|sáu\s+)?(?:năm|quý|tháng|tuần|ngày|đêm)(?:\s+(?:một|\d+)\s+lần)?(?!\w)"
    r"|(?:\d+|một|hai|ba|bốn)\s+lần\s*(?:/|một\s+|mỗi\s+|trong\s+)\s*(?:\d+\s+)?(?:năm|quý|tháng|tuần|ngày)(?!\w)"
    r"|(?:\d+|hai|ba|sáu)\s+(?:ngày|tuần|tháng|quý|năm)(?:\s*/|\s+(?:một|\d+)\s)\s*lần(?!\w)"
    r"|định\s+kỳ\s+(?:\d+|sáu|ba)\s+(?:tháng|năm)(?:\s*/\s*lần|\s+một\s+lần|\s+/?\s*\d*\s*lần)?|thường\s+xuyên(?=\s*$)|(?<!\w)cả\s+năm(?!\w)",
    re.IGNORECASE,
)
_CLOCK = r"\d{1,2}\s*(?:giờ(?:\s*\d{1,2}(?:\s*phút)?)?|h\d{0,2})(?!\w)"
_HOURS = re.compile(
    rf"từ\s+{_CLOCK}\s+đến\s+{_CLOCK}|{_CLOCK}\s*[-–]\s*{_CLOCK}"
    rf"|(?:lúc|vào|(?<!\d\s)(?:đến|tới))\s+(?=[01]?\d\D|2[0-4]\D){_CLOCK}"
    rf"|trước\s+{_CLOCK}(?=\s+(?:h[ằà]ng|mỗi|cùng|ngày|hôm|sáng|chiều|tối))",
    re.IGNORECASE,
)
"""Hours of the day; `báo trước 24 giờ` and `từ 12 đến 24 giờ` are so long."""
_PARTS = r"(?:khoảng|gần|hơn|trên|dưới|ít nhất|tối thiểu|tối đa|đạt|chiếm|bằng|đến|tới|quá)\s+$"
_OF_WHOLE = rf"\s+(?:{QUANTITIES}|{{counted}}|{{measures}})"
_COMPARED = re.compile(
    r"(?:so\s+với|(?:gấp|bằng)\s+(?:(?:khoảng|trên|hơn)\s+)?(?:đôi|(?!100\s*%)[\d.,]+\s*(?:lần|%)))"
    r"(?:\s+(?:cùng\s+kỳ|cuối|đầu))?\s+$",
    re.IGNORECASE,
)
_NUMBER = r"(?:\d+(?:,\d+)?|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười(?:\s+\w+)?)(?:\s*\(\d+\))?"


def _within() -> re.Pattern[str]:
    return pattern(
        r"(?:trong\s+(?:vòng|thời\s+(?:hạn|gian))|trong|không\s+quá|tối\s+đa|chậm\s+nhất(?:\s+(?:là|sau))?|tối\s+thiểu|ít\s+nhất|quá|sau)"
        rf"\s+{_NUMBER}\s+{{durations}}(?!\s+(?:đầu|cuối)\s+năm)(?:\s+(?:kể\s+từ|trước\s+khi|sau\s+khi|tính\s+từ|từ\s+khi)[^,;.]{{0,60}})?"
    )


def times_in(text: str, year: int | None = None) -> tuple[Time, ...]:
    """Return the times a text tells, in order; `year` is that of a date without its own."""
    masked = [match.span() for named in (LAWS, NAMED_DAYS) for match in named.finditer(text)]
    times: list[Time] = []
    for match, kind in _rhythms(text):
        _take(match, kind, (None, None), masked, times)
    for match in _TIME.finditer(text):
        if _COMPARED.search(text[: match.start()]):
            continue
        days = _days(match, year or _year_said(text))
        if days is not None and not (match["d3"] and _is_fraction(text, match)):
            _take(match, _kind(match), days, masked, times)
    return tuple(_spans(text, sorted(times, key=lambda time: time.start)))


def _is_fraction(text: str, match: re.Match[str]) -> bool:
    """Return whether `1/3` is a part of something and no day: `khoảng 1/3 số hộ`, `05/05 chợ`."""
    before = " ".join((match["before"] or "").lower().split())
    if before == "không quá" or match[0].strip() == "24/7":
        return True
    if not before and parts_of_all(text[match.start() :]):
        return True
    if not pattern(_OF_WHOLE).match(text, match.end()):
        return False
    own = text[match.start() : match.start("d3")]
    return before in ("", "trong", "trong khoảng") or pattern(_PARTS).search(own) is not None


def _rhythms(text: str) -> Iterator[tuple[re.Match[str], TimeKind]]:
    yield from ((match, "every") for match in _EVERY.finditer(text))
    yield from ((match, "on") for match in _HOURS.finditer(text))
    yield from ((match, "within") for match in _within().finditer(text))


def _take(
    match: re.Match[str], kind: TimeKind, days: Days, masked: list[tuple[int, int]], to: list[Time]
) -> None:
    """Add a time, where nothing else was read of its words."""
    said, end = match[0].lstrip(), match.end()
    start = end - len(said)
    if any(start < other_end and other_start < end for other_start, other_end in masked):
        return
    masked.append((start, end))
    to.append(Time(said=said, start=start, kind=kind, first=days[0], last=days[1]))


def _kind(match: re.Match[str]) -> TimeKind:
    before = (match["before"] or "").lower()
    if match["from"]:
        return "until" if "hết" in before else "span"
    is_day = match["d"] or match["d2"] or match["d3"]
    return next((kind for word, kind in _KINDS if word in before), "on" if is_day else "in")


def _year_said(text: str) -> int | None:
    """Return the year that stands last in a text, for `đợt 1 từ 20/01 đến 10/02/2026`."""
    years = re.findall(rf"(?<![\d/.,-]){_YEAR}(?!\d)|(?<=[/-]){_YEAR}(?!\d|/)", text)
    return int(years[-1]) if years else None


def _days(match: re.Match[str], usual_year: int | None) -> Days | None:
    """Return the first and last day a match may mean; None where it is no date after all."""
    group = match.groupdict()
    names = ("y", "y2", "y4", "y5", "y6", "y7", "y8", "y9")
    written = next((group[name] for name in names if group[name]), None)
    year = int(written) if written else usual_year
    if group["from"]:
        first, last = int(group["from"]), int(group["to"])
        return (date(first, 1, 1), date(last, 12, 31)) if first <= last else None
    for day, month in (("d", "m"), ("d2", "m2"), ("d3", "m3")):
        if group[day]:
            return _day(year, int(group[month]), int(group[day]))
    if group["m4"]:
        last_month = group["to_m"] or group["and_m"] or group["m4"]
        return _months(year, int(group["m4"]), int(last_month))
    if group["q"]:
        quarters = [_QUARTERS[group[name].lower()] for name in ("q", "to_q") if group[name]]
        return _months(year, 3 * quarters[0] - 2, 3 * quarters[-1])
    if group["tet"]:  # its first day is between these, by the moon
        return date(int(group["tet"]), 1, 20), date(int(group["tet"]), 2, 20)
    if group["half"]:
        return _months(year, *_HALVES[group["half"].lower()])
    return _months(year, 1, 12)


def _day(year: int | None, month: int, day: int) -> Days | None:
    # 2024 had a 29 February: a day without a year may be that one.
    if not (1 <= month <= 12 and 1 <= day <= monthrange(year or 2024, month)[1]):
        return None
    exact = date(year, month, day) if year else None
    return exact, exact


def _months(year: int | None, first: int, last: int) -> Days | None:
    if not 1 <= first <= last <= 12:
        return None
    if year is None:
        return None, None
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def _spans(text: str, times: list[Time]) -> Iterator[Time]:
    """Yield the times, a beginning and the end right behind it as one span."""
    at = 0
    while at < len(times):
        time, after = times[at], times[at + 1] if at + 1 < len(times) else None
        if (
            after is not None
            and time.kind == "from"
            and after.kind == "until"
            and text[time.end : after.start].strip() in ("", ",")
        ):
            said = text[time.start : after.end]
            yield time.model_copy(update={"said": said, "kind": "span", "last": after.last})
            at += 1
        else:
            yield time
        at += 1


def years_of(text: str) -> tuple[int, int] | None:
    """Return the first and last year that a text names, in dates and periods; None for none."""
    years = [int(year) for year in re.findall(rf"(?<!\d){_YEAR}(?!\d)", text)]
    return (min(years), max(years)) if years else None
