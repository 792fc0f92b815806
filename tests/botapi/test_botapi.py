"""The double is as strict as Telegram, and in its words: spoken to over plain HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.botapi import BotApi
from tests.botapi.fixtures import api, picture
from tests.botapi.server import TOKEN

__all__ = ["api"]


class Client:
    """Calls methods and hands back Telegram's whole answer."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def __call__(self, method: str, **params: Any) -> Any:
        files = {k: params.pop(k) for k in list(params) if isinstance(params[k], bytes)}
        data = {k: v if isinstance(v, str) else json.dumps(v) for k, v in params.items()}
        return (await self.http.post(f"/{method}", data=data, files=files or None)).json()

    async def refusal(self, method: str, **params: Any) -> str:
        answer = await self(method, **params)
        assert answer["ok"] is False, answer
        return str(answer["description"])


@pytest.fixture
async def call(api: BotApi) -> AsyncIterator[Client]:
    async with httpx.AsyncClient(base_url=f"{api.url}/bot{api.token}") as http:
        yield Client(http)


CANNOT_PARSE = "Bad Request: can't parse entities: "
NO_CHAT = "Bad Request: chat not found"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("", "Bad Request: message text is empty"),
        (" \n", "Bad Request: message text is empty"),
        ("<b></b>", "Bad Request: message text is empty"),
        ("a" * 4097, "Bad Request: message is too long"),
        ("😀" * 2049, "Bad Request: message is too long"),
        ("<b>x", CANNOT_PARSE + 'Can\'t find end tag corresponding to start tag "b"'),
        ("đ<br>", CANNOT_PARSE + 'Unsupported start tag "br" at byte offset 2'),
        ("x</b>", CANNOT_PARSE + "Unexpected end tag at byte offset 1"),
        (
            "<b>x</i>",
            CANNOT_PARSE + 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
        ),
        ("x <b", CANNOT_PARSE + "Unclosed start tag at byte offset 2"),
    ],
)
async def test_text(api: BotApi, call: Client, text: str, answer: str) -> None:
    api.person(7)
    assert await call.refusal("sendMessage", chat_id=7, text=text, parse_mode="HTML") == answer


async def test_entities_do_not_count(api: BotApi, call: Client) -> None:
    maria = api.person(7)
    text = "<b>" + "&lt;" * 4096 + "</b>"
    assert (await call("sendMessage", chat_id=7, text=text, parse_mode="HTML"))["ok"]
    assert (await maria.reads()).text == "<" * 4096


@pytest.mark.parametrize(
    ("data", "ok"),
    [("a", True), ("a" * 64, True), ("", False), ("a" * 65, False), ("đ" * 33, False)],
)
async def test_callback_data(api: BotApi, call: Client, data: str, ok: bool) -> None:
    api.person(7)
    markup = {"inline_keyboard": [[{"text": "A", "callback_data": data}]]}
    answer = await call("sendMessage", chat_id=7, text="x", reply_markup=markup)
    assert answer["ok"] is ok
    assert ok or answer["description"] == "Bad Request: BUTTON_DATA_INVALID"


async def test_who_can_be_written_to(api: BotApi, call: Client) -> None:
    shy, deactivated = api.person(8, started=False), api.person(9)
    assert await call.refusal("sendMessage", chat_id=1, text="x") == NO_CHAT
    words = "Forbidden: bot can't initiate conversation with a user"
    assert await call.refusal("sendMessage", chat_id=8, text="x") == words
    await shy.says("/start")
    assert (await call("sendMessage", chat_id=8, text="x"))["ok"]
    await deactivated.blocks_bot()
    words = "Forbidden: bot was blocked by the user"
    assert await call.refusal("sendMessage", chat_id=9, text="x") == words


async def test_an_upgraded_group_tells_its_new_id(api: BotApi, call: Client) -> None:
    await api.group(-5, "Tổ").upgrades_to(-1005, api.person(7))
    answer = await call("sendMessage", chat_id=-5, text="x")
    assert answer["parameters"] == {"migrate_to_chat_id": -1005}


