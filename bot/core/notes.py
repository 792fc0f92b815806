"""Notes of the sent parts of messages, in a file that outlives the process."""

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
"""Bytes; a longer file is rewritten with the notes that are not in the database yet."""


class Note(NamedTuple):
    """A sent part of a message: the outbox's row, what it shows, and the channel's ids."""

    row_id: int
    shows: str
    ids: Sequence[str]


class Notes:
    """One short file for each process: the sent parts that are not marked in the database yet.

    A process can be killed while it waits for the database's writer; the file stays (though not
    after a power cut). It has no words of messages. May be used from any thread.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._file = folder, folder / f"sent-{os.getpid()}.jsonl"
        self._lock = threading.Lock()
        self._held: FileLock | None = None
        self._open: dict[int, list[Note]] = {}
        self._descriptor = -1

    def start(self) -> list[Note]:
        """Begin to write; returns the notes of dead processes, and deletes their files."""
        notes = [
            note
            for file in self._folder.glob("sent-*.jsonl")
            for note in _notes_of_dead_process(file)
        ]
        held = FileLock(_lock(self._file))
        try:
            held.acquire(timeout=0)
        except (Timeout, OSError) as error:
            log.warning("what leaves is not noted: %s cannot be held (%s)", self._file, error)
            return notes
        self._held = held
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_TRUNC
        self._descriptor = os.open(self._file, flags, 0o600)
        return notes

    def write(self, note: Note) -> None:
        """Note a part that was sent; returns when that is written."""
        with self._lock:
            self._open.setdefault(note.row_id, []).append(note)
            self._append([note])

    def forget(self, row_id: int) -> None:
        """Forget the notes of a row that the database has."""
        with self._lock:
            self._open.pop(row_id, None)
            if self._descriptor >= 0 and os.fstat(self._descriptor).st_size > LONG:
                os.ftruncate(self._descriptor, 0)
                self._append([note for notes in self._open.values() for note in notes])

    def stop(self) -> None:
        """End, and delete the file: every note is in the database."""
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


def _notes_of_dead_process(file: Path) -> list[Note]:
    """Read and delete the file of a process that has died; none of a process that lives."""
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
