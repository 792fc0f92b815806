"""Queries for reports, their history and pictures, their reporters' chats, and erasing these."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    bindparam,
    cast,
    delete,
    func,
    literal_column,
    or_,
    true,
    update,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from bot.city.codes import is_code
from bot.people.contact_queries import is_contact
from bot.people.roles import Actor
from db import web
from db.models import CLOSED, Chat, Example, Outbox, Person, Photo, Report, ReportEvent

OPEN: ColumnElement[bool] = literal_column(
    "report.status NOT IN ('resolved', 'rejected', 'withdrawn')"
)
"""Word for word the index's condition, without parameters: else no database would use the index."""


_EVENTS = (
    select(ReportEvent)
    .where(ReportEvent.report_id == bindparam("report"))
    .order_by(col(ReportEvent.id))
)


def is_late(now: datetime) -> ColumnElement[bool]:
    """Return the condition that an open report is late: past its target, no answer waited for."""
    return and_(col(Report.deadline_at) < now, col(Report.answer_by).is_(None))


def stands(event: type[ReportEvent] = ReportEvent) -> ColumnElement[bool]:
    """Return the condition that a step was not taken back as a mistake."""
    later = aliased(ReportEvent)
    undone = select(col(later.undoes)).where(col(later.undoes).is_not(None))
    return col(event.id).not_in(undone)


def by_code(session: Session, code: str, lock: bool = False) -> Report | None:
    """Return the report of that code; with `lock`, nobody else can move it in the meantime."""
    if not is_code(code):
        return None
    query = select(Report).where(Report.code == code)
    return session.exec(query.with_for_update() if lock else query).first()


def get(session: Session, report_id: int | None, lock: bool = False) -> Report:
    """Return the report that a row names, which is never deleted; with `lock` as `by_code` does."""
    query = select(Report).where(Report.id == report_id)
    return session.exec(query.with_for_update() if lock else query).one()


def of_codes(session: Session, codes: Collection[str], lock: bool = False) -> dict[str, Report]:
    """Return the reports of these codes; with `lock` as `locked` does."""
    query = select(Report).where(col(Report.code).in_(codes)).order_by(col(Report.id))
    rows = session.exec(query.with_for_update() if lock else query).all()
    return {report.code: report for report in rows}


def locked(session: Session, ids: Collection[int | None]) -> Sequence[Report]:
    """Return these reports, locked in the order of ids: no two wait for each other."""
    query = select(Report).where(col(Report.id).in_(ids)).order_by(col(Report.id))
    return session.exec(query.with_for_update()).all()


def of_person(session: Session, person_id: int, limit: int | None = None) -> Sequence[Report]:
    """Return a person's reports, newest first."""
    query = (
        select(Report)
        .where(Report.person_id == person_id)
        .order_by(col(Report.created_at).desc(), col(Report.id).desc())
        .limit(limit)
    )
    return session.exec(query).all()


def spoken_of(session: Session, person_id: int, since: datetime) -> Report | None:
    """Return a person's report that is likely spoken of: their newest open one, or else the one
    that ended last, since then."""
    query = (
        select(Report)
        .where(Report.person_id == person_id, col(Report.erased_at).is_(None))
        .where(or_(col(Report.ended_at).is_(None), col(Report.ended_at) >= since))
        .order_by(col(Report.ended_at).is_not(None), col(Report.id).desc())
        .limit(1)
    )
    return session.exec(query).first()


def waiting_for_answer(session: Session, person_id: int) -> Report | None:
    """Return the newest report about which an official waits for the person's answer."""
    query = (
        select(Report)
        .where(Report.person_id == person_id, Report.status == "needs_info")
        .order_by(col(Report.id).desc())
        .limit(1)
    )
    return session.exec(query).first()


def events(session: Session, report: Report) -> Sequence[ReportEvent]:
    """Return a report's history, oldest step first."""
    return session.exec(_EVENTS, params={"report": report.id}).all()


def add_event(
    session: Session, report: Report, actor: Actor, now: datetime, action: str, status: str = "",
    **fields: Any,
) -> ReportEvent:  # fmt: skip
    """Add a step of this person to a report's history; without a status it is shown nowhere."""
    event = ReportEvent(
        report_id=report.number, at=now, action=action, status=status, role=actor.role,
        agency=actor.agency, person_id=actor.person_id, **fields,
    )  # fmt: skip
    session.add(event)
    return event


def standing(session: Session, report: Report) -> list[ReportEvent]:
    """Return a report's history without the steps that were taken back as mistakes."""
    history = events(session, report)
    undone = {event.undoes for event in history}
    return [event for event in history if event.id not in undone]


def steps(session: Session, report: Report) -> Sequence[ReportEvent]:
    """Return the steps of a report's history that everybody may know."""
    return [event for event in events(session, report) if event.status]


