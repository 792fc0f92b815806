"""Queries of what was stated, checked, asked and reported of targets."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple, Self

from sqlalchemy import case, func, tuple_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from db.engine import insert_new
from db.models import (
    CLOSED,
    Report,
    ReportEvent,
    TargetAgency,
    TargetEvent,
    TargetReminder,
    TargetReport,
)
from db.types import TimeSpan, during

Key = tuple[str, str]
"""A plan's id and a target's."""
DISPUTED = "reopened"
"""The status of a report whose sender says that it is not really done."""


class Judged(NamedTuple):
    """The part of an event from which the state of a target follows."""

    id: int
    plan: str
    target: str
    kind: str
    agency: str | None
    value: float | None
    step: str
    as_of: date
    about: int | None


class Tally(NamedTuple):
    """Reports that bear on a target: open, resolved, and of the open those that are disputed."""

    open: int = 0
    resolved: int = 0
    disputed: int = 0

    def plus(self, status: str, count: int) -> Self:
        """Return the tally with so many reports of that status added."""
        if status == "resolved":
            return self._replace(resolved=self.resolved + count)
        if status in CLOSED:
            return self
        disputed = self.disputed + (count if status == DISPUTED else 0)
        return self._replace(open=self.open + count, disputed=disputed)


def judged(
    session: Session, keys: Collection[Key] | None = None, until: datetime | None = None
) -> Sequence[Judged]:
    """Return every statement and check in the order they were made, or those of some targets.

    With `until` only those before that moment.
    """
    row = TargetEvent
    wanted = [col(getattr(row, name)) for name in Judged._fields]
    query = columns(*wanted).where(col(row.kind).in_(("stated", "checked")))
    if keys is not None:
        query = query.where(tuple_(col(row.plan), col(row.target)).in_(list(keys)))
    if until is not None:
        query = query.where(col(row.at) < until)
    records = session.connection().execute(query.order_by(col(row.id)))  # there may be many
    return [Judged(*values) for values in records.all()]


def version(session: Session) -> tuple[int, int]:
    """Return what changes with every event: how many there are, and the newest."""
    query = columns(func.count(), func.max(col(TargetEvent.id)))
    count, newest = session.connection().execute(query).one()
    return count, newest or 0


def stated_within(session: Session, span: TimeSpan) -> Mapping[Key, bool]:
    """Return the targets that were ever stated, and of each whether in this period."""
    row = TargetEvent
    within = case((during(row.at, span), 1), else_=0)
    query = columns(col(row.plan), col(row.target), func.max(within)).where(
        col(row.kind) == "stated"
    )
    records = session.connection().execute(query.group_by(col(row.plan), col(row.target)))
    return {(plan, target): bool(recent) for plan, target, recent in records.all()}


def disputes(session: Session) -> Sequence[tuple[Key, datetime]]:
    """Return the target of each disputed report that was begun under one, and since when it is.

    A dispute stands until the report is closed again.
    """
    query = (
        columns(col(TargetReport.plan), col(TargetReport.target), func.max(ReportEvent.at))
        .join(Report, col(Report.id) == TargetReport.report_id)
        .join(ReportEvent, col(ReportEvent.report_id) == Report.id)
        .where(col(Report.status).not_in(CLOSED), col(ReportEvent.status) == DISPUTED)
        .where(col(Report.held).is_(None))
        .group_by(col(TargetReport.plan), col(TargetReport.target), col(Report.id))
    )
    return [((plan, target), at) for plan, target, at in session.execute(query).all()]


def owners(session: Session) -> Mapping[Key, str | None]:
    """Return whose targets are, as admins set it; None is nobody's."""
    rows = session.exec(select(TargetAgency)).all()
    return {(row.plan, row.target): row.agency for row in rows}


def set_owner(session: Session, key: Key, agency: str | None, now: datetime) -> None:
    """Set whose target it is."""
    row = session.get(TargetAgency, key) or TargetAgency(plan=key[0], target=key[1], at=now)
    row.agency, row.at = agency, now
    session.add(row)
    session.flush()


