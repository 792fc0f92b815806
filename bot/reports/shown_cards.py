"""Keep the cards that are in chats already as their reports are: one card a chat, the newest."""

from collections.abc import Sequence

from bot.core.events import Reply
from bot.core.turn import Turn
from bot.people import queries as people
from bot.reports import cards
from db import outbox
from db.models import Chat, Outbox, Report


def refresh(turn: Turn, report: Report) -> None:
    """Update the newest card of a report in each chat; older ones shrink, once, to a line.

    In a chat that no longer handles the report the newest shrinks to the code too.
    """
    fresh = cards.card(turn, report, for_agency=True)
    handling = people.chats_of_role(turn.session, "official", report.agency)
    ids = {chat.id for chat in handling}
    bare = Reply(text=turn.tools.texts("handle.card_elsewhere", report=report))
    cards_by_chat: dict[int, list[Outbox]] = {}
    for row in outbox.cards(turn.session, report.number):
        cards_by_chat.setdefault(row.chat_id, []).append(row)
    for chat_id, rows in cards_by_chat.items():
        _shrink(turn, report, rows)
        _show_in_place(turn, rows[-1], fresh if chat_id in ids else bare, "card")


def shrink_older(turn: Turn, report: Report) -> None:
    """Leave this chat one card of a report: the one that is shown now."""
    cards_here = [
        row for row in outbox.cards(turn.session, report.number) if row.chat_id == turn.chat.id
    ]
    _shrink(turn, report, cards_here)


def _shrink(turn: Turn, report: Report, rows: Sequence[Outbox]) -> None:
    """Shrink all but the newest of a chat's cards to a line, which is not updated any more."""
    *old, newest = rows
    newer = Reply(text=turn.tools.texts("handle.card_newer", report=report), patient=True)
    for row in old:
        same = row.message is not None and row.message == newest.message
        if not same:
            _show_in_place(turn, row, newer, outbox.DISCLOSURE)
        if row.state != "waiting" and not (same and newest.state == "waiting"):
            row.kind = outbox.DISCLOSURE


def _show_in_place(turn: Turn, row: Outbox, reply: Reply, kind: str) -> None:
    """Show `reply` in a card: rewrite one that still waits to be sent, edit one that was sent.

    An edit that is being sent just now stays as it is; another comes after it.
    """
    leaving = row.message is not None and row.claimed_until is not None
    if row.state == "waiting" and not leaving:
        before = Reply.model_validate(row.payload)
        unchanged = {"edit": before.edit, "wipe": before.wipe, "parts": before.parts}
        without = {"photos": (), "place": None} if before.edit else {}
        changed = reply.model_copy(update=unchanged | without)
        row.payload = changed.model_dump(mode="json", exclude_defaults=True)
    elif (chat := turn.session.get(Chat, row.chat_id)) and chat.active:
        assert row.message is not None
        change(turn, chat, reply, row.message, kind, row.report_id)


def change(
    turn: Turn, chat: Chat, reply: Reply, message: str, kind: str, report_id: int | None
) -> None:
    """Edit a card to show `reply`; its pictures and place stay."""
    edit = {"edit": message, "photos": (), "place": None}
    turn.tell(chat, reply.model_copy(update=edit), kind, report_id)
