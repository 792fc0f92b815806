"""The model card: what was learnt from what, and how good it is on hands it has not seen."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.understanding.examples import Example
from bot.understanding.figures import Figures, Tally, summed

FEWEST = 25
"""Examples of a voice that is told of."""
CONFUSED = 25
"""So many confusions are listed."""
COLUMNS = (
    "intent", "category", "category, or one as good", "category within three", "urgent found",
    "urgent not invented", "place whole", "when whole", "act and command", "office intent",
)  # fmt: skip

Part = tuple[tuple[str, str], Figures]
"""The figures of a hand in one of its voices."""


def written(rows: Sequence[Example], parts: Sequence[Part], about: Mapping[str, Any]) -> str:
    """Return the card; every figure is counted from `parts`, of examples not trained on."""
    hands = summed((hand, figures) for (hand, _), figures in parts)
    voices = summed((voice, figures) for (_, voice), figures in parts if voice)
    whole = summed(("whole", figures) for figures in hands.values())["whole"]
    versions = ", ".join(f"{name} {number}" for name, number in about["versions"].items())
    loud = {
        name: figures
        for name, figures in voices.items()
        if max(tally.seen for tally in figures.values()) >= FEWEST
    }
    sections = [
        "# What understanding has learnt, and how well",
        "Made by `dangiamsat learn`; do not edit. Models: logistic regression over words and pairs "
        "of words, and a linear-chain sequence model for place and time.",
        f"{len(rows):,} examples by {len({row.hand for row in rows})} hands; {versions}.",
        "## On hands they have not seen\n\nThe hands are dealt into groups; each is measured, "
        "by some hundred of its messages, with models that the others taught.",
        _table(
            ("what", "right", "of"),
            ((name, tally, tally.seen) for name, tally in sorted(whole.items())),
        ),
        "## By hand",
        _groups("hand", hands),
        "## By voice",
        _groups("voice", loud),
        "## By category",
        _classes(whole["category"], rows),
        "## The confusion that is left",
        _confusions(whole),
    ]
    return "\n\n".join(sections) + "\n"


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = (f"| {' | '.join(map(str, cells))} |" for cells in (heads, *rows))
    return "\n".join([next(lines), "|---" * len(heads) + "|", *lines])


def _groups(what: str, groups: Mapping[str, Figures]) -> str:
    return _table(
        (what, *COLUMNS),
        (
            (name, *(figures.get(column, "–") for column in COLUMNS))
            for name, figures in sorted(groups.items())
        ),
    )


def _classes(tally: Tally, rows: Sequence[Example]) -> str:
    missed = Counter[str]()
    for (expected, _), times in tally.confused.items():
        missed[expected] += times
    count = Counter(row.category for row in rows if row.category)
    return _table(
        ("category", "examples", "right first"),
        ((name, n, f"{1 - missed[name] / n:.3f}") for name, n in sorted(count.items())),
    )


def _confusions(figures: Figures) -> str:
    return _table(
        ("what", "is", "taken for", "times"),
        (
            (name, expected, got, times)
            for name in ("category", "intent", "kind of others' matter", "act and command")
            if name in figures
            for (expected, got), times in figures[name].confused.most_common(CONFUSED)
        ),
    )
