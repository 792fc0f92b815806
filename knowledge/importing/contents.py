"""Finds the lines of a table of contents: they say what stands elsewhere, and are no content."""

import re
from collections.abc import Sequence

from knowledge.importing.markers import marker_of

LEADER = re.compile(r"(?:(?:[.…_]\s?){4,}|…{2,})\s*\d{1,3}\s*$")
"""Dots that lead from a heading to its page: `I. MỤC TIÊU ........ 2`."""
FEWEST = 2
"""Such lines one after the other; a single one may be a blank to fill in."""
_TITLE = re.compile(r"^(?:MỤC\s+LỤC|M\s+Ụ\s+C\s+L\s+Ụ\s+C|NỘI\s+DUNG\s+CHÍNH)\s*:?$", re.IGNORECASE)
_PAGE = re.compile(r"(?<![\d.,/%-])(?P<page>\d{1,3})$")
_HEAD = re.compile(r"^(?:Trang|Nội dung(?:\s*\|?\s*Trang)?)$", re.IGNORECASE)


def contents_of(texts: Sequence[str]) -> frozenset[int]:
    """Return the indexes of the lines that make a table of contents."""
    lines: set[int] = set()
    at = 0
    while at < len(texts):
        end = _titled_end(texts, at) if _TITLE.match(texts[at]) else _leaders_end(texts, at)
        lines.update(range(at, end))
        at = max(end, at + 1)
    return frozenset(lines)


def _leaders_end(texts: Sequence[str], start: int) -> int:
    """Return where lines with leading dots end; `start` where there are too few."""
    if not LEADER.search(texts[start]):
        return start
    at, end, count = start, start, 0
    while at < len(texts) and (LEADER.search(texts[at]) or _goes_on(texts, at)):
        if LEADER.search(texts[at]):
            end, count = at + 1, count + 1
        at += 1
    return end if count >= FEWEST else start


def _titled_end(texts: Sequence[str], title: int) -> int:
    """Return where the lines under `MỤC LỤC` end: each has a page, none below the one before."""
    at, end, last, count = title + 1, title, 0, 0
    while at < len(texts):
        page = _PAGE.search(texts[at])
        if page is not None and int(page["page"]) >= last:
            last, end, count = int(page["page"]), at + 1, count + 1
        elif texts[at] and not _HEAD.match(texts[at]) and not _goes_on(texts, at):
            break
        at += 1
    return end if count >= FEWEST else title


def _goes_on(texts: Sequence[str], at: int) -> bool:
    """Return whether a line without its page is a heading that ends in the next line."""
    if not texts[at]:
        return True
    after = texts[at + 1] if at + 1 < len(texts) else ""
    return (
        _PAGE.search(after) is not None and marker_of(after) is None and not texts[at].endswith(".")
    )
