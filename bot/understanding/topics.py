"""Cut out what an official's words are about: "việc ở tổ 5 về cái tường": "tường"."""

import re

from knowledge.vietnamese.written import pattern

_KINDS = "việc|cái|vụ|chuyện|mấy|những|bức|chiếc|đống|con"
_ABOUT = pattern(rf"về\s+(?:(?:{_KINDS})\s+)*([^,.;:?!]+)")
_BEHIND = re.compile(
    r"\b(?:ở|o|tại|tai|gần|gan|trên|tren|quá hạn|qua han|khẩn|khan|nhé|nhe|ạ|đi)\s*$",
    re.IGNORECASE,
)
"""Words behind a topic that belong to the place or the filter."""
_ASKING = pattern(
    f"{_KINDS}|các|tìm|kiếm|xem|coi|cho|tôi|giúp|ở|tại|hết|danh sách|ds|list|liệt kê|tất cả"
    "|toàn bộ|hồ sơ|hs|phản ánh|pa|phường|mình|có|gì|nào|bao nhiêu"
)
_ASKED = re.compile(
    r"^(?:hỏi|hoi)\s+(?:(?:lại|lai)\s+)?"
    r"(?:(?:người gửi|nguoi gui|người dân|nguoi dan|dân|dan|bà con|ba con)\b|[^:?]{1,60}:)[\s:,]*",
    re.IGNORECASE,
)
"""Words before a question that say who is to be asked."""


_VERBS = {
    "ask": _ASKED, "query": _ASKED,
    "reject": pattern(r"(?:từ chối|không xử lý)(?: vì| do| bởi|\s*[:,-])"),
    "note": pattern(r"ghi chú(?: nội bộ)?(?: là|\s*[:,-])"),
}  # fmt: skip
"""Words before those of a move that say which move it is, or who is to be asked."""


def said_in(words: str, move: str) -> str:
    """Return the words of a move without those before them that say which it is."""
    before = _VERBS[move].match(words) if move in _VERBS else None
    return words[before.end() :].lstrip(" :,-") if before else words


def without_asking(words: str) -> str:
    """Return the words without those that ask for a list; empty where they ask for all of it."""
    return " ".join(_ASKING.sub(" ", words).split()).strip(" .,:;?!")


def topic_in(words: str, place: str) -> str:
    """Return the words after "về", without the place behind them; empty where there are none."""
    match = _ABOUT.search(words)
    if match is None:
        return ""
    topic = match[1].partition(place)[0] if place else match[1]
    return _BEHIND.sub("", topic).strip()
