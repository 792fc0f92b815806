"""Questions no plan answers: their groups, those sent on, what agencies wrote; and ratings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, distinct, func, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

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


async def waits_for_answer(session: AsyncSession, person_id: int) -> bool:
    """Return whether an official waits for this person's answer about a report of theirs."""
    asked = select(Report.id).where(Report.person_id == person_id, Report.status == "needs_info")
    return (await session.exec(asked.limit(1))).first() is not None


class Waiting(NamedTuple):
    """A group somebody sent on and nobody has answered: how many sent it, and since when."""

    group: QuestionGroup
    senders: int
    since: datetime


async def groups_like(
    session: AsyncSession, head: str, size: int
) -> Sequence[tuple[int | None, str]]:
    """The few groups a question of that head and size can belong to, the oldest first.

    Of each only its number and its words, for there may be some hundreds.
    """
    query = select(QuestionGroup.id, QuestionGroup.words).where(
        QuestionGroup.head == head, col(QuestionGroup.size).between(size - 1, size + 1)
    )
    return (await session.exec(query.order_by(col(QuestionGroup.id)))).all()


async def approved_like(
    session: AsyncSession, head: str, size: int
) -> Sequence[tuple[QuestionGroup, OfficialAnswer]]:
    """The same, of those that have an approved answer, with it; the newest answer first."""
    query = (
        select(QuestionGroup, OfficialAnswer)
        .join(OfficialAnswer, col(OfficialAnswer.group_id) == QuestionGroup.id)
        .where(QuestionGroup.head == head, OfficialAnswer.state == "approved")
        .where(col(QuestionGroup.size).between(size - 1, size + 1))
        .order_by(col(OfficialAnswer.given_at).desc(), col(OfficialAnswer.id).desc())
    )
    return (await session.exec(query)).all()


async def group(session: AsyncSession, group_id: int, lock: bool = False) -> QuestionGroup | None:
    """The group of that number; locked, where something is to be decided about it."""
    query = select(QuestionGroup).where(QuestionGroup.id == group_id)
    return (await session.exec(query.with_for_update() if lock else query)).first()


async def by_token(session: AsyncSession, token: str) -> Question | None:
    """The asking whose button carries that token."""
    return (await session.exec(select(Question).where(Question.token == token))).first()


async def times_asked(session: AsyncSession, group_id: int) -> int:
    """How often the questions of a group were asked."""
    query = select(func.count()).where(Question.group_id == group_id)
    return (await session.exec(query)).one()


async def groups_with_askers(session: AsyncSession) -> Sequence[int]:
    """The groups in which it was noted, by a hash, who asked."""
    query = select(Question.group_id).where(col(Question.asker).is_not(None)).distinct()
    return [number for number in (await session.exec(query)).all() if number is not None]


async def of_askers(session: AsyncSession, askers: Sequence[str]) -> Sequence[Question]:
    """The questions whose asker is known by one of these hashes, the first one first."""
    found: list[Question] = []
    for start in range(0, len(askers), AT_ONCE):
        some = col(Question.asker).in_(askers[start : start + AT_ONCE])
        found += (await session.exec(select(Question).where(some))).all()
    return sorted(found, key=lambda question: question.id or 0)


async def waiting_of(session: AsyncSession, group_id: int) -> Sequence[SentQuestion]:
    """Those of a group that wait for an answer, the oldest first."""
    query = select(SentQuestion).where(
        SentQuestion.group_id == group_id, col(SentQuestion.answer_id).is_(None)
    )
    return (await session.exec(query.order_by(col(SentQuestion.id)))).all()


async def sent_by(
    session: AsyncSession, group_id: int, person_id: int
) -> tuple[SentQuestion, OfficialAnswer | None] | None:
    """What this person last sent on of a group, with the answer it was told."""
    query = (
        select(SentQuestion, OfficialAnswer)
        .outerjoin(OfficialAnswer, col(OfficialAnswer.id) == SentQuestion.answer_id)
        .where(SentQuestion.group_id == group_id, SentQuestion.person_id == person_id)
        .order_by(col(SentQuestion.id).desc())
    )
    return (await session.exec(query)).first()


async def waiting(session: AsyncSession, agency: str | None) -> Sequence[Waiting]:
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
    return [Waiting(*row) for row in (await session.exec(query)).all()]


