"""The past figures of a digest equal what was counted then, and the raw events."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from bot.channels.telegram.html import plain
from bot.city.working_days import deadline
from bot.core.draft_content import DraftContent
from bot.core.media import Media
from bot.core.turn import Tools
from bot.digests.content import Compared
from bot.digests.list_queries import OVER, STILL_OPEN, open_at, open_now
from bot.digests.period import Period, period_due, previous
from bot.digests.queries import Scope
from bot.digests.render import chart as charts
from bot.digests.render.forms import make
from bot.digests.render.message import message
from bot.digests.render.rows import Names
from bot.digests.select.content import moments
from bot.digests.select.content import select as select_content
from bot.people.roles import Actor
from bot.reports import erasing as leaving
from bot.reports import held as holding
from bot.reports import offices
from bot.reports.moves import MOVES, Mover, refusal
from db.engine import Database
from db.models import OfficialAnswer, Person, QuestionGroup, Report, ReportEvent, SentQuestion
from tests.conftest import ZONE
from tests.digests.readers import Workbook, report, tables_of, words_of
from tests.digests.test_counts import (
    AGENCIES,
    BEGIN,
    CRON,
    NOW,
    SCOPES,
    add_event,
    add_report,
    live,
)

ADMIN = Actor(None, None, "admin", None)
OFFICIALS = [Actor(None, None, "official", agency) for agency in (*AGENCIES, None)]
WORDS = DraftContent(words_by_message={"1": "đã trồng lại hai cây trước cổng chợ"})
STEP = timedelta(hours=3)


class Life:
    """Reports that live by the services' own rules, a random step at a time."""

    def __init__(self, session: Session, tools: Tools, media: Media, seed: int) -> None:
        self._session, self._tools, self._media = session, tools, media
        self._dice = random.Random(seed)
        self._reports: list[Report] = []

    async def begin(self) -> None:
        self._session.add(person := Person(channel="t", channel_id="1", created_at=BEGIN))
        self._session.flush()
        self._sender = Actor(person.id, None, "resident", None)

    async def step(self, now: datetime) -> None:
        """A report comes, or something happens with one."""
        if len(self._reports) < 40 and self._dice.random() < 0.3:
            report = await add_report(self._session, self._dice, now)
            report.person_id = self._sender.person_id
            report.held = "coarse" if self._dice.random() < 0.2 else None
            add_event(self._session, report, now, "send", "new")
            self._reports.append(report)
        elif self._reports:
            await self._happens(self._dice.choice(self._reports), now)
        self._session.flush()

    async def _happens(self, report: Report, now: datetime) -> None:
        city, session = self._tools.city, self._session
        if report.held and holding.refusal(report, ADMIN, city) is None:
            if self._dice.random() < 0.5:
                holding.let_through(Mover(session, ADMIN, now, city, ZONE), report)
        elif offices.waits(report) and self._dice.random() < 0.4:
            offices.give_up(session, report, ZONE, now)
        else:
            actors = [self._sender, *OFFICIALS]
            can = [
                (action, actor)
                for action in MOVES
                for actor in actors
                if refusal(report, action, actor) is None
                and action not in ("remind", "assign", "take_back", "part_drop")
                and not (action == "share" and report.has_parts)
            ]
            if can:
                await self._moves(report, *self._dice.choice(can), now)

    async def _moves(self, report: Report, action: str, actor: Actor, now: datetime) -> None:
        by = Mover(self._session, actor, now, self._tools.city, ZONE)
        if action == "merge":
            among = [
                other_report
                for other_report in self._reports
                if offices.can_take_in(other_report, report)
            ]
            if among:
                offices.merge(by, report, self._dice.choice(among))
        elif action == "leave":
            leaving.leave(by, self._media, report, "đã rút")
        else:
            to = next(key for key in AGENCIES if key != report.agency)
            words = WORDS.model_copy(update={"target": to})
            offices.act(by, report, action, words)
            if action == "ask":
                offices.wait_for_answer(report, 5, now, ZONE)
            mistake = offices.last_step(by, report)
            if mistake is not None and self._dice.random() < 0.3:
                offices.take_back(by, report, mistake)


