"""`make eval`: how good the answers are, and how fast.

The development questions lie beside the checkout where the project is built; our own lie in the
tests. Both have been tuned on: what to expect of words nobody has tried stands in
tests/unit/knowledge/test_questions.py. Nearest to it come the rows `by what the others taught`:
each round of our own questions judged by weights learnt from the other rounds, with no written
question worded like it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from unittest.mock import patch

from rich.console import Console
from rich.table import Table

from knowledge.answering.engine import Answer, Answerer
from knowledge.load import Knowledge, load_plans
from tests import calibrate
from tests.knowledge import judge

Answering = Callable[[str], Answer]
Found = list[tuple[judge.Row, Answer]]
INTENTS = {"intent_report", "intent_track"}


def main() -> None:
    """Print the figures of every question set that is here, and of the search alone."""
    knowledge = load_plans()
    whole, bare = Answerer(knowledge), Answerer(judge.bare(knowledge))
    table = Table("questions", "in all", *figures([], knowledge))
    for name, path in (("development", judge.DEV), ("our own", judge.OWN)):
        if not path.exists():
            print(f"The {name} questions are not here ({path}).")
            continue
        rows = judge.rows(path)
        apart = Answerer(judge.apart(knowledge, rows))
        add(table, name, found(rows, whole.answer), knowledge)
        add(table, f"{name}, none written alike", found(rows, apart.answer), knowledge)
        add(table, f"{name}, none written at all", found(rows, bare.answer), knowledge)
        if path == judge.OWN:
            add(table, "our own, by what the others taught", untaught(rows, apart), knowledge)
    console = Console(width=160)
    console.print(table)
    console.print(timed(whole))


def found(rows: list[judge.Row], answer: Answering) -> Found:
    """The rows with what is answered to each."""
    return [(row, answer(row["q"])) for row in rows]


def untaught(rows: list[judge.Row], by: Answerer) -> Found:
    """The same, each round with the weights that the other rounds teach."""
    learnt = [calibrate.learn(each, of) for each, of in calibrate.everything().items()]
    answered: Found = []
    for one in sorted({row["id"][0] for row in rows}):
        weights = {each.decision: each.found(one) for each in learnt}
        taught = [row for row in rows if row["id"][0] == one]
        with (
            patch("knowledge.answering.engine.learnt", return_value=weights),
            patch("knowledge.answering.intents.learnt", return_value=weights),
        ):
            answered += found(taught, by.answer)
    return answered


def add(table: Table, name: str, answered: Found, knowledge: Knowledge) -> None:
    """A row of the table."""
    told = figures(answered, knowledge)
    table.add_row(name, str(len(answered)), *(f"{value:.3f}" for value in told.values()))


def figures(answered: Found, knowledge: Knowledge) -> dict[str, float]:
    """The scorer's figures, each from 0 to 1; `not_verbatim` is a count."""
    asked = [(row, got) for row, got in answered if row["kind"] in judge.PLAN_KINDS]
    by_question = {row["q"]: got for row, got in answered}
    rows, answer = [row for row, _ in answered], by_question.__getitem__
    invented = [
        cited
        for _, got in answered
        for cited in got.citations
        if cited.quote not in knowledge.item(cited.item).text
    ]
    return {
        "right_first": judge.share(rows, answer, judge.PLAN_KINDS),
        "right_in_three": sum(judge.among_three(*each) for each in asked) / (len(asked) or 1),
        "figures_told": judge.figures_told(rows, answer),
        "wrongly_refused": sum(got.outcome == "not_in_plan" for _, got in asked)
        / (len(asked) or 1),
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
