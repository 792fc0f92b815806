"""The outbox: what is to be sent, in order per chat, at least once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Text, cast, func, literal, or_, update
from sqlmodel import Session, col, select

from db.models import Chat, Outbox, Report

STILL = literal("waiting", literal_execute=True)
"""Written into the statement itself: SQLite uses a partial index only for what it can read."""
WAITING = col(Outbox.state) == STILL
DIGEST = literal("digest", literal_execute=True)
IS_DIGEST = col(Outbox.kind) == DIGEST

TOLD = "told"
"""The kind of a message that shows others a reporter's words, pictures or name, and is no card."""

PASSING = "passing"
"""The kind of an answer of which nothing is kept once it has left, or never will."""


class Left(NamedTuple):
    """What has left of a message of several parts; see `bot.core.events.Progress`."""

    row_id: int
    left: Sequence[Any]


class Sent(NamedTuple):
    """A message that has left: its row, the channel's id of it, when, and its further parts."""

    row_id: int
    message: str
    at: datetime
    parts: tuple[str, ...] = ()
    captioned: bool = False


def mark(session: Session, marks: Sequence[Left | Sent]) -> None:
    """Mark what has left, in the order of the rows' ids."""
    left = {each.row_id: list(each.left) for each in marks if isinstance(each, Left)}
    if left:
        values = [{"id": number, "left": left[number]} for number in sorted(left)]
        session.exec(update(Outbox), params=values)
    _mark_sent(session, [each for each in marks if isinstance(each, Sent)])


def recall(session: Session, notes: Sequence[tuple[int, str, Sequence[str]]]) -> None:
    """Take down of rows that still wait what had left of them: row, what it shows, and its ids."""
    by_row: dict[int, list[Any]] = {}
    for row_id, shows, ids in notes:
        by_row.setdefault(row_id, []).append([shows, list(ids)])
    query = select(Outbox).where(WAITING, col(Outbox.id).in_(list(by_row)))
    for row in session.exec(query).all():
        new = [part for part in by_row[row.id or 0] if part not in row.left]
        row.left, row.claimed_until = [*row.left, *new], None


def _mark_sent(session: Session, sent: Sequence[Sent]) -> None:
    if sent:
        values = [
            {
                "id": each.row_id,
                "state": "sent",
                "message": str(each.message),
                "parts": list(each.parts),
                "captioned": each.captioned,
                "left": [],
                "sent_at": each.at,
                "error": None,
                "claimed_until": None,
            }
            for each in sorted(sent)
        ]
        session.exec(update(Outbox), params=values)
        _empty_passing(session, col(Outbox.id).in_([each.row_id for each in sent]))


def _empty_passing(session: Session, those: ColumnElement[bool]) -> None:
    left = update(Outbox).where(those, col(Outbox.kind) == PASSING, col(Outbox.state) != "waiting")
    session.exec(left.values(payload=None))


def give_up(row: Outbox, why: str) -> None:
    """Make a dead letter of a message that can never be sent."""
    row.state, row.error, row.claimed_until = "dead", why, None
    row.payload = None if row.kind == PASSING else row.payload


def get(session: Session, row_id: int) -> Outbox:
    """The row of that id."""
    return session.exec(select(Outbox).where(Outbox.id == row_id)).one()


def cards(session: Session, report_id: int) -> Sequence[Outbox]:
    """A report's cards: those that wait to be sent, and those that were."""
    return told(session, report_id, ("card",))


def told(
    session: Session, report_id: int, kinds: Sequence[str] = ("card", TOLD)
) -> Sequence[Outbox]:
    """What may show others what a report holds of a person: waiting, or sent to who is reached."""
    query = (
        select(Outbox)
        .join(Chat)
        .where(Outbox.report_id == report_id, col(Outbox.kind).in_(kinds))
        .where(or_(WAITING, col(Outbox.message).is_not(None)), col(Chat.active))
        .order_by(col(Outbox.id))
    )
    return session.exec(query).all()


