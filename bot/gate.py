"""The gate before every conversation: blocks, pace, and consent before pictures are fetched.

People with a role, and groups with one, are never held up.
"""

from datetime import datetime

from sqlmodel import Session

from bot.city.city import City
from bot.core import draft_queries as drafts
from bot.core.events import Incoming
from bot.core.turn import Turn
from bot.oversight.draft import OF_EVIDENCE
from bot.people import blocks, limits, roles
from bot.people import queries as people
from bot.people.block_queries import standing_of
from bot.people.roles import Actor
from bot.public.conversation import NEARBY
from bot.reports import followup_queries as followups
from bot.reports import offices
from bot.reports.desk.case_queries import shown_last
from bot.reports.desk.words import LATELY
from db.models import Chat, Person

ALWAYS = frozenset({"trangthai", "xacminh", "cuatoi", "quyenriengtu", "xoa", "dulieu"})
"""Commands of blocked people: to read about their reports, and to be forgotten."""
ALWAYS_BUTTONS = frozenset(
    {"track", "mine", "withdraw_consent", "erase"}
    | {"withdraw", "withdraw_yes", "hide_name", "answer", "settled", "agree", "confirm", "discard"}
)
"""Buttons of blocked people: those of these commands, and of an official's question or answer."""
ALWAYS_DRAFTS = frozenset({"answer", "add", "dispute"})
"""Drafts of blocked people, which those buttons begin."""
ANSWERED = ("needs_info", "resolved")
"""Statuses in which a blocked person may reply to a message about their report."""
FOR_REPORT = ("report", "rating")
"""Drafts with which, as with none, a picture or a map link belongs to a report."""


def lets_in(turn: Turn) -> bool:
    """Return whether an update is handled; where not, tell the person, but not each time."""
    if turn.person.role != "resident" or turn.actor.role != "resident":
        return True
    if turn.person.blocked and not _is_always_open(turn) and _is_blocked(turn):
        return False
    if limits.in_pace(turn.session, turn.person, turn.city.limits, turn.now):
        return True
    if limits.notice_is_due(turn.person, turn.now):
        turn.say("order.too_fast")
    return False


def may_fetch(session: Session, city: City, incoming: Incoming, now: datetime) -> bool:
    """Return whether an update's pictures and links may be fetched, before its turn.

    Not those that people in a group show each other, unless the bot waits for pictures there; nor
    those of a person who is blocked or too fast; nor a report's before consent.
    """
    person = _sender_of(session, incoming)
    chat = people.known_chat(session, incoming.channel, incoming.chat, incoming.thread or "")
    draft = drafts.current(session, person, chat) if person and chat else None
    if not incoming.addressed and draft is None:
        return False
    if any(photo.paper for photo in incoming.photos):
        return draft is not None and draft.kind in OF_EVIDENCE
    actor = roles.actor_of(person, chat, city) if person and chat else None
    since = now - LATELY if draft is None else now
    if actor and chat and _is_of_case(session, actor, chat, incoming, since):
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
    return is_open or standing_of(session, person.number, now) is None


def _is_of_case(
    session: Session, actor: Actor, chat: Chat, incoming: Incoming, since: datetime
) -> bool:
    """Return whether an official sends them for a case: with its code, as a reply to it, or after
    it was shown since that moment."""
    if offices.case_named(session, actor, incoming.text):
        return True
    if incoming.replied is not None:
        case = followups.answered(session, chat.number, incoming.replied)
    else:
        case = shown_last(session, chat.number, since)
    return case is not None and case.held is None and actor.handles(case.agency)


def _may_hold(session: Session, person: Person | None, chat: Chat | None) -> bool:
    """Return whether the person has consented, or the pictures would not be a report's."""
    if person is None or roles.has_consented(person):
        return person is not None
    draft = drafts.current(session, person, chat, NEARBY) if chat else None
    return draft is not None and draft.kind not in FOR_REPORT


def may_keep(session: Session, incoming: Incoming) -> bool:
    """Return whether an update that failed may be kept for inspection: not before consent."""
    person = _sender_of(session, incoming)
    return person is not None and roles.has_consented(person)


def _sender_of(session: Session, incoming: Incoming) -> Person | None:
    """Return the sender of an update, if they are known."""
    if incoming.sender is None:
        return None
    return people.known_person(session, incoming.channel, incoming.sender.id)


def _is_always_open(turn: Turn) -> bool:
    incoming = turn.incoming
    if incoming.button is not None:
        return incoming.verb in ALWAYS_BUTTONS
    if incoming.command is not None:
        return incoming.command in ALWAYS
    if incoming.replied is not None and turn.chat.private:
        about = followups.answered(turn.session, turn.chat.number, incoming.replied)
        if about is not None and about.person_id == turn.person.id:
            return about.status in ANSWERED
    return turn.begun is not None and turn.begun.kind in ALWAYS_DRAFTS


def _is_blocked(turn: Turn) -> bool:
    """Return whether a block stands; tell the person so, at most once a minute, and in no group."""
    block = blocks.standing(turn.session, turn.person, turn.now)
    if block is None:
        return False
    if turn.chat.private:
        if limits.notice_is_due(turn.person, turn.now) or block.told_at is None:
            turn.say("order.blocked", block=block)
        block.told_at = block.told_at or turn.now
    return True
