"""Trains all models of understanding from labelled examples (needs the extra `learn`).

Everything is trained in one thread, in the order of the files, with fixed seeds: the same examples
and the same versions give the same weights on every machine.
"""

import ctypes
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pycrfsuite
from marisa_trie import Trie
from scipy.sparse import csr_matrix

from bot.understanding.examples import Example
from bot.understanding.model import NO, VOCABULARIES, YES, Model
from bot.understanding.spans import (
    LABELS,
    NEVER,
    OFFSETS,
    Span,
    Tagger,
    Token,
    features,
    labels_of,
    seen,
    tokens_of,
)
from bot.understanding.understood import ASKED
from knowledge.learning.features import message_features, turn_features
from knowledge.learning.linear import Decision, Stored, Vocabulary, thousandths
from knowledge.learning.training import matrix, trained
from knowledge.vietnamese.text import fold

FEWEST = {"message": 12, "turn": 6, "office": 3}
"""Examples that must have a feature for it to count."""
STRENGTH = {"matter": 60.0, "act": 20.0}
"""How freely the weights of a decision may grow (1 / regularisation); `USUAL` for the others."""
USUAL = 30.0
BALANCED = ("act", "office", "filter", "move")
"""Decisions whose labels count alike, however rare they are among the examples."""
ANSWERS = 0.2
"""Added to the sum of an answer: of those who are asked, more answer than of our examples."""
ROUNDS = 6
"""Rounds of the averaged perceptron over all sequences."""
CAREFUL = ("chat-formal", "chat-short", "chat-spoken", "portal", "border")
UNMARKED = frozenset({"plan-questions"})
INSIDE, SHORT_QUESTION = 6, 160
"""One in so many questions, of at most so many characters, is learnt as one inside a draft too."""
TELLING = ("answer", "more", "correction")
TWICE = 2
"""Hands that marked the whole place, as a clerk would copy it, are learnt from twice."""
BOLD = 12.0
"""Added to the weight of a time's beginning: a time too many is mended, a missed one is lost."""
COMMON = 3
"""Texts, with and without marks, in which something must be seen for the sequence model."""
LIGHTEST = 1.8
"""Weights of the sequence model below this, of up to about 60, are left out."""


def matter(row: Example) -> str:
    """Return the intent of a first message, with what it is about, if anything is named."""
    about = row.category or row.elsewhere or row.about
    return f"{row.intent}:{about}" if about else row.intent


Labelled = tuple[Callable[[Example], bool], Callable[[Example], str]]
LABELS_OF: Mapping[str, Labelled] = {
    "matter": (lambda row: bool(row.intent), matter),
    "urgent": (lambda row: bool(row.intent), lambda row: YES if row.urgent else NO),
    "denunciation": (lambda row: bool(row.intent), lambda row: YES if row.denunciation else NO),
    "coarse": (
        lambda row: bool(row.intent),
        lambda row: YES if row.coarse or row.intent == "abuse" else NO,
    ),
    "act": (
        lambda row: bool(row.act),
        lambda row: f"{row.act}:{row.command}" if row.command else row.act,
    ),
    "office": (lambda row: bool(row.office), lambda row: row.office),
    "filter": (lambda row: row.office == "list", lambda row: row.filter or "none"),
    "move": (lambda row: row.office == "move" and bool(row.move), lambda row: str(row.move)),
}
"""For each decision, which examples teach it, and the label of each."""


class Linear(NamedTuple):
    """The linear models: the names of the features of a vocabulary, and what is decided by them."""

    vocabularies: Mapping[str, Vocabulary]
    decisions: Mapping[str, Decision]


Lesson = tuple[Example, Mapping[str, int]]
"""An example and its features."""
Folds = Mapping[str, int]
"""The hands that are dealt into groups, each with the number of its group."""
NO_FOLDS: Folds = MappingProxyType({})
NO_FOLD = -1


