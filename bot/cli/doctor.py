"""Report the faults of an installation, each with its mend. It changes nothing."""

import asyncio
import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

import httpx
from sqlmodel import Session

from bot import app, storage
from bot.channels.telegram.account import Account, NotReached, account, polled_by_another
from bot.channels.telegram.bot import WrongToken
from bot.city.city import DEFAULT_FILE, BadCity, City, load_city
from bot.city.leftovers import leftovers
from bot.core import chain, chain_queries, pdf
from bot.people import queries as people
from bot.plan import version_queries
from bot.reports import queries as reports
from bot.settings import BadSetting, Settings
from bot.understanding import local
from db import inspection, queues
from db.engine import FAULTS, Database, schemas
from db.models import Inbox, Outbox
from knowledge.importing.check import check, unproved
from knowledge.load import NOTHING_STORED, PLANS, Broken, Stored, plan_folders

LITTLE_SPACE = 1_000_000_000
"""Bytes of free disk below which an installation should be looked after."""
MOST_FAULTS = 20
"""Altered events that are named."""
LEARN = "dangiamsat learn --with-local"
WATCHED = 8
"""Seconds for which a second poller is looked for: an interrupted one polls again within a few."""


class Finding(NamedTuple):
    """One line. A PROBLEM stops the product or misleads people; advice does neither."""

    verdict: Literal["ok", "advice", "PROBLEM"]
    text: str


def doctor(settings: Settings, watched: int = WATCHED) -> Iterator[Finding]:
    """Check every part of an installation, whatever is wrong with the parts before."""
    yield (data_dir := _setting(storage.check_data_dir, settings, f"DATA_DIR: {settings.data_dir}"))
    yield _setting(app.tiles_of, settings, f"MAP_TILES: {settings.map_tiles or 'none'}")
    city, findings = _city(settings)
    yield from findings
    folder_is_fine = data_dir.verdict == "ok"
    if folder_is_fine:
        if city is not None:
            yield _learnt(settings, city)
        yield from _knowledge(settings)
        yield from _home_plan(settings, city, _stored(settings))
        yield _disk(settings)
    yield Finding("ok", f"digests as PDF: {pdf.program() or f'not possible: {pdf.NONE_HERE}'}")
    if folder_is_fine or settings.database_url:
        yield from _database(settings, city)
    running = _running(settings)
    for problem in running or ():
        yield Finding("PROBLEM", f"the process that runs here: {problem}")
    yield from _telegram(settings, 0 if running is not None else watched)


def _setting(check: Callable[[Settings], object], settings: Settings, text: str) -> Finding:
    try:
        check(settings)
    except BadSetting as error:
        return Finding("PROBLEM", str(error))
    return Finding("ok", text)


def _city(settings: Settings) -> tuple[City | None, list[Finding]]:
    file = settings.city_file or DEFAULT_FILE
    try:
        city = load_city(settings.city_file)
    except BadCity as error:
        return None, [Finding("PROBLEM", problem) for problem in error.problems]
    mend = f"put what {city.name} has in its place in {file}"
    problems = [Finding("PROBLEM", f"city: {line}; {mend}") for line in leftovers(city)]
    return city, problems or [Finding("ok", f"city: {city.name}, by {file}")]


def _learnt(settings: Settings, city: City) -> Finding:
    """Report a category of city.yaml that is newer than the model."""
    if category := local.newer_than_model(settings.data_dir, city):
        return Finding(
            "advice",
            f"understanding: the examples of {category} in city.yaml are newer than the model, "
            f"which suggests it to nobody: {LEARN}",
        )
    return Finding("ok", "understanding: the model knows the categories of city.yaml")


def _knowledge(settings: Settings) -> Iterator[Finding]:
    folders = plan_folders(PLANS, settings.plans_dir)
    problems = []
    for plan in folders:
        try:
            problems += [f"{plan}: {problem}" for problem in check(plan)]
        except (Broken, OSError) as error:
            problems.append(f"{plan}: {error}")
    yield from (Finding("PROBLEM", f"knowledge: {problem}") for problem in problems)
    if not problems:
        yield Finding("ok", f"knowledge: {len(folders)} plan(s) proved against their source")


def _stored(settings: Settings) -> Stored:
    """Return the plans that an office put in, as far as the database can be read."""
    database = Database(settings.database)
    try:
        if (database.file and not os.path.lexists(database.file)) or not database.schema():
            return NOTHING_STORED
        with database.reading() as session:
            return version_queries.stored(session)
    except (*FAULTS, Broken):  # told beside the database
        return NOTHING_STORED
    finally:
        database.close()


