"""Sent parts are known after the process that sent them was killed."""

import asyncio
import os
import sys
from pathlib import Path

from bot.core.notes import LONG, Note, Notes

DIES = """
import os, pathlib, signal, sys
from bot.core.notes import Note, Notes
notes = Notes(pathlib.Path(sys.argv[1]))
assert notes.start() == []
notes.write(Note(5, "Text a", ["71"]))
notes.write(Note(6, "Text b", ["72", "73"]))
os.kill(os.getpid(), signal.SIGKILL)
"""


async def _dies(folder: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", DIES, str(folder)), env={**os.environ, "PYTHONPATH": "."}
    )
    assert await process.wait() == -9


async def test_what_a_killed_process_noted_is_told_once(tmp_path: Path) -> None:
    await _dies(tmp_path)
    (file,) = tmp_path.glob("sent-*.jsonl")
    with file.open("a") as half:
        half.write('[7, "Text')  # killed while it wrote
    notes = Notes(tmp_path)
    assert notes.start() == [Note(5, "Text a", ["71"]), Note(6, "Text b", ["72", "73"])]
    notes.stop()
    assert list(tmp_path.iterdir()) == []


async def test_what_a_living_process_notes_is_its_own(tmp_path: Path) -> None:
    lives = DIES.replace("os.kill(os.getpid(), signal.SIGKILL)", "print(flush=True); input()")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", lives, str(tmp_path)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": "."},
    )
    assert process.stdout is not None
    await process.stdout.readline()  # it has noted
    notes = Notes(tmp_path)
    assert notes.start() == []
    notes.stop()
    await process.communicate(b"\n")
    assert process.returncode == 0
    notes = Notes(tmp_path)
    assert len(notes.start()) == 2, "now it is dead"
    notes.stop()


def test_the_file_stays_short(tmp_path: Path) -> None:
    notes = Notes(tmp_path)
    notes.start()
    notes.write(Note(0, "Text a", ["1"]))
    for number in range(1, 4000):
        notes.write(Note(number, "Text a", ["1"]))
        notes.forget(number)
    (file,) = tmp_path.glob("sent-*.jsonl")
    assert file.stat().st_size <= LONG
    assert file.read_text().startswith('[0, "Text a", ["1"]]')
    notes.stop()
