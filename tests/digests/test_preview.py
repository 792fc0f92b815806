"""A preview is the digest as it will come, for whom one names."""

from datetime import timedelta

import pytest

from bot.core.media import Media
from bot.core.turn import Tools
from bot.digests.by_hand import content_for
from bot.digests.period import parse_period
from bot.digests.render.message import answer
from bot.digests.sending import send_due
from bot.digests.subscribing import UnknownRecipient
from db.engine import Database
from tests.conftest import ZONE
from tests.digests.rows import LONG_AGO, NOW, add_chat, add_report, outbox, subscribe


@pytest.mark.parametrize(
    ("recipient", "scope", "reports"),
    [
        ("overseer", "toàn địa bàn", 2),
        ("mttq_tinh", "toàn địa bàn", 2),
        ("mttq_tan_phong", "phường Tân Phong", 2),
        ("ubnd_tan_phong", "UBND phường Tân Phong", 1),
    ],
)
async def test_a_preview_of_a_role_or_an_agency(
    database: Database, tools: Tools, recipient: str, scope: str, reports: int
) -> None:
    await add_report(database, NOW - timedelta(days=4))
    await add_report(database, NOW - timedelta(days=4), "so_xay_dung")
    with database.reading() as session:
        week = parse_period("2026-W47", ZONE)
        reply = answer(content_for(session, tools, recipient, week, NOW), tools)
        empty = answer(content_for(session, tools, recipient, None, LONG_AGO), tools)
    sentence = "<b>Đang chờ: 1 việc</b>" if "UBND" in scope else f"Mới gửi: <b>{reports}</b>"
    assert f"Phạm vi: {scope}\n" in reply.text and sentence in reply.text
    assert "\n" not in empty.text or "Đang chờ" in empty.text
    assert await outbox(database) == []


async def test_a_preview_of_a_subscription_is_what_it_will_get(
    database: Database, tools: Tools, media: Media
) -> None:
    chat = await add_chat(database, "officials", role="official", agency="ubnd_tan_phong")
    made = NOW - timedelta(days=2)  # since Friday's: nothing was missed
    number = await subscribe(database, chat, "30 7 * * 1-5", made, agency="ubnd_tan_phong")
    await add_report(database, made)
    with database.reading() as session:
        reply = answer(content_for(session, tools, str(number), None, NOW), tools)
    assert send_due(database, tools, media, NOW) == 1
    (row,) = await outbox(database)
    assert row.payload is not None and row.payload["text"] == reply.text


@pytest.mark.parametrize("cron", ["30 7 1 * *", "30 7 1 1,4,7,10 *"])
async def test_a_rare_digest_names_the_cases_that_are_open_now(
    database: Database, tools: Tools, cron: str
) -> None:
    chat = await add_chat(database, "officials", role="official", agency="ubnd_tan_phong")
    made = NOW - timedelta(days=2)
    number = await subscribe(database, chat, cron, made, agency="ubnd_tan_phong")
    await add_report(database, made)
    with database.reading() as session:
        content = content_for(session, tools, str(number), None, NOW)
        october = content_for(session, tools, str(number), parse_period("2026-10", ZONE), NOW)
    assert content.open_count == 1 and not content.is_past
    assert october.open_count == 0 and october.is_past


@pytest.mark.parametrize("name", ["77", "ubnd", "", "²", "Overseer", "99999999999999999999"])
async def test_an_unknown_recipient_is_told_what_is_possible(
    database: Database, tools: Tools, name: str
) -> None:
    with (
        database.reading() as session,
        pytest.raises(UnknownRecipient, match=r"subscription") as error,
    ):
        content_for(session, tools, name, None, NOW)
    if name != "77":
        assert "overseer" in str(error.value) and "mttq_tinh" in str(error.value)
