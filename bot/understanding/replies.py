"""Read what a step expects, and wishes to the bot, out of few words: exact, nothing learnt."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, Literal, NamedTuple

from knowledge.vietnamese.text import fold, has_marks
from knowledge.vietnamese.words import as_written, load_words

FILE = Path(__file__).with_name("words") / "replies.yaml"
Wish = Literal["send", "undo", "go_on", "show"]
Sense = Literal["yes", "no", "unknown"]

GREETING = 3
"""Among so many first words a greeting is one."""
NEAR = 5
"""Within so many words a denial is of what follows it."""
_PHONE = re.compile(r"(?:0|84)\d{8,10}")
_DIGITS = re.compile(r"\d+")
_BARE = re.compile(r"\b\d{1,4}[a-d]?\b(?![/:.]\d|\s+c[áa]i\b)", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,;.\n]|\bạ\b")
_DENIAL = re.compile(
    r"(?:\bch(?:ứ|u)\s+)?\b(?:không|khong|ko|hông|k)\s+ph(?:ải|ai)\b(.*?)(?=[,;.\n]|\bmà\b|\bma\b|$)",
    re.IGNORECASE,
)
_BECOMES = re.compile(
    r"\b(?:sửa|sua|đổi|doi|chuyển|chuyen|thay)\b.*?\b(?:thành|thanh|sang)\s+(.+)",
    re.IGNORECASE | re.DOTALL,
)


def wish(text: str) -> Wish | None:
    """Return the wish that a message is, and nothing else; None for a question."""
    wishes, beside = _lists()["wishes"], {"show": _lists()["shown"]}
    if "?" in text:
        return None
    is_wish = (key for key, words in wishes.items() if _is_only(text, words, beside.get(key, ())))
    return next(is_wish, None)


def greets(text: str) -> bool:
    """Return whether a text begins with a greeting."""
    words, greetings = _words(text), _phrases(tuple(_lists()["greetings"]))
    return any(_longest(words, at, greetings) for at in range(min(len(words), GREETING)))


def after_yes(text: str) -> str:
    """Return a text without the yes in front of it: "ừ, gửi qua đây" is "gửi qua đây"."""
    parts, yes = text.split(), _phrases(_lists()["yes_before"])
    while len(parts) > 1 and _longest(_words(parts[0]), 0, yes):
        parts.pop(0)
    return " ".join(parts)


def sense(text: str) -> Sense | None:
    """Return what an answer begins with, a yes or a no; "unknown" where it says so anywhere."""
    words = _words(text)
    first = next((name for at in range(len(words)) if (name := _sense_at(words, at))), None)
    says_unknown = any(_sense_at(words, at) == "unknown" for at in range(len(words)))
    return "unknown" if first == "no" and says_unknown else first


def _sense_at(words: tuple[str, ...], at: int) -> Sense | None:
    lengths = {
        name: _longest(words, at, _phrases(part)) for name, part in _lists()["senses"].items()
    }
    best = max(lengths, key=lengths.__getitem__)
    return best if lengths[best] else None


def is_mere_sense(text: str) -> bool:
    """Return whether an answer is a yes, a no or an "I do not know", and nothing else.

    What begins with a yes and ends with a no ("còn không") asks.
    """
    words = _words(text)
    asks = "?" in text or (sense(text) == "yes" and _sense_at(words, len(words) - 1) == "no")
    return not asks and _is_only(text, chain(*_lists()["senses"].values()))


def plain_sense(text: str) -> Sense | None:
    """Return the sense that an answer has before its first comma; "unknown" from anywhere.

    A yes or a no among other words is of something else: "có rào rồi", "chưa có ai xuống".
    """
    remainder = after_yes(text)
    answer = remainder if sense(remainder) else text
    is_plain = is_mere_sense(_CLAUSE_END.split(answer, maxsplit=1)[0])
    return told if (told := sense(answer)) == "unknown" or is_plain else None


def has_no_photo(text: str) -> bool:
    """Return whether a text says that there are no pictures, or that none are to be waited for."""
    words, lists = _words(text), _lists()["photos"]
    if "?" in text:
        return False
    no = (*_lists()["senses"]["no"], *lists["skip"])
    if _is_only(text, no, (*lists["words"], *lists["beside"])):
        return True
    pictures, places = _phrases(lists["words"]), range(len(words))
    denials = [at for at in places if _sense_at(words, at) in ("no", "unknown")]
    return any(_longest(words, at, pictures) and abs(at - denied) <= NEAR
               for at in places for denied in denials)  # fmt: skip


def refuses_photos(text: str) -> bool:
    """Return whether a text says that there are no pictures, and nothing else."""
    lists = _lists()["photos"]
    no = (*_lists()["senses"]["no"], *lists["skip"], *lists["beside"])
    denies = sense(text) in ("no", "unknown") and "?" not in text
    return denies and _is_only(text, lists["words"], no)


def goes_on(text: str) -> bool:
    """Return whether a text tells that something goes on: "vẫn đang xây"."""
    words, lists = _words(text), _lists()["going_on"]
    marks, verbs, over = (_phrases(lists[name]) for name in ("marks", "verbs", "over"))
    places = range(len(words))
    if any(_longest(words, at, over) for at in places):
        return False
    return any(
        length and _longest(words, at + length, verbs)
        for at in places
        for length in [_longest(words, at, marks)]
    )


def is_over(text: str) -> bool:
    """Return whether a text ends with that something goes on no more: "chắc họ nghỉ rồi"."""
    words, lists = _words(text), _lists()["going_on"]
    marks, stops, around = map(_phrases, (lists["marks"], lists["stops"], _lists()["around"]))
    while words and _longest(words, len(words) - 1, around):
        words = words[:-1]
    last = len(words) - 1
    goes_on_too = any(_longest(words, at, marks) for at in range(len(words)))
    is_last = last >= 0 and _longest(words, last, stops) and _sense_at(words, last - 1) != "yes"
    return bool(is_last) and not goes_on_too


def goes_on_or_not(text: str) -> Sense | None:
    """Return "yes" where a text tells that something goes on, "no" where it is over."""
    if goes_on(text):
        return "yes"
    return "no" if is_over(text) else None


def hides_name(text: str) -> bool:
    """Return whether a text asks that the writer's name be hidden; in doubt it does."""
    words = _words(text)
    wishes, denials, verbs, names, _, fillers = map(_phrases, _lists()["hide"].values())
    places = range(len(words))
    denied = [at for at in places if _longest(words, at, denials)]
    for at in places:
        before_it = [before for before in denied if 0 < at - before <= NEAR]
        if _longest(words, at, wishes):
            return not before_it
        name = _longest(words, at, names)
        if before_it and name and not _longest(words, at + name, fillers):
            return any(_longest(words, part, verbs) for part in range(before_it[0], at))
    return False


