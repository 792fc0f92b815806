"""`digest send` on the command line: what it says, and what is wrong with its options."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.app import now
from bot.cli.app import cli
from bot.cli.common import opened
from bot.plan.live import plan_in_file
from bot.plan.versions import put_in
from bot.settings import load_settings
from tests.plan.office_plan import PLAN


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)


def test_with_nothing_due_it_says_so() -> None:
    result = CliRunner().invoke(cli, ["digest", "send"])
    assert (result.exit_code, result.output) == (0, "0 digest(s) put into the outbox.\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--period", "2026-W47"], "need --recipient"),
        (["--again"], "need --recipient"),
        (["--recipient", "nobody"], "mttq_tinh"),
        (["--recipient", "7"], "there is no subscription 7"),
        (["--recipient", "overseer"], "nobody who can be reached"),
        (["--recipient", "overseer", "--period", "next week"], "2026-W47"),
    ],
)
def test_what_is_wrong_is_bad_usage_with_the_mend(arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(cli, ["digest", "send", *arguments], env={"COLUMNS": "300"})
    assert result.exit_code == 2 and message in " ".join(result.output.split())


def test_a_preview_counts_the_targets_of_a_plan_that_an_office_put_in(tmp_path: Path) -> None:
    def not_stated() -> int:
        result = CliRunner().invoke(cli, ["digest", "preview", "--recipient", "overseer"])
        return int(re.findall(r"chưa công bố (\d+)", result.output)[0])

    before = not_stated()
    (tmp_path / "ghe-da.txt").write_text(PLAN, encoding="utf-8")
    plan, source = plan_in_file(tmp_path / "ghe-da.txt", "ghe-da", "Lai Châu")
    with opened(load_settings()) as database, database.transaction() as session:
        put_in(session, plan, source, "ghe-da.txt", None, now())
    assert not_stated() >= before + len(plan.targets) > before