def train(examples: Sequence[Example]) -> Model:
    """Return the models that these examples teach."""
    (linear,), (tagger,) = linear_models(examples), taggers(examples)
    return Model(linear.vocabularies, linear.decisions, tagger, {})


def messages_retrained(model: Model, examples: Sequence[Example]) -> Model:
    """Return the models with those of first messages made anew; the others stay as they are."""
    (linear,) = linear_models(examples, names=["message"])
    return Model(
        {**model.vocabularies, **linear.vocabularies},
        {**model.decisions, **linear.decisions},
        model.tagger,
        model.about,
    )


def linear_models(
    examples: Sequence[Example], folds: Folds = NO_FOLDS, names: Iterable[str] = VOCABULARIES
) -> list[Linear]:
    """Return the models that all examples teach, then those that all but one fold teach, each."""
    lessons = {name: _lessons(name, examples) for name in names}
    return [
        _linear({name: [lesson for lesson in taught if _teaches(lesson[0], folds, without)]
                 for name, taught in lessons.items()})
        for without in _left_out(folds)
    ]  # fmt: skip


def _left_out(folds: Folds) -> list[int]:
    return [NO_FOLD, *sorted(set(folds.values()))]


def _teaches(row: Example, folds: Folds, without: int) -> bool:
    return without == NO_FOLD or folds.get(row.hand) != without


def _lessons(name: str, examples: Sequence[Example]) -> list[Lesson]:
    teaches = [LABELS_OF[key][0] for key in VOCABULARIES[name]]
    rows = [row for row in examples if any(is_of_it(row) for is_of_it in teaches)]
    if name == "turn":
        rows += asked_inside(examples)
    return [(row, features_of(name, row)) for row in rows]


def _linear(lessons: Mapping[str, Sequence[Lesson]]) -> Linear:
    vocabularies: dict[str, Vocabulary] = {}
    decisions: dict[str, Decision] = {}
    for name, taught in lessons.items():
        vocabulary = Vocabulary.of([features for _, features in taught], FEWEST[name])
        vectors = matrix([vocabulary.vector(features) for _, features in taught], len(vocabulary))
        rows = [row for row, _ in taught]
        vocabularies[name] = vocabulary
        decisions |= {key: _decision(key, rows, vectors) for key in VOCABULARIES[name]}
    return Linear(vocabularies, decisions)


def _decision(key: str, rows: Sequence[Example], vectors: csr_matrix) -> Decision:
    teaches, label_of = LABELS_OF[key]
    chosen = [at for at, row in enumerate(rows) if teaches(row)]
    decision = trained(
        vectors[chosen],
        [label_of(rows[at]) for at in chosen],
        strength=STRENGTH.get(key, USUAL),
        weights=[rows[at].weight for at in chosen],
        balanced=key in BALANCED,
    )
    if key == "act":
        decision.start[decision.labels.index("answer")] += round(ANSWERS * 1000)
    return decision


def asked_inside(examples: Iterable[Example]) -> list[Example]:
    """Return questions about the plan as if typed inside a draft, whatever was asked there.

    Who wrote turns asked of the report and the bot, and hardly ever of the plan.
    """
    asks = [row for row in examples if row.intent == "ask" and len(row.text) <= SHORT_QUESTION]
    return [
        Example(row.text, row.hand, asked=ASKED[at % len(ASKED)], act="question")
        for at, row in enumerate(asks[::INSIDE])
    ]


def features_of(name: str, row: Example) -> Mapping[str, int]:
    """Return the features of an example for one of the `VOCABULARIES`."""
    return turn_features(row.text, row.asked) if name == "turn" else message_features(row.text)


