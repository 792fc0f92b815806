"""Roles and rights, read from the database at each action; invites, consents, the audit."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlmodel import Session

from bot.city.city import City
from bot.people import queries as people
from db.models import Audit, Chat, Consent, Invite, Person, Subscription

ROLES = ("resident", "clerk", "official", "overseer", "admin")
"""A clerk (the head of a residents' group, say) only enters reports for others."""
ADMIN = ("admin",)
OVERSEERS = ("overseer", "admin")
OFFICES = ("official", *OVERSEERS)
INVITE_LASTS = timedelta(days=7)
CONSENT_VERSION = "2026-11g"
"""The version of `privacy.consent`; a change of its meaning is a new version, asked for anew."""
QUESTIONS_VERSION = "2026-11c/câu hỏi"
"""The version of `questions.ask_consent`, which lets questions be kept and nothing else."""


@dataclass(frozen=True)
class Actor:
    """A person acting in a chat, with their own role or that of the group.

    `area` is the only one an overseer looks after (city.yaml gives it to their office); None: all.
    """

    person_id: int | None
    chat_id: int | None
    role: str
    agency: str | None
    area: str | None = None

    def handles(self, agency: str) -> bool:
        """Return whether they handle this agency's reports; without an agency, those of all."""
        return self.role == "official" and self.agency in (None, agency)

    @property
    def oversees(self) -> bool:
        """Return whether they see what others handle, masked: overseers and admins."""
        return self.role in OVERSEERS

    def sees(self, area: str | None) -> bool:
        """Return whether they see all reports of this area; None is an unknown one."""
        return self.oversees and self.area in (None, area)


def actor_of(person: Person, chat: Chat, city: City) -> Actor:
    """Return the person's own role in private; in a group that has a role, the group's.

    What is shown in a group all its members read, so nobody is more there than the group: who has
    the same role is what both are, and who has another is a resident. In a group without a role
    everybody is one.
    """
    if chat.private:
        role, agency = person.role, person.agency
    elif person.role in ("resident", "clerk"):
        role, agency = chat.role or "resident", chat.agency
    else:
        role, agency = _both(person, chat, city)
    return Actor(person.id, chat.id, role, agency, area_of(role, agency, city))


def area_of(role: str, agency: str | None, city: City) -> str | None:
    """Return the only area an overseer of that office sees; None for all, and for other roles."""
    office = city.agency(agency) if role == "overseer" else None
    return office.area if office else None


def _both(person: Person, chat: Chat, city: City) -> tuple[str, str | None]:
    """Return the narrower of a person's and a group's equal roles; resident for other pairs."""
    role, own, group = person.role, person.agency, chat.agency
    if role == chat.role and _covers(role, group, own, city):
        return role, own
    if role == chat.role and _covers(role, own, group, city):
        return role, group
    return "resident", None


def _covers(role: str, wide: str | None, narrow: str | None, city: City) -> bool:
    """Return whether agency `wide` sees all that `narrow` sees, both of this role."""
    if role == "overseer":
        return area_of(role, wide, city) in (None, area_of(role, narrow, city))
    return wide in (None, narrow)


def overseers(
    session: Session, city: City, area: str | None, *, contacts: bool = False
) -> Sequence[Chat]:
    """Return the active chats (or contacts) of the overseers who see this area (`Actor.sees`)."""
    excluded = [agency.id for agency in city.agencies if agency.area not in (None, area)]
    return people.chats_of_role(session, "overseer", without=excluded, contacts=contacts)


def note(session: Session, actor: Actor, action: str, subject: str, now: datetime) -> None:
    """Write an action into the audit."""
    session.add(
        Audit(
            at=now,
            person_id=actor.person_id,
            chat_id=actor.chat_id,
            role=actor.role,
            agency=actor.agency,
            action=action,
            subject=subject,
        )
    )


def may_enter_for_others(person: Person) -> bool:
    """Return whether they may enter a report for a person without a telephone."""
    return person.role != "resident"


def sender_agreed(session: Session, person_id: int | None) -> bool:
    """Return whether the sender of a report has agreed to the current text."""
    person = session.get(Person, person_id) if person_id else None
    return person is not None and has_consented(person)


def has_consented(person: Person) -> bool:
    """Return whether the person has agreed to the current version of the text."""
    return person.consent_version == CONSENT_VERSION


def agreed_before(session: Session, person: Person) -> Literal["withdrawn", "older"] | None:
    """Return the kind of an earlier consent: withdrawn, or to an older text."""
    if person.consent_version is not None:
        return "older"
    return "withdrawn" if people.has_withdrawn(session, person.number) else None


def give_consent(session: Session, person: Person, now: datetime) -> None:
    """Note that the person agreed, with the version of the text."""
    person.consent_version = CONSENT_VERSION
    # Law 91/2025/QH15: consent has to be provable, hence to which words, and when.
    session.add(Consent(person_id=person.number, version=CONSENT_VERSION, given_at=now))


def lets_keep_questions(session: Session, person: Person) -> bool:
    """Return whether the person agreed that their questions are kept, or to everything."""
    return has_consented(person) or people.has_agreed(session, person.number, QUESTIONS_VERSION)


def let_keep_questions(session: Session, person: Person, now: datetime) -> None:
    """Note that the person agreed that their questions are kept, and nothing else."""
    session.add(Consent(person_id=person.number, version=QUESTIONS_VERSION, given_at=now))


def make_invite(session: Session, role: str, agency: str | None, now: datetime) -> str:
    """Make a one-time code for a role; the database keeps only its hash."""
    code = secrets.token_urlsafe(12)
    session.add(
        Invite(
            code_hash=_hashed(code),
            role=role,
            agency=agency,
            created_at=now,
            expires_at=now + INVITE_LASTS,
        )
    )
    return code


def join(
    session: Session, code: str, person: Person, chat: Chat, city: City, now: datetime
) -> Invite | None:
    """Give the person, or the group, an invite's role and digest; None for a code of no invite."""
    invite = people.unused_invite(session, _hashed(code), now)
    if invite is None:
        return None
    invite.used_at, invite.used_by = now, chat.id
    holder: Person | Chat = person if chat.private else chat
    holder.role, holder.agency = invite.role, invite.agency
    chat.active = True
    subscribe(session, chat, invite.role, invite.agency, city, now)
    actor = Actor(person.id, chat.id, invite.role, invite.agency)
    note(session, actor, "join", f"chat {chat.id}", now)
    return invite


def dismiss(session: Session, holder: Person | Chat, actor: Actor, now: datetime) -> None:
    """Take the role of a person or group away, with its digests."""
    people.end_digests(session, holder, now)
    holder.agency = None
    if isinstance(holder, Person):
        holder.role = "resident"
        note(session, actor, "dismiss", f"person {holder.id}", now)
    else:
        holder.role = None
        note(session, actor, "dismiss", f"chat {holder.id}", now)


def subscribe(
    session: Session, chat: Chat, role: str, agency: str | None, city: City, now: datetime
) -> None:
    """Give a chat the digest of its role, as `digests` in city.yaml says; once."""
    rhythm = city.digests.get(role)
    scope = agency if role == "official" else None
    if rhythm is None or people.has_subscription(session, chat, scope):
        return
    area = area_of(role, agency, city)
    session.add(
        Subscription(
            chat_id=chat.number,
            cron=rhythm.cron,
            agency=scope,
            areas=[area] if area else [],
            forms=list(rhythm.forms),
            quiet=rhythm.quiet,
            empty_too=rhythm.empty_too,
            created_at=now,
        )
    )


def _hashed(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
