"""What whoever looks after an installation asks of its database; nothing is changed."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from db.models import Chat, Person, Report


def faults(session: Session) -> list[str]:
    """What SQLite finds damaged in its file; nothing on PostgreSQL, whose server looks itself."""
    if session.get_bind().dialect.name != "sqlite":
        return []
    connection = session.connection()
    found = connection.execute(text("PRAGMA integrity_check(5)")).scalars().all()
    orphans = connection.execute(text("PRAGMA foreign_key_check")).all()
    return [
        *(f"integrity: {line}" for line in found if line != "ok"),
        *sorted(
            {
                f"a row of {table} refers to one of {of} that is not there"
                for table, _, of, _ in orphans
            }
        ),
    ]


def unknown_to(
    session: Session,
    agencies: Collection[str],
    areas: Collection[str],
    categories: Collection[str],
) -> list[tuple[str, str, int, int]]:
    """Return what reports name and the city does not know: of what kind, its key, how many reports
    have it, and how many of these are open."""
    rows: list[tuple[str, str, int, int]] = []
    for kind, known in (("agency", agencies), ("area", areas), ("category", categories)):
        column = col(getattr(Report, kind))
        query = select(column, func.count(), func.count().filter(col(Report.ended_at).is_(None)))
        query = query.where(column.is_not(None), column.not_in(known)).group_by(column)
        rows += [(kind, *row) for row in session.exec(query.order_by(column)).all()]
    return rows


def agencies_of_people(session: Session) -> set[str]:
    """The agencies that officials and their groups belong to."""
    of_chats = select(Chat.agency).where(col(Chat.agency).is_not(None), col(Chat.active))
    of_people = select(Person.agency).where(col(Person.agency).is_not(None))
    found = [*session.exec(of_chats).all(), *session.exec(of_people).all()]
    return {agency for agency in found if agency}
