"""A digest as files, as an operator makes them: the message and every other form."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.core.pdf import NONE_HERE
from db.engine import Database
from tests.digests.readers import Workbook, of_report, of_workbook, report, words_of
from tests.digests.rows import add_report
from tests.e2e.process import Process


async def test_a_preview_writes_every_form(tmp_path: Path) -> None:
    process, out = Process(tmp_path / "here"), tmp_path / "new" / "folder"
    assert (await process.command("digest", "preview", "--recipient", "overseer")).status == 0
    database = Database(f"sqlite:///{process.data / 'dangiamsat.db'}")
    now = datetime.now(UTC)
    for hours in range(1, 4):
        await add_report(database, now - timedelta(hours=hours))
    database.close()
    days = f"{now - timedelta(days=2):%Y-%m-%d}..{now + timedelta(days=1):%Y-%m-%d}"
    wanted = ("--recipient", "mttq_tan_phong", "--period", days, "--out", str(out))
    made = await process.command("digest", "preview", *wanted)
    assert made.status == 0, made.err
    files = {Path(line).suffix: Path(line) for line in made.out.splitlines()}
    has_office = shutil.which("soffice") is not None
    suffixes = [".html", ".png", ".xlsx", ".docx", *([".pdf"] if has_office else [])]
    assert list(files) == suffixes and set(out.iterdir()) == set(files.values())
    assert (NONE_HERE in made.err) is not has_office
    shown = files[".html"].read_text()
    assert files[".html"].name == "digest.html" and "Mới gửi" in shown
    figures = of_workbook(Workbook(files[".xlsx"].read_bytes()))
    paper = report(files[".docx"].read_bytes())
    assert figures.new == figures.open == 3 and of_report(words_of(paper)) == figures
    assert "PHƯỜNG TÂN PHONG" in paper.tables[0].cell(0, 0).text


async def test_a_folder_that_cannot_be_made_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    out = str(tmp_path / "file" / "out")
    ended = await Process(tmp_path / "here").command(
        "digest", "preview", "--recipient", "overseer", "--out", out
    )
    (line,) = ended.err.splitlines()
    assert ended.status == 1 and line.startswith(f"dangiamsat: --out {out}: cannot be written")
