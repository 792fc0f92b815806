"""No token and no person's words reach a log, whoever logs them and however."""

import json
import logging
import sys
from collections.abc import Iterator

import pytest
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import OperationalError

from bot import logs
from bot.channels.telegram_updates import Me, convert
from bot.events import Unparsed

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
        raise OSError(f"failed at {TOKEN}")
    except OSError:
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


@pytest.mark.parametrize("form", ["console", "json"])
def test_a_traceback_tells_the_place_and_no_words(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither variables nor messages, nor those of the errors that led to it."""
    logs.set_up("DEBUG", form, [])
    words = " ".join(["hai", "cây", "phượng"])  # not as it stands in the lines of code
    try:
        try:
            {}[words]
        except KeyError as error:
            raise ValueError(f"cannot place {words}") from error
    except ValueError:
        logging.getLogger("anything").exception("update 7 failed")
    written = capsys.readouterr().err
    assert "update 7 failed" in written and "{}[words]" in written
    assert written.index("KeyError") < written.index("This led to") < written.index("ValueError")
    assert words not in written


class Spot(BaseModel):
    latitude: float


def test_what_is_told_of_an_error() -> None:
    with pytest.raises(ValidationError) as invalid:
        Spot.model_validate({"latitude": "trước cổng trường"})
    assert logs.told(invalid.value) == "ValidationError: latitude float_parsing"
    full = OperationalError("INSERT", {"words": "cổng trường"}, Exception("database is full"))
    assert logs.told(full) == "OperationalError: database is full"
    assert logs.told(OSError(28, "No space left")) == "OSError: [Errno 28] No space left"
    assert logs.told(KeyError("trước cổng trường")) == "KeyError"


def test_an_update_that_cannot_be_read_is_not_quoted() -> None:
    message = {"message_id": 1, "chat": {"id": 7, "type": "private"}, "text": ["trước cổng trường"]}
    found = convert({"update_id": 1, "message": message}, Me(1, "dan_giam_sat_bot"))
    assert isinstance(found, Unparsed)
    assert found.error == "ValidationError: text string_type"


def test_what_people_write_is_not_logged_by_the_libraries(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.set_up("DEBUG", "console", [])
    for library in ("telegram.Bot", "telegram.ext.ExtBot", "sse_starlette.sse"):
        logging.getLogger(library).debug("trước cổng trường")
    assert not capsys.readouterr().err
