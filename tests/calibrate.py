"""`python -m tests.calibrate`: learns the weights of knowledge/language/learnt.yaml.

Learnt from our own questions (a round is the first letter of their ids) and from sorts.yaml, never
from the development set. Checked by leaving one round out after the other: what the weights learnt
from the rest make of it is what to expect of questions nobody has tried.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from unittest.mock import patch

import numpy as np
import numpy.typing as npt

from knowledge.answering import intents
from knowledge.answering.asks import asked_for
from knowledge.answering.engine import Answerer
from knowledge.answering.search import TALK, index_outside, outside_lines
from knowledge.learning.weights import Weights
from knowledge.load import Knowledge, load_plans
from knowledge.vietnamese.words import LANGUAGE, read_yaml
from tests.knowledge import judge

Vector = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]

HELD, WORDS_HELD = 3e-5, 5e-4
"""How much large weights are held down: of measures, and of single words and pairs."""
SELDOM = 5
"""A measure that stands in fewer examples is not learnt."""
STEPS = 8
NEGLIGIBLE = 1e-8
"""What may be left of a step's error, squared, when it is good enough."""
FOLDS = 5
"""In so many parts the search's own questions are measured by the rest."""
PARTS = 2
"""Into so many rounds each sort of sorts.yaml is cut; neighbours stay together."""
LEAST = 0.05
"""A weight below this counts for nothing."""
BOUNDS = {"answer": 0.5, "report": 0.35, "track": 0.4, "chat": 0.5}
"""From what probability on it is one; chosen by what the rounds left out show."""
KINDS = {
    "plan": "task",
    "outside": "out_of_scope",
    "report": "intent_report",
    "track": "intent_track",
    "smalltalk": "chitchat",
}


@dataclass(frozen=True)
class Example:
    """A text with its round, its sort, and its measures."""

    round: str
    text: str
    yes: bool
    measures: dict[str, float]


def labelled() -> list[tuple[str, str, str]]:
    """Every text there is to learn from: round, text, kind."""
    own = [(row["id"][0], row["q"], row["kind"]) for row in judge.rows(judge.OWN)]
    sorts = read_yaml(judge.SORTS)
    more = [
        (f"s{at * PARTS // len(texts)}", text, KINDS[sort])
        for sort, texts in sorts.items()
        for at, text in enumerate(texts)
    ]
    return own + more


def keywords(plans: Knowledge) -> list[tuple[str, str, str]]:
    """What asks of the plan in a few words and without a question mark."""
    items = [place.item for place in plans.places]
    texts = [text for item in items for text in (*item.topics, *item.questions)]
    return [("+", text, "task") for text in dict.fromkeys(texts) if not text.endswith("?")]


def no_plan_answers() -> list[tuple[str, str, str]]:
    """What no plan answers and is no talk for its own sake, many in a word or two."""
    sorts = read_yaml(LANGUAGE / "outside.yaml")
    return [
        ("-", line, "out_of_scope")
        for sort, lines in sorts.items()
        if sort != TALK
        for line in lines
    ]


def of_answers(knowledge: Knowledge) -> list[Example]:
    """What was asked of the plan, and whether it answers.

    Measured without the written questions that are worded like one of ours, or the weights would
    think that there always is one.
    """
    texts = [
        (where, text, kind in judge.PLAN_KINDS)
        for where, text, kind in labelled()
        if kind in {*judge.PLAN_KINDS, "out_of_scope"}
    ]
    apart = Answerer(judge.apart(knowledge, judge.rows(judge.OWN)))
    return [*measured(apart, texts), *of_written(knowledge)]


