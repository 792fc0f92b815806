"""What is public: export, figures and views agree, and nothing of a person is in any of them."""

import asyncio
import csv
import gc
import io
import json
from collections import Counter
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import mean, median

import pytest
from openpyxl import load_workbook
from sqlmodel import col, select, update
from typer.testing import CliRunner

from bot.cli.app import cli
from bot.core.turn import Tools
from bot.plan import version_queries as queries
from bot.public import export, figures
from bot.public import views as public
from bot.public.export import Names, write_csv, write_json, write_xlsx
from bot.public.queries import ReportFilter
from bot.public.views import PublicReport, days_filter, public_reports
from bot.reports.likeness import distance
from bot.texts import harmless
from bot.understanding.masking import masked
from db.engine import Database
from db.models import PublicFigures, Report
from tests.clock import Clock
from tests.conftest import ZONE
from tests.public.rows import ANSWER, SECRETS, add_a_city, add_reports

pytestmark = pytest.mark.both_databases


async def all_public(
    database: Database, now: datetime, wanted: ReportFilter | None = None
) -> list[PublicReport]:
    with database.reading() as session:
        return list(public_reports(session, wanted or ReportFilter(), ZONE, now))


async def files(database: Database, tools: Tools, now: datetime, file: Path) -> tuple[bytes, bytes]:
    """The CSV and the JSON; the workbook is written to `file`."""
    names, table, lines = Names(tools), io.BytesIO(), io.BytesIO()
    with database.reading() as session:
        write_csv(table, public_reports(session, ReportFilter(), ZONE, now), names)
        write_json(lines, public_reports(session, ReportFilter(), ZONE, now), names)
        write_xlsx(file, public_reports(session, ReportFilter(), ZONE, now), names)
    return table.getvalue(), lines.getvalue()


async def test_the_files_hold_the_same_and_nothing_of_a_person(
    database: Database, tools: Tools, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public, "BATCH", 7)
    total = await add_a_city(database, clock())
    reports = await all_public(database, clock())
    table, lines = await files(database, tools, clock(), tmp_path / "out.xlsx")
    members = json.loads(lines)
    assert [entry["code"] for entry in members] == [entry.code for entry in reports]
    assert len({entry.code for entry in reports}) == total
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    assert rows[0][:2] == ["Mã", "Nhóm"] and [row[0] for row in rows[1:]] == [
        entry.code for entry in reports
    ]
    sheet = load_workbook(tmp_path / "out.xlsx").active
    cells = [tuple(cell.value for cell in row) for row in sheet.iter_rows()]
    assert list(cells[0]) == rows[0] and len(cells) == len(rows)
    for report, row, line in zip(reports, cells[1:], rows[1:], strict=True):
        assert row[6].date() == report.received == date.fromisoformat(line[6])
        assert [str(entry or "") for entry in row[:6]] == line[:6]
    everything = f"{table.decode()}{lines.decode()}{cells}{reports}"
    assert [secret for secret in SECRETS if secret in everything] == []
    assert "Đã xử lý xong" in everything and {entry.answer for entry in reports} == {
        "",
        masked(ANSWER),
    }


