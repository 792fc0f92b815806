"""/bantin: the digests of a chat; look at one now, pause it, resume it, or subscribe."""

from bot.core.turn import Routes, Turn, row_number
from bot.digests import queries as digests
from bot.digests.screens import cards, changing
from bot.digests.screens.cards import card, show_digest
from bot.digests.subscribing import may_read, note
from bot.people import roles as people
from db.models import Subscription

routes = Routes()
routes.include(changing.routes)

ACTIONS = ("show", "since", "pause", "resume")


@routes.button("bulletins")
@routes.command("bantin")
def bulletins(turn: Turn) -> None:
    """Show the digests of this chat; offer the role's own where there is none."""
    if turn.actor.role == "resident":
        turn.say("digest.for_officials")
        return
    subscriptions = digests.of_chat(turn.session, turn.chat)
    readable = [row for row in subscriptions if may_read(turn.actor, row)]
    for subscription in readable:
        turn.tell(turn.chat, card(turn, subscription, last=subscription is readable[-1]))
    if not readable:
        join = turn.button("digest.button_join", "digest:join:now")
        turn.say("digest.none", [[join], *cards.new_rows(turn)], private=turn.chat.private)


@routes.button("digest")
def pressed(turn: Turn) -> None:
    """Answer a button of a digest's card; its right is read from the database, now."""
    action = turn.arguments[0]
    if action == "join":
        _join(turn)
        return
    subscription = changing.subscription_of(turn, row_number(turn.arguments[-1]))
    if subscription is None or action not in ACTIONS:
        turn.say("start.stale_button")
    elif not may_read(turn.actor, subscription):
        turn.say("start.not_allowed")
    elif action in ("show", "since"):
        show_digest(turn, subscription, since=action == "since")
    else:
        _switch(turn, subscription, on=action == "resume")


def _join(turn: Turn) -> None:
    """Subscribe the chat to its role's digest, and show its digests."""
    actor = turn.actor
    if actor.role not in turn.city.digests:
        turn.say("start.not_allowed" if actor.role == "resident" else "digest.no_default")
        return
    people.subscribe(turn.session, turn.chat, actor.role, actor.agency, turn.city, turn.now)
    turn.session.flush()
    bulletins(turn)


def _switch(turn: Turn, subscription: Subscription, on: bool) -> None:
    """Pause or resume, and update the pressed card; what ended while paused does not come late."""
    if on != subscription.active:
        subscription.active = on
        subscription.since = turn.now if on else subscription.since
        note(turn, "resume_digest" if on else "pause_digest", subscription)
    changing.in_place(turn, card(turn, subscription))
