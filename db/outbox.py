"""Queries of the outbox: messages to send, in order per chat, at least once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    JSON,
    Text,
    bindparam,
    case,
    cast,
    literal,
    or_,
    update,
)
from sqlmodel import Session, col, select

from db.engine import insert_now
from db.models import Chat, Outbox, Report
from db.types import constant

WAITING_STATE = constant("waiting")
WAITING = col(Outbox.state) == WAITING_STATE
DIGEST = constant("digest")
IS_DIGEST = col(Outbox.kind) == DIGEST

DISCLOSURE = "told"
"""The kind of a message, no card, that shows others a reporter's words, pictures or name."""

PASSING = "passing"
"""The kind of an answer that is emptied once it is sent or given up."""


_NEW = "messages"
"""The key of a session's `info` for the messages that it put into the outbox."""


class NewMessage(NamedTuple):
    """A message that a transaction put into the outbox, and its chat where that is known."""

    row: Outbox
    chat: Chat | None


def put(session: Session, row: Outbox, chat: Chat | None = None) -> Outbox:
    """Put a message into the outbox."""
    insert_now(session, row)
    session.info.setdefault(_NEW, []).append(NewMessage(row, chat))
    return row


def new_messages(session: Session) -> Sequence[NewMessage]:
    """Return the messages that this session put into the outbox."""
    messages: Sequence[NewMessage] = session.info.get(_NEW, ())
    return messages


class PartlySent(NamedTuple):
    """The sent parts of a message that is not sent whole; see `bot.core.events.Progress`."""

    row_id: int
    messages: Sequence[Any]


class Sent(NamedTuple):
    """A message that was sent: its row, the channel's id of it, when, and its further parts.

    `card` is what a card showed as it left.
    """

    row_id: int
    message: str
    at: datetime
    parts: tuple[str, ...] = ()
    captioned: bool = False
    card: dict[str, Any] | None = None


_MARK_PARTS = (
    update(Outbox).where(col(Outbox.id) == bindparam("row")).values(left=bindparam("sent_parts"))
)
_KEPT = case((col(Outbox.kind) == PASSING, literal(None, JSON)), else_=col(Outbox.payload))
"""What is kept of a message that is sent or given up."""
_MARK_SENT = (
    update(Outbox)
    .where(col(Outbox.id) == bindparam("row"))
    .values(
        state="sent",
        message=bindparam("name"),
        parts=bindparam("others"),
        captioned=bindparam("has_caption"),
        left=[],
        sent_at=bindparam("at"),
        error=None,
        claimed_until=None,
        payload=_KEPT,
    )
)


def mark(session: Session, marks: Sequence[PartlySent | Sent]) -> None:
    """Mark messages and parts as sent, in the order of the rows' ids."""
    partly = {item.row_id: list(item.messages) for item in marks if isinstance(item, PartlySent)}
    if partly:
        values = [{"row": row_id, "sent_parts": partly[row_id]} for row_id in sorted(partly)]
        session.connection().execute(_MARK_PARTS, values)
    # In one order: two processes of PostgreSQL that mark side by side cannot lock each other out.
    if sent := {item.row_id: item for item in marks if isinstance(item, Sent)}:
        values = [
            {
                "row": row_id,
                "name": str(sent[row_id].message),
                "others": list(sent[row_id].parts),
                "has_caption": sent[row_id].captioned,
                "at": sent[row_id].at,
            }
            for row_id in sorted(sent)
        ]
        session.connection().execute(_MARK_SENT, values)
        _correct(session, {row_id: item for row_id, item in sent.items() if item.card is not None})


def _correct(session: Session, cards: Mapping[int, Sent]) -> None:
    """Edit the cards that were changed while they were on their way."""
    if not cards:
        return
    for row in session.exec(select(Outbox).where(col(Outbox.id).in_(cards))).all():
        mark = cards[row.number]
        if mark.card is not None and row.payload is not None and row.payload != mark.card:
            put(session, _correction(row, row.payload, mark))


def _correction(row: Outbox, payload: dict[str, Any], mark: Sent) -> Outbox:
    edit: dict[str, Any] = {"edit": mark.message, "photos": [], "place": None}
    if any((mark.card or {}).get(key) and not payload.get(key) for key in ("photos", "place")):
        edit |= {"wipe": True, "parts": list(mark.parts)}  # it was erased
    return _edit_of(row, row.kind, mark.message, payload | edit, mark.at)


def _edit_of(
    row: Outbox, kind: str, message: str, payload: dict[str, Any], now: datetime
) -> Outbox:
    """Return a message in the place of an earlier one, about the same as `row`."""
    return Outbox(
        chat_id=row.chat_id,
        kind=kind,
        report_id=row.report_id,
        question_id=row.question_id,
        payload=payload,
        message=message,
        created_at=now,
        due_at=now,
    )


def note_sent_parts(session: Session, notes: Sequence[tuple[int, str, Sequence[str]]]) -> None:
    """Note on waiting rows the parts that were sent: row, what the part shows, and its ids."""
    by_row: dict[int, list[Any]] = {}
    for row_id, shows, ids in notes:
        by_row.setdefault(row_id, []).append([shows, list(ids)])
    query = select(Outbox).where(WAITING, col(Outbox.id).in_(list(by_row)))
    for row in session.exec(query).all():
        new = [part for part in by_row[row.number] if part not in row.left]
        row.left, row.claimed_until = [*row.left, *new], None


