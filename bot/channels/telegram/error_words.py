"""The phrases of Telegram's errors: those that the channel acts on, and those that may be logged.

Nothing else of an error is logged, since the rest can quote a person.
"""

from collections.abc import Sequence

# Telegram says by a 400 too what elsewhere is a 403: nothing can be sent to this chat.
UNREACHABLE = (
    "chat not found",
    "user is deactivated",
    "bot was kicked",
    "bot was blocked",
    "peer_id_invalid",
    "not enough rights to send text messages",
    "have no rights to send a message",
    "chat_write_forbidden",
)
WORDS_ONLY = ("not enough rights to send", "chat_send_media_forbidden")
"""A group may let members write, and send no pictures, files or places."""
TOPIC_IS_GONE = ("message thread not found", "topic_closed", "topic_deleted")
# Sizes are not checked on our side: what is refused as a picture is sent as a file.
NOT_AS_PICTURE = ("photo_invalid_dimensions", "image_process_failed")
NO_VOICES = ("voice_messages_forbidden", "chat_send_voices_forbidden", "chat_send_videos_forbidden")
NOT_MODIFIED = ("message is not modified",)
LOGGED = """
bad request, forbidden, unauthorized, conflict, not found, request entity too large, too many
requests, internal server error, bad gateway, service unavailable, gateway time, gateway_timeout,
terminated by other getupdates, terminated by setwebhook, webhook is active, invalid server
response, timed out, timeout, connecterror, readerror, writeerror, proxyerror,
remoteprotocolerror, all connection attempts failed, certificate verify failed, connection
refused, name or service not known, temporary failure in name resolution, can't parse entities,
can't initiate conversation, bots can't send messages to bots, chat_restricted, need administrator
rights, not a member, upgraded to a supergroup, message is too long, message_too_long, caption is
too long, message text is empty, message must be non-empty, message to edit not found, message to
delete not found, message to be replied not found, message_id_invalid, message can't be edited,
message can't be deleted, no text in the message to edit, no caption in the message to edit, query
is too old, query id is invalid, button_data_invalid, button_url_invalid, reply_markup, inline
keyboard expected, media_empty, photo_save_file_invalid, can't use file of type, wrong file
identifier, wrong file_id, file is too big, file reference has expired, bad webhook, method not
found
"""
KNOWN_PHRASES = (
    *(*UNREACHABLE, *WORDS_ONLY, *TOPIC_IS_GONE, *NOT_AS_PICTURE, *NO_VOICES, *NOT_MODIFIED),
    *" ".join(LOGGED.split()).split(", "),
)


def mentions(error: Exception, phrases: Sequence[str]) -> bool:
    """Return whether an error has one of these phrases: a 400 has no other sign of its cause."""
    message = str(error).lower()
    return any(phrase in message for phrase in phrases)


def known_phrases(words: str) -> str:
    """Return the known phrases in an error's words, and nothing else of them."""
    lower = words.lower()
    phrases = [phrase for phrase in KNOWN_PHRASES if phrase in lower]
    longest = [
        phrase for phrase in phrases if not any(phrase in longer != phrase for longer in phrases)
    ]
    return ", ".join(dict.fromkeys(longest)) or "in words that are not known here"
