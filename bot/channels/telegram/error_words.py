"""What Telegram says of a failure, as far as it is known here: the rest can quote a person."""

from __future__ import annotations

from bot.channels.telegram.sending import (
    NOT_AS_PICTURE,
    NOT_MODIFIED,
    TOPIC_IS_GONE,
    UNREACHABLE,
    WORDS_ONLY,
)

_REFUSED = (
    "bad request",
    "forbidden",
    "unauthorized",
    "conflict",
    "not found",
    "request entity too large",
    "too many requests",
    "internal server error",
    "bad gateway",
    "service unavailable",
    "gateway time",
    "gateway_timeout",
    "terminated by other getupdates",
    "terminated by setwebhook",
    "webhook is active",
    "invalid server response",
)
_CONNECTION = (
    "timed out",
    "timeout",
    "connecterror",
    "readerror",
    "writeerror",
    "proxyerror",
    "remoteprotocolerror",
    "all connection attempts failed",
    "certificate verify failed",
    "connection refused",
    "name or service not known",
    "temporary failure in name resolution",
)
_MESSAGE = (
    "can't parse entities",
    "can't initiate conversation",
    "bots can't send messages to bots",
    "chat_restricted",
    "need administrator rights",
    "not a member",
    "upgraded to a supergroup",
    "message is too long",
    "message_too_long",
    "caption is too long",
    "message text is empty",
    "message must be non-empty",
    "message to edit not found",
    "message to delete not found",
    "message to be replied not found",
    "message_id_invalid",
    "message can't be edited",
    "message can't be deleted",
    "no text in the message to edit",
    "no caption in the message to edit",
    "query is too old",
    "query id is invalid",
    "button_data_invalid",
    "button_url_invalid",
    "reply_markup",
    "inline keyboard expected",
    "media_empty",
    "photo_save_file_invalid",
    "can't use file of type",
    "wrong file identifier",
    "wrong file_id",
    "file is too big",
    "file reference has expired",
    "bad webhook",
    "method not found",
)
KNOWN = (
    *(*UNREACHABLE, *WORDS_ONLY, *TOPIC_IS_GONE, *NOT_AS_PICTURE, NOT_MODIFIED),
    *(*_REFUSED, *_CONNECTION, *_MESSAGE),
)
"""Whoever looks for further words in a refusal (bot/channels/telegram/sending.py) adds them."""


def known(words: str) -> str:
    """The known phrases in Telegram's words, and nothing else of them."""
    lower = words.lower()
    phrases = [phrase for phrase in KNOWN if phrase in lower]
    whole = [each for each in phrases if not any(each in other != each for other in phrases)]
    return ", ".join(dict.fromkeys(whole)) or "in words that are not known here"
