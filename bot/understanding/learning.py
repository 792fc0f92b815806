"""Learn: train the models, measure them on hands they have not seen, write artifact and card."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from pathlib import Path

from bot.understanding import card, examples, figures
from bot.understanding.examples import Example
from bot.understanding.model import SHIPPED, Model
from bot.understanding.spans import KIND_WORDS
from knowledge.learning.stored import Models, checksum

CARD = Path(__file__).with_name("MODEL.md")
FOLDS = 3
"""The hands are dealt into so many groups; each is measured by what the others teach."""
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
    with ProcessPoolExecutor(PROCESSES) as pool:
        final = pool.submit(training.train, rows)
        folds = [pool.submit(_measured, rows, fold) for fold in range(FOLDS)]
        model = final.result()
        parts = [part for fold in folds for part in fold.result()]
    about = {**stamp(), "versions": {name: version(name) for name in TEACHERS}}
    model = Model(model.vocabularies, model.decisions, model.tagger, about)
    model.save(path)
    to_card.write_text(card.written(rows, parts, about), encoding="utf-8")
    return model


def _measured(rows: Sequence[Example], fold: int) -> list[card.Part]:
    """Return the figures of each hand and voice of a fold, taught by the other folds."""
    from bot.understanding import training

    hands = sorted({row.hand for row in rows})[fold::FOLDS]
    model = training.train([row for row in rows if row.hand not in hands], quick=True)
    own = (row for row in rows if row.hand in hands)
    return list(figures.measured(model, own, lambda row: (row.hand, row.voice)).items())
