"""Read residents' questions, and the plans' items linked to reports, from the database."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.digests import count_queries
from bot.digests.content import (
    MOST_NAMED,
    AskedItem,
    Compared,
    PlanItem,
    Questions,
)
from bot.digests.count_queries import Received
from bot.digests.period import Period, days_of
from bot.digests.queries import Scope
from bot.questions import count_queries as question_counts
from bot.understanding.masking import masked
from knowledge.load import Knowledge


def unanswered(session: Session, scope: Scope, period: Period, before: Period) -> Compared | None:
    """Count the questions no plan answers; None for an agency."""
    if scope.agency is not None:
        return None
    return Compared(*(count_queries.unanswered(session, row.span) for row in (period, before)))


def questions(session: Session, scope: Scope, period: Period, stood_at: datetime) -> Questions:
    """Return the figures of questions; for an agency, only of those sent on to it."""
    span = period.span
    passed = question_counts.passed_on(session, scope.agency, span, stood_at)
    if scope.agency is not None:
        return Questions(**passed._asdict())
    questions_asked, groups = question_counts.most_asked(session, span, MOST_NAMED)
    up, down = question_counts.thumbs(session, span)
    masked_questions = tuple(
        question._replace(text=masked(question.text)) for question in questions_asked
    )
    reasons = question_counts.reasons(session, span, MOST_NAMED) if scope == Scope() else ()
    return Questions(masked_questions, groups, **passed._asdict(), up=up, down=down,
                     reasons=tuple(reasons))  # fmt: skip


def asked_of_plans(
    session: Session, knowledge: Knowledge, scope: Scope, period: Period, zone: ZoneInfo
) -> tuple[AskedItem, ...]:
    """Return the items that were the answer most often on the days of the period."""
    days = days_of(period, zone)
    if scope.agency is not None:
        return ()
    rows = question_counts.items_asked(session, days.first, days.last, MOST_NAMED)
    return tuple(
        AskedItem(row.plan, row.item, _topics(knowledge, row.plan, row.item), row.times)
        for row in rows
    )


def counted(session: Session, what: str, period: Period, zone: ZoneInfo) -> Mapping[str, int]:
    """Count by kind what was told or sent on the days of the period: `ELSEWHERE`, `SUGGESTED`."""
    days = days_of(period, zone)
    return question_counts.counted(session, what, days.first, days.last)


def _topics(knowledge: Knowledge, plan: str, item: str) -> tuple[str, ...]:
    """Return the topics of an item; none for one that is in no plan any more."""
    try:
        return knowledge.place(item, plan).item.topics
    except KeyError:
        return ()


def plan_items(knowledge: Knowledge, received: Iterable[Received]) -> tuple[PlanItem, ...]:
    """Return the items most reports are linked to by their category; a report counts for each."""
    reports, resolved = Counter[str](), Counter[str]()
    topics: dict[str, tuple[str, ...]] = {}
    for row in received:
        for item in knowledge.items_for_category(row.category):
            reports[item.id] += row.reports
            resolved[item.id] += row.resolved
            topics[item.id] = item.topics
    ranked = sorted(reports.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_NAMED]
    return tuple(PlanItem(item, topics[item], count, resolved[item]) for item, count in ranked)