def of_written(knowledge: Knowledge) -> Iterator[Example]:
    """The questions that the search knows, each measured by one that does not know it."""
    items = [place.item for place in knowledge.places]
    asked = list(dict.fromkeys(question for item in items for question in item.questions))
    lines = [line for _, line, _ in no_plan_answers()]
    for part in range(FOLDS):
        here, outside = set(asked[part::FOLDS]), set(lines[part::FOLDS])
        fewer = Answerer(judge.only(knowledge, lambda question, here=here: question not in here))
        others = index_outside(line for line in outside_lines() if line not in outside)
        with patch("knowledge.answering.search._outside", return_value=others):
            answered = [(f"w{part}", text, True) for text in sorted(here)]
            none = [(f"w{part}", text, False) for text in sorted(outside)]
            yield from measured(fewer, answered + none)


def measured(answerer: Answerer, texts: Iterable[tuple[str, str, bool]]) -> Iterator[Example]:
    """The texts, each with what is measured of it where it comes to that."""
    for where, text, yes in texts:
        if found := answerer.from_plan(text).measures:
            yield Example(where, text, yes, dict(found))


def of_intents(answerer: Answerer, wanted: str) -> list[Example]:
    """Every text, and whether it is of the kind wanted."""

    def shown(text: str) -> dict[str, float]:
        reading = answerer.search.reader.read(text)
        asking = text.rstrip().endswith("?")
        return intents.reports(reading, asked_for(reading), asking).measures

    texts = labelled() + keywords(answerer.knowledge) + no_plan_answers()
    return [Example(where, text, kind == wanted, shown(text)) for where, text, kind in texts]


def names_in(of: Sequence[Example]) -> list[str]:
    """The measures that are not too seldom, in order."""
    often: dict[str, int] = {}
    for each in of:
        for name in each.measures:
            often[name] = often.get(name, 0) + 1
    return sorted(name for name, times in often.items() if times >= SELDOM)


@dataclass(frozen=True)
class Table:
    """A row for each example: 1, and its measures in the order of the names; most are 0.

    Kept are the others only: the row and the column of each, and its value.
    """

    row: Numbers
    column: Numbers
    value: Vector
    shape: tuple[int, int]

    def times(self, weights: Vector) -> Vector:
        """For each row, what its values make with the weights of their columns."""
        return np.bincount(self.row, self.value * weights[self.column], self.shape[0])

    def summed(self, each: Vector) -> Vector:
        """For each column, what its values make with the numbers of their rows."""
        return np.bincount(self.column, self.value * each[self.row], self.shape[1])

    def only(self, kept: npt.NDArray[np.bool_]) -> Table:
        """Those rows alone."""
        those, number = kept[self.row], np.cumsum(kept) - 1
        shape = int(kept.sum()), self.shape[1]
        return Table(number[self.row[those]], self.column[those], self.value[those], shape)


def table(of: Sequence[Example], names: Sequence[str]) -> Table:
    """The examples as a table."""
    place = {name: at for at, name in enumerate(names, 1)}
    found = [(row, 0, 1.0) for row in range(len(of))]
    for row, each in enumerate(of):
        found += [(row, place[name], v) for name, v in each.measures.items() if name in place]
    rows, columns, values = zip(*found, strict=True)
    return Table(np.array(rows), np.array(columns), np.array(values), (len(of), len(names) + 1))


def fitted(rows: Table, answers: Vector, held: Vector, begin: Vector) -> Vector:
    """Logistic regression by Newton's method; gives the start and the weights."""
    weights = begin
    held = held * rows.shape[0] + 1e-9
    for _ in range(STEPS):
        sure = 1 / (1 + np.exp(-np.clip(rows.times(weights), -30, 30)))
        slope = rows.summed(sure - answers) + held * weights
        step = solved(rows, sure * (1 - sure), held, slope)
        weights = weights - step
        if np.abs(step).max() < 1e-2:
            break
    return weights


def solved(rows: Table, each: Vector, held: Vector, slope: Vector) -> Vector:
    """The step of Newton's method by conjugate gradients, which needs no table of all pairs.

    Two thousand measures squared, and solved for every round left out, took ten minutes.
    """
    squared = replace(rows, value=rows.value**2)
    scale = 1 / (squared.summed(each) + held)
    step, left = np.zeros(len(slope)), slope
    along = ready = scale * left
    still = begun = float(left @ ready)
    for _ in range(len(slope)):
        if still <= NEGLIGIBLE * begun:
            break
        bent = rows.summed(each * rows.times(along)) + held * along
        far = still / float(along @ bent)
        step, left = step + far * along, left - far * bent
        ready = scale * left
        still, before = float(left @ ready), still
        along = ready + (still / before) * along
    return step


