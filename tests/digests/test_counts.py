"""The counts of digests equal counts by hand over every row."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from bot.channels.telegram.html import plain
from bot.city.codes import new_code
from bot.city.working_days import deadline
from bot.core.turn import Tools
from bot.digests import queries as digests
from bot.digests.content import MOST_LISTED, Case, Compared, Content, Questions
from bot.digests.period import Period, period_due, previous
from bot.digests.queries import Scope
from bot.digests.render.message import message
from bot.digests.select.content import select as select_content
from bot.questions.count_queries import QuestionCount, Reason
from bot.reports.moves import EVERY, MOVES
from db.engine import Database
from db.models import (
    Chat,
    Digest,
    OfficialAnswer,
    Question,
    QuestionGroup,
    Rating,
    Report,
    ReportEvent,
    SentQuestion,
    Subscription,
)
from tests.conftest import ZONE

pytestmark = pytest.mark.both_databases

CRON = "30 7 * * 1"
NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
BEGIN = NOW - timedelta(days=30)
AREAS = ("tan_phong", "doan_ket", None)
AGENCIES = ("ubnd_tan_phong", "ubnd_doan_ket", "so_xay_dung")
CATEGORIES = ("chat_ha_cay", "cay_chet", "xay_khong_phep", "lan_via_he")
OPEN = {"new", "accepted", "in_progress", "needs_info", "forwarded", "reopened"}

SCOPES = (
    Scope(),
    Scope(agency="ubnd_tan_phong"),
    Scope(areas=("tan_phong",)),
    Scope(areas=("tan_phong", "doan_ket"), categories=("chat_ha_cay", "cay_chet")),
    Scope(agency="so_xay_dung", categories=("lan_via_he",)),
)


def moment(dice: random.Random) -> datetime:
    """Some second of the last 30 days, now and then exactly a tick."""
    if dice.random() < 0.1:
        at = BEGIN + timedelta(days=dice.randrange(30))
        return period_due(CRON, ZONE, at).end
    return BEGIN + timedelta(seconds=dice.randrange(30 * 86400))


async def add_report(session: Session, dice: random.Random, created: datetime) -> Report:
    category = dice.choice(CATEGORIES)
    report = Report(
        code=new_code(),
        category=category,
        description="x",
        area=dice.choice(AREAS),
        agency=dice.choice(AGENCIES),
        receipt="",
        created_at=created,
        deadline_at=deadline(created, dice.choice((1, 3, 7)), ZONE),
    )
    session.add(report)
    session.flush()
    return report


def add_event(session: Session, report: Report, at: datetime, action: str, to: str) -> None:
    assert report.id is not None
    session.add(ReportEvent(report_id=report.id, at=at, action=action, status=to, role="x"))
    if to in EVERY:
        report.status = to
        report.ended_at = None if to in OPEN else at


async def live(session: Session, dice: random.Random) -> None:
    """Reports with random lives of allowed moves, and questions nobody could answer.

    Some are held back, and some were merged into the first one.
    """
    first = None
    for number in range(40):
        at = moment(dice)
        report = await add_report(session, dice, at)
        report.held = "coarse" if number % 8 == 7 else None
        first = first or report.id
        add_event(session, report, at, "send", "new")
        for _ in range(dice.randrange(7)):
            ahead = [name for name, move in MOVES.items() if report.status in move.before]
            action = dice.choice(ahead)
            at += timedelta(hours=dice.randrange(1, 100))
            if at >= NOW or action == "withdraw":
                break
            move = MOVES[action]
            add_event(session, report, at, action, move.step or move.after or "")
            report.status = move.after or report.status
            opinion = None if move.after == "resolved" else report.confirmed
            report.confirmed = move.confirmed or opinion
            report.merged_into = first if action == "merge" else report.merged_into
            report.merged_into = None if report.status == "reopened" else report.merged_into
    session.add_all(Question(text="?", score=0.1, asked_at=moment(dice)) for _ in range(20))


def fits(report: Report, scope: Scope) -> bool:
    return (
        (report.held is None and report.merged_into is None)
        and (scope.agency is None or report.agency == scope.agency)
        and (not scope.areas or report.area in scope.areas)
        and (not scope.categories or report.category in scope.categories)
    )


class ByHand:
    """The same figures, counted one row after the other."""

    def __init__(self, reports: list[Report], events: list[ReportEvent], scope: Scope) -> None:
        self.reports = {report.id: report for report in reports if fits(report, scope)}
        self.events = [event for event in events if event.report_id in self.reports]

    def reached(self, span: Period) -> dict[str, int]:
        pairs = {(e.status, e.report_id) for e in self.events if span.start <= e.at < span.end}
        return dict(Counter(status for status, _ in pairs))

    def received(self, span: Period, column: str) -> dict[object, int]:
        reports = [r for r in self.reports.values() if span.start <= r.created_at < span.end]
        return dict(Counter(getattr(report, column) for report in reports))

    def answered(self, span: Period) -> int:
        ends = (e for e in self.events if e.status in ("resolved", "rejected"))
        return len({e.report_id for e in ends if span.start <= e.at < span.end})

    def due(self, span: Period) -> tuple[int, int]:
        """Return the reports that were due, and those of them that were answered in time."""
        due = [
            report
            for report in self.reports.values()
            if report.status != "withdrawn" and report.deadline_at < span.end
            if report.deadline_at >= span.start
            or report.ended_at is None
            or report.ended_at >= span.start
        ]
        in_time = [r for r in due if r.ended_at and r.ended_at <= r.deadline_at]
        return len(due), len(in_time)

    def overdue(self) -> list[Report]:
        late = [r for r in self.reports.values() if r.status in OPEN and r.deadline_at < NOW]
        return sorted(late, key=lambda report: (report.deadline_at, report.id))


def overdue(content: Content) -> tuple[Case, ...]:
    return next((listing.cases for listing in content.listings if listing.why == "overdue"), ())


def split(side_by_side: object, which: str) -> dict[object, int]:
    assert isinstance(side_by_side, dict)
    counted = {key: getattr(count, which) for key, count in side_by_side.items()}
    return {key: count for key, count in counted.items() if count}


@pytest.mark.parametrize("seed", range(3))
async def test_random_histories_count_as_they_do_by_hand(
    database: Database, tools: Tools, seed: int
) -> None:
    with database.transaction() as session:
        await live(session, random.Random(seed))
    period = period_due(CRON, ZONE, NOW)
    before = previous(period, ZONE, CRON)
    with database.reading() as session:
        reports = list(session.exec(select(Report)).all())
        events = list(session.exec(select(ReportEvent)).all())
        for scope in SCOPES:
            expected = ByHand(reports, events, scope)
            content = select_content(session, tools, scope, period, before, NOW)
            for which, span in (("now", period), ("before", before)):
                assert split(content.reached, which) == expected.reached(span)
                assert split(content.areas, which) == expected.received(span, "area")
                assert split(content.categories, which) == expected.received(span, "category")
                assert getattr(content.answered, which) == expected.answered(span)
                due = getattr(content.due, which), getattr(content.in_time, which)
                assert due == expected.due(span)
                assert which == "before" or due == (
                    sum(speed.due for speed in content.by_agency),
                    sum(speed.in_time for speed in content.by_area),
                )
            assert content.open == Counter(
                report.status for report in expected.reports.values() if report.status in OPEN
            )
            late = expected.overdue()
            assert content.overdue_by_agency == Counter(report.agency for report in late)
            assert [report.code for report in overdue(content)] == [
                r.code for r in late[:MOST_LISTED]
            ]
            assert content.overdue_count == len(late) and content.open_count == sum(
                content.open.values()
            )


async def test_what_is_on_the_border_counts_once(database: Database, tools: Tools) -> None:
    period = period_due(CRON, ZONE, NOW)
    dice = random.Random(1)
    with database.transaction() as session:
        for at in (period.start, period.end - timedelta(microseconds=1), period.end):
            add_event(session, await add_report(session, dice, at), at, "send", "new")
            session.add(Question(text="?", score=0.1, asked_at=at))
    after = Period(period.end, NOW)
    with database.reading() as session:
        content = select_content(session, tools, Scope(), after, period, NOW)
    assert content.came_to("new") == Compared(1, 2)
    assert content.unanswered == Compared(1, 2)


async def test_questions_are_counted_by_group_and_by_what_became_of_them(
    database: Database, tools: Tools
) -> None:
    period = period_due(CRON, ZONE, NOW)
    inside, outside = period.end - timedelta(hours=1), period.start - timedelta(hours=1)
    with database.transaction() as session:
        for number, times in enumerate((1, 4, 2, 2)):
            group = QuestionGroup(head="", size=0, words="", text=f"{number}?", created_at=outside)
            session.add(group)
            session.flush()
            assert group.id is not None
            for at in (outside, *[inside] * times):
                session.add(Question(text="?", score=0.1, group_id=group.id, asked_at=at))
            agency = AGENCIES[number % 2]
            state = "declined" if number == 3 else "approved"
            answer = OfficialAnswer(
                group_id=group.id, agency=agency, text="!", state=state, given_at=inside
            )
            session.add(answer)
            session.flush()
            for answer_id, at in ((answer.id, outside), (None, inside), (None, inside)):
                session.add(
                    SentQuestion(
                        group_id=group.id, agency=agency, text="?", sent_at=at, answer_id=answer_id
                    )
                )
            session.add(Rating(plan="p", item="i", up=number > 0, at=inside, word="lan man"))
            session.add(Rating(plan="p", item="i", up=False, at=outside, word="sai"))
        session.add(Question(text="?", score=0.1, asked_at=inside))  # from before there were groups
    with database.reading() as session:
        before = previous(period, ZONE, CRON)
        content = select_content(session, tools, Scope(), period, before, NOW)
        agency_content = select_content(session, tools, Scope(AGENCIES[1]), period, before, NOW)
    assert content.unanswered == Compared(10, 4)
    expected = (
        QuestionCount("1?", 4),
        QuestionCount("2?", 2),
        QuestionCount("3?", 2),
        QuestionCount("0?", 1),
    )
    reasons = (Reason("i", "lan man"),)
    assert content.questions == Questions(expected, 4, 8, 3, 1, 4, up=3, down=1, reasons=reasons)
    assert agency_content.questions == Questions(sent=4, answered=1, declined=1, waiting=2)


async def test_a_report_counts_once_for_a_status_it_came_to_twice(
    database: Database, tools: Tools
) -> None:
    period = period_due(CRON, ZONE, NOW)
    at = period.start
    with database.transaction() as session:
        report = await add_report(session, random.Random(1), at)
        for hours, action in enumerate(("send", "resolve", "reopen", "resolve"), start=1):
            to = "new" if action == "send" else MOVES[action].after
            add_event(session, report, at + timedelta(hours=hours), action, to)
    with database.reading() as session:
        content = select_content(session, tools, Scope(), period, previous(period, ZONE, CRON), NOW)
    assert content.came_to("resolved") == Compared(1, 0)
    assert content.came_to("reopened") == Compared(1, 0)
    assert content.answered == Compared(1, 0)


async def test_in_time_is_told_of_all_that_were_due_closed_or_not(
    database: Database, tools: Tools
) -> None:
    """8 answered in time stand beside 25 nobody answered, due in the week or before it."""
    period = period_due(CRON, ZONE, NOW)
    week, day = timedelta(days=7), timedelta(days=1)
    lives = [
        *[(1, 2, "resolve")] * 8,  # days from the period's start: the target, and the end
        *[(3, None, "")] * 13,
        *[(-9, None, "")] * 12,
        (-9, 3, "resolve"),  # late
        (4, 5, "reject"),  # late
        (6, -1, "resolve"),  # in time, before the period began
        (-4, -3, "resolve"),  # late, and over by then
        (9, 3, "resolve"),  # not due yet
        (9, None, ""),
        (2, 1, "withdraw"),
        (2, None, "ask"),  # waits for its reporter
    ]
    with database.transaction() as session:
        for target, end, action in lives:
            report = await add_report(session, random.Random(1), period.start - 3 * week)
            report.deadline_at = period.start + target * day
            report.agency, report.area = AGENCIES[0], AREAS[0]
            if end is not None:
                at = period.start + (end - 1 if target == 1 else end) * day
                add_event(session, report, at, action, str(MOVES[action].after))
            if action == "ask":
                report.status, report.answer_by = "needs_info", NOW
    with database.reading() as session:
        before = previous(period, ZONE, CRON)
        content = select_content(session, tools, Scope(), period, before, NOW)
    assert (content.due.now, content.in_time.now) == (8 + 25 + 3, 9)
    assert content.by_agency[0].due == content.by_area[0].due == 36
    text = plain(message(content, tools).text)
    assert "Trả lời đúng hạn: 9/36 việc đến hạn (kỳ trước 0/14)" in text


async def test_days_over_are_days_of_the_citys_calendar(database: Database, tools: Tools) -> None:
    period = period_due(CRON, ZONE, NOW)
    with database.transaction() as session:
        for days in (0, 1, 12):
            report = await add_report(session, random.Random(days), BEGIN)
            local_time = NOW.astimezone(ZONE).replace(hour=9) - timedelta(days=days)
            report.deadline_at = local_time
    with database.reading() as session:
        content = select_content(session, tools, Scope(), period, previous(period, ZONE, CRON), NOW)
    assert [case.days for case in overdue(content)] == [12, 1, 0]


async def test_reports_hang_on_the_plans_items(database: Database, tools: Tools) -> None:
    period = period_due(CRON, ZONE, NOW)
    with database.transaction() as session:
        for category in ("cay_chet", "cay_chet", "lan_dat_cay_xanh", "lan_via_he"):
            report = await add_report(session, random.Random(1), period.start)
            report.category = category
    with database.reading() as session:
        before = previous(period, ZONE, CRON)
        content = select_content(session, tools, Scope(), period, before, NOW)
        agency_content = select_content(
            session, tools, Scope("ubnd_tan_phong"), period, before, NOW
        )
    assert (content.items[0].id, content.items[0].count) == ("III.3.3", 3)
    assert all(item.count == 1 for item in content.items[1:]) and len(content.items) == 7
    assert agency_content.items == () and agency_content.unanswered is None


def entry(subscription: int, period: str) -> Digest:
    return Digest(subscription_id=subscription, period=period, made_at=NOW)


async def test_the_ledger_takes_a_period_of_a_subscription_once(database: Database) -> None:
    with database.transaction() as session:
        session.add(chat := Chat(channel="town", channel_id="1", created_at=NOW))
        session.flush()
        assert chat.id is not None
        subscriptions = [Subscription(chat_id=chat.id, cron=CRON, created_at=NOW) for _ in range(2)]
        session.add_all(subscriptions)
    first, second = (row.id or 0 for row in subscriptions)
    for times in range(3):
        with database.transaction() as session:
            new = digests.enter_all(session, [entry(first, "a")])
            assert len(new) == (times == 0)
    with database.transaction() as session:
        rows = [entry(first, "a"), entry(second, "a"), entry(first, "b")]
        new = digests.enter_all(session, rows)
        assert {(row.subscription_id, row.period) for row in new} == {
            (second, "a"),
            (first, "b"),
        }
    with database.reading() as session:
        assert digests.entered(session, {"a", "c"}) == {(first, "a"), (second, "a")}
        numbers = session.exec(select(Digest.id).order_by(col(Digest.id))).all()
    assert len(numbers) == 3
