"""Read what a step expects, and wishes to the bot, out of few words: exact, nothing learnt."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain, pairwise
from typing import Any, Literal, NamedTuple

from bot.understanding import WORDS
from knowledge.vietnamese.text import fold, has_marks
from knowledge.vietnamese.words import as_written, load_words

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
    if "?" in text:
        return None
    beside, wishes = {"show": _lists()["shown"]}, _lists()["wishes"].items()
    return next((key for key, words in wishes if _is_only(text, words, beside.get(key, ()))), None)


def greets(text: str) -> bool:
    """Return whether a text begins with a greeting."""
    return any(at < GREETING for at in _places(_words(text), _lists()["greetings"]))


def after_yes(text: str) -> str:
    """Return a text without the yes in front of it: "ừ, gửi qua đây" is "gửi qua đây"."""
    parts = text.split()
    while len(parts) > 1 and _longest(_words(parts[0]), 0, _lists()["yes_before"]):
        parts.pop(0)
    return " ".join(parts)


def sense(text: str) -> Sense | None:
    """Return what an answer begins with, a yes or a no; "unknown" where it says so anywhere."""
    words = _words(text)
    senses = [name for at in range(len(words)) if (name := _sense_at(words, at))]
    first = next(iter(senses), None)
    return "unknown" if first == "no" and "unknown" in senses else first


def _sense_at(words: tuple[str, ...], at: int) -> Sense | None:
    lengths = {name: _longest(words, at, part) for name, part in _lists()["senses"].items()}
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
    denials = [at for at in range(len(words)) if _sense_at(words, at) in ("no", "unknown")]
    pictures = _places(words, lists["words"])
    return any(abs(at - denied) <= NEAR for at in pictures for denied in denials)


def refuses_photos(text: str) -> bool:
    """Return whether a text says that there are no pictures, and nothing else."""
    lists = _lists()["photos"]
    no = (*_lists()["senses"]["no"], *lists["skip"], *lists["beside"])
    denies = sense(text) in ("no", "unknown") and "?" not in text
    return denies and _is_only(text, lists["words"], no)


def is_of_photos(text: str) -> bool:
    """Return whether a text names pictures, and nothing else: "ảnh mới chụp đấy ạ"."""
    lists = _lists()["photos"]
    return "?" not in text and _is_only(text, lists["words"], lists["beside"])


def goes_on(text: str) -> bool:
    """Return whether a text tells that something goes on: "vẫn đang xây"."""
    words, lists = _words(text), _lists()["going_on"]
    ends = [at + _longest(words, at, lists["marks"]) for at in _places(words, lists["marks"])]
    is_on = any(_longest(words, end, lists["verbs"]) for end in ends)
    return is_on and not _places(words, lists["over"])


def is_over(text: str) -> bool:
    """Return whether a text ends with that something goes on no more: "chắc họ nghỉ rồi"."""
    words, lists = _words(text), _lists()["going_on"]
    while words and _longest(words, len(words) - 1, _lists()["around"]):
        words = words[:-1]
    last = len(words) - 1
    if last < 0 or not _longest(words, last, lists["stops"]) or _places(words, lists["marks"]):
        return False
    return _sense_at(words, last - 1) != "yes"


def goes_on_or_not(text: str) -> Sense | None:
    """Return "yes" where a text tells that something goes on, "no" where it is over."""
    if goes_on(text):
        return "yes"
    return "no" if is_over(text) else None


def hides_name(text: str) -> bool:
    """Return whether a text asks that the writer's name be hidden; in doubt it does."""
    words, lists = _words(text), _lists()["hide"]
    denied = _places(words, lists["denials"])
    named = [(lists["names"], lists["verbs"]), (lists["writer"], lists["tells"])]
    for at in range(len(words)):
        before_it = [before for before in denied if 0 < at - before <= NEAR]
        if _longest(words, at, lists["wishes"]):
            return not before_it
        for names, verbs in named:
            name = _longest(words, at, names)
            if before_it and name and not _longest(words, at + name, lists["others"]):
                return any(before_it[0] <= verb < at for verb in _places(words, verbs))
    return False


