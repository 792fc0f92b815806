"""`digest send`: the same ledger, for any period, and to whom one names."""

from datetime import timedelta

import pytest

from bot.core.media import Media
from bot.core.turn import Tools
from bot.digests.by_hand import send_to
from bot.digests.period import parse_period
from bot.digests.sending import send_due
from bot.digests.subscribing import UnknownRecipient
from db.engine import Database
from tests.conftest import ZONE
from tests.digests.rows import NOW, add_chat, add_report, ledger, outbox, subscribe

pytestmark = pytest.mark.both_databases

WEEK = parse_period("2026-W47", ZONE)
EARLIER = parse_period("2026-W46", ZONE)


async def test_what_is_sent_by_hand_does_not_come_by_itself(
    database: Database, tools: Tools, media: Media
) -> None:
    number = await subscribe(database, await add_chat(database, "front"))
    await add_report(database, NOW - timedelta(days=2))
    by_hand = [database, tools, media, str(number), WEEK, NOW]
    assert send_to(*by_hand) == {"sent": 1}  # type: ignore[arg-type]
    (entry,) = await ledger(database, number)
    assert entry.period == WEEK.key, "the week that the clock sends"
    assert send_due(database, tools, media, NOW) == 0
    assert send_to(*by_hand) == {"before": 1}  # type: ignore[arg-type]
    assert len(await outbox(database)) == 1
    assert send_to(*by_hand, resend=True) == {"sent": 1}  # type: ignore[arg-type]
    (again,) = await ledger(database, number)
    first, second = await outbox(database)
    assert (again.id, again.outbox_id) == (entry.id, second.id) and first.id != second.id


@pytest.mark.parametrize(
    ("cron", "typed", "days"),
    [("0 18 * * *", "2026-11-22", 1), ("0 18 * * 0", "2026-W47", 6), ("0 19 * * 1", "2026-W46", 8)],
)
async def test_a_digest_of_the_evening_is_the_same_by_hand_and_by_the_clock(
    database: Database, tools: Tools, media: Media, cron: str, typed: str, days: int
) -> None:
    chat, begun = await add_chat(database, "front"), NOW - timedelta(days=days)
    number = await subscribe(database, chat, cron=cron, created_at=begun)
    await add_report(database, NOW - timedelta(days=8))
    await add_report(database, NOW - timedelta(days=1))
    assert send_due(database, tools, media, NOW) == 1
    wanted = parse_period(typed, ZONE)
    assert send_to(database, tools, media, str(number), wanted, NOW) == {"before": 1}
    assert len(await ledger(database, number)) == len(await outbox(database)) == 1
    running = parse_period("2026-11", ZONE)  # no period of the clock is most of it
    assert send_to(database, tools, media, str(number), running, NOW) == {"sent": 1}


async def test_any_period_for_all_of_a_role_or_an_agency(
    database: Database, tools: Tools, media: Media
) -> None:
    fronts = [await add_chat(database, f"front {index}") for index in range(2)]
    office = await add_chat(database, "office", role="official", agency="ubnd_tan_phong")
    numbers = [await subscribe(database, chat) for chat in fronts]
    numbers.append(await subscribe(database, office, agency="ubnd_tan_phong"))
    await subscribe(database, fronts[0], active=False)
    await add_report(database, NOW - timedelta(days=9))

    async def sends(recipient: str, period: str) -> dict[str, int]:
        wanted = parse_period(period, ZONE)
        return dict(send_to(database, tools, media, recipient, wanted, NOW))

    assert await sends("overseer", "2026-W46") == {"sent": 2}
    assert await sends("ubnd_tan_phong", "2026-11-10..2026-11-15") == {"sent": 1}
    assert await sends("overseer", "2026-11") == {"sent": 2}
    texts = [str((row.payload or {})["text"]) for row in await outbox(database)]
    assert sum("Bản tin tuần 09/11–15/11/2026" in text for text in texts) == 2
    assert sum("10/11–15/11/2026" in text for text in texts) == 1
    assert sum("Bản tin tháng 11/2026" in text for text in texts) == 2
    assert [len(await ledger(database, number)) for number in numbers] == [2, 2, 1]


async def test_one_with_nothing_to_say_is_entered_and_not_sent(
    database: Database, tools: Tools, media: Media
) -> None:
    number = await subscribe(database, await add_chat(database, "front"))
    assert send_to(database, tools, media, str(number), EARLIER, NOW) == {"empty": 1}
    (entry,) = await ledger(database, number)
    assert entry.outbox_id is None and await outbox(database) == []


async def test_nobody_there_is_told_with_who_is(
    database: Database, tools: Tools, media: Media
) -> None:
    for name in ("nobody", "77", "overseer", "so_xay_dung"):
        with pytest.raises(UnknownRecipient) as error:
            send_to(database, tools, media, name, None, NOW)
        assert name in str(error.value)
    assert await outbox(database) == []
    former = await add_chat(database, "former", role="resident")
    number = await subscribe(database, former)
    with pytest.raises(UnknownRecipient):
        send_to(database, tools, media, str(number), None, NOW)
    assert await ledger(database, number) == []
