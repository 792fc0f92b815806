"""Serve the pages over HTTP until a signal to stop."""

import asyncio
import logging
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from bot.settings import BadSetting
from bot.web.connections import Connection

log = logging.getLogger(__name__)


async def serve(pages: Starlette, host: str, port: int, on_signal: Callable[[], None]) -> None:
    """Serve until a signal to stop; raises `BadSetting` where the port is taken."""
    with _listening(host, port) as listener:
        config = uvicorn.Config(
            pages,
            log_config=None,
            access_log=False,
            lifespan="off",
            http=Connection,
            timeout_graceful_shutdown=3,
        )
        log.info("Dân giám sát: http://%s:%s", host, listener.getsockname()[1])
        await _Server(config, on_signal).serve(sockets=[listener])


class _Server(uvicorn.Server):
    """Stops at a signal; uvicorn's own would raise the signal again, and so end the process before
    its other parts are stopped. `on_signal` closes the connections it would wait for."""

    def __init__(self, config: uvicorn.Config, on_signal: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_signal = on_signal

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Close the pages' streams, and stop."""
        self._on_signal()
        super().handle_exit(sig, frame)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Let a signal end the serving alone."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        yield


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        problem = f"cannot listen on {host}:{port} ({error.strerror})"
        raise BadSetting("HOST, PORT", problem, "HOST=127.0.0.1 PORT=8081") from error
