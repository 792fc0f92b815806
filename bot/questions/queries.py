"""Questions no plan answers: their groups, those sent on, what agencies wrote; and ratings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, distinct, func, or_, update
from sqlmodel import Session, col, select

from db.engine import insert_new
from db.models import (
    OfficialAnswer,
    Outbox,
    Question,
    QuestionGroup,
    Rating,
    Report,
    SentQuestion,
    Subject,
)
from db.outbox import WAITING

STANDING = ("given", "approved")
"""States in which what an agency wrote is its answer."""
REVIEWED = (*STANDING, "refused", "withdrawn")
"""States of what an admin has decided on, or is to."""

AT_ONCE = 500
"""Hashes looked for in one query: well below what either database allows."""


def waits_for_answer(session: Session, person_id: int) -> bool:
    """Return whether an official waits for this person's answer about a report of theirs."""
    asked = select(Report.id).where(Report.person_id == person_id, Report.status == "needs_info")
    return session.exec(asked.limit(1)).first() is not None


class Waiting(NamedTuple):
    """A group somebody sent on and nobody has answered: how many sent it, and since when."""

    group: QuestionGroup
    senders: int
    since: datetime


def groups_like(session: Session, head: str, size: int) -> Sequence[tuple[int | None, str]]:
    """The few groups a question of that head and size can belong to, the oldest first.

    Of each only its number and its words, for there may be some hundreds.
    """
    query = select(QuestionGroup.id, QuestionGroup.words).where(
        QuestionGroup.head == head, col(QuestionGroup.size).between(size - 1, size + 1)
    )
    return session.exec(query.order_by(col(QuestionGroup.id))).all()


def approved_like(
    session: Session, head: str, size: int
) -> Sequence[tuple[QuestionGroup, OfficialAnswer]]:
    """The same, of those that have an approved answer, with it; the newest answer first."""
    query = (
        select(QuestionGroup, OfficialAnswer)
        .join(OfficialAnswer, col(OfficialAnswer.group_id) == QuestionGroup.id)
        .where(QuestionGroup.head == head, OfficialAnswer.state == "approved")
        .where(col(QuestionGroup.size).between(size - 1, size + 1))
        .order_by(col(OfficialAnswer.given_at).desc(), col(OfficialAnswer.id).desc())
    )
    return session.exec(query).all()


def group(session: Session, group_id: int, lock: bool = False) -> QuestionGroup | None:
    """The group of that number; locked, where something is to be decided about it."""
    query = select(QuestionGroup).where(QuestionGroup.id == group_id)
    return session.exec(query.with_for_update() if lock else query).first()


def by_token(session: Session, token: str) -> Question | None:
    """The asking whose button carries that token."""
    return session.exec(select(Question).where(Question.token == token)).first()


def times_asked(session: Session, group_id: int) -> int:
    """How often the questions of a group were asked."""
    query = select(func.count()).where(Question.group_id == group_id)
    return session.exec(query).one()


def groups_with_askers(session: Session) -> Sequence[int]:
    """The groups in which it was noted, by a hash, who asked."""
    query = select(Question.group_id).where(col(Question.asker).is_not(None)).distinct()
    return [number for number in session.exec(query).all() if number is not None]


def of_askers(session: Session, askers: Sequence[str]) -> Sequence[Question]:
    """The questions whose asker is known by one of these hashes, the first one first."""
    found: list[Question] = []
    for start in range(0, len(askers), AT_ONCE):
        some = col(Question.asker).in_(askers[start : start + AT_ONCE])
        found += session.exec(select(Question).where(some)).all()
    return sorted(found, key=lambda question: question.id or 0)


def waiting_of(session: Session, group_id: int) -> Sequence[SentQuestion]:
    """Those of a group that wait for an answer, the oldest first."""
    query = select(SentQuestion).where(
        SentQuestion.group_id == group_id, col(SentQuestion.answer_id).is_(None)
    )
    return session.exec(query.order_by(col(SentQuestion.id))).all()


def sent_by(
    session: Session, group_id: int, person_id: int
) -> tuple[SentQuestion, OfficialAnswer | None] | None:
    """What this person last sent on of a group, with the answer it was told."""
    query = (
        select(SentQuestion, OfficialAnswer)
        .outerjoin(OfficialAnswer, col(OfficialAnswer.id) == SentQuestion.answer_id)
        .where(SentQuestion.group_id == group_id, SentQuestion.person_id == person_id)
        .order_by(col(SentQuestion.id).desc())
    )
    return session.exec(query).first()


