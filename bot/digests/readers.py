"""The right to read a digest, and the recipients that can be named on the command line."""

from bot.city.city import City
from bot.digests.queries import Scope
from bot.people.roles import Actor, actor_of, area_of
from db.models import Chat, Person, Subscription

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


def scope_named(name: str, city: City) -> tuple[Scope, str | None]:
    """Return the scope and cron for an agency (a key of city.yaml) or the word `overseer`.

    The cron is None where city.yaml has no digest for the role. Raises `UnknownRecipient`.
    """
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