@pytest.mark.parametrize("seed", range(2))
async def test_what_was_open_is_counted_later_as_it_was_then(
    database: Database, tools: Tools, media: Media, seed: int
) -> None:
    counted: dict[datetime, list[Counter[object]]] = {}
    with database.transaction() as session:
        life = Life(session, tools, media, seed)
        await life.begin()
        for number in range(200):
            now = BEGIN + number * STEP
            if number % 40 == 0:
                at = moments(ZONE, now)
                counted[now] = [_counted(open_now(session, scope, at)) for scope in SCOPES]
            await life.step(now)
        for moment, expected in counted.items():
            counts = [open_at(session, scope, moments(ZONE, moment)) for scope in SCOPES]
            assert [_counted(scope) for scope in counts] == expected, moment
    assert sum(map(len, counted[now - 39 * STEP])) > 20, "something was open in every scope"


def _counted(rows: Sequence[object]) -> Counter[object]:
    return Counter({row[:3]: row[3] for row in rows})  # type: ignore[index]


class Replayed:
    """How a report stood, from its raw steps before a moment and the targets those since kept."""

    def __init__(self, report: Report, steps: Sequence[ReportEvent], moment: datetime) -> None:
        self.status, self.asked, self.disputed = "", False, False
        for step in (event for event in steps if event.at < moment):
            if step.status in STILL_OPEN + OVER:
                self.status = {"partly": "in_progress", "merged": "rejected"}.get(
                    step.status, step.status
                )
                self.asked = step.action == "ask"
            if step.action in ("confirm", "partly", "dispute", "resolve"):
                self.disputed = step.action == "dispute"
        moved = [event.deadline_was for event in steps if event.at >= moment and event.deadline_was]
        self._deadline, self._then = (moved or [report.deadline_at])[0], moment

    @property
    def whys(self) -> list[str]:
        soon = deadline(self._then, 2, ZONE)
        holds = {
            "overdue": self._deadline < self._then and not self.asked,
            "disputed": self.status == "reopened" and self.disputed,
            "reopened": self.status == "reopened",
            "due_soon": self._then <= self._deadline <= soon and not self.asked,
            "new": self.status in ("new", "forwarded"),
            "waiting": self.status == "needs_info",
        }
        return [why for why, held in holds.items() if held]


@pytest.mark.parametrize("seed", range(3))
async def test_what_stood_before_equals_the_raw_events(
    database: Database, tools: Tools, seed: int
) -> None:
    with database.transaction() as session:
        await live(session, random.Random(seed))
        for state in session.exec(select(Report)).all():
            state.answer_by = NOW if state.status == "needs_info" else None
    period = period_due(CRON, ZONE, NOW)
    before = previous(period, ZONE, CRON)
    with database.reading() as session:
        reports = session.exec(select(Report)).all()
        steps = session.exec(select(ReportEvent).order_by(col(ReportEvent.id))).all()
        for scope in SCOPES:
            content = select_content(session, tools, scope, period, before, NOW)
            stood = [
                (
                    report,
                    Replayed(report, [s for s in steps if s.report_id == report.id], before.end),
                )
                for report in reports
                if report.held is None and _fits(report, scope)
            ]
            was = [(report, state) for report, state in stood if state.status in STILL_OPEN]
            late = [report for report, state in was if "overdue" in state.whys]
            assert content.then is not None
            assert content.then.open == Counter(state.status for _, state in was)
            assert content.then.open_by_agency == Counter(report.agency for report, _ in was)
            assert content.then.overdue_by_agency == Counter(report.agency for report in late)
            assert content.then.listed == Counter(why for _, state in was for why in state.whys)
            assert content.opened == Compared(content.open_count, len(was))
            assert content.listed("overdue") == Compared(content.overdue_count, len(late))


