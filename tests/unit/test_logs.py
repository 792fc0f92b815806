"""No token reaches a log, whoever logs it and however."""

import json
import logging
from collections.abc import Iterator

import pytest

from bot import logs

TOKEN = "123456789:AAExampleExampleExampleExampleExamp"


@pytest.fixture(params=["console", "json"])
def log_form(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Iterator[str]:
    """Logging as `run` sets it up; `capsys` first, for the handler takes the stderr it finds."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    logs.set_up("DEBUG", request.param, ["weekly-secret-word"])
    yield request.param
    root.handlers[:] = before
    root.setLevel(level)


def test_secrets_are_taken_out(log_form: str, capsys: pytest.CaptureFixture[str]) -> None:
    log = logging.getLogger("anything")
    log.info("GET https://api.telegram.org/bot%s/getMe", TOKEN)
    log.warning("%s", {"secret": "weekly-secret-word"})
    try:
        raise RuntimeError(f"failed at {TOKEN}")
    except RuntimeError:
        log.exception("weekly-secret-word")
    written = capsys.readouterr().err
    assert written.count("***") >= 4
    assert "AAExample" not in written and "weekly-secret-word" not in written


def test_json_is_a_line_a_record(log_form: str, capsys: pytest.CaptureFixture[str]) -> None:
    if log_form != "json":
        pytest.skip("only of JSON")
    logging.getLogger("x").warning("cây\n%s", "xanh")
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["event"] == "cây\nxanh"
