"""Queries of the web page's history: the messages of each chat, their changes, and erasing them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, delete, func, or_, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from db.engine import lock
from db.models import Chat, Person, WebMessage

CHANNEL = "web"
"""The name of the channel."""
STAYS = ("photos", "files", "place")
"""Parts of a message that an edit leaves as they are."""
ERASED = {"erased": True}
"""The payload of the last row of an erased chat: it tells an open page to drop all messages."""

_REVISION_LOCK = 0x776562  # "web": any number that no other advisory lock uses


def add(
    session: Session,
    chat: str,
    author: str,
    payload: dict[str, Any],
    now: datetime,
    update_id: str | None = None,
) -> WebMessage:
    """Add a message by `author` (me or bot), or return the one that has this `update_id`."""
    revision = _next_revision(session)
    earlier = _sent(session, chat, update_id) if update_id else None
    if earlier:
        return earlier
    message = WebMessage(
        chat=chat,
        author=author,
        update_id=update_id,
        payload=payload,
        revision=revision,
        created_at=now,
    )
    session.add(message)
    session.flush()
    return message


def replace(
    session: Session,
    chat: str,
    message_id: str,
    payload: dict[str, Any],
    *,
    wipe: bool = False,
) -> WebMessage | None:
    """Put `payload` in the place of the chat's message; None if it has no such message.

    Pictures, files and a place stay where the new payload brings none, as on Telegram (with `wipe`
    they go); a payload with nothing else to show changes the buttons alone.
    """
    revision = _next_revision(session)
    message = find(session, chat, message_id)
    if message is None or message.payload == ERASED:
        return None
    before = message.payload
    stays = () if wipe else STAYS
    unchanged = {key: before[key] for key in stays if key in before and not payload.get(key)}
    if "text" in before and not any(payload.get(key) for key in ("text", *STAYS)):
        unchanged["text"] = before["text"]
    message.payload, message.revision = {**payload, **unchanged}, revision
    return message


def spend(session: Session, chat: str, message_id: str) -> None:
    """Note that the buttons of the chat's message are spent."""
    revision = _next_revision(session)
    message = find(session, chat, message_id)
    if message is not None and message.payload != ERASED:
        message.payload, message.revision = {**message.payload, "spent": True}, revision


def find(session: Session, chat: str, message_id: str) -> WebMessage | None:
    """Return the message of that id, if it is in that chat."""
    if not (message_id.isascii() and message_id.isdigit() and len(message_id) < 10):
        return None
    message = session.get(WebMessage, int(message_id))
    return message if message and message.chat == chat else None


def latest(session: Session, chat: str, limit: int, before: int | None = None) -> list[WebMessage]:
    """Return the last `limit` messages of a chat (older than id `before`), oldest first."""
    query = select(WebMessage).where(WebMessage.chat == chat)
    if before is not None:
        query = query.where(col(WebMessage.id) < before)
    messages = session.exec(query.order_by(col(WebMessage.id).desc()).limit(limit))
    return list(messages)[::-1]


def changed(session: Session, chat: str, after: int, limit: int = 200) -> Sequence[WebMessage]:
    """Return the messages added or changed since revision `after`, in order of change."""
    query = (
        select(WebMessage)
        .where(WebMessage.chat == chat, WebMessage.revision > after)
        .order_by(col(WebMessage.revision))
        .limit(limit)
    )
    return session.exec(query).all()


def forget(session: Session, chat: str) -> set[str]:
    """Erase a chat's messages; an open page drops them at its next message.

    Returns their media keys, for the caller to erase the files that nothing else names.
    """
    revision = _next_revision(session)
    messages = latest(session, chat, limit=1_000_000)
    if not messages:
        return set()
    keys = _media_keys(message.payload for message in messages)
    _erase_all_but(session, messages, messages[-1], revision)
    return keys


def blot(session: Session, words: str, payload: dict[str, Any]) -> None:
    """Put `payload` in the place of every message, in any chat, that contains these words."""
    if messages := session.exec(select(WebMessage).where(_contains(words))).all():
        for revision, message in enumerate(messages, _next_revision(session)):
            message.payload, message.revision = dict(payload), revision


def drop_file(session: Session, key: str) -> None:
    """Remove a file from the messages that show it; their words stay."""
    for message in session.exec(select(WebMessage).where(_contains(key))).all():
        message.payload = {**message.payload, "files": []}


