"""Who is heard: before a conversation is found, for each update that is meant for the bot.

Those who hold a role, and who speaks in a group that does, are never held up: work goes on.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot.city.city import City
from bot.core import draft_queries as drafts
from bot.core.events import Incoming
from bot.core.turn import Turn
from bot.people import blocks, limits
from bot.people import queries as people
from bot.people import roles as people_rules
from bot.people.block_queries import standing_of
from bot.public.conversation import NEARBY
from bot.reports import followup_queries as followups
from bot.reports import offices
from db.models import Chat, Person

ALWAYS = frozenset({"trangthai", "xacminh", "cuatoi", "quyenriengtu", "xoa", "dulieu"})
"""Commands that one who is blocked has too: to read of one's reports, and to be forgotten."""
ALWAYS_BUTTONS = frozenset(
    {"track", "mine", "withdraw_consent", "erase"}
    | {"withdraw", "withdraw_yes", "hide_name", "answer", "settled", "agree", "confirm", "discard"}
)
"""And the buttons under what they answer, and under what an official asks or has resolved."""
ALWAYS_DRAFTS = frozenset({"answer", "add", "dispute"})
"""And the words those buttons wait for."""
ANSWERED = ("needs_info", "resolved")
"""And what replies to a message about a report of theirs of which something is asked."""
FOR_REPORT = ("report", "rating")
"""Drafts beside which a picture or a link of a map is a report's; and so it is where there is none.
"""


def lets_in(turn: Turn) -> bool:
    """Whether an update is handled; where not, the person is told, but not again and again."""
    if turn.person.role != "resident" or turn.actor.role != "resident":
        return True
    if turn.person.blocked and not _is_always_open(turn) and _is_blocked(turn):
        return False
    if limits.in_pace(turn.person, turn.city.limits, turn.now):
        return True
    if limits.notice_is_due(turn.person, turn.now):
        turn.say("order.too_fast")
    return False


def may_fetch(session: Session, city: City, incoming: Incoming, now: datetime) -> bool:
    """Whether an update's pictures and links are fetched, as far as it can be told before its turn.

    Not what people in a group show each other, unless the bot waits for pictures there; nor what
    somebody sends who is blocked, or too fast; nor before consent what a report is to hold.
    """
    person = _known(session, incoming)
    chat = people.known_chat(session, incoming.channel, incoming.chat, incoming.thread or "")
    draft = drafts.current(session, person, chat) if person and chat else None
    if not incoming.addressed and draft is None:
        return False
    if person and chat and _of_a_case(session, city, person, chat, incoming):
        return True
    if not _may_hold(session, person, chat):
        return False
    if person is None or person.role != "resident" or (chat is not None and chat.role):
        return True
    if not limits.has_room(person, city.limits, now):
        return False
    if not person.blocked or incoming.replied is not None:
        return True
    is_open = draft is not None and draft.kind in ALWAYS_DRAFTS
    return is_open or standing_of(session, person.id or 0, now) is None


def _of_a_case(
    session: Session, city: City, person: Person, chat: Chat, incoming: Incoming
) -> bool:
    """Whether it belongs to a case that this person handles, whatever they agreed to themselves."""
    actor = people_rules.actor_of(person, chat, city)
    return offices.case_named(session, actor, incoming.text) is not None


def _may_hold(session: Session, person: Person | None, chat: Chat | None) -> bool:
    """Whether what comes would not be a report's, or the person has agreed that one be kept."""
    if person is None or people_rules.has_consented(person):
        return person is not None
    draft = drafts.current(session, person, chat, NEARBY) if chat else None
    return draft is not None and draft.kind not in FOR_REPORT


def may_keep(session: Session, incoming: Incoming) -> bool:
    """Whether an update that could not be handled may stay to be looked at: not before consent."""
    person = _known(session, incoming)
    return person is not None and people_rules.has_consented(person)


def _known(session: Session, incoming: Incoming) -> Person | None:
    """Who made an update, if they were here before."""
    if incoming.sender is None:
        return None
    return people.known(session, incoming.channel, incoming.sender.id)


def _is_always_open(turn: Turn) -> bool:
    incoming = turn.incoming
    if incoming.button is not None:
        return incoming.button.split(":")[0] in ALWAYS_BUTTONS
    if incoming.command is not None:
        return incoming.command in ALWAYS
    if incoming.replied is not None and turn.chat.private:
        about = followups.answered(turn.session, turn.chat.id or 0, incoming.replied)
        if about is not None and about.person_id == turn.person.id:
            return about.status in ANSWERED
    draft = drafts.current(turn.session, turn.person, turn.chat)
    return draft is not None and draft.kind in ALWAYS_DRAFTS


def _is_blocked(turn: Turn) -> bool:
    """What is the matter is told, no oftener than once a minute: nothing is met with silence.

    But not in a group, where everybody would read it.
    """
    found = blocks.standing(turn.session, turn.person, turn.now)
    if found is None:
        return False
    if turn.chat.private:
        if limits.notice_is_due(turn.person, turn.now) or found.told_at is None:
            turn.say("order.blocked", block=found)
        found.told_at = found.told_at or turn.now
    return True
