"""Inline mode of the double: as strict as Telegram, and in its words."""

from typing import Any

import pytest

from tests.botapi import BotApi
from tests.botapi.fixtures import api
from tests.botapi.test_botapi import Client, call
from tests.botapi.world import TOO_OLD

__all__ = ["api", "call"]

TOO_MANY = "Bad Request: too many inline query results specified"
CANNOT_PARSE = "Bad Request: can't parse inline query result: "


def article(name: str = "a", text: str = "x", **more: Any) -> dict[str, Any]:
    content = {"message_text": text, "parse_mode": "HTML"}
    return {"type": "article", "id": name, "title": "T", "input_message_content": content, **more}


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in article().items() if key != name}


async def test_typing_and_picking(api: BotApi, call: Client) -> None:
    group = api.group(-1005, "Phường")
    member = group.member(maria := api.person(7))
    typing = await member.types("cây xanh")
    (update,) = (await call("getUpdates"))["result"]
    query = {"id": typing.id, "from": maria.user.json(), "query": "cây xanh", "offset": ""}
    assert update["inline_query"] == {**query, "chat_type": "supergroup"}
    markup = {"inline_keyboard": [[{"text": "A", "url": "https://t.me/b?start=c"}]]}
    results = [article(text="<b>Cây</b>", reply_markup=markup)]
    button = {"text": "Hỏi", "start_parameter": "hoi"}
    answer = {"inline_query_id": typing.id, "results": results, "button": button}
    assert (await call("answerInlineQuery", **answer))["ok"]
    offer = await typing.offered()
    assert (offer.button, offer.cache_time, offer.personal) == (("Hỏi", "hoi"), 300, False)
    assert offer.results[0].keys[0].url == "https://t.me/b?start=c"
    await member.picks(offer.result("Cây"))
    shared = (await call("getUpdates", offset=update["update_id"] + 1))["result"][0]["message"]
    assert (shared["text"], shared["via_bot"]["username"]) == ("Cây", api.username)
    assert shared["entities"] == [{"type": "bold", "offset": 0, "length": 3}]
    assert (shared["from"]["id"], shared["reply_markup"]) == (7, markup)


@pytest.mark.parametrize(
    ("results", "words"),
    [
        ({}, "Bad Request: can't parse JSON encoded inline query results"),
        (
            [article(str(n)) for n in range(51)],
            "Bad Request: too many inline query results specified",
        ),
        ([without("id")], CANNOT_PARSE + 'Can\'t find field "id"'),
        ([without("title")], CANNOT_PARSE + 'Can\'t find field "title"'),
        ([article(title="")], "Bad Request: ARTICLE_TITLE_EMPTY"),
        ([article("")], "Bad Request: RESULT_ID_INVALID"),
        ([article("đ" * 33)], "Bad Request: RESULT_ID_INVALID"),
        ([article(), article()], "Bad Request: RESULT_ID_DUPLICATE"),
        ([article(text=" ")], CANNOT_PARSE + "Message text is empty"),
        ([article(text="a" * 4097)], "Bad Request: MESSAGE_TOO_LONG"),
        (
            [article(text="đ<br>")],
            CANNOT_PARSE + 'Can\'t parse entities: Unsupported start tag "br" at byte offset 2',
        ),
        (
            [article(reply_markup={"inline_keyboard": [[{"text": "A", "url": "muc_1"}]]})],
            "Bad Request: BUTTON_URL_INVALID",
        ),
    ],
)
async def test_results(api: BotApi, call: Client, results: Any, words: str) -> None:
    typing = await api.person(7).types("")
    answer = {"inline_query_id": typing.id, "results": results}
    assert await call.refusal("answerInlineQuery", **answer) == words
    assert (await call("answerInlineQuery", **{**answer, "results": [article("a" * 64)]}))["ok"]


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"start_parameter": "a"}, "SWITCH_PM_TEXT_EMPTY"),
        ({"text": "A"}, "START_PARAM_EMPTY"),
        ({"text": "A", "start_parameter": "III.5"}, "START_PARAM_INVALID"),
        ({"text": "A", "start_parameter": "a" * 65}, "START_PARAM_INVALID"),
    ],
)
async def test_the_button(api: BotApi, call: Client, button: Any, words: str) -> None:
    typing = await api.person(7).types("")
    answer = {"inline_query_id": typing.id, "results": [], "button": button}
    assert await call.refusal("answerInlineQuery", **answer) == f"Bad Request: {words}"


async def test_an_answer_is_taken_once_and_in_time(api: BotApi, call: Client) -> None:
    maria = api.person(7)
    typing, late = await maria.types("a"), await maria.types("b")
    late.expires()
    answer = {"inline_query_id": typing.id, "results": []}
    assert (await call("answerInlineQuery", **answer))["ok"]
    for params in (answer, {**answer, "inline_query_id": late.id}, {"results": []}):
        assert await call.refusal("answerInlineQuery", **params) == TOO_OLD


async def test_inline_mode_is_the_operators_to_switch_on(api: BotApi, call: Client) -> None:
    assert (await call("getMe"))["result"]["supports_inline_queries"] is True
    api.world.inline = False
    assert (await call("getMe"))["result"]["supports_inline_queries"] is False
    with pytest.raises(AssertionError, match="/setinline"):
        await api.person(7).types("a")


async def test_deep_links(api: BotApi, call: Client) -> None:
    shy = api.person(7, started=False)
    await shy.opens(f"https://t.me/{api.username}?start=muc_III-5-6")
    (update,) = (await call("getUpdates"))["result"]
    assert update["message"]["text"] == "/start muc_III-5-6"
    for link in (f"https://t.me/{api.username}?start=III.5", "https://t.me/other?start=a"):
        with pytest.raises(AssertionError, match="no deep link"):
            await shy.opens(link)
