"""How often one address may do something that anybody can; kept in memory alone."""

from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import TypeVar

from starlette.requests import Request

REMEMBERED = 10_000
"""Keys that are remembered."""

Key = TypeVar("Key")
Value = TypeVar("Value")


class Allowances:
    """An allowance for each address, which is full again after `period` (a token bucket)."""

    def __init__(self, period: timedelta, clock: Callable[[], datetime]) -> None:
        self._period, self._clock = period, clock
        self._left: dict[str, tuple[float, datetime]] = {}

    def take(self, address: str, most: int) -> bool:
        """Return whether the address has some of its allowance left, and take one of it."""
        network, now = _network(address), self._clock()
        tokens, at = self._left.pop(network, (float(most), now))
        tokens = min(most, tokens + (now - at) / self._period * most)
        allowed = tokens >= 1
        remember(self._left, network, (tokens - allowed, now))
        return allowed


def address_of(request: Request) -> str:
    """Return the address that a request comes from."""
    return request.client.host if request.client else ""


def remember(memory: dict[Key, Value], key: Key, value: Value) -> None:
    """Put a value into a memory, which forgets what was put into it longest ago."""
    memory.pop(key, None)
    memory[key] = value
    if len(memory) > REMEMBERED:
        del memory[next(iter(memory))]


def _network(address: str) -> str:
    """Return the address, or of an IPv6 one the network: a household has all of it."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4 or parsed.ipv4_mapped:
        return str(getattr(parsed, "ipv4_mapped", None) or parsed)
    return str(ip_network((parsed.packed, 64), strict=False))
