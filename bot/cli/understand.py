"""The commands of understanding: say what a message means, and learn it from examples."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.common import CannotDo, json_lines
from bot.settings import load_settings

if TYPE_CHECKING:
    from bot.understanding.reading import Understanding
    from bot.understanding.understood import Understood

commands = typer.Typer()


@commands.command()
def understand(
    message: Annotated[str | None, typer.Argument(help="A message, in Vietnamese.")] = None,
    jsonl: Annotated[
        bool,
        typer.Option("--jsonl", help='JSON Lines in ({"id","text"}) and out, in input order.'),
    ] = False,
    asked: Annotated[
        str | None, typer.Option(help="What an open draft asked last: place, photos, …")
    ] = None,
) -> None:
    """Say what a message means, with the words that decided."""
    if (message is None) != jsonl:
        raise typer.BadParameter("give one message, or --jsonl and messages on stdin")
    understanding = load_understanding()
    if message is not None:
        understood = understanding.understand(message, _asked(asked))
        for name, value in _fields(understood, asked is not None, False).items():
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            typer.echo(f"{name:<13}{text}")
        return
    for _, row in json_lines(
        lambda row: {**row, "id": row["id"], "text": str(row["text"])}, '{"id": …, "text": …}'
    ):
        office = row.get("role") == "official"
        understood = understanding.understand(row["text"], _asked(row.get("asked")), office)
        fields = {"id": row["id"]} | _fields(understood, bool(row.get("asked")), office)
        typer.echo(json.dumps(fields, ensure_ascii=False))


def load_understanding() -> "Understanding":
    """Return the understanding of this installation."""
    from bot.city.city import load_city
    from bot.understanding.local import load
    from bot.understanding.reading import Understanding

    settings = load_settings()
    return Understanding(load(settings.data_dir), load_city(settings.city_file))


def _asked(asked: str | None) -> str | None:
    from bot.understanding.understood import ASKED

    if asked and asked not in ASKED:
        raise CannotDo(f"asked {asked!r} must be one of {', '.join(ASKED)}")
    return asked or None


def _fields(understood: "Understood", in_draft: bool, office: bool) -> dict[str, Any]:
    """Return what the contract names, in its order."""
    values = asdict(understood)
    categories = [{"id": g.id, "p": round(g.p, 3)} for g in understood.categories]
    names = ("urgent", "denunciation", "abuse", "spam", "place", "when", "area", "elsewhere")
    fields: dict[str, Any] = {"intent": understood.intent, "categories": categories}
    fields |= {name: values[name] for name in names}
    fields["because"] = list(understood.because)
    if in_draft:
        fields |= {"act": understood.act, "command": understood.command}
    if office:
        fields["office"] = values["office"]
    return fields


@commands.command()
def learn(
    check: Annotated[
        bool, typer.Option("--check", help="Fail where the models are not of these examples.")
    ] = False,
    with_local: Annotated[
        bool, typer.Option("--with-local", help="Add this installation's examples.")
    ] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="Go back to the models that came with the product.")
    ] = False,
) -> None:
    """Train every model from the labelled examples, and write them with their figures."""
    from bot.understanding import learning
    from bot.understanding.model import SHIPPED
    from knowledge.answering import made
    from knowledge.learning.stored import Unreadable

    if check + with_local + undo > 1:
        raise typer.BadParameter("--check, --with-local and --undo exclude each other")
    try:
        if check:
            if part := learning.stale() or made.stale():
                raise CannotDo(f"the models were made of other {part}: make learn")
            typer.echo("The models were made of what is here.")
        elif with_local or undo:
            _local(undo)
        else:
            from rich.console import Console

            with Console(stderr=True).status("learning: a minute or two"):
                made.learn()
                learning.learn()
            typer.echo(f"{SHIPPED.name}, {learning.CARD.name}, wants.npz and gate.npz written.")
    except (learning.CannotLearn, Unreadable, ValueError) as error:
        raise CannotDo(str(error)) from None


def _local(undo: bool) -> None:
    """Learn from this installation's examples too, or go back."""
    from bot.city.city import load_city
    from bot.cli.common import opened
    from bot.understanding import local

    settings = load_settings()
    if undo:
        local.undo(settings.data_dir)
        typer.echo("The models that came with the product are used from the next start on.")
        return
    with opened(settings) as database, database.reading() as session:
        own = local.examples_of(session, load_city(settings.city_file))
    verdict = local.learn(settings.data_dir, own)
    typer.echo(f"{len(own)} examples of this installation.")
    for name, (before, after) in verdict.figures.items():
        typer.echo(f"{name:<34}{before} before, {after} after")
    typer.echo(
        "Better: used from the next start on; back with learn --undo."
        if verdict.better
        else "Not better: the models stay as they were."
    )
