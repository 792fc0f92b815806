"""Pictures that somebody asked to have covered: not public until an office has looked at them.

Two kinds of steps tell it, each with the picture's number as `subject`: a picture waits if the
last one of it is `HIDE`.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, select

from bot.people.roles import Actor
from bot.reports import queries
from db.models import Photo, Report, ReportEvent

HIDE, LOOK = "hide_photo", "look_at_photo"
ANYBODY = Actor(None, None, "public", None)
"""Who asks: nothing of them is kept."""


def waiting(
    session: Session, report: Report, events: Sequence[ReportEvent] | None = None
) -> set[int]:
    """Return the ids of a report's pictures that an office has still to look at.

    `events` is its history, where that has been read already.
    """
    last = _last_steps(queries.events(session, report) if events is None else events)
    hidden = [subject for subject, action in last.items() if action == HIDE]
    if not hidden:
        return set()
    stored = session.exec(select(Photo.id).where(Photo.report_id == report.id)).all()
    return {number for number in stored if number and str(number) in hidden}


def was_asked(session: Session, report: Report, photo: Photo) -> bool:
    """Return whether somebody asked for this picture before."""
    return str(photo.id) in _last_steps(queries.events(session, report))


def hide(session: Session, report: Report, photo: Photo, now: datetime) -> None:
    """Take a picture off the public board until an office has looked at it."""
    photo.released_at = None
    queries.add_event(session, report, ANYBODY, now, HIDE, internal=True, subject=str(photo.id))


def look_at(session: Session, report: Report, photo: Photo, actor: Actor, now: datetime) -> None:
    """Note that an office has looked at a picture that somebody asked for."""
    queries.add_event(session, report, actor, now, LOOK, internal=True, subject=str(photo.id))


def _last_steps(events: Sequence[ReportEvent]) -> dict[str, str]:
    """Return the last of the two kinds of steps of each picture that somebody asked for."""
    return {event.subject: event.action for event in events if event.action in (HIDE, LOOK)}
