"""Queries of the public part of reports.

Only these columns are read: no name, words, photos or chat. Reports that are held, merged into
another, or withdrawn are not public.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, case, delete, func, literal_column, update
from sqlmodel import Session, col, select

from bot.reports.duplicate_queries import Box, from_middle
from bot.reports.queries import is_late, stands
from db.models import PublicFigures, Report, ReportEvent

ENDED = ("resolved", "rejected")
"""Statuses in which a public report is no longer open."""


class Row(NamedTuple):
    """A public report as it is stored, before its position and dates are rounded."""

    id: int
    code: str
    category: str
    area: str | None
    agency: str
    status: str
    created_at: datetime
    deadline_at: datetime
    ended_at: datetime | None
    latitude: float | None
    longitude: float | None
    answer_by: datetime | None
    """Until when the reporter may answer a question, if one is open."""


COLUMNS = tuple(col(getattr(Report, name)) for name in Row._fields)


@dataclass(frozen=True)
class ReportFilter:
    """A filter of public reports in [`since`, `until`), `late` at a moment; None, empty: all."""

    since: datetime | None = None
    until: datetime | None = None
    categories: tuple[str, ...] = ()
    open: bool | None = None
    area: str = ""
    agency: str = ""
    status: str = ""
    late: datetime | None = None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """Return the filter as SQL; `coalesce` keeps the database on the newest reports' index."""
        values = {Report.area: self.area, Report.agency: self.agency, Report.status: self.status}
        conditions = public_conditions()
        conditions += [
            func.coalesce(col(column), "") == value for column, value in values.items() if value
        ]
        if self.since is not None:
            conditions.append(col(Report.created_at) >= self.since)
        if self.until is not None:
            conditions.append(col(Report.created_at) < self.until)
        if self.categories:
            conditions.append(func.coalesce(col(Report.category), "").in_(self.categories))
        if self.open is not None:
            ended = col(Report.status).in_(ENDED)
            conditions.append(~ended if self.open else ended)
        if self.late is not None:
            conditions.append(is_late(self.late))
        return conditions


class Counted(NamedTuple):
    """The number of reports that are alike in all columns of the public figures.

    `span` is the first span asked for that they were received in; `days` the working days they
    took, None for those that are open or not counted yet.
    """

    span: int
    area: str | None
    category: str
    agency: str
    status: str
    days: int | None
    in_time: bool
    overdue: bool
    reports: int


def public_conditions() -> list[ColumnElement[bool]]:
    """Return the conditions of a public report.

    `coalesce` keeps SQLite from using the index of merged reports.
    """
    return [
        col(Report.held).is_(None),
        func.coalesce(col(Report.merged_into), 0) == 0,
        col(Report.status) != "withdrawn",
    ]


