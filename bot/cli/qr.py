"""The command that makes the QR code of a place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from bot.core.turn import Tools
    from db.models import Spot

commands = typer.Typer()


@commands.command()
def maqr(
    name: Annotated[str, typer.Option(help="The place, as people call it.")],
    out: Annotated[Path, typer.Option(help="FILE.png: the code; FILE.html: a sheet to print.")],
    lat: Annotated[float | None, typer.Option(min=-90, max=90, help="Degrees north.")] = None,
    lon: Annotated[float | None, typer.Option(min=-180, max=180, help="Degrees east.")] = None,
    area: Annotated[str | None, typer.Option(help="A ward's key in city.yaml.")] = None,
) -> None:
    """Make the QR code of a place: whoever reads it reports there."""
    from bot.app import make_tools
    from bot.cli.app import username_of
    from bot.core import qr
    from bot.reports.intake import spot_rules as spots

    settings = load_settings()
    tools = make_tools(settings)
    name = " ".join(name.split())
    _check(tools, name, out, area)
    if (lat is None) != (lon is None):
        raise typer.BadParameter("--lat and --lon go together")
    position = (lat, lon) if lat is not None and lon is not None else None
    username = username_of(settings)
    tools.doors.username = lambda: username
    spot = _made(settings, tools, name, position, area)
    links = tools.doors.links(spots.payload(spot))
    content = qr.png(links[0]) if out.suffix == ".png" else spots.sheet(tools.texts, spot, links)
    _write(out, content)
    for line in (str(out), *links):
        typer.echo(line)


def _check(tools: Tools, name: str, out: Path, area: str | None) -> None:
    from bot.reports.intake.spot_rules import LONGEST_NAME

    if not 1 <= len(name) <= LONGEST_NAME:
        raise typer.BadParameter(f"--name must have 1 to {LONGEST_NAME} characters")
    if out.suffix not in (".png", ".html"):
        raise typer.BadParameter("--out must end in .png or .html")
    if area is not None and tools.city.area(area) is None:
        known = ", ".join(each.id for each in tools.city.areas)
        raise typer.BadParameter(f"--area must be one of {known}")


def _write(out: Path, content: bytes) -> None:
    from bot.cli.installation import CannotDo

    try:
        out.write_bytes(content)
    except OSError as error:
        raise CannotDo(f"--out {out}: cannot be written ({error.strerror})") from None


def _made(
    settings: Settings,
    tools: Tools,
    name: str,
    position: tuple[float, float] | None,
    area: str | None,
) -> Spot:
    from bot.app import now
    from bot.cli.app import opened
    from bot.people.roles import Actor
    from bot.reports.intake import spot_rules as spots

    operator = Actor(person_id=None, chat_id=None, role="admin", agency=None)
    with opened(settings) as database, database.transaction() as session:
        return spots.made(session, tools.city, name, position, area, operator, now())