def taggers(
    examples: Sequence[Example], folds: Folds = NO_FOLDS, rounds: int = ROUNDS
) -> list[Tagger]:
    """Return the sequence model that all examples teach, then those that all but one fold teach.

    A text with marks is learnt without them too.
    """
    trainer = pycrfsuite.Trainer("ap", {"max_iterations": rounds}, verbose=False)
    texts = [text for row in filter(_is_marked, examples) for text in _spelt(row)]
    common = _common(tokens for _, tokens, _ in texts)
    for row, tokens, spans in texts:
        sequence = pycrfsuite.ItemSequence(features(_only(common, seen(tokens))))
        labels, fold_of_it = labels_of(tokens, spans), folds.get(row.hand, NO_FOLD + 1)
        for _ in range(TWICE if row.hand in CAREFUL else 1):
            trainer.append(sequence, labels, fold_of_it)
    return [_tagger(trainer, without) for without in _left_out(folds)]


def _common(texts: Iterable[Sequence[Token]]) -> set[tuple[str, str]]:
    """Return what is seen in several texts: kind and name."""
    texts_with = Counter(
        sight
        for tokens in texts
        for sight in {(kind, name) for kind, names in seen(tokens).items() for name in names}
    )
    return {sight for sight, count in texts_with.items() if count >= COMMON}


def _only(
    common: set[tuple[str, str]], sights: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    return {
        kind: [name if (kind, name) in common else "" for name in names]
        for kind, names in sights.items()
    }


def _tagger(trainer: pycrfsuite.Trainer, without: int) -> Tagger:
    ctypes.CDLL(None).srand(1)  # the trainer shuffles by C's `rand`
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "spans.crfsuite")
        trainer.train(path, without)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        learnt = tagger.info()
    return tables(learnt.state_features, learnt.transitions)


def _is_marked(row: Example) -> bool:
    """Return whether place and time are marked in it: they are in what is told, not asked."""
    return row.hand not in UNMARKED and (bool(row.intent) or row.act in TELLING)


def _spelt(row: Example) -> Iterator[tuple[Example, list[Token], list[Span]]]:
    """Yield the words of a text as written and, where it has marks, as one would type it without.

    Each with the example and its parts.
    """
    plain = fold(row.text)
    is_other = plain != row.text.lower() and len(plain) == len(row.text)
    for text in (row.text, plain) if is_other else (row.text,):
        if tokens := tokens_of(text):
            yield row, tokens, row.spans


def tables(
    weights: Mapping[tuple[str, str], float], transitions: Mapping[tuple[str, str], float]
) -> Tagger:
    """Return the tagger of these weights: of a feature and a label, of a label after another."""
    column = {label: at for at, label in enumerate(LABELS)}
    heavy: dict[str, dict[str, list[tuple[int, int, float]]]] = {kind: {} for kind in OFFSETS}
    places = {f"{kind}{o}": (kind, n) for kind, os in OFFSETS.items() for n, o in enumerate(os)}
    for (feature, label), weight in sorted(weights.items()):
        if abs(weight) >= LIGHTEST:
            place, _, name = feature.partition("=")
            kind, offset = places[place]
            heavy[kind].setdefault(name, []).append((offset, column[label], weight))
    tries = {kind: Trie(sorted(features)) for kind, features in heavy.items()}
    tables: list[Stored] = []
    for kind, offsets in OFFSETS.items():
        table = np.zeros((len(offsets), len(tries[kind]) + 1, len(LABELS)))
        for name, seen_at in heavy[kind].items():
            for offset, to, weight in seen_at:
                table[offset, tries[kind][name], to] = weight
        if kind == "depth":
            table[:, :, column["B-when"]] += BOLD
        tables.append(thousandths(table).reshape(-1, len(LABELS)))
    moves = np.full((len(LABELS), len(LABELS)), 0.0)
    for (before, after), weight in transitions.items():
        moves[column[before], column[after]] = weight
    for kind in ("place", "when"):
        inside = [column[f"B-{kind}"], column[f"I-{kind}"]]
        moves[[at for at in range(len(LABELS)) if at not in inside], column[f"I-{kind}"]] = NEVER
    return Tagger(tries, np.concatenate(tables), thousandths(moves))
