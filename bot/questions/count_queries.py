"""Counts for digests: questions with and without an answer, forwarded ones, and ratings."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, distinct, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from bot.questions.queries import of_agency
from db.engine import dialect_of, insert_of
from db.models import OfficialAnswer, Question, QuestionGroup, Rating, SentQuestion
from db.models_questions import ItemAsked
from db.types import TimeSpan, during

ELSEWHERE, SUGGESTED = "elsewhere", "suggested"
"""Stand for the plan where the items are kinds of other offices' matters, or say whether a resident
sent the category that was suggested: `suggested` or `changed`."""
ENOUGH_PEOPLE = 3
"""A question so many people asked may be shown to others."""


@cache
def _count(dialect: str) -> Any:
    insert = insert_of(dialect, ItemAsked)
    total = {"times": col(ItemAsked.times) + insert.excluded.times}
    return insert.on_conflict_do_update(index_elements=["day", "plan", "item"], set_=total)


class QuestionCount(NamedTuple):
    """A group of unanswered questions: its first wording, masked, and how often it was asked."""

    text: str
    times: int


class ItemCount(NamedTuple):
    """An item of a plan, and how often it was the answer."""

    plan: str
    item: str
    times: int


class Reason(NamedTuple):
    """The item of a plan that got a 👎, and the word why, masked."""

    item: str
    word: str


class SentOnCounts(NamedTuple):
    """Counts of a span: questions forwarded, answered and declined, and those that still wait."""

    sent: int
    answered: int
    declined: int
    waiting: int


def most_asked(session: Session, span: TimeSpan, limit: int) -> tuple[Sequence[QuestionCount], int]:
    """Return the groups of unanswered questions asked most often, and the number of groups.

    Only those that enough people asked, or that were forwarded: one person's words to the bot are
    private.
    """
    times = func.count(col(Question.id))
    within = [during(Question.asked_at, span), _is_for_others()]
    query = (
        select(QuestionGroup.text, times)
        .join(Question, col(Question.group_id) == QuestionGroup.id)
        .where(*within)
        .group_by(col(QuestionGroup.id))
        .order_by(times.desc(), col(QuestionGroup.id))
        .limit(limit)
    )
    all_of_them = select(func.count(distinct(col(Question.group_id)))).where(*within)
    listed = [QuestionCount(*row) for row in session.exec(query).all()]
    return listed, session.exec(all_of_them).one()


def _is_for_others() -> ColumnElement[bool]:
    """Return the condition that the wording of a question may be shown to others."""
    same_group = aliased(Question)
    people: Any = select(func.count(distinct(col(same_group.asker))))
    people = people.where(col(same_group.group_id) == col(Question.group_id)).scalar_subquery()
    sent = select(SentQuestion.id).where(col(SentQuestion.group_id) == col(Question.group_id))
    return or_(people >= ENOUGH_PEOPLE, sent.exists())


def passed_on(session: Session, agency: str | None, span: TimeSpan, at: datetime) -> SentOnCounts:
    """Count the questions forwarded to `agency` (None: to any); those that wait are as of `at`."""
    sent = select(func.count()).where(
        during(SentQuestion.sent_at, span), *of_agency(SentQuestion.agency, agency)
    )
    declined = func.count(case((col(OfficialAnswer.state) == "declined", 1)))
    written = select(func.count(), declined).where(
        during(OfficialAnswer.given_at, span), *of_agency(OfficialAnswer.agency, agency)
    )
    answers, refusals = session.exec(written).one()
    waiting = waited(session, agency, at)
    return SentOnCounts(session.exec(sent).one(), answers - refusals, refusals, waiting)


def waited(session: Session, agency: str | None, moment: datetime) -> int:
    """Count the questions that waited for an answer at that moment, for `agency` or for any."""
    query = (
        select(func.count(distinct(col(SentQuestion.group_id))))
        .outerjoin(OfficialAnswer, col(OfficialAnswer.id) == SentQuestion.answer_id)
        .where(col(SentQuestion.sent_at) < moment)
        .where(or_(col(SentQuestion.answer_id).is_(None), col(OfficialAnswer.given_at) >= moment))
        .where(*of_agency(SentQuestion.agency, agency))
    )
    return session.exec(query).one()


def thumbs(session: Session, span: TimeSpan) -> tuple[int, int]:
    """Count the 👍 and the 👎 that answers got."""
    query = select(func.count(case((col(Rating.up).is_(True), 1))), func.count())
    up, total = session.exec(query.where(during(Rating.at, span))).one()
    return up, total - up


def reasons(session: Session, span: TimeSpan, limit: int) -> Sequence[Reason]:
    """Return the words why answers got a 👎, the newest first."""
    query = select(Rating.item, Rating.word).where(
        col(Rating.up).is_(False), col(Rating.word) != ""
    )
    within = query.where(during(Rating.at, span))
    newest = within.order_by(col(Rating.at).desc(), col(Rating.id).desc()).limit(limit)
    return [Reason(*row) for row in session.exec(newest).all()]


def count_items(session: Session, day: date, times: Mapping[tuple[str, str], int]) -> None:
    """Add to a day's counts how often each item answered; sorted, so that none deadlocks."""
    if not times:
        return
    rows = [
        {"day": day, "plan": plan, "item": item, "times": count}
        for (plan, item), count in sorted(times.items())
    ]
    session.connection().execute(_count(dialect_of(session)), rows)


def items_asked(session: Session, first: date, last: date, limit: int) -> Sequence[ItemCount]:
    """Return the items that were the answer most often on these days, both included."""
    query = (
        _asked(first, last).where(col(ItemAsked.plan).not_in((ELSEWHERE, SUGGESTED))).limit(limit)
    )
    return [ItemCount(*row) for row in session.exec(query).all()]


def counted(session: Session, plan: str, first: date, last: date) -> Mapping[str, int]:
    """Return the counts of each item of a plan, or of what stands for one, the most first."""
    query = _asked(first, last).where(col(ItemAsked.plan) == plan)
    return {item: times for _, item, times in session.exec(query).all()}


def _asked(first: date, last: date) -> Any:
    """Return the query of the items of these days, with how often each was asked for."""
    plan, item, times = col(ItemAsked.plan), col(ItemAsked.item), func.sum(col(ItemAsked.times))
    query = select(plan, item, times).where(col(ItemAsked.day).between(first, last))
    return query.group_by(plan, item).order_by(times.desc(), plan, item)
