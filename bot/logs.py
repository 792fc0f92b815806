"""Logging: one root handler, in words or JSON, in which no token can appear."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence

import structlog

HIDDEN = "***"
NOISY = ("httpx", "httpcore", "apscheduler", "alembic", "aiosqlite", "PIL")
"""Libraries of which only warnings are logged."""
_TOKEN = re.compile(r"\d{5,}(?::|%3A)[A-Za-z0-9_-]{20,}")
"""A bot's token, also as it stands in an address."""


class Redacting(structlog.stdlib.ProcessorFormatter):
    """Takes every secret out of the finished line.

    Done at the handler and not where something is logged, since libraries log too (httpx logs
    URLs with the token in them) and a traceback holds whatever an exception held. After
    home-assistant's `telegram_bot/log_filter.py`.
    """

    secrets: Sequence[str] = ()

    def format(self, record: logging.LogRecord) -> str:
        """The line without secrets."""
        line = _TOKEN.sub(HIDDEN, super().format(record))
        for secret in self.secrets:
            line = line.replace(secret, HIDDEN)
        return line


def set_up(level: str, form: str, secrets: Sequence[str]) -> None:
    """Log everything from `level` on to stderr; `form` is console or json."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last = (
        [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
        if form == "json"
        else [structlog.dev.ConsoleRenderer(colors=False)]
    )
    formatter = Redacting(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    )
    formatter.secrets = [part for secret in secrets for part in secret.split(":") if len(part) > 15]
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.raiseExceptions = False  # what cannot be written would be printed, secrets and all
    for noisy in NOISY:
        logging.getLogger(noisy).setLevel(max(logging.WARNING, root.level))
