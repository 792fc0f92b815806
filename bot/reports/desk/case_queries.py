"""Queries of what one case's page shows: its pictures, steps, notices, and who works on it.

Who has it open in a browser now is a hint, kept where every process sees it.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.core.turn import Turn
from db.models import Outbox, Person, Photo, Report, ReportEvent, SignIn
from db.outbox import DISCLOSURE

OPENED = "looks"
"""Kept beside the ways in, which are dropped like these when they are over; it opens nothing."""
FRESH = timedelta(seconds=40)
"""So long after a page last asked it counts as open; it asks every fifteen seconds."""


def photos(session: Session, report: Report) -> Sequence[Photo]:
    """Return all pictures of a report, the reporter's and those of its steps."""
    query = select(Photo).where(Photo.report_id == report.id).order_by(col(Photo.id))
    return session.exec(query).all()


def last_step(session: Session, report: Report) -> int:
    """Return the id of the last step of a report: a page that shows an earlier one is stale."""
    query = select(func.max(ReportEvent.id)).where(ReportEvent.report_id == report.id)
    return session.exec(query).one() or 0


def notices(session: Session, report: Report) -> Sequence[Outbox]:
    """Return the notices to a report's sender about it, oldest first."""
    query = select(Outbox).where(
        Outbox.report_id == report.id, Outbox.chat_id == report.chat_id, Outbox.kind == "notice"
    )
    return session.exec(query.order_by(col(Outbox.id))).all()


def shown_last(session: Session, chat_id: int, since: datetime) -> Report | None:
    """Return the report whose card or pictures a chat was shown last since that moment; None where
    it had asked for another one before that was brought."""
    query = (
        select(Outbox.report_id, Outbox.answer)
        .where(Outbox.chat_id == chat_id, col(Outbox.kind).in_(("card", DISCLOSURE)))
        .where(Outbox.created_at >= since, col(Outbox.report_id).is_not(None))
        .order_by(col(Outbox.id).desc())
    )
    rows = session.exec(query).all()
    last = next((number for number, _ in rows), None)
    wanted = next((number for number, is_answer in rows if is_answer), last)
    return session.get(Report, last) if last and last == wanted else None


def persons(session: Session, ids: Collection[int]) -> dict[int, Person]:
    """Return the persons with these ids."""
    query = select(Person).where(col(Person.id).in_(ids))
    return {person.number: person for person in session.exec(query).all()} if ids else {}


def note_open(turn: Turn, code: str) -> None:
    """Note that a person has a case open."""
    name = f"{OPENED} {code} {turn.person.number}"
    row = turn.session.exec(select(SignIn).where(SignIn.token_hash == name)).first() or SignIn(
        token_hash=name, kind=OPENED, person_id=turn.person.number, chat_id=turn.chat.number,
        expires_at=turn.now,
    )  # fmt: skip
    row.expires_at = turn.now + FRESH
    turn.session.add(row)


def others_with_it(session: Session, code: str, person_id: int, now: datetime) -> Sequence[Person]:
    """Return who else has a case open."""
    query = (
        select(Person)
        .join(SignIn, col(SignIn.person_id) == Person.id)
        .where(SignIn.kind == OPENED, col(SignIn.token_hash).startswith(f"{OPENED} {code} "))
        .where(SignIn.person_id != person_id, col(SignIn.expires_at) > now)
    )
    return session.exec(query.order_by(col(SignIn.id))).all()
