"""The places that a question names: a street, a market, a hamlet, with or without its marks.

A name is told by the kind of place before it and by its capitals, its number, or the syllables that
names are made of. Which these are is data (`language/named.yaml`).
"""

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise, takewhile
from typing import NamedTuple

from knowledge.answering.asks import clauses, lives_there
from knowledge.vietnamese.text import fold, folded_words, nfc, one_tone_place
from knowledge.vietnamese.words import Reader, Word, load_language, plain_of, typed_of

MOST_WORDS = 4
"""Words of a name."""
SURE = 2
"""So many words of a name tell it from others."""
_WORD = re.compile(r"[^\W_]+(?:[/-]\d+)?")
_YEAR = re.compile(r"20[2-4]\d$")
_COUNTED = tuple(
    f"{fold(words)} " for words in ("giai đoạn", "năm", "bên", "chiều", "làn", "người", "mét", "m")
)
_LISTED = (
    r"(?<!\w){0}(?: dan pho)?(?: so)? "
    r"(?:{1}(?!\w|[/.,]\d)|(?:\d+(?:, | va ))+{1}(?=\s*(?:[,.;:|)] |$| va \d)))"
)
"""How a numbered part of a town stands alone or among others: `tổ dân phố số 7, 8 và 11`."""
_data = partial(load_language, "named")


@dataclass(frozen=True)
class NamedPlace:
    """A place as it was named; `is_asked` where the clause that names it asks something."""

    kind: str
    name: str
    is_asked: bool

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".strip()

    @property
    def plain(self) -> str:
        """Return kind and name without marks, one space between."""
        return folded_words(str(self)).strip()

    def begins(self) -> Iterator[str]:
        """Return the name without marks, complete and then without its last words."""
        words = folded_words(self.name).split()
        return (" ".join(words[:end]) for end in range(len(words), 0, -1))

    @property
    def is_part(self) -> bool:
        """Return whether it is a part of a town, which its bare name means too."""
        return not self.kind or fold(self.kind) in _kinds().within

    def stands_in(self, sentence: str) -> bool:
        """Return whether a sentence names it, and no other place that bears the name."""
        text = folded_words(sentence)
        listed = _LISTED.format(fold(self.kind), self.name)
        if self.name.isdigit() and re.search(listed, fold(sentence)):
            return True
        # What is read without marks may end in a word that is no more of the name.
        name = f" {' '.join(folded_words(self.name).split()[:SURE])} "
        for match in re.finditer(f"(?={re.escape(name)})", text):
            before = _kind_before(text[: match.start()].split())
            alike = not before.isdisjoint(_kinds().groups.get(fold(self.kind), ()))
            if alike or (name.count(" ") > SURE and (self.is_part or not before)):
                return True
        return False


