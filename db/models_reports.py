"""The tables of reports, and of what belongs to them: steps, pictures, supporters, notices."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from db.types import Named, Numbered, UtcDateTime, partial_index

CLOSED = ("resolved", "rejected", "withdrawn")
"""Statuses that end a report."""

_OPEN = "status NOT IN ('resolved', 'rejected', 'withdrawn')"


class Report(Numbered, table=True):
    """A resident's report, as it was sent. Its status changes only with a new `ReportEvent`.

    `area` is the unit of today (a key of city.yaml) or None where nobody knows yet;
    `unit_reported` the unit the resident named. `shown_name` is None for anonymous.
    `receipt` is the SHA-256 of what was sent.

    `has_parts`: another agency was asked in (`ReportPart`).

    `place_key` is what its place is known by (bot/reports/place_spots.py), empty where by nothing.

    `details` are the answers to the category's extra questions, `happened` is when it was, in
    the reporter's words, `place_guess` what the place was taken for. `held` says why a person
    must look before it goes out; None for what went out. `merged_into` is the report it repeats;
    `entered_by` the clerk who wrote it down for somebody else. `slip_hash` is the SHA-256 of the
    secret on the paper that person got, until the report is taken over with it. `confirmed` is
    what the reporter says of the resolution: yes, partly or no. `answer_by` is until when an
    answer to the agency's question is waited for; `promised_at` when a promise made is to be
    asked about.

    `days_taken` are the working days from `created_at` to `ended_at`: None until they are counted,
    and again after every move.

    `expected_at` is the later date the reporter was told where `deadline_at`, the target, is not
    met. `look_at` is when notices that are sent by themselves are due next; None where none are.

    Since `erased_at` no words, pictures or name of a person are in it. Only where its sender left
    it to its supporters, and no position is known, `place` is still there, masked.
    """

    __table_args__ = (
        partial_index("ix_report_open_near", "category", "latitude", "longitude", condition=_OPEN),
        partial_index("ix_report_open_latest", "category", "area", "id", condition=_OPEN),
        # All that the desk's list is ordered, filtered and counted by, so that it reads no row.
        partial_index(
            "ix_report_open_deadline",
            "agency",
            "deadline_at",
            "held",
            "answer_by",
            "urgent",
            "category",
            "status",
            "assignee_id",
            condition=_OPEN,
        ),
        Index("ix_report_deadline", "deadline_at"),
        Index("ix_report_spot", "latitude", "longitude"),
        Index("ix_report_area_ended", "area", "ended_at"),
        partial_index("ix_report_look_at", "look_at", condition="look_at IS NOT NULL"),
        partial_index("ix_report_to_erase", "ended_at", condition="erased_at IS NULL"),
        partial_index(
            "ix_report_days_to_count", "id", condition="ended_at IS NOT NULL AND days_taken IS NULL"
        ),
    )

    code: str = Field(unique=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    chat_id: int | None = Field(default=None, foreign_key="chat.id")
    category: str = Field(index=True)
    description: str
    latitude: float | None = None
    longitude: float | None = None
    place: str = ""
    place_key: str = Field(default="", index=True)
    unit_reported: str | None = None
    area: str | None = Field(default=None, index=True)
    agency: str = Field(index=True)
    shown_name: str | None = None
    status: str = Field(default="new", index=True)
    receipt: str
    created_at: datetime = Field(sa_type=UtcDateTime, index=True)
    deadline_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    happened: str = ""
    place_guess: str = ""
    urgent: bool = False
    held: str | None = None
    has_parts: bool = False
    assignee_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    merged_into: int | None = Field(default=None, foreign_key="report.id", index=True)
    entered_by: int | None = Field(default=None, foreign_key="person.id")
    slip_hash: str | None = None
    confirmed: str | None = None
    answer_by: datetime | None = Field(default=None, sa_type=UtcDateTime)
    promise: str = ""
    promised_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    days_taken: int | None = None
    expected_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    look_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    erased_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ReportWord(Named, table=True):
    """A word of a report's description or place, without marks: the index of the search.

    Written with the report itself (db/report_words.py).
    """

    __table_args__ = (
        Index("ix_report_word_word", "word", "report_id"),
        {"sqlite_with_rowid": False},
    )

    report_id: int = Field(foreign_key="report.id", primary_key=True)
    word: str = Field(primary_key=True)


class ReportEvent(Numbered, table=True):
    """One step of a report's history; append-only. `text` is what the reporter is told of it.

    `status` is what the report came to by it (or `merged`); empty for a step that leaves it where
    it is and of which the reporter is not told. `internal` is a step for the agency alone (a
    note). `subject` is the agency it went to, the code of the report it was merged into, or the
    number of the person it was given to or of the chat that asked, or what a correction changed
    (bot/reports/corrections.py).
    `before` is what stood before an office's step, with which it can be taken back for a while;
    `undoes` is the step that this one takes back.
    `deadline_was` is the report's target before a step that moved it. With every change of status,
    agency or target, of being waited for or held, there is a step: the state at a past moment
    follows from the report and its steps (bot/digests/list_queries.py).
    """

    __table_args__ = (
        partial_index("ix_report_event_undoes", "undoes", condition="undoes IS NOT NULL"),
    )

    report_id: int = Field(foreign_key="report.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    action: str
    status: str
    role: str
    agency: str | None = None
    person_id: int | None = Field(default=None, foreign_key="person.id")
    text: str = ""
    internal: bool = False
    subject: str = ""
    deadline_was: datetime | None = Field(default=None, sa_type=UtcDateTime)
    before: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    undoes: int | None = Field(default=None, foreign_key="report_event.id")


class ReportPart(Numbered, table=True):
    """The part of another agency in a report: the one it is with leads, and asked this one in.

    `status` is new, in_progress, ended, or dropped (the lead took it back).
    """

    __table_args__ = (Index("ix_report_part_agency", "agency", "status"),)

    report_id: int = Field(foreign_key="report.id", index=True)
    agency: str
    status: str = "new"
    created_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Photo(Numbered, table=True):
    """A picture of a report; with `event_id`, a proof that came with that step.

    Since `released_at` it is on the public board: its agency said so. There it is `covered` in
    these boxes (bot/reports/covering.py).
    """

    report_id: int = Field(foreign_key="report.id", index=True)
    event_id: int | None = Field(default=None, foreign_key="report_event.id")
    key: str
    released_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    covered: list[Any] = Field(default_factory=list, sa_type=JSON)


class Supporter(Numbered, table=True):
    """A person who supports a report, not sending it again, and hears of its steps.

    When the person is erased the row stays, without a person.
    """

    __table_args__ = (UniqueConstraint("report_id", "person_id"),)

    report_id: int = Field(foreign_key="report.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    chat_id: int | None = Field(default=None, foreign_key="chat.id")
    at: datetime = Field(sa_type=UtcDateTime, index=True)


class ReplyTemplate(Numbered, table=True):
    """A text that an agency uses again and again for one move."""

    agency: str = Field(index=True)
    move: str
    text: str
    created_at: datetime = Field(sa_type=UtcDateTime)


class Notice(Numbered, table=True):
    """The ledger of scheduled notices about a report: each kind once for each `about`.

    `about` is the deadline it warned of, or the step it asked about.
    """

    __table_args__ = (
        UniqueConstraint("report_id", "kind", "about"),
        Index("ix_notice_kind_at", "kind", "at"),
    )

    report_id: int = Field(foreign_key="report.id", index=True)
    kind: str
    about: str
    at: datetime = Field(sa_type=UtcDateTime)


class Example(Numbered, table=True):
    """Words with what a person said that they are: understanding learns from them.

    `kind` is `category` (chosen by the resident, when `suggested` was the likeliest) or `held` (a
    moderator's decision). The text is masked, and goes when the report's words go.
    """

    kind: str
    text: str
    label: str
    suggested: str = ""
    report_id: int = Field(foreign_key="report.id", index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)


class Spot(Numbered, table=True):
    """A place with a QR code of its own; whoever opens it reports there. Made by `agency`."""

    token: str = Field(unique=True)
    name: str
    latitude: float | None = None
    longitude: float | None = None
    area: str | None = None
    agency: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)


class PlaceSpot(Named, table=True):
    """About where a place is that people name: learnt from pins, or set `by_hand` on the desk."""

    key: str = Field(primary_key=True)
    latitude: float
    longitude: float
    by_hand: bool = False
    at: datetime = Field(sa_type=UtcDateTime)


class PublicFigures(Named, table=True):
    """The figures of /congkhai, counted beforehand: one row for a period and an area (`key`)."""

    key: str = Field(primary_key=True)
    made_at: datetime = Field(sa_type=UtcDateTime)
    data: dict[str, Any] = Field(sa_type=JSON)
