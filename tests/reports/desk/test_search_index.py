"""The search's index: every word of a report that is kept, and none of one that is not."""

import random
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from bot.core.media import Media
from bot.reports.desk import queries as cases
from bot.reports.erasing import erase_reports
from bot.understanding import lookup
from db import report_words
from db.engine import Database, promise_erasure
from db.models import Report, ReportWord
from tests.clock import Clock
from tests.public.rows import add_reports

RARE = "Đắk Nghềnh"
COMMON = "cây"
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def found(session: Session, text: str) -> list[str]:
    search = cases.Search(text, lookup.patterns(text), [], lambda _: True)
    rows = cases.page(session, cases.Viewer(None, NOW, search=search), cases.EVERY, 0, 10)
    return [row.description for row in rows]


@pytest.fixture(params=["rare", "common"])
def kind_of_words(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to look: by the list of a rare word, and report by report."""
    monkeypatch.setattr(report_words, "RARE", 1000 if request.param == "rare" else 0)


@pytest.mark.usefixtures("kind_of_words")
@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("đắk nghềnh", True),
        ("dak nghenh", True),
        ("ĐẮK", True),
        ("dak", True),
        ("đak", True),
        ("ngh cay", True),
        ("dak zalo", False),
        ("đăk", False),
        ("ghenh", False),
    ],
)
async def test_words_are_found_with_marks_and_without(
    database: Database, clock: Clock, text: str, is_found: bool
) -> None:
    await add_reports(database, clock.now, 1, description=f"Cây đổ ở dốc {RARE}")
    await add_reports(database, clock.now, 3, description="Cây đổ")
    with database.reading() as session:
        assert found(session, text) == [f"Cây đổ ở dốc {RARE}"] * is_found


@pytest.mark.both_databases
async def test_the_index_follows_every_change(database: Database, clock: Clock) -> None:
    with database.transaction() as session:
        report = _report(1, "Chậu vỡ", clock)
        report.place = "chợ Đêm"
        session.add(report)
        session.flush()
        assert _words(session) == ["chau", "cho", "dem", "vo"]
        report.place = ""
        session.flush()
        assert _words(session) == ["chau", "vo"]
        session.delete(report)
        session.flush()
        assert _words(session) == []


def _words(session: Session) -> list[str]:
    return list(session.exec(select(ReportWord.word).order_by(col(ReportWord.word))).all())


def test_an_erased_reports_words_are_in_no_file(
    sqlite_template: Path, tmp_path: Path, media: Media, clock: Clock
) -> None:
    """Among so many that the index has pages of pages."""
    database = Database(f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'town.db')}")
    chance = random.Random(5)
    own = [_word(chance) for _ in range(300)]
    with database.transaction() as session:
        for number, word in enumerate(own):
            others = " ".join(_word(chance) for _ in range(20))
            session.add(_report(number, f"{word} {others}", clock))
    erased = own[::3]
    with database.transaction() as session:
        promise_erasure(session)
        rows = session.exec(select(Report).order_by(col(Report.id))).all()[::3]
        erase_reports(session, media, rows, "đã xóa", clock.now)
    files = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
    assert all(word.encode() in files for word in own[1::3])
    assert [word for word in erased if word.encode() in files] == []
    database.close()


def _word(chance: random.Random) -> str:
    return "".join(chance.choices("aeghiklmnopqrstuvxy", k=9))


def _report(number: int, description: str, clock: Clock) -> Report:
    return Report(
        code=f"LC-{number:06}",
        category="cay_xanh",
        agency="ubnd_tan_phong",
        description=description,
        receipt="",
        created_at=clock.now,
        deadline_at=clock.now,
    )


async def test_rare_words_are_looked_up_and_reports_not_looked_through(
    database: Database, clock: Clock
) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL plans by its statistics")
    await add_reports(database, clock.now, 2, description=f"Cây đổ ở dốc {RARE}")
    with database.reading() as session:
        query = select(Report.id).where(*report_words.conditions(session, RARE))
        sql = str(query.compile(session.connection(), compile_kwargs={"literal_binds": True}))
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")
        steps = [str(row[3]) for row in plan]
    assert not any(step.startswith("SCAN report") for step in steps), steps