def shows_name(text: str) -> bool:
    """Return whether a text asks that the writer's name be shown: "cứ để tên", "tên tôi là …"."""
    words = _words(text)
    _, _, verbs, names, own, others = map(_phrases, _lists()["hide"].values())
    for at in range(len(words)):
        end = at + _longest(words, at, names)
        if end > at and not _longest(words, end, others) and not hides_name(text):
            by_verb = any(_longest(words, part, verbs) for part in range(max(0, at - NEAR), at))
            return bool(by_verb or _longest(words, end, own) or _longest(words, at - 1, own))
    return False


def part_of(text: str) -> tuple[str, str] | None:
    """Return what a message wants with a part of the report, and nothing else of it: `fix` it or
    `remove` it, and the step; an empty step where it names none."""
    words, parts = _words(text), _lists()["parts"]
    steps = parts["steps"]
    if "?" in text:
        return None
    for wish in ("fix", "remove"):
        if _is_only(text, parts[wish], (*chain(*steps.values()), *parts["beside"])):
            positions = ((_longest(words, at, _phrases(names)), step)
                     for at in range(len(words)) for step, names in steps.items())  # fmt: skip
            length, longest = max(positions)
            step = longest if length else ""
            return (wish, step) if step or wish == "fix" else None
    return None


def begins_with(text: str, wish: Literal["remove", "move"]) -> bool:
    """Return whether a text begins with that something is to be removed, or moved."""
    words, around = _words(text), _phrases(_lists()["around"])
    first = next((at for at in range(len(words)) if not _longest(words, at, around)), 0)
    return bool(_longest(words, first, _phrases(_lists()["parts"][wish])))


def names_last(text: str) -> bool:
    """Return whether a text takes back what was told last, or does not say what."""
    words, lists = _words(text), _lists()
    parts = lists["parts"]
    undo = (*parts["remove"], *lists["wishes"]["undo"])
    names_it = any(_longest(words, at, _phrases(parts["last"])) for at in range(len(words)))
    return names_it or _is_only(text, undo, parts["said"])


def names_any(text: str, part: Literal["remove", "photos"]) -> bool:
    """Return whether a text has a word that removes, or for pictures."""
    words, parts = _words(text), _lists()["parts"]
    phrases = _phrases(parts["steps"].get(part) or parts[part])
    return any(_longest(words, at, phrases) for at in range(len(words)))


def named_line(text: str, lines: Sequence[str]) -> int | None:
    """Return which line shares most words that follow each other with a text, if one does."""
    shared = [len(_pairs(text) & _pairs(line)) for line in lines]
    most = max(shared, default=0)
    return shared.index(most) if most and shared.count(most) == 1 else None


def _pairs(text: str) -> set[tuple[str, str]]:
    return set(pairwise(fold(word.typed) for word in as_written(text).words))


def is_phone(text: str) -> bool:
    """Return whether a text is the writer's telephone number, and nothing else."""
    digits = "".join(_DIGITS.findall(text))
    remainder = _DIGITS.sub(" ", text)
    is_number = _PHONE.fullmatch(digits) is not None
    return is_number and (not _words(remainder) or _is_only(remainder, (), _lists()["phone"]))


