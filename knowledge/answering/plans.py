"""Which plan a question is for: those at home, unless it names the place of another.

However many plans are loaded, a stranger's never answers in place of a refusal at home. The search
in the plans of another place is made when the place is first named, and kept for a while.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from knowledge.answering.answers import Answer
from knowledge.compiled import Remembering
from knowledge.load import PLANS_KEPT, Broken, Knowledge
from knowledge.places import bare_name, roads, without_unit
from knowledge.schema import Plan
from knowledge.vietnamese.text import fold, folded_words, tokens
from knowledge.vietnamese.words import KnownWords, Reader, Word, plain_of

log = logging.getLogger(__name__)
Answering = Callable[[str], Answer]
HOME = 0
"""The number of the place whose plans are asked when no place is named."""


class Name(NamedTuple):
    """A name of a place, which has a `number`; `itself` when it is not that of a part of it."""

    typed: tuple[str, ...]
    number: int
    itself: bool


class PlaceChoice(NamedTuple):
    """The places to ask, in this order, none for home; or those a name may mean alike."""

    ask: tuple[int, ...] = ()
    unclear: tuple[int, ...] = ()


class Places(Remembering):
    """The places that plans are for, found by name; `make` gives what answers from their plans."""

    def __init__(self, knowledge: Knowledge, make: Callable[[Knowledge], Answering]) -> None:
        at_home = {plan.id for plan in knowledge.home}
        by_place: dict[str, list[Plan]] = defaultdict(list)
        for plan in knowledge.plans:
            if plan.id not in at_home:
                by_place[fold(plan.place)].append(plan)
        self._city = knowledge.city
        self._plans: list[Sequence[Plan]] = [knowledge.home, *by_place.values()]
        self._make = make
        self._names: dict[str, list[Name]] = defaultdict(list)
        if len(self._plans) > 1:
            self._learn_names()
        # Every word alone is known, no two together: so no name is ever mended into another.
        self._reader = Reader(KnownWords.of(word for name in self._names for word in name.split()))
        self._longest = max((name.count(" ") + 1 for name in self._names), default=0)

    @cached_property
    def _answering(self) -> Callable[[int], Answering]:
        return lru_cache(maxsize=PLANS_KEPT)(self._make_answering)

    def _learn_names(self) -> None:
        for number, plans in enumerate(self._plans):
            own = list(dict.fromkeys(plan.place.split(",")[0] for plan in plans))
            if number == HOME:
                own = [form for name in (self._city, *own) for form in (name, without_unit(name))]
            aliases = (name for plan in plans for name in plan.names)
            for name in dict.fromkeys(filter(None, (*own, *aliases))):
                names = self._names[folded_words(name).strip()]
                names.append(Name(tokens(name), number, name in own))

    def answer(self, question: str, home: Answering) -> Answer:
        """Return the answer of the plans of the place a question names; `home` answers others.

        What a place's own plans refuse may be answered by the one at home that covers it.
        """
        choice = self.choice(question)
        if choice.unclear:
            places = tuple(self._plans[number][0].place for number in choice.unclear)
            return Answer("not_in_plan", "which_place", places=places, why=("names several",))
        refusal = None
        for number in choice.ask:
            answer = (home if number == HOME else self._answering(number))(question)
            if answer.outcome != "not_in_plan":
                return answer
            refusal = refusal or answer
        return refusal or home(question)

    def _make_answering(self, number: int) -> Answering:
        """Return the answering of a place's plans; plans that cannot be read answer nothing."""
        plans = tuple(self._plans[number])
        try:
            return self._make(Knowledge(plans=plans, has_others=True))
        except Broken as error:
            log.warning("a plan cannot be read: %s", error)
            return lambda _: Answer("not_in_plan", "unread", places=(plans[0].place,))

    def choice(self, question: str) -> PlaceChoice:
        """Return the places a question is for, by the name that stands first in it."""
        if not self._names:
            return PlaceChoice()
        words = self._reader.read(question).words
        names = self._first(words)
        own = [name.number for name in names if name.itself]
        parts = [name.number for name in names if not name.itself]
        if HOME in own or (HOME in parts and not own):
            return PlaceChoice()
        if len(numbers := own or parts) > 1:
            text = f" {plain_of(words)} "
            numbers = [n for n in numbers if any(f" {name} " in text for name in self._around(n))]
        if len(numbers) != 1:
            return PlaceChoice(unclear=tuple(own or parts))
        return PlaceChoice((*numbers, HOME) if HOME in parts else tuple(numbers))

    def _first(self, words: Sequence[Word]) -> list[Name]:
        """Return the names that stand first in a text, the longest that begin there."""
        for at in range(len(words)):
            for length in range(min(self._longest, len(words) - at), 0, -1):
                part = words[at : at + length]
                names = self._names.get(plain_of(part), ())
                fits = [name for name in names if _is_spelt(part, name.typed)]
                if fits and not (at and words[at - 1].plain in roads()):
                    return fits
        return []

    def _around(self, number: int) -> Iterator[str]:
        """Return the names of what a place lies in, without their units."""
        return (bare_name(part) for part in self._plans[number][0].place.split(",")[1:])


def _is_spelt(words: Sequence[Word], typed: tuple[str, ...]) -> bool:
    """Return whether every word has the marks of the name, or none at all."""
    return all(word.typed in (right, word.plain) for word, right in zip(words, typed, strict=True))
