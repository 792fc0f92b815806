"""Judges answers to a question set the way the project's own scorer does, in a few lines."""

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from knowledge.answering.answers import Answer
from knowledge.answering.made import CORPUS
from knowledge.load import Knowledge
from knowledge.schema import Section, SentenceQuestions
from knowledge.vietnamese.text import fold

OWN = CORPUS / "lai-chau-2030.jsonl"
"""Questions of our own, written in eighteen rounds, each after what the one before had taught."""
DEV = Path(__file__).parents[3] / "shared" / "eval" / "dev.jsonl"
"""The development questions lie beside the checkout where the project is built."""

ALIKE = 75
"""Of 100: from here on two questions are worded alike."""
PLAN_KINDS = {"fact", "indicator", "task", "responsible", "compare"}
WANTED = {
    "out_of_scope": {"not_in_plan", "smalltalk"},
    "intent_report": {"report"},
    "intent_track": {"track"},
    "chitchat": {"smalltalk"},
}

Row = dict[str, Any]


def rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def right(row: Row, answer: Answer) -> bool:
    """The first sentence cited holds what is asked for; or the outcome is the one wanted."""
    if row["kind"] not in PLAN_KINDS:
        return answer.outcome in WANTED[row["kind"]]
    first = answer.citations[0].quote if answer.citations else ""
    return answer.outcome == "answer" and any(gold in first for gold in row["gold"])


def share(of: Iterable[Row], answer: Callable[[str], Answer], kinds: set[str]) -> float:
    """The part of the questions of these kinds that are answered rightly, 0 to 1."""
    judged = [right(row, answer(row["q"])) for row in of if row["kind"] in kinds]
    return sum(judged) / (len(judged) or 1)


def figures_told(of: Iterable[Row], answer: Callable[[str], Answer]) -> float:
    """The part of the questions for figures whose answer shows every figure, 0 to 1."""
    complete = []
    for row in of:
        if row["must"]:
            result = answer(row["q"])
            figures = [f"{target.period}: {target.shown}" for target in result.targets]
            text = " ".join((*figures, *(f"{c.heading} {c.quote}" for c in result.citations)))
            complete.append(all(stands(must, text) for must in row["must"]))
    return sum(complete) / (len(complete) or 1)


def stands(figure: str, text: str) -> bool:
    """Return whether the text has the figure or word: `6` is in neither `2026` nor `6,5`."""
    pattern = rf"(?<!\w)(?<!\d[.,]){re.escape(figure.lower())}(?!\w|[.,]\d)"
    return re.search(pattern, text.lower()) is not None


def bare(plans: Knowledge) -> Knowledge:
    """The knowledge with no question written for any item; what sentences tell is kept."""
    return only(plans, lambda question: False)


def apart(plans: Knowledge, rows: Iterable[Row]) -> Knowledge:
    """The knowledge without the written questions that are worded like one of the rows."""
    questions = [fold(row["q"]) for row in rows]
    return only(
        plans,
        lambda question: (
            process.extractOne(
                fold(question), questions, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE
            )
            is None
        ),
    )


def only(plans: Knowledge, fits: Callable[[str], bool]) -> Knowledge:
    """The knowledge with those of the written questions that are kept."""

    def without(section: Section) -> Section:
        items = tuple(
            item.model_copy(update={"asked": tuple(map(fewer, item.asked))})
            for item in section.items
        )
        below = tuple(without(child) for child in section.sections)
        return section.model_copy(update={"items": items, "sections": below})

    def fewer(entry: SentenceQuestions) -> SentenceQuestions:
        return entry.model_copy(update={"ask": tuple(filter(fits, entry.ask))})

    return Knowledge(
        plans=tuple(
            plan.model_copy(update={"sections": tuple(map(without, plan.sections))})
            for plan in plans.plans
        )
    )