def _home_plan(settings: Settings, city: City | None, stored: Stored) -> Iterator[Finding]:
    """Yield which plans answer here; having none is no fault: reports need none."""
    if city is None:
        return
    try:
        home = app.plans_of(settings, city, stored).home
    except Broken as error:
        yield Finding("PROBLEM", f"plans: {error}")
        return
    if home:
        yield Finding("ok", f"plans: {', '.join(plan.id for plan in home)} for {city.name}")
    else:
        mend = f'dangiamsat kb import FILE --place "{city.name}"'
        none = f"plans: none is for {city.name}, so no question is answered: {mend}"
        yield Finding("advice", none)


def _disk(settings: Settings) -> Finding:
    folder = settings.data_dir if settings.data_dir.is_dir() else Path()
    free = shutil.disk_usage(folder).free
    text = f"disk: {free // 1_000_000} MB free in {settings.data_dir}"
    if free > LITTLE_SPACE:
        return Finding("ok", text)
    return Finding("advice" if free > storage.NO_SPACE else "PROBLEM", f"{text}: make room")


def _database(settings: Settings, city: City | None) -> Iterator[Finding]:
    database = Database(settings.database)
    # `exists` raises where the folder cannot be entered
    if database.file and not os.path.lexists(database.file):
        yield Finding("advice", f"database: none yet at {database.file}: start with dangiamsat run")
        return
    try:
        schema = database.schema()
        if schema != schemas()[0]:
            yield Finding(
                "advice",
                f"database: it stands at {schema or 'nothing'}, and is brought up to "
                f"{schemas()[0]} by the next start: dangiamsat run. Make a backup before.",
            )
            return
        with database.reading() as session:
            yield from list(_contents(session, city, settings.data_dir))
    except FAULTS as error:
        yield Finding("PROBLEM", f"database: {storage.unusable(database, settings, error)}")
    finally:
        database.close()


def _plans_put_in(session: Session) -> Iterator[Finding]:
    """Yield what the plans in use that an office put in say and their files do not."""
    for row in version_queries.in_use(session):
        try:
            problems = unproved(version_queries.plan_in(row), row.source)
        except Broken as error:
            yield Finding("PROBLEM", f"plans: {error}")
            continue
        yield from (Finding("PROBLEM", f"plans: {row.plan}: {problem}") for problem in problems)
        if not problems:
            yield Finding("ok", f"plans: {row.plan} (put in by an office) proved against its file")


def _contents(session: Session, city: City | None, data_dir: Path) -> Iterator[Finding]:
    damage = inspection.faults(session)
    yield from (Finding("PROBLEM", f"database: {fault}; restore a backup") for fault in damage)
    if not damage:
        yield Finding("ok", f"database: whole, of the schema {schemas()[0]}")
    yield from _chain(session)
    yield from _plans_put_in(session)
    yield from _not_learnt(session, data_dir)
    for table, dead, counts in (
        ("inbox", "set aside", queues.count(session, Inbox)),
        ("outbox", "dead letters", queues.count(session, Outbox)),
    ):
        text = f"{table}: {counts['waiting']} waiting, {counts['dead']} {dead}"
        yield Finding("advice" if counts["dead"] else "ok", text)
    if city is not None:
        yield from _strangers(session, city)
        yield from _readers(session, city)


def _chain(session: Session) -> Iterator[Finding]:
    """Prove that nothing that was sealed is altered, and say which event is."""
    unlike = (
        f"report {code} is {status}, though its last step made it {last}"
        for code, status, last in inspection.unlike_their_steps(session)
    )
    moved = (
        f"report {code} was sent or ended at another time than its steps say"
        for code in inspection.unlike_their_times(session)
    )
    faults = list(
        itertools.islice(itertools.chain(chain.faults(session), unlike, moved), MOST_FAULTS)
    )
    mend = "nobody may change what was sealed: find out who did, and restore a backup"
    yield from (Finding("PROBLEM", f"chain: {fault}; {mend}") for fault in faults)
    if not faults:
        head = chain.head(session)
        text = f"chain: {head.number} link(s), nothing altered, head {head.short}"
        if erasures := chain_queries.erasures(session):
            text += f"; words of {erasures} were erased, and can be proved no more"
        waiting = f"; {head.unsealed} event(s) of the last minute not sealed yet"
        yield Finding("ok", text + (waiting if head.unsealed else ""))


