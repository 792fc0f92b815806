"""The doctor names each fault of an installation, with its mend."""

import asyncio
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from pydantic import SecretStr
from typer.testing import CliRunner

from bot.channels.telegram.updates import ALLOWED
from bot.city.city import DEFAULT_FILE, load_city
from bot.city.leftovers import leftovers
from bot.cli.app import cli
from bot.cli.doctor import Finding, doctor
from bot.core import chain
from bot.plan.live import read_file
from bot.settings import DATABASE_FILE, Settings
from bot.storage import open_database
from bot.understanding.local import FEWEST, FILE
from bot.understanding.model import SHIPPED
from db.engine import schemas
from db.models import Audit, PlanVersion, Report, ReportEvent
from tests.botapi import BotApi
from tests.botapi.fixtures import Inbox, Start, api, inbox, media, start

__all__ = ["api", "inbox", "media", "start"]


@pytest.fixture(autouse=True)
def nobody_listens(monkeypatch: pytest.MonkeyPatch, nothing_set: None) -> None:
    monkeypatch.setenv("PORT", "1")


@pytest.fixture
def healthy(sqlite_template: Path, tmp_path: Path) -> Settings:
    """An installation that nobody uses yet."""
    settings = Settings(data_dir=tmp_path / "healthy")
    open_database(settings)
    shutil.copy(sqlite_template, settings.data_dir / DATABASE_FILE)
    return settings


async def findings(settings: Settings, watched: int = 0) -> list[Finding]:
    return await asyncio.to_thread(lambda: list(doctor(settings, watched)))


def problems(of: list[Finding]) -> list[str]:
    return [text for verdict, text in of if verdict == "PROBLEM"]


def execute(settings: Settings, *statements: str) -> None:
    with closing(sqlite3.connect(settings.data_dir / DATABASE_FILE)) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()


def city_file(folder: Path, **changes: Any) -> Path:
    """The shipped city's file with other values."""
    values = yaml.safe_load(DEFAULT_FILE.read_text(encoding="utf-8")) | changes
    file = folder / "city.yaml"
    file.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    return file


async def test_what_is_newer_than_the_model_is_told(healthy: Settings, tmp_path: Path) -> None:
    groups = yaml.safe_load(DEFAULT_FILE.read_text(encoding="utf-8"))["groups"]
    kind = groups[0]["categories"][-1] | {"id": "new_kind", "name": "Thả diều"}
    groups[0]["categories"].append(kind | {"examples": ["thả diều gần dây điện"] * 10})
    changed = healthy.model_copy(update={"city_file": city_file(tmp_path, groups=groups)})
    values = ", ".join(
        f"(1, 'category', 'cây đổ', 'cay_sap_do', 'cay_sap_do', '2026-01-0{day % 9 + 1}')"
        for day in range(FEWEST)
    )
    columns = "report_id, kind, text, label, suggested, created_at"
    execute(healthy, f"INSERT INTO example ({columns}) VALUES {values}")
    advice = [text for verdict, text in await findings(changed) if verdict == "advice"]
    assert any("new_kind in city.yaml are newer than the model" in text for text in advice)
    assert any(f"{FEWEST} examples of this installation are newer" in text for text in advice)
    (healthy.data_dir / FILE).write_bytes(SHIPPED.read_bytes())  # it learnt just now
    assert "of this installation" not in str(await findings(healthy))


def test_a_healthy_installation_gets_advice_and_status_0(
    healthy: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(healthy.data_dir))
    ended = CliRunner().invoke(cli, ["doctor"])
    assert ended.exit_code == 0, ended.output
    assert "PROBLEM" not in ended.output
    invite = "dangiamsat invite --role official --agency ubnd_doan_ket"
    assert f"advice  ubnd_doan_ket: nobody receives its reports: {invite}" in ended.output


async def test_a_fresh_machine_is_left_as_it_is(tmp_path: Path) -> None:
    (missing,) = [check for check in await findings(Settings()) if check.verdict != "ok"]
    assert missing.verdict == "advice"
    assert "none yet" in missing.text and "dangiamsat run" in missing.text
    assert not list(tmp_path.iterdir())


async def test_a_broken_database_is_told_and_the_rest_is_looked_at(healthy: Settings) -> None:
    (healthy.data_dir / DATABASE_FILE).write_bytes(b"no database" * 1000)
    checks = await findings(healthy)
    (problem,) = problems(checks)
    assert "DATA_DIR" in problem and "file is not a database" in problem and "\n" not in problem
    assert checks[-1].text.startswith("telegram: ")


