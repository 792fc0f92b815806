"""Set phrases whose meaning is fixed, found in words without their marks: exact, nothing learnt."""

import re

from knowledge.vietnamese.text import fold, tokens

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


def _asks(phrase: re.Pattern[str], text: str) -> bool:
    promised = "đặt" in text.lower()  # what the plan sets, and what is reached, fold to the same
    return len(text.split()) <= MOST_WORDS and not promised and bool(phrase.search(fold(text)))
