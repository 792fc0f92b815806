"""Digests in the chat: which ones come here and when; to look at one now, pause it, or get it."""

from __future__ import annotations

import re

from bot.core.turn import Routes, Turn
from bot.digests import queries as digests
from bot.digests.period import Period, period_due, previous
from bot.digests.queries import scope_of
from bot.digests.readers import may_read
from bot.digests.render.message import answer
from bot.digests.screens import changing as digest_change
from bot.digests.screens.cards import card
from bot.digests.select.content import select
from bot.people import roles as people
from db.models import Subscription

routes = Routes()
routes.include(digest_change.routes)

_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
ACTIONS = ("show", "since", "pause", "resume")


@routes.button("bulletins")
@routes.command("bantin")
def bulletins(turn: Turn) -> None:
    """The digests that come to this chat; who gets none and may is offered their role's."""
    if turn.actor.role == "resident":
        turn.say("digest.for_officials")
        return
    theirs = digests.of_chat(turn.session, turn.chat)
    readable = [each for each in theirs if may_read(turn.actor, each)]
    for subscription in readable:
        turn.tell(turn.chat, card(turn, subscription, last=subscription is readable[-1]))
    if not readable:
        join = [
            [turn.button("digest.button_join", "digest:join:now")],
            [turn.button("bantin.button_new", "bantin:0:new")],
        ]
        turn.say("digest.none", join, private=turn.chat.private)


@routes.button("digest")
def pressed(turn: Turn) -> None:
    """A button of a digest's card; what it may do is read from the database, now."""
    action = turn.arguments[0]
    if action == "join":
        _join(turn)
        return
    subscription = _here(turn)
    if subscription is None or action not in ACTIONS:
        turn.say("start.stale_button")
    elif not may_read(turn.actor, subscription):
        turn.say("start.not_allowed")
    elif action in ("show", "since"):
        _show(turn, subscription, since=action == "since")
    else:
        _switch(turn, subscription, on=action == "resume")


def _here(turn: Turn) -> Subscription | None:
    """The subscription a button belongs to, if it is this chat's."""
    number = turn.arguments[-1]
    if not _NUMBER.fullmatch(number):
        return None
    found = digests.subscription(turn.session, int(number))
    return found if found is not None and found.chat_id == turn.chat.id else None


def _join(turn: Turn) -> None:
    """Give the chat its role's digest, and show what comes here now."""
    actor = turn.actor
    if actor.role not in turn.city.digests:
        turn.say("start.not_allowed" if actor.role == "resident" else "digest.no_default")
        return
    people.subscribe(turn.session, turn.chat, actor.role, actor.agency, turn.city, turn.now)
    turn.session.flush()
    bulletins(turn)


def _show(turn: Turn, subscription: Subscription, since: bool) -> None:
    """The digest of the last period, or of the time since then, as it is now."""
    cron, zone = subscription.cron, turn.tools.zone
    period = period_due(cron, zone, turn.now)
    before = previous(period, zone, cron)
    if since and period.end < turn.now:
        period = Period(period.end, turn.now)
        before = previous(period, zone)
    scope = scope_of(subscription)
    content = select(turn.session, turn.tools, scope, period, before, turn.now)
    turn.tell(turn.chat, answer(content, turn.tools))


def _switch(turn: Turn, subscription: Subscription, on: bool) -> None:
    """Pause or resume, and bring the pressed card up to date.

    What ended while it was paused does not come late.
    """
    if on != subscription.active:
        subscription.active = on
        subscription.since = turn.now if on else subscription.since
        action = "resume_digest" if on else "pause_digest"
        people.note(turn.session, turn.actor, action, f"subscription {subscription.id}", turn.now)
    shown = card(turn, subscription)
    turn.tell(turn.chat, shown.model_copy(update={"edit": turn.incoming.message}))
