"""Subscriptions: who may read what, the choices offered, adding, changing and deleting them."""

from bot.city.city import City
from bot.core.turn import Turn
from bot.digests.queries import Scope
from bot.people import roles as people
from bot.people.roles import Actor, actor_of, area_of
from db.models import Chat, Person, Subscription

RHYTHMS = {"workdays": "* * 1-5", "monday": "* * 1", "month": "1 * *"}
"""The days offered; city.yaml can have any cron expression."""
TIMES = ("06:00", "06:30", "07:00", "07:30", "08:00", "11:00", "13:30", "17:00")
QUIET = ("", "18:00-07:00", "21:00-06:00", "22:00-06:00", "22:00-07:00")
MOST_OF_CHAT = 8
"""How many digests one chat may have."""


class NotAllowed(Exception):
    """The present role does not cover the scope."""


def cron_of(rhythm: str, time: str) -> str:
    """Return the cron expression of a choice; raises KeyError or ValueError for none offered."""
    if time not in TIMES:
        raise ValueError(f"{time} is no choice")
    hour, minute = time.split(":")
    return f"{int(minute)} {int(hour)} {RHYTHMS[rhythm]}"


def may_change(actor: Actor, subscription: Subscription, **changes: object) -> bool:
    """Return whether the actor could read the digest with these changes."""
    return may_read(actor, Subscription.model_validate(subscription.model_dump() | changes))


def change(turn: Turn, subscription: Subscription, **changes: object) -> None:
    """Change a digest; with another rhythm nothing comes for the past. Raises `NotAllowed`."""
    if not may_change(turn.actor, subscription, **changes):
        raise NotAllowed
    if "cron" in changes:
        changes["since"] = turn.now
    for name, value in changes.items():
        setattr(subscription, name, value)
    note(turn, "change_digest", subscription)


def delete(turn: Turn, subscription: Subscription) -> None:
    """Delete a digest; what it sent stays in the log."""
    subscription.active, subscription.deleted_at = False, turn.now
    note(turn, "delete_digest", subscription)


def note(turn: Turn, action: str, subscription: Subscription) -> None:
    """Write what was done with a digest into the log."""
    people.note(turn.session, turn.actor, action, f"subscription {subscription.id}", turn.now)


def default_forms(actor: Actor, city: City) -> list[str]:
    """Return the files that come with a role's digest until the reader chooses."""
    default = city.digests.get(actor.role)
    return list(default.forms) if default else []


def add(turn: Turn, chat: Chat, cron: str) -> Subscription:
    """Add a digest of all the role may read; raises `NotAllowed`."""
    actor, default = turn.actor, turn.city.digests.get(turn.actor.role)
    new = Subscription(
        chat_id=chat.number,
        cron=cron,
        agency=actor.agency if actor.role == "official" else None,
        areas=[actor.area] if actor.area else [],
        forms=default_forms(actor, turn.city),
        quiet=default.quiet if default else "",
        created_at=turn.now,
    )
    if not may_read(actor, new):
        raise NotAllowed
    turn.session.add(new)
    turn.session.flush()
    note(turn, "add_digest", new)
    return new


OVERSEER = "overseer"


class UnknownRecipient(ValueError):
    """Nobody gets a digest under that name; the message lists the possible ones."""


def reader(chat: Chat, person: Person | None, city: City) -> Actor:
    """Return the role a chat reads its digests with: its person's, or that of the group."""
    if person is not None:
        return actor_of(person, chat, city)
    role = chat.role or "resident"
    return Actor(None, chat.id, role, chat.agency, area_of(role, chat.agency, city))


def may_read(actor: Actor, subscription: Subscription) -> bool:
    """Return whether the actor's present role covers the subscription's scope."""
    if actor.role == "official" and subscription.agency is None:
        return actor.agency is None  # an official of every agency
    if actor.area is not None:
        return subscription.areas == [actor.area]
    return actor.oversees or actor.handles(subscription.agency or "")


def scope_for(actor: Actor, wards: tuple[str, ...] = ()) -> Scope:
    """Return the scope the actor may read, narrowed to some wards."""
    if actor.area is not None:
        return Scope(areas=(actor.area,))
    return Scope(None if actor.oversees else actor.agency, wards)


def scope_named(name: str, city: City) -> tuple[Scope, str | None]:
    """Return scope and cron, if any, of an agency or `overseer`; raises `UnknownRecipient`."""
    agency = city.agency(name)
    if name == OVERSEER:
        return Scope(), _cron(city, OVERSEER)
    if agency is None:
        possible = ", ".join([OVERSEER, *(option.id for option in city.agencies)])
        raise UnknownRecipient(
            f'nobody gets a digest as "{name}"; possible are a subscription\'s number, {possible}'
        )
    if any(rule.agency == name for rule in city.routing):
        return Scope(agency=name), _cron(city, "official")
    return Scope(areas=(agency.area,) if agency.area else ()), _cron(city, OVERSEER)


def _cron(city: City, role: str) -> str | None:
    default = city.digests.get(role)
    return default.cron if default else None
