"""Parts that several commands share: their failure, the open database, the bot's name."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import Settings

if TYPE_CHECKING:
    from db.engine import Database


class CannotDo(Exception):
    """A command failed; the message is the one line to print: why, and what to do."""


@contextmanager
def writing(out: Path) -> Iterator[None]:
    """Raise a failure to write `out` as `CannotDo`."""
    try:
        yield
    except OSError as error:
        raise CannotDo(f"--out {out}: cannot be written ({error.strerror})") from None


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


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """Yield the installation's database, migrated; close it afterwards."""
    from bot.app import open_database, prepared

    database = open_database(settings)
    try:
        prepared(database, settings)
        yield database
    finally:
        database.close()
