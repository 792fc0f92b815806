"""Words typed after the bot's name: answered at once, stored nowhere, in nobody's way."""

import asyncio

import httpx
import pytest
from prometheus_client import REGISTRY

from bot.channels.telegram import inline as telegram_inline
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.webhook import PATH
from bot.core.events import Address, Button, LookupResult, Reply, TryLater
from bot.core.media import Media
from bot.core.turn import Tools
from bot.questions.inline import PlanLookup
from tests.botapi import BotApi, Group, Person
from tests.botapi.faults import How
from tests.botapi.fixtures import Inbox, Start, api, inbox, make, media, offers, start, telegram
from tests.channels.telegram.test_webhook import HEADER, SECRET, hook

__all__ = ["api", "hook", "inbox", "media", "start", "telegram"]


@pytest.fixture
def maria(api: BotApi) -> Person:
    return api.person(7, "Lò Thị Maria")


@pytest.fixture
def group(api: BotApi) -> Group:
    return api.group(-1001234567890, "Tổ dân phố 3")


def counted(outcome: str) -> float:
    """How many queries have come to that so far."""
    labels = {"outcome": outcome}
    return REGISTRY.get_sample_value("dangiamsat_inline_queries_total", labels) or 0.0


async def test_words_are_answered_and_stored_nowhere(
    api: BotApi, telegram: Telegram, inbox: Inbox, maria: Person, group: Group
) -> None:
    before = counted("answered"), counted("unanswered")
    offer = await (await group.member(maria).types("cây <xanh>")).offered()
    (result,) = offer.results
    assert (result.id, result.title, result.description) == ("a1", "cây <xanh>", "Mục III.5")
    assert result.message.text == "cây <xanh>"
    assert [entity["type"] for entity in result.message.entities] == ["blockquote"]
    assert result.keys[0].url == f"https://t.me/{api.username}?start=muc_III-5-6"
    assert (offer.button, offer.cache_time, offer.personal) == (None, 300, False)
    empty_offer = await (await maria.types("")).offered()
    assert (empty_offer.results, empty_offer.button) == ((), ("Hỏi riêng", "hoi"))
    await maria.says("sau")
    assert [update.text for update in await inbox.holds(1)] == ["sau"]
    await api.confirmed()
    assert (counted("answered"), counted("unanswered")) == (before[0] + 1, before[1] + 1)


async def test_pushed_words_are_answered_too(
    api: BotApi, inbox: Inbox, hook: str, maria: Person
) -> None:
    offer = await (await maria.types("cây")).offered()
    assert offer.results[0].title == "cây"
    await api.confirmed()
    assert inbox.batches == []


async def test_what_was_not_stored_is_not_answered_twice(
    api: BotApi, start: Start, inbox: Inbox, maria: Person
) -> None:
    """A batch that comes again brings its queries again; one answer is enough."""
    inbox.refusals = 1
    await maria.says("một")
    typing = await maria.types("cây")
    await start()
    await typing.offered()
    await api.confirmed()
    assert [call.status for call in api.called("answerInlineQuery")] == [200]
    assert [update.text for update in inbox.arrived] == ["một"]  # type: ignore[union-attr]


async def test_of_a_flood_the_newest_is_answered(
    api: BotApi, telegram: Telegram, inbox: Inbox, maria: Person
) -> None:
    """One query a key, and Telegram slow to take the first answer: the others wait for no one."""
    silent = api.fail("answerInlineQuery", "timeout", times=1)
    passed_over = counted("passed_over")
    await maria.types("c")
    await silent.hit()
    typed = [await maria.types("cây xanh"[:end]) for end in range(2, 9)]
    await maria.says("tin nhắn")
    await inbox.holds(1)
    await api.confirmed()
    offer = await (await api.person(8).types("đường")).offered()
    assert offer.results[0].title == "đường"
    assert counted("passed_over") == passed_over + len(typed) - 1
    assert len(api.called("answerInlineQuery")) == 2
    typing = api.world.typed
    assert [typing_one.id in typing for typing_one in typed] == [True] * len(typed), (
        "the first still waits"
    )


async def test_after_a_slow_answer_the_newest_has_its_turn(
    api: BotApi, telegram: Telegram, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_inline, "PATIENCE", 0.2)
    failed = counted("failed")
    silent = api.fail("answerInlineQuery", "timeout", times=1)
    await maria.types("c")
    await silent.hit()
    await maria.types("câ")
    newest = await maria.types("cây")
    assert (await newest.offered()).results[0].title == "cây"
    assert counted("failed") == failed + 1
    assert len(api.called("answerInlineQuery")) == 2


async def test_more_people_than_can_be_served(
    api: BotApi, telegram: Telegram, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_inline, "MAX_PEOPLE", 2)
    passed_over = counted("passed_over")
    silent = api.fail("answerInlineQuery", "timeout", times=2)
    for number in range(1, 4):
        await api.person(number).types("cây")
    await silent.hit(2)
    await api.person(9).says("tin nhắn")
    await inbox.holds(1)
    assert counted("passed_over") == passed_over + 1


@pytest.mark.parametrize("how", [400, 403, 429, 500, 502, "drop"])
async def test_trouble_is_counted_and_harms_nobody(
    api: BotApi, telegram: Telegram, inbox: Inbox, maria: Person, how: How
) -> None:
    failed = counted("failed")
    fault = api.fail("answerInlineQuery", how)
    await maria.types("cây")
    await fault.hit()
    assert (await (await maria.types("cây xanh")).offered()).results
    await maria.says("sau")
    await inbox.holds(1)
    assert counted("failed") == failed + 1
    assert telegram.problem is None


