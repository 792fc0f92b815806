"""The web page's history: what was shown in a chat, in which order it changed, and its end."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, delete, func, or_, text, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from db.models import Chat, Person, WebMessage

CHANNEL = "web"
"""The name of the channel."""
STAYS = ("photos", "files", "place")
"""What an edit leaves as it is."""
ERASED = {"erased": True}
"""The payload of the one row left of an erased chat: it tells an open page to drop the rest."""

_REVISION_LOCK = 0x776562  # "web": any number that no other advisory lock uses


def add(
    session: Session,
    chat: str,
    author: str,
    payload: dict[str, Any],
    now: datetime,
    update_id: str | None = None,
) -> WebMessage:
    """Add a message by `author` (me or bot); one that has this `update_id` already is returned."""
    revision = _next_revision(session)
    known = _sent(session, chat, update_id) if update_id else None
    if known:
        return known
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


def show(
    session: Session, chat: str, payload: dict[str, Any], now: datetime, edit: str | None
) -> WebMessage:
    """Show a message of the bot: in the place of the message `edit` if the chat has that one."""
    edited = replace(session, chat, edit, payload) if edit else None
    return edited or add(session, chat, "bot", payload, now)


def replace(
    session: Session,
    chat: str,
    message_id: str,
    payload: dict[str, Any],
    *,
    wipe: bool = False,
) -> WebMessage | None:
    """Put `payload` in the place of what the chat's message shows; None if it has no such.

    Pictures, files and a place stay where the new payload brings none, as on Telegram (with `wipe`
    they go); with no words and nothing else to show, it changes the buttons alone.
    """
    revision = _next_revision(session)
    message = find(session, chat, message_id)
    if message is None or message.payload == ERASED:
        return None
    before = message.payload
    stays = () if wipe else STAYS
    kept = {key: before[key] for key in stays if key in before and not payload.get(key)}
    if "text" in before and not any(payload.get(key) for key in ("text", *STAYS)):
        kept["text"] = before["text"]
    message.payload, message.revision = {**payload, **kept}, revision
    session.add(message)
    session.flush()
    return message


def spend(session: Session, chat: str, message_id: str) -> None:
    """Note that the buttons of the chat's message do nothing any more."""
    revision = _next_revision(session)
    message = find(session, chat, message_id)
    if message is not None and message.payload != ERASED:
        message.payload, message.revision = {**message.payload, "spent": True}, revision
        session.add(message)
        session.flush()


def find(session: Session, chat: str, message_id: str) -> WebMessage | None:
    """The message of that id, if it is one of that chat's."""
    if not (message_id.isascii() and message_id.isdigit() and len(message_id) < 10):
        return None
    message = session.get(WebMessage, int(message_id))
    return message if message and message.chat == chat else None


def latest(session: Session, chat: str, limit: int, before: int | None = None) -> list[WebMessage]:
    """The last `limit` messages of a chat, oldest first; those older than id `before` if given."""
    query = select(WebMessage).where(WebMessage.chat == chat)
    if before is not None:
        query = query.where(col(WebMessage.id) < before)
    found = session.exec(query.order_by(col(WebMessage.id).desc()).limit(limit))
    return list(found)[::-1]


def changed(session: Session, chat: str, after: int, limit: int = 200) -> Sequence[WebMessage]:
    """What is new or changed in a chat since revision `after`, in the order it happened."""
    query = (
        select(WebMessage)
        .where(WebMessage.chat == chat, WebMessage.revision > after)
        .order_by(col(WebMessage.revision))
        .limit(limit)
    )
    return session.exec(query).all()


def forget(session: Session, chat: str) -> set[str]:
    """Erase all that a chat shows; a page that has it open drops it at its next message.

    Returns the media keys that were shown, for the caller to erase what nothing else names.
    """
    revision = _next_revision(session)
    messages = latest(session, chat, limit=1_000_000)
    if not messages:
        return set()
    keys = _media_keys(message.payload for message in messages)
    _erase_all_but(session, messages, messages[-1], revision)
    return keys


def blot(session: Session, words: str, payload: dict[str, Any]) -> None:
    """Put `payload` in the place of every message, in any chat, that has these words in it."""
    query = select(WebMessage).where(
        cast(WebMessage.payload, Text).contains(words, autoescape=True)
    )
    found = session.exec(query).all()
    if found:
        revision = _next_revision(session)
        for number, message in enumerate(found):
            message.payload, message.revision = dict(payload), revision + number
            session.add(message)
        session.flush()


def drop_file(session: Session, key: str) -> None:
    """Show a file no more; the words around it stay."""
    query = select(WebMessage).where(cast(WebMessage.payload, Text).contains(key, autoescape=True))
    for message in session.exec(query).all():
        message.payload = {**message.payload, "files": []}
        session.add(message)
    session.flush()


