"""Run PostgreSQL's own programs: no password is visible and every failure is reported in full."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.settings import EXAMPLES
from db.engine import Address

QUOTING = ("DETAIL:", "CONTEXT:")
"""Lines of an error that quote rows, and so what people wrote."""


class ToolFailed(Exception):
    """A program is missing or has failed; the message is its output, in one line."""


def run(name: str, url: Address, *arguments: str) -> None:
    """Run a program on a database; raises `ToolFailed`."""
    if shutil.which(name) is None:
        raise ToolFailed(f"{name} is not installed; it comes with PostgreSQL's client programs")
    with _password(url) as environment:
        process = subprocess.run(  # noqa: S603 - a program of PostgreSQL's and a file of ours
            (name, *arguments), stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment,
            check=False,
        )  # fmt: skip
    if process.returncode:
        lines = (line.strip() for line in process.stderr.decode(errors="replace").splitlines())
        output = "; ".join(line for line in lines if line and not line.startswith(QUOTING))
        raise ToolFailed(f"{name} (exit status {process.returncode}): {output}")


def address(url: Address) -> str:
    """Return the database's address for a command line: without the password."""
    query = {name: value for name, value in url.query.items() if name != "password"}
    plain = Address.create(
        "postgresql", url.username, None, url.host, url.port, url.database, query
    )
    return plain.render_as_string()


@contextmanager
def _password(url: Address) -> Iterator[dict[str, str]]:
    """Yield an environment that names a file with the password, which this user alone can read."""
    environment = {name: value for name, value in os.environ.items() if name not in EXAMPLES}
    password = url.password if url.password is not None else url.query.get("password")
    if password is None:
        yield environment
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pgpass"
        file.touch(mode=0o600)
        # A colon parts the fields of a line there.
        escaped = str(password).replace("\\", "\\\\").replace(":", "\\:")
        file.write_text(f"*:*:*:*:{escaped}\n", encoding="utf-8")
        yield environment | {"PGPASSFILE": str(file)}
