"""Queries of unanswered questions: groups, forwarded questions, agencies' answers, ratings."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, delete, distinct, func, or_, update
from sqlmodel import Session, col, select

from db.engine import dialect_of, insert_new, insert_of
from db.models import (
    Chat,
    OfficialAnswer,
    Outbox,
    Person,
    Question,
    QuestionGroup,
    Rating,
    Report,
    SentQuestion,
    Subject,
)
from db.outbox import WAITING

STANDING = ("given", "approved")
"""States in which an agency's answer holds."""
REVIEWED = (*STANDING, "refused", "withdrawn")
"""States of answers an admin decides on, or has decided on."""

AT_ONCE = 500
"""Hashes looked for in one query: well below what either database allows."""


@cache
def _remember(dialect: str) -> Any:
    insert = insert_of(dialect, Subject)
    newer = {"data": insert.excluded.data, "at": insert.excluded.at}
    return insert.on_conflict_do_update(index_elements=["person_id", "chat_id"], set_=newer)


def waits_for_answer(session: Session, person_id: int) -> bool:
    """Return whether an official waits for this person's answer about a report of theirs."""
    query = select(Report.id).where(Report.person_id == person_id, Report.status == "needs_info")
    return session.exec(query.limit(1)).first() is not None


class Waiting(NamedTuple):
    """A group that waits for an answer, and since when."""

    group: QuestionGroup
    since: datetime


def groups_like(session: Session, head: str, size: int) -> Sequence[tuple[int | None, str]]:
    """Return number and words of the groups of that head and about that size, the oldest first."""
    query = select(QuestionGroup.id, QuestionGroup.words).where(
        QuestionGroup.head == head, col(QuestionGroup.size).between(size - 1, size + 1)
    )
    return session.exec(query.order_by(col(QuestionGroup.id))).all()


def approved_like(
    session: Session, head: str, size: int
) -> Sequence[tuple[QuestionGroup, OfficialAnswer]]:
    """Return such groups that have an approved answer, with it; the newest answer first."""
    query = (
        select(QuestionGroup, OfficialAnswer)
        .join(OfficialAnswer, col(OfficialAnswer.group_id) == QuestionGroup.id)
        .where(QuestionGroup.head == head, OfficialAnswer.state == "approved")
        .where(col(QuestionGroup.size).between(size - 1, size + 1))
        .order_by(col(OfficialAnswer.given_at).desc(), col(OfficialAnswer.id).desc())
    )
    return session.exec(query).all()


def group(session: Session, group_id: int) -> QuestionGroup | None:
    """Return the group of that number, locked; None if there is none."""
    return session.get(QuestionGroup, group_id, with_for_update=True)


def by_token(session: Session, token: str) -> Question | None:
    """Return the question whose button carries that token."""
    return session.exec(select(Question).where(Question.token == token)).first()


def times_asked(session: Session, group_id: int) -> int:
    """Count how often the questions of a group were asked."""
    query = select(func.count()).where(Question.group_id == group_id)
    return session.exec(query).one()


def groups_with_askers(session: Session) -> Sequence[int]:
    """Return the groups that hold a hash of an asker."""
    query = select(Question.group_id).where(col(Question.asker).is_not(None)).distinct()
    return [number for number in session.exec(query).all() if number is not None]


def of_askers(session: Session, askers: Sequence[str]) -> Sequence[Question]:
    """Return the questions whose asker has one of these hashes, the oldest first."""
    rows: list[Question] = []
    for start in range(0, len(askers), AT_ONCE):
        some = col(Question.asker).in_(askers[start : start + AT_ONCE])
        rows += session.exec(select(Question).where(some)).all()
    return sorted(rows, key=lambda question: question.number)


def waiting_of(session: Session, group_id: int) -> Sequence[SentQuestion]:
    """Return the forwarded questions of a group that wait for an answer, the oldest first."""
    query = select(SentQuestion).where(
        SentQuestion.group_id == group_id, col(SentQuestion.answer_id).is_(None)
    )
    return session.exec(query.order_by(col(SentQuestion.id))).all()


def sent_by(
    session: Session, group_id: int, person_id: int
) -> tuple[SentQuestion, OfficialAnswer | None] | None:
    """Return the last question of a group this person forwarded, with its answer."""
    query = (
        select(SentQuestion, OfficialAnswer)
        .outerjoin(OfficialAnswer, col(OfficialAnswer.id) == SentQuestion.answer_id)
        .where(SentQuestion.group_id == group_id, SentQuestion.person_id == person_id)
        .order_by(col(SentQuestion.id).desc())
    )
    return session.exec(query).first()


def of_agency(column: str, agency: str | None) -> list[ColumnElement[bool]]:
    """Return the condition that a column holds `agency`; none for any agency."""
    return [] if agency is None else [col(column) == agency]