def of_the_silent(session: Session, before: datetime) -> Sequence[WebMessage]:
    """What residents who have not agreed sent before that moment, where it may hold pictures."""
    theirs = (Person.channel == "web", Person.role == "resident")
    silent = select(Person.channel_id).where(*theirs, col(Person.consent_version).is_(None))
    query = (
        select(WebMessage)
        .where(WebMessage.author == "me", WebMessage.created_at < before)
        .where(cast(WebMessage.payload, Text).contains(".jpg"))
        .where(col(WebMessage.chat).in_(silent))
    )
    return session.exec(query).all()


def sent_with(session: Session, chat: str, keys: Collection[str]) -> Sequence[WebMessage]:
    """What somebody sent in a chat with one of these pictures."""
    shows = (cast(WebMessage.payload, Text).contains(key, autoescape=True) for key in keys)
    query = select(WebMessage).where(WebMessage.chat == chat, WebMessage.author == "me")
    return session.exec(query.where(or_(*shows))).all()


def drop_pictures(session: Session, messages: Iterable[WebMessage], kept: Collection[str]) -> None:
    """Show no pictures of these messages but the kept ones; how many are gone stands there."""
    revision = _next_revision(session)
    for number, message in enumerate(messages):
        before = message.payload.get("photos", [])
        photos = [key for key in before if key in kept]
        gone = message.payload.get("gone", 0) + len(before) - len(photos)
        message.payload = {**message.payload, "photos": photos, "gone": gone}
        message.revision = revision + number
        session.add(message)
    session.flush()


def rename(session: Session, chat: str, name: str) -> None:
    """Give what is left of a chat's history another chat's name."""
    session.exec(update(WebMessage).where(col(WebMessage.chat) == chat).values(chat=name))


def forget_before(session: Session, moment: datetime, unagreed: datetime | None = None) -> set[str]:
    """Erase every message older than `moment` (aware), as `forget` does, in all chats.

    What is older than `unagreed` goes too in the chats of residents who have agreed to nothing.

    The row with the newest revision stays, empty, until there is a newer one: a revision that
    was given twice would hide a message from a page left open.
    """
    newest = _newest_revision(session)
    is_old = col(WebMessage.created_at) < moment
    if unagreed is not None:
        is_old |= (col(WebMessage.created_at) < unagreed) & col(WebMessage.chat).in_(_unagreed())
    old = session.exec(select(WebMessage).where(is_old)).all()
    keys = _media_keys(message.payload for message in old)
    last = next((message for message in old if message.revision == newest), None)
    _erase_all_but(session, old, last, newest)
    return keys


def _unagreed() -> SelectOfScalar[str]:
    """The chats of residents who have agreed to nothing that is kept."""
    of_residents = select(Chat.channel_id).join(Person, col(Person.id) == Chat.person_id)
    return of_residents.where(
        Chat.channel == CHANNEL, Person.role == "resident", col(Person.consent_version).is_(None)
    )


def _erase_all_but(
    session: Session, messages: Iterable[WebMessage], kept: WebMessage | None, revision: int
) -> None:
    ids = [message.id for message in messages if message is not kept]
    for start in range(0, len(ids), 500):
        session.exec(delete(WebMessage).where(col(WebMessage.id).in_(ids[start : start + 500])))
    if kept:
        kept.author, kept.update_id = "bot", None
        kept.payload, kept.revision = dict(ERASED), revision
        session.add(kept)
    session.flush()


def _sent(session: Session, chat: str, update_id: str) -> WebMessage | None:
    query = select(WebMessage).where(WebMessage.chat == chat, WebMessage.update_id == update_id)
    return session.exec(query).first()


def _next_revision(session: Session) -> int:
    """One more than the newest, with all other writers of this table shut out until the commit.

    On SQLite every writing transaction shuts out the others from its beginning. On PostgreSQL
    a lock that ends with the transaction does it. A sequence would give unique numbers too, but
    a smaller one could be committed after a larger one had been read, and be missed for ever.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.exec(text(f"SELECT pg_advisory_xact_lock({_REVISION_LOCK})"))  # type: ignore[call-overload]
    return _newest_revision(session) + 1


def _newest_revision(session: Session) -> int:
    newest = session.exec(select(func.max(WebMessage.revision))).one()
    return newest or 0


def _media_keys(payloads: Iterable[dict[str, Any]]) -> set[str]:
    keys: set[str] = set()
    for payload in payloads:
        keys.update(payload.get("photos", ()))
        keys.update(file["key"] for file in payload.get("files", ()))
    return keys
