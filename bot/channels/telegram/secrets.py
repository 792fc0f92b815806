"""Keeping the bot's token out of the logs: it is part of every address the library calls."""

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

    def __init__(self) -> None:
        super().__init__()
        self.secrets: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line pass, without the secrets.

        It is formatted now: the library changes what it has logged afterwards, and puts the token
        into it.
        """
        line = record.getMessage()
        for secret in self.secrets:
            line = line.replace(secret, "…")
        record.msg, record.args = line, ()
        return True


_redact = Redact()  # one for the process, as the loggers are


def keep_out_of_logs(token: str, webhook_secret: str) -> None:
    """Replace both secrets in the log lines of the libraries.

    Of the token it is the part after the colon that is secret, and that part alone looks the
    same wherever it stands: in the address of a file the colon is written %3A.
    """
    _redact.secrets |= {token.partition(":")[2], webhook_secret}
    for name in TALKATIVE:
        logging.getLogger(name).addFilter(_redact)


def secret_of(token: str) -> str:
    """Return a webhook secret where none is set, derived from the token: always the same."""
    return hmac.new(token.encode(), b"telegram webhook", hashlib.sha256).hexdigest()
