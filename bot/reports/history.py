"""What a report's history says besides its moves: what stood at any moment follows from it."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot.people.roles import Actor
from db.models import Report, ReportEvent

NOBODY = Actor(person_id=None, chat_id=None, role="system", agency=None)
"""By whom what happens by itself is done."""


def note_target(event: ReportEvent, report: Report, was: datetime) -> None:
    """Write into a step what the report's target `was` before it, where the step moved it."""
    event.deadline_was = was if was != report.deadline_at else None


def put_down(
    session: Session, report: Report, action: str, actor: Actor, was: datetime, now: datetime
) -> None:
    """Write down what is no move and changes what stands; the target `was` this before it.

    It has no words and is for the agency alone, so it is shown nowhere.
    """
    assert report.id is not None
    event = ReportEvent(
        report_id=report.id, at=now, action=action, status="", role=actor.role,
        agency=actor.agency, person_id=actor.person_id, internal=True,
    )  # fmt: skip
    note_target(event, report, was)
    session.add(event)
