"""Tells a document's body from its front and end matter, and finds where its parts begin.

Front: letterhead, number, place and date, what it is based on, the enacting words. End: recipients
and signatures, and closing words that only name the document. An enclosed plan and an appendix are
parts of their own, with a title. How offices word all these is in `wording`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from knowledge.importing import wording
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

CUT_SHORT = 3
"""Fewer words behind a title that ends in a name are the rest of the name."""
SIGNS = frozenset("%-–")
"""What may be a whole cell of a table with one cell a line; elsewhere it says nothing."""
LONGEST_TITLE = 8
"""Lines of a title, with the kind of the document."""


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
            if wording.ENCLOSED.match(text):
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
            if self.texts[rule] not in SIGNS and not any(map(str.isalnum, self.texts[rule])):
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
                if not (wording.HEAD.match(self.texts[at]) or wording.RULE.match(self.texts[at])):
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
        alone = (at for at in near if wording.KIND_ALONE.match(self.texts[at]))
        first = (at for at in near if wording.begins_with_kind(self.texts[at]))
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
            if wording.RULE.match(text):
                return line + 1
        return at

    def _title(self, kind: int) -> int:
        """Return where the title that begins with a kind ends: behind its subject."""
        alone = wording.KIND_ALONE.match(self.texts[kind])
        subject = [] if alone else [self.texts[kind]]
        end = kind + 1
        for at in self._free(kind + 1):
            text = self.texts[at]
            if wording.RULE.match(text):
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
        if wording.AUTHORITY.match(text):
            return True
        if wording.BASED.match(text) and (text.endswith(",") or len(text) > 250):
            return True
        last = subject[-1]
        if is_capitals(last) and len(last) > 8 and not is_capitals(text):
            return not text.startswith("(")
        if not is_capitals(last) and text[:1].isupper():
            cut = wording.CUT_NAME.search(last) and len(text) < 100
            short = len(text.split()) < CUT_SHORT and last.split()[-1].istitle()
            goes_on = last.endswith((",", "-")) or cut or short
            return not goes_on or self.roles.of[at - 1] == "blank"
        return False

    def _mark_title(self, start: int, end: int, role: Role) -> None:
        for at in self._free(start, end):
            self.roles.of[at] = "front" if at in self.enclosed else role

    def _preamble(self, start: int) -> int:
        """Mark what a document is based on and its enacting words; return where its body begins."""
        for at in self._free(start):
            line, text = self.lines[at], self.texts[at]
            marker = marker_of(text)
            is_numbered = marker is not None and not marker.is_bullet
            if not is_numbered and wording.is_basis(text):
                self.roles.of[at] = "front"
            elif is_numbered or line.kind == "row" or wording.APPENDIX.match(text):
                return at
            elif at in self.enclosed or wording.is_enacting(text):
                self.roles.of[at] = "front"
        return len(self.lines)

    def _body(self, start: int) -> int:
        """Go to the end of a part's body; return the index behind it."""
        for at in self._free(start):
            line, text = self.lines[at], self.texts[at]
            marker = marker_of(text)
            if marker and not marker.is_bullet:
                self.has_articles = self.has_articles or marker.rank == ARTICLE
                self.labels[marker.rank] = marker.label
            if wording.ENDS.match(text) and line.kind != "row":
                return at
            if at > start and self._begins_part(at, in_body=True):
                return at
            if line.kind == "text" and marker is None and wording.closes(text):
                self.roles.of[at] = "end" if wording.only_names(text) else "closing"
            if wording.LAST.search(text) and not self._goes_on(at):
                return at + 1
        return len(self.lines)

    def _goes_on(self, last: int) -> bool:
        """Return whether the body goes on behind a `./.` in its middle: with the next number, or
        with a bullet, and no recipients or signature between."""
        for at in self._free(last + 1):
            text = self.texts[at]
            marker = marker_of(text)
            if wording.ENDS.match(text) or self._begins_part(at, in_body=False):
                return False
            if marker and marker.is_bullet and not wording.RECIPIENT.match(text[marker.end :]):
                return True
            if marker and follows(marker.label, self.labels.get(marker.rank, "")):
                return True
        return False

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
        if wording.KIND_ALONE.match(text):
            return not in_body or self.has_articles
        if appendix := wording.APPENDIX.match(text):
            return self._begins_appendix(at, appendix, in_body)
        return not in_body and bool(wording.LISTED.match(text)) and is_capitals(text)

    def _begins_appendix(self, at: int, appendix: re.Match[str], in_body: bool) -> bool:
        """Return whether a line is the heading of an appendix: neither a sentence, nor a caption
        in a body, `Biểu số 1. Các chợ`."""
        line, kind, tail = self.lines[at], appendix["label"].split()[0], appendix["rest"]
        is_set_off = line.heading or appendix["label"].isupper()
        if line.text.rstrip().endswith((".", ";", ",")):
            return False
        if not tail or is_capitals(tail):
            return True
        if not in_body:
            return bool(is_set_off or not tail[0].islower())
        if self.roles.parts and self.roles.parts[-1].label.startswith(kind.capitalize()):
            return tail[0].isupper()
        return bool(is_set_off) and not (kind.lower() == "biểu" and self._heads_table(at))

    def _heads_table(self, at: int) -> bool:
        """Return whether a row, or the unit of a table, stands right behind a line."""
        ahead = range(at + 1, min(at + 3, len(self.lines)))
        return any(self.lines[n].kind == "row" or wording.says_unit(self.texts[n]) for n in ahead)

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
        appendix = wording.APPENDIX.match(text)
        is_appendix = appendix or wording.LISTED.match(text)
        end = self._appendix_title(start) if is_appendix else self._title(start)
        self._mark_title(start, end, "part")
        kind = wording.KIND_ALONE.match(text)
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
            if (text.endswith((".", ":", ";")) or wording.says_unit(text)) and not enclosed:
                break
            end = at + 1
            if end - start > LONGEST_TITLE:
                break
        return end

    def _after_title(self, start: int) -> int:
        for at in self._free(start):
            if at not in self.enclosed and not wording.RULE.match(self.texts[at]):
                return at
            self.roles.of[at] = "front"
        return len(self.lines)


def _written(label: str) -> str:
    """Return a part's label in small letters: `Phụ lục II`, `Kế hoạch`."""
    words = label.split()
    small = [w if re.fullmatch(r"[IVXLC]+|\d+\w?|[A-H]", w) else w.lower() for w in words]
    return " ".join([small[0].capitalize(), *small[1:]])