async def test_a_workbook_is_typed_held_filtered_and_runs_nothing(
    database: Database, tools: Tools, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "MOST_ROWS", 3)
    at = clock() - timedelta(days=3)
    await add_reports(database, at, 4, status="resolved", ended_at=clock())
    table, _ = await files(database, tools, clock(), tmp_path / "out.xlsx")
    book = load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["Phản ánh", "Phản ánh 2"]
    sheet = book["Phản ánh"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:O4")
    kinds = [cell.data_type for cell in sheet[2]]
    assert kinds == ["s"] * 6 + ["d"] * 3 + ["s"] + ["n"] * 3 + ["s"] * 2
    assert sheet["N2"].value == masked(ANSWER) and sheet["N2"].value.startswith("=")
    (first, *_) = csv.DictReader(io.StringIO(table.decode("utf-8-sig")))
    assert next(v for k, v in first.items() if k.startswith("Trả lời")) == f"'{masked(ANSWER)}"


@pytest.mark.parametrize(
    ("value", "shown"),
    [("=1+1", "'=1+1"), ("+84", "'+84"), ("-x", "'-x"), ("@a", "'@a"), ("\t=1", "'\t=1"),
     ("a=1", "a=1"), (-3, -3), (None, None), ("", "")],
)  # fmt: skip
def test_what_begins_a_formula_is_text(value: str | int | None, shown: str | int | None) -> None:
    assert harmless(value) == shown


async def test_an_empty_city_is_exported_too(
    database: Database, tools: Tools, clock: Clock, tmp_path: Path
) -> None:
    table, lines = await files(database, tools, clock(), tmp_path / "out.xlsx")
    assert json.loads(lines) == [] and table.decode("utf-8-sig").count("\n") == 1


async def test_the_figures_count_what_the_views_show(database: Database, clock: Clock) -> None:
    total = await add_a_city(database, clock())
    for span, days in figures.SPANS.items():
        since = clock().astimezone(ZONE).date() - timedelta(days=days - 1) if days else None
        views = await all_public(database, clock(), days_filter(ZONE, since))
        with database.transaction() as session:
            figures_by_key, counted_at = figures.current(
                session, ZONE, clock(), span, figures.EVERYWHERE
            )
        assert counted_at == clock()
        for key, name in (("category", "categories"), ("agency", "agencies")):
            assert {of: it.received for of, it in getattr(figures_by_key, name).items()} == Counter(
                getattr(report, key) for report in views
            )
        resolved = [report for report in views if report.status == "resolved"]
        it = figures_by_key.total
        assert it.received == len(views) and (span != "all" or it.received == total)
        assert (it.resolved, it.in_time) == (
            len(resolved),
            sum(report.in_time is True for report in resolved),
        )
        assert it.rejected == sum(report.status == "rejected" for report in views)
        assert it.open == sum(report.is_open for report in views)
        assert it.overdue == sum(report.is_open and report.in_time is False for report in views)
        took = [report.days for report in resolved if report.days is not None]
        assert (it.mean_days, it.median_days) == (
            (pytest.approx(mean(took)), median(took)) if took else (None, None)
        )


async def test_many_are_counted_in_the_background(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def total(area: str = figures.EVERYWHERE) -> tuple[int, datetime]:
        with database.transaction() as session:
            figures_shown, counted_at = figures.current(session, ZONE, clock(), "all", area)
        return figures_shown.total.received, counted_at

    await add_reports(database, clock() - timedelta(days=9), 5)
    assert not figures.refresh(database, ZONE, clock())  # few: nothing is kept
    monkeypatch.setattr(figures, "MANY", 5)
    first = clock()
    assert figures.refresh(database, ZONE, first)
    await add_reports(database, clock() - timedelta(days=9), 2, area="doan_ket")
    clock.advance(minutes=9)
    assert not figures.refresh(database, ZONE, clock())
    assert await total() == (5, first) and await total("doan_ket") == (0, first)
    clock.advance(minutes=2)
    assert figures.refresh(database, ZONE, clock())
    assert await total() == (7, clock()) and await total("doan_ket") == (2, clock())
    with database.reading() as session:
        counted_at = session.exec(select(PublicFigures.made_at).distinct()).all()
    assert list(counted_at) == [clock()]


async def test_the_days_of_a_report_that_ended_are_counted_once(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "_AT_ONCE", 2)
    friday = clock() - timedelta(days=3)
    reports = await add_reports(database, friday, 5, status="resolved", ended_at=clock())
    with database.transaction() as session:
        city_figures, _ = figures.current(session, ZONE, clock(), "all", "tan_phong")
    assert city_figures.total.days == {1: 3, 0: 2}
    with database.transaction() as session:
        for row in session.exec(select(Report)).all():
            assert row.days_taken == (1 if row.created_at < clock() - timedelta(days=0.5) else 0)
    # What another way of closing forgot to reset is not counted as it was.
    codes = [reports[0].code]
    with database.transaction() as session:
        session.exec(update(Report).where(col(Report.code).in_(codes)).values(days_taken=None))
        city_figures, _ = figures.current(session, ZONE, clock(), "all", "tan_phong")
    assert sum(city_figures.total.days.values()) == 5


async def test_near_is_by_the_rounded_spot_alone(database: Database, clock: Clock) -> None:
    spot = (22.39649, 103.45851)
    await add_reports(database, clock(), 1, latitude=spot[0], longitude=spot[1])
    await add_reports(database, clock(), 1, latitude=None, longitude=None)
    with database.reading() as session:
        (reports,) = public.reports_near(session, spot, 120, clock(), ZONE, clock())
        assert reports.report.spot == (22.396, 103.459)
        assert reports.metres == distance(spot, (22.396, 103.459)) > 50
        assert public.reports_near(session, spot, 50, clock(), ZONE, clock()) == []


async def test_near_looks_at_so_many_and_at_the_nearest(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    spot = (22.396, 103.458)
    for north in (3, 1, 2, 0):
        await add_reports(database, clock(), 1, latitude=spot[0] + north / 1000, longitude=spot[1])
    monkeypatch.setattr(public, "MOST_NEAR", 3)
    with database.reading() as session:
        reports = public.reports_near(session, spot, 500, clock(), ZONE, clock())
    assert [round(nearby.metres) for nearby in reports] == [0, 111, 222]


async def test_what_is_held_is_not_counted_as_open(database: Database, clock: Clock) -> None:
    await add_reports(database, clock(), 2)
    await add_reports(database, clock(), 1, held="coarse")
    with database.reading() as session:
        assert queries.count_open(session, ["cay_chet"]) == 2


async def test_days_are_whole_so_that_no_time_can_be_found_out(
    database: Database, clock: Clock
) -> None:
    late = datetime(2026, 11, 22, 16, 59, 59, tzinfo=ZONE)
    for moment in (late, late.replace(hour=0, minute=0), late.replace(hour=23)):
        await add_reports(database, moment, 1)
    for day, count in ((date(2026, 11, 21), 0), (date(2026, 11, 22), 3), (date(2026, 11, 23), 0)):
        reports = await all_public(database, clock(), days_filter(ZONE, day, day))
        assert len(reports) == count
        assert all(set(map(type, asdict(report).values())) <= {
            str, date, bool, int, float, type(None)} for report in reports)  # fmt: skip


async def test_the_command_line_writes_each_form(
    database_url: str, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(database_url)
    await add_reports(database, clock() - timedelta(days=5), 5)
    database.close()
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, status: int = 0) -> str:
        result = CliRunner().invoke(cli, ["export", *arguments])
        assert result.exit_code == status, result.output
        return result.output

    out = await asyncio.to_thread(run, "--format", "json", "--since", "2026-11-20")
    assert [each["received"] for each in json.loads(out)] == [
        "2026-11-20", "2026-11-21", "2026-11-22",
    ]  # fmt: skip
    out = await asyncio.to_thread(run, "--format", "csv", "--until", "2026-11-18")
    assert out.count("LC-") == 2, "its code, and its address"
    assert await asyncio.to_thread(run, "--format", "xlsx", "--out", "a.xlsx") == "a.xlsx\n"
    assert load_workbook("a.xlsx").active.max_row == 6
    await asyncio.to_thread(run, "--format", "csv", "--since", "x", status=2)
    backwards = ("--since", "2026-11-20", "--until", "2026-11-19")
    await asyncio.to_thread(run, "--format", "csv", *backwards, status=2)
    assert sorted(each.name for each in tmp_path.glob("*.xlsx*")) == ["a.xlsx"]
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_workbook_that_cannot_be_written_is_an_error_of_the_disk(
    tools: Tools, tmp_path: Path
) -> None:
    with pytest.raises(FileNotFoundError):
        write_xlsx(tmp_path / "none" / "out.xlsx", iter(()), Names(tools))
    gc.collect()  # the library leaves a file of its own open, which is told now and not later
