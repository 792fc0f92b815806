"""`kb show`, `kb use` and `kb back`: a plan looked at, brought into use and put back by hand."""

import asyncio
import json
from functools import partial
from pathlib import Path

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from bot.app import make_tools, plans_of
from bot.cli.app import cli
from bot.cli.common import CannotDo
from bot.plan.live import LivePlans
from bot.settings import load_settings
from bot.storage import open_database
from db.models import Audit, PlanVersion
from tests.clock import Clock
from tests.importing import word
from tests.plan.office_plan import BENCHES, NEXT, PLAN

QUESTION = "đặt bao nhiêu ghế đá ở vườn hoa?"
HIDDEN = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>bỏ 20 cây</w:t></w:r>"


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "400")
    return CliRunner()


@pytest.fixture
def first(tmp_path: Path) -> str:
    return written(tmp_path / "ghe-da.txt", PLAN)


@pytest.fixture
def second(tmp_path: Path) -> str:
    return written(tmp_path / "ghe-da-2.txt", NEXT)


def written(file: Path, text: str) -> str:
    file.write_text(text, encoding="utf-8")
    return str(file)


def done(runs: CliRunner, *words: str) -> str:
    result = runs.invoke(cli, ["kb", *words])
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


def refused(runs: CliRunner, *words: str) -> str:
    """The one line of a command that fails."""
    result = runs.invoke(cli, ["kb", *words])
    assert isinstance(result.exception, CannotDo), result.output
    (line,) = str(result.exception).splitlines()
    return line


def quote(runs: CliRunner) -> str:
    line = json.dumps({"id": "1", "q": QUESTION})
    output = runs.invoke(cli, ["ask", "--plan", "ghe-da", "--jsonl"], input=line).output
    return str(json.loads(output)["citations"][0]["quote"])


def row_with(output: str, words: str) -> str:
    (row,) = (line for line in output.splitlines() if words in line)
    return row


def test_a_document_is_shown_and_nothing_is_changed(
    runs: CliRunner, first: str, tmp_path: Path
) -> None:
    shown = done(runs, "show", first)
    for name, value in (
        ("number", "45/KH-UBND"),
        ("issuer", "Ủy ban nhân dân thành phố Lai Châu"),
        ("date", "12/03/2026"),
        ("place", "thành phố Lai Châu"),
        ("period", "2026 "),
    ):
        assert value in row_with(shown, f"│ {name} ")
    assert "I MỤC TIÊU  [items: 3, figures: 3]" in shown
    assert "II TỔ CHỨC THỰC HIỆN  [items: 2, figures: 0]" in shown
    assert "│ 120 ghế đá" in row_with(shown, BENCHES)
    assert "Every line was read." in shown and "!" not in shown
    assert not (tmp_path / "data").exists()


def test_odd_lines_are_marked_where_they_stand(runs: CliRunner, tmp_path: Path) -> None:
    text = PLAN.replace("2. Xây 08", "4. Xây 08").replace("3. Lắp", "5. Lắp")
    lines = done(runs, "show", written(tmp_path / "ghe-da.txt", text)).splitlines()
    at = next(number for number, line in enumerate(lines) if "I MỤC TIÊU" in line)
    assert "! I.4: the number before it is missing: Xây 08 nhà vệ sinh" in lines[at + 1]


def test_what_could_not_be_read_is_shown_with_its_line(runs: CliRunner, tmp_path: Path) -> None:
    document, file = word.new(), tmp_path / "cay.docx"
    word.lines(document, "KẾ HOẠCH", "Trồng cây năm 2026", "I. MỤC TIÊU", "- Chặt 2 cây.")
    word.put(document, f"<w:p><w:r><w:t>- Trồng 30 cây.</w:t></w:r>{HIDDEN}</w:p>")
    document.save(file)
    shown = done(runs, "show", str(file))
    assert "hidden text" in row_with(shown, "bỏ 20 cây")


def test_a_document_gives_the_terminal_no_commands(runs: CliRunner, tmp_path: Path) -> None:
    text = PLAN.replace("120 ghế đá", "120 ghế đá \x1b]0;mine\x07 [red]đẹp[/red]")
    shown = done(runs, "show", written(tmp_path / "ghe-da.txt", text))
    assert "\x1b" not in shown and "\x07" not in shown
    assert "[red]đẹp[/red]" in shown
    titled = written(tmp_path / "ten.txt", PLAN.replace("Đặt ghế đá,", "Đặt \x1b[2J ghế đá,"))
    for words in (("show", titled), ("use", titled, "--id", "ten")):
        assert "\x1b" not in done(runs, *words)


