"""`make eval`: how good the answers are, and how fast.

The development questions lie beside the checkout where the project is built; our own lie in the
tests. Both have been tuned on: what to expect of words nobody has tried stands in
tests/unit/knowledge/test_questions.py, and `python -m tests.calibrate` prints what each round gets
from weights learnt from the others.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from knowledge.answer import Answer, Answerer
from knowledge.load import Knowledge, load_plans
from tests.unit.knowledge import judge

Answering = Callable[[str], Answer]
INTENTS = {"intent_report", "intent_track"}


def main() -> None:
    """Print the figures of every question set that is here, and of the search alone."""
    knowledge = load_plans()
    whole, bare = Answerer(knowledge), Answerer(judge.bare(knowledge))
    table = Table("questions", "in all", *figures([], whole.answer, knowledge))
    for name, path in (("development", judge.DEV), ("our own", judge.OWN)):
        if not path.exists():
            print(f"The {name} questions are not here ({path}).")
            continue
        add(table, name, path, whole, knowledge)
        add(table, f"{name}, none written in advance", path, bare, knowledge)
    console = Console(width=150)
    console.print(table)
    console.print(timed(whole))


def add(table: Table, name: str, path: Path, by: Answerer, knowledge: Knowledge) -> None:
    """A row of the table."""
    rows = judge.rows(path)
    found = figures(rows, by.answer, knowledge)
    table.add_row(name, str(len(rows)), *(f"{value:.3f}" for value in found.values()))


def figures(rows: list[judge.Row], answer: Answering, knowledge: Knowledge) -> dict[str, float]:
    """The scorer's figures, each from 0 to 1; `not_verbatim` is a count."""
    asked = [row for row in rows if row["kind"] in judge.ASKED]
    refused = [row for row in asked if answer(row["q"]).outcome == "not_in_plan"]
    invented = [
        cited
        for row in rows
        for cited in answer(row["q"]).citations
        if cited.quote not in knowledge.item(cited.item).text
    ]
    return {
        "right_first": judge.share(rows, answer, judge.ASKED),
        "figures_told": judge.told(rows, answer),
        "wrongly_refused": len(refused) / (len(asked) or 1),
        "false_answers": 1 - judge.share(rows, answer, {"out_of_scope"}),
        "intents": judge.share(rows, answer, INTENTS),
        "not_verbatim": float(len(invented)),
    }


def timed(by: Answerer) -> str:
    """Processor time of an answer once warm, in milliseconds."""
    questions = [row["q"] for row in judge.rows(judge.OWN)]
    taken = []
    for question in questions * 3:
        begun = time.process_time()
        by.answer(question)
        taken.append(1000 * (time.process_time() - begun))
    taken = sorted(taken[len(questions) :])
    half, most = taken[len(taken) // 2], taken[int(len(taken) * 0.99)]
    return f"An answer takes {half:.1f} ms (median), {most:.1f} ms (99th percentile)."


if __name__ == "__main__":
    main()