async def test_topics(api: BotApi, call: Client) -> None:
    group = api.group(-1005, "Phường", topics=True)
    thread = group.topic("Cây", group.member(api.person(7)))
    message = {"chat_id": -1005, "text": "x", "message_thread_id": thread}
    assert (await call("sendMessage", **message))["result"]["message_thread_id"] == thread
    group.closes_topic(thread)
    assert await call.refusal("sendMessage", **message) == "Bad Request: TOPIC_CLOSED"
    group.deletes_topic(thread)
    assert await call.refusal("sendMessage", **message) == "Bad Request: message thread not found"


async def test_editing(api: BotApi, call: Client) -> None:
    maria = api.person(7)
    message = (await call("sendMessage", chat_id=7, text="x"))["result"]["message_id"]
    target = {"chat_id": 7, "message_id": message}
    unchanged = await call.refusal("editMessageText", text="x", **target)
    assert unchanged.startswith("Bad Request: message is not modified: specified new message")
    assert (await call("editMessageText", text="y", **target))["ok"]
    assert [shown_message.text for shown_message in maria.unread] == ["x", "y"]
    none = "Bad Request: there is no caption in the message to edit"
    assert await call.refusal("editMessageCaption", caption="y", **target) == none
    assert (await call("deleteMessage", **target))["ok"]
    not_found = "Bad Request: message to edit not found"
    assert await call.refusal("editMessageText", text="z", **target) == not_found


async def test_uploads(api: BotApi, call: Client) -> None:
    maria = api.person(7)
    assert (await call("sendPhoto", chat_id=7, photo=picture(), caption="a"))["ok"]
    assert (await maria.reads("a")).photos == [picture()]
    words = "Bad Request: IMAGE_PROCESS_FAILED"
    assert await call.refusal("sendPhoto", chat_id=7, photo=b"x") == words
    words = "Bad Request: PHOTO_INVALID_DIMENSIONS"
    assert await call.refusal("sendPhoto", chat_id=7, photo=picture(420, 20)) == words
    words = "Bad Request: message caption is too long"
    long = {"photo": picture(), "caption": "a" * 1025}
    assert await call.refusal("sendPhoto", chat_id=7, **long) == words
    media = [{"type": "photo", "media": f"attach://p{number}"} for number in range(2)]
    album = {"media": media, "p0": picture(), "p1": picture(50)}
    assert len((await call("sendMediaGroup", chat_id=7, **album))["result"]) == 2
    assert (await maria.reads()).photos == [picture(), picture(50)]
    words = "Bad Request: wrong number of items in the album specified"
    assert await call.refusal("sendMediaGroup", chat_id=7, media=media[:1]) == words


async def test_tokens_and_methods(api: BotApi) -> None:
    async with httpx.AsyncClient(base_url=api.url) as http:
        for path, code, words in (
            (f"/bot{TOKEN}/getMe", 200, None),
            (f"/bot{TOKEN}/GETME", 200, None),
            (f"/bot{TOKEN}/danceForMe", 404, "Not Found: method not found"),
            (f"/bot{TOKEN}x/getMe", 401, "Unauthorized"),
            ("/botnone/getMe", 404, "Not Found"),
        ):
            answer = await http.get(path)
            assert (answer.status_code, answer.json().get("description")) == (code, words)


# -- updates -----------------------------------------------------------------------------------


async def test_offsets_confirm(api: BotApi, call: Client) -> None:
    maria = api.person(7)
    for number in range(5):
        await maria.says(str(number))
    first = (await call("getUpdates", limit=2))["result"]
    assert [update["message"]["text"] for update in first] == ["0", "1"]
    assert (await call("getUpdates", limit=2))["result"] == first
    later = (await call("getUpdates", offset=first[1]["update_id"] + 1))["result"]
    assert [update["message"]["text"] for update in later] == ["2", "3", "4"]
    last = (await call("getUpdates", offset=-1))["result"]
    assert [update["message"]["text"] for update in last] == ["4"]


async def test_a_long_poll_ends_with_the_first_update(api: BotApi, call: Client) -> None:
    polling = asyncio.create_task(call("getUpdates", timeout=30))
    while not api.called("getUpdates"):
        await asyncio.sleep(0)
    await api.person(7).says("chào")
    assert len((await polling)["result"]) == 1


