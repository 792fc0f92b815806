"""What people type where a button waits: data, and the few rules that read it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from knowledge.vietnamese.text import fold, tokens

COURTESY = frozenset(
    (
        *("dạ", "vâng", "ạ", "nhé", "nha", "đi", "luôn", "ok", "oke", "okay", "em", "tôi", "mình"),
        *("a", "nhe", "di", "luon", "toi", "minh"),
    )
)
"""Words around an answer that decide nothing; `da` may be `đã`, so it is not among them."""

BUTTONS: dict[str, dict[str, tuple[str, ...]]] = {
    "consent": {
        "yes": ("dong y",),
        "no": ("khong dong y", "khong", "bo", "huy", "tu choi"),
    },
    "border": {
        "front": ("gui mat tran", "gui rieng mat tran", "gui cho mat tran", "chi gui mat tran"),
        "drop": ("khong gui", "khong gui dau", "khong gui di dau"),
        "again": ("gui", "gui di", "gui phan anh", "phan anh", "gui tiep", "tiep tuc"),
    },
    "confirm": {
        "right": ("dung", "dung roi", "dung vay", "phai", "phai roi", "chinh xac", "chuan"),
        "wrong": ("khong", "khong phai", "khong dung", "sai", "sai roi", "chua dung"),
    },
    "details": {
        "skip": ("bo qua", "khong tra loi"),
        "all": ("bo qua het", "bo qua cac cau nay"),
    },
    "happened": {
        "unknown": ("khong biet", "khong ro", "khong nho", "bo qua"),
    },
    "category": {
        "guess": ("dung", "dung roi", "dung vay", "phai"),
        "again": ("khong", "khong phai"),
    },
    "place": {
        "unknown": ("khong biet", "khong ro", "khong biet dia chi", "khong ro dia chi"),
    },
    "area": {
        "unknown": ("khong biet", "khong ro", "khong biet phuong nao", "khong ro phuong nao"),
    },
    "photos": {
        "done": (
            *("khong", "khong co", "khong anh", "khong co anh", "khong co hinh", "chua co"),
            *("chua co anh", "xong", "xong roi", "het", "het roi", "du roi", "bo qua"),
        ),
        "none": ("bo het anh", "xoa het anh"),
    },
    "identity": {
        "anonymous": ("an danh", "an ten", "giau ten", "khong hien ten"),
        "shown": ("hien ten",),
    },
    "preview": {
        "send": ("gui", "gui phan anh", "dong y", "dong y gui"),
        "drop": ("bo", "bo ban viet do"),
    },
}
"""For each question, its choices and the ways to type them, folded; `again` decides nothing."""
AT_ANY_BUTTONS = ("huy", "huy bo", "huy phan anh")
"""Ways to drop the draft that are typed at any of them."""
BACK = (
    *("quay lai", "quay tro lai", "quay lai buoc truoc", "quay ve", "tro lai", "tro ve"),
    *("buoc truoc", "lui lai", "back"),
)
"""Ways to ask for the question before."""
CHANGING = {"keep": ("giu nhu cu", "giu nguyen", "de nguyen", "thoi")}

_DESCRIBED = re.compile(
    r"kh[oô]ng\s+(?:r[oõ]|bi[eế]t)(?:\s+[dđ][iị]a\s+ch[iỉ])?[\s,.:;–-]+m[oô]\s+t[aả]\b[\s:]*(?=[^\s:])",
    re.IGNORECASE,
)
_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs that are drawn as nothing."""
_INVISIBLE = ("Cc", "Cf", "Mn", "Zs", "Zl", "Zp")


def choice(question: str, words: str, *, changing: bool = False) -> str | None:
    """The choice somebody typed, if that is the whole message; a question mark decides nothing."""
    known = BUTTONS.get(question, {})
    choices = known | (CHANGING if changing else {}) | {"back": BACK}
    if known:
        choices["drop"] = (*known.get("drop", ()), *AT_ANY_BUTTONS)
    said = tokens(words)
    if "?" in words or not said:
        return None
    plain = _without_courtesy(said)
    if not plain and known:
        return "again"
    return next((each for each, ways in choices.items() if plain in ways), None)


def label(words: str, labels: Sequence[str]) -> int | None:
    """Which of these labels somebody typed as the whole message, with its marks or with none.

    What stands before a label's comma is enough. Words that only fold to it are others: "bò".
    """
    said = " ".join(_decisive(tokens(words)))
    if "?" in words or not said:
        return None
    for number, each in enumerate(labels):
        known = {" ".join(tokens(part)) for part in (each, each.partition(",")[0])}
        if said in known | set(map(fold, known)):
            return number
    return None


def bare(words: str) -> str:
    """The words folded, without the polite ones around them."""
    return _without_courtesy(tokens(words))


def _without_courtesy(words: tuple[str, ...]) -> str:
    return fold(" ".join(_decisive(words)))


def _decisive(words: tuple[str, ...]) -> tuple[str, ...]:
    while words and words[-1] in COURTESY:
        words = words[:-1]
    while words and words[0] in COURTESY:
        words = words[1:]
    return words


def described_in(words: str) -> str | None:
    """The spot as somebody describes it who says first that they know no address."""
    found = _DESCRIBED.match(words)
    return words[found.end() :] if found else None


def seen(words: str) -> str:
    """The words, or nothing when there is nothing to see in them."""
    blank = all(sign in _BLANKS or unicodedata.category(sign) in _INVISIBLE for sign in words)
    return "" if blank else words
