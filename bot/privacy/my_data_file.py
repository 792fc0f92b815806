"""Pack what is kept about one person into a ZIP: a page, JSON and the pictures."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic_core import to_json

from bot.core.draft_content import DraftContent
from bot.core.media import Media
from db.models import Person

ONCE_IN = timedelta(hours=1)
"""Least time between two copies for one person."""
MOST_BYTES = 40_000_000
"""Limit for the pictures; Telegram takes files of 50 MB. The rest is only named in the list."""


def too_soon(person: Person, now: datetime) -> datetime | None:
    """Return when the person may ask again, if that is later than now."""
    next_at = person.copied_at + ONCE_IN if person.copied_at else now
    return next_at if next_at > now else None


def words_of(draft: Mapping[str, Any]) -> str:
    """Return the words in a draft of any kind; empty where there are none, or they are locked."""
    words = draft if "said" in draft else draft.get("words") or ""
    if not isinstance(words, str):
        return DraftContent.model_validate(words).text
    return str(words or draft.get("description") or draft.get("name") or draft.get("reason") or "")


def packed(content: dict[str, Any], page: str, pictures: Sequence[str], media: Media) -> bytes:
    """Return a ZIP of the content as JSON, the page, and the pictures as far as they fit."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc-truoc.html", page)
        archive.writestr("du-lieu.json", to_json(content, indent=1))
        remaining = MOST_BYTES
        for key in pictures:
            data = _read(media, key)
            if data is not None and len(data) <= remaining:
                archive.writestr(f"anh/{key}", data, zipfile.ZIP_STORED)
                remaining -= len(data)
    return out.getvalue()


def _read(media: Media, key: str) -> bytes | None:
    try:
        return media.read(key)
    except FileNotFoundError:  # erased meanwhile
        return None
