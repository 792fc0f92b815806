"""Reports, their history and their pictures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, select

from db.models import Photo, Report, ReportEvent


def is_late(now: datetime) -> ColumnElement[bool]:
    """Of an open report: past its target, and nobody waits for the reporter's answer."""
    return and_(col(Report.deadline_at) < now, col(Report.answer_by).is_(None))


def by_code(session: Session, code: str, lock: bool = False) -> Report | None:
    """The report of that code; with `lock`, nobody else can move it in the meantime."""
    query = select(Report).where(Report.code == code)
    if lock:
        query = query.with_for_update()
    return session.exec(query).first()


def get(session: Session, report_id: int, lock: bool = False) -> Report | None:
    """The report of that id; with `lock`, nobody else can move it in the meantime."""
    query = select(Report).where(Report.id == report_id)
    if lock:
        query = query.with_for_update()
    return session.exec(query).first()


def of_codes(session: Session, codes: Sequence[str]) -> dict[str, Report]:
    """The reports of these codes, locked in the order of their ids: no two wait for each other."""
    query = select(Report).where(col(Report.code).in_(codes)).order_by(col(Report.id))
    found = session.exec(query.with_for_update()).all()
    return {each.code: each for each in found}


def of_person(session: Session, person_id: int, most: int | None = None) -> Sequence[Report]:
    """A person's reports, the newest first; all of them, or at most so many."""
    query = (
        select(Report)
        .where(Report.person_id == person_id)
        .order_by(col(Report.created_at).desc(), col(Report.id).desc())
        .limit(most)
    )
    return session.exec(query).all()


def asked(session: Session, person_id: int) -> Report | None:
    """The person's report about which an official waits for an answer; of several the newest."""
    query = (
        select(Report)
        .where(Report.person_id == person_id, Report.status == "needs_info")
        .order_by(col(Report.id).desc())
        .limit(1)
    )
    return session.exec(query).first()


def events(session: Session, report: Report) -> Sequence[ReportEvent]:
    """A report's history, from its beginning."""
    query = select(ReportEvent).where(ReportEvent.report_id == report.id)
    return session.exec(query.order_by(col(ReportEvent.id))).all()


def steps(session: Session, report: Report) -> Sequence[ReportEvent]:
    """Of a report's history, what its reporter and everybody may know happened."""
    return [each for each in events(session, report) if each.status]


def photos(session: Session, report: Report, event: ReportEvent | None = None) -> tuple[str, ...]:
    """The media keys of a report's own pictures, or of the proof that came with an event."""
    query = select(Photo.key).where(
        Photo.report_id == report.id, Photo.event_id == (event.id if event else None)
    )
    return tuple(session.exec(query.order_by(col(Photo.id))).all())
