"""Set phrases whose meaning is fixed, found in words without their marks: exact, nothing learnt."""

import re

from bot.understanding.labels import trimmed
from knowledge.vietnamese.numerals import DIGIT
from knowledge.vietnamese.text import fold, folded_words, nfc, tokens
from knowledge.vietnamese.written import pattern

MOST_WORDS = 22
"""Words of the longest question how far something has come; a story is read by others."""
_NUMBER = re.compile(r"(?:(?:mo|xem|cho|toi|viec|cai|vu|so|thu|muc)\s+)*(\d{1,3})")
_URGENCY = re.compile(r"\b(khong (?:phai )?(?:la )?(?:viec )?)?(?:khan|gap)\b")
_PROGRESS = re.compile(
    r"\btien do\b|^\W*ket qua\b|\b(?:co dat\b|dat (?:duoc )?\d).*\bkhong\b"
    r"|\b(?:bao gio|khi nao)\b.*\bcong bo\b"
    r"|\b(?:bao nhieu|den dau|toi dau)\b.*\broi\W*(?:a|nhi|vay)?\W*$"
    r"|\b(?:gio|hien|nay|hien tai) (?:da )?(?:duoc|dat)\b"
)
"""By these it is asked whatever year is named: the plan's figure alone is no answer."""

_STANDING = r"(?:(?:chua|da|khong|nao) dat|qua han|den han|cong bo|(?:bi |con )?cham|tien do)"
_OF_ALL = re.compile(
    rf"\bchi tieu\b.*\b(?:{_STANDING}|cua (?:toi|em|minh|chung toi))\b"
    rf"|\b{_STANDING}\b.*\bchi tieu\b"
    r"|\b(?:ai|(?:co quan|don vi|noi) nao)\b.*\bchua cong bo\b"
)
"""By these it is asked how the targets of a plan stand, without naming one."""

_DISPUTED = re.compile(
    r"^\W*(?:cho|toi|xem|co|con|danh sach|bao nhieu|may|nhung|cac|viec|vu|ca|phan anh|ho so)\b.*"
    r"(?:\b(?:dan|nguoi (?:gui|dan|ta)|ba con)\b.{0,20}\b(?:chua (?:xong|duoc|hai long|dong y)"
    r"|khong dong y|phan doi|khieu nai)|\bbao chua xong|\bmo lai)\b"
)
"""By these the cases are wanted of which the sender says that they are not done."""

_SLOWEST = re.compile(
    r"\b(?:(?:phuong|xa|so|co quan|don vi|noi|ben|cho) nao|ai)\b.*"
    r"\b(?:cham|tre|muon|lau|ton|qua han|le me)\b.*\bnhat\b"
)
"""By these the offices are compared by how long they take."""

_COUNT = re.compile(r"\b(?:bao nhieu|(?:may|so) (?:viec|vu|ca|phan anh))\b")
_SPAN = re.compile(  # as `bot.digests.asked` reads periods
    r"\b(?:tuan|thang|quy|nam) (?:nay|truoc|roi|qua|vua|ngoai|\d|i{1,3}\b|iv\b)"
    r"|\b(?:ngay|tu|den) \d{1,2}/\d"
)

_STEPS = {
    "done": r"(?:da )?(?:xong|hoan thanh)(?: het| ca)?(?: roi)?",
    "going": r"(?:van )?dang (?:lam(?: do)?|trien khai|thuc hien)",
    "none": r"(?:van )?chua(?: lam| lam gi| trien khai| thuc hien)?",
}
"""What people type for the three buttons of a step, beside their labels."""
_STANDS = pattern("đã|đang|chưa|sẽ|vẫn|rồi|vì")
_MERGE = re.compile(r"\b(?:gộp|gop|trùng|trung (?:voi|lap|viec|vu))\b", re.IGNORECASE)
_AWAITED = pattern("dân|người|bà con|trả lời|phản hồi|bổ sung|thông tin|hỏi")
_DIGITS = "|".join(word for word in DIGIT if word not in ("nam", "tu", "lam", "khong"))
_AMOUNT = rf"(?:\d|(?:{_DIGITS}|muoi|chuc|nua)(?!\w))"
_CHANGED = rf"\b(?:tang|giam)(?: (?!len|xuong|con|dat)[a-z]+){{0,3}} {_AMOUNT}"
_CHANGE = re.compile(rf"{_CHANGED}.* so voi\b|\bso voi\b.*{_CHANGED}")
"""By how much more or less it is, where the plan says how much it is to be."""
_EVERYTHING = re.compile(
    rf"(?:(?:cac|moi|tat ca|toan bo|nhung|may|danh sach|xem|cho|toi|cai|viec|chi tieu|muc tieu"
    rf"|nhiem vu|ke hoach|nao|gi|ai|dang|con|bi|co|{_STANDING})(?: |$))*"
)
"""All words of a wish to see how every target stands, where only targets are shown."""

