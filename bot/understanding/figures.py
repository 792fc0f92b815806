"""How good the models are: figures of messages that they have not seen."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from bot.understanding import thresholds
from bot.understanding.examples import Example
from bot.understanding.model import Model
from bot.understanding.reading import NOT_MEANT, gravest
from bot.understanding.spans import KINDS, chosen
from knowledge.vietnamese.text import fold

WHOLE = 0.75
"""A place is whole with so many of its words."""
LITTLE = 0.5
"""Of the words that are cut out, so many must belong to it."""


@dataclass
class Tally:
    """How often something was right, and the confusions: what it is, and what it was taken for."""

    right: int = 0
    seen: int = 0
    confused: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        """Return how often it was right, 0 to 1; 1 where nothing was seen."""
        return self.right / self.seen if self.seen else 1.0

    def add(self, expected: str, got: str, also: Sequence[str] = ()) -> None:
        """Count one."""
        self.seen += 1
        self.right += got in (expected, *also)
        if got != expected:
            self.confused[expected, got] += 1

    def join(self, other: "Tally") -> None:
        """Add what another tally counted."""
        self.right += other.right
        self.seen += other.seen
        self.confused.update(other.confused)

    def __str__(self) -> str:
        return f"{self.share:.3f}" if self.seen else "–"


Figures = Mapping[str, Tally]
Group = TypeVar("Group")


def measured(
    model: Model, examples: Iterable[Example], group_of: Callable[[Example], Group]
) -> dict[Group, Figures]:
    """Return the figures of each group of examples, under their names."""
    return summed((group_of(row), figures_of(model, row)) for row in examples)


def summed(parts: Iterable[tuple[Group, Figures]]) -> dict[Group, Figures]:
    """Return the figures of each group, of which there may be several parts."""
    groups: dict[Group, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    for group, figures in parts:
        for name, tally in figures.items():
            groups[group][name].join(tally)
    return {group: dict(figures) for group, figures in groups.items()}


def figures_of(model: Model, row: Example) -> Figures:
    """Return the figures of one message."""
    figures: dict[str, Tally] = defaultdict(Tally)
    if row.act:
        _count_turn(model, row, figures)
    elif row.office:
        _count_office(model, row, figures)
    else:
        _count_message(model, row, figures)
    _count_parts(model, row, figures)
    return figures


def _count_message(model: Model, row: Example, figures: dict[str, Tally]) -> None:
    message = model.read_message(row.text)
    intents = message.groups("matter")
    intent = _likeliest(intents)
    figures["intent"].add(row.intent, intent)
    likely = intents | {name: p.yes(name) for name, p in gravest(model, row.text, message).items()}
    for name, expected, bar in (
        ("abuse", row.intent == "abuse", thresholds.ABUSE),
        ("spam", row.intent == "spam", thresholds.SPAM),
        ("urgent", row.urgent, thresholds.URGENT),
        ("denunciation", row.denunciation, thresholds.DENUNCIATION),
    ):
        what = f"{name} found" if expected else f"{name} not invented"
        figures[what].add(str(expected), str(likely[name] >= bar))
    if row.elsewhere:
        figures["others' matters known"].add("other", intent)
        figures["kind of others' matter"].add(
            row.elsewhere, _likeliest(message.within("matter", "other"))
        )
    if row.category:
        guesses = message.within("matter", "report")
        ranked = sorted(guesses, key=lambda key: -guesses[key])
        figures["category"].add(row.category, ranked[0])
        figures["category, or one as good"].add(row.category, ranked[0], row.also_ok)
        within = row.category in ranked[:3]
        figures["category within three"].add(row.category, row.category if within else ranked[0])


def _likeliest(labels: Mapping[str, float]) -> str:
    return max(labels, key=labels.__getitem__)


def _count_turn(model: Model, row: Example, figures: dict[str, Tally]) -> None:
    expected = f"{row.act}:{row.command}" if row.command else row.act
    label = model.read_turn(row.text, row.asked).best("act")[0]
    figures["act and command"].add(expected, label)
    if row.act in ("question", "command", "smalltalk"):
        added = label in ("more", "answer", "correction")
        figures["nothing added that is none"].add("no", "yes" if added else "no")


def _count_office(model: Model, row: Example, figures: dict[str, Tally]) -> None:
    words = model.read_office(row.text)
    figures["office intent"].add(row.office, words.best("office")[0])
    if row.office == "list":
        figures["office filter"].add(row.filter or "none", words.best("filter")[0])
    elif row.office == "move" and row.move:
        figures["office move"].add(row.move, words.best("move")[0])


def _count_parts(model: Model, row: Example, figures: dict[str, Tally]) -> None:
    if row.office or row.intent in NOT_MEANT or row.act in ("question", "command"):
        return
    spans = model.spans(row.text)
    for kind in KINDS:
        expected = row.place if kind == "place" else row.when
        got = chosen(row.text, spans, kind)
        if expected:
            is_whole = has_enough_words(expected, got or "")
            figures[f"{kind} whole"].add("whole", "whole" if is_whole else got or "none")
        else:
            figures[f"no {kind} invented"].add("none", "invented" if got else "none")


def has_enough_words(expected: str, got: str) -> bool:
    """Return whether enough words of a part were cut out, and not too many others."""
    wanted, given = (Counter(re.findall(r"\w+", fold(text))) for text in (expected, got))
    common = sum((wanted & given).values())
    return common >= WHOLE * sum(wanted.values()) and common >= LITTLE * max(1, sum(given.values()))
