"""The commands `kb show`, `kb use` and `kb back`: what the clerk's page does, by hand."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.common import CannotDo, has_database, opened, printable, watched
from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from sqlmodel import Session

    from bot.city.city import City
    from db.models import PlanVersion
    from knowledge.schema import Example, Plan

commands = typer.Typer()
STATES = {"live": "in use", "draft": "a draft, not in use", "past": "no longer in use"}
PLACE_HELP = "The place it is for: 'phường Tân Phong, tỉnh Lai Châu'."


@commands.command("show")
def show(
    plan_or_file: Annotated[
        str, typer.Argument(metavar="PLAN_OR_FILE", help="A plan's id, or a document.")
    ],
) -> None:
    """Show what was read of a plan or a document: head, parts, figures, what could not be read.

    Changes nothing.
    """
    from bot.city.city import load_city
    from bot.cli.plan_tables import print_plan

    settings = load_settings()
    city = load_city(settings.city_file)
    if (path := Path(plan_or_file)).is_file():
        plan, source = _read(path, None, None, city)
        state = "not put in"
    else:
        plan, source, state = _plan_of(settings, plan_or_file)
    print_plan(plan, source, state, _stranger(plan, city))


@commands.command("use")
def use(
    file: Annotated[Path, typer.Argument(help="The plan as .docx, .pdf, .doc or .txt.")],
    plan_id: Annotated[str, typer.Option("--id", help="The plan of which it is a version.")],
    place: Annotated[str | None, typer.Option(help=PLACE_HELP)] = None,
) -> None:
    """Put a document in as a new version of a plan, and answer from it: in every process."""
    from bot.app import now
    from bot.city.city import load_city
    from bot.plan import version_queries, versions

    settings = load_settings()
    city = load_city(settings.city_file)
    plan, source = _read(file, _checked(plan_id), place, city)
    shipped = _in_folder(settings, plan_id)
    with opened(settings) as database, database.transaction() as session:
        before = version_queries.before(session, plan_id, None)
        earlier = version_queries.plan_in(before) if before else shipped and shipped[0]
        examples = version_queries.as_examples(version_queries.examples(session, plan_id))
        row = versions.put_in(session, plan, source, file.name, place, now())
        if row is None:
            typer.echo(f"{plan_id}: this document is in use already; nothing is changed.")
            return
        plan = version_queries.plan_in(row)
        _note(session, "plan used", row)
    typer.echo(printable(f"{plan_id}: {plan.title}"))
    typer.echo(
        printable(f"In use for {plan.place}") + ", in every running process within a second or two."
    )
    if stranger := _stranger(plan, city):
        typer.echo(printable(stranger))
    if earlier:
        typer.echo(_change_line(earlier, plan, examples))
        typer.echo(f"The version before: dangiamsat kb back {plan_id}")
    if odd := sum(1 for _ in versions.odd_lines(plan, source)):
        typer.echo(f"Odd lines: {odd}; look at them: dangiamsat kb show {plan_id}")


@commands.command("back")
def back(
    plan_id: Annotated[str, typer.Argument(metavar="ID", help="The plan's id.")],
) -> None:
    """Put the version before of a plan back into use; once more, and the newer one is back."""
    from bot.app import now, plans_of
    from bot.city.city import load_city
    from bot.plan import version_queries, versions

    settings = load_settings()
    in_folders = {plan.id for plan in plans_of(settings, load_city(settings.city_file)).plans}
    if not has_database(settings):
        raise CannotDo(_nothing_before(plan_id, set()))
    with opened(settings) as database, database.transaction() as session:
        row = versions.put_back(session, plan_id, plan_id in in_folders, now())
        if row is None:
            put_in = {version.plan for version in version_queries.versions(session)}
            raise CannotDo(_nothing_before(plan_id, put_in))
        is_live, title = row.state == "live", version_queries.plan_in(row).title
        day, file = row.created_at.astimezone(settings.zone), row.file
        _note(session, "plan used" if is_live else "plan stopped", row)
    if is_live:
        typer.echo(printable(f"{plan_id}: {title}"))
        typer.echo(f"The version put in on {day:%d/%m/%Y %H:%M} ({file}) is back in use.")
    else:
        typer.echo(f"{plan_id}: the plan in its folder is back in use.")


def _nothing_before(plan_id: str, put_in: set[str]) -> str:
    """Return why no version can be put back, and what to do."""
    if plan_id in put_in:
        return f"{plan_id} has no version before: put another in with kb use FILE --id {plan_id}"
    return f"no version of {plan_id} was put in: there are {', '.join(sorted(put_in)) or 'none'}"


def _change_line(before: "Plan", plan: "Plan", examples: "tuple[Example, ...]") -> str:
    """Return what a version changes, counted."""
    from knowledge.changes import changes

    changed = changes(before.loaded(), plan, examples)
    return (
        f"Changed: sentences: {len(changed.new)} new, {len(changed.gone)} gone; "
        f"figures: {len(changed.figures)}; examples that lost theirs: {len(changed.lost)}."
    )


def _note(session: "Session", action: str, row: "PlanVersion") -> None:
    from bot.app import now
    from bot.people.roles import Actor, note

    operator = Actor(person_id=None, chat_id=None, role="admin", agency=None)
    note(session, operator, action, f"{row.plan} {row.id}", now())


def _checked(plan_id: str) -> str:
    """Return an id; one that cannot be an id is bad usage."""
    from bot.plan.versions import LONGEST_ID
    from knowledge.vietnamese.text import slug

    if (good := slug(plan_id)[:LONGEST_ID].strip("-")) != plan_id:
        raise typer.BadParameter(f"--id {plan_id!r} is no id; for example: {good or 'dong-hac'}")
    return plan_id


def _read(path: Path, plan_id: str | None, place: str | None, city: "City") -> tuple["Plan", str]:
    """Return the plan in a file with its source."""
    from bot.plan.live import plan_in_file
    from knowledge.vietnamese.text import slug

    plan_id = plan_id or slug(path.stem) or "ke-hoach"
    try:
        with watched("pages") as progress:
            return plan_in_file(path, plan_id, city.name, place, progress)
    except ValueError as error:
        raise CannotDo(str(error)) from None
    except OSError as error:
        raise CannotDo(f"{path}: {error.strerror or 'cannot be read'}") from None


def _plan_of(settings: Settings, plan_id: str) -> tuple["Plan", str, str]:
    """Return a plan with its source and its state: that in use, or else that in a folder, or the
    last one that was put in."""
    from bot.plan import version_queries
    from knowledge.load import PLANS, Unread, plan_folders

    shipped, put_in = _in_folder(settings, plan_id), set()
    if has_database(settings):
        with opened(settings) as database, database.reading() as session:
            rows = [row for row in version_queries.versions(session) if row.data]
            put_in = {row.plan for row in rows}
            own = [row for row in rows if row.plan == plan_id]
            live = next((row for row in own if row.state == "live"), None)
            if row := live or (None if shipped else next(iter(own), None)):
                return version_queries.plan_in(row), row.source, STATES[row.state]
    if shipped:
        return *shipped, "in a folder"
    ids = put_in | {Unread.of(folder).id for folder in plan_folders(PLANS, settings.plans_dir)}
    raise CannotDo(f"{plan_id}: no such file, nor plan: there are {', '.join(sorted(ids))}")


def _in_folder(settings: Settings, plan_id: str) -> tuple["Plan", str] | None:
    """Return the plan of that id in a folder, with its source."""
    from knowledge.load import PLANS, Unread, load_plan, plan_folders

    for folder in plan_folders(PLANS, settings.plans_dir):
        if Unread.of(folder).id == plan_id:
            plan = load_plan(folder)
            return plan, (folder / plan.source).read_text(encoding="utf-8")
    return None


def _stranger(plan: "Plan", city: "City") -> str:
    """Return what must be known of a plan of another place; empty for one of the city's."""
    from knowledge.load import Knowledge

    if Knowledge(plans=(plan,), city=city.name).home:
        return ""
    return f"It is for {plan.place}, not for {city.name}: it answers only who names that place."
