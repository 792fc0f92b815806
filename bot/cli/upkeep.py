"""The commands of an installation's operator: backup, restore, doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
    without_manifest: Annotated[
        bool, typer.Option("--without-manifest", help="Take one of a version that wrote none.")
    ] = False,
) -> None:
    """Put a backup back into an installation that holds nothing yet."""
    from bot.cli import installation

    installation.restore(load_settings(), file, needs_manifest=not without_manifest)
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
