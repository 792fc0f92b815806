"""What goes wrong around the main job, and that it changes nothing in its end."""

import pytest

from db.models import Inbox, Outbox
from tests.botapi import Person
from tests.e2e.conftest import Playing, Stage, together
from tests.e2e.process import Process
from tests.e2e.remembered import Sent, every, is_finished, reports_in
from tests.e2e.steps import joins, presses, reads, reports, says, sends
from tests.town import picture


async def telegram_in_trouble(stage: Stage) -> None:
    """Each resident has a trouble of their own, and each report arrives as it was meant."""
    api, process = stage.api, await stage.started()
    official = api.person(9, "Bình")
    await joins(official, process, "official", "ubnd_tan_phong")
    people = [api.person(number, f"Dân-{number}") for number in range(1, 6)]
    flood = api.fail("sendMessage", 429, after=2, retry_after=3, chat=1)
    broken = api.fail("sendMessage", 502, after=3, times=2, chat=2)
    lost = api.fail("sendMessage", "drop_after", after=2, chat=3)
    api.fail("download", 500, times=1)
    api.fail("getUpdates", "drop", times=2, after=4)
    silent = api.fail("sendMessage", "timeout", after=4, chat=5)
    codes = [reports(person, f"Chặt cây của {person.user.first_name}") for person in people]
    await together(*codes, *(reads(official, f"Dân-{person.user.id}") for person in people))
    assert all(fault.hits for fault in (flood, broken, lost, silent))
    await process.settled()
    _waited_as_told(stage, chat=1, seconds=3)
    told = [
        (each.description, each.pictures, each.steps)
        for each in await reports_in(process.database_url)
    ]
    assert told == [(f"Chặt cây của Dân-{number}", 1, ("send",)) for number in range(1, 6)]
    await process.settled()
    await is_finished(process.database_url)


async def somebody_blocks_the_bot(stage: Stage) -> None:
    """Their notices stop, everybody else's go on; and they come back to all that happened."""
    api, process = stage.api, await stage.started()
    resident, official = api.person(1, "An"), api.person(2, "Bình")
    await joins(official, process, "official", "ubnd_tan_phong")
    code = await reports(resident, "Chặt hai cây phượng")
    await reads(official, code)
    blocked = api.fail("sendMessage", 403, times=None, chat=1)  # blocked, and no update told it
    await presses(official, "✅ Tiếp nhận", f"{code}: đã tiếp nhận.")
    await process.settled()
    done = await presses(official, "🔧 Đang xử lý", f"{code}: đang xử lý.")
    assert "Người gửi không còn nhận tin qua đây" in done.text
    dead = [row for row in await every(process.database_url, Outbox) if row.state == "dead"]
    assert len(dead) == 1, "the one notice nobody could get is kept"
    blocked.heal()
    history = await says(resident, f"/trangthai {code}", "Diễn biến")
    assert "đã tiếp nhận" in history.text
    assert "đang xử lý" in history.text


async def stopped_in_the_middle(stage: Stage) -> None:
    """SIGTERM while all are talking: it ends in order, and the next start goes on."""
    api, process = stage.api, await stage.started()
    people = [api.person(number, f"Dân-{number}") for number in range(1, 9)]
    for _ in range(3):
        await together(*(person.says("/start") for person in people))
        await together(*(person.says("cây xanh 2030 bao nhiêu m2") for person in people))
    await people[0].reads("Chào anh/chị", 30)
    assert await process.stop() == 0
    assert not (process.data / "dangiamsat.db-wal").exists(), "the database was closed"
    arrived = await every(process.database_url, Inbox)
    assert {row.state for row in arrived} <= {"waiting", "done"}
    await process.start()
    await api.confirmed(30)
    await process.settled()
    for person in people:
        shown = [message.text for message in person.screen]
        assert sum("Chào anh/chị" in text for text in shown) == 3
        assert sum("12m2" in text for text in shown) == 3
    await process.settled()
    await is_finished(process.database_url)
    assert await process.stop() == 0


async def three_times_and_shuffled(stage: Stage) -> None:
    """Whatever order they come in, and however often: the reports are those of once."""
    api, process = stage.api, await stage.started()
    once, thrice = range(1, 5), range(11, 15)
    await together(*(_reports_at_once(process, api.person(number), number) for number in once))
    api.disorder(seed=7, copies=3)
    await together(
        *(_reports_at_once(process, api.person(number), number - 10) for number in thrice)
    )
    await process.settled()
    made = await reports_in(process.database_url)
    assert [(each, made.count(each)) for each in sorted(set(made))] == [
        (_as_sent(number), 2) for number in once
    ]
    await process.settled()
    await is_finished(process.database_url)


async def _reports_at_once(process: Process, who: Person, number: int) -> None:
    """Say all of it without waiting for a question; then only the buttons are left."""
    await says(who, "/phananh", "xin anh/chị đồng ý")
    await presses(who, "✅ Đồng ý", "về việc gì")
    await presses(who, "🌳 Cây xanh, công viên", "chọn việc")
    await presses(who, "Chặt hạ, dịch chuyển cây trái phép", "ở đâu")
    await who.says(f"số nhà {number}, phường Tân Phong")
    await who.sends_album([picture(color) for color in ("green", "red")])
    await who.says(f"Chặt cây thứ {number}")
    await who.says("Sáng nay vẫn còn chặt")
    await reads(who, "thêm vào nội dung")
    await process.settled()  # a button of a step that is over does nothing
    await sends(who)


def _as_sent(number: int) -> Sent:
    words = f"Chặt cây thứ {number}\nSáng nay vẫn còn chặt"
    return Sent(words, f"số nhà {number}, phường Tân Phong", "chat_ha_cay", 2, ("send",))


def _waited_as_told(stage: Stage, chat: int, seconds: float) -> None:
    """Nothing went to a chat for as long as Telegram had asked to wait."""
    calls = stage.api.called("sendMessage", chat=chat)
    (refused,) = [number for number, call in enumerate(calls) if call.status == 429]
    assert calls[refused + 1].at - calls[refused].at >= seconds


SCENES = (
    telegram_in_trouble,
    somebody_blocks_the_bot,
    stopped_in_the_middle,
    three_times_and_shuffled,
)


@pytest.mark.parametrize("name", [scene.__name__ for scene in SCENES])
async def test_it_changes_nothing_in_the_end(playing: Playing, name: str) -> None:
    await playing[name]
