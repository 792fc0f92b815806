"""Find and erase the questions an account asked, which are known by a keyed hash alone."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from sqlmodel import Session

from bot.people import mark_queries as marks
from bot.people.marks import account_hash
from bot.questions import queries as questions
from db.models import Person, Question


def questions_asked(session: Session, person: Person) -> Sequence[Question]:
    """Return the unanswered questions this account asked, the oldest first."""
    secret = marks.secret(session)
    groups = questions.groups_with_askers(session)
    return questions.of_askers(
        session, [account_hash(secret, person, f" question {group}") for group in groups]
    )


def forget_asked(session: Session, person: Person) -> None:
    """Replace the hash of an account by a random one, the same for all its questions of a group."""
    substitutes: dict[str | None, str] = {}
    for question in questions_asked(session, person):
        question.asker = substitutes.setdefault(question.asker, secrets.token_hex(32))
    session.flush()
