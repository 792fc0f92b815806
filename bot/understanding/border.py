"""Where a report ends: a denunciation has its own way, abuse and spam are looked at by a person.

Words without marks have many meanings, so there only what can hardly mean anything else counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, Literal

from bot.city.positions import without_map_links
from bot.understanding import WORDS
from knowledge.vietnamese.text import fold, has_marks, one_tone_place
from knowledge.vietnamese.written import Word, data, words_of

Hold = Literal["coarse", "spam"]

_LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|net|vip|club|top|xyz|shop|win)\b", re.I
)
_CALL = re.compile(r"(?<!\d)0\d(?:[ .]?\d){8}(?!\d)")
_STRETCHED = re.compile(r"(.)\1{2,}")
MOST_LINKS = 3
MOST_OFFERS = 3
"""So many links, or words of an offer, are an advertisement."""
SOON = 60
"""Characters after an official's name in which the deed is told."""
LONGEST_REPEATED = 5
"""Words of what is repeated."""


def denounces(*texts: str, units: Sequence[str] = ()) -> bool:
    """Whether somebody accuses an official, or says that it is a denunciation.

    `units` are names that are no person's: "Công an phường Tân Phong".
    """
    return any(_denounces(text, units) for text in texts)


def _denounces(text: str, units: Sequence[str]) -> bool:
    rules = data(WORDS / "border.yaml")["denounces"]
    told = _has_marked(text, "denounces") or _has_plain(text, rules["plain"])
    return told or _does_wrong(text) or _accuses(text, units)


def _does_wrong(text: str) -> bool:
    """An office, and soon after it what none may do."""
    deeds = "|".join(data(WORDS / "border.yaml")["denounces"]["deeds"])
    return bool(_deeds(deeds).search(_tidy(text)))


@cache
def _deeds(source: str) -> re.Pattern[str]:
    """`_` is up to four words."""
    return re.compile("(?<!\\w)(?:" + source.replace("_", r"(?:\s[^\W_]+){0,4}?") + ")(?!\\w)")


def hold_reason(*texts: str) -> Hold | None:
    """Why a person must look at this before it goes out: coarse, spam, or None."""
    if any(map(_coarse, texts)):
        return "coarse"
    return "spam" if any(map(_spam, texts)) else None


def _coarse(text: str) -> bool:
    rules = data(WORDS / "border.yaml")["coarse"]
    short = set(rules["short"])
    told = any(word.typed in short for word in words_of(text) if not _measures(text, word))
    hidden = any(_hidden(each).search(text.lower()) for each in rules["hidden"])
    return told or hidden or _has_marked(text, "coarse") or _has_plain(text, rules["plain"])


@cache
def _hidden(source: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){source}")


def _measures(text: str, word: Word) -> bool:
    """Whether a number stands before it: 5 đm is no abuse."""
    return text[: word.start].rstrip()[-1:].isdigit()


def _spam(text: str) -> bool:
    text = without_map_links(text)
    links = len(_LINK.findall(text))
    if links >= MOST_LINKS or _repeats(text):
        return True
    rules = data(WORDS / "border.yaml")["spam"]
    offers = _offers(text, rules["marked"])
    if not offers or (not links and _offers(text, rules["told_of"])):
        return False
    all_told = offers + _offers(text, rules["weak"])
    return all_told >= MOST_OFFERS or links > 0 or (all_told >= 2 and bool(_CALL.search(text)))


def _offers(text: str, phrases: Sequence[str]) -> int:
    """How many of these phrases stand there; in a text without marks, those of several words."""
    if has_marks(text):
        return len(set(_marked_in(text, phrases)))
    several = [each for each in phrases if " " in each or fold(each) == each]
    return len(set(_marked_in(text, [fold(each) for each in several])))


def _repeats(text: str) -> bool:
    """Whether the same words run on and on; of a single one, "rất rất rất" is only emphasis."""
    most = data(WORDS / "border.yaml")["spam"]["repeats"]
    every = (word.plain for word in words_of(text))
    words = [word for word in every if len(word) > 1 or word.isdigit()]
    sizes = range(2, LONGEST_REPEATED + 1)
    return _run(words, 1) >= most + 2 or any(_run(words, size) >= most for size in sizes)


def _run(words: Sequence[str], size: int) -> int:
    """How often, at most, a group of so many words stands there one after the other."""
    best = count = 1
    for at in range(size, len(words)):
        count = count + 1 if words[at] == words[at - size] else 1
        best = max(best, count)
    return (best - 1) // size + 1


def _marked_in(text: str, phrases: Sequence[str]) -> list[str]:
    """The phrases that stand in the text, with their marks."""
    found = _marked(tuple(phrases)).findall(_tidy(text))
    return [str(each) for each in found]


def _tidy(text: str) -> str:
    return " ".join(one_tone_place(text.lower()).split())


@cache
def _marked(phrases: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(map(_tidy, phrases), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)")


def _has_marked(text: str, kind: str) -> bool:
    """A phrase of this kind, unless what stands before makes it another thing.

    One that has no marks itself counts only in a text that has some.
    """
    rules: dict[str, Any] = data(WORDS / "border.yaml")[kind]
    tidy = _tidy(_STRETCHED.sub(r"\1", text))
    barred = [re.compile(each) for each in rules.get("not_after", ())]
    others = [each.span() for line in rules["another"] for each in re.finditer(line, tidy)]
    for found in _marked(tuple(rules["marked"])).finditer(tidy):
        before = tidy[: found.start()]
        vague = fold(found[0]) == found[0] and not has_marks(tidy)
        start, end = found.span()
        another = any(each.search(before) for each in barred)
        another = another or any(first <= start and end <= last for first, last in others)
        if not (vague or another):
            return True
    return False


def _has_plain(text: str, lines: Sequence[str]) -> bool:
    """One of these patterns over the words of a text that has no marks where it matters."""
    words = [word.plain if word.bare else "_" for word in words_of(text)]
    return bool(_plain(tuple(lines)).search(" ".join(words)))


@cache
def _plain(lines: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?<![a-z0-9_])(?:{line})(?![a-z0-9_])" for line in lines))


def _accuses(text: str, units: Sequence[str]) -> bool:
    """A title, a name with capitals, and soon after what is done that should not be."""
    rules = data(WORDS / "border.yaml")["denounces"]
    titles = "|".join(sorted(rules["titles"], key=len, reverse=True))
    between = "|".join(rules["between"])
    fair = _plain(rules["fair"])
    name = r"(?:[^\W\d_a-zà-ỹ][^\W\d_]*)"
    office = rf"(?i:{titles})\s+(?:(?i:{between})\s+)?(?:(?:ông|bà)\s+)?"
    for found in re.finditer(rf"{office}({name}(?:\s+{name})+)", text):
        person = found[1]
        after = [fold(word.typed) for word in words_of(text[found.end() :][:SOON])[:6]]
        deeds = {fold(each) for each in rules["accused"]}
        named = person not in (*rules["no_person"], *units)
        if named and deeds.intersection(after) and not fair.search(" ".join(after)):
            return True
    return False
