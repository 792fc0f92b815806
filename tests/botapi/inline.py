"""Inline mode: words typed after the bot's name in any chat, and what the bot offers for them."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from tests.botapi.markup import Parsed, Refused, parse, units
from tests.botapi.messages import Key, checked_keys, keys_in
from tests.botapi.params import TEXT_UNITS, Params
from tests.botapi.world import TOO_OLD, Json, World

MOST_RESULTS = 50
ID_BYTES = 64


@dataclass(frozen=True)
class Offered:
    """One result, as people see it before they pick it, and the message it would become."""

    id: str
    title: str
    description: str
    html: str
    message: Parsed
    markup: Json

    @property
    def keys(self) -> list[Key]:
        """The buttons under the message."""
        return [key for row in keys_in(self.markup) for key in row]


@dataclass(frozen=True)
class Offer:
    """The answer to an inline query; `button` (its label and payload) leads to a private chat."""

    results: tuple[Offered, ...]
    button: tuple[str, str] | None
    cache_time: int
    personal: bool

    def result(self, containing: str) -> Offered:
        """The first result with these words in its title or message."""
        for result in self.results:
            if containing in result.title or containing in result.message.text:
                return result
        raise AssertionError(f"no {containing!r} in {[result.title for result in self.results]}")


class Typing:
    """Words in the field, not sent; Telegram asks the bot what there is for them."""

    def __init__(self, world: World, user: Json, text: str, chat_type: str) -> None:
        assert world.inline, "inline mode is off: the operator has not sent /setinline"
        self.id = str(5_000_000_000_000 + world.number())
        self._world = world
        self._answer = world.typed[self.id] = asyncio.get_running_loop().create_future()
        query = {"id": self.id, "from": user, "query": text, "offset": "", "chat_type": chat_type}
        world.updates.push("inline_query", query)

    async def offered(self, timeout: float = 5.0) -> Offer:
        """Wait for answerInlineQuery."""
        answer = await asyncio.wait_for(asyncio.shield(self._answer), timeout)
        assert isinstance(answer, Offer)
        return answer

    def expires(self) -> None:
        """Telegram waits for an answer no longer."""
        del self._world.typed[self.id]


class InlineMethods:
    """answerInlineQuery."""

    _world: World

    def answerInlineQuery(self, params: Params) -> bool:  # noqa: N802
        results = params.json("results")
        if not isinstance(results, list):
            raise Refused("Bad Request: can't parse JSON encoded inline query results")
        if len(results) > MOST_RESULTS:
            raise Refused("Bad Request: too many inline query results specified")
        offer = Offer(
            results=tuple(_offered(result) for result in results),
            button=_button(params.json("button")),
            cache_time=300 if (seconds := params.number("cache_time")) is None else seconds,
            personal=params.text("is_personal").lower() == "true",
        )
        _refuse_ids([result.id for result in offer.results])
        answer = self._world.typed.pop(params.text("inline_query_id"), None)
        if answer is None:
            raise Refused(TOO_OLD)
        answer.set_result(offer)
        return True


def _offered(result: Json) -> Offered:
    for wanted in ("type", "id", "title", "input_message_content"):
        if wanted not in result:
            _cannot_parse(f'Can\'t find field "{wanted}"')
    if result["type"] != "article":
        _cannot_parse("Unsupported type: the double knows articles only")
    if not result["title"]:
        raise Refused("Bad Request: ARTICLE_TITLE_EMPTY")
    content = result["input_message_content"]
    html = str(content.get("message_text", ""))
    return Offered(
        id=result["id"],
        title=result["title"],
        description=result.get("description", ""),
        html=html,
        message=_message(html, content.get("parse_mode")),
        markup=checked_keys(result.get("reply_markup", {})),
    )


def _message(html: str, mode: str | None) -> Parsed:
    try:
        parsed = parse(html, mode)
    except Refused as refused:
        words = refused.description.removeprefix("Bad Request: ")
        _cannot_parse(words[0].upper() + words[1:])
    if not parsed.text:
        _cannot_parse("Message text is empty")
    if units(parsed.text) > TEXT_UNITS:
        raise Refused("Bad Request: MESSAGE_TOO_LONG")
    return parsed


def _cannot_parse(why: str) -> NoReturn:
    raise Refused(f"Bad Request: can't parse inline query result: {why}")


def _refuse_ids(ids: Sequence[str]) -> None:
    if not all(1 <= len(result_id.encode()) <= ID_BYTES for result_id in ids):
        raise Refused("Bad Request: RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise Refused("Bad Request: RESULT_ID_DUPLICATE")


def _button(button: Json | None) -> tuple[str, str] | None:
    if button is None:
        return None
    payload = str(button.get("start_parameter", ""))
    if not button.get("text"):
        raise Refused("Bad Request: SWITCH_PM_TEXT_EMPTY")
    if not payload:
        raise Refused("Bad Request: START_PARAM_EMPTY")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload):
        raise Refused("Bad Request: START_PARAM_INVALID")
    return button["text"], payload
