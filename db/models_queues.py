"""What the city remembers of messages: what arrived, and what is to be sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from db.types import UtcDateTime

FOR_PEOPLE = text("state = 'waiting' AND kind <> 'digest'")
DIGESTS = text("state = 'waiting' AND kind = 'digest'")
LOST = text("state = 'dead' AND kind = 'digest'")
SHOWN = text("message IS NOT NULL")
"""Parts of the outbox that are looked for again and again, each with an index of its own."""


class Inbox(SQLModel, table=True):
    """What arrived. `state` is waiting, done, or dead (set aside with its `error`).

    `chat` names the channel's chat, inside which order is kept by `sequence`. Once done, the
    row keeps its ids, so that a second delivery is known, and no `payload`.
    """

    __table_args__ = (
        UniqueConstraint("channel", "update_id"),
        Index("ix_inbox_waiting", "chat", "sequence", sqlite_where=text("state = 'waiting'"),
              postgresql_where=text("state = 'waiting'")),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    update_id: str
    chat: str
    sequence: int = Field(sa_column=Column(BigInteger, nullable=False))
    album: str | None = None
    payload: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    state: str = "waiting"
    attempts: int = 0
    error: str | None = None
    received_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Outbox(SQLModel, table=True):
    """What is to be sent. `state` is waiting, sent, or dead (a dead letter, kept and counted).

    `kind` is reply, passing (a reply of which nothing is kept), notice, card, told (it shows others
    what is a reporter's) or digest.
    `answer`: somebody waits for it, having just written or tapped in that chat.
    `claimed_until` is a lease, renewed as long as its sender lives and is at it.
    `message` is the channel's id of what was sent, or of what this changes; `parts` are the ids
    of what else was sent with it (an album's pictures, the pieces of a long text); `captioned`:
    the words of `message` stand under a picture. `left` is what has left of a message of several
    parts that still waits, as `bot.core.events.Progress` has it.
    `digest_id` is the ledger's number of the digest a row belongs to, its files' rows too;
    `told_at` when the admins were told that it never arrived.
    """

    __table_args__ = (
        Index("ix_outbox_waiting", "chat_id", "id", sqlite_where=text("state = 'waiting'"),
              postgresql_where=text("state = 'waiting'")),
        Index("ix_outbox_people_waiting", "created_at", "id", sqlite_where=FOR_PEOPLE,
              postgresql_where=FOR_PEOPLE),
        Index("ix_outbox_digests_waiting", "due_at", "id", sqlite_where=DIGESTS,
              postgresql_where=DIGESTS),
        Index("ix_outbox_digest", "digest_id", sqlite_where=text("digest_id IS NOT NULL"),
              postgresql_where=text("digest_id IS NOT NULL")),
        Index("ix_outbox_lost", "told_at", sqlite_where=LOST, postgresql_where=LOST),
        Index("ix_outbox_message", "chat_id", "message", sqlite_where=SHOWN,
              postgresql_where=SHOWN),
        Index("ix_outbox_report", "report_id", "kind"),
        Index("ix_outbox_question", "question_id", "kind"),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    chat_id: int = Field(foreign_key="chat.id", index=True)
    kind: str = "reply"
    report_id: int | None = Field(default=None, foreign_key="report.id")
    question_id: int | None = Field(default=None, foreign_key="question_group.id")
    payload: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    answer: bool = False
    state: str = "waiting"
    attempts: int = 0
    error: str | None = None
    message: str | None = None
    captioned: bool = False
    left: list[Any] = Field(default_factory=list, sa_type=JSON)
    parts: list[str] = Field(default_factory=list, sa_type=JSON)
    created_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    claimed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    digest_id: int | None = None
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
