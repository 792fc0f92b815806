"""`kb correct`: a script puts wrong answers right."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.app import cli
from bot.cli.common import CannotDo
from tests.plan.office_plan import BENCHES, PLAN, TOILETS

QUESTION = "Mấy cụ mỏi chân có nơi nào dừng lại không?"


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    file = tmp_path / "ghe-da.txt"
    file.write_text(PLAN, encoding="utf-8")
    runner = CliRunner()
    assert runner.invoke(cli, ["kb", "import", str(file)]).exit_code == 0
    return runner


def asked(runner: CliRunner, question: str) -> dict[str, object]:
    line = json.dumps({"id": "1", "q": question})
    out = runner.invoke(cli, ["ask", "--plan", "ghe-da", "--jsonl"], input=line).output
    return dict(json.loads(out))


def test_what_is_put_right_is_answered_so_whatever_it_was_taken_for(runs: CliRunner) -> None:
    report = "Đèn đường trước nhà tôi hỏng rồi"
    assert asked(runs, QUESTION)["outcome"] != "answer"
    assert asked(runs, report)["outcome"] == "report"
    rows = [
        {"q": QUESTION, "quote": "120 ghế đá tại các vườn hoa"},
        {"q": report, "quote": None},
    ]
    lines = "\n".join(json.dumps(row) for row in rows)
    done = runs.invoke(cli, ["kb", "correct", "--plan", "ghe-da", "--jsonl"], input=lines)
    assert done.exit_code == 0 and "2 questions of ghe-da" in done.output
    answer = asked(runs, QUESTION)
    assert answer["outcome"] == "answer"
    assert answer["citations"] == [{"section": "I", "quote": BENCHES}]
    assert asked(runs, report)["outcome"] == "not_in_plan"


def test_a_list_of_what_is_due_is_asked_of_the_plan(runs: CliRunner) -> None:
    answer = asked(runs, "liệt kê tất cả thời hạn trong năm nay")
    assert answer["outcome"] == "answer"
    assert answer["citations"] == [
        {"section": "I", "quote": BENCHES},
        {"section": "I", "quote": TOILETS},
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"q": "ghế đá"}', "line 1 of the input"),
        ('{"q": "ghế đá", "quote": "9 ghế gỗ"}', "line 1: no sentence of ghe-da"),
        ("ghế đá", "line 1 of the input"),
    ],
)
def test_a_bad_line_puts_nothing_right(runs: CliRunner, line: str, problem: str) -> None:
    done = runs.invoke(cli, ["kb", "correct", "--plan", "ghe-da", "--jsonl"], input=line)
    assert isinstance(done.exception, CannotDo) and problem in str(done.exception)
