"""Learn: train the models, measure them on hands they have not seen, write artifact and card."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bot.understanding import card, examples, figures
from bot.understanding.examples import Example
from bot.understanding.model import SHIPPED, Model
from bot.understanding.spans import KIND_WORDS
from knowledge import learning, vietnamese
from knowledge.learning.stored import Models, checksum

CARD = Path(__file__).with_name("MODEL.md")
FOLDS = 3
"""The hands are dealt into so many groups; each is measured by what the others teach."""
PROCESSES = 2
TEACHERS = ("numpy", "scipy", "scikit-learn", "python-crfsuite")
"""The libraries whose versions decide the weights."""
NEEDED = "learn: scikit-learn is not installed. Install it: pip install 'dangiamsat[learn]'"


class CannotLearn(Exception):
    """The models cannot be made; the message is one line with the mend."""


def stamp() -> dict[str, str]:
    """Return checksums of what the models are made of: the examples, the code that teaches."""
    code = [
        folder / f"{name}.py"
        for folder, names in (
            (Path(__file__).parent, ("examples", "spans", "training")),
            (_folder(learning), ("features", "linear", "training")),
            (_folder(vietnamese), ("text", "keys")),
        )
        for name in names
    ]
    code.append(KIND_WORDS)
    return {"examples": checksum(examples.corpus_files()), "code": checksum(code)}


def _folder(module: Any) -> Path:
    return Path(module.__file__).parent


def stale(path: Path = SHIPPED) -> str | None:
    """Return what the artifact was not made of, or None: `examples`, `code`, a version."""
    about = Models.load(path).about
    made_of = stamp()
    for part in made_of:
        if about.get(part) != made_of[part]:
            return part
    return None


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
        tallies = [tally for fold in folds for tally in fold.result()]
    about = {**stamp(), "versions": {name: version(name) for name in TEACHERS}}
    model = Model(model.vocabularies, model.decisions, model.tagger, about)
    model.save(path)
    to_card.write_text(card.written(rows, tallies, about), encoding="utf-8")
    return model


def fold_of(hand: str, hands: Sequence[str]) -> int:
    """Return the group of a hand."""
    return sorted(hands).index(hand) % FOLDS


def _measured(rows: Sequence[Example], fold: int) -> list[tuple[str, str, figures.Figures]]:
    """Return the figures of each hand and voice of a fold, taught by the other folds."""
    from bot.understanding import training

    hands = {row.hand for row in rows}
    apart = [row for row in rows if fold_of(row.hand, sorted(hands)) != fold]
    own = [row for row in rows if fold_of(row.hand, sorted(hands)) == fold]
    model = training.train(apart, quick=True)
    by_hand, by_voice = figures.measured(model, own, lambda row: row.hand, lambda row: row.voice)
    return [
        (kind, name, tallies)
        for kind, groups in ((card.HAND, by_hand), (card.VOICE, by_voice))
        for name, tallies in groups.items()
    ]
