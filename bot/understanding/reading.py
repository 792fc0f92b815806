"""Say what a message means: the one place that finds it out."""

import re
from functools import lru_cache, partial
from typing import Any, cast

from bot.city.city import City
from bot.understanding import thresholds
from bot.understanding.details import is_of_oneself, is_time, recurs
from bot.understanding.model import Model, Weighed
from bot.understanding.phrases import asks_figures, asks_who_is_slowest
from bot.understanding.spans import Span, chosen
from bot.understanding.topics import without_asking
from bot.understanding.understood import (
    UNTOLD,
    Act,
    Command,
    Guess,
    Intent,
    Office,
    Understood,
)
from knowledge.vietnamese.text import nfc

LONGEST_MESSAGE = 3_000
"""Characters that are read; a message of Telegram has at most 4,096."""
KEPT = 500
"""Messages whose meaning is kept: one is asked for several times in a turn."""
MOST_PARTED = 20
"""Of so many words every division in two is read for filters."""
EXCLUSIVE = {"overdue", "due_soon", "waiting"}
"""Filters of which no case has two."""
ADDING = ("answer", "more", "correction")
"""Acts whose words become part of the report."""
NOT_MEANT = ("abuse", "spam")
"""Labels of the intent that are told apart from it."""
ENDING = ("erase", "stop")
"""What is answered with a way to end it all."""
OTHERWISE = 0.3
"""What is abuse or spam has another intent only where that has so much of the probability."""
_BETWEEN_SENTENCES = re.compile(r"\s*\n\s*|(?<=[.!?;])\s+")
_SENTENCE = 5
"""Words; a shorter one says too little by itself."""


GRAVE = ("urgent", "denunciation")
"""What one sentence says of these counts, however much polite text stands around it."""


class Understanding:
    """Reads messages with one model, for one city; make one and keep it."""

    def __init__(self, model: Model, city: City) -> None:
        self.model, self.city = model, city
        self.understand = lru_cache(KEPT)(self._understand)
        self.filters = lru_cache(KEPT)(self._filters)
        self._filter = lru_cache(KEPT)(self._sure_filter)

    def _understand(self, text: str, asked: str | None = None, office: bool = False) -> Understood:
        """Return what a message means; `asked` is what an open draft asked last."""
        text = nfc(text)[:LONGEST_MESSAGE]
        message = self.model.read_message(text)
        grave = gravest(self.model, text, message)
        intents = message.groups("matter")
        spans = [span for span in self.model.spans(text) if is_cut_rightly(text, span)]
        ranked = sorted(self._categories(message).items(), key=lambda guess: -guess[1])
        intent = _intent(intents)
        values: dict[str, Any] = {
            "intent": intent,
            "categories": tuple(Guess(key, p) for key, p in ranked[:3]),
            "urgent": (danger := grave["urgent"].yes("urgent")) >= thresholds.URGENT,
            "danger": danger,
            "denunciation": grave["denunciation"].yes("denunciation") >= thresholds.DENUNCIATION,
            "coarse": message.yes("coarse") >= thresholds.COARSE,
            "abuse": intents["abuse"] >= thresholds.ABUSE,
            "spam": intents["spam"] >= thresholds.SPAM,
            "place": chosen(text, spans, "place"),
            "when": chosen(text, spans, "when"),
            "recurring": chosen(text, filter(partial(_recurs, text), spans), "when"),
            "area": unit[1].id if (unit := self.city.unit_in(text)) else None,
            "elsewhere": _elsewhere(message, intent),
            "about": _about(message, intent),
            "sure": max(intents.values()),
        }
        if values["about"] == UNTOLD and (values["urgent"] or values["denunciation"]):
            values["about"] = None  # such words name a matter
        because = message.reasons("matter", message.best("matter")[0])
        because += [
            word for key, part in grave.items() if values[key] for word in part.reasons(key, "yes")
        ]
        if asked:
            turn = self.model.read_turn(text, asked)
            values |= _act(turn)
            because += turn.reasons("act", turn.best("act")[0])
        if office:
            values["office"] = _office(self.model.read_office(text), text)
        return Understood(**values, because=tuple(dict.fromkeys(because)))

    def _filters(self, text: str) -> frozenset[str]:
        """Return the filters of a list that an official's words name, each in a part of its own.

        One that is not sure is none of them: a list without it must not be taken for the answer.
        """
        weighed = self.model.read_office(nfc(text)[:LONGEST_MESSAGE]).of("filter")
        words = nfc(text).split()[:MOST_PARTED]
        named = {name for name, p in weighed.items() if p >= thresholds.ONLY_FILTER}
        for at in range(1, len(words)):
            halves = " ".join(words[:at]), " ".join(words[at:])
            parts = {self._filter(half) for half in halves}
            if len(parts) == 2 and "" not in parts and not parts <= EXCLUSIVE:
                named.update(*map(self.filters, halves))
        times = sorted(named & EXCLUSIVE, key=weighed.__getitem__)
        return frozenset(named.difference(times[:-1]) - {"none"})

    def beside_filters(self, text: str) -> str:
        """Return what words are about beside the filters they name; empty where that is not sure.

        Cut off, one after the other, is the part at either end that most surely names a filter
        and leaves none beside it.
        """
        words = text.split()
        halves = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
        pairs = [pair for half in halves for pair in (half, half[::-1]) if self._filter(pair[0])]
        if pairs:
            return self.beside_filters(max(pairs, key=self._parted)[1])
        topic = without_asking(text)
        return topic if self._no_filter(topic) >= thresholds.NO_FILTER else ""

    def _parted(self, pair: tuple[str, str]) -> float:
        """Return how surely the first part names a filter and the second none."""
        return self.model.read_office(pair[0]).best("filter")[1] * self._no_filter(pair[1])

    def _no_filter(self, words: str) -> float:
        return self.model.read_office(words).of("filter")["none"]

    def _sure_filter(self, words: str) -> str:
        """Return the filter that words surely name and ask a list of; empty where they do not."""
        weighed = self.model.read_office(words)
        label, p = weighed.best("filter")
        sure = p >= thresholds.FILTER and weighed.of("office")["list"] >= thresholds.LIST
        return label if sure and label != "none" else ""

    def _categories(self, message: Weighed) -> dict[str, float]:
        """Return the probabilities of the categories that this city has."""
        probabilities = {
            key: p
            for key, p in message.within("matter", "report").items()
            if self.city.category(key)
        }
        total = sum(probabilities.values()) or 1.0
        return {key: p / total for key, p in probabilities.items()}


