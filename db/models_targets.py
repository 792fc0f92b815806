"""The tables of the plan's targets followed, and of the chain that seals what was done.

`plan` and `target` are ids of the knowledge: of a target, or of a task (bot/oversight/promises.py).
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from db.types import Named, Numbered, UtcDateTime, partial_index


class TargetAgency(Named, table=True):
    """The agency of a target, as an admin set it; without an agency it is nobody's."""

    plan: str = Field(primary_key=True)
    target: str = Field(primary_key=True)
    agency: str | None = None
    at: datetime = Field(sa_type=UtcDateTime)


class TargetEvent(Numbered, table=True):
    """One step of a target's history; append-only: a mistake is followed by a newer step.

    `kind` is `stated` (by the agency: `value` in the plan's unit, or `step`: done, going, none;
    `about` is the statement that was wrong, in whose place it stands),
    `checked` (by the Front on the ground; `step`: yes, part, no; `about`
    is the statement that it checked), `asked` (by the Front) or
    `answered` (by the agency; `about` is the question). `as_of` is the day the figure is of, or of
    the check. `words` are the reason for a newer statement, what was found, the question or the
    answer, masked. `photos` are the evidence: pictures and documents. An `entered` statement was
    published elsewhere and written down by an admin.
    """

    __table_args__ = (Index("ix_target_event_target", "plan", "target", "id"),)

    plan: str
    target: str
    kind: str
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    role: str
    agency: str | None = None
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    value: float | None = None
    step: str = ""
    as_of: date | None = None
    document: str = ""
    document_date: date | None = None
    link: str = ""
    words: str = ""
    photos: list[str] = Field(default_factory=list, sa_type=JSON)
    latitude: float | None = None
    longitude: float | None = None
    entered: bool = False
    about: int | None = Field(default=None, foreign_key="target_event.id")

    @property
    def pictures(self) -> list[str]:
        """Return the keys of the pictures among the evidence."""
        return [key for key in self.photos if key.endswith(".jpg")]

    @property
    def papers(self) -> list[str]:
        """Return the keys of the documents (PDF, Word) among the evidence."""
        return [key for key in self.photos if not key.endswith(".jpg")]


class TargetReminder(Numbered, table=True):
    """The ledger of reminders: each target once for an agency and `about`.

    `agency` is empty for the overseers; `about` is a quarter (`2026-Q4`) or the end of a period
    (`2025-12-31`); `targets` are those it named, each with its plan, after the `before` ones that
    earlier reminders named.
    """

    __table_args__ = (UniqueConstraint("agency", "about", "before"),)

    agency: str
    about: str
    before: int = 0
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    targets: list[list[str]] = Field(default_factory=list, sa_type=JSON)


class TargetFollower(Numbered, table=True):
    """A chat that is told of new statements about a target."""

    __table_args__ = (UniqueConstraint("plan", "target", "chat_id"),)

    plan: str
    target: str
    person_id: int = Field(foreign_key="person.id", index=True)
    chat_id: int = Field(foreign_key="chat.id")
    at: datetime = Field(sa_type=UtcDateTime)


class TargetReport(Named, table=True):
    """A report that was begun under a target: what is seen where somebody lives."""

    __table_args__ = (Index("ix_target_report_target", "plan", "target"),)

    report_id: int = Field(foreign_key="report.id", primary_key=True)
    plan: str
    target: str


class PlaceQuestion(Numbered, table=True):
    """A question about a place, asked of residents who agreed to be asked; counted, no persons.

    `area` is the ward whose residents were asked; None for all. `photos` came with answers: the
    Front sees them, for a while.
    """

    plan: str
    target: str
    text: str
    asked_at: datetime = Field(sa_type=UtcDateTime, index=True)
    yes: int = 0
    no: int = 0
    unknown: int = 0
    area: str | None = None
    photos: list[str] = Field(default_factory=list, sa_type=JSON)


class PlaceListener(Named, table=True):
    """A resident who agreed to be asked about places, and the question that waits for them.

    `area` is the ward they know; those they reported from count too.
    """

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    chat_id: int = Field(foreign_key="chat.id")
    agreed_at: datetime = Field(sa_type=UtcDateTime)
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    area: str | None = None
    question_id: int | None = Field(default=None, foreign_key="place_question.id")


class ChainLink(Named, table=True):
    """One sealed event: the row `ref` of `kind`, and the hash over it and the link before.

    `content` is what the hash covers in the open: ids, times, statuses, figures. `digest` is the
    salted SHA-256 of the row's free words, pictures and people; the hash covers it too, but not
    the `salt`, which is erased with the words: then it is None until what remains of the row is
    sealed `again`, and empty from then on.
    """

    __table_args__ = (
        Index("ix_chain_link_row", "kind", "ref"),
        partial_index("ix_chain_link_bare", "number", condition="salt IS NULL"),
    )

    number: int = Field(primary_key=True)
    kind: str
    ref: int
    again: bool = False
    content: dict[str, Any] = Field(sa_type=JSON)
    digest: str
    salt: str | None = None
    hash: str
    sealed_at: datetime = Field(sa_type=UtcDateTime)


class ChainProof(Named, table=True):
    """The newest proof of the chain, one row: links and rows up to `number` are as sealed.

    `fault` is the number of the first link that is not, or whose row is not; None for none.
    """

    id: int = Field(default=1, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    number: int
    fault: int | None = None
