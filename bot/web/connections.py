"""Limits on connections to the web server: their number, and the time of a half-sent request.

uvicorn has no such limits of its own. In front of a public page there is a proxy that has; whoever
reaches the server itself could otherwise keep it from everybody with an open connection each.
"""

import asyncio
from typing import cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.web.bounded import warn_once

SECONDS = 10.0
"""Seconds that a half-sent request may stand still."""
SLOWEST = 1_000
"""Bytes a second that keep one alive: a tenth of what a telephone sends where it hardly can."""
UNREAD_SECONDS = 60.0
"""Seconds for which a client may take nothing of an answer."""
MAX_CONNECTIONS = 800
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
        self._wait_for_request()
        if len(self.connections) > MAX_CONNECTIONS:
            self._make_room()

    def data_received(self, data: bytes) -> None:
        """Take a part of a request, and wait longer for the rest of it."""
        now = self.loop.time()
        self._until = min(max(self._until, now) + len(data) / SLOWEST, now + SECONDS)
        super().data_received(data)

    def handle_events(self) -> None:
        """Handle the received events; wait for more only where a request is half-sent."""
        super().handle_events()
        state = self.conn.their_state
        if state is h11.SEND_BODY or (state is h11.IDLE and self.conn.trailing_data[0]):
            if self._half_sent is None:
                self._wait_for_request()
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
        """Wait until the client takes the answer, but not for ever."""
        super().pause_writing()
        self._unread = self.loop.call_later(UNREAD_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on answering."""
        super().resume_writing()
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _wait_for_request(self) -> None:
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
        warn_once(f"More than {MAX_CONNECTIONS} connections: those without a request are ended")
        others = [cast(Connection, other) for other in self.connections if other is not self]
        idle = [other for other in others if other.cycle is None or other.cycle.response_complete]
        if not idle:
            self.transport.write(FULL)
            self.transport.close()
            return
        oldest = min(idle, key=lambda connection: connection._opened)
        self.connections.discard(oldest)
        oldest.transport.abort()
