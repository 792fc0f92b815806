"""A digest that was sent is brought up to date when something is done with what it lists."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.events import Reply
from bot.core.turn import Turn
from bot.digests import act_queries as rows
from bot.digests.act_queries import Entry
from bot.digests.readers import reader
from bot.digests.render import progress as acted
from db.models import Report


def refresh(turn: Turn, report: Report) -> None:
    """Bring the digests of this chat up to date that list a report somebody just moved in it.

    Other chats' are when something is pressed in them: a digest that many read is not rewritten
    for all of them at every step.
    """
    assert turn.chat.id is not None
    if turn.actor.role == "official" or turn.actor.oversees:
        for entry in rows.naming(turn.session, turn.chat.id, report.code, recent(turn)):
            show(turn, entry)


def recent(turn: Turn) -> datetime:
    """What was made before then has no words any more to be marked, and is left as it is."""
    return turn.now - timedelta(days=turn.city.keep.delivered_messages)


def show(turn: Turn, entry: Entry, message: str | None = None) -> None:
    """Bring one digest up to date, in its `message`; one that still waits, before it is sent."""
    sent = entry.sent
    if sent is None:
        return
    reply = current(turn, entry)
    if sent.state == "waiting":
        sent.payload = reply.model_dump(mode="json", exclude_defaults=True)
    elif place := message or sent.message:
        turn.tell(turn.chat, reply.model_copy(update={"edit": place, "in_place": True}))


def current(turn: Turn, entry: Entry) -> Reply:
    """The message as it is now, for all who read it in this chat."""
    actor = reader(turn.chat, turn.person if turn.chat.private else None, turn.city)
    payload = entry.sent.payload if entry.sent else None
    text = str((payload or {}).get("text", ""))
    state = acted.state(turn.session, turn.tools, entry, actor, turn.now)
    return acted.shown(turn.tools, entry.digest, actor, state, text, turn.now)
