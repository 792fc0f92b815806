"""Read-only queries for whoever looks after an installation (the `doctor` command)."""

from collections.abc import Collection, Sequence

from sqlalchemy import case, exists, func, or_, text
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from db.models import CLOSED, Chat, Person, Report, ReportEvent

STATUSES = (
    "new", "accepted", "in_progress", "needs_info", "forwarded", "reopened", *CLOSED,
)  # fmt: skip
"""The statuses of reports, as their steps have them."""
CAME_TO = {"partly": "in_progress", "merged": "rejected", "front_answered": "rejected"}
"""What a report comes to by a step that the history calls otherwise."""


def faults(session: Session) -> list[str]:
    """Return the damage that SQLite finds in its file; none on PostgreSQL, whose server checks."""
    if session.get_bind().dialect.name != "sqlite":
        return []
    connection = session.connection()
    damage = connection.execute(text("PRAGMA integrity_check(5)")).scalars().all()
    orphans = connection.execute(text("PRAGMA foreign_key_check")).all()
    return [
        *(f"integrity: {line}" for line in damage if line != "ok"),
        *sorted(
            {
                f"a row of {table} refers to one of {of} that is not there"
                for table, _, of, _ in orphans
            }
        ),
    ]


def unknown_keys(
    session: Session,
    agencies: Collection[str],
    areas: Collection[str],
    categories: Collection[str],
) -> list[tuple[str, str, int, int]]:
    """Return the keys in reports that the city does not know: kind, key, reports, open reports."""
    rows: list[tuple[str, str, int, int]] = []
    for kind, known_keys in (("agency", agencies), ("area", areas), ("category", categories)):
        column = col(getattr(Report, kind))
        query = select(column, func.count(), func.count().filter(col(Report.ended_at).is_(None)))
        query = query.where(column.is_not(None), column.not_in(known_keys)).group_by(column)
        rows += [(kind, *row) for row in session.exec(query.order_by(column)).all()]
    return rows


def agencies_of_people(session: Session) -> set[str]:
    """Return the agencies that officials and their groups belong to."""
    of_chats = select(Chat.agency).where(col(Chat.agency).is_not(None), col(Chat.active))
    of_people = select(Person.agency).where(col(Person.agency).is_not(None))
    agencies = [*session.exec(of_chats).all(), *session.exec(of_people).all()]
    return {agency for agency in agencies if agency}


def unlike_their_steps(session: Session) -> Sequence[tuple[str, str, str]]:
    """Return the reports whose status is not what their last step made it: code, status, step's.

    Steps that were taken back as a mistake do not count.
    """
    step, undoing = ReportEvent, aliased(ReportEvent)
    undone = select(undoing.id).where(undoing.undoes == step.id)
    states = col(step.status).in_((*STATUSES, *CAME_TO)) & ~undone.exists()
    last = select(col(step.report_id), func.max(step.id).label("id")).where(states)
    newest = last.group_by(col(step.report_id)).subquery()
    outcome = case(CAME_TO, value=col(step.status), else_=col(step.status))
    query = select(Report.code, Report.status, outcome).join(
        newest, newest.c.report_id == Report.id
    )
    query = query.join(step, col(step.id) == newest.c.id).where(col(Report.status) != outcome)
    return session.exec(query.order_by(Report.code)).all()


def unlike_their_times(session: Session) -> Sequence[str]:
    """Return the codes of reports that were sent or ended when none of their steps was made.

    One that is closed has ended, one that is open has not.
    """
    step, first = aliased(ReportEvent), aliased(ReportEvent)
    begun = select(func.min(first.id)).where(first.report_id == Report.id).scalar_subquery()
    ended = select(step.id).where(step.report_id == Report.id, col(step.at) == Report.ended_at)
    is_closed, has_ended = col(Report.status).in_(CLOSED), col(Report.ended_at).is_not(None)
    query = select(Report.code).join(ReportEvent, col(ReportEvent.id) == begun)
    query = query.where(
        or_(
            col(Report.created_at) != ReportEvent.at,
            is_closed != has_ended,
            has_ended & ~exists(ended),
        )
    )
    return session.exec(query.order_by(Report.code)).all()
