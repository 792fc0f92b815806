"""A digest as its recipient would get it; nothing is stored or sent."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot.core.events import Reply
from bot.core.turn import Tools
from bot.digests import queries as digests
from bot.digests.content import Content
from bot.digests.period import Period, period_due, previous
from bot.digests.queries import Scope, scope_of
from bot.digests.readers import UnknownRecipient, reader, scope_named
from bot.digests.render.message import answer
from bot.digests.select.content import select

RARE_ENOUGH = "30 7 * * 1"
"""The weekly rhythm of a preview where city.yaml has no digest for the role."""


def preview(
    session: Session, tools: Tools, recipient: str, period: Period | None, now: datetime
) -> Reply:
    """Return the message of a digest, for `period` or else the last one.

    `recipient` is a subscription's number, an agency's key of city.yaml, or `overseer`.
    Raises `UnknownRecipient`, whose message says what is possible.
    """
    return answer(content_for(session, tools, recipient, period, now), tools)


def content_for(
    session: Session, tools: Tools, recipient: str, period: Period | None, now: datetime
) -> Content:
    """Return the figures of a digest, for the same arguments as `preview`."""
    scope, cron = _recipient(session, tools, recipient)
    if period is not None:
        before = previous(period, tools.zone)
    else:
        period = period_due(cron, tools.zone, now)
        before = previous(period, tools.zone, cron)
    return select(session, tools, scope, period, before, now)


def office_of(session: Session, tools: Tools, recipient: str) -> str | None:
    """Return the key of the office that would sign the report, if known."""
    if (number := number_in(recipient)) is None:
        return recipient if tools.city.agency(recipient) else None
    row = digests.with_reader(session, number)
    if row is None:
        return None
    subscription, chat, person = row
    return reader(chat, person, tools.city).agency or subscription.agency


def _recipient(session: Session, tools: Tools, name: str) -> tuple[Scope, str]:
    if (number := number_in(name)) is not None:
        subscription = digests.subscription(session, number)
        if subscription is None:
            raise UnknownRecipient(f"there is no subscription {name}")
        return scope_of(subscription), subscription.cron
    scope, cron = scope_named(name, tools.city)
    return scope, cron or RARE_ENOUGH


def number_in(name: str) -> int | None:
    """Return the subscription's number, if one was typed."""
    return int(name) if name.isascii() and name.isdigit() and len(name) < 10 else None
