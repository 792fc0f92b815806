"""No token and no person's words reach a log, whoever logs them and however."""

import json
import logging
import re
import sys
from collections.abc import Iterator
from importlib import metadata

import pytest
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import OperationalError

from bot.channels.telegram.error_words import known_phrases
from bot.channels.telegram.updates import Me, convert
from bot.core import logs
from bot.core.events import Unparsed

TOKEN = "123456789:AAExampleExampleExampleExampleExamp"


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.raiseExceptions = True


@pytest.mark.parametrize("form", ["console", "json"])
def test_secrets_are_taken_out(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("DEBUG", form, ["weekly-secret-word", TOKEN])
    log = logging.getLogger("bot.anything")
    log.info("GET https://api.telegram.org/bot%s/getMe", TOKEN)
    log.warning("%s", {"secret": "weekly-secret-word"})
    log.info("GET /file/bot%s/photos/1.jpg", TOKEN.replace(":", "%3A"))
    log.info("half of it: %s", TOKEN.partition(":")[2])
    try:
        raise OSError(5, f"failed at {TOKEN}")
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
    logging.getLogger("bot.anything").info("bot%s", TOKEN)
    broken.close()
    sys.stderr.flush()
    assert "AAExample" not in capsys.readouterr().err


def test_json_is_a_line_a_record(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("INFO", "json", [])
    logging.getLogger("bot.x").warning("cây\n%s", "xanh")
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
        logging.getLogger("bot.anything").exception("update 7 failed")
    written = capsys.readouterr().err
    assert "update 7 failed" in written and "{}[words]" in written
    assert written.index("KeyError") < written.index("This led to") < written.index("ValueError")
    assert words not in written


class Spot(BaseModel):
    latitude: float


def test_what_is_told_of_an_error() -> None:
    with pytest.raises(ValidationError) as invalid:
        Spot.model_validate({"latitude": "trước cổng trường"})
    assert logs.describe(invalid.value) == "ValidationError: latitude float_parsing"
    full = OperationalError("INSERT", {"words": "cổng trường"}, Exception("database is full"))
    assert logs.describe(full) == "OperationalError: database is full"
    assert logs.describe(OSError(28, "No space left")) == "OSError: [Errno 28] No space left"
    assert logs.describe(OSError("trước cổng trường")) == "OSError"
    assert logs.describe(KeyError("trước cổng trường")) == "KeyError"


def test_an_update_that_cannot_be_read_is_not_quoted() -> None:
    message = {"message_id": 1, "chat": {"id": 7, "type": "private"}, "text": ["trước cổng trường"]}
    update = convert({"update_id": 1, "message": message}, Me(1, "dan_giam_sat_bot"))
    assert isinstance(update, Unparsed)
    assert update.error == "ValidationError: text string_type"


CANARY = "chim hoàng yến trước cổng trường"


def libraries() -> set[str]:
    """The import names of all we depend on, and every logger they have made by now."""
    import bot.app  # noqa: F401 - with all it imports

    distributions, own = {"dangiamsat"}, set(logs.OWN_PACKAGES)
    new = set(distributions)
    while new:
        wanted = {need for name in new for need in metadata.requires(name) or ()}
        names = {re.split(r"[^\w.-]", need)[0] for need in wanted if "extra ==" not in need}
        new = {name for name in names - distributions if _is_installed(name)}
        distributions |= new
    spelled = {re.sub(r"[-_.]+", "-", name).lower() for name in distributions}
    names = {
        module
        for module, owners in metadata.packages_distributions().items()
        if {re.sub(r"[-_.]+", "-", owner).lower() for owner in owners} & spelled
    }
    loggers = {name for name in logging.root.manager.loggerDict if name.partition(".")[0] in names}
    return (names | loggers | {"asyncio", "concurrent.futures"}) - own


def _is_installed(name: str) -> bool:
    try:
        return bool(metadata.version(name))
    except metadata.PackageNotFoundError:
        return False


@pytest.mark.parametrize("form", ["console", "json"])
def test_no_words_of_any_librarys_logger_get_past(
    form: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """However it says them; that it said something, and where, is told."""
    names = sorted(libraries())
    assert {"telegram", "telegram.ext.Updater", "httpx", "uvicorn.error", "sqlalchemy"} <= {*names}
    logs.set_up("DEBUG", form, [])
    for name in names:
        log = logging.getLogger(name)
        log.debug("%s", CANARY)
        log.info(CANARY)
        log.warning(CANARY)
        log.error("Can not load invalid JSON data: %r", {"text": CANARY})
        log.critical("failed", extra={"update": CANARY}, stack_info=True)
        try:
            raise ValueError(CANARY) from OSError(CANARY)
        except ValueError:
            log.exception("%(words)s", {"words": CANARY})
    out, err = capfd.readouterr()
    assert not out and CANARY not in err and json.dumps(CANARY)[1:-1] not in err
    for name in names:
        if not logging.getLogger(name).propagate:
            continue  # uvicorn's of every request, silenced by its own setting
        assert len([line for line in err.splitlines() if name in line]) >= 4, name
    assert "at test_logs.py:" in err and "ValueError" in err


def test_values_are_logged_by_their_names(capfd: pytest.CaptureFixture[str]) -> None:
    logs.set_up("DEBUG", "json", [])
    log = logging.getLogger("bot.channels.web.channel.chat")
    log.warning("not_stored", extra={"error": TOKEN})
    logging.getLogger("library").warning(CANARY, extra={"words": CANARY})
    out, err = capfd.readouterr()
    first, second = (json.loads(line) for line in err.splitlines())
    assert not out and first["event"] == "not_stored" and first["error"] == "***"
    assert second["logger"] == "library" and CANARY not in err


@pytest.mark.parametrize(
    ("words", "phrase"),
    [
        ("Bad Request: chat not found", "chat not found"),
        ("Bad Request: can't parse entities: \"<b>" + CANARY, "can't parse entities"),
        (f"Bad Gateway (502). Parsing the server response b'{CANARY}' failed", "bad gateway"),
        (CANARY, "not known here"),
    ],
)
def test_of_telegrams_words_only_known_ones_are_told(words: str, phrase: str) -> None:
    known = known_phrases(words)
    assert phrase in known and CANARY.split(maxsplit=1)[0] not in known
