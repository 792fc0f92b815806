"""What digests count of questions no plan answers, and of what people thought of answers.

A span is half-open: from `start`, before `end`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import case, distinct, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import OfficialAnswer, Question, QuestionGroup, Rating, SentQuestion


class Asked(NamedTuple):
    """A group of questions no plan answers: its first wording, masked, and how often it came."""

    text: str
    times: int


class Passed(NamedTuple):
    """Questions sent on in a span, answers and refusals to answer, and what waits still."""

    sent: int
    answered: int
    declined: int
    waiting: int


async def most_asked(
    session: AsyncSession, start: datetime, end: datetime, most: int
) -> tuple[Sequence[Asked], int]:
    """The groups of questions without an answer that came most often; and how many came at all."""
    times = func.count(col(Question.id))
    within = [col(Question.asked_at) >= start, col(Question.asked_at) < end]
    query = (
        select(QuestionGroup.text, times)
        .join(Question, col(Question.group_id) == QuestionGroup.id)
        .where(*within)
        .group_by(col(QuestionGroup.id))
        .order_by(times.desc(), col(QuestionGroup.id))
        .limit(most)
    )
    all_of_them = select(func.count(distinct(col(Question.group_id)))).where(*within)
    listed = [Asked(*row) for row in (await session.exec(query)).all()]
    return listed, (await session.exec(all_of_them)).one()


async def passed_on(
    session: AsyncSession, agency: str | None, start: datetime, end: datetime
) -> Passed:
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
    answers, refusals = (await session.exec(written)).one()
    return Passed(
        (await session.exec(sent)).one(),
        answers - refusals,
        refusals,
        (await session.exec(waiting)).one(),
    )


async def thumbs(session: AsyncSession, start: datetime, end: datetime) -> tuple[int, int]:
    """How many 👍 and how many 👎 answers got."""
    query = select(func.count(case((col(Rating.up).is_(True), 1))), func.count()).where(
        col(Rating.at) >= start, col(Rating.at) < end
    )
    up, total = (await session.exec(query)).one()
    return up, total - up
