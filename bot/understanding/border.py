"""Detect what is no ordinary report: a denunciation, abuse, spam.

Words without marks have many meanings, so of them only the unmistakable ones count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, Literal

from bot.city.positions import without_map_links
from bot.understanding import WORDS
from knowledge.vietnamese.text import fold, has_marks, one_tone_place
from knowledge.vietnamese.words import load_words
from knowledge.vietnamese.written import words_of

Hold = Literal["coarse", "spam"]

_LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|net|vip|club|top|xyz|shop|win)\b", re.I
)
_CALL = re.compile(r"(?<!\d)0\d(?:[ .]?\d){8}(?!\d)")
FEW_WORDS = r"(?:\s[^\W_]+){0,4}?"
_STRETCHED = re.compile(r"(.)\1{2,}")
MOST_LINKS = 3
MOST_OFFERS = 3
"""So many links, or phrases of an offer, are an advertisement."""
SOON = 60
"""Characters after an official's name in which the deed must follow."""
LONGEST_REPEATED = 5
"""Words in a group that is repeated."""


def denounces(*texts: str, units: Sequence[str] = ()) -> bool:
    """Return whether a text accuses an official, or says that it is a denunciation.

    `units` are names that are no person's: "Công an phường Tân Phong".
    """
    return any(_denounces(text, units) for text in texts)


def _denounces(text: str, units: Sequence[str]) -> bool:
    rules = load_words(WORDS / "border.yaml")["denounces"]
    return (
        _has_marked(text, "denounces")
        or _has_plain(text, rules["plain"])
        or _deeds().search(_tidy(text)) is not None
        or _accuses(text, units)
    )


@cache
def _deeds() -> re.Pattern[str]:
    """Return the pattern of an office and, soon after it, a forbidden deed; `_` is 0 to 4 words."""
    deeds = "|".join(load_words(WORDS / "border.yaml")["denounces"]["deeds"])
    return re.compile(rf"(?<!\w)(?:{deeds.replace('_', FEW_WORDS)})(?!\w)")


def hold_reason(*texts: str) -> Hold | None:
    """Return why a person must check this before it goes out: coarse, spam, or None."""
    if any(map(_coarse, texts)):
        return "coarse"
    return "spam" if any(map(_spam, texts)) else None


def _coarse(text: str) -> bool:
    rules = load_words(WORDS / "border.yaml")["coarse"]
    short = set(rules["short"])
    return (
        any(
            word.typed in short and not text[: word.start].rstrip()[-1:].isdigit()  # "5 đm"
            for word in words_of(text)
        )
        or any(re.search(rf"(?<!\w){pattern}", text.lower()) for pattern in rules["hidden"])
        or _has_marked(text, "coarse")
        or _has_plain(text, rules["plain"])
    )


def _spam(text: str) -> bool:
    text = without_map_links(text)
    links = len(_LINK.findall(text))
    if links >= MOST_LINKS or _repeats(text):
        return True
    rules = load_words(WORDS / "border.yaml")["spam"]
    offers = _offers(text, rules["marked"])
    if not offers or (not links and _offers(text, rules["told_of"])):
        return False
    offers += _offers(text, rules["weak"])
    return offers >= MOST_OFFERS or links > 0 or (offers >= 2 and bool(_CALL.search(text)))


def _offers(text: str, phrases: Sequence[str]) -> int:
    """Return how many of these phrases a text has; one without marks, of several words only."""
    if not has_marks(text):
        phrases = [fold(phrase) for phrase in phrases if " " in phrase or fold(phrase) == phrase]
    return len(set(_marked(tuple(phrases)).findall(_tidy(text))))


def _repeats(text: str) -> bool:
    """Return whether the same words repeat too often; "rất rất rất" is only emphasis."""
    least = load_words(WORDS / "border.yaml")["spam"]["repeats"]
    plain = (word.plain for word in words_of(text))
    words = [word for word in plain if len(word) > 1 or word.isdigit()]
    sizes = range(2, LONGEST_REPEATED + 1)
    return _run(words, 1) >= least + 2 or any(_run(words, size) >= least for size in sizes)


def _run(words: Sequence[str], size: int) -> int:
    """Return how often, at most, a group of `size` words repeats without a break."""
    best = count = 1
    for at in range(size, len(words)):
        count = count + 1 if words[at] == words[at - size] else 1
        best = max(best, count)
    return (best - 1) // size + 1


def _tidy(text: str) -> str:
    return " ".join(one_tone_place(text.lower()).split())


@cache
def _marked(phrases: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(map(_tidy, phrases), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)")


def _has_marked(text: str, kind: str) -> bool:
    """Return whether a text has a phrase of this kind that no word before or around it changes.

    A phrase without marks counts only in a text that has some.
    """
    rules: dict[str, Any] = load_words(WORDS / "border.yaml")[kind]
    tidy = _tidy(_STRETCHED.sub(r"\1", text))
    innocent = [span.span() for line in rules["another"] for span in re.finditer(line, tidy)]
    for match in _marked(tuple(rules["marked"])).finditer(tidy):
        start, end = match.span()
        if not (
            (fold(match[0]) == match[0] and not has_marks(tidy))
            or any(re.search(line, tidy[:start]) for line in rules.get("not_after", ()))
            or any(first <= start and end <= last for first, last in innocent)
        ):
            return True
    return False


def _has_plain(text: str, lines: Sequence[str]) -> bool:
    """Return whether one of these patterns matches the words of a text, marked ones as `_`."""
    words = [word.plain if word.bare else "_" for word in words_of(text)]
    return bool(_plain(tuple(lines)).search(" ".join(words)))


@cache
def _plain(lines: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?<![a-z0-9_])(?:{line})(?![a-z0-9_])" for line in lines))


def _accuses(text: str, units: Sequence[str]) -> bool:
    """Return whether a title and a capitalised name are followed by a wrong deed."""
    rules = load_words(WORDS / "border.yaml")["denounces"]
    titles = "|".join(sorted(rules["titles"], key=len, reverse=True))
    between = "|".join(rules["between"])
    fair = _plain(rules["fair"])
    name = r"(?:[^\W\d_a-zà-ỹ][^\W\d_]*)"
    office = rf"(?i:{titles})\s+(?:(?i:{between})\s+)?(?:(?:ông|bà)\s+)?"
    for match in re.finditer(rf"{office}({name}(?:\s+{name})+)", text):
        person = match[1]
        after = [fold(word.typed) for word in words_of(text[match.end() :][:SOON])[:6]]
        deeds = {fold(deed) for deed in rules["accused"]}
        is_person = person not in (*rules["no_person"], *units)
        if is_person and deeds.intersection(after) and not fair.search(" ".join(after)):
            return True
    return False
