"""An agency from inside: who works there, and the words it uses again and again."""

from collections.abc import Sequence

from sqlalchemy import or_
from sqlmodel import Session, col, select

from bot.people.contact_queries import is_contact
from bot.reports.queries import stands
from db.models import Chat, Person, ReplyTemplate, Report, ReportEvent


def person(session: Session, person_id: int | None) -> Person | None:
    """The person of that number."""
    return None if person_id is None else session.get(Person, person_id)


def officials(session: Session, agency: str) -> Sequence[tuple[Person, Chat]]:
    """The officials of an agency who can be told something in private, with the chat for it."""
    query = (
        select(Person, Chat)
        .join(Chat, col(Chat.person_id) == Person.id)
        .where(Person.role == "official", col(Chat.private).is_(True), col(Chat.active).is_(True))
        .where(or_(col(Person.agency) == agency, col(Person.agency).is_(None)), ~is_contact())
        .order_by(col(Person.id), col(Chat.id))
    )
    return session.exec(query).all()


def colleagues(session: Session, agency: str) -> dict[int, Person]:
    """Return the officials of an agency who can be told something in private, by their numbers."""
    return {person.number: person for person, _ in officials(session, agency)}


def agencies_here(session: Session) -> set[str]:
    """The agencies that have an official or a group here."""
    persons = select(Person.agency).where(Person.role == "official").distinct()
    groups = select(Chat.agency).where(Chat.role == "official").distinct()
    agencies = {*session.exec(persons).all(), *session.exec(groups).all()}
    return {agency for agency in agencies if agency}


def last_event(session: Session, report: Report, action: str) -> ReportEvent | None:
    """The latest step of that kind in a report's history that was not taken back."""
    query = (
        select(ReportEvent)
        .where(ReportEvent.report_id == report.id, ReportEvent.action == action, stands())
        .order_by(col(ReportEvent.id).desc())
        .limit(1)
    )
    return session.exec(query).first()


def templates(session: Session, agency: str, move: str | None = None) -> Sequence[ReplyTemplate]:
    """An agency's templates (for one move, or all), the oldest first."""
    query = select(ReplyTemplate).where(ReplyTemplate.agency == agency)
    if move is not None:
        query = query.where(ReplyTemplate.move == move)
    return session.exec(query.order_by(col(ReplyTemplate.id))).all()
