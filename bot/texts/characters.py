"""Find where a text may be cut: a character a reader sees may be made of many.

After https://www.unicode.org/reports/tr29/ as far as accents, emoji and flags go.
"""

import unicodedata

_ZERO_WIDTH_JOINER = "\u200d"


def units(text: str) -> int:
    """Return the length of `text` in UTF-16 code units, the measure of Telegram's limits."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def joined(text: str, start: int, at: int) -> bool:
    """Return whether the characters around `at`, after `start`, are one: accents, emoji, flags."""
    if text[at - 1] == _ZERO_WIDTH_JOINER or _extends(text[at]):
        return True
    flags = 0
    while at - flags > start and _is_flag_letter(text[at - flags - 1]):
        flags += 1
    return _is_flag_letter(text[at]) and flags % 2 == 1


def _extends(char: str) -> bool:
    is_skin_or_tag = "\U0001f3fb" <= char <= "\U0001f3ff" or "\U000e0020" <= char <= "\U000e007f"
    return char == _ZERO_WIDTH_JOINER or is_skin_or_tag or unicodedata.category(char)[0] == "M"


def _is_flag_letter(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs that are invisible."""
_INVISIBLE = ("Cc", "Cf", "Mn", "Zs", "Zl", "Zp")


def visible(words: str) -> str:
    """Return the words, or an empty text if all their signs are invisible."""
    blank = all(sign in _BLANKS or unicodedata.category(sign) in _INVISIBLE for sign in words)
    return "" if blank else words
