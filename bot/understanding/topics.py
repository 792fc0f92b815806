"""Cut out what an official's words are about: "việc ở tổ 5 về cái tường": "tường"."""

import re

_KINDS = (
    "việc|viec|cái|cai|vụ|vu|chuyện|chuyen|mấy|may|những|nhung|bức|buc|chiếc|chiec|đống|dong|con"
)
_ABOUT = re.compile(rf"\b(?:về|ve)\s+(?:(?:{_KINDS})\s+)*([^,.;:?!]+)", re.IGNORECASE)
_BEHIND = re.compile(
    r"\b(?:ở|o|tại|tai|gần|gan|trên|tren|quá hạn|qua han|khẩn|khan|nhé|nhe|ạ|đi)\s*$",
    re.IGNORECASE,
)
"""Words behind a topic that belong to the place or the filter."""
_ASKING = re.compile(
    rf"\b(?:{_KINDS}|các|cac|tìm|tim|kiếm|kiem|xem|coi|cho|tôi|toi|giúp|giup|ở|o|tại|tai|hết|het"
    r"|danh sách|danh sach|ds|list|liệt kê|liet ke|tất cả|tat ca|toàn bộ|toan bo|hồ sơ|ho so|hs"
    r"|phản ánh|phan anh|pa|phường|phuong|mình|minh|có|co|gì|gi|nào|nao|bao nhiêu|bao nhieu)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"^(?:hỏi|hoi)\s+(?:(?:lại|lai)\s+)?"
    r"(?:(?:người gửi|nguoi gui|người dân|nguoi dan|dân|dan|bà con|ba con)\b|[^:?]{1,60}:)[\s:,]*",
    re.IGNORECASE,
)
"""Words before a question that say who is to be asked."""


def question_in(words: str) -> str:
    """Return a question without the words that say who is to be asked it."""
    return _ASKED.sub("", words)


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
