"""Tells a document's body from its front and end matter, and finds where its parts begin.

Front: letterhead, number, place and date, what it is based on, the enacting words. End: recipients
and signatures, and closing words that only name the document. An enclosed plan and an appendix are
parts of their own, with a title.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from knowledge.importing.contents import contents_of
from knowledge.importing.lines import Line
from knowledge.importing.markers import (
    ARABIC,
    ARTICLE,
    CHAPTER,
    PART,
    ROMAN,
    follows,
    is_capitals,
    marker_of,
)

Role = Literal["blank", "front", "title", "part", "body", "closing", "end", "page", "unread"]

LONGEST_TITLE = 8
"""Lines of a title, with the kind of the document."""
_LAST = re.compile(r"\.\s*/\s*\.?\s*$")
"""`./.`, by which an office marks that its text ends here."""
_RECIPIENT = re.compile(r"(?:Như|Lưu)\s", re.IGNORECASE)

_KINDS = (
    "KẾ HOẠCH HÀNH ĐỘNG|KẾ HOẠCH|QUYẾT ĐỊNH|NGHỊ QUYẾT|CHƯƠNG TRÌNH HÀNH ĐỘNG|CHƯƠNG TRÌNH|CHỈ THỊ"
    "|ĐỀ ÁN|PHƯƠNG ÁN|THÔNG BÁO|HƯỚNG DẪN|BÁO CÁO|QUY ĐỊNH|QUY CHẾ|TỜ TRÌNH|KẾT LUẬN"
    "|CÔNG ĐIỆN|DỰ ÁN"
)
KIND_ALONE = re.compile(rf"^[\s*]*(?P<kind>{_KINDS})[\s*]*$")
_KIND_FIRST = re.compile(rf"^(?P<kind>{_KINDS})\s+(?P<rest>\S.*)$", re.DOTALL)
RULE = re.compile(r"^[-–—_=*.]{3,}$|^\*+$")
# The letterhead by Decree 30/2020/NĐ-CP: the state's name and motto, number, place and day.
_HEAD = re.compile(
    r"^(?:CỘNG\s+H[OÒ][AÀÒ]+\s+XÃ\s+HỘI|ĐẢNG\s+CỘNG\s+SẢN|Độc\s+lập\s*[-–]|ĐỘC\s+LẬP\s*[-–]|Số\s*:|Số\s+\d"
    r"|(?:[^.;:]{2,60}),\s*ngày\s+[\d.…\s]*tháng)",
)
_BASED = re.compile(
    r"^(?:[-–+*•]\s*)?(?:Căn\s+cứ|Theo\s+đề\s+nghị|Xét\s+(?:đề\s+nghị|Tờ\s+trình)|Trên\s+cơ\s+sở|Thực\s+hiện"
    r"|Triển\s+khai(?:\s+thực\s+hiện)?|Nhằm|Để\s+triển\s+khai|Được\s+sự|Sau\s+khi\s+xem\s+xét)\s",
    re.IGNORECASE,
)
_NAMES_LAW = re.compile(
    r"(?:Luật|Nghị\s+(?:quyết|định)|Quyết\s+định|Chương\s+trình|Chỉ\s+thị|Kế\s+hoạch"
    r"|Kết\s+luận|Hiến\s+pháp|Thông\s+tư|Công\s+văn|Văn\s+bản|Pháp\s+lệnh|Đề\s+án)"
)
_ENACTS = re.compile(
    r"(?:như\s+sau|sau\s+đây|sau|cụ\s+thể|với\s+(?:các|những)\s+nội\s+dung[^.;]*)\s*[:.]\s*$|^QUYẾT\s+(?:ĐỊNH|NGHỊ)\s*:\s*$",
)
_ENACTING = re.compile(
    r"\b(?:ban\s+hành|xây\s+dựng|triển\s+khai|tổ\s+chức)\b[^.]*(?:[Kk]ế\s+hoạch"
    r"|[Cc]hương\s+trình|[Đđ]ề\s+án)",
    re.DOTALL,
)
_AUTHORITY = re.compile(
    r"^(?:ỦY\s+BAN|UỶ\s+BAN|UBND|CHỦ\s+TỊCH|HỘI\s+ĐỒNG|GIÁM\s+ĐỐC|BAN\s+(?:CHẤP|THƯỜNG|CHỈ)|BỘ\s+TRƯỞNG|THỦ\s+TƯỚNG|CHÍNH\s+PHỦ|KH[ÓO][ÁA]\s|KỲ\s+HỌP|\(?Kỳ\s+họp|NHIỆM\s+KỲ)"
)
_ENCLOSED = re.compile(r"\((?:\s*(?:Ban\s+hành\s+)?(?:[Kk]èm\s+theo|theo)\s|Ban hành)")
"""What says, in brackets behind a title, which document this one comes with."""
_APPENDIX = re.compile(
    r"^(?P<label>(?:PHỤ\s+LỤC|Phụ\s+lục|PHỤ\s+BIỂU|Phụ\s+biểu|BIỂU\s+SỐ|Biểu\s+số|BIỂU|MẪU\s+SỐ|Mẫu\s+số)(?:\s+(?:số\s+)?(?:[IVXLC]+|\d+[A-Za-z]?|[A-H]))?)(?=$|[\s.:–-])\s*[.:–-]*\s*(?P<rest>.*)$"
)
_LISTED = re.compile(r"^(?:DANH\s+MỤC|BẢNG\s+TỔNG\s+HỢP|BẢNG\s+PHÂN\s+CÔNG|KHUNG\s)")
# Recipients, and who signs: on behalf (TM.), for (KT.), by order (TL.), empowered (TUQ.), acting.
_ENDS = re.compile(
    r"^(?:Nơi\s+nhận|NƠI\s+NHẬN)\s*:?|^(?:(?:TM|T/M|KT|K/T|TUQ|TL)[.\s]\s*|Q\.\s*)[A-ZĐỦUỶ]{2}"
    r"|^(?:PHÓ\s+)?(?:CHỦ\s+TỊCH|BÍ\s+THƯ|GIÁM\s+ĐỐC|CHỦ\s+TỌA|CHỦ\s+TOẠ|THỦ\s+TƯỚNG|BỘ\s+TRƯỞNG|TRƯỞNG\s+BAN)$"
)
_CLOSES = re.compile(
    r"^(?:Trên\s+đây\s+là|Yêu\s+cầu\s+(?:các|thủ)|Đề\s+nghị\s+các|Nhận\s+được\s+(?:Kế|Quyết)|Trong\s+quá\s+trình\s+(?:triển|tổ|thực)|Kế\s+hoạch\s+này|Căn\s+cứ\s+(?:Kế\s+hoạch|nội\s+dung)|Giao\s|Nghị\s+quyết\s+này|Quyết\s+định\s+này)",
)
_ONLY_NAMES = re.compile(r"^Trên\s+đây\s+là", re.IGNORECASE)


@dataclass
class PartStart:
    """The beginning of a part of the document: an enclosed plan, or an appendix."""

    at: int
    label: str
    title: list[int] = field(default_factory=list)
    """Indexes of the lines that are its title."""


@dataclass
class Roles:
    """The kind of each line, by its index, and the beginnings of the parts."""

    of: list[Role]
    parts: list[PartStart] = field(default_factory=list)


def roles_of(lines: Sequence[Line]) -> Roles:
    """Return what each line of a document is."""
    return _Sorter(lines).sorted()


class _Sorter:
    """Goes through the lines once, from the front to the end of each part."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.texts = [" ".join(line.text.split()) for line in lines]
        self.contents = contents_of(self.texts)
        self.enclosed = set(self._enclosed())
        self.roles = Roles([self._given(at) for at in range(len(lines))])
        self.has_articles = False
        self.labels: dict[float, str] = {}
        """The last number of each rank in the body so far."""

    def _enclosed(self) -> Iterator[int]:
        """Yield the lines that say which document this one comes with, to their closing bracket."""
        for start, text in enumerate(self.texts):
            if _ENCLOSED.match(text):
                lines = range(start, min(start + LONGEST_TITLE, len(self.texts)))
                closing = (at for at in lines if ")" in self.texts[at])
                yield from range(start, next(closing, start) + 1)

    def _given(self, at: int) -> Role:
        kind, text = self.lines[at].kind, self.texts[at]
        if kind == "unread":
            return "unread"
        if kind == "page" or (text and at in self.contents):
            return "page"
        return "body" if text else "blank"

    def sorted(self) -> Roles:
        """Return the roles, found."""
        at = self._preamble(self._front())
        while at < len(self.lines):
            at = self._part(self._end(self._body(at)))
        for rule in self._free(0):  # a rule or a bullet with nothing behind it says nothing
            if not any(map(str.isalnum, self.texts[rule])):
                self.roles.of[rule] = "end"
        return self.roles

    def _free(self, start: int, end: int | None = None) -> Iterator[int]:
        """Yield the indexes of lines whose role is open."""
        for at in range(start, len(self.lines) if end is None else end):
            if self.roles.of[at] == "body":
                yield at

    def _front(self) -> int:
        """Mark the letterhead and the title; return where what follows them begins."""
        kind = self._kind()
        if kind is None:
            for at in self._free(0):
                if not (_HEAD.match(self.texts[at]) or RULE.match(self.texts[at])):
                    return self._plain_title(at)
                self.roles.of[at] = "front"
            return len(self.lines)
        for at in self._free(0, kind):
            self.roles.of[at] = "front"
        end = self._title(kind)
        self._mark_title(kind, end, "title")
        return end

    def _kind(self) -> int | None:
        """Return the line that says what kind of document it is."""
        near: list[int] = []
        for at in self._free(0):
            marker = marker_of(self.texts[at])
            if (marker and marker.rank <= ARTICLE and near) or len(near) > 120:
                break
            near.append(at)
        alone = (at for at in near if KIND_ALONE.match(self.texts[at]))
        first = (
            at for at in near
            if _KIND_FIRST.match(self.texts[at]) and not self.texts[at].endswith((".", ":", ";"))
        )  # fmt: skip
        return next(alone, next(first, None))

    def _plain_title(self, at: int) -> int:
        """Mark as title what stands before the first sentence, where no kind is said."""
        start = at
        for line in self._free(at):
            text = self.texts[line]
            at = line
            if marker_of(text) or text.endswith((".", ":", ";")) or line - start >= LONGEST_TITLE:
                break
            self.roles.of[line] = "title"
            if RULE.match(text):
                return line + 1
        return at

    def _title(self, kind: int) -> int:
        """Return where the title that begins with a kind ends: behind its subject."""
        alone = KIND_ALONE.match(self.texts[kind])
        subject = [] if alone else [self.texts[kind]]
        end = kind + 1
        for at in self._free(kind + 1):
            text = self.texts[at]
            if RULE.match(text):
                return at + 1
            enclosed = at in self.enclosed
            ends = self._ends_title(at, subject) and (subject or not enclosed)
            if ends or self.lines[at].kind == "row":
                break
            end = at + 1
            if not enclosed:
                subject.append(text)
            if len(subject) >= LONGEST_TITLE:
                break
        return end

    def _ends_title(self, at: int, subject: list[str]) -> bool:
        """Return whether a line behind a title is no more a part of it."""
        text = self.texts[at]
        marker = marker_of(text)
        if (marker and not marker.is_bullet) or text.endswith((".", ":", ";")):
            return True
        if not subject:
            return False
        if _AUTHORITY.match(text):
            return True
        if _BASED.match(text) and (text.endswith(",") or len(text) > 250):
            return True
        last = subject[-1]
        if is_capitals(last) and len(last) > 8 and not is_capitals(text):
            return not text.startswith("(")
        if not is_capitals(last) and text[:1].isupper():
            return not last.endswith((",", "-")) or self.roles.of[at - 1] == "blank"
        return False

    def _mark_title(self, start: int, end: int, role: Role) -> None:
        for at in self._free(start, end):
            self.roles.of[at] = "front" if at in self.enclosed else role

    def _preamble(self, start: int) -> int:
        """Mark what a document is based on and its enacting words; return where its body begins."""
        for at in self._free(start):
            line, text = self.lines[at], self.texts[at]
            marker = marker_of(text)
            if _BASED.match(text) and (marker is None or marker.is_bullet) and self._is_basis(text):
                self.roles.of[at] = "front"
            elif (marker and not marker.is_bullet) or line.kind == "row" or _APPENDIX.match(text):
                return at
            elif at in self.enclosed or self._is_enacting(text):
                self.roles.of[at] = "front"
        return len(self.lines)

    def _is_basis(self, text: str) -> bool:
        bare = re.sub(r"^[-–+*•]\s*", "", text)
        return bool(
            bare.startswith(("Căn cứ", "Theo đề nghị", "Xét "))
            or (
                _NAMES_LAW.search(bare[:200])
                and (
                    text.endswith((";", ",", ":"))
                    or not re.search(r"[.;]\s+[A-ZĐ]", bare)
                    or _ENACTING.search(bare)
                )
            )
            or _ENACTS.search(text)
        )

    def _is_enacting(self, text: str) -> bool:
        short = len(text) < 700
        return bool(
            RULE.match(text)
            or _HEAD.match(text)
            or (_AUTHORITY.match(text) and is_capitals(text))
            or (short and _ENACTS.search(text) and (_ENACTING.search(text) or text.isupper()))
            or _ENACTS.match(text)
        )

    def _body(self, start: int) -> int:
        """Go to the end of a part's body; return the index behind it."""
        for at in self._free(start):
            line, text = self.lines[at], self.texts[at]
            marker = marker_of(text)
            if marker and not marker.is_bullet:
                self.has_articles = self.has_articles or marker.rank == ARTICLE
                self.labels[marker.rank] = marker.label
            if _ENDS.match(text) and line.kind != "row":
                return at
            if at > start and self._begins_part(at, in_body=True):
                return at
            if line.kind == "text" and marker is None and self._closes(at):
                self.roles.of[at] = "end" if self._only_names(text) else "closing"
            if _LAST.search(text) and not self._goes_on(at):
                return at + 1
        return len(self.lines)

    def _goes_on(self, last: int) -> bool:
        """Return whether the body goes on behind a `./.` in its middle: with the next number, or
        with a bullet, and no recipients or signature between."""
        for at in self._free(last + 1):
            text = self.texts[at]
            marker = marker_of(text)
            if _ENDS.match(text) or self._begins_part(at, in_body=False):
                return False
            if marker and marker.is_bullet and not _RECIPIENT.match(text[marker.end :]):
                return True
            if marker and follows(marker.label, self.labels.get(marker.rank, "")):
                return True
        return False

    def _closes(self, at: int) -> bool:
        """Return whether a plain paragraph is the closing of the document."""
        text = self.texts[at]
        return bool(_ONLY_NAMES.match(text) or (_LAST.search(text) and _CLOSES.match(text)))

    def _only_names(self, text: str) -> bool:
        """Return whether closing words say nothing but which document this is."""
        if not _ONLY_NAMES.match(text):
            return False
        body = _LAST.sub("", text).rstrip(" ./")
        return not re.search(r"[.;]\s+[A-ZĐ]|,\s*(?:đề nghị|yêu cầu|giao)\s", body)

    def _end(self, start: int) -> int:
        """Mark recipients and signatures; return where the next part begins."""
        for at in self._free(start):
            if self._begins_part(at, in_body=False) or self._resumes(at):
                return at
            self.roles.of[at] = "end"
        return len(self.lines)

    def _begins_part(self, at: int, in_body: bool) -> bool:
        """Return whether an enclosed document or an appendix begins there."""
        line, text = self.lines[at], self.texts[at]
        if line.kind == "row":
            return False
        if KIND_ALONE.match(text):
            return not in_body or self.has_articles
        appendix = _APPENDIX.match(text)
        if appendix:
            tail = appendix["rest"]
            titled = not tail or is_capitals(tail) or line.heading or appendix["label"].isupper()
            return titled and not text.endswith((".", ";", ","))
        return not in_body and bool(_LISTED.match(text)) and is_capitals(text)

    def _resumes(self, at: int) -> bool:
        """Return whether the body goes on behind its end, with no title of its own."""
        line, text = self.lines[at], self.texts[at]
        if line.kind == "row":
            return len(line.cells) >= 3
        marker = marker_of(text)
        return (
            marker is not None
            and marker.rank in (PART, CHAPTER, ROMAN, ARTICLE, ARABIC)
            and len(text) > marker.end + 3
            and (is_capitals(text) or line.heading or marker.rank in (ARTICLE, CHAPTER))
        )

    def _part(self, start: int) -> int:
        """Mark the title of a part that begins; return where its body begins."""
        if start >= len(self.lines) or not self._begins_part(start, in_body=False):
            return start
        text = self.texts[start]
        appendix = _APPENDIX.match(text)
        end = self._appendix_title(start) if appendix or _LISTED.match(text) else self._title(start)
        self._mark_title(start, end, "part")
        kind = KIND_ALONE.match(text)
        label = appendix["label"] if appendix else kind["kind"] if kind else "Phụ lục"
        title = [at for at in range(start, end) if self.roles.of[at] == "part"]
        self.roles.parts.append(PartStart(start, _written(label), title))
        self.has_articles, self.labels = False, {}
        return self._preamble(end) if kind else self._after_title(end)

    def _appendix_title(self, start: int) -> int:
        """Return where the title of an appendix ends: behind its lines in capitals or in bold."""
        end = start + 1
        for at in self._free(start + 1):
            line, text = self.lines[at], self.texts[at]
            enclosed = at in self.enclosed
            title = is_capitals(text) or line.heading or (at == start + 1 and len(text) < 160)
            if line.kind == "row" or not (enclosed or title) or (marker_of(text) and not enclosed):
                break
            if text.endswith((".", ":", ";")) and not enclosed:
                break
            end = at + 1
            if end - start > LONGEST_TITLE:
                break
        return end

    def _after_title(self, start: int) -> int:
        for at in self._free(start):
            if at not in self.enclosed and not RULE.match(self.texts[at]):
                return at
            self.roles.of[at] = "front"
        return len(self.lines)


def _written(label: str) -> str:
    """Return a part's label in small letters: `Phụ lục II`, `Kế hoạch`."""
    words = label.split()
    small = [w if re.fullmatch(r"[IVXLC]+|\d+\w?|[A-H]", w) else w.lower() for w in words]
    return " ".join([small[0].capitalize(), *small[1:]])
