"""Queries for the supporters of reports, and the ledger of notices."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, update
from sqlmodel import Session, col, select

from db.engine import insert_new
from db.models import Chat, Notice, Report, Supporter

Moved = dict[str, list[int]]
"""The supports a merge moved, and those of people who supported both: numbers of rows."""


def add(
    session: Session, report: Report, person_id: int | None, chat_id: int | None, now: datetime
) -> bool:
    """Add a supporter, also one without a person; false where they support it already."""
    new = Supporter(report_id=report.number, person_id=person_id, chat_id=chat_id, at=now)
    return bool(insert_new(session, Supporter, [new], ("report_id", "person_id")))


def claim_nameless(session: Session, report: Report, person_id: int, chat_id: int | None) -> bool:
    """Give a support without a person to this one; false where there is none."""
    nameless = select(Supporter.id).where(
        Supporter.report_id == report.id, col(Supporter.person_id).is_(None)
    )
    update_query = update(Supporter).where(
        col(Supporter.id).in_(nameless.order_by(col(Supporter.id)).limit(1))
    )
    result = session.exec(update_query.values(person_id=person_id, chat_id=chat_id))
    return bool(result.rowcount)


def remove(session: Session, report: Report, person_id: int) -> bool:
    """Take a person's support back; false where there was none."""
    deletion = delete(Supporter).where(
        col(Supporter.report_id) == report.id, col(Supporter.person_id) == person_id
    )
    return bool(session.exec(deletion).rowcount)


def take_back(session: Session, report_id: int, person_id: int | None, made_at: datetime) -> None:
    """Delete the support that was made for a person, or for nobody, at that moment."""
    session.exec(delete(Supporter).where(_made_at(report_id, person_id, made_at)))


def give(session: Session, report_id: int, made_at: datetime, person_id: int, chat_id: int) -> None:
    """Give the support that was made for nobody at that moment to a person."""
    update_query = update(Supporter).where(_made_at(report_id, None, made_at))
    session.exec(update_query.values(person_id=person_id, chat_id=chat_id))


def _made_at(report_id: int, person_id: int | None, at: datetime) -> ColumnElement[bool]:
    """Return the condition for the support made so; of several at one moment the first."""
    first_id = (
        select(func.min(Supporter.id))
        .where(Supporter.report_id == report_id, Supporter.person_id == person_id)
        .where(Supporter.at == at)
    )
    return col(Supporter.id) == first_id.scalar_subquery()


def supports(session: Session, report: Report, person_id: int | None) -> bool:
    """Return whether the person supports the report."""
    return report.id in supported_of(session, [report.number], person_id)


def supported_of(session: Session, ids: Collection[int], person_id: int | None) -> set[int]:
    """Return those of these reports that the person supports."""
    query = select(Supporter.report_id).where(
        col(Supporter.report_id).in_(ids), col(Supporter.person_id) == person_id
    )
    return set(session.exec(query).all())


def counts(session: Session, ids: Collection[int]) -> dict[int, int]:
    """Return how many support each of these reports, without those that nobody supports."""
    query = (
        select(Supporter.report_id, func.count())
        .where(col(Supporter.report_id).in_(ids))
        .group_by(col(Supporter.report_id))
    )
    return dict(session.exec(query).all())


def count(session: Session, report: Report) -> int:
    """Return how many support a report."""
    return counts(session, [report.number]).get(report.number, 0)


def has_known(session: Session, report: Report) -> bool:
    """Return whether a known person still supports a report."""
    query = select(Supporter.id).where(
        Supporter.report_id == report.id, col(Supporter.person_id).is_not(None)
    )
    return session.exec(query.limit(1)).first() is not None


def chats(session: Session, report: Report) -> Sequence[Chat]:
    """Return the reachable chats of a report's supporters."""
    query = (
        select(Chat)
        .join(Supporter, col(Supporter.chat_id) == Chat.id)
        .where(col(Supporter.report_id) == report.id, col(Supporter.person_id).is_not(None))
        .where(col(Chat.active).is_(True))
        .order_by(col(Supporter.id))
    )
    return session.exec(query).all()


def reports_of(session: Session, person_id: int, limit: int) -> Sequence[Report]:
    """Return the reports a person supports, latest support first."""
    query = (
        select(Report)
        .join(Supporter, col(Supporter.report_id) == Report.id)
        .where(col(Supporter.person_id) == person_id)
        .order_by(col(Supporter.id).desc())
        .limit(limit)
    )
    return session.exec(query).all()


def move(session: Session, source: Report, target: Report) -> Moved:
    """Move the supporters of `source` to `target`; each once, and nobody to their own report.

    Returns how to move them back.
    """
    already = select(Supporter.person_id).where(
        Supporter.report_id == target.id, col(Supporter.person_id).is_not(None)
    )
    own = select(Supporter.person_id).where(Supporter.report_id == source.id)
    both = select(Supporter.id).where(
        Supporter.report_id == target.id, col(Supporter.person_id).in_(own)
    )
    moved: Moved = {"both": [number or 0 for number in session.exec(both).all()]}
    of_source = col(Supporter.report_id) == source.id
    twice = or_(
        col(Supporter.person_id).in_(already), col(Supporter.person_id) == (target.person_id or 0)
    )
    session.exec(delete(Supporter).where(of_source, twice))
    rest = update(Supporter).where(of_source).values(report_id=target.id)
    moved["moved"] = list(session.exec(rest.returning(col(Supporter.id))).scalars().all())
    return moved


def move_back(session: Session, source: Report, moved: Moved, now: datetime) -> None:
    """Give a report back the supporters that `move` took from it."""
    rows = select(Supporter).where(col(Supporter.id).in_(moved["both"]))
    for row in session.exec(rows).all():
        add(session, source, row.person_id, row.chat_id, now)
    back = update(Supporter).where(col(Supporter.id).in_(moved["moved"]))
    session.exec(back.values(report_id=source.id))


def forget_person(session: Session, person_id: int) -> None:
    """Take a person out of their supports, which stay without a person."""
    update_query = update(Supporter).where(col(Supporter.person_id) == person_id)
    session.exec(update_query.values(person_id=None, chat_id=None))


def note_once(session: Session, report: Report, kind: str, about: str, now: datetime) -> bool:
    """Note in the ledger that a notice is sent now; false where it was sent before."""
    new = Notice(report_id=report.number, kind=kind, about=about, at=now)
    return bool(insert_new(session, Notice, [new], ("report_id", "kind", "about")))
