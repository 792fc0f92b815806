"""Makes the models of answering; says whether those committed are of what is here."""

from collections.abc import Iterator
from pathlib import Path

from knowledge import learning as learning_package
from knowledge.answering import about, gate, wants
from knowledge.learning.stored import Models, checksum

CORPUS = Path(__file__).with_name("corpus")
_TAUGHT_BY = ("learning", "learning_wants", "measures", "nearness")
_LEARNT_BY = ("features", "linear", "training")


def stamp() -> dict[str, str]:
    """Return checksums of the questions and plans that teach, and of the code that does."""
    questions = sorted(path for path in CORPUS.iterdir() if path.suffix != ".md")
    return {"questions": checksum(questions), "code": checksum(sorted(_code()))}


def _code() -> Iterator[Path]:
    for module, names in ((__file__, _TAUGHT_BY), (learning_package.__file__, _LEARNT_BY)):
        yield from (Path(str(module)).with_name(f"{name}.py") for name in names)


def stale() -> str | None:
    """Return what one of the models was not made of, or None: `questions`, `code`."""
    now = stamp()
    made_of = [Models.load(path).about for path in (about.SHIPPED, gate.SHIPPED, wants.SHIPPED)]
    return next((part for part in now for about in made_of if about.get(part) != now[part]), None)


def learn() -> None:
    """Train what questions want, then the gate, which weighs it; write all three."""
    from knowledge.answering.learning import corpora, of_matter, read_rows, train
    from knowledge.answering.learning_wants import read_labelled, train_about, train_wants

    taught, anywhere = corpora(CORPUS), read_rows(CORPUS / "anywhere.jsonl")
    wanting = read_labelled(CORPUS.glob("wants-*.tsv"))
    train_wants(wanting).save(about=stamp())
    wants.shipped.cache_clear()
    questions = (row.question for row in wanting)
    of_documents = read_labelled(CORPUS.glob("about-*.tsv"))
    train_about(of_documents, (*questions, *of_matter(taught, anywhere))).save(about=stamp())
    about.shipped.cache_clear()
    train(taught, anywhere).save(about=stamp())
    gate.shipped.cache_clear()