async def test_a_full_disk_is_told_and_no_backup_asked_for(
    healthy: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = healthy.data_dir / DATABASE_FILE
    file.write_bytes(b"no database" * 1000)
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=0))
    assert (
        f"database: DATA_DIR: the disk of {file} is full (file is not a database): make room"
    ) in problems(await findings(healthy))


async def test_a_read_only_disk_is_told(tmp_path: Path) -> None:
    disk = tmp_path / "data"
    disk.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(disk))
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a disk can be mounted by root only")
    try:
        (problem,) = problems(await findings(Settings()))
    finally:
        subprocess.run(("umount", "--lazy", str(disk)), check=True)
    assert problem.startswith("DATA_DIR: data is on a read-only disk; name another folder")


async def test_a_database_whose_rows_refer_to_nothing_is_told(healthy: Settings) -> None:
    execute(healthy, "INSERT INTO photo (report_id, key, covered) VALUES (77, 'x.jpg', '[]')")
    assert any(
        "photo refers to one of report" in text for text in problems(await findings(healthy))
    )


async def test_a_database_of_a_newer_version_is_told(healthy: Settings) -> None:
    execute(healthy, "UPDATE alembic_version SET version_num = '9999'")
    (problem,) = problems(await findings(healthy))
    assert "DATA_DIR" in problem and "newer version" in problem and "9999" in problem
    assert schemas()[0] in problem and "restore a backup" in problem


async def test_an_older_database_is_told_and_left_as_it_is(healthy: Settings) -> None:
    execute(healthy, "DELETE FROM alembic_version")  # as before the first migration
    checks = await findings(healthy)
    assert not problems(checks)
    assert any("brought up to" in text for verdict, text in checks if verdict == "advice")
    with closing(sqlite3.connect(healthy.data_dir / DATABASE_FILE)) as database:
        assert not database.execute("SELECT version_num FROM alembic_version").fetchall()


async def test_a_data_dir_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    checks = await findings(Settings())
    (problem,) = problems(checks)
    assert problem.startswith("DATA_DIR: data is a file and no folder")
    assert [text for _, text in checks if text.startswith("city: ")], "it goes on"


