"""The data folder and the database of an installation: checked, opened, brought up to date, locked.

What cannot be used is a `BadSetting`, with the setting that names it and the mend.
"""

import os
import shutil
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from filelock import FileLock, Timeout

from bot.settings import DATABASE_FILE, EXAMPLES, BadSetting, Settings
from db.engine import FAULTS, Database, NewerSchema

NO_SPACE = 50_000_000
"""Bytes of free disk below which an installation cannot go on."""


def check_data_dir(settings: Settings) -> None:
    """Raise `BadSetting` where this user cannot read and write the data folder."""
    folder = settings.data_dir
    if os.path.lexists(folder) and not os.path.isdir(folder):  # noqa: PTH112 - pathlib's raise
        problem = f"{folder} is a file and no folder; move it away or name another folder"
        raise BadSetting("DATA_DIR", problem)
    for path in (folder, folder / DATABASE_FILE, folder / "media", folder / "plans"):
        if os.path.lexists(path) and not os.access(path, os.R_OK | os.W_OK):
            problem = f"{path} cannot be read and written by this user. Give it to them: "
            problem += f"chown -R {os.geteuid()} {folder}"
            if os.access(path, os.R_OK) and os.statvfs(path).f_flag & os.ST_RDONLY:
                problem = f"{path} is on a read-only disk; name another folder"
            raise BadSetting("DATA_DIR", problem)
    if os.path.isdir(folder) and not os.access(folder, os.X_OK):  # noqa: PTH112
        problem = f"{folder} cannot be entered by this user: chmod u+rwx {folder}"
        raise BadSetting("DATA_DIR", problem)


def open_database(settings: Settings) -> Database:
    """Return the settings' database, and make its folder; raises `BadSetting`."""
    check_data_dir(settings)
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        problem = f"{settings.data_dir} cannot be made ({error.strerror})"
        raise BadSetting("DATA_DIR", problem) from error
    return Database(settings.database)


def prepared(database: Database, settings: Settings) -> None:
    """Bring the schema up to date; raises `BadSetting` where that fails."""
    try:
        database.migrate()
    except FAULTS as error:
        raise unusable(database, settings, error) from error


def unusable(database: Database, settings: Settings, error: Exception) -> BadSetting:
    """Return the error about a database, with the setting that names it and the mend."""
    name = "DATABASE_URL" if settings.database_url else "DATA_DIR"
    place = database.file or "the database"
    if database.file and _is_full(database.file.parent):
        return BadSetting(name, f"the disk of {place} is full ({reason(error)}): make room", "")
    if isinstance(error, NewerSchema):
        problem = f"{place} was made by a newer version of this program: {error}. Install "
        problem += "that version again, or restore a backup made by this one"
        return BadSetting(name, problem)
    if database.is_sqlite:
        problem = f"{place} cannot be used as the database ({reason(error)}). Restore a backup "
        return BadSetting(name, problem + "into an empty folder, and name that", "DATA_DIR=./data")
    problem = f"the database does not answer ({reason(error)})"
    return BadSetting("DATABASE_URL", problem)


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < NO_SPACE
    except OSError:  # there is no such folder, or none that may be entered
        return False


def only_process(settings: Settings, database: Database) -> AbstractContextManager[object]:
    """Lock the SQLite file for this process; raises `BadSetting` where another has it.

    The lock is beside the file itself, whatever setting or link a process found it by. PostgreSQL
    takes any number of processes.
    """
    if database.file is None:
        return nullcontext()
    name = "DATABASE_URL" if settings.database_url else "DATA_DIR"
    try:
        return FileLock(f"{database.file}.lock").acquire(timeout=0)
    except Timeout as error:
        problem = f"another process already runs on {database.file}. Stop it first; for several "
        problem += "processes use PostgreSQL"
        example = f"DATABASE_URL={EXAMPLES['DATABASE_URL']}"
        raise BadSetting(name, problem, example) from error
    except OSError as error:
        problem = f"{database.file} cannot be used ({error.strerror})"
        raise BadSetting(name, problem, "DATA_DIR=./data") from error


def reason(error: BaseException) -> str:
    """Return the message of an error, in one line."""
    cause = getattr(error, "orig", None) or error
    return str(cause).splitlines()[0] if str(cause) else type(cause).__name__