def latest(session: Session, report_filter: ReportFilter, limit: int, offset: int) -> Sequence[Row]:
    """Return public reports, the newest first."""
    query = (
        select(*COLUMNS)
        .where(*report_filter.conditions)
        .order_by(col(Report.created_at).desc(), col(Report.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return rows(session, query)


def after(session: Session, report_filter: ReportFilter, last: int, limit: int) -> Sequence[Row]:
    """Return the next public reports after that id, the oldest first."""
    query = (
        select(*COLUMNS)
        .where(*report_filter.conditions, col(Report.id) > last)
        .order_by(col(Report.id))
        .limit(limit)
    )
    return rows(session, query)


def of_codes(session: Session, codes: Collection[str]) -> Sequence[Row]:
    """Return the public reports of these codes."""
    query = select(*COLUMNS).where(*public_conditions(), col(Report.code).in_(codes))
    return rows(session, query.order_by(col(Report.id).desc()))


def count(session: Session, report_filter: ReportFilter) -> int:
    """Count the public reports of a filter."""
    query = select(func.count()).select_from(Report)
    return session.exec(query.where(*report_filter.conditions)).one()


def in_box(session: Session, box: Box, ended_since: datetime, limit: int) -> Sequence[Row]:
    """Return public reports in a box, open or ended since, those nearest its middle first."""
    query = (
        select(*COLUMNS)
        .where(
            *public_conditions(),
            col(Report.latitude).between(box.south, box.north),
            col(Report.longitude).between(box.west, box.east),
            col(Report.ended_at).is_(None) | (col(Report.ended_at) >= ended_since),
        )
        .order_by(from_middle(box), col(Report.id))
        .limit(limit)
    )
    return rows(session, query)


def in_area(
    session: Session, area: str, ended_since: datetime | None, limit: int
) -> tuple[int, Sequence[Row]]:
    """Count an area's public reports that ended since, or else are open, and return the newest."""
    ended = col(Report.ended_at)
    ended_condition = ended.is_(None) if ended_since is None else ended >= ended_since
    conditions = (*public_conditions(), col(Report.area) == area, ended_condition)
    total = session.exec(select(func.count()).select_from(Report).where(*conditions)).one()
    newest = col(Report.created_at) if ended_since is None else ended
    query = select(*COLUMNS).where(*conditions).order_by(newest.desc(), col(Report.id).desc())
    return total, rows(session, query.limit(limit))


def answers(session: Session, report_ids: Collection[int]) -> dict[int, str]:
    """Return the agency's last text on resolving or rejecting each of these reports, unmasked."""
    query = (
        select(ReportEvent.report_id, ReportEvent.text)
        .where(
            col(ReportEvent.report_id).in_(report_ids),
            col(ReportEvent.status).in_(ENDED),
            col(ReportEvent.internal).is_(False),
            col(ReportEvent.text) != "",
            stands(),
        )
        .order_by(col(ReportEvent.id))
    )
    return dict(session.exec(query).all())


def counted(session: Session, spans: Sequence[datetime], now: datetime) -> Sequence[Counted]:
    """Count all public reports; `spans` are the beginnings of the spans, the latest first."""
    received = col(Report.created_at)
    span = case(*((received >= begin, number) for number, begin in enumerate(spans)),
                else_=len(spans))  # fmt: skip
    ended, due = col(Report.ended_at), col(Report.deadline_at)
    status = case((col(Report.status).in_(ENDED), col(Report.status)), else_="open")
    in_time = case((ended <= due, True), else_=False)
    overdue = case((and_(ended.is_(None), is_late(now)), True), else_=False)
    columns: list[Any] = [
        span.label("span"), col(Report.area), col(Report.category), col(Report.agency),
        status.label("outcome"), col(Report.days_taken), in_time.label("in_time"),
        overdue.label("overdue"),
    ]  # fmt: skip
    # by number: PostgreSQL does not match an expression with a parameter
    by_number: list[Any] = [literal_column(str(number)) for number in range(1, len(columns) + 1)]
    query = select(*columns).add_columns(func.count().label("reports"))
    query = query.where(*public_conditions()).group_by(*by_number)
    return [Counted(*row) for row in session.exec(query).all()]


def uncounted(session: Session, limit: int) -> Sequence[tuple[int, datetime, datetime]]:
    """Return ended reports whose working days are not counted yet: (id, received, ended)."""
    columns: list[Any] = [Report.id, Report.created_at, Report.ended_at]
    query: Any = (
        select(*columns)
        .where(col(Report.ended_at).is_not(None), col(Report.days_taken).is_(None))
        .order_by(col(Report.id))
        .limit(limit)
    )
    return [(*row,) for row in session.exec(query).all()]


def set_days(session: Session, counted: Sequence[tuple[int, datetime, int]]) -> None:
    """Store working days: (id, ended, days), unless the report changed since."""
    table = Report.__table__  # type: ignore[attr-defined]
    query = (
        update(table)
        .where(table.c.id == bindparam("of"), table.c.ended_at == bindparam("at"))
        .values(days_taken=bindparam("took"))
    )
    rows = [{"of": report_id, "at": ended, "took": days} for report_id, ended, days in counted]
    session.connection().execute(query, rows)


def last_id(session: Session) -> int:
    """Return the id of the newest report, which is about their number; 0 for none."""
    return session.exec(select(func.max(Report.id))).one() or 0


def newest_figures(session: Session) -> datetime | None:
    """Return the time figures were last counted."""
    return session.exec(select(func.max(PublicFigures.made_at))).one()


def keep_figures(session: Session, rows: Sequence[PublicFigures]) -> None:
    """Replace all stored figures by these."""
    session.exec(delete(PublicFigures))
    session.add_all(rows)
    session.flush()


def rows(session: Session, query: Any) -> Sequence[Row]:
    """Return the public reports that a query of `COLUMNS` gives."""
    return [Row(*row) for row in session.exec(query).all()]
