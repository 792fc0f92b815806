"""Note in a report's history changes that are no moves: past states are computed from it."""

from datetime import datetime

from sqlmodel import Session

from bot.people.roles import Actor
from db.models import Report, ReportEvent

SYSTEM = Actor(person_id=None, chat_id=None, role="system", agency=None)
"""The actor of steps that the system makes by itself."""


def note_target(event: ReportEvent, report: Report, was: datetime) -> None:
    """Note in a step the report's target before it, where the step moved it."""
    event.deadline_was = was if was != report.deadline_at else None


def put_down(
    session: Session, report: Report, action: str, actor: Actor, was: datetime, now: datetime
) -> None:
    """Note a change that is no move; the target `was` this before it. It is shown nowhere."""
    assert report.id is not None
    event = ReportEvent(
        report_id=report.id, at=now, action=action, status="", role=actor.role,
        agency=actor.agency, person_id=actor.person_id, internal=True,
    )  # fmt: skip
    note_target(event, report, was)
    session.add(event)
