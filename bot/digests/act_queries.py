"""What is done from under a digest: its entry, what happened since, and what is left to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select, SelectOfScalar

from bot.digests.count_queries import within
from bot.digests.list_queries import UNTOUCHED
from bot.digests.queries import Scope, scope_of
from bot.reports.desk.queries import OPEN
from bot.reports.queries import is_late
from db.models import Digest, Notice, Outbox, Report, ReportEvent, Subscription


class Entry(NamedTuple):
    """A digest in the ledger, whose it is, and the row with which its message was sent."""

    digest: Digest
    subscription: Subscription
    sent: Outbox | None


class Wanted(NamedTuple):
    """What is to be done at once with all reports of a digest that still need it.

    `remind`: those that were overdue as the digest was made, and were not reminded of on `day`
    (ISO); else `accept`: those that had come by then.
    """

    scope: Scope
    made_at: datetime
    kind: str = ""
    day: str = ""


def wanted(entry: Entry, kind: str = "", day: str = "") -> Wanted:
    """What is wanted of a digest; with the `kind` and `day` of a reminder, that."""
    return Wanted(scope_of(entry.subscription), entry.digest.made_at, kind, day)


def entry(session: Session, number: int) -> Entry | None:
    """The digest of that number."""
    found = session.exec(_entries().where(Digest.id == number)).first()
    return Entry(*found) if found else None


def naming(session: Session, chat_id: int, code: str, since: datetime) -> Sequence[Entry]:
    """The chat's digests made since then that have buttons for a report."""
    mine = _entries().where(Subscription.chat_id == chat_id, col(Digest.made_at) >= since)
    found = session.exec(mine.order_by(col(Digest.id))).all()
    return [Entry(*each) for each in found if code in each[0].listed]


def _entries() -> Select[Digest, Subscription, Outbox]:
    return (
        select(Digest, Subscription, Outbox)
        .join(Subscription, col(Subscription.id) == Digest.subscription_id)
        .outerjoin(Outbox, col(Outbox.id) == Digest.outbox_id)
    )


def periods(session: Session, of: Entry) -> Sequence[str]:
    """The keys of the periods a digest's message is about: of its own, and folded into it."""
    if of.digest.outbox_id is None:
        return [of.digest.period]
    query = select(Digest.period).where(Digest.outbox_id == of.digest.outbox_id)
    return session.exec(query).all()


def reports(session: Session, codes: Sequence[str]) -> dict[str, Report]:
    """The reports of these codes, as they are now."""
    query = select(Report).where(col(Report.code).in_(codes))
    return {each.code: each for each in session.exec(query).all()}


def steps(session: Session, ids: Sequence[int], since: datetime) -> Sequence[ReportEvent]:
    """What happened with these reports from that moment on, in its order; no inner steps."""
    query = (
        select(ReportEvent)
        .where(col(ReportEvent.report_id).in_(ids), col(ReportEvent.at) >= since)
        .where(col(ReportEvent.internal).is_(False))
        .order_by(col(ReportEvent.id))
    )
    return session.exec(query).all()


def reminded(session: Session, ids: Sequence[int], kind: str, day: str) -> set[int]:
    """Of these reports, the ones the agency was reminded of on that day."""
    query = select(Notice.report_id).where(
        col(Notice.report_id).in_(ids), Notice.kind == kind, Notice.about == day
    )
    return set(session.exec(query).all())


def count(session: Session, what: Wanted, most: int) -> int:
    """How many reports are left to be done with, up to `most`."""
    some = _left(what).limit(most).subquery()
    return session.exec(select(func.count()).select_from(some)).one()


def longest(session: Session, what: Wanted, most: int) -> Sequence[Report]:
    """Those nearest to or farthest past their deadline, locked in the order of their ids."""
    ids = _left(what).order_by(col(Report.deadline_at), col(Report.id)).limit(most)
    chosen = session.exec(ids).all()
    query = select(Report).where(col(Report.id).in_(chosen)).order_by(col(Report.id))
    return session.exec(query.with_for_update()).all()


def _left(what: Wanted) -> SelectOfScalar[int | None]:
    conditions = _to_remind(what) if what.kind else _to_accept(what)
    return select(col(Report.id)).where(*conditions, *within(what.scope))


def _to_remind(what: Wanted) -> list[ColumnElement[bool]]:
    done = select(Notice.report_id).where(
        Notice.report_id == Report.id, Notice.kind == what.kind, Notice.about == what.day
    )
    return [OPEN, is_late(what.made_at), ~done.exists()]


def _to_accept(what: Wanted) -> list[ColumnElement[bool]]:
    """What came, or came back, after the digest was made nobody has read of in it."""
    later = select(ReportEvent.id).where(
        ReportEvent.report_id == Report.id,
        col(ReportEvent.at) > what.made_at,
        col(ReportEvent.status).in_(UNTOUCHED),
    )
    return [col(Report.status).in_(UNTOUCHED), ~later.exists()]
