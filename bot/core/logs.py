"""Logging: one root handler, plain or JSON, in which no token and no person's words appear."""

import json
import logging
import re
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime

from pydantic import ValidationError

HIDDEN = "***"
OWN_PACKAGES = ("bot", "db", "knowledge")
"""The packages whose messages are logged. A library's are not: they can contain personal data
(python-telegram-bot logs a broken answer to getUpdates whole)."""
_TOKEN = re.compile(r"\d{5,}(?::|%3A)[A-Za-z0-9_-]{20,}")
"""A bot's token, also inside a URL."""
_USUAL = {*vars(logging.LogRecord("", 0, "", 0, "", None, None)), "message", "asctime"}
"""What every record has."""


class Redacting(logging.Formatter):
    """Writes a record as one text or JSON line, and takes every secret out of it.

    Done at the handler, since libraries log too (httpx logs URLs with the token in them) and a
    traceback holds whatever an exception held. After home-assistant's `telegram_bot/log_filter.py`.
    """

    def __init__(self, form: str, secrets: Sequence[str]) -> None:
        super().__init__()
        self._write = _as_json if form == "json" else _as_text
        parts = (part for secret in secrets for part in secret.split(":"))
        self._secrets = [part for part in parts if len(part) > 15]

    def format(self, record: logging.LogRecord) -> str:
        """Return the line without secrets, and a library's without its message."""
        is_own = record.name.partition(".")[0] in OWN_PACKAGES
        line = _TOKEN.sub(HIDDEN, self._write(record if is_own else _without_words(record)))
        for secret in self._secrets:
            line = line.replace(secret, HIDDEN)
        return line


def _as_json(record: logging.LogRecord) -> str:
    fields: dict[str, object] = {"event": record.getMessage(), "level": record.levelname.lower()}
    fields |= {"logger": record.name, **_extra(record), "timestamp": _time(record)}
    if record.exc_info and record.exc_info[1]:
        fields["exception"] = _traceback(record.exc_info[1])
    return json.dumps(fields, ensure_ascii=False, default=repr)


def _as_text(record: logging.LogRecord) -> str:
    extra = "".join(f" {name}={value!r}" for name, value in _extra(record).items())
    level = f"[{record.levelname.lower():<9}]"
    line = f"{_time(record)} {level} {record.getMessage():<30} [{record.name}]{extra}"
    has_error = record.exc_info and record.exc_info[1]
    return f"{line}\n{_traceback(has_error)}" if has_error else line


def _extra(record: logging.LogRecord) -> dict[str, object]:
    """Return the values that were logged by their names."""
    return {name: value for name, value in vars(record).items() if name not in _USUAL}


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z")


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
    from db.faults import Unusable  # late: the command line sets up its log first

    if isinstance(error, Unusable):
        return f"{kind}: {error.orig}"
    if isinstance(error, OSError) and error.errno is not None:
        return f"{kind}: {error}"
    return kind


def _traceback(last: BaseException) -> str:
    """Return the traceback of every error that led to this one, the first first, without messages.

    The usual formatters print messages, and some the variables.
    """
    links: list[BaseException] = []
    error: BaseException | None = last
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
    handler = logging.StreamHandler()
    handler.setFormatter(Redacting(form, secrets))
    handler.addFilter(_is_worth_telling)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.raiseExceptions = False  # what cannot be written would be printed, secrets and all
