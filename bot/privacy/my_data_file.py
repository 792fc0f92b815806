"""All that is kept about one person as a file of theirs: to read, to process, and the pictures."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic_core import to_json

from bot.core.gathered import Words
from bot.core.media import Media
from db.models import Person

ONCE_IN = timedelta(hours=1)
"""How often somebody is given it."""
MOST_BYTES = 40_000_000
"""Of pictures; Telegram takes files of 50 MB. What has no room is named in the list."""


def too_soon(person: Person, now: datetime) -> datetime | None:
    """When the person can ask for it again, if that is later than now."""
    again = person.copied_at + ONCE_IN if person.copied_at else now
    return again if again > now else None


def words_of(draft: Mapping[str, Any]) -> str:
    """What somebody wrote in a draft of any kind; empty where nothing was, or it is locked."""
    words = draft if "said" in draft else draft.get("words") or ""
    if not isinstance(words, str):
        return Words.model_validate(words).text
    return str(words or draft.get("description") or draft.get("name") or draft.get("reason") or "")


def packed(kept: dict[str, Any], page: str, pictures: Sequence[str], media: Media) -> bytes:
    """A ZIP of everything kept (JSON), a page to read, and the pictures as far as they fit."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc-truoc.html", page)
        archive.writestr("du-lieu.json", to_json(kept, indent=1))
        left = MOST_BYTES
        for key in pictures:
            data = _read(media, key)
            if data is not None and len(data) <= left:
                archive.writestr(f"anh/{key}", data, zipfile.ZIP_STORED)
                left -= len(data)
    return out.getvalue()


def _read(media: Media, key: str) -> bytes | None:
    try:
        return media.read(key)
    except FileNotFoundError:  # erased meanwhile
        return None