class Denied(NamedTuple):
    """A text without what it says is not so, and that."""

    affirmed: str
    denied: str


def denied(text: str) -> Denied:
    """Return what stands behind "không phải" apart from the rest."""
    parts = [match[1] for match in _DENIAL.finditer(text)]
    return Denied(_DENIAL.sub(" ", text).strip(" ,;."), " ".join(parts))


class Numbered(NamedTuple):
    """A house, alley or storey with its number, as it was typed, and where the number stands."""

    kind: str
    words: str
    number: str
    start: int
    end: int


def renumbered(place: str, text: str) -> str | None:
    """Return a place with the numbers that a correction puts right; None where it names more.

    A number of no kind is of the part whose number is named with it as wrong, or else of the house.
    """
    affirmed, not_so = denied(text)
    named = numbered_parts(affirmed)
    if not (place and named):
        return _renumbered_barely(place, affirmed, not_so)
    remainder = affirmed
    for part in named:
        remainder = remainder.replace(part.words, " ", 1)
    if not puts_right(remainder, is_told=True):
        return None
    for part in named:
        old = next((old for old in numbered_parts(place) if old.kind == part.kind), None)
        if old is not None:
            place = place[: old.start] + part.number + place[old.end :]
        elif part.kind != "storey":
            place = f"{part.words} {place}"
    return place


def _renumbered_barely(place: str, affirmed: str, not_so: str) -> str | None:
    parts, numbers = numbered_parts(place), _BARE.findall(affirmed)
    wrong = [part for part in parts if part.number in (*numbers, *_BARE.findall(not_so))]
    old = wrong or [part for part in parts if part.kind == "house" and not _BARE.search(not_so)]
    new = [number for number in numbers if all(part.number != number for part in wrong)]
    if len(old) != 1 or len(new) != 1 or not puts_right(_BARE.sub(" ", affirmed), bool(wrong)):
        return None
    return f"{place[: old[0].start]}{new[0]}{place[old[0].end :]}"


def puts_right(text: str, is_told: bool = False) -> bool:
    """Return whether a text says that something was wrong, and nothing else: "đúng ra là"; or where
    that `is_told`, whether it says nothing else."""
    parts: dict[str, Any] = _lists()["parts"]
    fixing, steps = (*parts["fix"], *parts["beside"]), chain(*parts["steps"].values())
    return _is_only(text, () if is_told else fixing, (*fixing, *steps))


def numbered_parts(text: str) -> list[Numbered]:
    """Return the houses, alleys and storeys with a number that a text names."""
    return [
        Numbered(kind, match[0], match[1], *match.span(1))
        for kind, pattern in _numbers()
        for match in pattern.finditer(text)
    ]


@cache
def _numbers() -> list[tuple[str, re.Pattern[str]]]:
    numbers = []
    for kind, names in _lists()["numbers"].items():
        forms = "|".join(sorted({*names, *map(fold, names)}, key=len, reverse=True))
        pattern = rf"\b(?:{forms})\s+(\d+\w?(?:/\d+\w?)*)\b"
        numbers.append((kind, re.compile(pattern, re.IGNORECASE)))
    return numbers


def new_value(text: str) -> str:
    """Return what a correction changes something to: "sửa đường thành X" is X; else all of it."""
    match = _BECOMES.search(text)
    return match[1].strip() if match else text


def _is_only(text: str, phrases: Iterable[str], fillers: Iterable[str] = ()) -> bool:
    """Return whether a text is one of the phrases at least, and `others` and words around it.

    Without any phrases it is nothing but the others.
    """
    words, wanted = _words(text), _phrases(tuple(phrases))
    around = _phrases((*_lists()["around"], *fillers))
    at, hits = 0, 0 if wanted.all else 1
    while at < len(words):
        length = _longest(words, at, wanted)
        hits += bool(length)
        length = length or _longest(words, at, around)
        if not length:
            return False
        at += length
    return hits > 0


def _longest(words: tuple[str, ...], at: int, phrases: "_Phrases") -> int:
    """Return the length of the longest phrase that begins there; 0 for none."""
    lengths = range(phrases.longest, 0, -1)
    return next((n for n in lengths if words[at : at + n] in phrases.all), 0)


class _Phrases:
    """Phrases as the words that they have, as written and without any marks."""

    def __init__(self, phrases: Iterable[str]) -> None:
        marked = [tuple(word.typed for word in as_written(phrase).words) for phrase in phrases]
        self.all = frozenset(marked + [_without_marks(words) for words in marked])
        self.longest = max(map(len, marked), default=0)


@cache
def _phrases(phrases: tuple[str, ...]) -> _Phrases:
    return _Phrases(phrases)


def _without_marks(words: Iterable[str]) -> tuple[str, ...]:
    """Return the words as in a text without marks: told apart from words that have none."""
    return tuple(f"{fold(word)}\0" for word in words)


def _words(text: str) -> tuple[str, ...]:
    words = tuple(word.typed for word in as_written(text).words)
    return words if has_marks(text) else _without_marks(words)


@cache
def _lists() -> Any:
    return load_words(FILE)
