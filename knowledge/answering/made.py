"""Makes both models of answering; says whether those committed are of what is here."""

from collections.abc import Iterator
from pathlib import Path

from knowledge import learning as learning_package
from knowledge.answering import gate, wants
from knowledge.learning.stored import Models, checksum

CORPUS = Path(__file__).with_name("corpus")
_TAUGHT_BY = ("learning", "learning_wants", "measures")
_LEARNT_BY = ("features", "linear", "training")


def stamp() -> dict[str, str]:
    """Return checksums of the questions and plans that teach, and of the code that does."""
    return {"questions": checksum(sorted(CORPUS.iterdir())), "code": checksum(sorted(_code()))}


def _code() -> Iterator[Path]:
    for module, names in ((__file__, _TAUGHT_BY), (learning_package.__file__, _LEARNT_BY)):
        yield from (Path(str(module)).with_name(f"{name}.py") for name in names)


def stale() -> str | None:
    """Return what one of the models was not made of, or None: `questions`, `code`."""
    now = stamp()
    made_of = [Models.load(path).about for path in (gate.SHIPPED, wants.SHIPPED)]
    return next((part for part in now for about in made_of if about.get(part) != now[part]), None)


def learn() -> None:
    """Train what questions want, then the gate, which weighs it; write both."""
    from knowledge.answering.learning import corpora, read_rows, train
    from knowledge.answering.learning_wants import read_labelled, train_wants

    train_wants(read_labelled(CORPUS.glob("wants-*.tsv"))).save(about=stamp())
    wants.shipped.cache_clear()
    train(corpora(CORPUS), read_rows(CORPUS / "anywhere.jsonl")).save(about=stamp())
    gate.shipped.cache_clear()
