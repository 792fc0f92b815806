"""Queries for the buttons under a digest: its ledger entry, later steps, and the reports left."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select, SelectOfScalar

from bot.digests.count_queries import within
from bot.digests.list_queries import UNTOUCHED
from bot.digests.queries import Scope
from bot.reports.queries import OPEN, is_late, locked, stands
from db.models import Digest, Notice, Outbox, Report, ReportEvent, Subscription


class Entry(NamedTuple):
    """A digest in the ledger, its subscription, and the outbox row of its message."""

    digest: Digest
    subscription: Subscription
    sent: Outbox | None


class Wanted(NamedTuple):
    """A move with all reports of a digest at once.

    With the `kind` of a reminder: those overdue as the digest was made and not reminded of on `day`
    (ISO). Else to accept: those that had come by then.
    """

    scope: Scope
    made_at: datetime
    kind: str = ""
    day: str = ""


def entry(session: Session, number: int) -> Entry | None:
    """Return the ledger entry of that number."""
    row = session.exec(_entries().where(Digest.id == number)).first()
    return Entry(*row) if row else None


def naming(session: Session, chat_id: int, code: str, since: datetime) -> Sequence[Entry]:
    """Return the chat's digests made since then that have buttons for a report."""
    query = _entries().where(Subscription.chat_id == chat_id, col(Digest.made_at) >= since)
    rows = session.exec(query.order_by(col(Digest.id))).all()
    return [Entry(*row) for row in rows if code in row[0].listed]


def _entries() -> Select[Digest, Subscription, Outbox]:
    return (
        select(Digest, Subscription, Outbox)
        .join(Subscription, col(Subscription.id) == Digest.subscription_id)
        .outerjoin(Outbox, col(Outbox.id) == Digest.outbox_id)
    )


def periods(session: Session, entry: Entry) -> Sequence[str]:
    """Return the keys of all periods of a digest's message: its own, and those folded into it."""
    if entry.digest.outbox_id is None:
        return [entry.digest.period]
    query = select(Digest.period).where(Digest.outbox_id == entry.digest.outbox_id)
    return session.exec(query).all()


def steps(session: Session, ids: Sequence[int], since: datetime) -> Sequence[ReportEvent]:
    """Return the reports' events from that moment on, oldest first, without internal ones."""
    query = (
        select(ReportEvent)
        .where(col(ReportEvent.report_id).in_(ids), col(ReportEvent.at) >= since)
        .where(col(ReportEvent.internal).is_(False), stands())
        .order_by(col(ReportEvent.id))
    )
    return session.exec(query).all()


def reminded(session: Session, ids: Sequence[int], kind: str, day: str) -> set[int]:
    """Return which of these reports the agency was reminded of on that day."""
    query = select(Notice.report_id).where(
        col(Notice.report_id).in_(ids), Notice.kind == kind, Notice.about == day
    )
    return set(session.exec(query).all())


def count(session: Session, wanted: Wanted, limit: int) -> int:
    """Count the reports that remain for the move, up to `limit`."""
    remaining = _remaining(wanted).limit(limit).subquery()
    return session.exec(select(func.count()).select_from(remaining)).one()


def longest(session: Session, wanted: Wanted, limit: int) -> Sequence[Report]:
    """Return the remaining reports with the earliest deadlines, locked in order of their ids."""
    ids = _remaining(wanted).order_by(col(Report.deadline_at), col(Report.id)).limit(limit)
    return locked(session, session.exec(ids).all())


def _remaining(wanted: Wanted) -> SelectOfScalar[int | None]:
    conditions = _to_remind(wanted) if wanted.kind else _to_accept(wanted)
    return select(col(Report.id)).where(*conditions, *within(wanted.scope))


def _to_remind(wanted: Wanted) -> list[ColumnElement[bool]]:
    notices = select(Notice.report_id).where(
        Notice.report_id == Report.id, Notice.kind == wanted.kind, Notice.about == wanted.day
    )
    return [OPEN, is_late(wanted.made_at), ~notices.exists()]


def _to_accept(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Leave out reports that came, or came back, after the digest: it does not show them."""
    later = select(ReportEvent.id).where(
        ReportEvent.report_id == Report.id,
        col(ReportEvent.at) > wanted.made_at,
        col(ReportEvent.status).in_(UNTOUCHED),
        stands(),
    )
    return [col(Report.status).in_(UNTOUCHED), ~later.exists()]
