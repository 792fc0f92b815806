"""Count reports on a map grid, so that no report's own position leaves the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, case, cast, func, literal, or_, union_all
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlmodel import Session, col, select

from bot.digests.count_queries import ANSWERED, within
from bot.digests.queries import Scope
from bot.reports.queries import OPEN
from db.models import Report


class whole_part(GenericFunction[int]):  # noqa: N801 - the name of a function in SQL
    """The whole part of a number that is not negative."""

    type = Integer()
    inherit_cache = True


@compiles(whole_part)
def _floor(element: whole_part, compiler: SQLCompiler, **options: Any) -> str:
    """PostgreSQL rounds where it casts."""
    return f"CAST(FLOOR({compiler.process(element.clauses, **options)}) AS INTEGER)"


@compiles(whole_part, "sqlite")
def _cast(element: whole_part, compiler: SQLCompiler, **options: Any) -> str:
    """SQLite cuts off where it casts, and may have been built without FLOOR."""
    return f"CAST({compiler.process(element.clauses, **options)} AS INTEGER)"


def gathered(
    session: Session, scope: Scope, start: datetime, end: datetime, degrees: float, limit: int
) -> Sequence[tuple[int, int, int, int, str, str | None]]:
    """Return the squares with the most reports of the span, then the most open ones.

    Of each its row from the South Pole, its column from 180° west, how many reports were received
    in the span and how many are open now, the most frequent category, and an area.
    """
    squares = _squares(scope, start, end, degrees).c
    square = [squares.row, squares.column]
    order = (squares.reports.desc(), squares.first)
    columns = [
        *square, squares.category, squares.first,
        _total(squares.received, square).label("received"),
        _total(squares.open, square).label("open"),
        func.row_number().over(partition_by=square, order_by=order).label("place"),
    ]  # fmt: skip
    it = select(*columns).subquery().c
    columns_read: list[Any] = [it.row, it.column, it.received, it.open, it.category, Report.area]
    query: Any = select(*columns_read).join(Report, col(Report.id) == it.first).where(it.place == 1)
    query = query.order_by(it.received.desc(), it.open.desc(), it.row, it.column).limit(limit)
    rows: Sequence[tuple[int, int, int, int, str, str | None]] = session.exec(query).all()
    return rows


def _total(count: Any, square: Sequence[Any]) -> Any:
    """Sum over all categories in a square; PostgreSQL would make a decimal number of it."""
    return cast(func.sum(count).over(partition_by=square), Integer)


def _squares(scope: Scope, start: datetime, end: datetime, degrees: float) -> Any:
    """Count the reports of each square and category, with the id of the first."""
    created_at = col(Report.created_at)
    is_open = case((col(Report.status).in_((*ANSWERED, "withdrawn")), 0), else_=1)
    received = _positions(scope, degrees, literal(1), is_open).where(
        created_at >= start, created_at < end
    )
    outside = or_(created_at < start, created_at >= end)
    open_only = _positions(scope, degrees, literal(0), literal(1)).where(OPEN, outside)
    it = union_all(received, open_only).subquery().c
    columns: list[Any] = [
        it.row, it.column, it.category, func.sum(it.received).label("received"),
        func.sum(it.open).label("open"), func.count().label("reports"),
        func.min(it.id).label("first"),
    ]  # fmt: skip
    return select(*columns).group_by(it.row, it.column, it.category).subquery()


def _positions(
    scope: Scope, degrees: float, received: ColumnElement[int], is_open: ColumnElement[int]
) -> Any:
    columns: list[Any] = [
        Report.id, Report.category,
        whole_part((col(Report.latitude) + 90.0) / degrees).label("row"),
        whole_part((col(Report.longitude) + 180.0) / degrees).label("column"),
        received.label("received"), is_open.label("open"),
    ]  # fmt: skip
    has_position = (col(Report.latitude).is_not(None), col(Report.longitude).is_not(None))
    return select(*columns).where(*within(scope), *has_position)
