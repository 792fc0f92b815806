"""Limits on messages, reports and drafts of one person."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.city.parts import Limits
from bot.people import block_queries
from db.models import Person

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def in_pace(session: Session, person: Person, limits: Limits, now: datetime) -> bool:
    """Count a message; false where it is one too many.

    A minute holds `messages_a_minute` of them, all at once or spread, and is refilled as time
    passes (the generic cell rate algorithm, ITU-T I.371): one moment kept with the person, who
    is read at every message anyway, is all there is to count.
    """
    if not has_room(person, limits, now):
        return False
    block_queries.keep_pace(session, person, _filled(person, limits, now))
    return True


def has_room(person: Person, limits: Limits, now: datetime) -> bool:
    """Return whether a message would be in pace, without counting it."""
    return _filled(person, limits, now) <= now + MINUTE


def _filled(person: Person, limits: Limits, now: datetime) -> datetime:
    return max(now, person.paced_until or now) + MINUTE // limits.messages_a_minute


def notice_is_due(person: Person, now: datetime) -> bool:
    """Return whether to say that it is too fast, once a minute; if so, note that it was said."""
    if person.slowed_at is not None and now - person.slowed_at < MINUTE:
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
    """Return when this person may send the next report; None for now.

    `before`: the times of reports no longer tied to them (bot/people/marks.py).
    """
    if person.role != "resident" or person.id is None:
        return None
    bounds = ((limits.reports_an_hour, HOUR), (limits.reports_a_day, DAY))
    limit = max(count for count, _ in bounds)
    sent = block_queries.reports_since(session, person.id, now - DAY, limit)
    sent = sorted([*sent, *before], reverse=True)
    until = [
        sent[count - 1] + span
        for count, span in bounds
        if len(sent) >= count and sent[count - 1] > now - span
    ]
    return max(until, default=None)


def too_many_drafts(session: Session, person: Person, limits: Limits) -> bool:
    """Return whether this person has as many open drafts as the limit."""
    if person.role != "resident" or person.id is None:
        return False
    return block_queries.open_drafts(session, person.id) >= limits.open_drafts
