"""Takes out of a free text what would lead to a person."""

from __future__ import annotations

import re

MASK = "▒▒▒"

_LONG_NUMBER = re.compile(r"(?<!\d)\+?\d(?:[ .-]?\d){7,15}(?!\d)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def masked(text: str) -> str:
    """The text without telephone and identity numbers (8 to 16 digits) and e-mail addresses."""
    return _MAIL.sub(MASK, _LONG_NUMBER.sub(MASK, text))
