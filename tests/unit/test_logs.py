"""No token reaches a log, whoever logs it and however."""

import json
import logging
import sys
from collections.abc import Iterator

import pytest

from bot import logs

TOKEN = "123456789:AAExampleExampleExampleExampleExamp"


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    noisy = {name: logging.getLogger(name).level for name in logs.NOISY}
    yield
    for name, before in noisy.items():
        logging.getLogger(name).setLevel(before)
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.raiseExceptions = True


@pytest.mark.parametrize("form", ["console", "json"])
def test_secrets_are_taken_out(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("DEBUG", form, ["weekly-secret-word", TOKEN])
    log = logging.getLogger("anything")
    log.info("GET https://api.telegram.org/bot%s/getMe", TOKEN)
    log.warning("%s", {"secret": "weekly-secret-word"})
    log.info("GET /file/bot%s/photos/1.jpg", TOKEN.replace(":", "%3A"))
    log.info("half of it: %s", TOKEN.partition(":")[2])
    try:
        raise RuntimeError(f"failed at {TOKEN}")
    except RuntimeError:
        log.exception("weekly-secret-word")
    written = capsys.readouterr().err
    assert written.count("***") >= 6
    assert "AAExample" not in written and "weekly-secret-word" not in written


def test_a_log_that_cannot_be_written_tells_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    """Python's logging would print what it could not write, with all its arguments."""
    logs.set_up("DEBUG", "console", [])
    (handler,) = logging.getLogger().handlers
    assert isinstance(handler, logging.StreamHandler)
    broken = open("/dev/null")  # noqa: PTH123, SIM115  (opened for reading only)
    handler.setStream(broken)
    logging.getLogger("anything").info("bot%s", TOKEN)
    broken.close()
    sys.stderr.flush()
    assert "AAExample" not in capsys.readouterr().err


def test_json_is_a_line_a_record(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("INFO", "json", [])
    logging.getLogger("x").warning("cây\n%s", "xanh")
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["event"] == "cây\nxanh"
