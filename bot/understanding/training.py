"""Trains all models of understanding from labelled examples (needs the extra `learn`).

Everything is trained in one thread, in the order of the files, with fixed seeds: the same examples
and the same versions give the same weights on every machine.
"""

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pycrfsuite
from marisa_trie import Trie

from bot.understanding.examples import Example
from bot.understanding.model import NO, VOCABULARIES, YES, Model
from bot.understanding.spans import (
    LABELS,
    NEVER,
    OFFSETS,
    Span,
    Tagger,
    features,
    labels_of,
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


def train(examples: Sequence[Example], *, quick: bool = False) -> Model:
    """Return the models that these examples teach; `quick` for figures and not to be kept."""
    vocabularies: dict[str, Vocabulary] = {}
    decisions: dict[str, Decision] = {}
    for name, taught in VOCABULARIES.items():
        vocabularies[name], learnt = _linear(name, taught, examples, quick)
        decisions |= learnt
    return Model(vocabularies, decisions, train_tagger(examples[::2] if quick else examples), {})


def messages_retrained(model: Model, examples: Sequence[Example]) -> Model:
    """Return the models with those of first messages made anew; the others stay as they are."""
    vocabulary, decisions = _linear("message", VOCABULARIES["message"], examples, False)
    return Model(
        {**model.vocabularies, "message": vocabulary},
        {**model.decisions, **decisions},
        model.tagger,
        model.about,
    )


def _linear(
    name: str, taught: Sequence[str], examples: Sequence[Example], quick: bool
) -> tuple[Vocabulary, dict[str, Decision]]:
    rows = [row for row in examples if any(LABELS_OF[key][0](row) for key in taught)]
    if name == "turn":
        rows += asked_inside(examples)
    counted = [features_of(name, row) for row in rows]
    vocabulary = Vocabulary.of(counted, FEWEST[name] + 2 * quick)
    vectors = matrix([vocabulary.vector(features) for features in counted], len(vocabulary))
    decisions: dict[str, Decision] = {}
    for key in taught:
        teaches, label_of = LABELS_OF[key]
        chosen = [at for at, row in enumerate(rows) if teaches(row)]
        decisions[key] = trained(
            vectors[chosen],
            [label_of(rows[at]) for at in chosen],
            strength=STRENGTH.get(key, USUAL),
            weights=[rows[at].weight for at in chosen],
            balanced=key in BALANCED,
        )
    if "act" in decisions:
        act = decisions["act"]
        act.start[act.labels.index("answer")] += round(ANSWERS * 1000)
    return vocabulary, decisions


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


def train_tagger(examples: Sequence[Example], rounds: int = ROUNDS) -> Tagger:
    """Return the sequence model; a text with marks is learnt without them too."""
    trainer = pycrfsuite.Trainer("ap", {"max_iterations": rounds}, verbose=False)
    for row in filter(_is_marked, examples):
        for text, spans in _spelt(row):
            tokens = tokens_of(text)
            for _ in range(TWICE if row.hand in CAREFUL else 1) if tokens else ():
                trainer.append(features(tokens), labels_of(tokens, spans))
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "spans.crfsuite")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        learnt = tagger.info()
    return tables(learnt.state_features, learnt.transitions)


def _is_marked(row: Example) -> bool:
    """Return whether place and time are marked in it: they are in what is told, not asked."""
    return row.hand not in UNMARKED and (bool(row.intent) or row.act in TELLING)


def _spelt(row: Example) -> Iterable[tuple[str, list[Span]]]:
    """Yield the text as written and, where it has marks, as one would type it without."""
    yield row.text, row.spans
    plain = fold(row.text)
    if plain != row.text.lower() and len(plain) == len(row.text):
        yield plain, row.spans


def tables(
    weights: Mapping[tuple[str, str], float], transitions: Mapping[tuple[str, str], float]
) -> Tagger:
    column = {label: at for at, label in enumerate(LABELS)}
    heavy: dict[str, dict[str, list[tuple[int, int, float]]]] = {kind: {} for kind in OFFSETS}
    places = {f"{kind}{o}": (kind, n) for kind, os in OFFSETS.items() for n, o in enumerate(os)}
    for (feature, label), weight in sorted(weights.items()):
        if abs(weight) >= LIGHTEST:
            place, _, name = feature.partition("=")
            kind, offset = places[place]
            heavy[kind].setdefault(name, []).append((offset, column[label], weight))
    tries = {kind: Trie(sorted(features)) for kind, features in heavy.items()}
    tables: dict[str, Stored] = {}
    for kind, offsets in OFFSETS.items():
        table = np.zeros((len(offsets), len(tries[kind]) + 1, len(LABELS)))
        for name, seen_at in heavy[kind].items():
            for offset, to, weight in seen_at:
                table[offset, tries[kind][name], to] = weight
        if kind == "depth":
            table[:, :, column["B-when"]] += BOLD
        tables[kind] = thousandths(table)
    moves = np.full((len(LABELS), len(LABELS)), 0.0)
    for (before, after), weight in transitions.items():
        moves[column[before], column[after]] = weight
    for kind in ("place", "when"):
        inside = [column[f"B-{kind}"], column[f"I-{kind}"]]
        moves[[at for at in range(len(LABELS)) if at not in inside], column[f"I-{kind}"]] = NEVER
    return Tagger(tries, tables, thousandths(moves))
