"""The two hundred hostile texts in digests that were counted in a real database, in every form."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.city.codes import new_code
from bot.core.turn import Tools
from bot.digests.period import Period, previous
from bot.digests.queries import Scope
from bot.digests.render.forms import make
from bot.digests.render.message import answer, message
from bot.digests.select.content import select
from bot.texts import cleaned
from db.engine import Database
from db.models import Person, Question, QuestionGroup, Report, ReportEvent
from tests.conftest import ZONE
from tests.digests.readers import Workbook, report, tables_of
from tests.digests.render.test_forms_hostile import assert_page, assert_xml
from tests.digests.rows import NOW
from tests.hostile import TEXTS, faults_of

WEEK = Period(NOW - timedelta(days=7), NOW)
STORED = [said for each in TEXTS if (said := cleaned(each))]
A_MESSAGE = 4
"""Of each reason a message lists no more, so each few texts have an agency of their own."""
AGENCIES = [f"agency{number}" for number in range(0, len(STORED), A_MESSAGE)]


async def add_hostile(database: Database) -> None:
    """For each text an overdue report that is nothing but this, and a question nobody answers."""
    with database.transaction() as session:
        session.add(person := Person(channel="town", channel_id="an", created_at=NOW))
        session.flush()
        made = []
        for number, said in enumerate(STORED):
            free = {"description": said, "place": said, "place_guess": said, "happened": said,
                    "shown_name": said, "details": {said[:50]: said}}  # fmt: skip
            when = {"created_at": NOW - timedelta(days=3), "deadline_at": NOW - timedelta(days=1)}
            agency = f"agency{number - number % A_MESSAGE}"
            made.append(Report(code=new_code(), category="cay_chet", agency=agency, receipt="",
                               person_id=person.id, latitude=22.387, longitude=103.459, **free,
                               **when))  # fmt: skip
            session.add(group := QuestionGroup(head=f"h{number}", size=1, words="x", text=said,
                                               created_at=NOW))  # fmt: skip
            session.flush()
            asked = NOW - timedelta(days=2)
            session.add_all(Question(text=said, score=0.1, group_id=group.id, asked_at=asked)
                            for _ in range(1 + (number == len(STORED) - 1)))  # fmt: skip
        session.add_all(made)
        session.flush()
        session.add_all(ReportEvent(report_id=each.id or 0, at=each.created_at, action="send",
                                    status="new", role="reporter", text=each.description)
                        for each in made)  # fmt: skip


async def test_every_message(database: Database, tools: Tools) -> None:
    await add_hostile(database)
    shown = []
    with database.reading() as session:
        for scope in (Scope(), *(Scope(agency=each) for each in AGENCIES)):
            found = select(session, tools, scope, WEEK, previous(WEEK, ZONE), NOW)
            shown += [message(found, tools), answer(found, tools)]
    assert faults_of(shown) == []
    listed = " ".join(each.text for each in shown)
    assert "&lt;script&gt;" in listed and "<script" not in listed


async def test_every_form(database: Database, tools: Tools) -> None:
    await add_hostile(database)
    with database.reading() as session:
        found = select(session, tools, Scope(), WEEK, previous(WEEK, ZONE), NOW)
    made = {form: make(form, found, tools) for form in ("chart", "map", "page", "xlsx", "docx")}
    data = {form: each.data for form, each in made.items() if each}
    assert len(data) == 5
    assert_xml(data["xlsx"])
    assert_xml(data["docx"])
    assert_page(data["page"])
    book = Workbook(data["xlsx"])
    assert len(book.table("Việc cần làm")) == len(STORED)
    assert all(result == pytest.approx(kept) for _, result, kept in book.formulas())
    assert tables_of(report(data["docx"]))["Mã"]
