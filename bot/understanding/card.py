"""The model card: what was learnt from what, and how good it is on hands it has not seen."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.understanding.examples import Example
from bot.understanding.figures import Figures, Tally

HAND, VOICE = "hand", "voice"
FEWEST = 25
"""Examples of a voice that is told of."""
CONFUSED = 25
"""So many confusions are listed."""
COLUMNS = (
    "intent", "category", "category, or one as good", "category within three", "urgent found",
    "urgent not invented", "place whole", "when whole", "act and command", "office intent",
)  # fmt: skip

Row = tuple[str, str, Figures]


def written(rows: Sequence[Example], tallies: Sequence[Row], about: Mapping[str, Any]) -> str:
    """Return the card; every figure is counted from `tallies`, of examples not trained on."""
    hands = {name: figures for kind, name, figures in tallies if kind == HAND}
    whole = summed(hands.values())
    voices: dict[str, list[Figures]] = defaultdict(list)
    for kind, name, figures in tallies:
        if kind == VOICE and name:
            voices[name].append(figures)
    loud = {
        name: figures
        for name, figures in ((name, summed(parts)) for name, parts in sorted(voices.items()))
        if max((tally.seen for tally in figures.values()), default=0) >= FEWEST
    }
    parts = [
        "# What understanding has learnt, and how well",
        "Made by `dangiamsat learn`; do not edit. Models: logistic regression over words and pairs "
        "of words, and a linear-chain sequence model for place and time.",
        _sources(rows, about),
        "## On hands they have not seen\n\nThe hands are dealt into groups; each is measured by "
        "models that the others taught (fewer rare words, half the marked places).",
        _list(whole),
        "## By hand",
        _table("hand", hands),
        "## By voice",
        _table("voice", loud),
        "## By category",
        _classes(whole["category"], rows),
        "## The confusion that is left",
        _confusions(whole),
    ]
    return "\n\n".join(parts) + "\n"


def summed(parts: Iterable[Figures]) -> dict[str, Tally]:
    """Return the figures of several groups as one."""
    total: dict[str, Tally] = defaultdict(Tally)
    for figures in parts:
        for name, tally in figures.items():
            total[name].join(tally)
    return dict(total)


def _sources(rows: Sequence[Example], about: Mapping[str, Any]) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in about["versions"].items())
    return f"{len(rows):,} examples by {len({row.hand for row in rows})} hands; {versions}."


def _list(figures: Figures) -> str:
    lines = [f"| {name} | {tally} | {tally.seen} |" for name, tally in sorted(figures.items())]
    return "\n".join(["| what | right | of |", "|---|---|---|", *lines])


def _table(what: str, groups: Mapping[str, Figures]) -> str:
    head = [f"| {what} | {' | '.join(COLUMNS)} |", "|---" * (1 + len(COLUMNS)) + "|"]
    lines = [
        f"| {name} | {' | '.join(str(figures.get(column, '–')) for column in COLUMNS)} |"
        for name, figures in sorted(groups.items())
    ]
    return "\n".join([*head, *lines])


def _classes(tally: Tally, rows: Sequence[Example]) -> str:
    missed = Counter[str]()
    for (expected, _), times in tally.confused.items():
        missed[expected] += times
    count = Counter(row.category for row in rows if row.category)
    lines = [
        f"| {name} | {times} | {1 - missed[name] / times:.3f} |"
        for name, times in sorted(count.items())
    ]
    return "\n".join(["| category | examples | right first |", "|---|---|---|", *lines])


def _confusions(figures: Figures) -> str:
    lines = [
        f"| {name} | {expected} | {got} | {times} |"
        for name in ("category", "intent", "kind of others' matter", "act and command")
        if name in figures
        for (expected, got), times in figures[name].confused.most_common(CONFUSED)
    ]
    return "\n".join(["| what | is | taken for | times |", "|---|---|---|---|", *lines])
