"""`make eval`: how good the answers are on plans never seen, and how fast.

One line a plan: the gate is trained without it. `found first` is the search alone, which never
refuses; `judged first` the same in the order that the gate gives; the rest is what is answered.
`then right`, `then refused`: all questions once more, when the first 20 wrong ones were put right.
`unasked`: what is taken for a report or small talk, and never comes to the plan.
The last lines are the questions of the plan that comes with the product, by the gate it has.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache

from rich.console import Console
from rich.table import Table

from bot.city.city import load_city
from bot.questions.plain import is_plain_question
from bot.understanding.model import Model
from bot.understanding.reading import Understanding
from knowledge.answering.answers import Answer
from knowledge.answering.engine import Answerer
from knowledge.answering.examples import example_of
from knowledge.answering.gate import Gate
from knowledge.answering.learning import (
    ANSWERED,
    CORPUS,
    UNANSWERED,
    Corpus,
    Row,
    corpora,
    read_rows,
    squash,
    train,
)
from knowledge.load import load_plans
from tests.knowledge import judge

HEADS = ("found first", "judged first", "right first", "in three", "refused", "false", "then right",
         "then refused", "unasked", "asked")  # fmt: skip
PUT_RIGHT = 20
"""So many wrong answers are put right."""


def main() -> None:
    """Print a line for each plan, with that plan left out of training, and for our own."""
    taught, anywhere = corpora(), read_rows(CORPUS / "anywhere.jsonl")
    table = Table("plan", *HEADS)
    for corpus in taught:
        if "lai-chau" not in corpus.name:
            others = [other for other in taught if other.name != corpus.name]
            gate = train(others, anywhere)
            table.add_row(
                corpus.name, *figures(corpus, Answerer(corpus.knowledge, judge=gate), gate)
            )
    whole = Answerer(load_plans())
    for name, path in (("development", judge.DEV), ("our own", judge.OWN)):
        if path.exists():
            corpus = Corpus(name, whole.knowledge, read_rows(path))
            table.add_row(name, *figures(corpus, whole, Gate.load()))
    console = Console(width=120)
    console.print(table)
    console.print(timed(whole.answer, [row["q"] for row in read_rows(judge.OWN)]))


def figures(corpus: Corpus, answerer: Answerer, gate: Gate) -> list[str]:
    """Return the cells of a line, each from 0 to 1."""
    asked = [row for row in corpus.rows if row["kind"] in ANSWERED]
    none = [row for row in corpus.rows if row["kind"] == UNANSWERED]
    answers = [answerer.answer(row["q"]) for row in asked]
    questions = [answerer.asked(row["q"]) for row in asked]
    found = [answerer.found(question) for question in questions]
    judged = [gate.judge(*pair).hits for pair in zip(questions, found, strict=True)]
    wrong = [row for row in corpus.rows if is_wrong(row, answerer.answer(row["q"]))]
    taught = put_right(answerer, wrong[:PUT_RIGHT])
    then = [taught.answer(row["q"]) for row in asked]
    shares = (
        [holds(row, [hits[0].passage.quote]) for row, hits in zip(asked, found, strict=True)],
        [holds(row, [hits[0].passage.quote]) for row, hits in zip(asked, judged, strict=True)],
        [is_right(row, answer, 1) for row, answer in zip(asked, answers, strict=True)],
        [is_right(row, answer, 3) for row, answer in zip(asked, answers, strict=True)],
        [answer.outcome == "not_in_plan" for answer in answers],
        [answerer.answer(row["q"]).outcome != "not_in_plan" for row in none],
        [is_right(row, answer, 1) for row, answer in zip(asked, then, strict=True)],
        [answer.outcome == "not_in_plan" for answer in then],
        [is_unasked(row["q"], answerer) for row in asked],
    )
    return [*(f"{sum(part) / (len(part) or 1):.3f}" for part in shares), str(len(corpus.rows))]


def is_unasked(question: str, answerer: Answerer) -> bool:
    """Return whether a question is taken for something else, and never comes to the plan."""
    understood = understanding().understand(question)
    is_plain = is_plain_question(question, understood, answerer)
    return understood.intent in ("report", "track", "smalltalk") and not is_plain


@cache
def understanding() -> Understanding:
    return Understanding(Model.load(), load_city())


def is_wrong(row: Row, answer: Answer) -> bool:
    """Return whether a question of either kind is answered wrongly."""
    if row["kind"] == UNANSWERED:
        return answer.outcome != "not_in_plan"
    return not is_right(row, answer, 1)


def put_right(answerer: Answerer, wrong: Sequence[Row]) -> Answerer:
    """Return the same after somebody said the right answers to these questions."""
    plan, examples = answerer.knowledge.plans[0], []
    for row in wrong:
        passages = (*answerer.candidates(row["q"]), *answerer.search.passages)
        for quote in row["gold"] or ("",):
            with suppress(ValueError):
                examples.append(example_of(plan, passages, row["q"], quote))
                break
    return answerer.with_examples([plan.model_copy(update={"examples": tuple(examples)})])


def is_right(row: Row, answer: Answer, most: int) -> bool:
    """Return whether one of the first sentences cited holds what is asked for."""
    return answer.outcome in ({"answer"} if most == 1 else {"answer", "choices"}) and holds(
        row, [citation.quote for citation in answer.citations[:most]]
    )


def holds(row: Row, quotes: Sequence[str]) -> bool:
    """Return whether one of the quotes has a part that answers."""
    return any(squash(gold) in squash(quote) for gold in row["gold"] for quote in quotes)


def timed(answer: Callable[[str], Answer], questions: Sequence[str]) -> str:
    """Return the processor time of an answer once warm, in milliseconds."""
    taken = []
    for question in questions * 2:
        begun = time.process_time()
        answer(question)
        taken.append(1000 * (time.process_time() - begun))
    taken = sorted(taken[len(questions) :])
    half, most = taken[len(taken) // 2], taken[int(len(taken) * 0.99)]
    return f"An answer takes {half:.1f} ms (median), {most:.1f} ms (99th percentile)."


if __name__ == "__main__":
    main()