async def test_who_polls_second_ends_the_first(api: BotApi, call: Client) -> None:
    first = asyncio.create_task(call("getUpdates", timeout=30))
    while not api.called("getUpdates"):
        await asyncio.sleep(0)
    second = asyncio.create_task(call("getUpdates", timeout=30))
    answer = await first
    assert answer["error_code"] == 409
    assert answer["description"].startswith("Conflict: terminated by other getUpdates request")
    await api.person(7).says("chào")
    assert len((await second)["result"]) == 1


async def test_polling_a_bot_with_a_webhook(api: BotApi, call: Client) -> None:
    await call("setWebhook", url="http://127.0.0.1:9/x", secret_token="a")
    assert (await call("getUpdates"))["error_code"] == 409
    assert (await call("getWebhookInfo"))["result"]["url"] == "http://127.0.0.1:9/x"
    await call("deleteWebhook")
    assert (await call("getUpdates"))["ok"]
    bad = "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
    assert await call.refusal("setWebhook", url="giamsat.vn") == bad
    bad = "Bad Request: secret token contains unallowed characters"
    assert await call.refusal("setWebhook", url="https://a.vn", secret_token="a b") == bad


async def test_only_what_was_asked_for_comes(api: BotApi, call: Client) -> None:
    await call("getUpdates", allowed_updates=["callback_query"])
    await api.person(7).says("chào")
    assert (await call("getUpdates"))["result"] == []


async def test_privacy_mode(api: BotApi, call: Client) -> None:
    group = api.group(-1005, "Phường")
    member = group.member(api.person(7))
    await call("sendMessage", chat_id=-1005, text="bot nói")
    own_message = await group.reads()
    foreign_message = await member.says("không nghe")
    await member.says("không nghe", reply_to=foreign_message)
    await member.says("/x@other_bot")
    for text in ("/x", f"/x@{api.username}", f"chào @{api.username}"):
        await member.says(text)
    await member.says("trả lời", reply_to=own_message)
    texts = [update["message"]["text"] for update in (await call("getUpdates"))["result"]]
    assert texts == ["/x", f"/x@{api.username}", f"chào @{api.username}", "trả lời"]


async def test_disorder(api: BotApi, call: Client) -> None:
    for number in range(5):
        await api.person(7).says(str(number))
    api.disorder(seed=1, copies=3)
    got = [update["update_id"] for update in (await call("getUpdates"))["result"]]
    assert len(got) == 15
    assert len(set(got)) == 5
    assert got != sorted(got)


async def test_reading_waits_and_tells_what_was_there_instead(api: BotApi, call: Client) -> None:
    maria = api.person(7)
    reading = asyncio.create_task(maria.reads("hai"))
    for text in ("một", "hai"):
        await call("sendMessage", chat_id=7, text=text)
    assert (await reading).text == "hai"
    with pytest.raises(AssertionError, match="một"):
        await maria.reads("ba", timeout=0.05)
    with pytest.raises(AssertionError, match="no button 'A'"):
        await maria.presses("A")


# -- faults ------------------------------------------------------------------------------------


async def test_faults(api: BotApi, call: Client) -> None:
    api.person(7), api.person(8)
    say = {"chat_id": 7, "text": "x"}
    fault = api.fail("sendMessage", 429, times=2, retry_after=9, chat=7)
    for _ in range(2):
        assert (await call("sendMessage", **say))["parameters"] == {"retry_after": 9}
        assert (await call("sendMessage", chat_id=8, text="x"))["ok"]
    assert (await call("sendMessage", **say))["ok"]
    assert fault.hits == 2
    api.fail("sendMessage", 502)
    assert "502 Bad Gateway" in (await call.http.post("/sendMessage", data=say)).text
    api.fail("sendMessage", "drop", after=1)
    assert (await call("sendMessage", **say))["ok"]
    count = len(api.person(7).screen)
    with pytest.raises(httpx.RemoteProtocolError):
        await call("sendMessage", **say)
    assert len(api.person(7).screen) == count
    api.fail("sendMessage", "drop_after")
    with pytest.raises(httpx.RemoteProtocolError):
        await call("sendMessage", **say)
    assert len(api.person(7).screen) == count + 1
    silent = api.fail("sendMessage", "timeout", times=None)
    with pytest.raises(httpx.ReadTimeout):
        await call.http.post("/sendMessage", data=say, timeout=0.05)
    silent.heal()
    assert (await call("sendMessage", **say))["ok"]
