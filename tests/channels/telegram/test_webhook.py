"""Updates pushed to us: taken only with the secret, and acknowledged only once stored."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.applications import Starlette

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.updates import ALLOWED
from bot.channels.telegram.webhook import LARGEST, PATH
from bot.core.events import Unparsed
from bot.core.media import Media
from bot.web import bounded
from tests.botapi import BotApi
from tests.botapi.fixtures import Inbox, api, inbox, make, media
from tests.botapi.server import Server, listen

__all__ = ["api", "inbox", "media"]

SECRET = "mot-mat-khau-dai_01"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@asynccontextmanager
async def pushed_to(api: BotApi, inbox: Inbox, media: Media) -> AsyncIterator[tuple[Telegram, str]]:
    """A channel that has set its webhook, and the address of it."""
    listener = listen()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}{PATH}"
    settings = {"telegram_webhook_url": url, "telegram_webhook_secret": SECRET}
    telegram = make(api, inbox, media, **settings)
    server = Server(Starlette(routes=telegram.routes()), listener)
    await server.start()
    await telegram.start()
    yield telegram, url
    await telegram.stop()
    await api.delivery.stop()
    await server.stop()


@pytest.fixture
async def hook(api: BotApi, inbox: Inbox, media: Media) -> AsyncIterator[str]:
    async with pushed_to(api, inbox, media) as (_, url):
        yield url


async def test_updates_are_pushed_in_order(api: BotApi, inbox: Inbox, hook: str) -> None:
    maria = api.person(7)
    for number in range(20):
        await maria.says(str(number))
    assert [update.text for update in await inbox.holds(20)] == [
        str(number) for number in range(20)
    ]
    await api.confirmed()
    assert (api.delivery.url, api.delivery.secret) == (hook, SECRET)
    assert api.world.updates.allowed == list(ALLOWED)
    assert api.called("getUpdates") == []


async def test_what_was_not_stored_is_pushed_again(api: BotApi, inbox: Inbox, hook: str) -> None:
    inbox.refusals = 2
    await api.person(7).says("một")
    assert [update.text for update in await inbox.holds(1)] == ["một"]
    await api.confirmed()
    assert api.delivery.error == "Wrong response from the webhook: 503"
    assert len(inbox.batches) == 3


async def test_poison_is_kept_and_the_next_one_follows(
    api: BotApi, inbox: Inbox, hook: str
) -> None:
    api.push_raw({"message": {"text": "không có gì"}})
    await api.person(7).says("sau")
    bad, good = await inbox.holds_any(2)
    assert isinstance(bad, Unparsed)
    assert not isinstance(good, Unparsed)
    await api.confirmed()


async def test_pressed_buttons_are_answered(api: BotApi, inbox: Inbox, hook: str) -> None:
    maria = api.person(7)
    api.push_raw(
        {"callback_query": {"id": "5", "from": maria.user.json(), "data": "a", "message": None}}
    )
    (got,) = await inbox.holds(1)
    assert (got.chat, got.button) == ("7", "a")
    assert (await api.calls_of("answerCallbackQuery"))[0].fields == {"callback_query_id": "5"}


@pytest.mark.parametrize(
    ("secret", "body", "status"),
    [
        (None, b'{"update_id": 1}', 401),
        ("mat-khau_02", b'{"update_id": 1}', 401),
        ("", b'{"update_id": 1}', 401),
        ("mật".encode(), b'{"update_id": 1}', 401),
        (SECRET, b'{"update_id": 1', 400),
        (SECRET, b"\xff\xfe", 400),
        (SECRET, b"[1]", 400),
        (SECRET, b'{"update_id": 1, "message": ' + b"[" * 400 + b"]" * 400 + b"}", 400),
        (SECRET, b'{"update_id": 1, "message": ' + b"[" * 9999 + b"]" * 9999 + b"}", 400),
        (SECRET, b'{"update_id": 9223372036854775808}', 400),
        (SECRET, b'{"update_id": -1}', 400),
        (SECRET, b'{"update_id": 9223372036854775807}', 200),
        (SECRET, b'{"a": "' + b"x" * LARGEST + b'"}', 413),
        (SECRET, b'{"update_id": 1}', 200),
        (SECRET, b'{"message": {}}', 200),
    ],
)
async def test_who_knocks(
    inbox: Inbox, hook: str, secret: str | bytes | None, body: bytes, status: int
) -> None:
    headers = {} if secret is None else {HEADER: secret}
    async with httpx.AsyncClient() as stranger:
        answer = await stranger.post(hook, content=body, headers=headers)  # type: ignore[arg-type]
        assert answer.status_code == status
        assert (await stranger.get(hook)).status_code == 405
    unread = body == b'{"message": {}}'
    arrived = await inbox.holds_any(1) if unread else inbox.arrived
    assert [type(message) for message in arrived] == ([Unparsed] if unread else [])


async def test_what_is_refused_is_told_once_without_its_words(
    inbox: Inbox, hook: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded, "_logged", set())
    deep = b'{"update_id": 1, "message": ' + b'{"mat":' * 9999 + b"1" + b"}" * 10_000
    async with httpx.AsyncClient() as client:
        for body in (deep, b'{"update_id": 9223372036854775808, "a": "mat"}', b"mat") * 3:
            await client.post(hook, content=body, headers={HEADER: SECRET})
    warnings = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert [record.getMessage() for record in warnings] == [
        "Refused at the webhook: JSON nested too deep",
        "Refused at the webhook: an update_id that is no positive number of 64 bits",
        "Refused at the webhook: no JSON",
    ]
    assert not any(record.exc_info for record in warnings)


async def test_before_the_bot_knows_its_name_telegram_is_asked_to_wait(
    api: BotApi, inbox: Inbox, media: Media, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.channel.PATIENCE", 0.05)
    fault = api.fail("getMe", "timeout")
    async with pushed_to(api, inbox, media) as (_, url), httpx.AsyncClient() as client:
        await fault.hit()
        answer = await client.post(url, json={"update_id": 1}, headers={HEADER: SECRET})
    assert answer.status_code == 503


async def test_back_to_polling_nothing_is_lost(api: BotApi, inbox: Inbox, media: Media) -> None:
    inbox.refusals = 10**6
    async with pushed_to(api, inbox, media):
        await api.person(7).says("một")
    inbox.refusals = 0
    polling = make(api, inbox, media)
    await polling.start()
    assert [update.text for update in await inbox.holds(1)] == ["một"]
    await polling.stop()
