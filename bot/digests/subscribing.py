"""What can be chosen of a digest, and by whom: rhythm, scope, files, quiet hours."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot.city.city import City
from bot.digests.readers import may_read
from bot.people import roles as people
from bot.people.roles import Actor
from db.models import Chat, Subscription

RHYTHMS = {"workdays": "* * 1-5", "monday": "* * 1", "month": "1 * *"}
"""The days that can be chosen; city.yaml can have any cron expression."""
TIMES = ("06:00", "06:30", "07:00", "07:30", "08:00", "11:00", "13:30", "17:00")
QUIET = ("", "18:00-07:00", "21:00-06:00", "22:00-06:00", "22:00-07:00")
MOST = 8
"""Digests of one chat."""


class NotAllowed(Exception):
    """The role of now does not reach so far."""


class TooMany(Exception):
    """The chat has as many digests as one may have."""


def cron_of(rhythm: str, time: str) -> str:
    """The cron expression of what was chosen; raises KeyError or ValueError for no choice."""
    if time not in TIMES:
        raise ValueError(f"{time} is no choice")
    hour, minute = time.split(":")
    return f"{int(minute)} {int(hour)} {RHYTHMS[rhythm]}"


def may_change(actor: Actor, subscription: Subscription, **changes: object) -> bool:
    """Whether the role of now reaches as far as the digest would with these changes."""
    return may_read(actor, Subscription.model_validate(subscription.model_dump() | changes))


def change(
    session: Session,
    actor: Actor,
    subscription: Subscription,
    now: datetime,
    **changes: object,
) -> None:
    """Change a digest; raises `NotAllowed`.

    With another rhythm nothing comes of the time before: that was shown at once.
    """
    if not may_change(actor, subscription, **changes):
        raise NotAllowed
    if "cron" in changes:
        changes["since"] = now
    for name, value in changes.items():
        setattr(subscription, name, value)
    people.note(session, actor, "change_digest", f"subscription {subscription.id}", now)


def delete(session: Session, actor: Actor, subscription: Subscription, now: datetime) -> None:
    """End a digest; what it sent stays in the log."""
    subscription.active, subscription.deleted_at = False, now
    people.note(session, actor, "delete_digest", f"subscription {subscription.id}", now)


def given_forms(actor: Actor, city: City) -> list[str]:
    """The files that come with a digest of somebody's role until they choose."""
    given = city.digests.get(actor.role)
    return list(given.forms) if given else []


def add(
    session: Session,
    actor: Actor,
    chat: Chat,
    there: int,
    city: City,
    now: datetime,
    cron: str,
) -> Subscription:
    """A further digest of a chat that has `there`: of all the role may read, as it would get it.

    Raises `NotAllowed` or `TooMany`.
    """
    assert chat.id is not None
    given = city.digests.get(actor.role)
    new = Subscription(
        chat_id=chat.id,
        cron=cron,
        agency=actor.agency if actor.role == "official" else None,
        areas=[actor.area] if actor.area else [],
        forms=given_forms(actor, city),
        quiet=given.quiet if given else "",
        created_at=now,
    )
    if not may_read(actor, new):
        raise NotAllowed
    if there >= MOST:
        raise TooMany
    session.add(new)
    session.flush()
    people.note(session, actor, "add_digest", f"subscription {new.id}", now)
    return new
