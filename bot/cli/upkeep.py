"""The commands of an installation's operator: backup, restore, doctor, the QR code of a place."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.common import opened, username_of, writing
from bot.settings import load_settings

commands = typer.Typer()


@commands.command()
def backup(file: Annotated[Path, typer.Argument(help="The file to write (.tar).")]) -> None:
    """Copy database and pictures into one file, while the product runs."""
    from bot.cli import installation

    size = installation.backup(load_settings(), file)
    typer.echo(f"{file}: {size // 1000} kB, read again and proved")


@commands.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file `backup` made.")],
) -> None:
    """Put a backup back into an installation that holds nothing yet."""
    from bot.cli import installation

    installation.restore(load_settings(), file)
    typer.echo("Restored. Check it with: dangiamsat doctor")


@commands.command("doctor")
def examine() -> None:
    """Say what is wrong with this installation, and the mend; exit status 1 for a problem."""
    from bot.cli.doctor import doctor

    problems = 0
    for verdict, text in doctor(load_settings()):
        typer.echo(f"{verdict:<7} {text}")
        problems += verdict == "PROBLEM"
    if problems:
        typer.echo(f"dangiamsat: {problems} problem(s)", err=True)
        raise typer.Exit(1)


@commands.command()
def maqr(
    name: Annotated[str, typer.Option(help="The place, as people call it.")],
    out: Annotated[Path, typer.Option(help="FILE.png: the code; FILE.html: a sheet to print.")],
    lat: Annotated[float | None, typer.Option(min=-90, max=90, help="Degrees north.")] = None,
    lon: Annotated[float | None, typer.Option(min=-180, max=180, help="Degrees east.")] = None,
    area: Annotated[str | None, typer.Option(help="A ward's key in city.yaml.")] = None,
) -> None:
    """Make the QR code of a place: whoever reads it reports there."""
    from bot.app import make_tools, now
    from bot.core import deep_links
    from bot.people.roles import Actor
    from bot.reports.intake import spot_rules

    settings = load_settings()
    tools = make_tools(settings)
    name = " ".join(name.split())
    if not 1 <= len(name) <= spot_rules.LONGEST_NAME:
        raise typer.BadParameter(f"--name must have 1 to {spot_rules.LONGEST_NAME} characters")
    if out.suffix not in (".png", ".html"):
        raise typer.BadParameter("--out must end in .png or .html")
    if area is not None and tools.city.area(area) is None:
        areas = ", ".join(ward.id for ward in tools.city.areas)
        raise typer.BadParameter(f"--area must be one of {areas}")
    if (lat is None) != (lon is None):
        raise typer.BadParameter("--lat and --lon go together")
    position = (lat, lon) if lat is not None and lon is not None else None
    username = username_of(settings)
    tools.deep_links.username = lambda: username
    operator = Actor(person_id=None, chat_id=None, role="admin", agency=None)
    with opened(settings) as database, database.transaction() as session:
        spot = spot_rules.get_or_make(session, tools.city, name, position, area, operator, now())
    links = tools.deep_links.links(spot_rules.payload(spot))
    if out.suffix == ".png":
        content = deep_links.qr_png(links[0])
    else:
        content = spot_rules.sheet(tools.texts, spot, links)
    with writing(out):
        out.write_bytes(content)
    for line in (str(out), *links):
        typer.echo(line)