async def test_too_late_is_no_harm(api: BotApi, start: Start, maria: Person) -> None:
    """Words that people typed while nothing ran: Telegram has long given up waiting."""
    failed = counted("failed")
    for number in range(1, 21):
        (await api.person(number).types("cây")).expires()
    await start()
    assert [call.status for call in await api.calls_of("answerInlineQuery", 20)] == [400] * 20
    assert (await (await maria.types("cây")).offered()).results
    assert counted("failed") == failed + 20


async def test_what_makes_no_sense_is_passed_by(
    api: BotApi, telegram: Telegram, inbox: Inbox, maria: Person
) -> None:
    for odd in ("hỏng", {"id": 5}, {"id": "5", "from": {}}, None):
        api.push_raw({"inline_query": odd})
    await maria.says("sau")
    assert [update.text for update in await inbox.holds(1)] == ["sau"]
    assert api.called("answerInlineQuery") == []


async def test_a_bug_in_the_lookup_stops_nobody(
    api: BotApi, start: Start, inbox: Inbox, maria: Person, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(words: str) -> LookupResult:
        if words == "hỏng":
            raise ValueError(words)
        return offers(words)

    await start(look_up=broken)
    await api.person(8).types("hỏng")
    assert (await (await maria.types("cây")).offered()).results
    (warning,) = [r.message for r in caplog.records if "could not be looked up" in r.message]
    assert warning.endswith("ValueError"), "not what was typed"


async def test_one_passage_too_long_does_not_cost_the_others(
    api: BotApi, start: Start, maria: Person
) -> None:
    def two(words: str) -> LookupResult:
        (fits,) = offers(words).passages
        return LookupResult(
            passages=(fits.model_copy(update={"id": "b", "text": "a" * 4097}), fits)
        )

    await start(look_up=two)
    offer = await (await maria.types("cây")).offered()
    assert [result.id for result in offer.results] == ["a1"]


async def test_stopping_waits_for_no_answer(api: BotApi, start: Start, maria: Person) -> None:
    telegram = await start()
    silent = api.fail("answerInlineQuery", "timeout")
    await maria.types("cây")
    await silent.hit()
    async with asyncio.timeout(1):
        await telegram.stop()


async def test_the_plan_itself_is_offered(
    api: BotApi, start: Start, tools: Tools, maria: Person
) -> None:
    """Telegram takes every passage that the plan offers."""
    await start(look_up=PlanLookup(tools))
    for words in ("", "cay xanh 2030", "vỉa hè", "đường", "nhà ở xã hội", "giá vàng", "phân khu"):
        offer = await (await maria.types(words)).offered()
        assert offer.results or offer.button


# -- what is shared comes back --------------------------------------------------------------------


async def test_a_shared_passage_is_no_question(
    api: BotApi, telegram: Telegram, inbox: Inbox, maria: Person, group: Group
) -> None:
    offer = await (await maria.types("cây xanh 2030 bao nhiêu?")).offered()
    await maria.picks(offer.results[0])
    await group.member(maria).picks(offer.results[0])
    await maria.says("câu hỏi thật")
    assert [update.text for update in await inbox.holds(1)] == ["câu hỏi thật"]
    await api.confirmed()


async def test_what_another_bot_helped_to_write_is_still_said(
    api: BotApi, telegram: Telegram, inbox: Inbox, maria: Person
) -> None:
    await maria.sends(text="cây đổ", via_bot={"id": 99, "is_bot": True, "first_name": "Gif"})
    assert [update.text for update in await inbox.holds(1)] == ["cây đổ"]


# -- deep links -----------------------------------------------------------------------------------

LINKED = Reply(text="Mục III.5.6", buttons=((Button(text="Mở", start="muc_III-5-6"),),))


async def test_a_start_payload_becomes_a_link_to_the_bot(
    api: BotApi, telegram: Telegram, inbox: Inbox, maria: Person
) -> None:
    await telegram.send(Address(chat="7"), LINKED)
    (key,) = (await maria.reads("III.5.6")).keys
    assert (key.url, key.data) == (f"https://t.me/{api.username}?start=muc_III-5-6", None)
    await maria.opens(key.url or "")
    (got,) = await inbox.holds(1)
    assert (got.command, got.text) == ("start", "muc_III-5-6")


async def test_a_link_to_share_opens_the_choice_of_whom_to_send_it(
    api: BotApi, telegram: Telegram, maria: Person
) -> None:
    share = Button(text="Chia sẻ", start="muc_III-5-6", share=True)
    await telegram.send(Address(chat="7"), Reply(text="Mục III.5.6", buttons=((share,),)))
    (key,) = (await maria.reads("III.5.6")).keys
    link = f"https%3A%2F%2Ft.me%2F{api.username}%3Fstart%3Dmuc_III-5-6"
    assert key.url == f"https://t.me/share/url?url={link}"


async def test_a_link_waits_until_the_bot_knows_its_name(
    api: BotApi, inbox: Inbox, media: Media, maria: Person
) -> None:
    telegram = make(api, inbox, media)
    with pytest.raises(TryLater):
        await telegram.send(Address(chat="7"), LINKED)
    await telegram.start()
    await telegram.send(Address(chat="7"), LINKED)
    assert len((await maria.reads("III.5.6")).keys) == 1
    assert len(maria.screen) == 1
    await telegram.stop()


async def test_a_query_is_taken_with_the_secret_only(api: BotApi, hook: str, maria: Person) -> None:
    update = {"update_id": 1, "inline_query": {"id": "5", "from": maria.user.json(), "query": "a"}}
    assert hook.endswith(PATH)
    async with httpx.AsyncClient() as stranger:
        assert (await stranger.post(hook, json=update)).status_code == 401
        assert api.called("answerInlineQuery") == []
        await stranger.post(hook, json=update, headers={HEADER: SECRET})
    await api.calls_of("answerInlineQuery")
