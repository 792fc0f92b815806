"""Keeping the bot's token where it belongs: it is part of every address the library calls."""

from __future__ import annotations

import hashlib
import hmac
import logging

TALKATIVE = ("httpx", "httpcore", "telegram", "telegram.Bot", "telegram.ext.Updater")
"""Loggers whose lines may hold an address or the parameters of a call."""


class Redact(logging.Filter):
    """Puts dots for each secret in a line.

    It sits on the loggers that would write one. A filter of the root logger would not see
    their lines: those pass its handlers only.
    """

    def __init__(self, *secrets: str) -> None:
        super().__init__()
        self._secrets = secrets

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line pass, without the secrets."""
        line = record.getMessage()
        if any(secret in line for secret in self._secrets):
            for secret in self._secrets:
                line = line.replace(secret, "…")
            record.msg, record.args = line, ()
        return True


def keep_out_of_logs(*secrets: str) -> None:
    """Let no line of the libraries hold one of `secrets`."""
    for name in TALKATIVE:
        logger = logging.getLogger(name)
        for old in [one for one in logger.filters if isinstance(one, Redact)]:
            logger.removeFilter(old)
        logger.addFilter(Redact(*secrets))


def secret_of(token: str) -> str:
    """A webhook secret for who set none: as secret as the token, and the same at every start."""
    return hmac.new(token.encode(), b"telegram webhook", hashlib.sha256).hexdigest()