def pictures_without_consent(session: Session, before: datetime) -> Sequence[WebMessage]:
    """Return the messages with pictures that residents without consent sent before that moment."""
    is_resident = (Person.channel == CHANNEL, Person.role == "resident")
    residents = select(Person.channel_id).where(*is_resident)
    query = (
        select(WebMessage)
        .where(WebMessage.author == "me", WebMessage.created_at < before)
        .where(_contains(".jpg"))
        .where(col(WebMessage.chat).in_(residents.where(col(Person.consent_version).is_(None))))
    )
    return session.exec(query).all()


def sent_with(session: Session, chat: str, keys: Collection[str]) -> Sequence[WebMessage]:
    """Return the messages a person sent in a chat with one of these pictures."""
    query = select(WebMessage).where(WebMessage.chat == chat, WebMessage.author == "me")
    return session.exec(query.where(or_(*map(_contains, keys)))).all()


def drop_pictures(session: Session, messages: Iterable[WebMessage], keys: Collection[str]) -> None:
    """Remove all pictures but those with these keys from the messages, and count the removed."""
    for revision, message in enumerate(messages, _next_revision(session)):
        before = message.payload.get("photos", [])
        photos = [key for key in before if key in keys]
        dropped = message.payload.get("gone", 0) + len(before) - len(photos)
        message.payload = {**message.payload, "photos": photos, "gone": dropped}
        message.revision = revision


def rename(session: Session, chat: str, name: str) -> None:
    """Give the rows of a chat's history another chat's name."""
    session.exec(update(WebMessage).where(col(WebMessage.chat) == chat).values(chat=name))


def forget_before(session: Session, moment: datetime, unagreed: datetime | None = None) -> set[str]:
    """Erase every message older than `moment`, and return the media keys.

    In the chats of residents without consent, messages older than `unagreed` go too. The row with
    the newest revision stays, empty, until there is a newer one: a revision given twice would hide
    a message from an open page.
    """
    newest = _newest_revision(session)
    is_old = col(WebMessage.created_at) < moment
    if unagreed is not None:
        is_unagreed = col(WebMessage.chat).in_(_chats_without_consent())
        is_old |= (col(WebMessage.created_at) < unagreed) & is_unagreed
    old = session.exec(select(WebMessage).where(is_old)).all()
    keys = _media_keys(message.payload for message in old)
    last = next((message for message in old if message.revision == newest), None)
    _erase_all_but(session, old, last, newest)
    return keys


def _contains(words: str) -> ColumnElement[bool]:
    return cast(WebMessage.payload, Text).contains(words, autoescape=True)


def _chats_without_consent() -> SelectOfScalar[str]:
    """Return the query of the chats of residents without consent."""
    of_residents = select(Chat.channel_id).join(Person, col(Person.id) == Chat.person_id)
    return of_residents.where(
        Chat.channel == CHANNEL, Person.role == "resident", col(Person.consent_version).is_(None)
    )


def _erase_all_but(
    session: Session, messages: Iterable[WebMessage], last: WebMessage | None, revision: int
) -> None:
    ids = [message.id for message in messages if message is not last]
    for start in range(0, len(ids), 500):
        session.exec(delete(WebMessage).where(col(WebMessage.id).in_(ids[start : start + 500])))
    if last:
        last.author, last.update_id = "bot", None
        last.payload, last.revision = dict(ERASED), revision


def _sent(session: Session, chat: str, update_id: str) -> WebMessage | None:
    query = select(WebMessage).where(WebMessage.chat == chat, WebMessage.update_id == update_id)
    return session.exec(query).first()


def _next_revision(session: Session) -> int:
    """Return one more than the newest, and shut out other writers of the table until the commit.

    With a sequence, a smaller number could be committed after a larger one was read, and be missed
    for ever.
    """
    lock(session.connection(), _REVISION_LOCK)
    return _newest_revision(session) + 1


def _newest_revision(session: Session) -> int:
    return session.exec(select(func.max(WebMessage.revision))).one() or 0


def _media_keys(payloads: Iterable[dict[str, Any]]) -> set[str]:
    keys: set[str] = set()
    for payload in payloads:
        keys.update(payload.get("photos", ()))
        keys.update(file["key"] for file in payload.get("files", ()))
    return keys
