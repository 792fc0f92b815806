"""What digests count of questions, answered by a plan or by none, and what people thought of it.

A span is half-open: from `start`, before `end`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, distinct, func, or_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from db.models import OfficialAnswer, Question, QuestionGroup, Rating, SentQuestion
from db.models_questions import ItemAsked

ENOUGH_PEOPLE = 3
"""What so many asked is nobody's own words any more."""


class Asked(NamedTuple):
    """A group of questions no plan answers: its first wording, masked, and how often it came."""

    text: str
    times: int


class Item(NamedTuple):
    """An item of a plan, and how often it was the answer."""

    plan: str
    item: str
    times: int


class Passed(NamedTuple):
    """Questions sent on in a span, answers and refusals to answer, and what waits still."""

    sent: int
    answered: int
    declined: int
    waiting: int


def most_asked(
    session: Session, start: datetime, end: datetime, most: int
) -> tuple[Sequence[Asked], int]:
    """Return the groups of questions without an answer that came most often; and how many came.

    Listed is only what enough people asked, or who asked it wanted sent on: what one person said
    to the bot is for nobody to read.
    """
    times = func.count(col(Question.id))
    within = [col(Question.asked_at) >= start, col(Question.asked_at) < end, _is_for_others()]
    query = (
        select(QuestionGroup.text, times)
        .join(Question, col(Question.group_id) == QuestionGroup.id)
        .where(*within)
        .group_by(col(QuestionGroup.id))
        .order_by(times.desc(), col(QuestionGroup.id))
        .limit(most)
    )
    all_of_them = select(func.count(distinct(col(Question.group_id)))).where(*within)
    listed = [Asked(*row) for row in session.exec(query).all()]
    return listed, session.exec(all_of_them).one()


def _is_for_others() -> ColumnElement[bool]:
    """Whether the words of a question's group may be shown to who did not ask."""
    other = aliased(Question)
    people: Any = select(func.count(distinct(col(other.asker))))
    people = people.where(col(other.group_id) == col(Question.group_id)).scalar_subquery()
    sent = select(SentQuestion.id).where(col(SentQuestion.group_id) == col(Question.group_id))
    return or_(people >= ENOUGH_PEOPLE, sent.exists())


def passed_on(session: Session, agency: str | None, start: datetime, end: datetime) -> Passed:
    """What became of questions that were sent on, to `agency` or to any; what waits is of now."""
    sent = select(func.count()).where(
        col(SentQuestion.sent_at) >= start, col(SentQuestion.sent_at) < end
    )
    waiting = select(func.count(distinct(col(SentQuestion.group_id)))).where(
        col(SentQuestion.answer_id).is_(None)
    )
    declined = func.count(case((col(OfficialAnswer.state) == "declined", 1)))
    written = select(func.count(), declined).where(
        col(OfficialAnswer.given_at) >= start, col(OfficialAnswer.given_at) < end
    )
    if agency is not None:
        sent = sent.where(SentQuestion.agency == agency)
        waiting = waiting.where(SentQuestion.agency == agency)
        written = written.where(OfficialAnswer.agency == agency)
    answers, refusals = session.exec(written).one()
    return Passed(
        session.exec(sent).one(),
        answers - refusals,
        refusals,
        session.exec(waiting).one(),
    )


def waited(session: Session, agency: str | None, then: datetime) -> int:
    """How many questions waited for an answer before that moment, of `agency` or of any."""
    query = (
        select(func.count(distinct(col(SentQuestion.group_id))))
        .outerjoin(OfficialAnswer, col(OfficialAnswer.id) == SentQuestion.answer_id)
        .where(col(SentQuestion.sent_at) < then)
        .where(or_(col(SentQuestion.answer_id).is_(None), col(OfficialAnswer.given_at) >= then))
    )
    if agency is not None:
        query = query.where(SentQuestion.agency == agency)
    return session.exec(query).one()


def thumbs(session: Session, start: datetime, end: datetime) -> tuple[int, int]:
    """How many 👍 and how many 👎 answers got."""
    query = select(func.count(case((col(Rating.up).is_(True), 1))), func.count()).where(
        col(Rating.at) >= start, col(Rating.at) < end
    )
    up, total = session.exec(query).one()
    return up, total - up


def count_items(session: Session, day: date, times: Mapping[tuple[str, str], int]) -> None:
    """Count for a day that items, by plan and id, were the answer so many times more.

    Two that count at once wait for each other and both count; in one order, so that neither
    waits for ever.
    """
    if not times:
        return
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    rows = [
        {"day": day, "plan": plan, "item": item, "times": more}
        for (plan, item), more in sorted(times.items())
    ]
    insert: Any = dialect.insert(ItemAsked).values(rows)
    more = {"times": col(ItemAsked.times) + insert.excluded.times}
    session.exec(insert.on_conflict_do_update(index_elements=["day", "plan", "item"], set_=more))


def items_asked(session: Session, first: date, last: date, most: int) -> Sequence[Item]:
    """The items that were the answer most often on these days, both included."""
    times = func.sum(col(ItemAsked.times))
    query = (
        select(ItemAsked.plan, ItemAsked.item, times)
        .where(col(ItemAsked.day) >= first, col(ItemAsked.day) <= last)
        .group_by(col(ItemAsked.plan), col(ItemAsked.item))
        .order_by(times.desc(), col(ItemAsked.plan), col(ItemAsked.item))
        .limit(most)
    )
    return [Item(*row) for row in session.exec(query).all()]
