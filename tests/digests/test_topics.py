"""A digest that comes to one topic of a group stays in it."""

from bot.core.turn import Tools
from bot.digests.sending import send_due
from tests.town import Town, report


async def test_a_topics_digest_comes_to_it_and_is_acted_on_there_alone(
    town: Town, tools: Tools
) -> None:
    works, chat = (town.person("binh", chat="group", thread=message) for message in ("7", "8"))
    an = town.person("an")
    await town.invited(works, "official", "ubnd_tan_phong")
    code = await report(an, photos=())
    count_before = len(chat.shown)
    town.clock.advance(days=1)
    assert send_due(town.database, tools, town.media, town.clock()) == 1
    await town.settle()
    digest = next(message for message in works.shown if "Bản tin" in message.reply.text)
    assert code in digest.reply.text and len(chat.shown) == count_before
    accept = next(
        button.data
        for row in digest.reply.buttons
        for button in row
        if button.data and button.data.startswith("dg:accept:") and button.data.endswith(code)
    )
    await chat.does(button=accept, message=digest.id)
    assert "✓" not in digest.reply.text and "tiếp nhận" not in chat.heard
    await works.does(button=accept, message=digest.id)
    assert "✓ đã nhận" in digest.reply.text
    await chat.commands("bantin")
    assert "Bản tin 1" not in chat.heard
    await works.commands("bantin")
    assert "thứ Hai đến thứ Sáu, lúc 07:30" in works.heard
