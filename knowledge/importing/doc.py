"""Turns an old .doc (or .odt, .rtf) into a .docx by LibreOffice, where that is installed."""

import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from knowledge.importing.lines import Unreadable

SECONDS = 180
"""What LibreOffice may take for one file."""
OFFICES = ("soffice", "libreoffice")


@contextmanager
def as_docx(path: Path) -> Iterator[Path]:
    """Yield the file as a .docx, which is gone afterwards; raises `Unreadable`."""
    office = next(filter(None, map(shutil.which, OFFICES)), None)
    if office is None:
        raise Unreadable(
            "needs_office",
            f"{path.name}: a {path.suffix} is read where LibreOffice is installed, and here it is "
            "not: open it in Word, choose Save as, Word Document (.docx), and import that",
        )
    with TemporaryDirectory(prefix="plan-") as folder:
        document = _converted(office, path.resolve(), Path(folder))
        if document is None:
            raise Unreadable(
                "office_failed",
                f"{path.name} could not be opened by LibreOffice; it may be damaged or locked: "
                "open it in Word and save it as .docx",
            )
        yield document


def _with_memory() -> None:
    """Let LibreOffice have the memory that the process which reads a file may not."""
    _, hard_limit = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard_limit, hard_limit))


def _converted(office: str, path: Path, folder: Path) -> Path | None:
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"  # none is shared, so two may run
    options = ("--headless", "--convert-to", "docx", "--outdir", str(folder))
    command = [office, profile, *options, str(path)]
    try:
        subprocess.run(  # noqa: S603
            command,
            check=True,
            timeout=SECONDS,
            capture_output=True,
            preexec_fn=_with_memory,
        )
    except (subprocess.SubprocessError, OSError):
        return None
    return next(folder.glob("*.docx"), None)