def shows_name(text: str) -> bool:
    """Return whether a text asks that the writer's name be shown: "cứ để tên", "tên tôi là …"."""
    words, lists = _words(text), _lists()["hide"]
    for at in _places(words, lists["names"]):
        end = at + _longest(words, at, lists["names"])
        if not _longest(words, end, lists["others"]) and not hides_name(text):
            by_verb = any(at - NEAR <= verb < at for verb in _places(words, lists["verbs"]))
            return by_verb or any(_longest(words, own, lists["own"]) for own in (end, at - 1))
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
            positions = ((_longest(words, at, names), step)
                     for at in range(len(words)) for step, names in steps.items())  # fmt: skip
            length, longest = max(positions)
            step = longest if length else ""
            return (wish, step) if step or wish == "fix" else None
    return None


def begins_with(text: str, wish: Literal["remove", "move"]) -> bool:
    """Return whether a text begins with that something is to be removed, or moved."""
    words, lists = _words(text), _lists()
    first = next((at for at in range(len(words)) if not _longest(words, at, lists["around"])), 0)
    return _longest(words, first, lists["parts"][wish]) > 0


def names_last(text: str) -> bool:
    """Return whether a text takes back what was told last, or does not say what."""
    parts = _lists()["parts"]
    undo = (*parts["remove"], *_lists()["wishes"]["undo"])
    return bool(_places(_words(text), parts["last"])) or _is_only(text, undo, parts["said"])


def names_any(text: str, part: Literal["fix", "remove", "photos"]) -> bool:
    """Return whether a text has a word that puts right or removes, or for pictures."""
    parts = _lists()["parts"]
    return bool(_places(_words(text), parts["steps"].get(part) or parts[part]))


def named_line(text: str, lines: Sequence[str]) -> int | None:
    """Return which line shares most words that follow each other with a text, if one does."""
    shared = [len(_pairs(text) & _pairs(line)) for line in lines]
    most = max(shared, default=0)
    return shared.index(most) if most and shared.count(most) == 1 else None


def _pairs(text: str) -> set[tuple[str, str]]:
    return set(pairwise(fold(word.typed) for word in as_written(text).words))


def is_phone(text: str) -> bool:
    """Return whether a text is the writer's telephone number, and nothing else."""
    is_number = _PHONE.fullmatch("".join(_DIGITS.findall(text))) is not None
    return is_number and _is_only(_DIGITS.sub(" ", text), (), _lists()["phone"])


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
    """Return whether a text is one of the phrases at least, and `fillers` and words around it.

    Without any phrases it is nothing but the others.
    """
    words, wanted, around = _words(text), tuple(phrases), (*_lists()["around"], *fillers)
    at, hits = 0, 0 if wanted else 1
    while at < len(words):
        length = _longest(words, at, wanted)
        hits += bool(length)
        length = length or _longest(words, at, around)
        if not length:
            return False
        at += length
    return hits > 0


def _places(words: tuple[str, ...], phrases: tuple[str, ...]) -> list[int]:
    """Return where in the words one of the phrases begins."""
    return [at for at in range(len(words)) if _longest(words, at, phrases)]


def _longest(words: tuple[str, ...], at: int, phrases: tuple[str, ...]) -> int:
    """Return the length of the longest phrase that begins there; 0 for none."""
    forms, longest = _forms(phrases)
    return next((n for n in range(longest, 0, -1) if words[at : at + n] in forms), 0)


@cache
def _forms(phrases: tuple[str, ...]) -> tuple[frozenset[tuple[str, ...]], int]:
    """Return the words of phrases, as written and without any marks; and how many at most."""
    marked = [tuple(word.typed for word in as_written(phrase).words) for phrase in phrases]
    return frozenset(marked + [_without_marks(words) for words in marked]), max(
        map(len, marked), default=0
    )


def _without_marks(words: Iterable[str]) -> tuple[str, ...]:
    """Return the words as in a text without marks: told apart from words that have none."""
    return tuple(f"{fold(word)}\0" for word in words)


def _words(text: str) -> tuple[str, ...]:
    words = tuple(word.typed for word in as_written(text).words)
    return words if has_marks(text) else _without_marks(words)


def _lists() -> Any:
    return load_words(WORDS / "replies.yaml")
