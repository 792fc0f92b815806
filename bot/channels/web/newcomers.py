"""A limit on the new chats that one address may begin: cookies are easily made up."""

from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from bot.web.bounded import warn_once
from db import web
from db.engine import Database

MAX_NEW_CHATS = 100
"""New chats at once: everybody in a hall reads the same QR code over the same network."""
REFILL_PERIOD = timedelta(minutes=10)
"""The time after which an address may begin as many again."""
REMEMBERED = 10_000
"""Addresses and chats that are remembered."""

Key = TypeVar("Key")
Value = TypeVar("Value")


class Newcomers:
    """Counts the new chats of each address; a chat with messages is not new."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock
        self._allowances: dict[str, tuple[float, datetime]] = {}
        self._known_chats: dict[str, None] = {}

    def may_begin(self, chat: str, address: str) -> bool:
        """Count a new chat, and return whether the address may begin it."""
        network, now = _network(address), self._clock()
        allowance, at = self._allowances.pop(network, (float(MAX_NEW_CHATS), now))
        allowance = min(MAX_NEW_CHATS, allowance + (now - at) / REFILL_PERIOD * MAX_NEW_CHATS)
        allowed = allowance >= 1
        _remember(self._allowances, network, (allowance - allowed, now))
        if allowed:
            _remember(self._known_chats, chat, None)
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
        except SQLAlchemyError:
            return True  # nothing can be begun there anyway
        if not written:
            return self.may_begin(chat, address)
        _remember(self._known_chats, chat, None)
        return True


def _network(address: str) -> str:
    """Return the address, or of an IPv6 one the network: a household has all of it."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4 or parsed.ipv4_mapped:
        return str(getattr(parsed, "ipv4_mapped", None) or parsed)
    return str(ip_network((parsed.packed, 64), strict=False))


def _remember(memory: dict[Key, Value], key: Key, value: Value) -> None:
    memory[key] = value
    if len(memory) > REMEMBERED:
        del memory[next(iter(memory))]