def test_used_it_answers_at_once_in_a_process_that_runs(runs: CliRunner, first: str) -> None:
    settings = load_settings()
    database = open_database(settings)
    tools = make_tools(settings)
    plans = LivePlans(database, tools, Clock(), partial(plans_of, settings, tools.city))
    output = done(runs, "use", first, "--id", "ghe-da")
    assert "In use for thành phố Lai Châu" in output and "kb back" not in output
    asyncio.run(plans.refresh())
    citations = tools.answerer.answer(QUESTION).citations
    assert [cited.quote for cited in citations[:1]] == [BENCHES]
    with database.reading() as session:
        assert [row.action for row in session.exec(select(Audit)).all()] == ["plan used"]
    database.close()


def test_a_new_version_tells_its_changes_and_the_one_before_is_put_back(
    runs: CliRunner, first: str, second: str
) -> None:
    done(runs, "use", first, "--id", "ghe-da")
    used = done(runs, "use", second, "--id", "ghe-da")
    assert "sentences: 2 new, 2 gone; figures: 1;" in used
    assert "150 ghế đá" in quote(runs)
    assert "(ghe-da.txt) is back in use" in done(runs, "back", "ghe-da")
    assert quote(runs) == BENCHES
    assert "ghe-da: in use" in done(runs, "show", "ghe-da")
    assert "(ghe-da-2.txt) is back in use" in done(runs, "back", "ghe-da")
    assert "150 ghế đá" in quote(runs)


def test_the_same_document_again_is_no_new_version(
    runs: CliRunner, first: str, second: str
) -> None:
    done(runs, "use", first, "--id", "ghe-da")
    for _ in range(2):
        done(runs, "use", second, "--id", "ghe-da")
    done(runs, "back", "ghe-da")
    assert quote(runs) == BENCHES


def test_the_place_that_is_given_holds_for_a_new_version_too(
    runs: CliRunner, first: str, second: str
) -> None:
    place = "phường Tân Phong, tỉnh Lai Châu"
    done(runs, "use", first, "--id", "ghe-da")
    assert f"In use for {place}" in done(runs, "use", first, "--id", "ghe-da", "--place", place)
    assert f"In use for {place}" in done(runs, "use", second, "--id", "ghe-da")
    told = done(runs, "use", second, "--id", "ghe-da", "--place", "thành phố Sơn La")
    assert "It is for thành phố Sơn La, not for" in told


def test_before_the_first_version_stands_the_plan_in_the_folder(
    runs: CliRunner, first: str, second: str
) -> None:
    done(runs, "import", first)
    assert "ghe-da: in a folder" in done(runs, "show", "ghe-da")
    assert "2 new, 2 gone" in done(runs, "use", second, "--id", "ghe-da")
    assert "the plan in its folder is back" in done(runs, "back", "ghe-da")
    assert quote(runs) == BENCHES
    assert "(ghe-da-2.txt) is back in use" in done(runs, "back", "ghe-da")
    assert "150 ghế đá" in quote(runs)


def test_what_is_wrong_is_told_in_one_line_and_changes_nothing(
    runs: CliRunner, first: str, tmp_path: Path
) -> None:
    assert "no such file, nor plan: there are lai-chau-2030" in refused(runs, "show", "ghe-da")
    assert "no version of ghe-da was put in: there are none" in refused(runs, "back", "ghe-da")
    empty = written(tmp_path / "trong.txt", "\n")
    for words in (("show", empty), ("use", empty, "--id", "ghe-da")):
        assert "no heading or paragraph" in refused(runs, *words)
    none = str(tmp_path / "none.docx")
    assert none in refused(runs, "use", none, "--id", "ghe-da")
    picture = written(tmp_path / "ke-hoach.png", PLAN)
    assert "save it as one of them" in refused(runs, "use", picture, "--id", "ghe-da")
    for words in (("use", first), ("use", first, "--id", "Ghế đá"), ("back",), ("show",)):
        assert runs.invoke(cli, ["kb", *words]).exit_code == 2
    assert not (tmp_path / "data" / "dangiamsat.db").exists()
    done(runs, "use", first, "--id", "ghe-da")
    assert "put another in with kb use FILE --id ghe-da" in refused(runs, "back", "ghe-da")
    database = open_database(load_settings())
    with database.reading() as session:
        assert [row.state for row in session.exec(select(PlanVersion)).all()] == ["live"]
    database.close()
