"""Parts that several commands share: their failure, the open database, the bot's name."""

import asyncio
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from bot.settings import Settings

if TYPE_CHECKING:
    from db.engine import Database
    from knowledge.load import Stored


PATIENCE = 2.0
"""Seconds after which a terminal shows a progress bar."""


class CannotDo(Exception):
    """A command failed; the message is the one line to print: why, and what to do."""


def printable(text: str) -> str:
    """Return a document's words without what a terminal would take for a command."""
    return "".join(char if char.isprintable() else " " for char in text)


@contextmanager
def writing(out: Path) -> Iterator[None]:
    """Raise a failure to write `out` as `CannotDo`."""
    try:
        yield
    except OSError as error:
        raise CannotDo(f"--out {out}: cannot be written ({error.strerror})") from None


@contextmanager
def watched(task: str) -> Iterator[Callable[[int, int], None]]:
    """Yield a function of how much is done of how much; a terminal that waits shows a bar."""
    from rich.console import Console
    from rich.progress import Progress

    begun, console = monotonic(), Console(stderr=True)
    with ExitStack() as stack:
        bars: list[Progress] = []

        def show(done: int, of: int) -> None:
            if not console.is_terminal or monotonic() - begun < PATIENCE:
                return
            if not bars:
                bars.append(stack.enter_context(Progress(console=console, transient=True)))
                bars[0].add_task(task, total=of)
            bars[0].update(bars[0].task_ids[0], completed=done)

        yield show


Row = TypeVar("Row")


def json_lines(read: Callable[[Any], Row], form: str) -> Iterator[tuple[int, Row]]:
    """Yield each line of the input with its number, as `read` takes it; `form` says its form."""
    for number, line in enumerate(sys.stdin, start=1):
        if line.strip():
            try:
                row = read(json.loads(line))
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
                raise CannotDo(f"line {number} of the input is not {form}") from None
            yield number, row


def username_of(settings: Settings) -> str | None:
    """Return the bot's name on Telegram, or None where no bot answers."""
    from bot.channels.telegram.account import NotReached, account
    from bot.channels.telegram.bot import WrongToken

    if settings.telegram_bot_token is None:
        return None
    try:
        return asyncio.run(account(settings)).username
    except (NotReached, WrongToken):
        return None


def has_database(settings: Settings) -> bool:
    """Return whether the installation has a database yet."""
    from bot.settings import DATABASE_FILE
    from bot.storage import check_data_dir

    check_data_dir(settings)
    return bool(settings.database_url) or (settings.data_dir / DATABASE_FILE).exists()


def stored(settings: Settings) -> "Stored":
    """Return the plans and examples in the installation's database, if there is one yet."""
    from bot.plan import version_queries
    from knowledge.load import NOTHING_STORED

    if not has_database(settings):
        return NOTHING_STORED
    with opened(settings) as database, database.reading() as session:
        return version_queries.stored(session)


@contextmanager
def opened(settings: Settings) -> "Iterator[Database]":
    """Yield the installation's database, migrated; close it afterwards."""
    from bot.storage import open_database, prepared

    database = open_database(settings)
    try:
        prepared(database, settings)
        yield database
    finally:
        database.close()