def _not_learnt(session: Session, data_dir: Path) -> Iterator[Finding]:
    """Report the examples of this installation that the model in use was not taught."""
    count = reports.examples_since(session, local.learnt_at(data_dir))
    if count >= local.FEWEST:
        newer = f"{count} examples of this installation are newer than the model"
        yield Finding("advice", f"understanding: {newer}: {LEARN}")


def _strangers(session: Session, city: City) -> Iterator[Finding]:
    """Yield the agencies, areas and categories in the database that city.yaml lacks."""
    agencies = [agency.id for agency in city.agencies]
    unknown = inspection.unknown_keys(
        session, agencies, [area.id for area in city.areas], city.category_ids()
    )
    mend = "put it back into city.yaml, or let an admin pass the reports on"
    for kind, key, number, still_open in unknown:
        text = f"database: {number} report(s), {still_open} of them open, name the {kind} {key}, "
        text += f"which city.yaml does not know: {mend}"
        yield Finding("PROBLEM" if still_open else "advice", text)
    for key in sorted(inspection.agencies_of_people(session) - set(agencies)):
        text = f"database: officials of {key}, which city.yaml does not know, get nothing"
        yield Finding("advice", text)


def _readers(session: Session, city: City) -> Iterator[Finding]:
    for agency in sorted({rule.agency for rule in city.routing}):
        if chats := people.chats_of_role(session, "official", agency):
            yield Finding("ok", f"{agency}: {len(chats)} chat(s)")
        else:
            invite = f"dangiamsat invite --role official --agency {agency}"
            yield Finding("advice", f"{agency}: nobody receives its reports: {invite}")


def _running(settings: Settings) -> list[str] | None:
    """Return the problems that the running process reports; None where none answers."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::", "localhost") else settings.host  # noqa: S104
    host = f"[{host}]" if ":" in host else host
    try:
        # No proxy of the environment: it would be asked for its own machine.
        with httpx.Client(timeout=5, trust_env=False) as client:
            answer = client.get(f"http://{host}:{settings.port}/readyz").json()
            return [str(problem) for problem in answer["problems"]]
    except (httpx.HTTPError, ValueError, LookupError, TypeError):
        return None


def _telegram(settings: Settings, watched: int) -> Iterator[Finding]:
    if settings.telegram_bot_token is None:
        yield Finding("ok", "telegram: no token is set; the product is in the browser only")
        return
    server = settings.telegram_api_url or "https://api.telegram.org"
    try:
        bot = asyncio.run(account(settings))
        yield Finding("ok", f"telegram: @{bot.username}")
        yield _updates(settings, bot)
        if not bot.webhook and settings.telegram_webhook_url is None and watched:
            yield _second_poller(settings, watched)
    except WrongToken as error:
        yield Finding("PROBLEM", f"telegram: {server} answers, and: {error}")
        return
    except NotReached as error:
        mend = "see TELEGRAM_PROXY and TELEGRAM_API_URL; of the token nothing is known"
        yield Finding("PROBLEM", f"telegram: {server} cannot be reached ({error}): {mend}")
        return
    yield Finding(
        "ok" if bot.inline else "advice",
        f"telegram: inline mode (@{bot.username} words, in any chat) "
        f"{'is on' if bot.inline else 'is off: send /setinline to @BotFather'}",
    )


def _updates(settings: Settings, bot: Account) -> Finding:
    """Compare how updates come by the settings and by Telegram."""
    configured, registered = settings.telegram_webhook_url or "", bot.webhook
    host = urlsplit(registered).netloc
    if configured and not registered:
        return Finding("advice", "telegram: no webhook is set there yet; dangiamsat run sets it")
    if registered and registered != configured:
        return Finding(
            "PROBLEM",
            f"telegram: updates are pushed to {host}, another installation with the same token "
            "or an earlier one. Stop that; dangiamsat run then takes them",
        )
    if registered and bot.webhook_error:
        return Finding("advice", f"telegram: the webhook last failed: {bot.webhook_error}")
    return Finding(
        "ok", f"telegram: updates are {f'pushed to {host}' if configured else 'polled for'}"
    )


def _second_poller(settings: Settings, seconds: int) -> Finding:
    """Look for a second poller; a process that runs here would be taken for one."""
    if asyncio.run(polled_by_another(settings, seconds)):
        return Finding(
            "PROBLEM",
            "telegram: another process polls with the same token, and each takes updates from the "
            "other. Stop it, or get a token of its own for each from @BotFather",
        )
    return Finding("ok", "telegram: nobody else polls with this token")
