"""Reading what a page's form sends: a bounded number of fields, pictures into the store, a file."""

import asyncio
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.core.events import Photo
from bot.core.fetching import REFUSED
from bot.core.media import Media
from bot.core.recordings import may_be_recording
from bot.texts import cleaned
from bot.web.bounded import bounded

MOST_FIELDS = 200
MOST_PICTURES = 10
MOST_FILES = 100
"""Files read of one form; of the pictures among them the first are kept."""
FIELD_BYTES = 200_000
PICTURE_BYTES = 20_000_000
"""As much as Telegram gives to a bot, so that all channels refuse the same."""
BODY_BYTES = MOST_PICTURES * PICTURE_BYTES + 1_000_000


DOCUMENT = "document"
"""The field whose file is taken as it is."""


class BadForm(Exception):
    """A form that is too large, or that no page of ours has sent."""


@dataclass(frozen=True)
class Form:
    """A form's fields, keys of its `photos`, those `refused`, and its `document`.

    `surplus` pictures were not looked at: there were too many.
    """

    fields: tuple[tuple[str, str], ...] = ()
    photos: tuple[str, ...] = ()
    refused: tuple[Photo, ...] = ()
    surplus: int = 0
    document: tuple[str, bytes] | None = None

    def __getitem__(self, name: str) -> str:
        """Return the last value of a field, or an empty text."""
        return next((value for key, value in reversed(self.fields) if key == name), "")

    def all(self, name: str) -> list[str]:
        """Return every value of a field."""
        return [value for key, value in self.fields if key == name]


class Uploads:
    """Keeps uploaded pictures and recordings, and reads the forms they come in."""

    def __init__(self, media: Media) -> None:
        self._media = media
        # Pictures unpacked at one time: each can take some hundred megabytes.
        self._unpacking = asyncio.Semaphore(2)

    async def take(self, file: UploadFile, ref: str = "", recordings: bool = False) -> Photo:
        """Return what became of a file; a recording is one only where `recordings` are taken."""
        if (file.size or 0) > PICTURE_BYTES:
            return Photo(ref=ref, refused="too_big")
        recording = recordings and may_be_recording(file.content_type or "")
        add = self._media.add_recording if recording else self._media.add_picture
        try:
            async with self._unpacking:
                key = await asyncio.to_thread(add, await file.read())
        except tuple(REFUSED) as error:
            return Photo(ref=ref, recording=recording, refused=REFUSED[type(error)])
        return Photo(ref=ref, key=key, recording=recording)

    async def read_form(self, request: Request) -> Form:
        """Return the form of a request; raises `BadForm`."""
        limits = {
            "max_files": MOST_FILES, "max_fields": MOST_FIELDS, "max_part_size": FIELD_BYTES,
        }  # fmt: skip
        too_large = BadForm("too large")
        try:
            async with bounded(request, BODY_BYTES, too_large).form(**limits) as form:
                items = form.multi_items()
                fields = tuple((key, cleaned(text)) for key, text in items if isinstance(text, str))
                files = [(key, f) for key, f in items if isinstance(f, UploadFile) and f.size]
                pictures = [file for key, file in files if key != DOCUMENT]
                uploads = [await self.take(file) for file in pictures[:MOST_PICTURES]]
                documents = [await _document(file) for key, file in files if key == DOCUMENT]
        except HTTPException as error:
            raise BadForm(str(error.detail)) from error
        photos = tuple(dict.fromkeys(photo.key for photo in uploads if photo.key))
        refused = tuple(photo for photo in uploads if photo.refused)
        surplus, document = len(pictures) - len(uploads), next(iter(documents), None)
        return Form(fields, photos, refused, surplus, document)


async def _document(file: UploadFile) -> tuple[str, bytes] | None:
    too_large = (file.size or 0) > PICTURE_BYTES
    return None if too_large else (cleaned(file.filename or ""), await file.read())


def signature(token: str, words: str) -> str:
    """Return the proof that a page of this session wrote these words."""
    return hmac.new(token.encode(), words.encode(), hashlib.sha256).hexdigest()


def signed_keys(token: str, keys: Sequence[str]) -> list[str]:
    """Return picture keys that a form can carry back and nobody can make up."""
    return [f"{key}~{signature(token, key)}" for key in keys]


def keys_signed(token: str, values: Sequence[str]) -> tuple[str, ...]:
    """Return those of the keys that come from `signed_keys` of the same session."""
    pairs = [value.partition("~")[::2] for value in values]
    return tuple(key for key, proof in pairs if is_signed(token, key, proof))


def is_signed(token: str, words: str, proof: str) -> bool:
    """Return whether a page of this session wrote these words."""
    return hmac.compare_digest(signature(token, words).encode(), proof.encode())
