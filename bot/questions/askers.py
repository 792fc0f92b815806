"""The questions an account asked, known by a keyed hash alone."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from sqlmodel import Session

from bot.people import mark_queries as marks
from bot.people.marks import _hashed
from bot.questions import queries as questions
from db.models import Person, Question


def asked(session: Session, person: Person) -> Sequence[Question]:
    """The questions no plan answers that this account asked, the first one first."""
    secret = marks.secret(session)
    groups = questions.groups_with_askers(session)
    return questions.of_askers(
        session, [_hashed(secret, person, f" question {each}") for each in groups]
    )


def forget_asked(session: Session, person: Person) -> None:
    """Leave the questions an account asked to nobody, and still to one in each group."""
    nobody: dict[str | None, str] = {}
    for question in asked(session, person):
        question.asker = nobody.setdefault(question.asker, secrets.token_hex(32))
    session.flush()
