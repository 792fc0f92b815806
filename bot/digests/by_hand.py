"""A digest by hand: previewed or sent for any period, or in another form under its buttons."""

import logging
from collections import Counter
from datetime import datetime, timedelta
from typing import Literal

from sqlmodel import Session

from bot.core.events import Incoming, Reply
from bot.core.media import Media
from bot.core.turn import Tools, row_number
from bot.digests import act_queries
from bot.digests import queries as digests
from bot.digests.act_queries import Entry
from bot.digests.content import Content
from bot.digests.due import Due
from bot.digests.period import Period, days_of, of_key, period_due, previous
from bot.digests.queries import Scope, Subscriber, scope_of
from bot.digests.render.buttons import ALL, FORMS
from bot.digests.render.message import scope_words, title
from bot.digests.select.content import select
from bot.digests.sending import Elsewhere, Making, send
from bot.digests.subscribing import OVERSEER, UnknownRecipient, may_read, reader, scope_named
from bot.people import queries as people
from bot.people.roles import Actor, actor_of
from db.engine import Database
from db.models import Subscription

log = logging.getLogger(__name__)

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
        if number := row_number(recipient):
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


RARE_ENOUGH = "30 7 * * 1"
"""The weekly rhythm of a preview where city.yaml has no digest for the role."""


def content_for(
    session: Session, tools: Tools, recipient: str, period: Period | None, now: datetime
) -> Content:
    """Return the figures of a digest, for `period` or else the last one.

    `recipient` is a subscription's number, an agency's key of city.yaml, or `overseer`.
    Raises `UnknownRecipient`, whose message says what is possible.
    """
    scope, cron = _recipient(session, tools, recipient)
    if period is not None:
        before = previous(period, tools.zone)
    else:
        period = period_due(cron, tools.zone, now)
        before = previous(period, tools.zone, cron)
    return select(session, tools, scope, period, before, now)


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


def _recipient(session: Session, tools: Tools, name: str) -> tuple[Scope, str]:
    if number := row_number(name):
        subscription = digests.subscription(session, number)
        if subscription is None:
            raise UnknownRecipient(f"there is no subscription {name}")
        return scope_of(subscription), subscription.cron
    scope, cron = scope_named(name, tools.city)
    return scope, cron or RARE_ENOUGH


def ahead(
    tools: Tools, database: Database, incoming: Incoming, now: datetime, media: Media
) -> Reply | None:
    """Return the form a pressed button asks for; None for other buttons, or without the right.

    Making it takes seconds, in which on SQLite nobody else could write; so it is made before the
    transaction, which gives it out only if the reader still has the right.
    """
    form, number, scope = [*(incoming.button or "").split(":")[1:], "", "", ""][:3]
    if form not in FORMS or scope != ALL:
        return None
    with database.reading() as session:
        entry = act_queries.entry(session, row_number(number))
        actor = _actor(session, tools, incoming, entry) if entry else None
        if entry is None or actor is None or not may_read(actor, entry.subscription):
            return None
        content = _content(session, tools, entry, now)
    return made(form, content, entry.digest.made_at, tools, actor.agency, media)


def made(
    form: str, content: Content, told_at: datetime, tools: Tools, issuer: str | None, media: Media
) -> Reply:
    """Return the message with a form of a digest, or the one that says why there is none."""
    try:
        return _reply(form, content, told_at, tools, issuer, media)
    except Exception:
        log.exception("the form %s of %s failed", form, content.period.key)
        return Reply(text=tools.texts("digest_acts.form_failed"))


def _actor(session: Session, tools: Tools, incoming: Incoming, entry: Entry) -> Actor | None:
    """Return the person who presses, if it is in the chat the digest came to."""
    sender, place = incoming.sender, (incoming.channel, incoming.chat, incoming.thread or "")
    chat = people.chat_by_id(session, entry.subscription.chat_id)
    if chat is None or sender is None or (chat.channel, chat.channel_id, chat.thread) != place:
        return None
    person = people.known_person(session, incoming.channel, sender.id)
    return actor_of(person, chat, tools.city) if person else None


def _content(session: Session, tools: Tools, entry: Entry, now: datetime) -> Content:
    """Return the figures of the periods of the digest's message."""
    spans = [of_key(key) for key in act_queries.periods(session, entry)]
    period = Period(min(span.start for span in spans), max(span.end for span in spans))
    before = previous(period, tools.zone, entry.subscription.cron)
    return select(session, tools, scope_of(entry.subscription), period, before, now)


def _reply(
    form: str, content: Content, told_at: datetime, tools: Tools, issuer: str | None, media: Media
) -> Reply:
    """Return the file, with its time: open reports may differ from those in the message."""
    from bot.digests.render import forms

    form_file = forms.make(form, content, tools, issuer)
    if form_file is None:
        return Reply(text=tools.texts("digest_acts.no_form", form=form))
    text = tools.texts(
        "digest_acts.form",
        form=form,
        title=title(content.period, tools),
        scope=scope_words(content.scope, tools),
        made_at=content.made_at,
        told_at=told_at,
    )
    return form_file.reply(media, text)
