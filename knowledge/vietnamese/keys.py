"""Undoes Telex and VNI keys that were sent as typed: `quy hoachj`, `ddoo thij`, `quy hoa5ch`."""

import re
import unicodedata
from functools import lru_cache

from knowledge.vietnamese.text import is_syllable, nfc, one_tone_place

_TELEX_TONE = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONE = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_VOWELS = "aeiouyâăêôơư"
_MAYBE_TELEX = re.compile(r"[sfrxjw]|dd|aa|ee|oo")
_MAYBE_VNI = re.compile(r"^[a-zđ]+\d[a-zđ\d]*$")
_VNI_MARK = {
    **{f"{vowel}6": marked for vowel, marked in zip("aeo", "âêô", strict=True)},
    **{f"{vowel}7": marked for vowel, marked in zip("ou", "ơư", strict=True)},
    "a8": "ă",
    "d9": "đ",
}


FEW = 3
"""Fewer such words may be the name of a house ("A5") or borrowed: nothing is undone."""
_WORD = re.compile(r"\w+")


def undone(text: str) -> str:
    """Return a text without the keys, where they make up half of its words; any other as it is."""
    words = _WORD.findall(text)
    spelt = {word: decoded(word.lower()) for word in words if not is_syllable(word)}
    if 2 * sum(bool(spelt.get(word)) for word in words) < max(len(words), 2 * FEW):
        return text
    return _WORD.sub(lambda match: _cased(match[0], spelt.get(match[0]) or match[0]), text)


def _cased(typed: str, spelt: str) -> str:
    return spelt.capitalize() if typed[0].isupper() else spelt


@lru_cache(maxsize=5_000)
def decoded(word: str) -> str | None:
    """Return the syllable that a word of Telex or VNI keys spells; None for none."""
    for maybe, keys in ((_MAYBE_VNI, _vni), (_MAYBE_TELEX, _telex)):
        if maybe.search(word) and (spelt := keys(word)) and is_syllable(spelt):
            return spelt
    return None


def _telex(word: str) -> str:
    letters, tone = "", ""
    for key in word:
        if key in _TELEX_TONE and _has_vowel(letters):
            tone = _TELEX_TONE[key]
        elif key == "w":
            letters = _hooked(letters)
        elif key in "aeo" and (at := _marks_at(letters, key)) >= 0:
            letters = letters[:at] + {"a": "â", "e": "ê", "o": "ô"}[key] + letters[at + 1 :]
        elif key == "d" and letters == "d":
            letters = "đ"
        else:
            letters += key
    return _toned(letters.replace("ưo", "ươ"), tone)


def _has_vowel(letters: str) -> bool:
    return any(letter in _VOWELS for letter in letters)


def _marks_at(letters: str, key: str) -> int:
    """Return the index of the letter a second `a`, `e` or `o` marks: `dd-o-i-o` as `ddooi`."""
    at = letters.rfind(key)
    return at if all(letter not in "aeo" for letter in letters[at + 1 :]) else -1


def _hooked(letters: str) -> str:
    """Return the letters with a `w` typed after them: `uo` is `ươ`, and alone it is `ư`."""
    for plain, hooked in (("uo", "ươ"), ("ưo", "ươ"), ("a", "ă"), ("o", "ơ"), ("u", "ư")):
        at = letters.rfind(plain)
        if at >= 0 and not letters[:at].endswith("q"):
            return letters[:at] + hooked + letters[at + len(plain) :]
    return letters + "ư"


def _vni(word: str) -> str:
    letters, tone = "", ""
    for key in word:
        if not key.isdigit():
            letters += key
        elif key in _VNI_TONE:
            tone = _VNI_TONE[key]
        else:
            letters = _vni_marked(letters, key)
    return _toned(letters, tone)


def _vni_marked(letters: str, key: str) -> str:
    if key == "7" and "uo" in letters:
        return letters.replace("uo", "ươ")
    for at in reversed(range(len(letters))):
        if marked := _VNI_MARK.get(letters[at] + key):
            return letters[:at] + marked + letters[at + 1 :]
    return letters + key


def _toned(letters: str, tone: str) -> str:
    """Return the letters with the tone on the marked vowel, else before a coda or on the first."""
    if not tone:
        return letters
    start = 2 if letters.startswith(("qu", "gi")) and _has_vowel(letters[2:]) else 0
    places = [at for at, letter in enumerate(letters) if at >= start and letter in _VOWELS]
    if not places:
        return letters
    marked = [at for at in places if letters[at] in "âăêôơư"]
    closed = places[-1] < len(letters) - 1
    at = marked[-1] if marked else places[-1] if closed else places[max(0, len(places) - 2)]
    spelt = letters[: at + 1] + tone + letters[at + 1 :]
    return one_tone_place(nfc(unicodedata.normalize("NFD", spelt)))
