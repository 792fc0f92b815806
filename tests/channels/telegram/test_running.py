"""Starting, trouble and stopping: nothing that Telegram does takes the product down."""

import logging
import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from bot.channels.telegram.bot import WrongToken
from bot.channels.telegram.channel import Profile
from bot.channels.telegram.updates import ALLOWED
from bot.core.events import Address, Button, Reply
from bot.core.logs import Redacting
from bot.core.media import Media
from tests.botapi import BotApi
from tests.botapi.faults import How
from tests.botapi.fixtures import Inbox, Start, api, inbox, make, media, picture, start

__all__ = ["api", "inbox", "media", "start"]

PROFILE = Profile(
    [("hoi", "Hỏi về quy hoạch"), ("baocao", "Báo cáo")],
    {"official": [("viec", "Việc")]},
    "Dân giám sát",
    "Hỏi và báo",
)


async def test_the_bot_introduces_itself(api: BotApi, start: Start) -> None:
    telegram = await start(profile=PROFILE)
    await api.calls_of("setMyShortDescription")
    assert telegram.username == api.username
    assert api.world.settings == {
        "commands": [
            {"command": "hoi", "description": "Hỏi về quy hoạch"},
            {"command": "baocao", "description": "Báo cáo"},
        ],
        "description": "Dân giám sát",
        "short_description": "Hỏi và báo",
    }


@pytest.mark.parametrize("refused", [None, 404])
async def test_the_menu_of_a_role_is_offered_in_its_chat_alone(
    api: BotApi, start: Start, refused: int | None
) -> None:
    telegram = await start(profile=PROFILE)
    await api.calls_of("setMyShortDescription")
    if refused:
        api.fail("setMyCommands", refused)
    person = api.person(7)
    await telegram.send(Address(chat="7"), Reply(text="Chào", menu="official"))
    await person.reads("Chào")
    of_chat = api.world.settings.get("commands of 7")
    assert of_chat == (None if refused else [{"command": "viec", "description": "Việc"}])
    assert len(api.world.settings["commands"]) == 2


@pytest.mark.parametrize("how", [404, 429, 500])
async def test_a_server_that_takes_no_introduction_is_fine(
    api: BotApi, start: Start, inbox: Inbox, how: int
) -> None:
    for method in ("setMyCommands", "setMyDescription", "setMyShortDescription"):
        api.fail(method, how, times=None)
    telegram = await start(profile=PROFILE)
    await api.calls_of("setMyShortDescription")
    await api.person(7).says("chào")
    await inbox.holds(1)
    assert telegram.problem is None


async def test_only_what_is_used_is_asked_for(api: BotApi, start: Start) -> None:
    await start()
    await api.person(7).says("chào")
    await api.confirmed()
    assert api.world.updates.allowed == list(ALLOWED)
    (deleted,) = api.called("deleteWebhook")
    assert deleted.fields.get("drop_pending_updates", "false").lower() == "false"


async def test_the_last_poll_is_known(api: BotApi, start: Start, inbox: Inbox) -> None:
    now = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
    telegram = await start(now=lambda: now)
    assert telegram.last_poll is None
    await api.person(7).says("chào")
    await api.confirmed()
    assert telegram.last_poll == now
    assert telegram.routes() == []


# -- tokens ------------------------------------------------------------------------------------


async def test_a_token_that_telegram_does_not_know(api: BotApi, start: Start) -> None:
    token = "99999:" + "wrong" * 7
    with pytest.raises(WrongToken) as wrong:
        await start(telegram_bot_token=token)
    assert token not in str(wrong.value)
    assert wrong.value.__context__ is None


