"""What is left for a while of somebody who was erased: no id, and nothing they said."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from db.types import UtcDateTime


class Secret(SQLModel, table=True):
    """A key of this installation, by what it is for; made when it is first needed."""

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
