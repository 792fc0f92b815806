"""The two hundred hostile texts in digests that were counted in a real database, in every form."""

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
from tests.hostile import SOME_OR_ALL, faults_of

WEEK = Period(NOW - timedelta(days=7), NOW)
A_MESSAGE = 4
"""Of each reason a message lists no more, so each few texts have an agency of their own."""


@pytest.fixture(params=SOME_OR_ALL)
def stored(request: pytest.FixtureRequest) -> list[str]:
    """The texts, as they are stored."""
    return [kept_text for text in request.param if (kept_text := cleaned(text))]


async def add_hostile(database: Database, stored: list[str]) -> None:
    """For each text an overdue report that is nothing but this, and a question nobody answers."""
    with database.transaction() as session:
        session.add(person := Person(channel="town", channel_id="an", created_at=NOW))
        session.flush()
        reports = []
        for number, text in enumerate(stored):
            free = {"description": text, "place": text, "place_guess": text, "happened": text,
                    "shown_name": text, "details": {text[:50]: text}}  # fmt: skip
            times = {"created_at": NOW - timedelta(days=3), "deadline_at": NOW - timedelta(days=1)}
            agency = f"agency{number - number % A_MESSAGE}"
            reports.append(Report(code=new_code(), category="cay_chet", agency=agency, receipt="",
                               person_id=person.id, latitude=22.387, longitude=103.459, **free,
                               **times))  # fmt: skip
            session.add(group := QuestionGroup(head=f"h{number}", size=1, words="x", text=text,
                                               created_at=NOW))  # fmt: skip
            session.flush()
            asked_at = NOW - timedelta(days=2)
            session.add_all(Question(text=text, score=0.1, group_id=group.id, asked_at=asked_at)
                            for _ in range(1 + (number == len(stored) - 1)))  # fmt: skip
        session.add_all(reports)
        session.flush()
        session.add_all(ReportEvent(report_id=report.id or 0, at=report.created_at, action="send",
                                    status="new", role="reporter", text=report.description)
                        for report in reports)  # fmt: skip


async def test_every_message(database: Database, tools: Tools, stored: list[str]) -> None:
    await add_hostile(database, stored)
    agencies = [f"agency{number}" for number in range(0, len(stored), A_MESSAGE)]
    messages = []
    with database.reading() as session:
        for scope in (Scope(), *(Scope(agency=key) for key in agencies)):
            content = select(session, tools, scope, WEEK, previous(WEEK, ZONE), NOW)
            messages += [message(content, tools), answer(content, tools)]
    assert faults_of(messages) == []
    listed = " ".join(reply.text for reply in messages)
    assert "&lt;script&gt;" in listed and "<script" not in listed


async def test_every_form(database: Database, tools: Tools, stored: list[str]) -> None:
    await add_hostile(database, stored)
    with database.reading() as session:
        content = select(session, tools, Scope(), WEEK, previous(WEEK, ZONE), NOW)
    form_files = {
        form: make(form, content, tools) for form in ("chart", "map", "page", "xlsx", "docx")
    }
    data = {form: form_file.data for form, form_file in form_files.items() if form_file}
    assert len(data) == 5
    assert_xml(data["xlsx"])
    assert_xml(data["docx"])
    assert_page(data["page"])
    book = Workbook(data["xlsx"])
    assert len(book.table("Việc cần làm")) == len(stored)
    assert all(result == pytest.approx(stored) for _, result, stored in book.formulas())
    assert tables_of(report(data["docx"]))["Mã"]
