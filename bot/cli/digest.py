"""The commands that look at a digest, or send it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from bot.core.turn import Tools
    from bot.digests.by_hand import Became
    from bot.digests.content import Content
    from bot.digests.period import Period

commands = typer.Typer(
    help="The digests: look at one, or send one, or what is due.", no_args_is_help=True
)
WHOSE = "overseer, an agency, or a subscription's number."
WHICH = "2026-W47, 2026-11, or 2026-11-16..2026-11-22."
SAID = {
    "sent": "{} digest(s) put into the outbox.",
    "empty": "{} had nothing to say; nothing is sent.",
    "before": "{} sent before; to send them once more: --again.",
}


@commands.command("preview")
def preview(
    recipient: Annotated[str, typer.Option(help=WHOSE)],
    period: Annotated[str | None, typer.Option(help=WHICH)] = None,
    out: Annotated[Path | None, typer.Option(help="A folder to write the files to.")] = None,
) -> None:
    """Show the digest somebody would get; changes nothing and sends nothing."""
    from bot.cli.app import Failure
    from bot.digests.render.message import answer
    from bot.texts import without_markup

    tools, content, office = _preview(load_settings(), recipient, period)
    if out is None:
        typer.echo(without_markup(answer(content, tools).text))
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, data in _files(content, tools, office):
            (out / name).write_bytes(data)
            typer.echo(str(out / name))
    except OSError as error:
        raise Failure(f"--out {out}: cannot be written ({error.strerror})") from None


def _files(content: Content, tools: Tools, office: str | None) -> Iterator[tuple[str, bytes]]:
    """The message as a page, then every other form there is something to make of."""
    from bot.digests.render import pdf
    from bot.digests.render.forms import FORMS, make, possible
    from bot.digests.render.message import answer, page

    yield page(answer(content, tools), tools)
    for form in FORMS:
        if not possible(form):
            typer.echo(f"no PDF: {pdf.NONE_HERE}", err=True)
        elif made := make(form, content, tools, office):
            yield made.name, made.data


def _preview(
    settings: Settings, recipient: str, period: str | None
) -> tuple[Tools, Content, str | None]:
    from bot.app import make_tools, now
    from bot.cli.app import opened
    from bot.digests.preview import content_for, office_of
    from bot.digests.readers import UnknownRecipient

    tools = make_tools(settings)
    wanted = _period(period, tools)
    with opened(settings) as database, database.reading() as session:
        try:
            content = content_for(session, tools, recipient, wanted, now())
            return tools, content, office_of(session, tools, recipient)
        except UnknownRecipient as error:
            raise typer.BadParameter(f"--recipient: {error}") from None


@commands.command("send")
def send(
    recipient: Annotated[
        str | None, typer.Option(help=f"{WHOSE} Without: all that is due.")
    ] = None,
    period: Annotated[str | None, typer.Option(help=f"{WHICH} Without: the last one.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Also what was sent before.")] = False,
) -> None:
    """Put a digest, or all that are due, into the outbox; the running process delivers it.

    It is entered in the same ledger: what is sent by hand does not come by itself again.
    """
    if recipient is None and (period or again):
        raise typer.BadParameter("--period and --again need --recipient: whose digest it is")
    became = _send(load_settings(), recipient, period, again)
    for what, words in SAID.items():
        if became[what] or (what == "sent" and not became.total()):  # type: ignore[index]
            typer.echo(words.format(became[what]))  # type: ignore[index]


def _send(
    settings: Settings, recipient: str | None, period: str | None, again: bool
) -> Counter[Became]:
    from bot.app import make_tools, now
    from bot.cli.app import opened
    from bot.core.media import Media
    from bot.digests.by_hand import send_to
    from bot.digests.readers import UnknownRecipient
    from bot.digests.sending import send_due

    tools, media = make_tools(settings), Media(settings.data_dir / "media")
    wanted = _period(period, tools)
    with opened(settings) as database:
        if recipient is None:
            return Counter({"sent": send_due(database, tools, media, now())})
        try:
            return send_to(database, tools, media, recipient, wanted, now(), again)
        except UnknownRecipient as error:
            raise typer.BadParameter(f"--recipient: {error}") from None


def _period(typed: str | None, tools: Tools) -> Period | None:
    from bot.digests.period import parse_period

    try:
        return parse_period(typed, tools.zone) if typed else None
    except ValueError as error:
        raise typer.BadParameter(f"--period: {error}") from None
