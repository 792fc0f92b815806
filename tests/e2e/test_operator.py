"""What an operator gets wrong: one line that names it, exit status 1, and never a traceback."""

import asyncio
import json
import os
import shutil
import socket
from pathlib import Path

import pytest

from db.engine import Database
from tests.botapi import BotApi
from tests.e2e.conftest import Stage
from tests.e2e.process import Ended, Process

NOBODY = 65534
AS_NO_ROOT = (
    ("env",)
    if os.geteuid()
    else ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
    if shutil.which("setpriv")
    else ()
)
"""Before a command: root is stopped by permissions too."""
TOKEN = "123456789:AAExampleExampleExampleExampleExamp"
HOOK = "https://giamsat.example.vn/telegram/webhook"
COMMAND = ("invite", "--role", "overseer")
"""Reads the settings as `run` does, and is at it sooner."""
BAD = {
    "TELEGRAM_BOT_TOKEN": {"TELEGRAM_BOT_TOKEN": "my token"},
    "TELEGRAM_API_URL": {"TELEGRAM_API_URL": "ftp://api.telegram.org"},
    "TELEGRAM_PROXY": {"TELEGRAM_PROXY": "127.0.0.1"},
    "TELEGRAM_WEBHOOK_URL": {"TELEGRAM_WEBHOOK_URL": "giamsat.example.vn"},
    "TELEGRAM_WEBHOOK_SECRET": {"TELEGRAM_WEBHOOK_URL": HOOK, "TELEGRAM_WEBHOOK_SECRET": "short"},
    "TELEGRAM_WEBHOOK_SECRET must": {"TELEGRAM_WEBHOOK_URL": HOOK},
    "DATABASE_URL": {"DATABASE_URL": "mysql://root@localhost/dangiamsat"},
    "DATA_DIR": {"DATA_DIR": "/dev/null/data"},
    "PORT": {"PORT": "eighty"},
    "TIMEZONE": {"TIMEZONE": "Asia/Lai_Chau"},
    "LOG_LEVEL": {"LOG_LEVEL": "loud"},
    "LOG_FORMAT": {"LOG_FORMAT": "xml"},
}


async def test_a_bad_setting_of_each_kind_is_told_in_one_line(tmp_path: Path) -> None:
    at_once = asyncio.Semaphore(3)

    async def run(name: str, settings: dict[str, str]) -> tuple[str, Ended]:
        async with at_once:
            return name, await Process(tmp_path / name, **settings).command(*COMMAND)

    for name, ended in await asyncio.gather(*(run(*each) for each in BAD.items())):
        (line,) = told(ended)
        assert line.startswith(f"dangiamsat: {name}"), line
        assert "For example: " in line, line


@pytest.mark.parametrize("written", [None, "name: [\n", "name: Lai Châu\nareas: 3\n"])
async def test_a_city_file_that_cannot_be_used(tmp_path: Path, written: str | None) -> None:
    file = tmp_path / "city.yaml"
    if written is not None:
        file.write_text(written)
    lines = told(await Process(tmp_path, CITY_FILE=str(file)).command(*COMMAND))
    assert lines[0].startswith(f"dangiamsat: CITY_FILE: {file}")


async def test_a_token_that_telegram_does_not_know(stage: Stage) -> None:
    process = Process(stage.folder, TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=stage.api.url)
    lines = told(await process.command("run"))
    assert lines[-1].startswith("dangiamsat: TELEGRAM_BOT_TOKEN: Telegram does not know this token")
    assert TOKEN not in "".join(lines)


async def test_a_host_that_is_none(tmp_path: Path) -> None:
    line = told(await Process(tmp_path, HOST="no.such.host.invalid").command("run"))[-1]
    assert line.startswith("dangiamsat: HOST, PORT: cannot listen on no.such.host.invalid")


