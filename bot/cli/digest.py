"""The commands `digest preview` and `digest send`."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.common import opened, stored, writing
from bot.settings import load_settings

if TYPE_CHECKING:
    from bot.core.turn import Tools
    from bot.digests.content import Content
    from bot.digests.period import Period

commands = typer.Typer(
    help="The digests: look at one, or send one, or what is due.", no_args_is_help=True
)
RECIPIENT_HELP = "overseer, an agency, or a subscription's number."
PERIOD_HELP = "2026-W47, 2026-11, or 2026-11-16..2026-11-22."
RESULT_LINES = {
    "sent": "{} digest(s) put into the outbox.",
    "empty": "{} had nothing to say; nothing is sent.",
    "before": "{} sent before; to send them once more: --again.",
}


@commands.command("preview")
def preview(
    recipient: Annotated[str, typer.Option(help=RECIPIENT_HELP)],
    period: Annotated[str | None, typer.Option(help=PERIOD_HELP)] = None,
    out: Annotated[Path | None, typer.Option(help="A folder to write the files to.")] = None,
) -> None:
    """Show the digest somebody would get; changes nothing and sends nothing."""
    from bot.app import make_tools, now
    from bot.digests.by_hand import content_for, office_of
    from bot.digests.render.message import answer
    from bot.texts import without_markup

    settings = load_settings()
    tools = make_tools(settings, stored=stored(settings))
    wanted = _period(period, tools)
    with opened(settings) as database, database.reading() as session, _checked_recipient():
        content = content_for(session, tools, recipient, wanted, now())
        office = office_of(session, tools, recipient)
    if out is None:
        typer.echo(without_markup(answer(content, tools).text))
        return
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
        for name, data in _files(content, tools, office):
            (out / name).write_bytes(data)
            typer.echo(str(out / name))


def _files(content: "Content", tools: "Tools", office: str | None) -> Iterator[tuple[str, bytes]]:
    """Yield the message as a page, then every other form that has content."""
    from bot.city.parts import FORMS
    from bot.core import pdf
    from bot.digests.render.buttons import possible
    from bot.digests.render.forms import make
    from bot.digests.render.message import page

    yield page(content, tools)
    for form in FORMS:
        if not possible(form):
            typer.echo(f"no PDF: {pdf.NONE_HERE}", err=True)
        elif file := make(form, content, tools, office):
            yield file.name, file.data


@commands.command("send")
def send(
    recipient: Annotated[
        str | None, typer.Option(help=f"{RECIPIENT_HELP} Without: all that is due.")
    ] = None,
    period: Annotated[
        str | None, typer.Option(help=f"{PERIOD_HELP} Without: the last one.")
    ] = None,
    resend: Annotated[bool, typer.Option("--again", help="Also what was sent before.")] = False,
) -> None:
    """Put a digest, or all that are due, into the outbox; the running process delivers it.

    It is entered in the same ledger: what is sent by hand does not come by itself again.
    """
    from bot.app import make_tools, now
    from bot.core.media import Media
    from bot.digests.by_hand import send_to
    from bot.digests.sending import send_due

    if recipient is None and (period or resend):
        raise typer.BadParameter("--period and --again need --recipient: whose digest it is")
    settings = load_settings()
    tools = make_tools(settings, stored=stored(settings))
    media = Media(settings.data_dir / "media")
    wanted = _period(period, tools)
    with opened(settings) as database, _checked_recipient():
        if recipient is None:
            counts: Counter[Any] = Counter({"sent": send_due(database, tools, media, now())})
        else:
            counts = send_to(database, tools, media, recipient, wanted, now(), resend)
    for result, words in RESULT_LINES.items():
        if counts[result] or (result == "sent" and not counts.total()):
            typer.echo(words.format(counts[result]))


@contextmanager
def _checked_recipient() -> Iterator[None]:
    """Raise an unknown recipient as bad usage."""
    from bot.digests.subscribing import UnknownRecipient

    try:
        yield
    except UnknownRecipient as error:
        raise typer.BadParameter(f"--recipient: {error}") from None


def _period(typed: str | None, tools: "Tools") -> "Period | None":
    from bot.digests.period import parse_period

    try:
        return parse_period(typed, tools.zone) if typed else None
    except ValueError as error:
        raise typer.BadParameter(f"--period: {error}") from None
