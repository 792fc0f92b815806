"""The tables of the plans that an office puts in, and of the questions put right for any plan."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from db.types import Numbered, UtcDateTime, partial_index


class PlanVersion(Numbered, table=True):
    """One version of a plan, from the file that was put in to the day another takes its place.

    `state` is `waiting` (its `content` is to be read), `unreadable` (`problem` says why), `draft`,
    `live` or `past`; one version of a `plan` (its id) is live. `data` is the plan as it was read
    and mended, `source` the lines that prove it.
    """

    __table_args__ = (
        partial_index("ix_plan_version_live", "plan", condition="state = 'live'", unique=True),
    )
    plan: str = Field(index=True)
    file: str
    state: str = Field(index=True)
    content: bytes | None = None
    problem: str = ""
    source: str = ""
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    taken_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)


class PlanExample(Numbered, table=True):
    """A question put right: the sentence of a plan that answers it, or None where none does.

    Of a draft it has the `version_id`, and is used for that alone; without one it is in use.
    """

    plan: str = Field(index=True)
    version_id: int | None = Field(default=None, foreign_key="plan_version.id", index=True)
    question: str
    quote: str | None = None
    item: str = ""
    at: datetime = Field(sa_type=UtcDateTime)