def waiting(session: Session, agency: str | None) -> Sequence[Waiting]:
    """The groups that wait for `agency` (None: for any), the oldest first."""
    since = func.min(SentQuestion.sent_at)
    query = (
        select(QuestionGroup, func.count(), since)
        .join(SentQuestion, col(SentQuestion.group_id) == QuestionGroup.id)
        .where(col(SentQuestion.answer_id).is_(None))
        .group_by(col(QuestionGroup.id))
        .order_by(since, col(QuestionGroup.id))
    )
    if agency is not None:
        query = query.where(SentQuestion.agency == agency)
    return [Waiting(*row) for row in session.exec(query).all()]


def count_waiting(session: Session, agency: str | None) -> int:
    """How many groups wait for `agency`; None: for any."""
    query = select(func.count(distinct(col(SentQuestion.group_id)))).where(
        col(SentQuestion.answer_id).is_(None)
    )
    if agency is not None:
        query = query.where(SentQuestion.agency == agency)
    return session.exec(query).one()


def agency_of(session: Session, group_id: int) -> str:
    """The agency the questions of a group were last sent to; empty where none ever was."""
    query = (
        select(SentQuestion.agency)
        .where(SentQuestion.group_id == group_id)
        .order_by(col(SentQuestion.id).desc())
    )
    return session.exec(query).first() or ""


def answers_of(session: Session, group_id: int) -> Sequence[OfficialAnswer]:
    """All that was ever written on a group, the newest first."""
    query = select(OfficialAnswer).where(OfficialAnswer.group_id == group_id)
    return session.exec(query.order_by(col(OfficialAnswer.id).desc())).all()


def answer(session: Session, answer_id: int) -> OfficialAnswer | None:
    """The answer of that number."""
    return session.get(OfficialAnswer, answer_id)


def answers(session: Session) -> Sequence[tuple[OfficialAnswer, QuestionGroup]]:
    """What admins decide on: what waits for them first, then what is shown, then the rest."""
    query = (
        select(OfficialAnswer, QuestionGroup)
        .join(QuestionGroup, col(QuestionGroup.id) == OfficialAnswer.group_id)
        .where(col(OfficialAnswer.state).in_(REVIEWED))
        .order_by(col(OfficialAnswer.id).desc())
    )
    found = session.exec(query).all()
    order = {"given": 0, "approved": 1}
    return sorted(found, key=lambda each: order.get(each[0].state, 2))


def count_given(session: Session) -> int:
    """How many answers wait for an admin."""
    return session.exec(select(func.count()).where(OfficialAnswer.state == "given")).one()


def count_reviewed(session: Session) -> int:
    """How many answers an admin decides on, or has decided on."""
    query = select(func.count()).where(col(OfficialAnswer.state).in_(REVIEWED))
    return session.exec(query).one()


def end_others(session: Session, standing: OfficialAnswer, now: datetime) -> None:
    """Of a group one answer is shown: another approved one gives way to it."""
    session.exec(
        update(OfficialAnswer)
        .where(col(OfficialAnswer.group_id) == standing.group_id)
        .where(col(OfficialAnswer.state) == "approved", col(OfficialAnswer.id) != standing.id)
        .values(state="withdrawn", decided_at=now)
    )


def untie(session: Session, person_id: int) -> None:
    """Cut what a person sent on and rated off from them: it stays without a person.

    What they last asked about goes at once.
    """
    session.exec(delete(Subject).where(col(Subject.person_id) == person_id))
    for table, values in ((SentQuestion, {"person_id": None, "chat_id": None}),
                          (Rating, {"person_id": None})):  # fmt: skip
        session.exec(update(table).where(col(table.person_id) == person_id).values(values))


def cards(session: Session, group_id: int) -> Sequence[Outbox]:
    """The cards of a group: those that wait to be sent, and those that were."""
    query = (
        select(Outbox)
        .where(Outbox.question_id == group_id, Outbox.kind == "card")
        .where(or_(WAITING, col(Outbox.message).is_not(None)))
        .order_by(col(Outbox.id))
    )
    return session.exec(query).all()


def rating(session: Session, person_id: int, plan: str, item: str) -> Rating | None:
    """What this person last thought of an item."""
    query = select(Rating).where(
        Rating.person_id == person_id, Rating.plan == plan, Rating.item == item
    )
    return session.exec(query).first()


def rate(session: Session, person_id: int, plan: str, item: str, up: bool, now: datetime) -> Rating:
    """Keep what a person thinks of an item, in the place of what they thought before."""
    new = Rating(person_id=person_id, plan=plan, item=item, up=up, at=now)
    if made := insert_new(session, Rating, [new], ("person_id", "plan", "item")):
        return made[0]
    old = rating(session, person_id, plan, item)
    assert old is not None
    old.up, old.at, old.word = up, now, old.word if old.up == up else ""
    return old


def rating_by_id(session: Session, rating_id: int) -> Rating | None:
    """The rating of that number."""
    return session.get(Rating, rating_id)
