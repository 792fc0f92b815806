"""Two hundred hostile texts in what is public: the files and Open311."""

import csv
import io
import json
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest
from openpyxl import load_workbook
from sqlmodel import select

from bot.app import App
from bot.core.turn import Tools
from bot.public.export import Names, write_csv, write_json, write_xlsx
from bot.public.queries import ReportFilter
from bot.public.views import public_reports
from bot.settings import Settings
from bot.texts import FORMULA, cleaned
from db.engine import Database
from db.models import ReportEvent
from tests.channels.web.web_fixtures import serving
from tests.clock import Clock
from tests.conftest import ZONE
from tests.hostile import SOME_OR_ALL
from tests.public.rows import add_reports
from tests.public.test_open311 import Api

every = pytest.mark.parametrize("texts", SOME_OR_ALL)


@pytest.fixture
async def api(database_url: str, tmp_path: Path) -> AsyncIterator[Api]:
    """Return the API of the whole app, as it is served."""
    settings = Settings(database_url=database_url, data_dir=tmp_path, telegram_bot_token=None)
    async with (
        App(settings) as app,
        serving(app.pages(), app.web) as url,
        httpx.AsyncClient(base_url=url) as http,
    ):
        yield Api(app.database, http)


async def add_hostile(database: Database, now: datetime, texts: Sequence[str]) -> None:
    """A resolved report for each text, which is all that was said of it."""
    stored = [cleaned(text) for text in texts]
    ended = {"status": "resolved", "ended_at": now - timedelta(days=1)}
    reports = await add_reports(database, now - timedelta(days=80), 1, **ended)
    for text in stored[1:]:
        free = {"description": text, "place": text, "happened": text, "shown_name": text}
        at = now - timedelta(days=80)
        reports += await add_reports(database, at, 1, **ended, **free, details={text[:50]: text})
    with database.transaction() as session:
        of = {report.id: text for report, text in zip(reports, stored, strict=True)}
        for event in session.exec(select(ReportEvent)).all():
            event.text = of[event.report_id]


@every
async def test_the_files_are_whole(
    database: Database, tools: Tools, clock: Clock, tmp_path: Path, texts: Sequence[str]
) -> None:
    await add_hostile(database, clock(), texts)
    names, table, lines = Names(tools), io.BytesIO(), io.BytesIO()
    file = tmp_path / "out.xlsx"
    with database.reading() as session:
        write_csv(table, public_reports(session, ReportFilter(), ZONE, clock()), names)
        write_json(lines, public_reports(session, ReportFilter(), ZONE, clock()), names)
        write_xlsx(file, public_reports(session, ReportFilter(), ZONE, clock()), names)
    rows = list(csv.reader(io.StringIO(table.getvalue().decode("utf-8-sig"))))
    assert len(rows) == len(texts) + 1 and {len(row) for row in rows} == {len(rows[0])}
    assert [cell for row in rows for cell in row if cell.startswith(FORMULA)] == []
    assert len(json.loads(lines.getvalue())) == len(texts)
    sheet = load_workbook(file).active
    assert sheet is not None and sheet.max_row == len(texts) + 1
    assert [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []


@every
async def test_open311_is_whole(api: Api, texts: Sequence[str]) -> None:
    await add_hostile(api.database, datetime.now(UTC), texts)
    requests = (await api.get("requests.json", status="closed", page_size="200")).json()
    answer = await api.get("requests.xml", status="closed", page_size="200")
    elements = list(ElementTree.fromstring(answer.content))
    assert len(requests) == len(elements) == len(texts)
    for request, element in zip(requests, elements, strict=True):
        assert {child.tag for child in element} <= set(request) and not element.findall("*/*")
        notes = element.findtext("status_notes") or ""
        assert notes.split() == (request["status_notes"] or "").split()
