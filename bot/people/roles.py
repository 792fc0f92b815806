"""Who somebody is: roles from the database at each action, invites, consent, the audit."""

from __future__ import annotations

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
"""A clerk (who heads a residents' group, say) only writes down reports for others."""
INVITE_LASTS = timedelta(days=7)
CONSENT_VERSION = "2026-11d"
"""The version of `privacy.consent`; a change of its meaning is a new version, asked for anew."""
QUESTIONS_VERSION = "2026-11c/câu hỏi"
"""The version of `questions.ask_consent`, which lets questions be kept and nothing else."""


@dataclass(frozen=True)
class Actor:
    """Who acts, as what: the person's own role, or that of the group they act in.

    `area` is the only one an overseer looks after (city.yaml gives it to their office); None: all.
    """

    person_id: int | None
    chat_id: int | None
    role: str
    agency: str | None
    area: str | None = None

    def handles(self, agency: str) -> bool:
        """Whether reports of this agency are theirs; an official without one is of every agency."""
        return self.role == "official" and self.agency in (None, agency)

    @property
    def oversees(self) -> bool:
        """Whether what others handle may be seen, masked: the overseer and the admin."""
        return self.role in ("overseer", "admin")

    def sees(self, area: str | None) -> bool:
        """Whether reports of this area may be seen whoever handles them; None: nobody knows it.

        Those are for the overseers of all areas: no ward's office can tell that one is its own.
        """
        return self.oversees and self.area in (None, area)


def actor_of(person: Person, chat: Chat, city: City) -> Actor:
    """The person's own role in private; in a group that joined with a role, what the group is.

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
    """The only area an overseer of that office looks after; None for all, and for other roles."""
    office = city.agency(agency) if role == "overseer" else None
    return office.area if office else None


def _both(person: Person, chat: Chat, city: City) -> tuple[str, str | None]:
    """What somebody with a role and the group they are in are both; else a resident."""
    role, own, group = person.role, person.agency, chat.agency
    if role == chat.role and _covers(role, group, own, city):
        return role, own
    if role == chat.role and _covers(role, own, group, city):
        return role, group
    return "resident", None


def _covers(role: str, wide: str | None, narrow: str | None, city: City) -> bool:
    """Whether what `wide` may see takes in all that `narrow` may, both of this role."""
    if role == "overseer":
        return area_of(role, wide, city) in (None, area_of(role, narrow, city))
    return wide in (None, narrow)


def overseers(session: Session, city: City, area: str | None) -> Sequence[Chat]:
    """The reachable chats of the overseers who see reports of this area: see `Actor.sees`."""
    others = [each.id for each in city.agencies if each.area not in (None, area)]
    return people.chats_of_role(session, "overseer", without=others)


def note(session: Session, actor: Actor, action: str, subject: str, now: datetime) -> None:
    """Write into the audit what somebody did with a right of theirs."""
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
    """Whether somebody may write down a report for a person who has no telephone."""
    return person.role != "resident"


def has_consented(person: Person) -> bool:
    """Whether the person has agreed to the text as it stands now."""
    return person.consent_version == CONSENT_VERSION


def agreed_before(session: Session, person: Person) -> Literal["withdrawn", "older"] | None:
    """What there was before the consent to be asked for: one taken back, or to an older text."""
    if person.consent_version is not None:
        return "older"
    return "withdrawn" if people.has_withdrawn(session, person.id or 0) else None


def give_consent(session: Session, person: Person, now: datetime) -> None:
    """Note that the person agreed, with the version of the text."""
    assert person.id is not None
    person.consent_version = CONSENT_VERSION
    session.add(Consent(person_id=person.id, version=CONSENT_VERSION, given_at=now))


def lets_keep_questions(session: Session, person: Person) -> bool:
    """Whether the person has agreed that questions of theirs be kept, if only those."""
    if has_consented(person):
        return True
    return people.has_agreed(session, person.id or 0, QUESTIONS_VERSION)


def let_keep_questions(session: Session, person: Person, now: datetime) -> None:
    """Note that the person agreed that questions of theirs be kept, and nothing else."""
    assert person.id is not None
    session.add(Consent(person_id=person.id, version=QUESTIONS_VERSION, given_at=now))


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
    """Use an invite: the person in a private chat, the group in a group, gets its role.

    With it comes the role's digest. None when there is no such invite any more.
    """
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


def subscribe(
    session: Session, chat: Chat, role: str, agency: str | None, city: City, now: datetime
) -> None:
    """Give a chat the digest of its role, as `digests` in city.yaml says; once."""
    given = city.digests.get(role)
    scope = agency if role == "official" else None
    if given is None or people.has_subscription(session, chat, scope):
        return
    assert chat.id is not None
    area = area_of(role, agency, city)
    session.add(
        Subscription(
            chat_id=chat.id,
            cron=given.cron,
            agency=scope,
            areas=[area] if area else [],
            forms=list(given.forms),
            quiet=given.quiet,
            empty_too=given.empty_too,
            created_at=now,
        )
    )


def _hashed(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
