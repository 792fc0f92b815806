"""A limit on the new chats that one address may begin: cookies are easily made up."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.web.allowances import Allowances, remember
from bot.web.bounded import warn_once
from db import web
from db.engine import Database
from db.faults import DatabaseFault

MAX_NEW_CHATS = 100
"""New chats at once: everybody in a hall reads the same QR code over the same network."""
REFILL_PERIOD = timedelta(minutes=10)
"""The time after which an address may begin as many again."""


class Newcomers:
    """Counts the new chats of each address; a chat with messages is not new."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._allowances = database, Allowances(REFILL_PERIOD, clock)
        self._known_chats: dict[str, None] = {}

    def may_begin(self, chat: str, address: str) -> bool:
        """Count a new chat, and return whether the address may begin it."""
        allowed = self._allowances.take(address, MAX_NEW_CHATS)
        if allowed:
            remember(self._known_chats, chat, None)
        else:
            warn_once(
                "New chats from one address are refused; behind a proxy of your own let it send "
                "X-Forwarded-For, or all visitors are taken for one"
            )
        return allowed

    async def may_use(self, chat: str, address: str) -> bool:
        """Return whether the address may use a chat: one that it began, or that is not new."""
        if chat in self._known_chats:
            return True
        try:
            written = await self._database.read(web.latest, chat, 1)
        except DatabaseFault:
            return True  # nothing can be begun there anyway
        if not written:
            return self.may_begin(chat, address)
        remember(self._known_chats, chat, None)
        return True
