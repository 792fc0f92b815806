"""Turns the letters of old Vietnamese fonts (TCVN3, VNI) and code pages into Unicode.

In files of before about 2005 a letter such as `ạ` is stored as another one (`¹`, or `aï`), and
only the font shows it right. Which it is follows from the letters themselves.
"""

import re
from collections.abc import Callable
from functools import cache
from itertools import product

from knowledge.importing.lines import Unreadable
from knowledge.vietnamese.text import is_syllable, nfc

ENOUGH = 20
"""Letters that are not plain, below which a text is taken as it is."""
FEW = 3
"""Strange letters of a line, below which it is taken as it is."""
SURE = 0.93
"""The part of those letters that must be Vietnamese ones."""

MOSTLY = 0.7
"""The part of the words that must be syllables, where letters are turned."""

# TCVN3, the 8-bit code of TCVN 5712:1993 (fonts named .Vn…), has no capitals with a tone.
_TCVN3 = dict(
    zip(
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóôõö÷øùúûüýþ¡¢£¤¥¦§\u00ad",
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụừửữứựỳỷỹýỵĂÂÊÔƠƯĐư",
        strict=True,
    )
)
# VNI for Windows: a tone is a letter of its own behind the vowel (`aù` is `á`), but for a few.
_TONES = dict(zip("ùøûõï", "\u0301\u0300\u0309\u0303\u0323", strict=True))
_VNI_SINGLE = {"ñ": "đ", "Ñ": "Đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ",
               "ò": "ị", "î": "ỵ",
               "Æ": "Ỉ", "Ó": "Ĩ", "Ò": "Ị", "Î": "Ỵ",
               "ô": "ơ", "ö": "ư", "Ô": "Ơ", "Ö": "Ư"}  # fmt: skip
_MARKS = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
_CIRCUMFLEX = dict(zip("âáàåãä", _MARKS, strict=True))
_BREVE = dict(zip("êéèúüë", _MARKS, strict=True))
_PLAIN = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
_ALPHABET = {"đ", "Đ", *(nfc(base + tone) for base, tone in product(_PLAIN, _MARKS))}
_OURS_ONLY = frozenset(letter for letter in _ALPHABET if ord(letter) > 0x17F) | set("ăĂđĐơƠưƯĩĨũŨ")
_STRANGE = re.compile(r"[^\x00-\x7f]")
_SPACES = re.compile(r"(\s+)")
_CAPITALS = re.compile(r"(?=(?:[^A-Z]*[A-Z]){2})[^\Wa-z\d_]+[,.;:]?|[^\Wa-zA-Z\d_]+[A-Z]+")
"""A word whose letters without marks, two or more, are capitals; or one behind a marked letter."""
_MAY_BE_CAPITALS = re.compile(r"[A-Z]?[^\WA-Za-z\d_]+[,.;:]?")
_SIGNS = frozenset("–—−…“”‘’•·●▪◦²³°×÷≥≤±€©®™§«»\u00a0\u00ad\u200b\u200e\ufeff½¼¾→ØøΔµ√∑∕⁄Ω")


@cache
def _vni_pairs() -> dict[str, str]:
    """Return what two letters of a VNI font show as one: `aï` is `ạ`, `eä` is `ệ`."""
    pairs: dict[str, str] = {}
    for bases, letters, signs in (
        ("aeouyAEOUY", "aeouyAEOUY", _TONES),
        ("ôöÔÖ", "ơưƠƯ", _TONES),
        ("aeoAEO", "âêôÂÊÔ", _CIRCUMFLEX),
        ("aA", "ăĂ", _BREVE),
    ):
        for base, shown in zip(bases, letters, strict=True):
            pairs |= {base + sign: nfc(shown + tone) for sign, tone in signs.items()}
    upper = {k[0] + k[1].upper(): v for k, v in pairs.items() if k[0].isupper()}
    return pairs | upper


def from_tcvn3(text: str, capitals: bool = False) -> str:
    """Return what a TCVN3 font shows; one whose name ends in H shows capitals."""
    plain = "".join(_TCVN3.get(letter, letter) for letter in text)
    return plain.upper() if capitals else _in_capitals(plain)


