"""A digest sent by hand, for any period: the same ledger, so what is sent is sent once."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Literal

from bot.core.media import Media
from bot.digests import queries as digests
from bot.digests.due import Due
from bot.digests.making import Making
from bot.digests.period import Period, days_of, period_due
from bot.digests.preview import number_in
from bot.digests.readers import OVERSEER, UnknownRecipient, may_read, reader, scope_named
from bot.digests.select.content import Means
from bot.digests.sending import Elsewhere, send
from db.engine import Database
from db.models import Chat, Person, Subscription

Became = Literal["sent", "empty", "before"]
"""Sent; nothing to say in it; it was sent before."""
_HALF_DAY = timedelta(hours=12)


def send_to(
    database: Database,
    means: Means,
    media: Media,
    recipient: str,
    period: Period | None,
    now: datetime,
    again: bool = False,
) -> Counter[Became]:
    """Put the digests of a recipient into the outbox, of `period` or else of the last one.

    `recipient` is a subscription's number (paused ones too), an agency's key of city.yaml, or
    `overseer`: all who get one as that. What the ledger has is sent only `again`. Raises
    `UnknownRecipient`, whose message says what is possible.
    """
    became: Counter[Became] = Counter()
    for subscription, chat, person in _subscriptions(database, means, recipient):
        actor = reader(chat, person, means.city)
        if not may_read(actor, subscription):
            continue
        asked = period and as_ticked(period, subscription, means)
        due = Due(
            subscription, chat, actor, asked or period_due(subscription.cron, means.zone, now)
        )
        making = Making(database, means, media, now)
        try:
            sent = send(database, means, making, due, now, again)
            became["sent" if sent else "empty"] += 1
        except Elsewhere:
            became["before"] += 1
    if not became:
        raise UnknownRecipient(f'nobody who can be reached gets a digest as "{recipient}"')
    return became


def as_ticked(period: Period, subscription: Subscription, means: Means) -> Period:
    """The subscription's own period with the same days, if it has one: one entry for both."""
    own = period_due(subscription.cron, means.zone, period.end + _HALF_DAY)
    return own if days_of(own, means.zone) == days_of(period, means.zone) else period


def _subscriptions(
    database: Database, means: Means, recipient: str
) -> list[tuple[Subscription, Chat, Person | None]]:
    with database.reading() as session:
        if (number := number_in(recipient)) is not None:
            found = digests.with_reader(session, number)
            if found is None:
                raise UnknownRecipient(f"there is no subscription {recipient}")
            return [found]
        rows = digests.active(session)
    scope_named(recipient, means.city)  # says who there is, where nobody is called so
    return [
        (subscription, chat, person)
        for subscription, chat, person in rows
        if _is(recipient, subscription, chat, person, means)
    ]


def _is(
    name: str, subscription: Subscription, chat: Chat, person: Person | None, means: Means
) -> bool:
    actor = reader(chat, person, means.city)
    if name == OVERSEER:
        return actor.role == OVERSEER
    return name in (subscription.agency, actor.agency)
