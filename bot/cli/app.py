"""The command line: `python -m bot …`, also installed as `dangiamsat`.

Exit status 0, 1 for a failure told in one line on stderr, 2 for bad usage.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import digest as cli_digest
from bot.cli import export as cli_export
from bot.cli import qr as cli_maqr
from bot.cli import upkeep as cli_upkeep
from bot.core import logs
from bot.settings import BadSetting, Settings, load_settings

if TYPE_CHECKING:
    from db.engine import Database
    from knowledge.answering.dialogue import Said

cli = typer.Typer(
    name="dangiamsat",
    help="Dân giám sát: a city's plan answered from, residents' reports followed until resolved.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
kb = typer.Typer(help="The knowledge: prove it, or begin a new plan.", no_args_is_help=True)
cli.add_typer(kb, name="kb")
cli.add_typer(cli_digest.commands, name="digest")
cli.add_typer(cli_upkeep.commands)
cli.add_typer(cli_export.commands)
cli.add_typer(cli_maqr.commands)


class Failure(Exception):
    """A command failed; the message is the one line that is told."""


def main() -> None:
    """Run a command; what goes wrong is told in one line, never as a traceback."""
    logs.set_up("WARNING", "console", ())  # until `run` reads how: Python's own writes unfiltered
    try:
        cli()
    except Exception as error:
        if not isinstance(error, (Failure, BadSetting)) and not isinstance(error, _faults()):
            raise
        typer.echo(f"dangiamsat: {error}", err=True)
        raise SystemExit(1) from None


def _faults() -> tuple[type[Exception], ...]:
    """Faults of an installation; looked up late, so that a bad setting is told at once."""
    from bot.channels.telegram.bot import WrongToken
    from bot.city.city import BadCity
    from bot.cli.installation import CannotDo
    from knowledge.load import Broken

    return CannotDo, BadCity, Broken, WrongToken


@cli.command()
def run() -> None:
    """Run everything in one process: the page, the schedules, and Telegram with a token."""
    settings = load_settings()
    from bot import app

    hidden = (
        settings.telegram_bot_token,
        settings.telegram_webhook_secret,
        settings.metrics_token,
    )
    secrets = [each.get_secret_value() for each in hidden if each]
    logs.set_up(settings.log_level, settings.log_format, secrets)
    asyncio.run(app.run(settings))


@cli.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question, in Vietnamese.")] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='JSON Lines in ({"id","q"}) and out, in input order.')
    ] = False,
    plan: Annotated[
        str | None, typer.Option("--plan", metavar="ID", help="Answer from this plan alone.")
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say how it was decided.")] = False,
) -> None:
    """Answer one question, or many as JSON Lines, from the plan."""
    from bot.app import make_tools
    from bot.questions.conversation import told
    from bot.texts import without_markup

    if (question is None) != jsonl:
        raise typer.BadParameter("give one question, or --jsonl and questions on stdin")
    tools = make_tools(load_settings(), plan)
    if question is not None:
        said, _ = tools.dialogue.answers(question)
        typer.echo(without_markup(told(tools.texts, said)))
        if explain:
            typer.echo("\n".join(["", *(f"# {why}" for one in said for why in one.found.why)]))
        return
    for number, line in enumerate(sys.stdin, start=1):
        if line.strip():
            row = _question(line, number)
            said, _ = tools.dialogue.answers(row["q"])
            answer = _as_json(row["id"], said, told(tools.texts, said))
            typer.echo(json.dumps(answer, ensure_ascii=False))


def _question(line: str, number: int) -> dict[str, str]:
    try:
        row = json.loads(line)
        return {"id": row["id"], "q": str(row["q"])}
    except (ValueError, TypeError, KeyError):
        raise Failure(f'line {number} of the input is not {{"id": …, "q": …}}') from None


def _as_json(key: str, said: Sequence[Said], text: str) -> dict[str, object]:
    """One line of output; several questions in one are answered if one of them is."""
    found = [one.found for one in said]
    first = next((each for each in found if each.outcome != "not_in_plan"), found[0])
    citations = [
        {"section": cited.section, "quote": cited.quote}
        for each in found
        for cited in each.citations
    ]
    return {"id": key, "outcome": first.outcome, "text": text, "citations": citations}


@kb.command("check")
def kb_check() -> None:
    """Prove every plan against its source text; exit status 1 with what is wrong."""
    from knowledge.importing.check import advice, check
    from knowledge.load import PLANS, load_plan, plan_folders

    problems = []
    folders = plan_folders(PLANS, load_settings().plans_dir)
    for folder in folders:
        problems += [f"{folder.name}: {problem}" for problem in check(folder)]
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        raise Failure(f"{len(problems)} problems in the knowledge")
    for folder in folders:
        for better in advice(load_plan(folder)):
            typer.echo(f"{folder.name}: advice: {better}")
    typer.echo(f"{len(folders)} plan(s) proved against their source.")


@kb.command("import")
def kb_import(
    file: Annotated[Path, typer.Argument(help="The plan as .docx or .txt.")],
    plan_id: Annotated[
        str | None, typer.Option("--id", help="What it is called in commands (the file's name).")
    ] = None,
    place: Annotated[
        str | None, typer.Option(help="The place it is for: 'phường Tân Phong, tỉnh Lai Châu'.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The folder to make.")] = None,
) -> None:
    """Make a plan of a document, which can be asked at once: in the data folder, under plans."""
    from knowledge.importing.importer import begin_plan
    from knowledge.load import Unread

    try:
        folder = begin_plan(file, out, load_settings().plans_dir, plan_id, place)
    except FileExistsError as error:
        raise Failure(f"{error.filename} exists: choose another with --id or --out") from None
    except (OSError, ValueError) as error:
        raise Failure(f"{file}: {error}") from None
    plan = Unread.of(folder)
    typer.echo(f"{folder}: a plan for {plan.place or 'no place yet: say it in plan.yaml'}.")
    typer.echo("Who, questions and targets make its answers better; kb check says what is missing.")
    if out is None:
        typer.echo(f'Ask it: dangiamsat ask --plan {plan.id} "…"')


@cli.command()
def invite(
    role: Annotated[str, typer.Option(help="official, overseer, admin, clerk or resident.")],
    agency: Annotated[str | None, typer.Option(help="An agency's key in city.yaml.")] = None,
) -> None:
    """Print a one-time link or code that gives a person or a group chat a role."""
    from bot.city.city import load_city
    from bot.people.roles import INVITE_LASTS, ROLES

    settings = load_settings()
    city = load_city(settings.city_file)
    agencies = ", ".join(each.id for each in city.agencies)
    if role not in ROLES:
        raise typer.BadParameter(f"--role must be one of {', '.join(ROLES)}")
    if role == "official" and agency is None:
        raise typer.BadParameter(f"--agency is needed for an official: one of {agencies}")
    if agency is not None and city.agency(agency) is None:
        raise typer.BadParameter(f"--agency must be one of {agencies}")
    code = _invite(settings, role, agency)
    for line in _ways_to_use(settings, code):
        typer.echo(line)
    typer.echo(f"It can be used once, within {INVITE_LASTS.days} days.")


def _invite(settings: Settings, role: str, agency: str | None) -> str:
    from bot.app import now
    from bot.people.roles import make_invite

    with opened(settings) as database, database.transaction() as session:
        return make_invite(session, role, agency, now())


def _ways_to_use(settings: Settings, code: str) -> list[str]:
    lines = [f"In any chat with the bot:  /start {code}"]
    if username := username_of(settings):
        lines.append(f"A person on Telegram:      https://t.me/{username}?start={code}")
        lines.append(f"A group on Telegram:       https://t.me/{username}?startgroup={code}")
    if not settings.shows_seats:  # the seats are opened without a code
        lines.append(f"In the browser:            {settings.page}/?start={code}")
    return lines


def username_of(settings: Settings) -> str | None:
    """The bot's name on Telegram, where there is one that answers."""
    from bot.channels.telegram.account import NotReached, account
    from bot.channels.telegram.bot import WrongToken

    if settings.telegram_bot_token is None:
        return None
    try:
        return asyncio.run(account(settings)).username
    except (NotReached, WrongToken):
        return None


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """The installation's database, up to date; what it does not answer is one line."""
    from bot.app import open_database, prepared

    database = open_database(settings)
    try:
        prepared(database, settings)
        yield database
    finally:
        database.close()
