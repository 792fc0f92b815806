"""Count how many of the frozen dialogues are understood from beginning to end.

    python -m tests.understanding.dialogues

A turn is right when act and command are the labelled ones and the draft gains what the label says:
place and time with three quarters of their words, the category among the three likeliest; and when
a question, a greeting, a command or another report adds nothing. It prints one line and no turn:
the dialogues are measured with, never learnt from.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bot.city.city import City, load_city
from bot.understanding.model import Model
from bot.understanding.reading import Understanding
from bot.understanding.thresholds import ACT, INTENT
from bot.understanding.understood import Understood
from knowledge.vietnamese.text import fold, tokens

FILE = Path(__file__).with_name("dialogues.jsonl")
MOST_OF_IT = 0.75
"""So much of the words of a place or a time must be there."""
ADDING = ("answer", "more", "correction")
"""The acts that add something to the report."""


def right(understanding: Understanding, dialogue: Mapping[str, Any]) -> bool:
    """Return whether every turn of a dialogue is understood."""
    return all(_is_right(understanding, turn) for turn in dialogue["turns"])


def _is_right(understanding: Understanding, turn: Mapping[str, Any]) -> bool:
    text, asked, facts = turn["text"], turn.get("asked"), turn.get("facts") or {}
    told = understanding.understand(text)
    if not asked:
        begins = told.intent == "report" and told.sure >= INTENT
        return begins == (turn["act"] in ("new_report", *ADDING)) and _facts(
            understanding.city, told, facts, text
        )
    meant = understanding.understand(text, asked)
    if meant.sure < ACT or (meant.act, meant.command) != (turn["act"], turn.get("command")):
        return False
    return turn["act"] not in ADDING or _facts(understanding.city, told, facts, text)


def _facts(city: City, told: Understood, facts: Mapping[str, Any], text: str) -> bool:
    """Return whether the labelled facts are in what the words told, and none was made up."""
    place, when, category = (facts.get(name) for name in ("place", "when", "category"))
    named = city.category_named(text)
    likely = {guess.id for guess in told.categories} | ({named.id} if named else set())
    found_place = told.place or (text if len(text.split()) <= 12 else "")
    return (
        (not place or _covers(found_place, place))
        and (not when or _covers(told.when or "", when))
        and (not category or category in likely)
    )


def _covers(found: str, wanted: str) -> bool:
    """Return whether enough of the wanted words were found."""
    words = _words(wanted)
    return not words or len(words & _words(found)) >= MOST_OF_IT * len(words)


def _words(text: str) -> set[str]:
    return {fold(word) for word in tokens(text)}


def counted(lines: Iterable[str]) -> tuple[int, int]:
    """Return how many whole dialogues are right, of how many."""
    understanding = Understanding(Model.load(), load_city())
    results = [right(understanding, json.loads(line)) for line in lines if line.strip()]
    return sum(results), len(results)


if __name__ == "__main__":
    with FILE.open(encoding="utf-8") as file:
        print("{} of {} whole dialogues right".format(*counted(file)))
