"""A digest by hand: previewed or sent for any period."""

from collections import Counter
from datetime import datetime
from typing import Literal

from sqlmodel import Session

from bot.core.media import Media
from bot.core.turn import Tools, row_number
from bot.digests import queries as digests
from bot.digests.content import Content
from bot.digests.due import Due
from bot.digests.period import Period, of_rhythm, period_due, previous
from bot.digests.queries import Subscriber, scope_of
from bot.digests.select.content import select
from bot.digests.sending import Elsewhere, Making, send
from bot.digests.subscribing import OVERSEER, UnknownRecipient, may_read, reader, scope_named
from db.engine import Database
from db.models import Subscription

Became = Literal["sent", "empty", "before"]
"""Sent; nothing to say in it; already sent before."""


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
        wanted = _wanted(subscription, tools, period, now)
        due = Due(subscription, chat, actor, wanted)
        making = Making(database, tools, media, due, now)
        try:
            became["sent" if send(making, due, resend) else "empty"] += 1
        except Elsewhere:
            became["before"] += 1
    if not became:
        raise UnknownRecipient(f'nobody who can be reached gets a digest as "{recipient}"')
    return became


def _wanted(
    subscription: Subscription, tools: Tools, typed: Period | None, now: datetime
) -> Period:
    if typed is None:
        return period_due(subscription.cron, tools.zone, now)
    return of_rhythm(typed, subscription.cron, tools.zone, now)


def _subscriptions(database: Database, tools: Tools, recipient: str) -> list[Subscriber]:
    with database.reading() as session:
        if number := row_number(recipient):
            return [_numbered(session, number)]
        rows = digests.active(session)
    scope_named(recipient, tools.city)  # raises UnknownRecipient for an unknown name
    return [row for row in rows if _is_named(recipient, row, tools)]


def _numbered(session: Session, number: int) -> Subscriber:
    row = digests.with_reader(session, number)
    if row is None:
        raise UnknownRecipient(f"there is no subscription {number}")
    return row


def _is_named(name: str, row: Subscriber, tools: Tools) -> bool:
    subscription, chat, person = row
    actor = reader(chat, person, tools.city)
    if name == OVERSEER:
        return actor.role == OVERSEER
    return name in (subscription.agency, actor.agency)


RARE_ENOUGH = "30 7 * * 1"
"""The weekly rhythm of a preview where city.yaml has no digest for the role."""


def content_for(
    session: Session, tools: Tools, recipient: str, period: Period | None, now: datetime
) -> Content:
    """Return the figures of a digest, for `period` or else the last one.

    `recipient` is a subscription's number, an agency's key of city.yaml, or `overseer`.
    Raises `UnknownRecipient`, whose message says what is possible.
    """
    if number := row_number(recipient):
        subscription, _, _ = _numbered(session, number)
        scope, rhythm = scope_of(subscription), subscription.cron
        period = period and _wanted(subscription, tools, period, now)
    else:
        scope, cron = scope_named(recipient, tools.city)
        rhythm = cron or RARE_ENOUGH
    if period is not None:
        return select(session, tools, scope, period, previous(period, tools.zone), now)
    last = period_due(rhythm, tools.zone, now)
    return select(session, tools, scope, last, previous(last, tools.zone, rhythm), now, rhythm)


def office_of(session: Session, tools: Tools, recipient: str) -> str | None:
    """Return the key of the office that would sign the report, if known."""
    number = row_number(recipient)
    if not number:
        return recipient if tools.city.agency(recipient) else None
    row = digests.with_reader(session, number)
    if row is None:
        return None
    subscription, chat, person = row
    return reader(chat, person, tools.city).agency or subscription.agency
