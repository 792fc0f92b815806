"""Reading the page's posts, into an `Incoming` for the core and a message of the history."""

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field, Json, ValidationError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.core.events import BUTTON_DATA_BYTES, Incoming, Photo, Place, Sender
from bot.core.heif import may_be_picture
from bot.web.bounded import TooDeep, bounded, read_json, warn_once
from bot.web.forms import MOST_PICTURES, PICTURE_BYTES, Uploads

TEXT_BYTES = 1_000_000
BODY_BYTES = MOST_PICTURES * PICTURE_BYTES + 4 * TEXT_BYTES

TOO_LONG = (
    "Tin này dài quá, máy chưa nhận được. Anh/chị rút gọn hoặc chia thành vài tin ngắn giúp ạ."
)
TOO_LARGE = (
    f"Tin này nặng quá. Mỗi tin gửi được nhiều nhất {MOST_PICTURES} ảnh, mỗi ảnh không quá "
    f"{PICTURE_BYTES // 1_000_000} MB. Anh/chị chia thành vài tin giúp ạ."
)
NOT_READ = "Máy chưa đọc được tin này. Anh/chị tải lại trang rồi gửi lại giúp ạ."
EMPTY = "Tin chưa có nội dung. Anh/chị gõ vài chữ hoặc chọn ảnh giúp ạ."

_COMMAND = re.compile(r"/(\w{1,32})(?:\s+(.*))?\s*", re.DOTALL | re.ASCII)


class Refused(Exception):
    """The request is answered with a sentence for the person, and with this HTTP status."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


Text = Annotated[
    str, AfterValidator(lambda text: text.replace("\0", "").encode(errors="replace").decode())
]
"""A text without zero characters and halves of surrogate pairs."""


class Posted(BaseModel):
    """The fields of a post; in a form `place` is JSON. A page makes one `id` for each message."""

    id: Annotated[str, Field(pattern=r"^[0-9A-Za-z-]{8,64}$")]
    text: Text = ""
    button: Annotated[Text, Field(min_length=1)] | None = None
    message: str | None = None
    """The message whose button was pressed."""
    place: Place | Json[Place] | None = None


@dataclass(frozen=True)
class Post:
    """A post that was read: its fields, and its pictures or files of another kind instead."""

    fields: Posted
    photos: tuple[Photo, ...] = ()
    only_other_files: bool = False

    def incoming(self, sender: Sender, **ids: Any) -> Incoming:
        """Return the post for the core; `ids` are of the update, its sequence and the message."""
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
        """Return the post's message for the history; `label` is the pressed button's."""
        command, _ = _command(self.fields.text)
        # What follows /start can be an invitation: only its hash is kept, so not here either.
        text = "/start" if command == "start" else self.fields.text
        return {
            "text": label or text,
            "photos": [photo.key for photo in self.photos if photo.key],
            "not_taken": sum(1 for photo in self.photos if photo.refused),
            "place": self.fields.place.model_dump() if self.fields.place else None,
        }


async def read_post(request: Request, uploads: Uploads) -> Post:
    """Return the post in a JSON or multipart request; raise `Refused` or OSError."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        post = Post(_checked(await _json(request)))
    elif kind == "multipart/form-data":
        post = await _form(request, uploads)
    else:
        raise Refused(415, NOT_READ)
    if not (post.fields.text or post.fields.button or post.fields.place or post.photos):
        raise Refused(400, EMPTY)
    return post


async def _form(request: Request, uploads: Uploads) -> Post:
    limits = {"max_files": MOST_PICTURES, "max_fields": 10, "max_part_size": 3 * TEXT_BYTES}
    too_large = Refused(413, TOO_LARGE)
    try:
        async with bounded(request, BODY_BYTES, too_large).form(**limits) as form:
            texts = {name: value for name, value in form.items() if isinstance(value, str)}
            files = [file for file in form.getlist("photos") if isinstance(file, UploadFile)]
            return await _post(_checked(texts), files, uploads)
    except HTTPException as error:
        raise too_large from error


async def _post(fields: Posted, files: list[UploadFile], uploads: Uploads) -> Post:
    photos = [
        await uploads.take(file, f"{fields.id}/{number}", recordings=True)
        for number, file in enumerate(files)
    ]
    only_other_files = bool(files) and all(
        photo.refused == "not_a_picture"
        and not may_be_picture(file.content_type or "", file.filename or "")
        for file, photo in zip(files, photos, strict=True)
    )
    return Post(fields, tuple(photos), only_other_files)


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


async def _json(request: Request) -> object:
    body = await read_body(request, 3 * TEXT_BYTES)
    try:
        return read_json(body)
    except ValueError as error:
        if isinstance(error, TooDeep):
            warn_once("Refused at the page: JSON nested too deep")
        raise Refused(400, NOT_READ) from error


async def read_body(request: Request, limit: int) -> bytes:
    """Return the body of a request; raises `Refused` where it is longer."""
    return await bounded(request, limit, Refused(413, TOO_LONG)).body()


def _command(text: str) -> tuple[str | None, str]:
    match = _COMMAND.fullmatch(text)
    return (match[1].lower(), (match[2] or "").strip()) if match else (None, text)
