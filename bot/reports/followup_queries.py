"""Reports whose notices are due, and the ledger of the notices sent."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, or_, update
from sqlmodel import Session, col, select

from db.engine import insert_new
from db.models import Digest, Notice, Outbox, Report, ReportEvent, Subscription
from db.types import UtcDateTime


def due_ids(session: Session, now: datetime, limit: int) -> Sequence[int]:
    """Return the reports to be looked at by `now`, longest due first, by `ix_report_look_at`."""
    query = select(Report.id).where(col(Report.look_at) <= now)
    ids = session.exec(query.order_by(col(Report.look_at)).limit(limit)).all()
    return [report_id for report_id in ids if report_id is not None]


def locked(session: Session, ids: Collection[int], now: datetime) -> Sequence[Report]:
    """Return those of these reports that are still due and locked by nobody else, locked."""
    query = (
        select(Report)
        .where(col(Report.id).in_(ids), col(Report.look_at) <= now)
        .order_by(col(Report.id))
        # Another process may be asking about the same reports: each is asked about once.
        .with_for_update(skip_locked=True)
    )
    return session.exec(query).all()


def put_off(session: Session, report_id: int, until: datetime) -> None:
    """Look at a report later."""
    session.exec(update(Report).where(col(Report.id) == report_id).values(look_at=until))


def count_events(session: Session, report: Report, *actions: str) -> int:
    """Return how often one of these moves was made with the report."""
    query = select(func.count()).where(
        col(ReportEvent.report_id) == report.id, col(ReportEvent.action).in_(actions)
    )
    return session.exec(query).one()


def last_came(
    session: Session, ids: Collection[int], statuses: Collection[str]
) -> dict[int, datetime]:
    """Return when each of these reports last came to one of these statuses."""
    query = (
        select(ReportEvent.report_id, func.max(ReportEvent.at, type_=UtcDateTime))
        .where(col(ReportEvent.report_id).in_(ids), col(ReportEvent.status).in_(statuses))
        .group_by(col(ReportEvent.report_id))
    )
    return dict(session.exec(query).all())


def enter(session: Session, notices: Sequence[Notice]) -> set[tuple[int, str, str]]:
    """Enter notices into the ledger; returns the new ones: report, kind, about."""
    new = insert_new(session, Notice, notices, ("report_id", "kind", "about"))
    return {(notice.report_id, notice.kind, notice.about) for notice in new}


def digested(
    session: Session, agency: str | None, since: datetime, area: str | None = None
) -> dict[int, datetime]:
    """Return the chats to which a digest went since that moment, and when the last did.

    It is one of all of an agency's reports; with an `area`, of that area or of all.
    """
    query = (
        select(Subscription, Digest.made_at)
        .join(Digest, col(Digest.subscription_id) == Subscription.id)
        .where(col(Digest.made_at) >= since, col(Digest.outbox_id).is_not(None))
        .where(or_(col(Subscription.agency) == agency, col(Subscription.agency).is_(None)))
    )
    rows = session.exec(query.order_by(col(Digest.made_at))).all()
    narrowed = ([], [area]) if area else ([],)
    return {row.chat_id: at for row, at in rows if not row.categories and row.areas in narrowed}


def told_last(session: Session, person_id: int, chat_id: int) -> tuple[Report, datetime] | None:
    """Return which of their own reports a person was told of last in a chat, and when."""
    query = (
        select(Report, Outbox.created_at)
        .join(Outbox, col(Outbox.report_id) == Report.id)
        .where(Report.person_id == person_id, Outbox.chat_id == chat_id)
        .where(col(Report.erased_at).is_(None), Report.status != "withdrawn")
        .order_by(col(Outbox.id).desc())
        .limit(1)
    )
    return session.exec(query).first()


def brought(session: Session, chat_id: int, message: str, action: str) -> bool:
    """Return whether a message of ours in a chat told of that step of its report."""
    query = (
        select(ReportEvent.id)
        .join(Outbox, col(Outbox.report_id) == ReportEvent.report_id)
        .where(Outbox.chat_id == chat_id, Outbox.message == message)
        .where(ReportEvent.action == action, col(ReportEvent.at) == Outbox.created_at)
        .limit(1)
    )
    return session.exec(query).first() is not None


def answered(session: Session, chat_id: int, message: str) -> Report | None:
    """Return the report that a message of ours in a chat was about."""
    query = (
        select(Report)
        .join(Outbox, col(Outbox.report_id) == Report.id)
        .where(Outbox.chat_id == chat_id, Outbox.message == message)
        .limit(1)
    )
    return session.exec(query).first()