def events(session: Session, keys: Collection[Key]) -> Mapping[Key, Sequence[TargetEvent]]:
    """Return the history of these targets, each in the order it was made."""
    by_target: dict[Key, list[TargetEvent]] = defaultdict(list)
    if keys:
        among = tuple_(col(TargetEvent.plan), col(TargetEvent.target)).in_(list(keys))
        for row in session.exec(select(TargetEvent).where(among).order_by(col(TargetEvent.id))):
            by_target[row.plan, row.target].append(row)
    return by_target


def add(session: Session, row: TargetEvent) -> TargetEvent:
    """Store an event, which is never changed."""
    session.add(row)
    session.flush()
    return row


def tallies(session: Session, categories: Mapping[Key, Collection[str]]) -> Mapping[Key, Tally]:
    """Return the reports that bear on targets: of their item's categories, or begun under them."""
    counted: dict[Key, Tally] = dict.fromkeys(categories, Tally())
    wanted = {category for of_target in categories.values() for category in of_target}
    by_kind = select(Report.category, Report.status, func.count()).where(
        col(Report.held).is_(None), col(Report.category).in_(wanted)
    )
    rows = session.execute(by_kind.group_by(Report.category, Report.status)).all() if wanted else ()
    for category, status, count in rows:
        for key, of_target in categories.items():
            if category in of_target:
                counted[key] = counted[key].plus(status, count)
    row = TargetReport
    under = (
        columns(
            col(row.plan), col(row.target), col(Report.category), col(Report.status), func.count()
        )
        .join(Report, col(Report.id) == row.report_id)
        .where(col(Report.held).is_(None))
        .where(tuple_(col(row.plan), col(row.target)).in_(list(categories)))
        .group_by(col(row.plan), col(row.target), col(Report.category), col(Report.status))
    )
    for plan, target, category, status, count in session.execute(under).all() if categories else ():
        if category not in categories[plan, target]:
            counted[plan, target] = counted[plan, target].plus(status, count)
    return counted


def remember_reminder(session: Session, row: TargetReminder) -> bool:
    """Write a reminder into the ledger; return false where it was sent before."""
    return bool(insert_new(session, TargetReminder, [row], ("agency", "about", "before")))


def reminded_of(session: Session, agency: str, about: str) -> set[Key]:
    """Return the targets that reminders of an agency `about` something have named."""
    row = TargetReminder
    query = select(row.targets).where(row.agency == agency, row.about == about)
    return {(plan, target) for reminder in session.exec(query).all() for plan, target in reminder}


def unanswered(session: Session, until: datetime) -> Mapping[Key, str]:
    """Return the targets an agency was reminded of, as it was last, and has not stated since."""
    row = TargetReminder
    query = select(row).where(row.agency != "", row.at < until).order_by(col(row.at))
    named: dict[Key, tuple[str, datetime]] = {}
    for reminder in session.exec(query).all():
        for plan, target in reminder.targets:
            named[plan, target] = reminder.agency, reminder.at
    if not named:
        return {}
    stated = columns(
        col(TargetEvent.plan), col(TargetEvent.target), func.max(TargetEvent.at)
    ).where(col(TargetEvent.kind) == "stated")
    grouped = stated.group_by(col(TargetEvent.plan), col(TargetEvent.target))
    answered = {(plan, target): at for plan, target, at in session.execute(grouped).all()}
    return {
        key: agency
        for key, (agency, at) in named.items()
        if key not in answered or answered[key] < at
    }


def happened(session: Session, kind: str, span: TimeSpan) -> Sequence[Key]:
    """Return the targets that were stated, checked, asked or answered in a period, as often.

    A check that found all as it was stated is left out.
    """
    row = TargetEvent
    query = columns(col(row.plan), col(row.target)).where(
        col(row.kind) == kind, during(row.at, span), col(row.step) != "yes"
    )
    records = session.connection().execute(query)  # there may be many
    return [(plan, target) for plan, target in records.all()]
