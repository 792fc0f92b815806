"""What the page posts, turned into an `Incoming` and into what the history shows of it."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field, Json, ValidationError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from bot.core.events import BUTTON_DATA_BYTES, Incoming, Photo, Place, Sender
from bot.core.heif import may_be_picture
from bot.core.media import Media, NotAPicture
from bot.web.bounded import TooDeep, read_json, tell_once

TEXT_BYTES = 1_000_000
PHOTO_BYTES = 20_000_000
"""As much as Telegram gives to a bot, so that both channels refuse the same."""
MOST_PHOTOS = 10
BODY_BYTES = MOST_PHOTOS * PHOTO_BYTES + 4 * TEXT_BYTES

TOO_LONG = (
    "Tin này dài quá, máy chưa nhận được. Anh/chị rút gọn hoặc chia thành vài tin ngắn giúp ạ."
)
TOO_LARGE = (
    f"Tin này nặng quá. Mỗi tin gửi được nhiều nhất {MOST_PHOTOS} ảnh, mỗi ảnh không quá "
    f"{PHOTO_BYTES // 1_000_000} MB. Anh/chị chia thành vài tin giúp ạ."
)
NOT_READ = "Máy chưa đọc được tin này. Anh/chị tải lại trang rồi gửi lại giúp ạ."
EMPTY = "Tin chưa có nội dung. Anh/chị gõ vài chữ hoặc chọn ảnh giúp ạ."

_COMMAND = re.compile(r"/(\w{1,32})(?:\s+(.*))?\s*", re.DOTALL | re.ASCII)


class Refused(Exception):
    """A request that is answered with a sentence for the person, and with this HTTP status."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


def _storable(text: str) -> str:
    """Without what no database stores: zero characters, and halves of surrogate pairs."""
    return text.replace("\0", "").encode(errors="replace").decode()


Text = Annotated[str, AfterValidator(_storable)]


class Posted(BaseModel):
    """The fields of a post; in a form, `place` is JSON.

    `id` is made by the page, once for a message however often that is sent.
    """

    id: Annotated[str, Field(pattern=r"^[0-9A-Za-z-]{8,64}$")]
    text: Text = ""
    button: Annotated[Text, Field(min_length=1)] | None = None
    message: str | None = None
    """The message whose button was pressed."""
    place: Place | Json[Place] | None = None


class Order:
    """Nanoseconds since 1970, strictly growing: the order in which messages came in."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> int:
        """A number larger than any before it."""
        self._last = max(self._last + 1, time.time_ns())
        return self._last


@dataclass(frozen=True)
class Post:
    """A post that was read: its fields, and its pictures or files of another kind instead."""

    fields: Posted
    photos: tuple[Photo, ...] = ()
    only_other_files: bool = False

    def incoming(self, sender: Sender, **ids: Any) -> Incoming:
        """The post as the core reads it: a command, a pressed button, or what was written and sent.

        `ids` are the update's id, its sequence, and the message's.
        """
        fields = self.fields
        command, text = _command(fields.text)
        unsupported = self.only_other_files and not (text or fields.button or fields.place)
        return Incoming(
            channel="web",
            chat=sender.id,
            sender=sender,
            command=command,
            text=text,
            button=fields.button,
            photos=() if unsupported else self.photos,
            place=fields.place,
            event="unsupported" if unsupported else None,
            **ids,
        )

    def history(self, label: str | None) -> dict[str, Any]:
        """What the person sees of their own post afterwards; `label` is the pressed button's."""
        command, _ = _command(self.fields.text)
        # What follows /start can be an invitation: only its hash is kept, so not here either.
        text = "/start" if command == "start" else self.fields.text
        return {
            "text": label or text,
            "photos": [photo.key for photo in self.photos if photo.key],
            "not_taken": sum(1 for photo in self.photos if photo.refused),
            "place": self.fields.place.model_dump() if self.fields.place else None,
        }


class Reader:
    """Reads what the page posts, and keeps the pictures in it."""

    def __init__(self, media: Media) -> None:
        self._media = media
        # Pictures unpacked at one time: each can take some hundred megabytes.
        self._unpacking = asyncio.Semaphore(2)

    async def read(self, request: Request) -> Post:
        """The post in a JSON or multipart request; raises `Refused`, or OSError on a full disk."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "application/json":
            return _with_content(Post(_checked(await _json(request))))
        if kind == "multipart/form-data":
            return _with_content(await self._form(request))
        raise Refused(415, NOT_READ)

    async def _form(self, request: Request) -> Post:
        limits = {"max_files": MOST_PHOTOS, "max_fields": 10, "max_part_size": 3 * TEXT_BYTES}
        try:
            async with _bounded(request, BODY_BYTES).form(**limits) as form:
                texts = {name: value for name, value in form.items() if isinstance(value, str)}
                files = [file for file in form.getlist("photos") if isinstance(file, UploadFile)]
                return await self._post(_checked(texts), files)
        except HTTPException as error:
            raise Refused(413, TOO_LARGE) from error

    async def _post(self, fields: Posted, files: list[UploadFile]) -> Post:
        photos = [await self._take(file, f"{fields.id}/{n}") for n, file in enumerate(files)]
        only_others = bool(files) and all(
            photo.refused == "not_a_picture" and not _claims_to_be_a_picture(file)
            for file, photo in zip(files, photos, strict=True)
        )
        return Post(fields, tuple(photos), only_others)

    async def _take(self, file: UploadFile, ref: str) -> Photo:
        if (file.size or 0) > PHOTO_BYTES:
            return Photo(ref=ref, refused="too_big")
        try:
            async with self._unpacking:
                key = await asyncio.to_thread(self._media.add_picture, await file.read())
        except NotAPicture:
            return Photo(ref=ref, refused="not_a_picture")
        return Photo(ref=ref, key=key)


def _checked(fields: object) -> Posted:
    try:
        posted = Posted.model_validate(fields)
    except ValidationError as error:
        raise Refused(400, NOT_READ) from error
    if len(posted.text.encode()) >= TEXT_BYTES:
        raise Refused(413, TOO_LONG)
    if posted.button and len(posted.button.encode()) > BUTTON_DATA_BYTES:
        raise Refused(400, NOT_READ)
    return posted.model_copy(update={"text": posted.text.strip()})


def _with_content(post: Post) -> Post:
    fields = post.fields
    if not (fields.text or fields.button or fields.place or post.photos):
        raise Refused(400, EMPTY)
    return post


async def _json(request: Request) -> object:
    body = await _bounded(request, 3 * TEXT_BYTES).body()
    try:
        return read_json(body)
    except ValueError as error:
        if isinstance(error, TooDeep):
            tell_once("Refused at the page: JSON nested too deep")
        raise Refused(400, NOT_READ) from error


def _bounded(request: Request, most: int) -> Request:
    """The same request, of which at most that many bytes are read."""
    read = 0

    async def receive() -> Message:
        nonlocal read
        message = await request.receive()
        read += len(message.get("body", b""))
        if read > most:
            raise Refused(413, TOO_LARGE if most == BODY_BYTES else TOO_LONG)
        return message

    return Request(request.scope, receive)


def _claims_to_be_a_picture(file: UploadFile) -> bool:
    return may_be_picture(file.content_type or "", file.filename or "")


def _command(text: str) -> tuple[str | None, str]:
    found = _COMMAND.fullmatch(text)
    return (found[1].lower(), (found[2] or "").strip()) if found else (None, text)
