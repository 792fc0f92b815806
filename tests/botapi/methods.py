"""The methods of the Bot API: each checks what Telegram checks and refuses in its words."""

import io
import time
from collections.abc import Callable
from typing import Any

from PIL import Image, UnidentifiedImageError

from tests.botapi.inline import InlineMethods
from tests.botapi.markup import Parsed, Refused, parse, units
from tests.botapi.messages import BotMessage, checked_keys
from tests.botapi.params import TEXT_UNITS, Params
from tests.botapi.world import DOWNLOAD_LIMIT, TOO_OLD, Chat, Json, World

CAPTION_UNITS = 1024
PHOTO_BYTES = 10_000_000
UPLOAD_BYTES = 50_000_000
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)


class Methods(InlineMethods):
    """The Bot API for the bot; every public name is one method of the Bot API."""

    def __init__(self, world: World) -> None:
        self._world = world

    def find(self, name: str) -> Callable[[Params], Any] | None:
        """Return the method, whatever the case of its letters, as Telegram takes it."""
        wanted = name.lower()
        return next((getattr(self, m) for m in METHODS if m.lower() == wanted), None)

    # -- about the bot ---------------------------------------------------------------------

    def getMe(self, params: Params) -> Json:  # noqa: N802
        rights = {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": self._world.inline,
        }
        return {**self._world.bot.json(), **rights}

    def setMyCommands(self, params: Params) -> bool:  # noqa: N802
        commands = params.json("commands")
        if not isinstance(commands, list) or len(commands) > 100:
            raise Refused("Bad Request: BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            if not 1 <= len(command["command"]) <= 32 or not command["command"].islower():
                raise Refused("Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= 256:
                raise Refused("Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        scope = params.json("scope")
        where = f"commands of {scope['chat_id']}" if scope else "commands"
        self._world.settings[where] = commands
        return True

    def setMyDescription(self, params: Params) -> bool:  # noqa: N802
        return self._describe("description", params, 512)

    def setMyShortDescription(self, params: Params) -> bool:  # noqa: N802
        return self._describe("short_description", params, 120)

    def _describe(self, name: str, params: Params, limit: int) -> bool:
        if units(params.text(name)) > limit:
            raise Refused("Bad Request: bot description is too long")
        self._world.settings[name] = params.text(name)
        return True

    # -- chats and files -------------------------------------------------------------------

    def getChat(self, params: Params) -> Json:  # noqa: N802
        chat = self._chat(params)
        return {**chat.json(), "accent_color_id": 0, "max_reaction_count": 11}

    def getFile(self, params: Params) -> Json:  # noqa: N802
        file = self._world.files.get(params.text("file_id"))
        if file is None:
            raise Refused("Bad Request: wrong file_id or the file is temporarily unavailable")
        if file.size > DOWNLOAD_LIMIT:
            raise Refused("Bad Request: file is too big")
        unique = {"file_id": file.id, "file_unique_id": file.id[-12:]}
        return {**unique, "file_size": file.size, "file_path": file.path}

    def sendChatAction(self, params: Params) -> bool:  # noqa: N802
        self._chat(params)
        return True

    def answerCallbackQuery(self, params: Params) -> bool:  # noqa: N802
        answer = self._world.callbacks.pop(params.text("callback_query_id"), None)
        if answer is None:
            raise Refused(TOO_OLD)
        if not answer.done():
            answer.set_result(dict(params.fields))
        return True

    # -- sending ---------------------------------------------------------------------------

    def sendMessage(self, params: Params) -> Json:  # noqa: N802
        parsed = parse(params.text("text"), params.fields.get("parse_mode"))
        if not parsed.text:
            raise Refused("Bad Request: message text is empty")
        if units(parsed.text) > TEXT_UNITS:
            raise Refused("Bad Request: message is too long")
        return self._send("sendMessage", params, html=params.text("text"), text=parsed.text)

    def sendPhoto(self, params: Params) -> Json:  # noqa: N802
        data = self._picture(params, params.text("photo"), "photo")
        return self._send("sendPhoto", params, photos=[data], **self._caption(params.fields))

    def sendDocument(self, params: Params) -> Json:  # noqa: N802
        upload = params.files.get("document")
        if upload is None:
            raise Refused("Bad Request: there is no document in the request")
        if len(upload.data) > UPLOAD_BYTES:
            raise Refused("Request Entity Too Large", 413)
        content = {"document": upload.data, "file_name": upload.name}
        return self._send("sendDocument", params, **content, **self._caption(params.fields))

    def sendVoice(self, params: Params) -> Json:  # noqa: N802
        return self._send_recording("sendVoice", params, "voice")

    def sendVideo(self, params: Params) -> Json:  # noqa: N802
        return self._send_recording("sendVideo", params, "video")

    def _send_recording(self, method: str, params: Params, kind: str) -> Json:
        upload = params.files[kind]
        content = {"document": upload.data, "file_name": upload.name}
        return self._send(method, params, **content, **self._caption(params.fields))

    def sendLocation(self, params: Params) -> Json:  # noqa: N802
        try:
            spot = float(params.text("latitude")), float(params.text("longitude"))
        except ValueError:
            raise Refused("Bad Request: invalid location specified") from None
        return self._send("sendLocation", params, location=spot)

    def sendMediaGroup(self, params: Params) -> list[Json]:  # noqa: N802
        items = params.json("media")
        if not isinstance(items, list) or not 2 <= len(items) <= 10:
            raise Refused("Bad Request: wrong number of items in the album specified")
        if "reply_markup" in params.fields:
            raise Refused("Bad Request: reply markup can't be specified for an album")
        photos = [self._picture(params, item["media"], item["type"]) for item in items]
        caption = self._caption(items[0])
        chat = self._chat(params)
        self._refuse_media("sendMediaGroup", chat)
        ids = tuple(chat.next_id() for _ in items)
        message = self._message("sendMediaGroup", chat, params, ids=ids, photos=photos, **caption)
        chat.show(message)
        group = {"media_group_id": str(self._world.number())}
        return [self._json(message, chat) | group | {"message_id": number} for number in ids]

    # -- changing --------------------------------------------------------------------------

    def editMessageText(self, params: Params) -> Json:  # noqa: N802
        chat, message = self._editable(params)
        if message.method != "sendMessage":
            raise Refused("Bad Request: there is no text in the message to edit")
        parsed = parse(params.text("text"), params.fields.get("parse_mode"))
        if not parsed.text:
            raise Refused("Bad Request: message text is empty")
        if units(parsed.text) > TEXT_UNITS:
            raise Refused("Bad Request: message is too long")
        return self._change(chat, message, params, params.text("text"), parsed.text)

    def editMessageCaption(self, params: Params) -> Json:  # noqa: N802
        chat, message = self._editable(params)
        if not message.photos and message.document is None:
            raise Refused("Bad Request: there is no caption in the message to edit")
        caption = self._caption(params.fields)
        return self._change(chat, message, params, caption["html"], caption["text"])

    def editMessageMedia(self, params: Params) -> Json:  # noqa: N802
        chat, message = self._editable(params)
        if not message.photos:
            raise Refused("Bad Request: there is no media in the message to edit")
        media = params.json("media")
        photo = self._picture(params, media["media"], media["type"])
        at = message.ids.index(params.number("message_id") or 0) if message.ids else 0
        message.photos[at] = photo
        caption = self._caption(media)
        return self._change(chat, message, params, caption["html"], caption["text"])

    def editMessageReplyMarkup(self, params: Params) -> Json:  # noqa: N802
        chat, message = self._editable(params)
        return self._change(chat, message, params, message.html, message.text)

    def deleteMessage(self, params: Params) -> bool:  # noqa: N802
        chat = self._chat(params)
        message = chat.shown_by_id.get(params.number("message_id") or 0)
        if message is None or message.deleted:
            raise Refused("Bad Request: message to delete not found")
        message.deleted = True
        return True

    # -- within ----------------------------------------------------------------------------

    def _chat(self, params: Params) -> Chat:
        if not params.text("chat_id"):
            raise Refused("Bad Request: chat_id is empty")
        return self._world.chat(params.number("chat_id") or 0)

    def _send(self, method: str, params: Params, **content: Any) -> Json:
        chat = self._chat(params)
        self._refuse_media(method, chat)
        message = self._message(method, chat, params, **content)
        markup = message.markup
        if "keyboard" in markup:
            asks = any("request_location" in key for row in markup["keyboard"] for key in row)  # type: ignore[attr-defined]
            if asks and chat.type != "private":
                raise Refused("Bad Request: location can be requested in private chats only")
            chat.keyboard = markup
        elif markup.get("remove_keyboard"):
            chat.keyboard = None
        message.id = chat.next_id()
        chat.show(message)
        return self._json(message, chat)

    def _refuse_media(self, method: str, chat: Chat) -> None:
        if chat.words_only and method != "sendMessage":
            names = {"sendDocument": "documents", "sendLocation": "locations",
                     "sendVoice": "voices", "sendVideo": "videos"}  # fmt: skip
            content = names.get(method, "photos")
            raise Refused(f"Bad Request: not enough rights to send {content} to the chat")

    def _message(self, method: str, chat: Chat, params: Params, **content: Any) -> BotMessage:
        ids = content.get("ids", (0,))
        return BotMessage(
            chat=chat.id,
            id=ids[0],
            method=method,
            at=time.monotonic(),
            markup=self._markup(params),
            thread=self._thread(chat, params),
            reply_to=self._reply_to(chat, params),
            **content,
        )

    def _thread(self, chat: Chat, params: Params) -> int | None:
        thread = params.number("message_thread_id")
        if thread is None:
            return None
        if thread not in chat.topics:
            raise Refused("Bad Request: message thread not found")
        if chat.topics[thread] == "closed":
            raise Refused("Bad Request: TOPIC_CLOSED")
        return thread

    def _reply_to(self, chat: Chat, params: Params) -> int | None:
        wanted = params.json("reply_parameters")
        if wanted is None:
            return None
        if wanted["message_id"] > 1_000_000:  # no chat here ever gets that far
            if not wanted.get("allow_sending_without_reply"):
                raise Refused("Bad Request: message to be replied not found")
            return None
        return int(wanted["message_id"])

    def _markup(self, params: Params) -> Json:
        markup = params.json("reply_markup")
        if markup is None:
            return {}
        if len(markup.get("input_field_placeholder", "")) > 64:
            raise Refused("Bad Request: reply keyboard placeholder is too long")
        return checked_keys(markup)

    def _caption(self, fields: dict[str, str]) -> Json:
        html = fields.get("caption", "")
        parsed: Parsed = parse(html, fields.get("parse_mode"))
        if units(parsed.text) > CAPTION_UNITS:
            raise Refused("Bad Request: message caption is too long")
        return {"html": html, "text": parsed.text}

    def _picture(self, params: Params, attachment: str, kind: str) -> bytes:
        if kind != "photo":
            raise Refused("Bad Request: type of file mismatch")
        upload = params.files.get(attachment.removeprefix("attach://") or "photo")
        if upload is None:
            raise Refused(
                "Bad Request: wrong remote file identifier specified: wrong string length"
            )
        if len(upload.data) > PHOTO_BYTES:
            raise Refused("Bad Request: file of this size can't be used as a photo")
        try:
            with Image.open(io.BytesIO(upload.data)) as picture:
                width, height = picture.size
        except UnidentifiedImageError:
            raise Refused("Bad Request: IMAGE_PROCESS_FAILED") from None
        if width + height > 10_000 or max(width, height) > 20 * min(width, height):
            raise Refused("Bad Request: PHOTO_INVALID_DIMENSIONS")
        return upload.data

    def _editable(self, params: Params) -> tuple[Chat, BotMessage]:
        chat = self._chat(params)
        message = chat.shown_by_id.get(params.number("message_id") or 0)
        if message is None or message.deleted:
            raise Refused("Bad Request: message to edit not found")
        if message.markup and "inline_keyboard" not in message.markup:
            raise Refused("Bad Request: message can't be edited")
        return chat, message

    def _change(self, chat: Chat, at: BotMessage, params: Params, html: str, text: str) -> Json:
        markup = self._markup(params)
        if (text, html, markup) == (at.text, at.html, at.markup):
            raise Refused(NOT_MODIFIED)
        to_read = bool(markup) or html != at.html
        at.html, at.text, at.markup = html, text, markup
        at.edits += 1
        at.at = time.monotonic()
        chat.show(at, to_read=to_read)
        return self._json(at, chat)

    def _json(self, bot_message: BotMessage, chat: Chat) -> Json:
        message: Json = {
            "message_id": bot_message.id,
            "date": int(time.time()),
            "chat": chat.json(),
            "from": self._world.bot.json(),
        }
        if bot_message.method == "sendMessage":
            message["text"] = bot_message.text
        elif bot_message.text:
            message["caption"] = bot_message.text
        if bot_message.thread is not None:
            message |= {"message_thread_id": bot_message.thread, "is_topic_message": True}
        if bot_message.buttons:
            message["reply_markup"] = bot_message.markup
        return message


METHODS = [name for name in dir(Methods) if not name.startswith("_") and name != "find"]
