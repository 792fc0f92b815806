"""The command line: `python -m bot …`, also installed as `dangiamsat`.

Exit status 0, 1 for a failure told in one line on stderr, 2 for bad usage.
"""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import memory
from bot.cli import digest, export, plans, understand, upkeep
from bot.cli.common import CannotDo, json_lines, opened, stored, username_of, watched
from bot.core import logs
from bot.settings import BadSetting, load_settings

if TYPE_CHECKING:
    from knowledge.answering.dialogue import Exchange

cli = typer.Typer(
    name="dangiamsat",
    help="Dân giám sát: a city's plan answered from, residents' reports followed until resolved.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
kb = typer.Typer(help="The plans: prove, put in, look at, put right.", no_args_is_help=True)
kb.add_typer(plans.commands)
cli.add_typer(kb, name="kb")
cli.add_typer(digest.commands, name="digest")
for module in (upkeep, export, understand):
    cli.add_typer(module.commands)


def main() -> None:
    """Run a command; print a failure as one line, never as a traceback."""
    logs.set_up("WARNING", "console", ())  # until `run` reads how: Python's own writes unfiltered
    try:
        cli()
    except Exception as error:
        if not isinstance(error, (CannotDo, BadSetting)) and not isinstance(error, _faults()):
            raise
        typer.echo(f"dangiamsat: {error}", err=True)
        raise SystemExit(1) from None


def _faults() -> tuple[type[Exception], ...]:
    """Return the errors of an installation; imported late, so that a bad setting shows at once."""
    from bot.channels.telegram.bot import WrongToken
    from bot.city.city import BadCity
    from knowledge.learning.stored import Unreadable
    from knowledge.load import Broken

    return BadCity, Broken, Unreadable, WrongToken


@cli.command()
def run() -> None:
    """Run everything in one process: the page, the schedules, and Telegram with a token."""
    memory.begin()
    settings = load_settings()
    with memory.without_unused():
        from bot import app

    telegram = (settings.telegram_bot_token, settings.telegram_webhook_secret)
    secrets = [key.get_secret_value() for key in (*telegram, settings.metrics_token) if key]
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
    from bot.app import make_tools, now
    from bot.city.codes import code_in
    from bot.questions.conversation import rendered_all
    from bot.questions.plain import is_plain_question
    from bot.texts import without_markup
    from bot.understanding.thresholds import INTENT, OTHERS
    from knowledge.answering.answers import Answer
    from knowledge.answering.dialogue import Exchange

    if (question is None) != jsonl:
        raise typer.BadParameter("give one question, or --jsonl and questions on stdin")
    settings = load_settings()
    tools = make_tools(settings, plan, stored(settings))
    today = now().astimezone(tools.zone).date()

    def answered(text: str) -> "Sequence[Exchange]":
        """Return what the plan answers; of another intent, the intent in place of an answer."""
        if tools.answerer.is_put_right(text):
            return tools.dialogue.answers(text, today=today)[0]
        understood = tools.understanding.understand(text)
        intent = "track" if code_in(text) else understood.intent
        asks = text.rstrip().endswith("?")
        if intent == "other" and understood.sure >= OTHERS and not asks:
            intent = "report"  # of another office's matter
        elif intent == "report" and understood.sure < INTENT and asks:
            intent = "ask"
        is_plain = not code_in(text) and is_plain_question(text, understood, tools.answerer, today)
        if intent in ("report", "track", "smalltalk") and not is_plain:
            answer = Answer(intent, intent, why=(f"{intent}: {', '.join(understood.because)}",))
            return (Exchange(text, text, answer),)
        return tools.dialogue.answers(text, today=today)[0]

    if question is not None:
        exchanges = answered(question)
        typer.echo(without_markup(rendered_all(tools.texts, exchanges)))
        if explain:
            reasons = (f"# {why}" for exchange in exchanges for why in exchange.answer.why)
            typer.echo("\n".join(["", *reasons]))
        return
    for _, (key, text) in json_lines(lambda row: (row["id"], str(row["q"])), '{"id": …, "q": …}'):
        exchanges = answered(text)
        answer = _as_json(key, exchanges, rendered_all(tools.texts, exchanges))
        typer.echo(json.dumps(answer, ensure_ascii=False))


def _as_json(key: str, exchanges: "Sequence[Exchange]", text: str) -> dict[str, object]:
    """Return one line of output; several questions in one are answered if one of them is."""
    results = [exchange.answer for exchange in exchanges]
    first = next((result for result in results if result.outcome != "not_in_plan"), results[0])
    citations = [
        {"section": cited.section, "quote": cited.quote}
        for result in results
        for cited in result.citations
    ]
    return {"id": key, "outcome": first.outcome, "text": text, "citations": citations}


@kb.command("check")
def kb_check() -> None:
    """Prove every plan against its source text; exit status 1 with what is wrong."""
    from knowledge.importing.check import advice, check
    from knowledge.load import PLANS, load_plan, plan_folders

    folders = plan_folders(PLANS, load_settings().plans_dir)
    problems = [f"{folder.name}: {problem}" for folder in folders for problem in check(folder)]
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        raise CannotDo(f"{len(problems)} problems in the knowledge")
    for folder in folders:
        for better in advice(load_plan(folder)):
            typer.echo(f"{folder.name}: advice: {better}")
    typer.echo(f"{len(folders)} plan(s) proved against their source.")


@kb.command("import")
def kb_import(
    file: Annotated[Path, typer.Argument(help="The plan as .docx, .pdf, .doc or .txt.")],
    plan_id: Annotated[
        str | None, typer.Option("--id", help="What it is called in commands (the file's name).")
    ] = None,
    place: Annotated[str | None, typer.Option(help=plans.PLACE_HELP)] = None,
    out: Annotated[Path | None, typer.Option(help="The folder to make.")] = None,
) -> None:
    """Make a plan of a document, which can be asked at once: in the data folder, under plans."""
    from knowledge.importing.importer import begin_plan, summary
    from knowledge.load import load_plan

    plans_dir = load_settings().plans_dir
    try:
        with watched("pages") as progress:
            folder = begin_plan(file, out, plans_dir, plan_id, place, progress)
    except FileExistsError as error:
        raise CannotDo(f"{error.filename} exists: choose another with --id or --out") from None
    except ValueError as error:
        raise CannotDo(str(error)) from None
    except OSError as error:  # that of a full disk names no file, and no source is written
        raise CannotDo(f"{error.filename or out or plans_dir}: {error.strerror}") from None
    plan = load_plan(folder)
    typer.echo(f"{folder}: a plan for {plan.place or 'no place yet: say it in plan.yaml'}.")
    for line in summary(plan):
        typer.echo(line)
    if out is None:
        typer.echo(f'Ask it: dangiamsat ask --plan {plan.id} "…"')


@kb.command("correct")
def kb_correct(
    plan: Annotated[str, typer.Option("--plan", metavar="ID", help="The plan that was asked.")],
    jsonl: Annotated[  # noqa: ARG001 - the only form there is, and named as everywhere
        bool, typer.Option("--jsonl", help='JSON Lines in: {"q", "quote" or "section" or null}.')
    ] = True,
) -> None:
    """Put wrong answers right: from now on these questions, or like ones, are answered so.

    The quote is a sentence of the plan or a part of it; with null the plan has no answer.
    """
    from bot.app import make_tools, now
    from bot.plan import version_queries
    from knowledge.answering.examples import example_of

    settings = load_settings()
    answerer = make_tools(settings, plan, stored(settings)).answerer
    examples = []
    form = '{"q": …, "quote": … or "section": …, or null}'
    for number, (question, quote, section) in json_lines(_correction, form):
        passages = (*answerer.candidates(question), *answerer.search.passages)
        try:
            examples.append(
                example_of(answerer.knowledge.plans[0], passages, question, quote, section)
            )
        except ValueError as error:
            raise CannotDo(f"line {number}: {error}") from None
    with opened(settings) as database, database.transaction() as session:
        for example in examples:
            version_queries.put_right(session, plan, example, now())
    typer.echo(f"{len(examples)} questions of {plan} put right.")


def _correction(row: dict[str, object]) -> tuple[str, str, str]:
    """Return a question with the quote and the section that answer it, or neither."""
    if "quote" not in row and "section" not in row:
        raise KeyError
    return str(row["q"]), str(row.get("quote") or ""), str(row.get("section") or "")


@cli.command()
def invite(
    role: Annotated[str, typer.Option(help="official, overseer, admin, clerk or resident.")],
    agency: Annotated[str | None, typer.Option(help="An agency's key in city.yaml.")] = None,
) -> None:
    """Print a one-time link or code that gives a person or a group chat a role."""
    from bot.app import now
    from bot.city.city import load_city
    from bot.people.roles import INVITE_LASTS, ROLES, make_invite

    settings = load_settings()
    city = load_city(settings.city_file)
    agencies = ", ".join(office.id for office in city.agencies)
    if role not in ROLES:
        raise typer.BadParameter(f"--role must be one of {', '.join(ROLES)}")
    if role == "official" and agency is None:
        raise typer.BadParameter(f"--agency is needed for an official: one of {agencies}")
    if agency is not None and city.agency(agency) is None:
        raise typer.BadParameter(f"--agency must be one of {agencies}")
    with opened(settings) as database, database.transaction() as session:
        code = make_invite(session, role, agency, now())
    typer.echo(f"In any chat with the bot:  /start {code}")
    if username := username_of(settings):
        typer.echo(f"A person on Telegram:      https://t.me/{username}?start={code}")
        typer.echo(f"A group on Telegram:       https://t.me/{username}?startgroup={code}")
    if not settings.shows_seats:  # the seats are opened without a code
        typer.echo(f"In the browser:            {settings.page}/?start={code}")
    typer.echo(f"It can be used once, within {INVITE_LASTS.days} days.")
