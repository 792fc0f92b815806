"""Update a sent digest after a move with a report it lists."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.events import Reply
from bot.core.turn import Turn
from bot.digests import act_queries
from bot.digests.act_queries import Entry
from bot.digests.readers import reader
from bot.digests.render import progress
from db.models import Report


def refresh(turn: Turn, report: Report) -> None:
    """Update the digests of this chat that list a report just moved in it.

    Those of other chats are updated when a button is pressed there: a digest with many readers is
    not rewritten for all of them at every step.
    """
    assert turn.chat.id is not None
    if turn.actor.role == "official" or turn.actor.oversees:
        for entry in act_queries.naming(turn.session, turn.chat.id, report.code, recent(turn)):
            show(turn, entry)


def recent(turn: Turn) -> datetime:
    """Return the moment from which digests still have their words, which can be marked."""
    return turn.now - timedelta(days=turn.city.keep.delivered_messages)


def show(turn: Turn, entry: Entry, message: str | None = None) -> None:
    """Update one digest in its `message`, or in the outbox while it waits to be sent."""
    sent = entry.sent
    if sent is None:
        return
    reply = current(turn, entry)
    if sent.state == "waiting":
        sent.payload = reply.model_dump(mode="json", exclude_defaults=True)
    elif place := message or sent.message:
        turn.tell(turn.chat, reply.model_copy(update={"edit": place, "in_place": True}))


def current(turn: Turn, entry: Entry) -> Reply:
    """Return the message as it is now, for all who read it in this chat."""
    actor = reader(turn.chat, turn.person if turn.chat.private else None, turn.city)
    payload = entry.sent.payload if entry.sent else None
    text = str((payload or {}).get("text", ""))
    state = progress.state(turn.session, turn.tools, entry, actor, turn.now)
    return progress.current_message(turn.tools, entry.digest, actor, state, text, turn.now)
