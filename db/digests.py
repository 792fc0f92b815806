"""Digests: what they count, who gets them, and the ledger of those that were made.

Everything is counted by the database, so a digest needs the same memory for ten reports as for
a million. Moments are aware; a span is half-open: from `start`, before `end`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, case, distinct, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.engine import insert_new
from db.models import Chat, Digest, Notice, Person, Question, Report, ReportEvent, Subscription
from db.reports import CLOSED

ANSWERED = ("resolved", "rejected")
"""Statuses that answer a report: with what was done, or with why nothing is."""


@dataclass(frozen=True)
class Scope:
    """Which reports a digest is about; None and empty mean all."""

    agency: str | None = None
    areas: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


class Open(NamedTuple):
    """How many reports of an agency are open in a status, and how many of them overdue."""

    agency: str
    status: str
    reports: int
    overdue: int


class Late(NamedTuple):
    """An open report past its deadline."""

    code: str
    category: str
    agency: str
    deadline_at: datetime


def scope_of(subscription: Subscription) -> Scope:
    """What a subscription's digest is about."""
    return Scope(subscription.agency, tuple(subscription.areas), tuple(subscription.categories))


def _within(scope: Scope) -> list[ColumnElement[bool]]:
    """What is held back is nobody's yet, and what was merged is counted where it went.

    `coalesce` keeps SQLite from looking up the many that are merged into nothing.
    """
    conditions = [col(Report.held).is_(None), func.coalesce(col(Report.merged_into), 0) == 0]
    if scope.agency is not None:
        conditions.append(col(Report.agency) == scope.agency)
    if scope.areas:
        conditions.append(col(Report.area).in_(scope.areas))
    if scope.categories:
        conditions.append(col(Report.category).in_(scope.categories))
    return conditions


def _happened(scope: Scope, start: datetime, end: datetime) -> list[ColumnElement[bool]]:
    return [col(ReportEvent.at) >= start, col(ReportEvent.at) < end, *_within(scope)]


async def reminders(
    session: AsyncSession, scope: Scope, kind: str, start: datetime, end: datetime
) -> int:
    """How often agencies were sent a notice of that kind."""
    query = (
        select(func.count())
        .select_from(Notice)
        .join(Report)
        .where(Notice.kind == kind, col(Notice.at) >= start, col(Notice.at) < end, *_within(scope))
    )
    return (await session.exec(query)).one()


async def reached(
    session: AsyncSession, scope: Scope, start: datetime, end: datetime
) -> Mapping[str, int]:
    """For each status, how many reports came to it; a report counts once for each."""
    query = (
        select(ReportEvent.status, func.count(distinct(col(ReportEvent.report_id))))
        .join(Report)
        .where(*_happened(scope, start, end))
        .group_by(col(ReportEvent.status))
    )
    return dict((await session.exec(query)).all())


async def answered(
    session: AsyncSession, scope: Scope, start: datetime, end: datetime
) -> tuple[int, int]:
    """How many reports were answered, and how many of these never past their deadline."""
    late = case((col(ReportEvent.at) > col(Report.deadline_at), col(ReportEvent.report_id)))
    query = (
        select(func.count(distinct(col(ReportEvent.report_id))), func.count(distinct(late)))
        .join(Report)
        .where(col(ReportEvent.status).in_(ANSWERED), *_happened(scope, start, end))
    )
    total, past = (await session.exec(query)).one()
    return total, total - past


async def received(
    session: AsyncSession, scope: Scope, start: datetime, end: datetime
) -> Sequence[tuple[str | None, str, int]]:
    """How many reports came in, by area and category: (area, category, count)."""
    query = (
        select(Report.area, Report.category, func.count())
        .where(col(Report.created_at) >= start, col(Report.created_at) < end, *_within(scope))
        .group_by(col(Report.area), col(Report.category))
    )
    return (await session.exec(query)).all()


async def open_now(session: AsyncSession, scope: Scope, now: datetime) -> Sequence[Open]:
    """What is still to be done, by agency and status."""
    overdue = func.count(case((col(Report.deadline_at) < now, 1)))
    query = (
        select(Report.agency, Report.status, func.count(), overdue)
        .where(col(Report.status).not_in(CLOSED), *_within(scope))
        .group_by(col(Report.agency), col(Report.status))
    )
    return [Open(*row) for row in (await session.exec(query)).all()]


async def overdue(session: AsyncSession, scope: Scope, now: datetime, most: int) -> Sequence[Late]:
    """The open reports longest past their deadline, at most `most`."""
    query = (
        select(Report.code, Report.category, Report.agency, Report.deadline_at)
        .where(col(Report.status).not_in(CLOSED), col(Report.deadline_at) < now, *_within(scope))
        .order_by(col(Report.deadline_at), col(Report.id))
        .limit(most)
    )
    return [Late(*row) for row in (await session.exec(query)).all()]


async def unanswered(session: AsyncSession, start: datetime, end: datetime) -> int:
    """How many questions the plan did not answer."""
    query = select(func.count()).where(
        col(Question.asked_at) >= start, col(Question.asked_at) < end
    )
    return (await session.exec(query)).one()


async def active(session: AsyncSession) -> Sequence[tuple[Subscription, Chat, Person | None]]:
    """Every subscription that is not paused, of a chat that can be reached; and whose it is."""
    query = (
        select(Subscription, Chat, Person)
        .join(Chat, col(Chat.id) == Subscription.chat_id)
        .outerjoin(Person, col(Person.id) == Chat.person_id)
        .where(col(Subscription.active).is_(True), col(Chat.active).is_(True))
        .order_by(col(Subscription.id))
    )
    return (await session.exec(query)).all()


async def of_chat(session: AsyncSession, chat: Chat) -> Sequence[Subscription]:
    """A chat's subscriptions, paused ones too."""
    query = select(Subscription).where(Subscription.chat_id == chat.id)
    return (await session.exec(query.order_by(col(Subscription.id)))).all()


async def subscription(session: AsyncSession, number: int) -> Subscription | None:
    """The subscription of that number."""
    return await session.get(Subscription, number)


async def entered(session: AsyncSession, periods: Collection[str]) -> set[tuple[int, str]]:
    """Of these periods, which the ledger has: (subscription, period)."""
    query = select(Digest.subscription_id, Digest.period).where(col(Digest.period).in_(periods))
    return set((await session.exec(query)).all())


async def enter(
    session: AsyncSession, subscription_id: int, period: str, now: datetime
) -> Digest | None:
    """Enter a digest into the ledger; None when it is there: then somebody else makes it."""
    row = Digest(subscription_id=subscription_id, period=period, made_at=now)
    made = await insert_new(session, Digest, [row], ("subscription_id", "period"))
    return made[0] if made else None
