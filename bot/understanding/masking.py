"""Mask the parts of a free text that lead to a person."""

import re
import unicodedata

from bot.understanding import names

MASK = "▒▒▒"

_SPARED = (
    r"\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|(?:19|20)\d\d-\d{1,2}-\d{1,2}"  # days
    r"|(?:19|20)\d\d ?[-–] ?(?:19|20)\d\d"  # from a year to a year
    r"|[1-9]?\d{1,2}\.\d{4,8}(?![\d.])"  # degrees
    r"|[1-9]\d{0,2}(?P<sep>[. ])\d{3}(?:(?P=sep)\d{3})*"
    r"(?=,\d|\s*(?:đ|đồng|vnđ|vnd|dong|m2|m²|ha|tr)\b)"  # money, areas
)
"""Numbers that lead to nobody, however many figures they have."""
_LONG = r"\+?\(?\d(?:[ .\-()\u00a0]{0,2}\d){7,18}"
_NUMBER = re.compile(
    rf"(?<![\d.,])(?P<spared>{_SPARED})(?!\d)|(?<!\d)(?P<number>{_LONG})(?!\d)", re.IGNORECASE
)
_LED = re.compile(
    r"(?P<before>\b(?:stk|s[oố] t[aà]i kho[aả]n|t[aà]i kho[aả]n|cccd|cmnd|cmt"
    r"|căn cước(?: công dân)?|h[oộ] chi[eế]u|sđt|sdt|đt|zalo|m[aã] số thuế|mst)\b"
    r"[\s:.]{0,3}(?:s[oố][\s:.]{0,3})?)"
    r"(?P<number>[A-Z]{0,2}\d(?:[ .-]?\d){5,18})(?!\d)",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)?(?:facebook|fb|messenger|zalo|tiktok|instagram|youtube|t|m|threads)"
    r"\.(?:com|me|vn|net)/[^\s<>▒]+",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@./▒])@[A-Za-z][\w.]{2,31}")
_ACCOUNT = re.compile(
    r"(?P<before>\b(?:fb|facebook|zalo|tiktok|telegram|tele|insta|instagram)\b\s{0,2}[:=]\s{0,2})"
    r"(?P<name>[^\s,;.▒][^\s,;▒]*)",
    re.IGNORECASE,
)
_PLATE = re.compile(
    r"(?<!\w)\d{2}(?:[ -]?[A-ZĐ]{1,2}\d?|-?(?!m[23²])[a-zđ]{1,2}\d?)"
    r"[ .-]{0,3}\d{3}\.?\d{1,2}(?![\w.]\d|\w)"
)


def masked(text: str) -> str:
    """Return the text with what leads to a person masked; masking it again changes nothing.

    Masked are: names of people; telephone, identity, account and number-plate numbers (any of 8 to
    19 figures but days, sums and degrees); e-mail addresses, and accounts in social networks.
    """
    text = unicodedata.normalize("NFC", text)
    for pattern in (_MAIL, _LINK, _HANDLE, _PLATE):
        text = pattern.sub(MASK, text)
    text = _ACCOUNT.sub(rf"\g<before>{MASK}", text)
    text = _LED.sub(rf"\g<before>{MASK}", text)
    text = _NUMBER.sub(lambda number: number["spared"] or MASK, text)
    # From the last to the first: a mask is longer or shorter than the name, and moves what follows.
    for start, end in reversed(names.spans(text)):
        text = text[:start] + MASK + text[end:]
    return text