def is_cut_rightly(text: str, span: Span) -> bool:
    """Return whether a part of a text is a place, or a time and no number of something else."""
    is_place = span.kind == "place"
    return is_place or is_time(text[span.start : span.end], before=text[: span.start])


def _recurs(text: str, span: Span) -> bool:
    """Return whether a part is a time that recurs, and not what the writer does then."""
    is_again = span.kind == "when" and recurs(text[span.start : span.end])
    return is_again and not is_of_oneself(text[span.end :])


def gravest(model: Model, text: str, message: Weighed) -> dict[str, Weighed]:
    """Return, for each of `GRAVE`, what says it most plainly: the message, or a sentence of it."""
    sentences = _BETWEEN_SENTENCES.split(text)
    long = [part for part in sentences if len(part.split()) >= _SENTENCE] if sentences[1:] else []
    parts = [model.read_message(part) for part in long]
    return {
        key: max(
            (message, *(part for part in parts if part.yes(key) >= thresholds.SENTENCE)),
            key=lambda part: part.yes(key),
        )
        for key in GRAVE
    }


def _intent(intents: dict[str, float]) -> Intent:
    """Return the likeliest intent; what is abuse or spam is `other`, unless it is likely more."""
    likeliest_intent = max(intents, key=intents.__getitem__)
    if likeliest_intent not in NOT_MEANT:
        return cast(Intent, likeliest_intent)
    remaining = {name: p for name, p in intents.items() if name not in NOT_MEANT}
    likeliest = max(remaining, key=remaining.__getitem__)
    return cast(Intent, likeliest if remaining[likeliest] >= OTHERWISE else "other")


def _elsewhere(message: Weighed, intent: Intent) -> str | None:
    """Return the kind of another office's matter; of a question a named and likely one."""
    kinds = message.within("matter", "other")
    likeliest = max(kinds, key=kinds.__getitem__)
    is_named = likeliest != "khac" and kinds[likeliest] >= thresholds.ASKED_ELSEWHERE
    is_asked = intent == "ask" and is_named
    return likeliest if intent == "other" or is_asked else None


def _about(message: Weighed, intent: Intent) -> str | None:
    best, p = message.best("matter")
    label, _, about = best.partition(":")
    if intent == "report":
        return UNTOLD if best == "report" and p >= thresholds.UNTOLD else None
    if p < thresholds.ABOUT.get(about, 0):
        return None
    both = ("smalltalk", "ask")
    return about or None if intent in both and label in both else None


def _act(turn: Weighed) -> dict[str, Any]:
    """Return the likeliest act; what would be written down must be likely enough for that."""
    acts = turn.of("act")
    if sum(p for label, p in acts.items() if label in ADDING) < thresholds.ADDED:
        acts = {label: p for label, p in acts.items() if label not in ADDING}
    label = max(acts, key=acts.__getitem__)
    act, _, command = label.partition(":")
    return {"act": cast(Act, act), "command": cast(Command, command or None), "sure": acts[label]}


def _office(words: Weighed, text: str) -> Office:
    intent, sure = words.best("office")
    is_of_past = asks_figures(text) and words.best("filter")[0] != "due_soon"
    if intent in ("list", "digest") and (is_of_past or asks_who_is_slowest(text)):
        return Office("digest")
    if intent in ("digest", "question") and sure < thresholds.FIGURES:
        name, p = words.best("filter")
        intent = "list" if name != "none" and p >= thresholds.NAMED else intent
    chosen = {"list": "filter", "move": "move"}.get(intent)
    if chosen is None:
        return Office(intent)
    label = words.best(chosen)[0]
    return Office(intent, **{chosen: None if label == "none" else label})