class Names:
    """Finds places by name.

    `ordinary` are pairs of words that stand beside each other in no name; `known` are names,
    without marks, that need no further sign.
    """

    def __init__(
        self, reader: Reader, ordinary: Container[tuple[str, str]], known_names: Iterable[str] = ()
    ) -> None:
        self._reader = reader
        self._ordinary = ordinary
        self._known = frozenset((*known_names, *map(fold, _data()["names"])))
        self._of_a_word: frozenset[str] = frozenset()
        """Names of one word, which tell a place only behind its kind: `hồ Sen`."""

    def _is_ordinary(self, pair: tuple[Word, Word]) -> bool:
        return (pair[0].plain, pair[1].plain) in self._ordinary

    def learn(self, sentences: Iterable[str]) -> None:
        """Add the names that are written with capitals in these sentences to those known."""
        named = [row for sentence in sentences for row in self._written(sentence)]
        self._known |= {folded_words(name).strip() for _, name in named}
        self._of_a_word |= {
            folded_words(" ".join(row)).strip() for row in named if " " not in row[1]
        }

    def places(self, text: str) -> tuple[NamedPlace, ...]:
        """Return every place a text names, once; not the one where the asker says to live."""
        places: dict[str, NamedPlace] = {}
        for clause, asks in clauses(text):
            for kind, name in (*self._written(clause), *self._read(clause, asks)):
                place = NamedPlace(kind.lower(), _as_typed(name, clause), asks)
                if not lives_there(clause, str(place), asks):
                    places.setdefault(place.plain, place)
        return tuple(
            p for key, p in places.items() if not any(_in(key, longer) for longer in places)
        )

    def _written(self, clause: str) -> Iterator[tuple[str, str]]:
        """Yield kind and name where the name is written with capitals."""
        raw = [match[0] for match in _WORD.finditer(nfc(clause))]
        words = [Word(one_tone_place(word.lower()), fold(word)) for word in raw]
        if sum(word[0].isupper() for word in raw) * 2 > len(raw) > MOST_WORDS + 1:
            return  # then a capital tells nothing
        end = 0
        for at in range(len(raw)):
            if at < end:
                continue
            length = _kind_at(words, at)
            kind, begin = " ".join(raw[at : at + length]), at + length
            if not kind and words[at].typed in _kinds().short:
                kind, begin = _kinds().short[words[at].typed], at + 1
            name = list(takewhile(str.istitle, raw[begin : begin + MOST_WORDS]))
            bare = not kind and len(name) > 1 and words[at].typed in _data()["surnames"]
            if bare or (kind and self._is_name(words[begin : begin + len(name)])):
                end = begin + len(name)
                yield kind, " ".join(name)

    def _is_name(self, name: Sequence[Word]) -> bool:
        """Return whether capitals make a name of these words: not of `bản Kế hoạch`."""
        of_syllables = bool(name) and all(_in_names(word, _marked(name)) for word in name)
        return of_syllables or len(name) > SURE or not all(map(self._is_ordinary, pairwise(name)))

    def _read(self, clause: str, asks: bool) -> Iterator[tuple[str, str]]:
        """Yield kind and name where the name is known, made of names' syllables, or a number.

        In a clause that asks nothing it must begin as a person's does.
        """
        words = self._reader.read(clause).words
        for at in range(len(words)):
            length = _kind_at(words, at)
            begin = at + length
            end = begin + (self._length(words, begin) if length else 0)
            if end > begin and (asks or _begins_as_a_person(words[begin], _marked(words))):
                yield typed_of(words[at:begin]), typed_of(words[begin:end])
            elif number := _number(words, at):
                yield number

    def _length(self, words: Sequence[Word], begin: int) -> int:
        """Return how many words the name has that begins there; 0 for none."""
        for length in range(min(MOST_WORDS, len(words) - begin), 1, -1):
            if plain_of(words[begin : begin + length]) in self._known:
                return length
        if plain_of(words[begin - 1 : begin + 1]) in self._of_a_word:
            return 1
        by_syllables = self._made_of_syllables(words, begin)
        return by_syllables if by_syllables >= SURE else self._between(words, begin)

    def _made_of_syllables(self, words: Sequence[Word], begin: int) -> int:
        marked = _marked(words)
        follows = _words("follows" if marked else "ends", marked)
        for length, word in enumerate(words[begin : begin + MOST_WORDS]):
            spelt = word.typed if marked else word.plain
            if spelt in follows and not _begins_as_a_person(word, marked):
                return length
            pair = plain_of(words[begin + length : begin + length + 2])
            ends = not marked and (
                pair in follows or (length >= SURE and word.plain in _data()["ends"])
            )
            common = length and self._is_ordinary((words[begin + length - 1], word))
            if ends or common or not _in_names(word, marked):
                return length
        return min(MOST_WORDS, len(words) - begin)

    def _between(self, words: Sequence[Word], begin: int) -> int:
        """Return how many words stand there before what follows a name; 0 for no name."""
        marked = _marked(words)
        after, follows = _words("after" if marked else "ends", marked), _words("follows", marked)
        form = [word.typed if marked else word.plain for word in words[begin:]]
        length = next((at for at, word in enumerate(form) if word in after and at), len(form))
        name = words[begin : begin + length]
        if not 0 < length <= MOST_WORDS or form[0] in after or any(map(str.isdigit, form[:length])):
            return 0
        signs = [_in_names(word, marked) for word in name]
        clear = marked or words[begin - 1].plain not in _data()["unclear"]
        common = any(map(self._is_ordinary, pairwise(name)))
        named_after = _begins_as_a_person(name[0], marked)
        if length >= SURE and all(signs) and clear and (named_after or not common):
            return length
        if form[0] in follows or not (clear and any(signs)) or length < SURE - marked:
            return 0
        return 0 if common else length