async def test_a_token_revoked_meanwhile(
    api: BotApi, start: Start, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    telegram = await start()
    fault = api.fail("getUpdates", 401, times=2)
    await api.person(7).says("một")
    await fault.hit(2)  # it has been asked again after the first refusal
    assert telegram.problem == WrongToken.TEXT
    await inbox.holds(1)
    await api.confirmed()
    assert telegram.problem is None
    assert [r.levelname for r in caplog.records if WrongToken.TEXT in r.message] == ["ERROR"]


async def test_the_token_is_in_no_log(
    api: BotApi, start: Start, inbox: Inbox, media: Media, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    telegram = await start(profile=PROFILE)
    maria = api.person(7)
    await maria.sends_photo(picture())
    (got,) = await inbox.holds(1)
    await telegram.fetch(got.photos[0].ref)
    await telegram.send(Address(chat="7"), Reply(text="x", photos=(media.add_picture(picture()),)))
    faults: list[tuple[str, How]]
    faults = [("sendMessage", "drop"), ("getUpdates", 502), ("sendMessage", 401)]
    for method, how in faults:
        fault = api.fail(method, how)
        with suppress(Exception):
            await telegram.send(Address(chat="7"), Reply(text="x"))
        await maria.says("x")
        await fault.hit()
    await telegram.stop()
    with pytest.raises(WrongToken):
        await start(telegram_bot_token="99999:" + "wrong" * 7)
    records = [record for record in caplog.records if not record.name.startswith("uvicorn")]
    assert any("/getUpdates" in record.getMessage() for record in records)
    written = "\n".join(map(Redacting("console", (api.token,)).format, records))
    assert api.token.partition(":")[2] not in written
    assert "wrongwrong" not in written


# -- trouble -----------------------------------------------------------------------------------


async def test_without_telegram_the_start_goes_on_and_tries_again(
    inbox: Inbox, media: Media
) -> None:
    api = BotApi()
    async with api:
        pass  # its port is known now, and nobody listens there
    telegram = make(api, inbox, media)
    began = time.monotonic()
    await telegram.start()
    assert time.monotonic() - began < 1
    assert "cannot be reached" in (telegram.problem or "")
    async with api:
        await api.person(7).says("cuối cùng")
        assert [update.text for update in await inbox.holds(1)] == ["cuối cùng"]
        await api.confirmed()
        assert telegram.problem is None
        await telegram.stop()


async def test_a_silent_telegram_does_not_hold_up_the_start(
    api: BotApi, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.channel.PATIENCE", 0.1)
    api.fail("getMe", "timeout")
    telegram = await start()
    assert telegram.username == ""


@pytest.mark.parametrize("how", [429, 500, 502, "drop"])
async def test_polling_goes_on_after_trouble(
    api: BotApi, start: Start, inbox: Inbox, how: How
) -> None:
    telegram = await start()
    fault = api.fail("getUpdates", how, retry_after=1)
    await api.person(7).says("một")
    await api.person(7).says("hai")
    await fault.hit()
    assert [update.text for update in await inbox.holds(2)] == ["một", "hai"]
    await api.confirmed()
    assert telegram.problem is None


async def test_another_process_with_the_same_token(
    api: BotApi, start: Start, media: Media, inbox: Inbox
) -> None:
    first = await start()
    await api.calls_of("deleteWebhook")
    second = make(api, inbox, media)
    await second.start()
    conflicts = [call.status for call in await api.calls_of("getUpdates", 2)]
    problem = first.problem
    await second.stop()
    assert conflicts == [409, 409]  # they take it from each other by turns
    assert "Another process polls" in (problem or "")
    await api.person(7).says("một")
    await inbox.holds(1)
    await api.confirmed()
    assert first.problem is None


async def test_stopping_does_not_wait_for_the_long_poll(api: BotApi, start: Start) -> None:
    telegram = await start()
    began = time.monotonic()
    await telegram.stop()
    assert time.monotonic() - began < 1


async def test_stopping_while_nothing_works(api: BotApi, start: Start) -> None:
    api.fail("*", 500, times=None)
    telegram = await start()
    await telegram.stop()


async def test_a_bug_behind_the_intake_loses_nothing(
    api: BotApi, start: Start, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exception that the contract does not know: asked again later, not in a tight loop."""
    failing = inbox.receive

    async def fail_once(arrived: object) -> None:
        monkeypatch.setattr(inbox, "receive", failing)
        raise RuntimeError("a bug")

    monkeypatch.setattr(inbox, "receive", fail_once)
    await start()
    await api.person(7).says("một")
    await inbox.holds(1)
    assert len(api.called("getUpdates")) < 5


async def test_button_answered_while_stopping(api: BotApi, start: Start, inbox: Inbox) -> None:
    telegram = await start()
    maria = api.person(7)
    rows = ((Button(text="A", data="a"),),)
    await telegram.send(Address(chat="7"), Reply(text="?", buttons=rows))
    fault = api.fail("answerCallbackQuery", "timeout")
    await maria.presses("A")
    await fault.hit()
    began = time.monotonic()
    await telegram.stop()
    assert time.monotonic() - began < 1