def give_up(session: Session, row_id: int, why: str) -> None:
    """Make a dead letter of a message that can never be sent."""
    row = session.get_one(Outbox, row_id)
    row.state, row.error, row.claimed_until = "dead", why, None
    row.payload = None if row.kind == PASSING else row.payload


def cards(session: Session, report_id: int) -> Sequence[Outbox]:
    """Return a report's cards, waiting or sent."""
    return disclosures(session, report_id, ("card",))


def disclosures(
    session: Session, report_id: int, kinds: Sequence[str] = ("card", DISCLOSURE)
) -> Sequence[Outbox]:
    """Return the messages, waiting or sent, that show others what a report holds of a person."""
    query = (
        select(Outbox)
        .join(Chat)
        .where(Outbox.report_id == report_id, col(Outbox.kind).in_(kinds))
        .where(or_(WAITING, col(Outbox.message).is_not(None)), col(Chat.active))
        .order_by(col(Outbox.id))
        .with_for_update(of=Outbox)  # what is marked as sent just now is read as sent
        .execution_options(populate_existing=True)
    )
    return session.exec(query).all()


def disclosed_too_late(session: Session, limit: int) -> Sequence[int]:
    """Return erased reports of which a message, under way at the time, was shown afterwards."""
    query = (
        select(Outbox.report_id)
        .join(Report, col(Report.id) == Outbox.report_id)
        .join(Chat, col(Chat.id) == Outbox.chat_id)
        .where(Outbox.kind == DISCLOSURE, col(Outbox.message).is_not(None), col(Chat.active))
        .where(col(Report.erased_at).is_not(None))
        .distinct()
        .limit(limit)
    )
    return [report_id for report_id in session.exec(query).all() if report_id is not None]


def wipe(session: Session, rows: Sequence[Outbox], payload: dict[str, Any], now: datetime) -> None:
    """Show `payload` in the place of these messages, and nothing else of them.

    A card stays a card; the others become notices.
    """
    by_message: dict[tuple[int, str], list[Outbox]] = {}
    for row in rows:
        if row.state == "waiting":
            parts = [message for _, messages in row.left for message in messages]
            edit = (row.payload or {}).get("edit") or (parts[-1] if parts else None)
            wiping = {"edit": edit, "wipe": True, **({"parts": parts} if parts else {})}
            row.payload, row.left = payload | (wiping if edit else {}), []
        elif row.message is not None:
            by_message.setdefault((row.chat_id, row.message), []).append(row)
    for (_, message), of in by_message.items():
        parts = sorted({part for row in of for part in row.parts})
        kind = "card" if any(row.kind == "card" for row in of) else "notice"
        wiping = {"edit": message, "wipe": True, "parts": parts}
        put(session, _edit_of(of[0], kind, message, payload | wiping, now))
        for row in of:
            row.kind = "notice"


def call_back(session: Session, report_id: int, at: datetime) -> set[int]:
    """Delete the messages about a report that were made at a moment and have not begun to leave.

    Returns the chats that such a message has reached, or is on its way to. Edits of earlier
    messages are left out: the newest of them shows how things stand.
    """
    disclosed = select(Outbox).where(
        Outbox.report_id == report_id,
        Outbox.created_at == at,
        col(Outbox.kind).in_(("notice", "card", DISCLOSURE)),
    )
    reached: set[int] = set()
    for row in session.exec(disclosed.with_for_update()).all():
        if (row.payload or {}).get("edit") is not None:
            continue
        if row.state == "waiting" and row.claimed_until is None and not row.left:
            session.delete(row)
        elif row.state != "dead":
            reached.add(row.chat_id)
    return reached


def empty_of_reports(session: Session, report_ids: Sequence[int]) -> None:
    """Empty the sent messages about these reports before the usual time."""
    session.exec(
        update(Outbox)
        .where(col(Outbox.report_id).in_(report_ids), col(Outbox.state) != "waiting")
        .values(payload=None)
    )


def cards_lost(session: Session, chat_id: int) -> Sequence[int]:
    """Return the reports whose card waits for this chat."""
    query = (
        select(Outbox.report_id)
        .where(WAITING, Outbox.chat_id == chat_id, Outbox.kind == "card")
        .distinct()
    )
    return [report_id for report_id in session.exec(query).all() if report_id is not None]


def give_up_chat(session: Session, chat_id: int, why: str) -> int:
    """Make dead letters of all messages waiting for an unreachable chat; returns how many."""
    result = session.exec(
        update(Outbox)
        .where(WAITING, col(Outbox.chat_id) == chat_id)
        .values(state="dead", error=why, claimed_until=None, payload=_KEPT)
    )
    return result.rowcount


def forget_messages(session: Session, chat_id: int) -> None:
    """Forget the ids of the messages sent to a chat that moved, which cannot be edited any more.

    Waiting edits of them are sent as new messages, or given up.
    """
    of_chat = col(Outbox.chat_id) == chat_id
    for row in session.exec(select(Outbox).where(WAITING, of_chat)).all():
        payload = dict(row.payload or {})
        if payload.pop("edit", None) is None:
            continue
        if payload.get("wipe") or payload.get("in_place"):
            row.state, row.error, row.claimed_until = "dead", "the chat has moved", None
        row.payload = payload
    session.exec(update(Outbox).where(of_chat).values(message=None, parts=[]))


def empty_sent(session: Session, before: datetime) -> None:
    """Empty the messages sent before that moment: the log of the delivery stays."""
    session.exec(
        update(Outbox)
        .where(col(Outbox.state) == "sent", col(Outbox.sent_at) < before)
        .where(cast(Outbox.payload, Text) != "null")
        .values(payload=None)
    )