@pytest.mark.both_databases
async def test_every_form_tells_what_stood_before(database: Database, tools: Tools) -> None:
    with database.transaction() as session:
        await live(session, random.Random(4))
    period = period_due(CRON, ZONE, NOW)
    with database.reading() as session:
        before = previous(period, ZONE, CRON)
        content = select_content(session, tools, Scope(), period, before, NOW)
    assert content.then is not None
    waiting, late = content.opened, content.listed("overdue")
    assert waiting.before and late.before and waiting.before != waiting.now
    message_text = plain(message(content, tools).text)
    assert f"Đang chờ: {waiting.now} việc (kỳ trước {waiting.before})" in message_text
    assert f"Quá hạn: {late.now} việc (kỳ trước {late.before})" in message_text
    xlsx, docx = make("xlsx", content, tools), make("docx", content, tools)
    assert xlsx and docx
    book, paper = Workbook(xlsx.data), report(docx.data)
    assert book.table("Tổng hợp", "Đang chờ")[-1][1:3] == [waiting.now, waiting.before]
    whys = {row[0]: row for row in book.table("Tổng hợp", "Việc cần làm, theo lý do")}
    assert [whys["Quá hạn"][place] for place in (1, 4)] == [late.now, late.before]
    assert book.table("Theo cơ quan")[-1][-2:] == [waiting.before, late.before]
    assert all(result == pytest.approx(stored) for _, result, stored in book.formulas())
    sentence = f"(cuối kỳ trước: đang chờ {waiting.before}, quá hạn {late.before})"
    assert sentence in words_of(paper)
    counts = {row[0]: row[1:3] for row in tables_of(paper)["Nội dung"]}
    for name, count in (("Đang chờ", waiting), ("Quá hạn", late)):
        assert counts[name] == [str(count.now), str(count.before)]
    groups = charts.chart(content, Names(tools))[0].groups[2:]
    drawn = [tuple(bar.parts[0][0] for bar in group.bars) for group in groups]
    assert drawn == [(waiting.now, waiting.before), (late.now, late.before)]
    agency_content = replace(content, scope=Scope(AGENCIES[0]))
    assert "kỳ trước" not in plain(message(agency_content, tools).text), (
        "it reads of its own to-do alone"
    )


def _fits(report: Report, scope: Scope) -> bool:
    """Reports merged since count where they stood."""
    return (
        (scope.agency is None or report.agency == scope.agency)
        and (not scope.areas or report.area in scope.areas)
        and (not scope.categories or report.category in scope.categories)
    )


def test_every_step_that_changes_the_status_is_known() -> None:
    """To the query that reads them, which knows no moves."""
    moved = {move.step or move.after for move in MOVES.values() if move.after is not None}
    assert moved | {"new", "rejected"} == {*STILL_OPEN, *OVER}
    assert not {move.step for move in MOVES.values() if move.after is None} & moved


@pytest.mark.both_databases
async def test_questions_that_waited_are_counted_as_of_then(
    database: Database, tools: Tools
) -> None:
    period = Period(BEGIN, NOW)
    day = timedelta(days=1)
    with database.transaction() as session:
        for sent, answered in ((-3, None), (-3, -2), (-3, 2), (1, None)):
            group = QuestionGroup(head="", size=0, words="", text="?", created_at=BEGIN)
            session.add(group)
            session.flush()
            assert group.id is not None
            answer_id = None
            if answered is not None:
                at = BEGIN + answered * day
                answer = OfficialAnswer(
                    group_id=group.id, agency=AGENCIES[0], text="!", given_at=at
                )
                session.add(answer)
                session.flush()
                answer_id = answer.id
            session.add(
                SentQuestion(group_id=group.id, agency=AGENCIES[0], text="?", answer_id=answer_id,
                             sent_at=BEGIN + sent * day)
            )  # fmt: skip
    with database.reading() as session:
        before = previous(period, ZONE)
        content = select_content(session, tools, Scope(), period, before, NOW)
        agency_content = select_content(session, tools, Scope(AGENCIES[1]), period, before, NOW)
    assert content.then and (content.then.questions, content.questions.waiting) == (2, 2)
    assert agency_content.then and agency_content.then.questions == 0
