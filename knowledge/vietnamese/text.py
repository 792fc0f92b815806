"""Vietnamese text made comparable: one form of letters, one place for tones, words without marks.

Nothing here knows a plan. Text is taken as people type it and made NFC on the way in.
"""

import re
import unicodedata
from functools import lru_cache

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_NEW_PLACE = re.compile(rf"(?<![qQ])([oO][aAeE]|[uU][yY])([{_TONES}])(?![^\W\d_]|[\u0300-\u036f])")
_REPEATED = re.compile(r"(?<!\w)[XV]?III(?!\w)|([^\W\d_])\1{2,}", re.IGNORECASE)
"""A letter three times running; a Roman three is no slip of the finger."""
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SQUARE_METRE = re.compile(r"(?<![^\W\d_])m\s*(?:2\b|²|\^2|vu[oô]ng\b)", re.IGNORECASE)
_TOKEN = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+|%")
_NUMBER_AND_UNIT = re.compile(r"^(\d+)([^\W\d_]\w*)$|^([^\W\d_aeiouyăâêôơư]+)(\d+)$")

_ONSET = "ngh|ng|nh|gh|gi|kh|ch|ph|th|tr|qu|b|c|d|g|h|k|l|m|n|p|r|s|t|v|x"
_NUCLEUS = (
    "ieu|yeu|oai|oay|oeo|uay|uoi|uou|uya|uye|uyu|uao|uai|ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|"
    "ua|ue|ui|uo|uu|uy|ye|a|e|i|o|u|y"
)
_SYLLABLE = re.compile(rf"^(?:{_ONSET})?(?:{_NUCLEUS})(?:ng|nh|ch|c|m|n|p|t)?$")


def nfc(text: str) -> str:
    """Return the text in NFC: a letter with its marks is one character where Unicode has one."""
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Return lower case without tones and marks: `Đường Lê Duẩn` is `duong le duan`."""
    apart = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    return nfc("".join(char for char in apart if not unicodedata.combining(char)))


def slug(text: str) -> str:
    """Return the text folded, with hyphens between the words: fit for an id or a file name."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def one_tone_place(text: str) -> str:
    """Return the text in NFC, both spellings of an open syllable as one: `hoà` is `hòa`."""
    apart = unicodedata.normalize("NFD", text)
    return nfc(_NEW_PLACE.sub(lambda found: found[1][0] + found[2] + found[1][1], apart))


def tidy(text: str) -> str:
    """Return NFC, lower case, one tone place, no invisible characters, no letter three times."""
    visible = one_tone_place(_INVISIBLE.sub("", text))
    return _REPEATED.sub(lambda found: found[1] or found[0], visible).lower()


@lru_cache(maxsize=5_000)
def tokens(text: str) -> tuple[str, ...]:
    """Return the words of a text, tidied: `Đạt 6-8m2!!!` is `đạt 6 8 mét vuông`.

    A number keeps its decimal comma; a unit or a short form written onto it (`NQ06`) is a word
    of its own, but what may be VNI keys (`thi5`) stays together.
    """
    words = _TOKEN.findall(_SQUARE_METRE.sub(" mét vuông ", tidy(text)))
    return tuple(piece for word in words for piece in _pieces(word))


def _pieces(word: str) -> tuple[str, ...]:
    if word == "%":
        return "phần", "trăm"
    split = _NUMBER_AND_UNIT.match(word)
    return tuple(filter(None, split.groups())) if split else (word,)


@lru_cache(maxsize=5_000)
def folded_words(text: str) -> str:
    """Return the words of a text, folded, with one space between and around: for `" a b " in …`."""
    return f" {' '.join(fold(token) for token in tokens(text))} "


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Return whether a word, folded, can be a Vietnamese syllable: `nghieng`, not `hoachj`."""
    return _SYLLABLE.match(fold(word)) is not None


def has_marks(text: str) -> bool:
    """Return whether the writer used any tone or mark; then a bare word was meant bare."""
    return fold(text) != nfc(text).lower()


_SOUND = (
    (re.compile(r"^(?:s|x)"), "x"),
    (re.compile(r"^(?:ch|tr)"), "tr"),
    (re.compile(r"^(?:d|gi|r)"), "d"),
    (re.compile(r"^(?:l|n)(?=[aeiouy])"), "l"),
    (re.compile(r"^(?:ngh)"), "ng"),
    (re.compile(r"^(?:gh)"), "g"),
    (re.compile(r"^(?:k|q)"), "c"),
    (re.compile(r"y"), "i"),
    (re.compile(r"(?:ng|nh)$"), "n"),
    (re.compile(r"(?:c|ch)$"), "t"),
)


@lru_cache(maxsize=20_000)
def sound(plain: str) -> str:
    """Return one spelling for what many people say alike: s/x, ch/tr, d/gi/r, l/n, i/y, -n/-ng."""
    for pattern, same in _SOUND:
        plain = pattern.sub(same, plain)
    return plain
