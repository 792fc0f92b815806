"""The command that writes the public reports to a file."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot.cli.common import opened, watched, writing
from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from bot.public.views import PublicReport

commands = typer.Typer()


Format = Literal["csv", "xlsx", "json"]


@commands.command()
def export(
    format: Annotated[Format, typer.Option("--format", help="The form of the file.")],  # noqa: A002
    out: Annotated[
        Path | None, typer.Option(help="The file to write; CSV and JSON go to stdout without one.")
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Only what was received on this day or later."),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Only what was received on this day or earlier."),
    ] = None,
) -> None:
    """Write the public reports, without anything that identifies a person."""
    if since and until and since > until:
        raise typer.BadParameter("--since is after --until")
    if out is None and format == "xlsx":
        out = Path(f"phan-anh-{date.today():%Y-%m-%d}.xlsx")  # noqa: DTZ011 - the operator's day
    days = (since.date() if since else None, until.date() if until else None)
    _export(load_settings(), format, out, *days)
    if out is not None:
        typer.echo(str(out))


def _export(
    settings: Settings, form: Format, out: Path | None, since: date | None, until: date | None
) -> None:
    from bot.app import make_tools, now
    from bot.public import export
    from bot.public import queries as public
    from bot.public.views import days_filter, public_reports

    tools = make_tools(settings)
    names = export.Names(tools)
    wanted = days_filter(tools.zone, since, until)
    with opened(settings) as database, database.reading() as session:
        total = public.count(session, wanted)
        reports = _watched(public_reports(session, wanted, tools.zone, now()), total)
        if form == "xlsx":
            assert out is not None
            with _replacing(out) as part:
                export.write_xlsx(part, reports, names)
            return
        write = export.WRITERS[form]
        if out is None:
            write(typer.get_binary_stream("stdout"), reports, names)
            return
        with _replacing(out) as part, part.open("wb") as stream:
            write(stream, reports, names)


@contextmanager
def _replacing(out: Path) -> Iterator[Path]:
    """Yield a temporary file that replaces `out` once it is complete; raises `CannotDo`."""
    part = out.with_name(f".{out.name}.part")
    try:
        with writing(out):
            yield part
            part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _watched(reports: "Iterator[PublicReport]", total: int) -> "Iterator[PublicReport]":
    """Yield the same reports, with a progress bar."""
    with watched("export") as progress:
        for count, report in enumerate(reports, start=1):
            yield report
            progress(count, total)
