"""Queries of the plans that an office puts in, of questions put right, and of reports on items."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from pydantic import ValidationError
from sqlalchemy import bindparam, func
from sqlalchemy.orm import defer
from sqlmodel import Session, col, delete, or_, select

from db.models import CLOSED, PlanExample, PlanVersion, Report
from db.types import UtcDateTime
from knowledge.load import Broken, Stored
from knowledge.schema import Example, Plan

TAKES = timedelta(minutes=10)
"""A process that has read a file for so long is gone, and another reads it."""

_CONTENT = defer(cast(Any, PlanVersion.content))
_SOURCE = defer(cast(Any, PlanVersion.source))
Stamp = tuple[Any, ...]

_LIVE = (
    select(PlanVersion.id, PlanVersion.changed_at)
    .where(PlanVersion.state == "live")
    .order_by(col(PlanVersion.id))
)
_EXAMPLES = select(func.count(), func.max(PlanExample.id), func.max(PlanExample.at)).where(
    col(PlanExample.version_id).is_(None)
)
_WAITING = (
    select(PlanVersion.id)
    .where(
        PlanVersion.state == "waiting",
        or_(
            col(PlanVersion.taken_at).is_(None),
            col(PlanVersion.taken_at) < bindparam("gone", type_=UtcDateTime),
        ),
    )
    .order_by(col(PlanVersion.id))
    .limit(1)
)


def stamp(session: Session) -> Stamp:
    """Return what changes with every change to the plans in use and their examples."""
    connection = session.connection()
    return (*map(tuple, connection.execute(_LIVE)), *connection.execute(_EXAMPLES).one())


def stored(session: Session) -> Stored:
    """Return the plans in use, and the examples of every plan; raises `Broken`."""
    query = select(PlanExample).where(col(PlanExample.version_id).is_(None))
    examples: dict[str, list[PlanExample]] = defaultdict(list)
    for row in session.exec(query.order_by(col(PlanExample.id))).all():
        examples[row.plan].append(row)
    return Stored(
        tuple(map(plan_in, in_use(session))),
        {plan: as_examples(rows) for plan, rows in examples.items()},
    )


def in_use(session: Session) -> Sequence[PlanVersion]:
    """Return the versions in use."""
    return session.exec(select(PlanVersion).where(PlanVersion.state == "live")).all()


def plan_in(row: PlanVersion) -> Plan:
    """Return the plan of a version; raises `Broken`."""
    try:
        return Plan.model_validate(row.data)
    except ValidationError as error:
        raise Broken(f"{row.plan} in the database: {error}") from error


def as_examples(rows: Sequence[PlanExample]) -> tuple[Example, ...]:
    """Return examples as a plan has them."""
    return tuple(Example(question=r.question, quote=r.quote, item=r.item) for r in rows)


def versions(session: Session) -> Sequence[PlanVersion]:
    """Return every version, the newest first, without what is large in it."""
    query = select(PlanVersion).options(_CONTENT, _SOURCE)
    return session.exec(query.order_by(col(PlanVersion.id).desc())).all()


def version(session: Session, number: int) -> PlanVersion | None:
    """Return a version without its file."""
    return session.get(PlanVersion, number, options=[_CONTENT])


def live(session: Session, plan: str) -> PlanVersion | None:
    """Return the version of a plan that is in use, which no other turn changes meanwhile; None
    where it has none here."""
    query = select(PlanVersion).where(PlanVersion.plan == plan, PlanVersion.state == "live")
    return session.exec(query.with_for_update()).first()


def before(session: Session, plan: str, number: int | None) -> PlanVersion | None:
    """Return the version of a plan that a new one follows: that in use, or else the last one."""
    used = col(PlanVersion.state).in_(("live", "past")), col(PlanVersion.id) != number
    query = select(PlanVersion).where(PlanVersion.plan == plan, *used)
    latest = query.order_by(col(PlanVersion.state), col(PlanVersion.changed_at).desc())
    return session.exec(latest.options(_CONTENT, _SOURCE)).first()


def next_waiting(session: Session, now: datetime) -> int | None:
    """Return the number of a file that nobody reads yet."""
    number: int | None = session.connection().execute(_WAITING, {"gone": now - TAKES}).scalar()
    return number


def take(session: Session, number: int, now: datetime) -> PlanVersion | None:
    """Return a file to read, which no other process reads meanwhile; None where one does."""
    query = select(PlanVersion).where(PlanVersion.id == number).with_for_update(skip_locked=True)
    row = session.exec(query).first()
    if row is None or row.state != "waiting":
        return None
    if row.taken_at is not None and row.taken_at >= now - TAKES:
        return None
    row.taken_at = now
    return row


def examples(session: Session, plan: str, version_id: int | None = None) -> Sequence[PlanExample]:
    """Return the examples in use of a plan, and those of one version of it, oldest first."""
    own = or_(col(PlanExample.version_id).is_(None), PlanExample.version_id == version_id)
    query = select(PlanExample).where(PlanExample.plan == plan, own)
    return session.exec(query.order_by(col(PlanExample.id))).all()


def put_right(
    session: Session, plan: str, example: Example, now: datetime, version_id: int | None = None
) -> None:
    """Keep an example, in place of an earlier one of the same question."""
    same = col(PlanExample.plan) == plan, col(PlanExample.question) == example.question
    session.exec(delete(PlanExample).where(*same, col(PlanExample.version_id) == version_id))
    session.add(PlanExample(plan=plan, version_id=version_id, at=now, **example.model_dump()))


def forget(session: Session, plan: str, number: int) -> None:
    """Delete an example of a plan."""
    which = col(PlanExample.plan) == plan, col(PlanExample.id) == number
    session.exec(delete(PlanExample).where(*which))


def adopt(session: Session, row: PlanVersion) -> None:
    """Let the examples of a version, which comes into use, take the place of earlier ones."""
    own = session.exec(select(PlanExample).where(PlanExample.version_id == row.id)).all()
    questions = [example.question for example in own]
    old = (col(PlanExample.plan) == row.plan, col(PlanExample.version_id).is_(None))
    session.exec(delete(PlanExample).where(*old, col(PlanExample.question).in_(questions)))
    for example in own:
        example.version_id = None


def drop(session: Session, row: PlanVersion) -> None:
    """Delete a version that is not in use, with its examples."""
    session.exec(delete(PlanExample).where(col(PlanExample.version_id) == row.id))
    session.delete(row)


def count_open(session: Session, categories: Sequence[str]) -> int:
    """Count the open reports of these categories, without those held for review."""
    query = (
        select(func.count())
        .select_from(Report)
        .where(col(Report.category).in_(categories), col(Report.status).not_in(CLOSED))
        .where(col(Report.held).is_(None))
    )
    return session.exec(query).one()
