"""A Word document as PDF, by LibreOffice where it is installed."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

log = logging.getLogger(__name__)

PATIENCE = 90.0
"""Seconds a conversion may take; the first one on a machine takes the longest."""
NONE_HERE = "LibreOffice is not installed: apt install libreoffice-writer-nogui fonts-liberation"


def program() -> str | None:
    """LibreOffice's command, or None where there is none."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def converted(docx: bytes) -> bytes | None:
    """The PDF; None, with the reason in the log, where LibreOffice does not make one."""
    soffice = program()
    if soffice is None:
        log.warning("no PDF: %s", NONE_HERE)
        return None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        source, made = Path(folder, "paper.docx"), Path(folder, "paper.pdf")
        source.write_bytes(docx)
        said = _run([
            soffice, "--headless", "--norestore", "--nolockcheck", "--nodefault",
            # A profile of its own: two conversions at a time, or somebody's open window, would
            # otherwise end this one without a word.
            f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
            "--convert-to", "pdf:writer_pdf_Export", "--outdir", folder, str(source),
        ])  # fmt: skip
        if made.exists():
            return made.read_bytes()
    log.error("no PDF: LibreOffice made none: %s", said)
    return None


def _run(command: list[str]) -> str:
    """Run it to its end, or for as long as there is patience; returns what it said."""
    with subprocess.Popen(  # noqa: S603 - the program found above, with files of our own
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    ) as process:
        try:
            said, _ = process.communicate(timeout=PATIENCE)
            return said.decode(errors="replace").strip()
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # its children too
            return f"not done within {PATIENCE:.0f} s"
