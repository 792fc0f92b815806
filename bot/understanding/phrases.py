"""Set phrases whose meaning is fixed, found in words without their marks: exact, nothing learnt."""

import re

from knowledge.vietnamese.text import fold, tokens

LONGEST = 22
"""Words of the longest question how far something has come; a story is read by others."""
_NUMBER = re.compile(r"(?:(?:mo|xem|cho|toi|viec|cai|vu|so|thu|muc)\s+)*(\d{1,3})")
_URGENCY = re.compile(r"\b(khong (?:phai )?(?:la )?(?:viec )?)?(?:khan|gap)\b")
_PROGRESS = re.compile(
    r"\btien do\b|^\W*ket qua\b|\bco dat\b.*\bkhong\b|\b(?:bao gio|khi nao)\b.*\bcong bo\b"
    r"|\b(?:bao nhieu|den dau|toi dau)\b.*\broi\W*(?:a|nhi|vay)?\W*$"
)
"""By these it is asked whatever year is named: the plan's figure alone is no answer."""


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
    promised = "đặt" in text.lower()  # what the plan sets, and what is reached, fold to the same
    return len(text.split()) <= LONGEST and not promised and bool(_PROGRESS.search(fold(text)))
