"""What residents asked and which items of the plans bear on it, from the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.digests import count_queries as digest_counts
from bot.digests.content import (
    MOST_ASKED_ITEMS,
    MOST_ITEMS,
    MOST_QUESTIONS,
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


class Known(Protocol):
    """What the plans' items are told by, and in which zone days begin."""

    @property
    def zone(self) -> ZoneInfo: ...
    @property
    def knowledge(self) -> Knowledge: ...


def unanswered(session: Session, scope: Scope, period: Period, before: Period) -> Compared | None:
    """How many questions no plan answers; None for an agency."""
    if scope.agency is not None:
        return None
    return Compared(
        digest_counts.unanswered(session, period.start, period.end),
        digest_counts.unanswered(session, before.start, before.end),
    )


def questions(session: Session, scope: Scope, period: Period) -> Questions:
    """What became of them; of those sent on to it alone for an agency."""
    span = period.start, period.end
    passed = question_counts.passed_on(session, scope.agency, *span)
    if scope.agency is not None:
        return Questions(**passed._asdict())
    most, groups = question_counts.most_asked(session, *span, MOST_QUESTIONS)
    up, down = question_counts.thumbs(session, *span)
    shown = tuple(each._replace(text=masked(each.text)) for each in most)
    return Questions(shown, groups, **passed._asdict(), up=up, down=down)


def asked_of_plans(
    session: Session, known: Known, scope: Scope, period: Period
) -> tuple[AskedItem, ...]:
    """The items that were the answer most often, on the days the period is named by."""
    days = days_of(period, known.zone)
    if scope.agency is not None or days.last < days.first:
        return ()
    found = question_counts.items_asked(session, days.first, days.last, MOST_ASKED_ITEMS)
    return tuple(
        AskedItem(each.plan, each.item, _topics(known.knowledge, each.plan, each.item), each.times)
        for each in found
    )


def _topics(knowledge: Knowledge, plan: str, item: str) -> tuple[str, ...]:
    """What an item is about; nothing for one that is in no plan any more."""
    try:
        return knowledge.place(item, plan).item.topics
    except KeyError:
        return ()


def plan_items(knowledge: Knowledge, received: Iterable[Received]) -> tuple[PlanItem, ...]:
    """The items most reports bear on; a report counts for each item its category is linked to."""
    reports, done = Counter[str](), Counter[str]()
    topics: dict[str, tuple[str, ...]] = {}
    for row in received:
        for item in knowledge.items_for_category(row.category):
            reports[item.id] += row.reports
            done[item.id] += row.done
            topics[item.id] = item.topics
    most = sorted(reports.items(), key=lambda each: (-each[1], each[0]))[:MOST_ITEMS]
    return tuple(PlanItem(item, topics[item], count, done[item]) for item, count in most)
