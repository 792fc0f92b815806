"""What has left, written down the moment it has, in a file that outlives the process."""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock, Timeout

log = logging.getLogger(__name__)

LONG = 64 * 1024
"""Bytes; a longer file is written anew with what the database does not have yet."""


class Note(NamedTuple):
    """A part of a message that has left: the outbox's row, what it shows, and the channel's ids."""

    row_id: int
    shows: str
    ids: Sequence[str]


class Notes:
    """One file for each process, of a few lines: what has left and is not yet in the database.

    The database's writer may be busy just then, and a process can be killed while it waits for it.
    What is written to a file is there whatever becomes of the process; it is no backup against
    a power cut. No word of a message is in it. May be used from any thread.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._file = folder, folder / f"sent-{os.getpid()}.jsonl"
        self._lock = threading.Lock()
        self._held: FileLock | None = None
        self._open: dict[int, list[Note]] = {}
        self._descriptor = -1

    def start(self) -> list[Note]:
        """Begin to write; returns what processes left behind that have died, and forgets it."""
        left = [note for file in self._folder.glob("sent-*.jsonl") for note in _of_the_dead(file)]
        held = FileLock(_lock(self._file))
        try:
            held.acquire(timeout=0)
        except (Timeout, OSError) as error:
            log.warning("what leaves is not noted: %s cannot be held (%s)", self._file, error)
            return left
        self._held = held
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_TRUNC
        self._descriptor = os.open(self._file, flags, 0o600)
        return left

    def write(self, note: Note) -> None:
        """It has left; returns when that is written."""
        with self._lock:
            self._open.setdefault(note.row_id, []).append(note)
            self._append([note])

    def forget(self, row_id: int) -> None:
        """The database has it."""
        with self._lock:
            self._open.pop(row_id, None)
            if self._descriptor >= 0 and os.fstat(self._descriptor).st_size > LONG:
                os.ftruncate(self._descriptor, 0)
                self._append([note for notes in self._open.values() for note in notes])

    def stop(self) -> None:
        """All of it is in the database."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
            self._file.unlink(missing_ok=True)
        if self._held is not None:
            self._held.release()
            _lock(self._file).unlink(missing_ok=True)

    def _append(self, notes: Sequence[Note]) -> None:
        if self._descriptor < 0:
            return
        try:
            os.write(self._descriptor, "".join(f"{json.dumps(note)}\n" for note in notes).encode())
        except OSError as error:  # the database is told all the same
            log.warning("what has left cannot be noted (%s)", error.strerror)


def _lock(file: Path) -> Path:
    return file.with_suffix(".lock")


def _of_the_dead(file: Path) -> list[Note]:
    """What is in a file whose process has died, and the file gone; nothing of one that lives."""
    try:
        with FileLock(_lock(file)).acquire(timeout=0):
            lines = file.read_text(encoding="utf-8").splitlines()
            file.unlink()
    except (Timeout, OSError):
        return []
    _lock(file).unlink(missing_ok=True)
    notes = []
    for line in lines:
        with suppress(ValueError, TypeError):  # the last one may be cut off
            notes.append(Note(*json.loads(line)))
    return notes