@dataclass(frozen=True)
class Learnt:
    """The weights for one decision, those without each round, and how sure the latter are."""

    decision: str
    names: list[str]
    weights: Vector
    without: dict[str, Vector]
    sure: Vector

    def found(self, one: str | None = None) -> Weights:
        """The weights, or those without a round."""
        start, *each = self.weights if one is None else self.without[one]
        told = {name: round(w, 2) for name, w in zip(self.names, each, strict=True)}
        counting = {name: w for name, w in told.items() if abs(w) >= LEAST}
        return Weights(BOUNDS[self.decision], round(start, 2), counting)

    def lines(self) -> list[str]:
        """As YAML."""
        found = self.found()
        each = [f'    "{name}": {weight:.2f}' for name, weight in found.weights.items()]
        head = [f"{self.decision}:", f"  bound: {found.bound:.2f}", f"  start: {found.start:.2f}"]
        return [*head, "  each:", *each]


def learn(decision: str, of: Sequence[Example]) -> Learnt:
    """Learn from all, and from all but one round for each round."""
    names = names_in(of)
    rows, answers = table(of, names), np.array([float(each.yes) for each in of])
    held = np.array([1e-9] + [WORDS_HELD if name[0] == "«" else HELD for name in names])
    rounds = np.array([each.round for each in of])
    whole = fitted(rows, answers, held, np.zeros(rows.shape[1]))
    sure, without = np.zeros(len(of)), {}
    for one in sorted(set(rounds)):
        others = rounds != one
        weights = fitted(rows.only(others), answers[others], held, whole)
        told = rows.only(~others).times(weights)
        sure[~others] = 1 / (1 + np.exp(-np.clip(told, -30, 30)))
        without[str(one)] = weights
    return Learnt(decision, names, whole, without, sure)


def report(found: Learnt, of: Sequence[Example]) -> None:
    """Print what each round got from the others' weights."""
    yes = np.array([each.yes for each in of])
    rounds = np.array([each.round[0] for each in of])
    bound = BOUNDS[found.decision]
    print(f"{found.decision}, from {bound:.2f} on:")
    for one in sorted(set(rounds)):
        here = rounds == one
        for told, those in (("missed", yes), ("false", ~yes)):
            wrong = here & those & ((found.sure < bound) == yes)
            print(f"  {one}: {told} {wrong.sum()} of {(here & those).sum()}")


HEAD = """\
# What each measure counts for in deciding whether a text is answered from a plan, is a report, or
# asks after one. Made by `python -m tests.calibrate`, not by hand."""


def everything() -> dict[str, list[Example]]:
    """The examples of each decision."""
    knowledge = load_plans()
    answerer = Answerer(knowledge)
    return {
        "answer": of_answers(knowledge),
        "report": of_intents(answerer, "intent_report"),
        "track": of_intents(answerer, "intent_track"),
        "chat": of_intents(answerer, "chitchat"),
    }


def data() -> str:
    """What the weights are learnt from, as a short digest: another one, and they are stale."""
    items = [place.item for place in load_plans().places]
    written = [("+", question, "task") for item in items for question in item.questions]
    learnt_from = labelled() + written + no_plan_answers()
    texts = sorted(f"{where}\t{text}\t{kind}" for where, text, kind in learnt_from)
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]


def main() -> None:
    """Learn, check and write."""
    lines = [HEAD, f"data: {data()}"]
    for decision, of in everything().items():
        found = learn(decision, of)
        report(found, of)
        lines += found.lines()
    (LANGUAGE / "learnt.yaml").write_text("\n".join([*lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
