"""How much one person may write: what is beyond it slows nobody else, and is told politely."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.city.city import Limits
from bot.people import block_queries as blocks
from db.models import Person

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MINUTE = timedelta(minutes=1)
NOTICE_EVERY = MINUTE
"""Whoever goes on writing too fast is told so no oftener than this."""


def in_pace(person: Person, limits: Limits, now: datetime) -> bool:
    """Count a message; false where it is one too many.

    A minute holds `messages_a_minute` of them, all at once or spread, and is refilled as time
    passes (the generic cell rate algorithm, ITU-T I.371): one moment kept with the person, who
    is read at every message anyway, is all there is to count.
    """
    if not has_room(person, limits, now):
        return False
    person.paced_until = _filled(person, limits, now)
    return True


def has_room(person: Person, limits: Limits, now: datetime) -> bool:
    """Whether a message would be in pace; nothing is counted."""
    return _filled(person, limits, now) <= now + MINUTE


def _filled(person: Person, limits: Limits, now: datetime) -> datetime:
    return max(now, person.paced_until or now) + MINUTE // limits.messages_a_minute


def notice_is_due(person: Person, now: datetime) -> bool:
    """Whether to say that it is too fast; if so, it counts as said."""
    if person.slowed_at is not None and now - person.slowed_at < NOTICE_EVERY:
        return False
    person.slowed_at = now
    return True


def next_report_at(
    session: Session,
    person: Person,
    limits: Limits,
    now: datetime,
    before: Sequence[datetime] = (),
) -> datetime | None:
    """When this person may send the next report; None: now.

    `before` is when they sent those that are no longer tied to them (services/marks.py).
    """
    if person.role != "resident" or person.id is None:
        return None
    bounds = ((limits.reports_an_hour, HOUR), (limits.reports_a_day, DAY))
    most = max(count for count, _ in bounds)
    sent = blocks.reports_since(session, person.id, now - DAY, most)
    sent = sorted([*sent, *before], reverse=True)
    until = [
        sent[count - 1] + span
        for count, span in bounds
        if len(sent) >= count and sent[count - 1] > now - span
    ]
    return max(until, default=None)


def too_many_drafts(session: Session, person: Person, limits: Limits) -> bool:
    """Whether this person has begun as much as anybody may leave unfinished."""
    if person.role != "resident" or person.id is None:
        return False
    return blocks.open_drafts(session, person.id) >= limits.open_drafts
