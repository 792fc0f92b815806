"""`digest send` on the command line: what it says, and what is wrong with its options."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.app import cli


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
