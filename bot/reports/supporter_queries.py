"""Who supports a report instead of sending it a second time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, update
from sqlmodel import Session, col, select

from db.engine import insert_new
from db.models import Chat, Notice, Report, Supporter


def add(
    session: Session, report: Report, person_id: int | None, chat_id: int | None, now: datetime
) -> bool:
    """Let a person support a report; false where they do already. Nobody in particular may too."""
    assert report.id is not None
    new = Supporter(report_id=report.id, person_id=person_id, chat_id=chat_id, at=now)
    return bool(insert_new(session, Supporter, [new], ("report_id", "person_id")))


def take_again(session: Session, report: Report, person_id: int, chat_id: int | None) -> bool:
    """Let a person be the one of a support that stands without anybody; false without any."""
    one = select(Supporter.id).where(
        Supporter.report_id == report.id, col(Supporter.person_id).is_(None)
    )
    taken = update(Supporter).where(col(Supporter.id).in_(one.order_by(col(Supporter.id)).limit(1)))
    found = session.exec(taken.values(person_id=person_id, chat_id=chat_id))
    return bool(found.rowcount)


def remove(session: Session, report: Report, person_id: int) -> bool:
    """Take a person's support back; false where there was none."""
    gone = delete(Supporter).where(
        col(Supporter.report_id) == report.id, col(Supporter.person_id) == person_id
    )
    return bool(session.exec(gone).rowcount)


def take_back(session: Session, report_id: int, person_id: int | None, made_at: datetime) -> None:
    """Take the support back that was made for a person, or for nobody, at that moment."""
    session.exec(delete(Supporter).where(_made(report_id, person_id, made_at)))


def give(session: Session, report_id: int, made_at: datetime, person_id: int, chat_id: int) -> None:
    """Let a person be the one of the support that was made for nobody at that moment."""
    made = update(Supporter).where(_made(report_id, None, made_at))
    session.exec(made.values(person_id=person_id, chat_id=chat_id))


def _made(report_id: int, person_id: int | None, at: datetime) -> ColumnElement[bool]:
    """The one support that was made so; of several at one moment the first."""
    one = (
        select(func.min(Supporter.id))
        .where(Supporter.report_id == report_id, Supporter.person_id == person_id)
        .where(Supporter.at == at)
    )
    return col(Supporter.id) == one.scalar_subquery()


def is_one(session: Session, report: Report, person_id: int | None) -> bool:
    """Whether the person supports the report."""
    return report.id in supported_of(session, [report.id or 0], person_id)


def supported_of(session: Session, ids: Collection[int], person_id: int | None) -> set[int]:
    """Of these reports, the ones the person supports."""
    query = select(Supporter.report_id).where(
        col(Supporter.report_id).in_(ids), col(Supporter.person_id) == person_id
    )
    return set(session.exec(query).all())


def counts(session: Session, ids: Collection[int]) -> dict[int, int]:
    """How many support each of these reports; one that nobody supports is not in it."""
    query = (
        select(Supporter.report_id, func.count())
        .where(col(Supporter.report_id).in_(ids))
        .group_by(col(Supporter.report_id))
    )
    return dict(session.exec(query).all())


def count(session: Session, report: Report) -> int:
    """How many support a report."""
    return counts(session, [report.id or 0]).get(report.id or 0, 0)


def any_here(session: Session, report: Report) -> bool:
    """Whether anybody who is known still supports a report."""
    query = select(Supporter.id).where(
        Supporter.report_id == report.id, col(Supporter.person_id).is_not(None)
    )
    return session.exec(query.limit(1)).first() is not None


def chats(session: Session, report: Report) -> Sequence[Chat]:
    """The reachable chats of those who support a report."""
    query = (
        select(Chat)
        .join(Supporter, col(Supporter.chat_id) == Chat.id)
        .where(col(Supporter.report_id) == report.id, col(Supporter.person_id).is_not(None))
        .where(col(Chat.active).is_(True))
        .order_by(col(Supporter.id))
    )
    return session.exec(query).all()


def reports_of(session: Session, person_id: int, most: int) -> Sequence[Report]:
    """The reports a person supports, the latest support first."""
    query = (
        select(Report)
        .join(Supporter, col(Supporter.report_id) == Report.id)
        .where(col(Supporter.person_id) == person_id)
        .order_by(col(Supporter.id).desc())
        .limit(most)
    )
    return session.exec(query).all()


def move(session: Session, source: Report, target: Report) -> None:
    """Let who supports `source` support `target`; each once, and nobody their own report."""
    there = select(Supporter.person_id).where(
        Supporter.report_id == target.id, col(Supporter.person_id).is_not(None)
    )
    theirs = col(Supporter.report_id) == source.id
    twice = or_(
        col(Supporter.person_id).in_(there), col(Supporter.person_id) == (target.person_id or 0)
    )
    session.exec(delete(Supporter).where(theirs, twice))
    session.exec(update(Supporter).where(theirs).values(report_id=target.id))


def forget_person(session: Session, person_id: int) -> None:
    """Cut a person off from what they support: the support stays, without anybody."""
    theirs = update(Supporter).where(col(Supporter.person_id) == person_id)
    session.exec(theirs.values(person_id=None, chat_id=None))


def note_once(session: Session, report: Report, kind: str, about: str, now: datetime) -> bool:
    """Note in the ledger that this is sent now; false where it was sent before."""
    assert report.id is not None
    new = Notice(report_id=report.id, kind=kind, about=about, at=now)
    return bool(insert_new(session, Notice, [new], ("report_id", "kind", "about")))
