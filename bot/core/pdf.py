"""Convert a Word document or a page to PDF, by LibreOffice where it is installed."""

import logging
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

log = logging.getLogger(__name__)

PATIENCE = 90.0
"""Seconds a conversion may take; the first one on a machine takes the longest."""
NONE_HERE = "LibreOffice is not installed: apt install libreoffice-writer-nogui fonts-liberation"


def program() -> str | None:
    """Return LibreOffice's command, if installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def converted(paper: bytes, pictures: Mapping[str, bytes] | None = None) -> bytes | None:
    """Return the PDF of a Word document, or of an HTML page with its `pictures` by name.

    None, with the reason in the log, where LibreOffice makes none.
    """
    soffice = program()
    if soffice is None:
        log.warning("no PDF: %s", NONE_HERE)
        return None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        name = "paper.docx" if pictures is None else "paper.html"
        source, target = Path(folder, name), Path(folder, "paper.pdf")
        for picture, data in (pictures or {}).items():
            Path(folder, picture).write_bytes(data)
        source.write_bytes(paper)
        as_pages = [] if pictures is None else ["--infilter=HTML (StarWriter)"]
        output = _run([
            soffice, "--headless", "--norestore", "--nolockcheck", "--nodefault",
            # A profile of its own: two conversions at a time, or somebody's open window, would
            # otherwise end this one without a word.
            f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
            *as_pages, "--convert-to", "pdf:writer_pdf_Export", "--outdir", folder, str(source),
        ])  # fmt: skip
        if target.exists():
            return target.read_bytes()
    log.error("no PDF: LibreOffice made none: %s", output)
    return None


def _run(command: list[str]) -> str:
    """Run the command to its end, for `PATIENCE` at most; returns its output."""
    with subprocess.Popen(  # noqa: S603 - the program found above, with files of our own
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    ) as process:
        try:
            output, _ = process.communicate(timeout=PATIENCE)
            return output.decode(errors="replace").strip()
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # its children too
            return f"not done within {PATIENCE:.0f} s"
