"""Refuses a PDF whose pages unpack to more than a plan can hold, before any of it is read."""

import re
import zlib
from mmap import ACCESS_READ, mmap
from pathlib import Path

from knowledge.importing.lines import Unreadable

LONGEST_STREAM = 32 * 2**20
"""Bytes of one page's drawing, unpacked; a page of text has thousands, a map a few million."""
LONGEST_ALL = 512 * 2**20
"""Bytes of all that a file packs but its pictures, unpacked."""
_STREAM = re.compile(rb"obj(?P<head>(?:(?!endobj)[^\x00]){0,2000}?)(?<!end)stream\r?\n")
_IMAGE = re.compile(rb"/Subtype\s*/Image")


def refuse_bomb(path: Path) -> None:
    """Raise `Unreadable` where what is packed in a PDF, without its pictures, is too much."""
    with path.open("rb") as file:
        if not file.seek(0, 2):
            return
        with mmap(file.fileno(), 0, access=ACCESS_READ) as data:
            total = 0
            for match in _STREAM.finditer(data):
                if b"Flate" in match["head"] and not _IMAGE.search(match["head"]):
                    size = _unpacked(data, match.end())
                    total += size
                    if size > LONGEST_STREAM or total > LONGEST_ALL:
                        raise Unreadable(
                            "bomb",
                            f"{path.name} unpacks to more than a plan can hold and was not read: "
                            "open it in Word and save its text as a new .docx",
                        )


def _unpacked(data: mmap, at: int) -> int:
    """Return how many bytes a packed stream unpacks to, up to a little more than it may."""
    unpacker = zlib.decompressobj()
    size, step = 0, 2**20
    try:
        while not unpacker.eof and size <= LONGEST_STREAM:
            packed = unpacker.unconsumed_tail
            if not packed:
                packed, at = data[at : at + step], at + step
            if not packed:
                break
            size += len(unpacker.decompress(packed, step))
    except zlib.error:
        pass  # what is damaged there is told by the reader
    return size