def told_too_late(session: Session, most: int) -> Sequence[int]:
    """Reports that were erased while a message about them was on its way, which then was shown."""
    query = (
        select(Outbox.report_id)
        .join(Report, col(Report.id) == Outbox.report_id)
        .join(Chat, col(Chat.id) == Outbox.chat_id)
        .where(Outbox.kind == TOLD, col(Outbox.message).is_not(None), col(Chat.active))
        .where(col(Report.erased_at).is_not(None))
        .distinct()
        .limit(most)
    )
    return [each for each in session.exec(query).all() if each is not None]


def wipe(session: Session, rows: Sequence[Outbox], payload: dict[str, Any], now: datetime) -> None:
    """Have `payload` shown in the place of these messages, and nothing else of them.

    A card stays one; what was no card is no longer looked at.
    """
    shown: dict[tuple[int, str], list[Outbox]] = {}
    for row in rows:
        if row.state == "waiting":
            left = [message for _, messages in row.left for message in messages]
            edit = (row.payload or {}).get("edit") or (left[-1] if left else None)
            gone = {"edit": edit, "wipe": True, **({"parts": left} if left else {})}
            row.payload, row.left = payload | (gone if edit else {}), []
        elif row.message is not None:
            shown.setdefault((row.chat_id, row.message), []).append(row)
    for (chat_id, message), of in shown.items():
        parts = sorted({part for row in of for part in row.parts})
        session.add(
            Outbox(
                chat_id=chat_id,
                kind="card" if any(row.kind == "card" for row in of) else "notice",
                report_id=of[0].report_id,
                question_id=of[0].question_id,
                payload=payload | {"edit": message, "wipe": True, "parts": parts},
                message=message,
                created_at=now,
                due_at=now,
            )
        )
        for row in of:
            row.kind = "notice"


def empty_of_reports(session: Session, report_ids: Sequence[int]) -> None:
    """Empty what was sent about these reports before the usual time."""
    session.exec(
        update(Outbox)
        .where(col(Outbox.report_id).in_(report_ids), col(Outbox.state) != "waiting")
        .values(payload=None)
    )


def cards_lost(session: Session, chat_id: int) -> Sequence[int]:
    """Reports whose card waits for this chat."""
    query = (
        select(Outbox.report_id)
        .where(WAITING, Outbox.chat_id == chat_id, Outbox.kind == "card")
        .distinct()
    )
    return [each for each in session.exec(query).all() if each is not None]


def give_up_chat(session: Session, chat_id: int, why: str) -> int:
    """Make dead letters of all that waits for a chat nothing can reach; returns how many."""
    done = session.exec(
        update(Outbox)
        .where(WAITING, col(Outbox.chat_id) == chat_id)
        .values(state="dead", error=why, claimed_until=None)
    )
    _empty_passing(session, col(Outbox.chat_id) == chat_id)
    return done.rowcount


def left_behind(session: Session, chat_id: int) -> None:
    """Forget the ids of what was sent to a chat, and change none of it any more.

    What waits to be shown in the place of a message that cannot be, is shown anew or given up.
    """
    mine = col(Outbox.chat_id) == chat_id
    for row in session.exec(select(Outbox).where(WAITING, mine)).all():
        payload = dict(row.payload or {})
        if payload.pop("edit", None) is None:
            continue
        if payload.get("wipe") or payload.get("in_place"):
            row.state, row.error, row.claimed_until = "dead", "the chat has moved", None
        row.payload = payload
    session.exec(update(Outbox).where(mine).values(message=None, parts=[]))


def empty_sent(session: Session, before: datetime) -> None:
    """Empty what was sent before that moment: the log of the delivery stays."""
    session.exec(
        update(Outbox)
        .where(col(Outbox.state) == "sent", col(Outbox.sent_at) < before)
        .where(cast(Outbox.payload, Text) != "null")
        .values(payload=None)
    )


def next_due(session: Session) -> datetime | None:
    """When the next waiting message is due, or None when nothing waits."""
    return session.exec(select(func.min(Outbox.due_at)).where(WAITING)).one()


def count(session: Session) -> dict[str, int]:
    """How many messages wait and how many dead letters there are."""
    query = (
        select(Outbox.state, func.count())
        .where(col(Outbox.state).in_(("waiting", "dead")))
        .group_by(col(Outbox.state))
    )
    return {"waiting": 0, "dead": 0} | dict(session.exec(query).all())
