"""Send a digest by hand, for any period: it uses the same ledger, so each goes out once."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Literal

from bot.core.media import Media
from bot.core.turn import Tools
from bot.digests import queries as digests
from bot.digests.due import Due
from bot.digests.making import Making
from bot.digests.period import Period, days_of, period_due
from bot.digests.preview import number_in
from bot.digests.queries import Subscriber
from bot.digests.readers import OVERSEER, UnknownRecipient, may_read, reader, scope_named
from bot.digests.sending import Elsewhere, send
from db.engine import Database
from db.models import Subscription

Became = Literal["sent", "empty", "before"]
"""Sent; nothing to say in it; already sent before."""
_HALF_DAY = timedelta(hours=12)


def send_to(
    database: Database,
    tools: Tools,
    media: Media,
    recipient: str,
    period: Period | None,
    now: datetime,
    resend: bool = False,
) -> Counter[Became]:
    """Put the digests of a recipient into the outbox, of `period` or else of the last one.

    `recipient` is a subscription's number (paused ones too), an agency's key of city.yaml, or
    `overseer`. One in the ledger is sent only with `resend`. Raises `UnknownRecipient`, whose
    message names the possible ones.
    """
    became: Counter[Became] = Counter()
    for subscription, chat, person in _subscriptions(database, tools, recipient):
        actor = reader(chat, person, tools.city)
        if not may_read(actor, subscription):
            continue
        own_period = period and as_ticked(period, subscription, tools)
        due = Due(
            subscription, chat, actor, own_period or period_due(subscription.cron, tools.zone, now)
        )
        making = Making(database, tools, media, now)
        try:
            sent = send(making, due, resend)
            became["sent" if sent else "empty"] += 1
        except Elsewhere:
            became["before"] += 1
    if not became:
        raise UnknownRecipient(f'nobody who can be reached gets a digest as "{recipient}"')
    return became


def as_ticked(period: Period, subscription: Subscription, tools: Tools) -> Period:
    """Return the subscription's own period with the same days, so that both share one entry."""
    own = period_due(subscription.cron, tools.zone, period.end + _HALF_DAY)
    return own if days_of(own, tools.zone) == days_of(period, tools.zone) else period


def _subscriptions(database: Database, tools: Tools, recipient: str) -> list[Subscriber]:
    with database.reading() as session:
        if (number := number_in(recipient)) is not None:
            row = digests.with_reader(session, number)
            if row is None:
                raise UnknownRecipient(f"there is no subscription {recipient}")
            return [row]
        rows = digests.active(session)
    scope_named(recipient, tools.city)  # raises UnknownRecipient for an unknown name
    return [row for row in rows if _is_named(recipient, row, tools)]


def _is_named(name: str, row: Subscriber, tools: Tools) -> bool:
    subscription, chat, person = row
    actor = reader(chat, person, tools.city)
    if name == OVERSEER:
        return actor.role == OVERSEER
    return name in (subscription.agency, actor.agency)
