"""PostgreSQL's own programs, run so that no password is seen and every failure is told whole."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL

from bot.settings import EXAMPLES

QUOTING = ("DETAIL:", "CONTEXT:")
"""Lines of a failure that quote rows, which are what people wrote."""


class ToolFailed(Exception):
    """A program is not there or has failed; the message is all it said, in one line."""


async def run(name: str, url: URL, *arguments: str) -> None:
    """Run a program on a database; raises `ToolFailed`."""
    if shutil.which(name) is None:
        raise ToolFailed(f"{name} is not installed; it comes with PostgreSQL's client programs")
    with _password(url) as environment:
        process = await asyncio.create_subprocess_exec(
            *(name, *arguments),
            stdin=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            env=environment,
        )
        _, written = await process.communicate()
    if process.returncode:
        lines = (line.strip() for line in written.decode(errors="replace").splitlines())
        whole = "; ".join(line for line in lines if line and not line.startswith(QUOTING))
        raise ToolFailed(f"{name} (exit status {process.returncode}): {whole}")


def address(url: URL) -> str:
    """The database as PostgreSQL's programs take it on their command line: without a password."""
    query = {name: value for name, value in url.query.items() if name != "password"}
    if "ssl" in query:  # asyncpg's name for it
        query["sslmode"] = query.pop("ssl")
    plain = URL.create("postgresql", url.username, None, url.host, url.port, url.database, query)
    return plain.render_as_string()


@contextmanager
def _password(url: URL) -> Iterator[dict[str, str]]:
    """An environment that names a file with the password, which only this user can read.

    Every user of the machine sees a command line.
    """
    environment = {name: value for name, value in os.environ.items() if name not in EXAMPLES}
    password = url.password if url.password is not None else url.query.get("password")
    if password is None:
        yield environment
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pgpass"
        file.touch(mode=0o600)
        escaped = str(password).replace("\\", "\\\\").replace(":", "\\:")
        file.write_text(f"*:*:*:*:{escaped}\n", encoding="utf-8")
        yield environment | {"PGPASSFILE": str(file)}