def photos(session: Session, report: Report, event: ReportEvent | None = None) -> tuple[str, ...]:
    """Return the media keys of a report's own pictures, or of an event's proof."""
    query = select(Photo.key).where(
        Photo.report_id == report.id, Photo.event_id == (event.id if event else None)
    )
    return tuple(session.exec(query.order_by(col(Photo.id))).all())


def chats_of(session: Session, ids: Collection[int | None]) -> dict[int, Chat]:
    """Return the chats of these ids that can be reached."""
    if not (chat_ids := [chat for chat in ids if chat is not None]):
        return {}
    query = select(Chat).where(col(Chat.id).in_(chat_ids), col(Chat.active).is_(True))
    return {chat.number: chat for chat in session.exec(query).all()}


def clerks(session: Session, ids: Collection[int | None]) -> dict[int, tuple[Person, Chat]]:
    """Return these persons with their oldest private chat that can be reached."""
    if not (person_ids := [person_id for person_id in ids if person_id is not None]):
        return {}
    query = (
        select(Person, Chat)
        .join(Chat, col(Chat.person_id) == Person.id)
        .where(
            col(Person.id).in_(person_ids), col(Chat.active).is_(True), col(Chat.private).is_(True)
        )
        .where(~is_contact())
        .order_by(col(Chat.id).desc())
    )
    return {person.number: (person, chat) for person, chat in session.exec(query).all()}


def merged_into(session: Session, report_id: int) -> Sequence[Report]:
    """Return reports a clerk wrote down that were merged into this one, directly or not."""
    first = select(Report.id).where(Report.merged_into == report_id).cte(recursive=True)
    further = select(Report.id).join(first, col(Report.merged_into) == first.c.id)
    query = (
        select(Report)
        .where(col(Report.id).in_(select(first.union(further).c.id)))
        .where(col(Report.person_id).is_(None), col(Report.entered_by).is_not(None))
        .order_by(col(Report.id))
    )
    return session.exec(query).all()


DENOUNCED = "denounced"
"""Why a report is held that accuses an official: it never goes to an agency."""


def waiting_held(
    session: Session, area: str | None, after: int, limit: int, *, denounced: bool
) -> tuple[int, Sequence[Report]]:
    """Count held reports of an area (None: all) and return the oldest; `denounced`: also of all."""
    denunciation = col(Report.held) == DENOUNCED
    conditions: list[ColumnElement[bool]] = [
        col(Report.held).is_not(None),
        col(Report.status).not_in(CLOSED),
        col(Report.id) > after,
    ]
    of_area = and_(~denunciation, col(Report.area) == area if area else true())
    conditions.append(or_(of_area, denunciation) if denounced else of_area)
    count = session.exec(select(func.count()).select_from(Report).where(*conditions)).one()
    query = select(Report).where(*conditions).order_by(col(Report.id)).limit(limit)
    return count, session.exec(query).all()


ERASED = "erased"
"""The channel of somebody who was erased, and what a message says that was lost by it."""


def drop_pictures(session: Session, report_id: int) -> set[str]:
    """Delete the pictures a reporter sent, of the report and of their steps; returns their keys."""
    proofs = select(ReportEvent.id).where(
        ReportEvent.report_id == report_id, col(ReportEvent.role) != "reporter"
    )
    of_reporter = or_(col(Photo.event_id).is_(None), col(Photo.event_id).not_in(proofs))
    deletion = delete(Photo).where(col(Photo.report_id) == report_id, of_reporter)
    return set(session.exec(deletion.returning(col(Photo.key))).scalars())


def last_example(session: Session, report_id: int, kind: str) -> Example | None:
    """Return the newest example of a kind that a report gave to learn from."""
    query = select(Example).where(Example.report_id == report_id, Example.kind == kind)
    return session.exec(query.order_by(col(Example.id).desc()).limit(1)).first()


def examples_since(session: Session, moment: datetime) -> int:
    """Return how many examples were kept after a moment."""
    return session.exec(select(func.count()).where(Example.created_at > moment)).one()


def drop_examples(session: Session, report_id: int) -> None:
    """Delete what was kept of a report's words to learn from."""
    session.exec(delete(Example).where(col(Example.report_id) == report_id))


def drop_messages(session: Session, report: Report, replacement: dict[str, Any]) -> None:
    """Empty the messages about a report; those that wait to be sent are given up, except cards."""
    about = or_(
        col(Outbox.report_id) == report.id, cast(Outbox.payload, Text).contains(report.code)
    )
    waiting = col(Outbox.state) == "waiting"
    session.exec(update(Outbox).where(about, ~waiting).values(payload=None))
    session.exec(
        update(Outbox)
        .where(about, waiting, col(Outbox.kind) != "card")
        .values(payload=None, state="dead", error=ERASED)
    )
    web.blot(session, report.code, replacement)
