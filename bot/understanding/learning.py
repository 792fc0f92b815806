"""Learn: train the models, measure them on hands they have not seen, write artifact and card."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from itertools import groupby
from pathlib import Path

from bot.understanding import card, examples, figures
from bot.understanding.examples import Example
from bot.understanding.model import SHIPPED, Model
from bot.understanding.spans import KIND_WORDS
from knowledge.learning.stored import Models, checksum

CARD = Path(__file__).with_name("MODEL.md")
FOLDS = 3
"""The hands are dealt into so many groups; each is measured by what the others teach."""
MEASURED = 300
"""About so many messages of each hand are measured at most."""
PROCESSES = 2
TAUGHT_BY = (
    *("bot/understanding/examples", "bot/understanding/spans", "bot/understanding/training"),
    *("knowledge/learning/features", "knowledge/learning/linear", "knowledge/learning/training"),
    *("knowledge/vietnamese/text", "knowledge/vietnamese/keys"),
)
"""The code that decides the weights."""
TEACHERS = ("numpy", "scipy", "scikit-learn", "python-crfsuite")
"""The libraries whose versions decide the weights."""
NEEDED = "learn: scikit-learn is not installed. Install it: pip install 'dangiamsat[learn]'"


class CannotLearn(Exception):
    """The models cannot be made; the message is one line with the mend."""


def stamp() -> dict[str, str]:
    """Return checksums of what the models are made of: the examples, the code that teaches."""
    code = [Path(__file__).parents[2] / f"{name}.py" for name in TAUGHT_BY]
    return {
        "examples": checksum(examples.corpus_files()),
        "code": checksum([*code, KIND_WORDS]),
    }


def stale(path: Path = SHIPPED) -> str | None:
    """Return what the artifact was not made of, or None: `examples`, `code`, a version."""
    about = Models.load(path).about
    return next((part for part, made_of in stamp().items() if about.get(part) != made_of), None)


def learn(path: Path = SHIPPED, to_card: Path = CARD) -> Model:
    """Train everything and write artifact and card; raises `CannotLearn`."""
    rows = examples.read(examples.corpus_files())
    try:
        from bot.understanding import training
    except ImportError as error:
        raise CannotLearn(NEEDED) from error
    hands = sorted({row.hand for row in rows})
    folds = {hand: at % FOLDS for at, hand in enumerate(hands)}
    with ProcessPoolExecutor(PROCESSES) as pool:
        taggers = pool.submit(training.taggers, rows, folds)
        linear = pool.submit(training.linear_models, rows, folds)
        about = {**stamp(), "versions": {name: version(name) for name in TEACHERS}}
        model, *others = (
            Model(*models, tagger, about)
            for models, tagger in zip(linear.result(), taggers.result(), strict=True)
        )
        unseen = [[row for row in rows if folds[row.hand] == fold] for fold in range(FOLDS)]
        parts = [part for figures in pool.map(_measured, others, unseen) for part in figures]
    model.save(path)
    to_card.write_text(card.written(rows, parts, about), encoding="utf-8")
    return model


def _measured(model: Model, unseen: Sequence[Example]) -> list[card.Part]:
    """Return the figures of each hand and voice, by a model that those hands did not teach."""
    by_hand = [list(own) for _, own in groupby(unseen, lambda row: row.hand)]
    some = [row for own in by_hand for row in own[:: 1 + len(own) // MEASURED]]
    return list(figures.measured(model, some, lambda row: (row.hand, row.voice)).items())