async def count_waiting(session: AsyncSession, agency: str | None) -> int:
    """How many groups wait for `agency`; None: for any."""
    query = select(func.count(distinct(col(SentQuestion.group_id)))).where(
        col(SentQuestion.answer_id).is_(None)
    )
    if agency is not None:
        query = query.where(SentQuestion.agency == agency)
    return (await session.exec(query)).one()


async def agency_of(session: AsyncSession, group_id: int) -> str:
    """The agency the questions of a group were last sent to; empty where none ever was."""
    query = (
        select(SentQuestion.agency)
        .where(SentQuestion.group_id == group_id)
        .order_by(col(SentQuestion.id).desc())
    )
    return (await session.exec(query)).first() or ""


async def answers_of(session: AsyncSession, group_id: int) -> Sequence[OfficialAnswer]:
    """All that was ever written on a group, the newest first."""
    query = select(OfficialAnswer).where(OfficialAnswer.group_id == group_id)
    return (await session.exec(query.order_by(col(OfficialAnswer.id).desc()))).all()


async def answer(session: AsyncSession, answer_id: int) -> OfficialAnswer | None:
    """The answer of that number."""
    return await session.get(OfficialAnswer, answer_id)


async def answers(session: AsyncSession) -> Sequence[tuple[OfficialAnswer, QuestionGroup]]:
    """What admins decide on: what waits for them first, then what is shown, then the rest."""
    query = (
        select(OfficialAnswer, QuestionGroup)
        .join(QuestionGroup, col(QuestionGroup.id) == OfficialAnswer.group_id)
        .where(col(OfficialAnswer.state).in_(REVIEWED))
        .order_by(col(OfficialAnswer.id).desc())
    )
    found = (await session.exec(query)).all()
    order = {"given": 0, "approved": 1}
    return sorted(found, key=lambda each: order.get(each[0].state, 2))


async def count_given(session: AsyncSession) -> int:
    """How many answers wait for an admin."""
    return (await session.exec(select(func.count()).where(OfficialAnswer.state == "given"))).one()


async def count_reviewed(session: AsyncSession) -> int:
    """How many answers an admin decides on, or has decided on."""
    query = select(func.count()).where(col(OfficialAnswer.state).in_(REVIEWED))
    return (await session.exec(query)).one()


async def end_others(session: AsyncSession, standing: OfficialAnswer, now: datetime) -> None:
    """Of a group one answer is shown: another approved one gives way to it."""
    await session.exec(
        update(OfficialAnswer)
        .where(col(OfficialAnswer.group_id) == standing.group_id)
        .where(col(OfficialAnswer.state) == "approved", col(OfficialAnswer.id) != standing.id)
        .values(state="withdrawn", decided_at=now)
    )


async def untie(session: AsyncSession, person_id: int) -> None:
    """Cut what a person sent on and rated off from them: it stays without a person.

    What they last asked about goes at once.
    """
    await session.exec(delete(Subject).where(col(Subject.person_id) == person_id))
    for table, values in ((SentQuestion, {"person_id": None, "chat_id": None}),
                          (Rating, {"person_id": None})):  # fmt: skip
        await session.exec(update(table).where(col(table.person_id) == person_id).values(values))


async def cards(session: AsyncSession, group_id: int) -> Sequence[Outbox]:
    """The cards of a group: those that wait to be sent, and those that were."""
    query = (
        select(Outbox)
        .where(Outbox.question_id == group_id, Outbox.kind == "card")
        .where(or_(WAITING, col(Outbox.message).is_not(None)))
        .order_by(col(Outbox.id))
    )
    return (await session.exec(query)).all()


async def rating(session: AsyncSession, person_id: int, plan: str, item: str) -> Rating | None:
    """What this person last thought of an item."""
    query = select(Rating).where(
        Rating.person_id == person_id, Rating.plan == plan, Rating.item == item
    )
    return (await session.exec(query)).first()


async def rate(
    session: AsyncSession, person_id: int, plan: str, item: str, up: bool, now: datetime
) -> Rating:
    """Keep what a person thinks of an item, in the place of what they thought before."""
    new = Rating(person_id=person_id, plan=plan, item=item, up=up, at=now)
    if made := await insert_new(session, Rating, [new], ("person_id", "plan", "item")):
        return made[0]
    old = await rating(session, person_id, plan, item)
    assert old is not None
    old.up, old.at, old.word = up, now, old.word if old.up == up else ""
    return old


async def rating_by_id(session: AsyncSession, rating_id: int) -> Rating | None:
    """The rating of that number."""
    return await session.get(Rating, rating_id)
