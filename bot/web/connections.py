"""Connections to the web server: how many there are, and how long one may be half-sent.

uvicorn has no such limits of its own. In front of a public page there is a proxy that has; whoever
reaches the server itself could otherwise keep it from everybody with an open connection each.
"""

from __future__ import annotations

import asyncio
from typing import cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.web.bounded import tell_once

SECONDS = 10.0
"""How long a request may stand still before all of it has come."""
SLOWEST = 1_000
"""Bytes a second that keep one alive: a tenth of what a telephone sends where it hardly can."""
UNREAD_SECONDS = 60.0
"""How long nothing of an answer may be taken."""
MOST_CONNECTIONS = 800
"""Of the 1,024 files that a process may have open where nobody has set more."""
FULL = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n\r\n"


class Connection(H11Protocol):
    """One connection, which ends when a request does not come on or an answer is not taken.

    The connection that is one too many takes the place of the oldest without a request, and
    where there is no such one it is refused.
    """

    _half_sent: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None
    _until = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a request, if there is room."""
        super().connection_made(transport)
        self._opened = self.loop.time()
        self._wait_for_the_rest()
        if len(self.connections) > MOST_CONNECTIONS:
            self._make_room()

    def data_received(self, data: bytes) -> None:
        """Take a part of a request, and wait longer for the rest of it."""
        now = self.loop.time()
        self._until = min(max(self._until, now) + len(data) / SLOWEST, now + SECONDS)
        super().data_received(data)

    def handle_events(self) -> None:
        """Take what has come; wait for the rest of a request only where one is half-sent."""
        super().handle_events()
        state = self.conn.their_state
        if state is h11.SEND_BODY or (state is h11.IDLE and self.conn.trailing_data[0]):
            if self._half_sent is None:
                self._wait_for_the_rest()
        elif self._half_sent is not None:
            self._half_sent.cancel()
            self._half_sent = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        for timer in (self._half_sent, self._unread):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Wait until what was answered is taken, but not for ever."""
        super().pause_writing()
        self._unread = self.loop.call_later(UNREAD_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on answering."""
        super().resume_writing()
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    @property
    def _has_no_request(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _wait_for_the_rest(self) -> None:
        self._until = self.loop.time() + SECONDS
        self._half_sent = self.loop.call_at(self._until, self._end_if_late)

    def _end_if_late(self) -> None:
        now = self.loop.time()
        waits_for_us = not self.transport.is_reading() and not self.transport.is_closing()
        if waits_for_us:
            self._until = now + SECONDS
        if self._until > now:
            self._half_sent = self.loop.call_at(self._until, self._end_if_late)
        else:
            self.transport.abort()

    def _make_room(self) -> None:
        tell_once(f"More than {MOST_CONNECTIONS} connections: those without a request are ended")
        others = (cast(Connection, each) for each in self.connections if each is not self)
        idle = [each for each in others if each._has_no_request]
        if not idle:
            self.transport.write(FULL)
            self.transport.close()
            return
        oldest = min(idle, key=lambda each: each._opened)
        self.connections.discard(oldest)
        oldest.transport.abort()
