"""Who may read which digest, and which one a word on the command line means."""

from __future__ import annotations

from bot.city.city import City
from bot.digests.queries import Scope
from bot.people.roles import Actor, actor_of, area_of
from db.models import Chat, Person, Subscription

OVERSEER = "overseer"


class UnknownRecipient(ValueError):
    """Nobody gets a digest under that name; the message says who does."""


def reader(chat: Chat, person: Person | None, city: City) -> Actor:
    """As what a chat gets its digests: the role of its person, or that the group joined with."""
    if person is not None:
        return actor_of(person, chat, city)
    role = chat.role or "resident"
    return Actor(None, chat.id, role, chat.agency, area_of(role, chat.agency, city))


def may_read(actor: Actor, subscription: Subscription) -> bool:
    """Whether the role of now reaches as far as the subscription's scope.

    A role may have been taken back or changed since the subscription was made.
    """
    if actor.role == "official" and subscription.agency is None:
        return actor.agency is None  # an official of every agency
    if actor.area is not None:
        return subscription.areas == [actor.area]
    return actor.oversees or actor.handles(subscription.agency or "")


def scope_named(name: str, city: City) -> tuple[Scope, str | None]:
    """The scope and the cron an agency (a key of city.yaml) or the word `overseer` stands for.

    The cron is None where city.yaml has no digest for the role. Raises `UnknownRecipient`.
    """
    agency = city.agency(name)
    if name == OVERSEER:
        return Scope(), _cron(city, OVERSEER)
    if agency is None:
        known = ", ".join([OVERSEER, *(each.id for each in city.agencies)])
        raise UnknownRecipient(
            f'nobody gets a digest as "{name}"; possible are a subscription\'s number, {known}'
        )
    if any(rule.agency == name for rule in city.routing):
        return Scope(agency=name), _cron(city, "official")
    return Scope(areas=(agency.area,) if agency.area else ()), _cron(city, OVERSEER)


def _cron(city: City, role: str) -> str | None:
    given = city.digests.get(role)
    return given.cron if given else None
