"""The column type for moments in time, partial indexes, and what tables have in common."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    Index,
    MetaData,
    String,
    and_,
    event,
    literal_column,
    text,
)
from sqlalchemy.orm import declared_attr
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, UTC in the database whatever zone it came in; a naive one is refused.

    SQLite keeps no zone, so what is read back is marked as the UTC it was stored as.
    After prefect's `server/utilities/database.py`.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


TimeSpan = tuple[datetime, datetime]
"""From the first moment on, and before the second."""


def during(moment: Any, span: TimeSpan) -> ColumnElement[bool]:
    """Return the condition that a column's moment is in a span."""
    return and_(moment >= span[0], moment < span[1])


def constant(word: str) -> ColumnElement[str]:
    """Return a word of ours, written into the statement itself.

    SQLite uses a partial index only for what it can read; bound, it would be written in anew at
    every execution.
    """
    return literal_column(f"'{word}'", String)


def where(condition: str) -> dict[str, Any]:
    """Return the arguments of an index of the rows that meet a condition, on either database."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


def partial_index(name: str, *columns: str, condition: str, unique: bool = False) -> Index:
    """Return an index of the rows that meet a condition."""
    return Index(name, *columns, unique=unique, sqlite_where=text(condition))


@event.listens_for(SQLModel.metadata, "before_create")
def _on_postgresql_too(metadata: MetaData, connection: Connection, **_: Any) -> None:
    """Give the indexes their conditions; named before, the other dialect would be imported."""
    if connection.dialect.name != "sqlite":
        for index in (index for table in metadata.tables.values() for index in table.indexes):
            index.dialect_options["postgresql"]["where"] = index.dialect_options["sqlite"]["where"]


class Named(SQLModel):
    """A table with the name of its class: `sign_in` of `SignIn`.

    A row takes its values as they are; SQLModel asks for each again what it is, which takes as long
    as a query. What would check a row is not made before it is wanted, at the start least of all.
    """

    model_config = SQLModel.model_config | {"defer_build": True}

    if not TYPE_CHECKING:  # the fields tell its types
        __setattr__ = object.__setattr__

        def __init__(self, **values: Any) -> None:
            constants, factories = _defaults(type(self))
            computed = {name: make() for name, make in factories.items() if name not in values}
            self.__dict__.update(constants | computed | values)

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805
        """Return the name of the table."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


@cache
def _defaults(model: type[SQLModel]) -> tuple[dict[str, Any], dict[str, Callable[[], Any]]]:
    """Return the values that a row has where none are named, and what makes those that are made."""
    fields = {name: row for name, row in model.model_fields.items() if not row.is_required()}
    factories: dict[str, Any] = {
        name: row.default_factory for name, row in fields.items() if row.default_factory
    }
    constants = {name: row.default for name, row in fields.items() if name not in factories}
    return constants, factories


def values_of(row: SQLModel) -> dict[str, Any]:
    """Return the values of a new row, by their columns."""
    return {name: vars(row)[name] for name in _columns(type(row))}


@cache
def _columns(model: type[SQLModel]) -> tuple[str, ...]:
    return tuple(name for name in model.model_fields if name != "id")


class Numbered(Named):
    """A table whose rows have numbers."""

    id: int | None = Field(default=None, primary_key=True)

    @property
    def number(self) -> int:
        """Return the id of a row that is stored."""
        assert self.id is not None
        return self.id
