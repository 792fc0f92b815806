"""Who is heard: before a conversation is found, for each update that is meant for the bot.

Those who hold a role, and who speaks in a group that does, are never held up: work goes on.
"""

from __future__ import annotations

from bot.conversations.turn import Turn
from bot.services import blocks, limits

ALWAYS = frozenset({"trangthai", "xacminh", "cuatoi", "quyenriengtu", "xoa", "dulieu"})
"""Commands that one who is blocked has too: to read of one's reports, and to be forgotten."""
ALWAYS_BUTTONS = frozenset({"track", "mine", "withdraw_consent", "erase"})
"""And the buttons under what they answer."""


async def lets_in(turn: Turn) -> bool:
    """Whether an update is handled; where not, the person is told, but not again and again."""
    if turn.person.role != "resident" or turn.actor.role != "resident":
        return True
    if turn.person.blocked and not _is_always_open(turn) and await _is_blocked(turn):
        return False
    if limits.in_pace(turn.person, turn.city.limits, turn.now):
        return True
    if limits.notice_is_due(turn.person, turn.now):
        turn.say("order.too_fast")
    return False


def _is_always_open(turn: Turn) -> bool:
    incoming = turn.incoming
    if incoming.button is not None:
        return incoming.button.split(":")[0] in ALWAYS_BUTTONS
    return incoming.command in ALWAYS


async def _is_blocked(turn: Turn) -> bool:
    """What is the matter is told once, and not in a group, where everybody would read it."""
    found = await blocks.standing(turn.session, turn.person, turn.now)
    if found is None:
        return False
    if found.told_at is None and turn.chat.private:
        found.told_at = turn.now
        turn.say("order.blocked", block=found)
    return True


async def may_begin(turn: Turn) -> bool:
    """Whether this person may begin something more; where not, they are told what to do."""
    if not await limits.too_many_drafts(turn.session, turn.person, turn.city.limits):
        return True
    turn.say("order.too_many_drafts", most=turn.city.limits.open_drafts)
    return False


async def may_send(turn: Turn) -> bool:
    """Whether this person may send a report now; where not, it stays as it is, and when is told."""
    found = await limits.next_report_at(turn.session, turn.person, turn.city.limits, turn.now)
    if found is None:
        return True
    turn.say("order.too_many_reports", limits=turn.city.limits, at=found)
    return False