_REMARK = re.compile(
    r" (?:sai|nham|khong|chua|thieu|thua|chang|kho hieu|kho doc|lan man|lac de|chung chung|vo dung|"
    r"vo ich|dai|ngan|it|cu|tra loi|thong tin|so lieu|hoi mot|noi|qua|hoi|doc) "
)
"""How a remark on an answer begins; many a question may begin so too, and has a button for that."""
_MEANING = re.compile(r" (?:(?:co )?(?:nghia )?la (?:gi|sao|the nao))(?: \w+)? $")
_AGAINST = re.compile(r",\s+chứ\s+")
"""What follows it is told, against what was asked before it."""


def begins_remark(text: str) -> bool:
    """Return whether a text begins as a remark on an answer does."""
    return _REMARK.match(folded_words(text)) is not None


def word_asked(text: str) -> str:
    """Return the word whose meaning a text asks for, without its marks."""
    return _MEANING.sub(" ", folded_words(text))


def told_against(text: str) -> list[str]:
    """Return what a text asks, and what it tells against that, if anything."""
    return _AGAINST.split(text, maxsplit=1)


def step_said(text: str) -> str:
    """Return the step that words name and nothing else: `done`, `going` or `none`; else empty."""
    words = " ".join(folded_words(text).split()).removesuffix(" a")
    return next((step for step, ways in _STEPS.items() if re.fullmatch(ways, words)), "")


def tells_how_it_stands(text: str) -> bool:
    """Return whether a text tells how a case stands, and orders nothing: "đã giao cho em Hoa"; "đã"
    at the end only asks for time: "để xem đã"."""
    return _STANDS.search(trimmed(text).removesuffix(" đã")) is not None


def says_who_is_awaited(text: str) -> bool:
    """Return whether words say who is waited for, or for what."""
    return bool(_AWAITED.search(text))


def says_merge(words: str) -> bool:
    """Return whether words say of a case that it is the same as another."""
    return bool(_MERGE.search(nfc(words)))


def says_change(text: str) -> bool:
    """Return whether words say by how much something rose or fell beside another time."""
    return bool(_CHANGE.search(" ".join(fold(text).split())))


def compares(quote: str, figure: str) -> bool:
    """Return whether the part of a plan's sentence with these words compares two times."""
    parts = re.split(r";\s|,\s", quote.replace("²", "2"))
    return any(figure.replace("²", "2") in part and "so với" in part for part in parts)


def wants_all_targets(text: str) -> bool:
    """Return whether words beside the command for targets name none, but want all, or no word."""
    return bool(_EVERYTHING.fullmatch(" ".join(folded_words(text).split())))


def number_in(text: str) -> int | None:
    """Return the number of a case in a list, where a message is no more: "mở việc số 2", "2"."""
    match = _NUMBER.fullmatch(" ".join(map(fold, tokens(text))))
    return int(match[1]) if match else None


def says_urgent(words: str) -> bool | None:
    """Return whether words call something urgent; None where they say nothing of it."""
    match = _URGENCY.search(fold(words))
    return not match[1] if match else None


def asks_progress(text: str) -> bool:
    """Return whether words ask by a set phrase how far something has come."""
    return _asks(_PROGRESS, text)


def asks_of_targets(text: str) -> bool:
    """Return whether words ask by a set phrase how the targets stand, and name none."""
    return _asks(_OF_ALL, text)


def asks_of_disputed(text: str) -> bool:
    """Return whether words ask by a set phrase for what its senders say is not done."""
    return _asks(_DISPUTED, text)


def asks_figures(text: str) -> bool:
    """Return whether words ask how many there were in a week, month, quarter or year."""
    return _asks(_COUNT, text) and _asks(_SPAN, text)


def asks_who_is_slowest(text: str) -> bool:
    """Return whether words ask by a set phrase which office is the slowest."""
    return _asks(_SLOWEST, text)


def _asks(phrase: re.Pattern[str], text: str) -> bool:
    promised = "đặt" in text.lower()  # what the plan sets, and what is reached, fold to the same
    return len(text.split()) <= MOST_WORDS and not promised and bool(phrase.search(fold(text)))