def _in(name: str, longer: str) -> bool:
    return name != longer and f" {name} " in f" {longer} "


def _as_typed(name: str, clause: str) -> str:
    """Return a name with the capitals of the text it stands in."""
    match = re.search(re.escape(name), clause, re.IGNORECASE)
    return match[0] if match else name


class _Kinds(NamedTuple):
    groups: dict[str, frozenset[int]]
    """Kind -> the numbers of the lists of kinds it may be taken for."""
    first: frozenset[str]
    """The words that kinds begin with."""
    none: frozenset[str]
    """Two words that hold a kind's and are no kind: `xã hội`, `thành phố`."""
    within: frozenset[str]
    typed: frozenset[str]
    short: dict[str, str]
    longest: int


@cache
def _kinds() -> _Kinds:
    kinds = _data()["kinds"]
    lists = [*kinds["same"], *([kind] for kind in kinds["within"])]
    typed = frozenset(kind for same in lists for kind in same)
    groups = {
        fold(kind): frozenset(number for number, same in enumerate(lists) if kind in same)
        for kind in typed
    }
    return _Kinds(
        groups=groups,
        first=frozenset(kind.split()[0] for kind in groups),
        none=frozenset(map(fold, _data()["no_kinds"])),
        within=frozenset(map(fold, kinds["within"])),
        typed=typed,
        short=kinds["short"],
        longest=max(kind.count(" ") + 1 for kind in typed),
    )


@cache
def _syllables() -> tuple[frozenset[str], frozenset[str]]:
    """Return the syllables of names, with marks and without."""
    typed = frozenset(map(one_tone_place, _data()["syllables"]))
    return typed, frozenset(map(fold, typed))


def _kind_before(words: Sequence[str]) -> frozenset[int]:
    """Return the numbers of the kind of place that ends there, in words without marks."""
    groups = _kinds().groups
    for length in range(min(_kinds().longest, len(words)), 0, -1):
        if numbers := groups.get(" ".join(words[len(words) - length :])):
            return numbers
    return frozenset()


def _kind_at(words: Sequence[Word], at: int) -> int:
    """Return how many words the kind of place has that stands there; 0 for none."""
    if words[at].plain not in _kinds().first:
        return 0
    neighbours = [word.plain for word in words[max(at - 1, 0) : at + 2]]
    if any(" ".join(pair) in _kinds().none for pair in pairwise(neighbours)):
        return 0
    for length in range(min(_kinds().longest, len(words) - at), 0, -1):
        typed = typed_of(words[at : at + length])
        if typed in _kinds().typed or (not _marked(words) and typed in _kinds().groups):
            return length
    return 0


def begins_a_kind(word: str) -> bool:
    """Return whether a kind of place begins with a word: `Chợ`, `Trường`."""
    return fold(word) in _kinds().first


def _marked(words: Sequence[Word]) -> bool:
    return not all(word.bare for word in words)


@cache
def _words(name: str, marked: bool) -> frozenset[str]:
    """Return a list of words, with their marks or without."""
    return frozenset(map(one_tone_place if marked else fold, _data()[name]))


def _begins_as_a_person(word: Word, marked: bool) -> bool:
    return (word.typed if marked else word.plain) in _words("surnames", marked)


def _in_names(word: Word, any_marks: bool) -> bool:
    typed, plain = _syllables()
    return word.typed in typed if any_marks else word.plain in plain


@cache
def _numbered() -> Mapping[str, list[str]]:
    """Return the kinds of places that have numbers, by their first word without marks."""
    kinds = defaultdict(list)
    for kind in _data()["numbered"]:
        kinds[fold(kind.split()[0])].append(kind)
    return kinds


def _number(words: Sequence[Word], at: int) -> tuple[str, str] | None:
    for kind in _numbered().get(words[at].plain, ()):
        end = at + kind.count(" ") + 1
        if plain_of(words[at:end]) != fold(kind) or end >= len(words):
            continue
        number, after = words[end].plain, plain_of(words[end + 1 : end + 3])
        if number.isdigit() and not _YEAR.match(number) and not f"{after} ".startswith(_COUNTED):
            return kind, number
    return None