@pytest.mark.parametrize("installed", [True, False])
async def test_whether_a_digest_can_be_a_pdf_is_said_and_is_no_fault(
    installed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    if installed:
        (tmp_path / "soffice").touch(0o755)
    (finding,) = [check for check in await findings(Settings()) if "PDF" in check.text]
    path = f"digests as PDF: {tmp_path / 'soffice'}"
    mend = "digests as PDF: not possible: LibreOffice is not installed: apt install"
    assert finding.verdict == "ok" and finding.text.startswith(path if installed else mend)


# -- the city ----------------------------------------------------------------------------------


async def test_a_map_file_that_is_not_there_is_told(healthy: Settings, tmp_path: Path) -> None:
    none = str(tmp_path / "no.pmtiles")
    (problem,) = problems(await findings(healthy.model_copy(update={"map_tiles": none})))
    assert "MAP_TILES" in problem and none in problem


async def test_every_problem_of_a_city_file_is_told_with_the_file(tmp_path: Path) -> None:
    """Thirteen agencies nobody knows, of which a start names one."""
    rules = [{"agency": f"nobody_{number}"} for number in range(13)]
    file = city_file(tmp_path, routing=rules)
    texts = problems(await findings(Settings(city_file=file)))
    assert len(texts) == 13
    assert all(text.startswith(f"CITY_FILE: {file}: ") for text in texts)
    assert all(any(f"'nobody_{number}'" in text for text in texts) for number in range(13))


@pytest.mark.parametrize("written", ["name: [\n", "- 1\n", "\x00", "name: 3\nareas: {}\n", None])
async def test_a_broken_city_file_is_named(tmp_path: Path, written: str | None) -> None:
    file = tmp_path / "city.yaml"
    if written is not None:
        file.write_text(written)
    texts = problems(await findings(Settings(city_file=file)))
    assert texts and all(text.startswith(f"CITY_FILE: {file}") for text in texts)


async def test_what_is_left_of_the_city_the_product_comes_with(tmp_path: Path) -> None:
    file = city_file(tmp_path, name="Sơn La", province="tỉnh Sơn La")
    texts = "\n".join(problems(await findings(Settings(city_file=file))))
    for part in ("areas", "bounds", "agencies", "denunciation", "places"):
        assert f"city: {part} still of Lai Châu: " in texts
    assert "UBND phường Đoàn Kết, UBND phường Tân Phong" in texts and str(file) in texts
    assert "đường Trần Phú" not in texts, "a street any city may have"


def test_a_city_of_its_own_has_nothing_left_over(tmp_path: Path) -> None:
    """Also where one of its wards is called as one there."""
    ward = {
        "id": "tan_phong",
        "name": "phường Tân Phong",
        "units": ["phường Tân Phong", "xã Nà Sản"],
    }
    file = city_file(
        tmp_path,
        name="Sơn La",
        province="tỉnh Sơn La",
        bounds={"south": 21.2, "north": 21.4, "west": 103.8, "east": 104.0},
        areas=[ward],
        agencies=[{"id": "ubnd", "name": "UBND phường Tân Phong", "area": "tan_phong"}],
        routing=[{"agency": "ubnd"}],
        questions="ubnd",
        front="ubnd",
        denunciation=["UBND phường Tân Phong", "Công an phường"],
        places=[{"name": "đường Trần Phú"}, {"name": "chợ Tân Phong", "area": "tan_phong"}],
    )
    assert leftovers(load_city(file)) == []
    assert leftovers(load_city()) == []


async def test_reports_of_agencies_the_city_does_not_know(healthy: Settings) -> None:
    columns = "code, category, description, agency, area, receipt, status"
    columns += ", created_at, deadline_at, ended_at"
    moment = "'2026-11-01 00:00:00'"
    values = f"'cay_chet', 'x', 'ubnd_son_la', 'to_hieu', '', 'new', {moment}, {moment}"
    with_all = _insert(healthy, columns, f"'LC-1', {values}, NULL")
    execute(healthy, with_all, _insert(healthy, columns, f"'LC-2', {values}, {moment}"))
    texts = problems(await findings(healthy))
    assert any("2 report(s), 1 of them open, name the agency ubnd_son_la" in text for text in texts)
    assert any("name the area to_hieu" in text for text in texts)


def _insert(settings: Settings, columns: str, values: str) -> str:
    """An INSERT of a report with something in every column that must have it."""
    with closing(sqlite3.connect(settings.data_dir / DATABASE_FILE)) as database:
        rows = database.execute("PRAGMA table_info(report)").fetchall()
    named_columns = {name.strip() for name in columns.split(",")}
    extra = {
        name: "'{}'" if kind == "JSON" else "''" if "CHAR" in kind or "TEXT" in kind else "0"
        for _, name, kind, required, default, key in rows
        if required and default is None and not key and name not in named_columns
    }
    names, fill = ", ".join([columns, *extra]), ", ".join([values, *extra.values()])
    return f"INSERT INTO report ({names}) VALUES ({fill})"


# -- Telegram ----------------------------------------------------------------------------------


def with_bot(api: BotApi, **extra: Any) -> Settings:
    values = {"telegram_bot_token": SecretStr(api.token), "telegram_api_url": api.url}
    return Settings(**(values | extra))


@pytest.mark.parametrize("inline", [True, False])
async def test_inline_mode_is_looked_at(api: BotApi, inline: bool) -> None:
    api.world.inline = inline
    checks = await findings(with_bot(api))
    assert ("ok", f"telegram: @{api.username}") in checks
    verdict, text = checks[-1]
    assert verdict == ("ok" if inline else "advice") and f"inline mode (@{api.username} " in text
    assert ("/setinline to @BotFather" in text) is not inline
    assert not problems(checks)


async def test_a_wrong_token_is_told_from_a_telegram_that_is_not_there(api: BotApi) -> None:
    wrong = with_bot(api, telegram_bot_token=SecretStr("99999:" + "wrong" * 7))
    (problem,) = problems(await findings(wrong))
    assert (
        f"{api.url} answers" in problem and "TELEGRAM_BOT_TOKEN: Telegram does not know" in problem
    )
    (problem,) = problems(await findings(with_bot(api, telegram_api_url="http://127.0.0.1:1")))
    assert "http://127.0.0.1:1 cannot be reached" in problem and "TELEGRAM_PROXY" in problem
    assert "does not know" not in problem


async def test_a_second_poller_is_told_and_loses_no_update(
    api: BotApi, start: Start, inbox: Inbox
) -> None:
    await start()
    await api.calls_of("deleteWebhook")
    looking = asyncio.create_task(findings(with_bot(api), 30))
    await api.calls_of("getWebhookInfo")
    await api.person(7).says("một")
    (problem,) = problems(await looking)
    assert "another process polls with the same token" in problem and "@BotFather" in problem
    await api.person(7).says("hai")
    assert [message.text for message in await inbox.holds(2)] == ["một", "hai"]
    assert api.world.updates.allowed == list(ALLOWED)


async def test_nobody_else_polls_and_no_update_is_taken(
    api: BotApi, start: Start, inbox: Inbox
) -> None:
    await api.person(7).says("một")
    checks = await findings(with_bot(api), 1)
    assert ("ok", "telegram: nobody else polls with this token") in checks
    await start()
    assert [message.text for message in await inbox.holds(1)] == ["một"]


async def test_a_webhook_of_somebody_else_is_told_without_a_poll(api: BotApi) -> None:
    await api.delivery.setWebhook(_params(url="http://127.0.0.1:9/theirs"))
    (problem,) = problems(await findings(with_bot(api), 5))
    assert "pushed to 127.0.0.1:9" in problem and "theirs" not in problem
    assert not api.called("getUpdates")


def _params(**fields: str) -> Any:
    from tests.botapi.params import Params

    return Params(fields)


async def test_what_the_running_process_says_is_told_and_its_polls_are_left_alone(
    api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    from starlette.applications import Starlette
    from starlette.responses import JSONResponse
    from starlette.routing import Route

    from tests.botapi.server import Server, listen

    problem = "telegram: Another process polls Telegram with the same token: stop one of them"
    route = Route("/readyz", lambda _: JSONResponse({"ready": False, "problems": [problem]}, 503))
    listener = listen(0)
    server = Server(Starlette(routes=[route]), listener)
    await server.start()
    try:
        port = listener.getsockname()[1]
        texts = problems(await findings(with_bot(api, port=port), 5))
    finally:
        await server.stop()
    assert texts == [f"the process that runs here: {problem}"]
    assert not api.called("getUpdates")


def test_a_sealed_event_that_was_altered_is_a_problem(healthy: Settings) -> None:
    database = open_database(healthy)
    moment = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    with database.transaction() as session:
        session.add(Audit(at=moment, role="admin", action="join", subject="chat 1"))
    chain.seal(database, moment)
    database.close()
    fine = [text for verdict, text in doctor(healthy, 0) if text.startswith("chain:")]
    assert fine[0].startswith("chain: 1 link(s), nothing altered, head ")
    execute(healthy, "UPDATE audit SET subject = 'chat 2'")
    (problem,) = problems(list(doctor(healthy, 0)))
    assert problem.startswith("chain: moderation event 1 (link 1) was altered")


async def test_a_status_that_no_step_made_is_a_problem(healthy: Settings) -> None:
    database = open_database(healthy)
    moment = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    with database.transaction() as session:
        row = Report(code="LC-7K2M9X", category="chat_ha", description="x", receipt="x",
                     agency="ubnd_tan_phong", status="resolved", created_at=moment,
                     deadline_at=moment)  # fmt: skip
        session.add(row)
        session.flush()
        step = ReportEvent(
            report_id=row.number, at=moment, action="send", status="new", role="resident"
        )
        session.add(step)
    database.close()
    assert any(
        "report LC-7K2M9X is resolved, though its last step made it new" in text
        for text in problems(list(doctor(healthy, 0)))
    )


def test_a_plan_that_an_office_put_in_is_proved_against_its_file(
    healthy: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "ke-hoach.txt"
    file.write_text("KẾ HOẠCH\nI. CÂY XANH\n1. Trồng 120 cây ban trắng trước ngày 30/6/2027.\n")
    read = read_file(file, "cay-xanh", "thành phố Lai Châu")
    assert read.plan
    moment = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    row = PlanVersion(
        plan="cay-xanh", file=file.name, state="live", source=read.source,
        data=read.plan.model_dump(mode="json"), created_at=moment, changed_at=moment,
    )  # fmt: skip
    database = open_database(healthy)
    with database.transaction() as session:
        session.add(row)
    database.close()
    fine = [text for verdict, text in doctor(healthy, 0) if verdict == "ok"]
    assert any("cay-xanh" in text and f" for {load_city().name}" in text for text in fine)
    assert "plans: cay-xanh (put in by an office) proved against its file" in fine
    execute(healthy, "UPDATE plan_version SET data = replace(data, '120 ', '210 ')")
    told = problems(list(doctor(healthy, 0)))
    assert any(problem.startswith("plans: cay-xanh: ") for problem in told)
