"""Learn where the product runs: its own examples come on top, and are used only where better."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session

from bot.city.city import City
from bot.understanding import examples, local_queries
from bot.understanding.examples import Example
from bot.understanding.figures import figures_of, summed
from bot.understanding.learning import NEEDED, CannotLearn
from bot.understanding.model import Model
from knowledge.vietnamese.text import nfc

FILE = "understanding.npz"
"""In the data folder: the models that this installation has learnt."""
FOLDS = 3
"""Cross-validation: the examples are dealt into so many groups, and each is left out once."""
FEWEST = 12
"""Fewer examples of one's own can show nothing."""
WEIGHT = 2.0
"""An example from here counts as so many of those that came with the product."""
JUDGED = ("intent", "category", "category within three")


@dataclass(frozen=True)
class Verdict:
    """The figures before and after, as shares of 1, and whether the new models are used."""

    figures: Mapping[str, tuple[str, str]]
    better: bool


def load(data_dir: Path) -> Model:
    """Return the models of this installation, else those that came with the product."""
    own = data_dir / FILE
    return Model.load(own) if own.exists() else Model.load()


def learnt_at(data_dir: Path) -> datetime:
    """Return when this installation learnt last; long ago where it never did."""
    own = data_dir / FILE
    return datetime.fromtimestamp(own.stat().st_mtime if own.exists() else 0, UTC)


def undo(data_dir: Path) -> None:
    """Go back to the models that came with the product."""
    (data_dir / FILE).unlink(missing_ok=True)


def of_city(city: City) -> list[Example]:
    """Return the examples of the categories that `city.yaml` describes by sentences."""
    return [
        Example(nfc(sentence), hand="city.yaml", intent="report", category=category.id)
        for group in city.groups
        for category in group.categories
        for sentence in category.examples
    ]


def examples_of(session: Session, city: City) -> list[Example]:
    """Return this installation's examples: its residents', its moderators' and its city's."""
    return [*of_city(city), *local_queries.stored_examples(session)]


def newer_than_model(data_dir: Path, city: City) -> str | None:
    """Return which category of `city.yaml` the models in use do not know, or None."""
    labels = load(data_dir).decisions["matter"].labels
    wanted = (row.category for row in of_city(city))
    return next((key for key in wanted if f"report:{key}" not in labels), None)


def learn(data_dir: Path, own: Sequence[Example]) -> Verdict:
    """Train on the corpus and these examples; keep the new models where they are better.

    Judged by the own examples, each fold by what the others teach, beside the models that came
    with the product. Raises `CannotLearn`.
    """
    if len(own) < FEWEST:
        raise CannotLearn(f"learn: {len(own)} examples of this installation; {FEWEST} are needed")
    try:
        from bot.understanding import training
    except ImportError as error:
        raise CannotLearn(NEEDED) from error
    shipped = Model.load()
    corpus = examples.read(examples.corpus_files())
    own = [dataclasses.replace(row, weight=WEIGHT) for row in own]
    folds = []
    for fold in range(FOLDS):
        taught = [row for at, row in enumerate(own) if at % FOLDS != fold]
        folds.append(training.messages_retrained(shipped, [*corpus, *taught]))
    after = _right((folds[at % FOLDS], row) for at, row in enumerate(own))
    before = _right((shipped, row) for row in own)
    better = all(after[name] >= before[name] for name in JUDGED) and after != before
    if better:
        training.messages_retrained(shipped, [*corpus, *own]).save(data_dir / FILE)
    return Verdict({name: (f"{before[name]:.3f}", f"{after[name]:.3f}") for name in JUDGED}, better)


def _right(judged: Iterable[tuple[Model, Example]]) -> dict[str, float]:
    """Return how often each figure was right, 0 to 1."""
    figures = summed(("own", figures_of(model, row)) for model, row in judged)["own"]
    return {name: figures[name].share if name in figures else 1.0 for name in JUDGED}