async def test_a_port_in_use(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = told(await Process(tmp_path, PORT=str(port)).command("run"))[-1]
    assert f"cannot listen on 127.0.0.1:{port}" in line
    assert "For example: HOST=127.0.0.1 PORT=" in line


async def test_a_second_process_on_one_sqlite_file(stage: Stage) -> None:
    first = await stage.started()
    second = stage.install()
    line = told(await second.command("run"))[-1]
    assert line.startswith("dangiamsat: DATA_DIR: another process already runs on")
    await stage.api.person(1).says("/start")
    await stage.api.person(1).reads("Chào anh/chị")
    assert await first.stop() == 0, "the first was not disturbed"


@pytest.mark.parametrize("command", ["run", "doctor", "ask", "backup"])
async def test_a_data_dir_that_is_a_file(tmp_path: Path, command: str) -> None:
    (tmp_path / "data").write_text("x")
    more = {"ask": ["cây xanh"], "backup": [str(tmp_path / "copy.tar")]}.get(command, [])
    ended = await Process(tmp_path).command(command, *more)
    assert ended.status == 1 and "Traceback" not in ended.err + ended.out
    assert f"DATA_DIR: {tmp_path}/data is a file and no folder" in ended.err + ended.out


@pytest.mark.skipif(not AS_NO_ROOT, reason="no permission stops root, and there is no setpriv")
@pytest.mark.parametrize("command", ["run", "doctor"])
async def test_a_data_dir_of_another_user(tmp_path: Path, command: str) -> None:
    process = Process(tmp_path)
    process.data.mkdir(mode=0o700 if os.geteuid() == 0 else 0)
    if os.geteuid() == 0:
        os.chown(process.data, NOBODY, NOBODY)
    ended = await process.command(command, wrapped=AS_NO_ROOT)
    assert ended.status == 1 and "Traceback" not in ended.err + ended.out
    mend = f"DATA_DIR: {process.data} cannot be read and written by this user. Give it to them"
    assert mend in ended.err + ended.out


@pytest.mark.parametrize("command", ["run", "doctor", "invite"])
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_a_database_of_a_newer_version(stage: Stage, command: str, kind: str) -> None:
    url = await stage.postgres() if kind == "postgresql" else ""
    settings = {"DATABASE_URL": url} if url else {}
    process = Process(stage.folder, **settings)
    assert (await process.command("invite", "--role", "overseer")).status == 0
    database = Database(process.database_url)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    options = ("--role", "overseer") if command == "invite" else ()
    ended = await process.command(command, *options)
    assert ended.status == 1 and "Traceback" not in ended.err + ended.out
    name = "DATABASE_URL" if url else "DATA_DIR"
    (line,) = [line for line in (ended.err + ended.out).splitlines() if "newer version" in line]
    assert f"{name}: " in line and "9999" in line and "restore a backup" in line


@pytest.mark.parametrize("change", [("/e2e", "/nowhere"), ("?host", "?ssl=perhaps&host")])
async def test_a_postgresql_that_refuses(stage: Stage, change: tuple[str, str]) -> None:
    url = (await stage.postgres()).replace(*change)
    ended = await Process(stage.folder, DATABASE_URL=url).command("invite", "--role", "clerk")
    line = told(ended)[-1]
    assert line.startswith("dangiamsat: DATABASE_URL: the database does not answer")


@pytest.mark.parametrize("command", ["run", "invite"])
async def test_a_postgresql_that_does_not_answer(tmp_path: Path, command: str) -> None:
    url = "postgresql://dangiamsat:secret-word@127.0.0.1:1/dangiamsat"
    options = ("--role", "overseer") if command == "invite" else ()
    ended = await Process(tmp_path, DATABASE_URL=url).command(command, *options)
    line = told(ended)[-1]
    assert line.startswith("dangiamsat: DATABASE_URL: the database does not answer")
    assert "secret-word" not in line


async def test_telegram_that_cannot_be_reached_stops_nothing(tmp_path: Path) -> None:
    """The page is there, what is wrong is told; and when Telegram is back, so is the bot."""
    async with BotApi() as api:
        port = int(api.url.rpartition(":")[2])
        settings = {"TELEGRAM_BOT_TOKEN": api.token, "TELEGRAM_API_URL": api.url}
    process = Process(tmp_path, **settings)
    await process.launch()
    try:
        while "Telegram cannot be reached" not in process.log:
            await asyncio.sleep(0.05)  # another process: there is no event to wait for
        async with BotApi(port=port) as api:
            await process.ready()
            await api.person(1).says("/start")
            await api.person(1).reads("Chào anh/chị", 30)
    finally:
        await process.away()


async def test_what_people_write_is_in_no_log_when_telegram_answers_badly(stage: Stage) -> None:
    """Half an answer to getUpdates, a refusal that quotes, and one that is a page of words."""
    words = "chim hoàng yến trước cổng trường"
    process = await stage.started()
    an = stage.api.person(1)
    await an.says("/start")
    await an.reads("Chào anh/chị")
    halves = stage.api.fail("getUpdates", "half", times=2)
    refused = stage.api.fail("sendMessage", 400, description=f"Bad Request: can't find {words}")
    later = stage.api.fail("sendMessage", 500, description=words, after=1)
    for number in range(3):
        await an.says(f"{words} {number} " + "x" * 500)
    await halves.hit(2, 60)
    await refused.hit(1, 60)
    await later.hit(1, 60)
    await stage.api.confirmed(60)
    await process.settled()
    spelled = json.dumps(words)[1:-1]
    assert words not in process.log and spelled not in process.log
    assert "invalid server response" in process.log
    assert "not known here" in process.log


def told(ended: Ended) -> list[str]:
    """What it wrote on stderr, having failed as a command should."""
    assert ended.status == 1, ended
    assert "Traceback" not in ended.err
    return ended.err.splitlines()
