"""Finds the clauses of a sentence that tell something: an amount, a time."""

import re

from knowledge.slots.shape import Slots

_END = re.compile(r"[;:.,()](?=\s)|\s\(|\s\|\s")
_OF_TIMES = {
    "when": frozenset({"by", "until", "in", "on", "from", "span"}),
    "duration": frozenset({"within", "span"}),
}
"""What is told, and the kinds of times that tell it."""

Spans = dict[str, list[tuple[int, int]]]


def telling_clauses(text: str, slots: Slots) -> Spans:
    """Return where the clauses begin and end that tell each kind; empty where there is but one."""
    ends = [0, *(match.end() for match in _END.finditer(text)), len(text)]
    parts = [(str(figure.kind), figure.start) for figure in slots.figures]
    parts += [
        (kind, time.start)
        for time in slots.times
        for kind, times in _OF_TIMES.items()
        if time.kind in times
    ]
    clauses: dict[str, dict[tuple[int, int], None]] = {}
    for kind, start in parts if len(ends) > 2 else ():
        if start >= 0:  # it stands in the sentence itself
            at = sum(end <= start for end in ends)
            clauses.setdefault(kind, {})[ends[at - 1], ends[at]] = None
    return {kind: list(spans) for kind, spans in clauses.items()}