def _in_capitals(text: str) -> str:
    """Return a text whose words in capitals have no capital with a mark: `HOạCH` is `HOẠCH`.

    A font of this kind has none; what is short follows the words beside it, as in `Xã SUốI`.
    """
    words = _SPACES.split(text)
    sure = [_CAPITALS.fullmatch(word) is not None for word in words]
    for at, word in enumerate(words):
        neighbours = sum(sure[max(at - 2, 0) : at + 3 : 2])
        wanted = 1 if word[:1].isascii() else 2
        if sure[at] or (neighbours >= wanted and _MAY_BE_CAPITALS.fullmatch(word)):
            words[at] = word.upper()
    return "".join(words)


def from_vni(text: str) -> str:
    """Return what a VNI font shows."""
    pairs = _vni_pairs()
    pattern = "|".join(sorted(map(re.escape, pairs), key=len, reverse=True))
    single = "".join(_VNI_SINGLE)
    return re.sub(
        f"{pattern}|[{single}]", lambda m: pairs.get(m[0]) or _VNI_SINGLE.get(m[0], m[0]), text
    )


def is_old(font: str) -> bool:
    """Return whether a font shows other letters than are stored."""
    return font.startswith(".Vn") or font.upper().startswith("VNI-")


def in_font(text: str, font: str) -> str:
    """Return what a font shows for a text: fonts named .Vn… are TCVN3, VNI-… are VNI."""
    if font.startswith(".Vn"):
        return from_tcvn3(text, capitals=font.endswith("H"))
    return from_vni(text) if font.upper().startswith("VNI-") else text


def _strange_letters(text: str) -> list[str]:
    return [
        letter for letter in _STRANGE.findall(text) if letter not in _SIGNS or letter in "µ®©ªØø"
    ]


def quality(text: str) -> float:
    """Return what part of the letters that are not plain are Vietnamese."""
    strange = _strange_letters(text)
    return sum(letter in _ALPHABET for letter in strange) / len(strange) if strange else 1.0


def turn_for(text: str, name: str) -> Callable[[str], str]:
    """Return what turns a text's letters into Unicode; raises `Unreadable` where nothing does."""
    text = nfc(text)
    part = quality(text)
    if len(_strange_letters(text)) < ENOUGH or (part >= SURE and has_ours(text)):
        return nfc
    turns: tuple[Callable[[str], str], ...] = (from_tcvn3, from_vni)
    best = max(turns, key=lambda turn: _spelt(turn(text)))
    turned = best(text)
    if _spelt(turned) > MOSTLY and quality(turned) >= SURE and has_ours(turned):
        return lambda line: nfc(best(nfc(line)))
    if part >= 0.8 and has_ours(text):
        return nfc
    raise Unreadable(
        "letters",
        f"{name} is written in an old font's letters: turn it into Unicode (UniKey: Ctrl+Shift+F6, "
        "from TCVN3 or VNI to Unicode), save it, and import it again",
    )


def mended(text: str) -> str | None:
    """Return a line of an old font among others in Unicode as the font shows it; None where it is
    strange and nothing is known that makes it readable."""
    strange = [n for n in _strange_letters(text) if n <= "\xff" or n == "\ufffd"]
    if len(strange) < FEW or sum(letter in _ALPHABET for letter in strange) >= 0.5 * len(strange):
        return text
    turned = max((nfc(turn(text)) for turn in (from_tcvn3, from_vni)), key=_spelt)
    return turned if _spelt(turned) > SURE and quality(turned) >= SURE else None


def _spelt(text: str) -> float:
    """Return what part of the words can be Vietnamese syllables."""
    words = re.findall(r"[^\W\d_]{2,}", text[:20_000])
    return sum(map(is_syllable, words)) / max(len(words), 1)


def has_ours(text: str) -> bool:
    """Return whether letters stand there that only Vietnamese has, often enough to be written."""
    strange = _STRANGE.findall(text)
    return sum(letter in _OURS_ONLY for letter in strange) > 0.2 * len(strange)


def decoded(data: bytes, name: str) -> str:
    """Return the text of a file's bytes, in whatever code page; raises `Unreadable`.

    Its letters may still be those of an old font."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if data.count(b"\0") > len(data) // 100:
        raise Unreadable("kind", f"{name} is no text: save it as .docx, .pdf or .txt")
    # Windows' own code page for Vietnamese; Latin-1 keeps every byte for an old font's letters.
    windows = nfc(data.decode("cp1258", "replace"))
    if quality(windows) >= SURE and has_ours(windows):
        return windows
    return data.decode("latin-1")
