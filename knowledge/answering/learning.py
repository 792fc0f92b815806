"""Makes the gate of questions that were asked of several plans, and says how good it is.

A plan with its questions is one corpus: `<id>.jsonl` beside the document it is about, or alone for
a plan that comes with the product. No corpus is needed by the product itself.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process

from knowledge.answering.engine import Answerer
from knowledge.answering.gate import NO, TRIED, YES, Gate
from knowledge.answering.measures import LACKS, Measures, measured
from knowledge.importing.importer import import_plan
from knowledge.learning.linear import Decision, Vocabulary
from knowledge.learning.training import matrix, trained
from knowledge.load import Knowledge, load_plan, plan_folders, walk
from knowledge.schema import Plan, Section
from knowledge.vietnamese.text import fold, nfc
from knowledge.vietnamese.words import as_written

CORPUS = Path(__file__).with_name("corpus")
ANSWERED = frozenset({"fact", "indicator", "task", "responsible", "compare"})
UNANSWERED = "out_of_scope"
SELDOM = 8
"""A measure of fewer rows is not learnt."""
FEWEST = 4
"""Questions a word must stand in for its rarity to be kept."""
ORDER_STRENGTH, ANSWER_STRENGTH = 1.0, 1.0
STRANGERS, SHARE = 15, 0.25
"""At the most so many questions of other plans are asked of each, and so many of no plan; no more
than this part of those that it does not answer itself, which are harder to tell apart."""
ALIKE = 75
"""Of 100: from here on two questions are worded alike."""
DOCUMENTS = frozenset({".docx", ".pdf", ".txt"})
FEWER = 4
"""Every fourth question is enough of a plan that has no question written for it any more."""
SECOND_BEST = 0.15
"""How much the best sentence that does not answer counts, of a question that another answers."""

Row = dict[str, Any]
NOTHING = Decision((NO, YES), np.zeros((0, 1), np.int32), np.zeros(1, np.int32))
"""The decision of a gate that has learnt nothing yet."""


@dataclass(frozen=True)
class Corpus:
    """A plan, and what was asked of it; `gold` of a row are parts of the sentences that answer."""

    name: str
    knowledge: Knowledge
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Candidate:
    """A sentence found for a question, as measured, and whether it answers."""

    measures: Measures
    right: bool


@dataclass(frozen=True)
class Question:
    """A question with the sentences found for it, best first; `answered` where the plan does."""

    text: str
    answered: bool
    candidates: tuple[Candidate, ...]


def squash(text: str) -> str:
    """Return a text in NFC with single spaces, as a quote is compared."""
    return re.sub(r"\s+", " ", nfc(text)).strip()


def read_rows(path: Path) -> tuple[Row, ...]:
    """Return the questions of a file that a plan answers, or does not."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line)
    kinds = {*ANSWERED, UNANSWERED}
    return tuple({"gold": (), **row} for row in rows if row["kind"] in kinds)


def imported(document: Path, place: str, questions: Path) -> Corpus:
    """Return the corpus of a document that is imported for it."""
    plan = import_plan(document, document.stem, place)
    return Corpus(document.stem, Knowledge(plans=(plan,), city=place), read_rows(questions))


def corpora(folder: Path = CORPUS) -> list[Corpus]:
    """Return every corpus in a folder.

    That of a plan that comes with the product is there twice: with no question written for it,
    and with those that are not worded like what was asked.
    """
    documents = sorted(path for path in folder.iterdir() if path.suffix in DOCUMENTS)
    read = [
        imported(path, _place(path.with_suffix(".place")), path.with_suffix(".jsonl"))
        for path in documents
        if path.with_suffix(".jsonl").exists()
    ]
    for plan_folder in plan_folders():
        if (questions := folder / f"{plan_folder.name}.jsonl").exists():
            rows = read_rows(questions)
            further = folder / f"{plan_folder.name}-more.jsonl"
            rows += read_rows(further) if further.exists() else ()
            plan = load_plan(plan_folder)
            texts_asked = [row["q"] for row in rows]
            rows += tuple(_topics(plan))
            knowledge = [
                Knowledge(plans=(without_written(plan, texts),), city=plan.place)
                for texts in (None, texts_asked)
            ]
            read += [
                Corpus(plan.id, knowledge[0], rows[::FEWER]),
                Corpus(plan.id, knowledge[1], rows),
            ]
    return read


def of_matter(taught: Iterable[Corpus], anywhere: Iterable[Row]) -> Iterator[str]:
    """Yield the questions that ask for no line of a document itself, its letterhead or its end."""
    for corpus in taught:
        quotes = [squash(quote) for place in corpus.knowledge.places for quote in place.item.quotes]
        for row in corpus.rows:
            gold = list(map(squash, row["gold"]))
            if not gold or any(part in quote for part in gold for quote in quotes):
                yield row["q"]
    yield from (row["q"] for row in anywhere)


def _topics(plan: Plan) -> Iterator[Row]:
    """Yield the topics of a plan as what is asked in a word or two."""
    for section, _ in walk(plan):
        for item in section.items:
            for topic in item.topics:
                yield {"q": topic, "kind": "task", "gold": item.quotes}


