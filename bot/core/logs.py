"""Logging: one root handler, in words or JSON, in which no token and no person's words appear."""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Sequence

import structlog
from pydantic import ValidationError

HIDDEN = "***"
OURS = ("bot", "db", "knowledge")
"""The packages whose words are written with care. A library's own never reach the log: it cannot
know what it may not say (python-telegram-bot logs a broken answer to getUpdates whole)."""
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
        """The line without secrets, and of a library's without its words."""
        ours = record.name.partition(".")[0] in OURS
        line = _TOKEN.sub(HIDDEN, super().format(record if ours else _without_words(record)))
        for secret in self.secrets:
            line = line.replace(secret, HIDDEN)
        return line


def _without_words(record: logging.LogRecord) -> logging.LogRecord:
    """The same with the place in the library's code in place of what it says there."""
    place = f"at {record.filename}:{record.lineno} in {record.funcName}"
    return logging.LogRecord(
        record.name, record.levelno, record.pathname, record.lineno, place, None, record.exc_info
    )


def _is_worth_telling(record: logging.LogRecord) -> bool:
    """Whether it is ours, or a library's warning."""
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] in OURS


def told(error: BaseException) -> str:
    """What an error is, in one line without its message: most can quote what a person wrote.

    Told are where and in which way data was not valid, and what the machine or the database
    (without the values it was given) says of itself.
    """
    kind = type(error).__name__
    if isinstance(error, ValidationError):
        found = error.errors(include_url=False, include_context=False, include_input=False)
        wrong = (f"{'.'.join(map(str, each['loc']))} {each['type']}" for each in found)
        return f"{kind}: {', '.join(wrong)}"
    from sqlalchemy.exc import OperationalError  # late: the command line sets up its log first

    if isinstance(error, OperationalError):
        return f"{kind}: {error.orig}"
    if isinstance(error, OSError) and error.errno is not None:
        return f"{kind}: {error}"
    return kind


def _traceback(exc_info: structlog.typing.ExcInfo) -> str:
    """Every error that led to this one, the first first: its lines of code, and `told`.

    Written here, since what else prints a traceback prints messages, and some the variables.
    """
    links: list[BaseException] = []
    error: BaseException | None = exc_info[1]
    while error is not None and error not in links:
        links.insert(0, error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\nThis led to:\n\n".join(
        f"Traceback (most recent call last):\n"
        f"{''.join(traceback.format_tb(link.__traceback__))}{told(link)}\n"
        for link in links
    )


def set_up(level: str, form: str, secrets: Sequence[str]) -> None:
    """Log everything from `level` on to stderr; `form` is console or json."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        )
    )
    formatter = Redacting(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.ExceptionRenderer(_traceback),
            last,
        ],
    )
    formatter.secrets = [part for secret in secrets for part in secret.split(":") if len(part) > 15]
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    handler.addFilter(_is_worth_telling)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    structlog.configure(
        processors=[*shared[:2], structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
    )  # else whoever logs with it writes to stdout, past the handler
    logging.raiseExceptions = False  # what cannot be written would be printed, secrets and all
