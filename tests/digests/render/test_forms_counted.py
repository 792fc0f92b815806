"""Forms of digests that were counted in a real database: none of them disagrees with another."""

import random

import pytest
from sqlmodel import select

from bot.channels.telegram.html import plain
from bot.core.turn import Tools
from bot.digests.by_hand import office_of
from bot.digests.period import Period, previous
from bot.digests.queries import Scope
from bot.digests.render import chart as charts
from bot.digests.render.forms import make
from bot.digests.render.message import message
from bot.digests.render.rows import Names
from bot.digests.select.content import select as select_content
from db.engine import Database
from db.models import Report
from tests.conftest import ZONE
from tests.digests.readers import (
    Page,
    Workbook,
    of_content,
    of_message,
    of_report,
    of_workbook,
    report,
    tables_of,
    words_of,
)
from tests.digests.rows import add_chat, subscribe
from tests.digests.test_counts import BEGIN, NOW, SCOPES, live

MONTH = Period(BEGIN, NOW)
PRIVATE = "Nhà ông Nguyễn Văn Bình, 0912 345 678"


async def a_month(database: Database, dice: random.Random) -> None:
    """Random histories, two thirds of them with a place on the map and in words."""
    with database.transaction() as session:
        await live(session, dice)
        for number, report in enumerate(session.exec(select(Report)).all()):
            report.description, report.shown_name = PRIVATE, "Trần Thị Hoa"
            report.place = "ngõ 12, đối diện " + PRIVATE.lower().replace("nguyễn văn bình", "Bình")
            if number % 3:
                report.latitude = 22.38 + dice.randrange(4) * 0.002 + 0.0003
                report.longitude = 103.46 + dice.randrange(3) * 0.002 + 0.0004


@pytest.mark.parametrize("scope", SCOPES)
async def test_every_form_tells_what_was_counted(
    database: Database, tools: Tools, scope: Scope
) -> None:
    await a_month(database, random.Random(f"a month of {scope}"))
    with database.reading() as session:
        content = select_content(session, tools, scope, MONTH, previous(MONTH, ZONE), NOW)
    figures = of_content(content)
    assert figures.new and figures.open and figures.overdue
    form_files = {
        form: make(form, content, tools) for form in ("chart", "map", "page", "xlsx", "docx")
    }
    data = {form: form_file.data for form, form_file in form_files.items() if form_file}
    assert len(data) == 5
    book, paper = Workbook(data["xlsx"]), report(data["docx"])
    assert of_workbook(book) == figures
    assert of_report(words_of(paper)) == figures
    assert all(result == pytest.approx(stored) for _, result, stored in book.formulas())
    message_text = plain(message(content, tools).text)
    if scope.agency is None and content.due.now:
        assert of_message(message_text) == figures
    assert f"Đang chờ: {figures.open} việc" in message_text
    agencies = charts.chart(content, Names(tools))[1]
    sums = [sum(n for group in agencies.groups for n, _ in group.bars[i].parts) for i in (0, 1)]
    assert sums == [figures.open, figures.due]
    page = Page(data["page"])
    assert sum(page.numbers("rect", "data-received")) == sum(c.received for c in content.cells) > 0
    rows = {row[0]: row[1:] for row in tables_of(paper)["Phường"]}
    for key, count in content.areas.items():
        name = tools.city.area_name(key) or "Chưa rõ phường"
        assert rows[name][:2] == [str(count.now), str(count.before)]


async def test_nobodys_name_or_number_is_in_any_form(database: Database, tools: Tools) -> None:
    await a_month(database, random.Random(5))
    with database.reading() as session:
        content = select_content(session, tools, Scope(), MONTH, previous(MONTH, ZONE), NOW)
    docx, xlsx = make("docx", content, tools), make("xlsx", content, tools)
    page = make("page", content, tools)
    assert docx and xlsx and page
    paper = report(docx.data)
    tables = (cell for table in tables_of(paper).values() for row in table for cell in row)
    texts = [*Workbook(xlsx.data).texts(), words_of(paper), *tables, page.data.decode()]
    assert not [text for text in texts for name in ("Bình", "Hoa", "0912") if name in text]


async def test_the_office_that_signs_is_the_readers(database: Database, tools: Tools) -> None:
    officials = await add_chat(database, "o", role="official", agency="ubnd_tan_phong")
    front = await add_chat(database, "f", role="overseer", agency="mttq_doan_ket")
    no_agency = await add_chat(database, "n", role="overseer", agency=None)
    numbers = [
        await subscribe(database, officials, agency="ubnd_tan_phong"),
        await subscribe(database, front),
        await subscribe(database, no_agency),
    ]
    with database.reading() as session:
        offices = [office_of(session, tools, str(number)) for number in numbers]
        assert offices == ["ubnd_tan_phong", "mttq_doan_ket", None]
        assert office_of(session, tools, "mttq_tinh") == "mttq_tinh"
        assert office_of(session, tools, "overseer") is None
        assert office_of(session, tools, "77") is None
