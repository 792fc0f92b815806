"""The tables, and those of db/models_*.py: `db.models` exports all of them.

Times are UTC; a JSON column is replaced as a whole, never changed in place.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from db import report_words  # noqa: F401 - keeps its table in step with the reports
from db.models_plans import PlanExample, PlanVersion
from db.models_questions import (
    OfficialAnswer,
    Question,
    QuestionGroup,
    Rating,
    SentQuestion,
    Subject,
)
from db.models_queues import Inbox, Outbox
from db.models_reports import (
    CLOSED,
    Example,
    Notice,
    Photo,
    PlaceSpot,
    PublicFigures,
    ReplyTemplate,
    Report,
    ReportEvent,
    ReportPart,
    ReportWord,
    Spot,
    Supporter,
)
from db.models_targets import (
    ChainLink,
    ChainProof,
    PlaceListener,
    PlaceQuestion,
    TargetAgency,
    TargetEvent,
    TargetFollower,
    TargetReminder,
    TargetReport,
)
from db.types import Numbered, UtcDateTime, partial_index

DROPPED = "dropped:"
"""The prefix of the kind of a draft that was dropped and can still be brought back."""

__all__ = [
    "CLOSED", "ChainLink", "ChainProof", "Example", "Inbox", "Notice", "OfficialAnswer", "Outbox",
    "Photo",
    "PlaceListener", "PlaceQuestion", "PlaceSpot", "PlanExample", "PlanVersion", "PublicFigures",
    "Question", "QuestionGroup", "Rating", "ReplyTemplate", "Report", "ReportEvent", "ReportPart",
    "ReportWord", "SentQuestion", "Spot", "Subject", "Supporter", "TargetAgency", "TargetEvent",
    "TargetFollower", "TargetReminder", "TargetReport",
]  # fmt: skip
"""The tables defined in the other files."""


class Person(Numbered, table=True):
    """A person in a channel. `alias` is the name they chose to be called by, if any.

    `role` is one of resident, official, overseer, admin; `agency` is where an official works
    (a key of city.yaml), None for an official of every agency. `consent_version` is that of
    the text they agreed to, or None.

    `paced_until` is the moment up to which their messages fill the pace they are allowed
    (bot/people/limits.py), `slowed_at` when they were last told that it is too fast. `blocked`:
    a block of theirs may still stand.

    `seen_at` is when they last did something, to the day; `copied_at` when they were last given
    all that is kept about them; `erase_at` when they asked that nothing of it be kept.

    `views` are the desk's filters they saved, each a name and an address.
    """

    __table_args__ = (
        UniqueConstraint("channel", "channel_id"),
        partial_index("ix_person_erase_at", "erase_at", condition="erase_at IS NOT NULL"),
    )

    channel: str
    channel_id: str
    role: str = "resident"
    agency: str | None = None
    consent_version: str | None = None
    alias: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    paced_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    slowed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    blocked: bool = False
    seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    copied_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    views: list[list[str]] = Field(default_factory=list, sa_type=JSON)
    erase_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Chat(Numbered, table=True):
    """A private chat, a group, or one topic of a group; `thread` is empty outside topics.

    A group that joined by invite has a `role` (and `agency`): who acts in it acts as that.
    `active` is false once nothing can reach it: its notices stop, the rest stays.
    """

    __table_args__ = (UniqueConstraint("channel", "channel_id", "thread"),)

    channel: str
    channel_id: str
    thread: str = ""
    private: bool = True
    title: str = ""
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    role: str | None = None
    agency: str | None = None
    active: bool = True
    created_at: datetime = Field(sa_type=UtcDateTime)


class Draft(Numbered, table=True):
    """A draft that waits for a person's words: the next question is what it lacks.

    `kind` is report (a resident's), or resolve, reject, ask, answer (words about `report_id`),
    question_answer, question_decline (an official's words for the question in `data`), or rating
    (a word why, for the one in `data`).
    A number is never used again (SQLite would), so that an old button finds no new draft.
    """

    __table_args__ = (
        UniqueConstraint("person_id", "chat_id", "kind"),
        {"sqlite_autoincrement": True},
    )

    person_id: int = Field(foreign_key="person.id", index=True)
    chat_id: int = Field(foreign_key="chat.id")
    kind: str
    report_id: int | None = Field(default=None, foreign_key="report.id")
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)


class Subscription(Numbered, table=True):
    """A chat's subscription to digests: a cron expression in the city's time zone, and a scope.

    Empty `areas` or `categories` mean all; `agency` limits it to what that agency handles.
    `forms` are the files sent with the message; unless they are the reader's `own_forms`, the
    workbook is sent too where a list in the message is cut. `quiet` are hours in which nothing is
    sent ("22:00-06:00"), or empty. With `empty_too`, an empty digest is sent as one line. Periods
    that ended before `since` (None: `created_at`) are not sent. A deleted row keeps its ledger.
    """

    chat_id: int = Field(foreign_key="chat.id", index=True)
    cron: str
    agency: str | None = None
    areas: list[str] = Field(default_factory=list, sa_type=JSON)
    categories: list[str] = Field(default_factory=list, sa_type=JSON)
    forms: list[str] = Field(default_factory=list, sa_type=JSON)
    own_forms: bool = False
    quiet: str = ""
    empty_too: bool = False
    active: bool = True
    created_at: datetime = Field(sa_type=UtcDateTime)
    since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Digest(Numbered, table=True):
    """The ledger: a digest belongs to (subscription, period), and there is one of each.

    `listed` are the codes of the reports it has buttons for, in the order of the message.
    Missed periods that were folded into one message all have its `outbox_id`; it is None where no
    message was made.
    """

    __table_args__ = (
        UniqueConstraint("subscription_id", "period"),
        Index("ix_digest_outbox", "outbox_id"),
    )

    subscription_id: int = Field(foreign_key="subscription.id")
    period: str
    made_at: datetime = Field(sa_type=UtcDateTime)
    outbox_id: int | None = Field(default=None, foreign_key="outbox.id")
    listed: list[str] = Field(default_factory=list, sa_type=JSON)


class Invite(Numbered, table=True):
    """A one-time code that gives a person or a group chat a role; only its hash is kept."""

    code_hash: str = Field(unique=True)
    role: str
    agency: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    used_by: int | None = Field(default=None, foreign_key="chat.id")


class Block(Numbered, table=True):
    """A block: a person who is not answered until `until` (None: for ever), and the reason.

    `subject` is the reason's source: a report's code, or `question` and its number; never a name.
    `told_at` is when the person was told, once.
    """

    person_id: int = Field(foreign_key="person.id", index=True)
    reason: str
    subject: str = ""
    since: datetime = Field(sa_type=UtcDateTime)
    until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Audit(Numbered, table=True):
    """An action that a role allowed, and who did it: never what a resident wrote."""

    at: datetime = Field(sa_type=UtcDateTime)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    chat_id: int | None = Field(default=None, foreign_key="chat.id")
    role: str
    agency: str | None = None
    action: str
    subject: str = ""


class Secret(SQLModel, table=True):
    """A key of this installation, by its purpose; made when it is first needed."""

    name: str = Field(primary_key=True)
    value: str


class Forgotten(SQLModel, table=True):
    """An erased account as a keyed hash, while a block of it stands or a day's limit counts it.

    `sent` are the moments (ISO 8601) at which it sent reports, counted until `until`; `block_id`
    is the block that stands.
    """

    mark: str = Field(primary_key=True)
    sent: list[str] = Field(default_factory=list, sa_type=JSON)
    until: datetime = Field(sa_type=UtcDateTime)
    block_id: int | None = Field(default=None, foreign_key="block.id")


class Consent(Numbered, table=True):
    """The proof that a person agreed to a version of the text, and when they took it back."""

    person_id: int = Field(foreign_key="person.id", index=True)
    version: str
    given_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignIn(Numbered, table=True):
    """A way into the pages of a role: a one-time link, or the session of a browser.

    Only the hash of its token is kept. What it opens is read from the person's role each time.
    """

    token_hash: str = Field(unique=True)
    kind: str
    person_id: int = Field(foreign_key="person.id", index=True)
    chat_id: int = Field(foreign_key="chat.id")
    expires_at: datetime = Field(sa_type=UtcDateTime)


class WebMessage(Numbered, table=True):
    """The web page's own history: what Telegram's servers keep for a Telegram chat.

    `author` is me (the person in the browser) or bot. `revision` grows with every change in the
    table, so that a page asks for all rows after the last one it has.
    """

    __table_args__ = (UniqueConstraint("chat", "update_id"),)

    chat: str = Field(index=True)
    author: str
    update_id: str | None = None
    payload: dict[str, Any] = Field(sa_type=JSON)
    revision: int = Field(index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