def waiting(session: Session, agency: str | None) -> Sequence[Waiting]:
    """Return the groups that wait for `agency` (None: for any), the oldest first."""
    since = func.min(SentQuestion.sent_at)
    query = (
        select(QuestionGroup, since)
        .join(SentQuestion, col(SentQuestion.group_id) == QuestionGroup.id)
        .where(col(SentQuestion.answer_id).is_(None), *of_agency(SentQuestion.agency, agency))
        .group_by(col(QuestionGroup.id))
        .order_by(since, col(QuestionGroup.id))
    )
    return [Waiting(*row) for row in session.exec(query).all()]


def count_waiting(session: Session, agency: str | None) -> int:
    """Count the groups that wait for `agency` (None: for any)."""
    query = select(func.count(distinct(col(SentQuestion.group_id)))).where(
        col(SentQuestion.answer_id).is_(None), *of_agency(SentQuestion.agency, agency)
    )
    return session.exec(query).one()


def agency_of(session: Session, group: QuestionGroup) -> str:
    """Return the agency a group was last forwarded to; empty if it never was."""
    query = (
        select(SentQuestion.agency)
        .where(SentQuestion.group_id == group.id)
        .order_by(col(SentQuestion.id).desc())
    )
    return session.exec(query).first() or ""


def answers_of(session: Session, group_id: int) -> Sequence[OfficialAnswer]:
    """Return the answers to a group in any state, the newest first."""
    query = select(OfficialAnswer).where(OfficialAnswer.group_id == group_id)
    return session.exec(query.order_by(col(OfficialAnswer.id).desc())).all()


def answers(session: Session) -> Sequence[tuple[OfficialAnswer, QuestionGroup]]:
    """Return the answers for admins: those to decide on, then those shown, then the others."""
    query = (
        select(OfficialAnswer, QuestionGroup)
        .join(QuestionGroup, col(QuestionGroup.id) == OfficialAnswer.group_id)
        .where(col(OfficialAnswer.state).in_(REVIEWED))
        .order_by(col(OfficialAnswer.id).desc())
    )
    rows = session.exec(query).all()
    order = {"given": 0, "approved": 1}
    return sorted(rows, key=lambda row: order.get(row[0].state, 2))


def count_reviewed(session: Session) -> tuple[int, int]:
    """Count the answers an admin decides on or has decided on, and of these those that wait."""
    waiting = func.count().filter(col(OfficialAnswer.state) == "given")
    query = select(func.count(), waiting).where(col(OfficialAnswer.state).in_(REVIEWED))
    return session.exec(query).one()


def end_others(session: Session, standing: OfficialAnswer, now: datetime) -> None:
    """Withdraw the other approved answers of a group: only one is shown."""
    session.exec(
        update(OfficialAnswer)
        .where(col(OfficialAnswer.group_id) == standing.group_id)
        .where(col(OfficialAnswer.state) == "approved", col(OfficialAnswer.id) != standing.id)
        .values(state="withdrawn", decided_at=now)
    )


def untie(session: Session, person_id: int) -> None:
    """Remove a person from questions they sent on and ratings, and delete their last subject."""
    session.exec(delete(Subject).where(col(Subject.person_id) == person_id))
    for table, values in ((SentQuestion, {"person_id": None, "chat_id": None}),
                          (Rating, {"person_id": None})):  # fmt: skip
        session.exec(update(table).where(col(table.person_id) == person_id).values(values))


def cards(session: Session, group_id: int) -> Sequence[Outbox]:
    """Return the cards of a group: those that wait to be sent, and those that were."""
    query = (
        select(Outbox)
        .where(Outbox.question_id == group_id, Outbox.kind == "card")
        .where(or_(WAITING, col(Outbox.message).is_not(None)))
        .order_by(col(Outbox.id))
    )
    return session.exec(query).all()


def rate(session: Session, person_id: int, plan: str, item: str, up: bool, now: datetime) -> Rating:
    """Store a person's rating of an item in place of their earlier one."""
    new = Rating(person_id=person_id, plan=plan, item=item, up=up, at=now)
    if inserted := insert_new(session, Rating, [new], ("person_id", "plan", "item")):
        return inserted[0]
    own = select(Rating).where(Rating.person_id == person_id)
    old = session.exec(own.where(Rating.plan == plan, Rating.item == item)).one()
    old.up, old.at, old.word = up, now, old.word if old.up == up else ""
    return old


def remember_subject(
    session: Session, person: Person, chat: Chat, data: dict[str, Any], now: datetime
) -> None:
    """Store the subject of this person here, in place of the one before."""
    row = {"person_id": person.number, "chat_id": chat.number, "data": data, "at": now}
    session.connection().execute(_remember(dialect_of(session)), row)
