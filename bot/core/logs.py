"""Logging: one root handler, plain or JSON, in which no token and no person's words appear."""

import logging
import re
import traceback
from collections.abc import Sequence

import structlog
from pydantic import ValidationError

HIDDEN = "***"
OWN_PACKAGES = ("bot", "db", "knowledge")
"""The packages whose messages are logged. A library's are not: they can contain personal data
(python-telegram-bot logs a broken answer to getUpdates whole)."""
_TOKEN = re.compile(r"\d{5,}(?::|%3A)[A-Za-z0-9_-]{20,}")
"""A bot's token, also inside a URL."""


class Redacting(structlog.stdlib.ProcessorFormatter):
    """Takes every secret out of the finished line.

    Done at the handler, since libraries log too (httpx logs URLs with the token in them) and a
    traceback holds whatever an exception held. After home-assistant's `telegram_bot/log_filter.py`.
    """

    secrets: Sequence[str] = ()

    def format(self, record: logging.LogRecord) -> str:
        """Return the line without secrets, and a library's without its message."""
        is_own = record.name.partition(".")[0] in OWN_PACKAGES
        line = _TOKEN.sub(HIDDEN, super().format(record if is_own else _without_words(record)))
        for secret in self.secrets:
            line = line.replace(secret, HIDDEN)
        return line


def _without_words(record: logging.LogRecord) -> logging.LogRecord:
    """Return the record with its place in the library's code instead of its message."""
    place = f"at {record.filename}:{record.lineno} in {record.funcName}"
    return logging.LogRecord(
        record.name, record.levelno, record.pathname, record.lineno, place, None, record.exc_info
    )


def _is_worth_telling(record: logging.LogRecord) -> bool:
    """Return whether a record is from our packages, or a library's warning."""
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] in OWN_PACKAGES


def describe(error: BaseException) -> str:
    """Describe an error in one line without its message: most can quote what a person wrote.

    It has the fields that were not valid, or the message of the operating system or database.
    """
    kind = type(error).__name__
    if isinstance(error, ValidationError):
        problems = error.errors(include_url=False, include_context=False, include_input=False)
        wrong = (f"{'.'.join(map(str, problem['loc']))} {problem['type']}" for problem in problems)
        return f"{kind}: {', '.join(wrong)}"
    from sqlalchemy.exc import OperationalError  # late: the command line sets up its log first

    if isinstance(error, OperationalError):
        return f"{kind}: {error.orig}"
    if isinstance(error, OSError) and error.errno is not None:
        return f"{kind}: {error}"
    return kind


def _traceback(exc_info: structlog.typing.ExcInfo) -> str:
    """Return the traceback of every error that led to this one, the first first, without messages.

    The usual formatters print messages, and some the variables.
    """
    links: list[BaseException] = []
    error: BaseException | None = exc_info[1]
    while error is not None and error not in links:
        links.insert(0, error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\nThis led to:\n\n".join(
        f"Traceback (most recent call last):\n"
        f"{''.join(traceback.format_tb(link.__traceback__))}{describe(link)}\n"
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
