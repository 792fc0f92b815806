"""Documents that offices send as evidence: PDF and Word files, told by what is in them."""

import io
import zipfile

MOST_BYTES = 20_000_000
"""As much as Telegram gives to a bot."""
SUFFIXES = (".pdf", ".docx")
TYPES = (
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)
MOST_PARTS = 2000
"""Parts of a Word document; more are an attack."""


class NotAPaper(ValueError):
    """The bytes are no PDF and no Word document, or too many, or hold a program."""


def may_be_paper(kind: str, name: str) -> bool:
    """Return whether a file with this media type and name is sent as a document."""
    return kind in TYPES or name.lower().endswith(SUFFIXES)


def is_paper(key: str) -> bool:
    """Return whether a media key is that of a document."""
    return key.endswith(SUFFIXES)


def suffix_of(data: bytes) -> str:
    """Return what a document's name ends with; raises `NotAPaper`."""
    if len(data) > MOST_BYTES:
        raise NotAPaper("too large")
    if data.startswith(b"%PDF-") and b"%%EOF" in data[-2048:]:
        return ".pdf"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            names = parts.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise NotAPaper("no document") from error
    if "word/document.xml" not in names or len(names) > MOST_PARTS:
        raise NotAPaper("no document")
    if any("vbaproject" in name.lower() for name in names):
        raise NotAPaper("it holds a program")
    return ".docx"