def _place(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def without_written(plan: Plan, asked: Sequence[str] | None) -> Plan:
    """Return a plan without the questions written for it that are worded like one asked.

    With None it is left without any.
    """
    plain = list(map(fold, asked or ()))

    def stays(question: str) -> bool:
        if asked is None:
            return False
        scorer = fuzz.token_sort_ratio
        return process.extractOne(fold(question), plain, scorer=scorer, score_cutoff=ALIKE) is None

    def fewer(section: Section) -> Section:
        items = tuple(
            item.model_copy(
                update={
                    "asked": tuple(
                        entry.model_copy(update={"ask": tuple(filter(stays, entry.ask))})
                        for entry in item.asked
                    )
                }
            )
            for item in section.items
        )
        below = tuple(map(fewer, section.sections))
        return section.model_copy(update={"items": items, "sections": below})

    return plan.model_copy(update={"sections": tuple(map(fewer, plan.sections))})


def with_strangers(
    taught: Sequence[Corpus], anywhere: Sequence[Row], chance: int = 1
) -> Iterator[Corpus]:
    """Yield each corpus, and after it what was asked of others, which its plan does not answer."""
    for corpus in taught:
        others = [row for other in taught if other.name != corpus.name for row in other.rows]
        own = sum(row["kind"] == UNANSWERED for row in corpus.rows)
        most = min(STRANGERS, max(round(SHARE * own), 2))
        strange = _some(others, most, chance) + _some(anywhere, most, chance)
        yield corpus
        rows = tuple({**row, "kind": UNANSWERED, "gold": ()} for row in strange)
        yield Corpus(corpus.name, corpus.knowledge, rows)


def _some(rows: Sequence[Row], most: int, chance: int) -> list[Row]:
    return Random(chance).sample(list(rows), min(most, len(rows)))  # noqa: S311 - no secret


def language_of(taught: Iterable[Corpus]) -> Vocabulary:
    """Return the words of what was asked, with how rare each is."""
    texts = dict.fromkeys(row["q"] for corpus in taught for row in corpus.rows)
    return Vocabulary.of(
        ((word.plain for word in as_written(text).words) for text in texts), FEWEST
    )


def questions_of(corpus: Corpus, gate: Gate) -> Iterator[Question]:
    """Yield the questions of a corpus with their sentences, measured."""
    answerer = Answerer(corpus.knowledge, judge=gate)
    for row in corpus.rows:
        question = answerer.asked(row["q"])
        hits = answerer.found(question)[:TRIED]
        gold = list(map(squash, row["gold"]))
        candidates = tuple(
            Candidate(
                measured(question, hits, rank),
                any(part in squash(hit.passage.quote) for part in gold),
            )
            for rank, hit in enumerate(hits)
        )
        yield Question(row["q"], row["kind"] != UNANSWERED, candidates)


def train(taught: Sequence[Corpus], anywhere: Sequence[Row] = ()) -> Gate:
    """Return the gate that these corpora teach; plans count alike, however much each was asked."""
    language = language_of(taught)
    empty = Gate((), NOTHING, NOTHING, language)
    plans: dict[str, list[Question]] = {}
    for corpus in with_strangers(taught, anywhere):
        plans.setdefault(corpus.name, []).extend(questions_of(corpus, empty))
    counted = Counter(
        name
        for questions in plans.values()
        for question in questions
        for name in {name for row in question.candidates for name in row.measures}
    )
    names = tuple(sorted(name for name, times in counted.items() if times >= SELDOM))
    gate = Gate(names, NOTHING, NOTHING, language)
    ordered = replace(gate, order=_learnt(gate, _for_order(plans), ORDER_STRENGTH))
    return replace(ordered, answer=_learnt(gate, _for_answer(ordered, plans), ANSWER_STRENGTH))


Example = tuple[Measures, bool, float]
"""Measures, whether the sentence answers, and how much it counts."""


def _for_order(plans: Mapping[str, Sequence[Question]]) -> Iterator[Example]:
    for questions in plans.values():
        for question in questions:
            if any(candidate.right for candidate in question.candidates):
                for candidate in question.candidates:
                    share = 1.0 if candidate.right else 0.5
                    yield (
                        _general(candidate.measures),
                        candidate.right,
                        share / len(questions) ** 0.5,
                    )


def _general(measures: Measures) -> Measures:
    """Return the measures without the words: which sentence is right they do not tell."""
    return {name: value for name, value in measures.items() if not name.startswith(LACKS)}


def _for_answer(gate: Gate, plans: Mapping[str, Sequence[Question]]) -> Iterator[Example]:
    for questions in plans.values():
        answered = sum(question.answered for question in questions) or 1
        weight = len(questions) ** 0.5
        for question in questions:
            ranked = sorted(question.candidates, key=lambda row: -gate.order_of(row.measures))
            wrong = [row for row in ranked if not row.right]
            if not question.answered and ranked:
                yield ranked[0].measures, False, weight / (2 * (len(questions) - answered))
            elif ranked and ranked[0].right:
                yield ranked[0].measures, True, weight / (2 * answered)
            if question.answered and wrong:
                yield wrong[0].measures, False, SECOND_BEST * weight / (2 * answered)


def _learnt(gate: Gate, examples: Iterable[Example], strength: float) -> Decision:
    rows, right, weights = zip(*examples, strict=True)
    mean = sum(weights) / len(weights)
    return trained(
        matrix(list(map(gate.vector, rows)), len(gate.names)),
        [YES if is_right else NO for is_right in right],
        strength=strength,
        weights=[weight / mean for weight in weights],
        few=True,
    )
