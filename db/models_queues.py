"""The tables of the two queues: updates that arrived, and messages to send."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, UniqueConstraint
from sqlmodel import Field

from db.types import Numbered, UtcDateTime, partial_index


class Inbox(Numbered, table=True):
    """An update that arrived. `state` is waiting, done, or dead (set aside with its `error`).

    `chat` names the channel's chat, inside which order is kept by `sequence`. Once done, the
    row keeps its ids, so that a second delivery is known, and no `payload`.
    """

    __table_args__ = (
        UniqueConstraint("channel", "update_id"),
        partial_index("ix_inbox_waiting", "chat", "sequence", condition="state = 'waiting'"),
    )

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


class Outbox(Numbered, table=True):
    """A message to send. `state` is waiting, sent, or dead (a dead letter, kept and counted).

    `kind` is reply, passing (a reply of which nothing is kept), notice, card, told (it discloses
    a reporter's words, pictures or name) or digest. `answer`: a person waits for it, having just
    written or tapped in that chat. `claimed_until` is a lease, which a living sender renews.
    `message` is the channel's id of the message sent or edited; `parts` are the ids of the other
    messages sent with it (an album's pictures, the pieces of a long text); `captioned`: the words
    of `message` stand under a picture. `left` are the parts of a waiting message that were sent,
    as in `bot.core.events.Progress`.
    `digest_id` is the ledger's number of the digest a row belongs to, its files' rows too;
    `told_at` when the admins were told that it never arrived.
    """

    __table_args__ = (
        partial_index("ix_outbox_waiting", "chat_id", "id", condition="state = 'waiting'"),
        partial_index(
            "ix_outbox_people_waiting",
            "created_at",
            "id",
            condition="state = 'waiting' AND kind <> 'digest'",
        ),
        partial_index(
            "ix_outbox_digests_waiting",
            "due_at",
            "id",
            condition="state = 'waiting' AND kind = 'digest'",
        ),
        partial_index("ix_outbox_digest", "digest_id", condition="digest_id IS NOT NULL"),
        partial_index("ix_outbox_lost", "told_at", condition="state = 'dead' AND kind = 'digest'"),
        partial_index("ix_outbox_message", "chat_id", "message", condition="message IS NOT NULL"),
        Index("ix_outbox_report", "report_id", "kind"),
        Index("ix_outbox_question", "question_id", "kind"),
    )

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
