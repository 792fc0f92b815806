"""The main job over Telegram's Bot API, through the process that `run` starts."""

import io
import re
from datetime import UTC, datetime

import httpx
from PIL import Image

from db.models import Inbox
from tests.botapi import BotMessage, Person, Speaker
from tests.botapi.people import SentMessage
from tests.e2e.balancer import balancer
from tests.e2e.conftest import Playing, Stage, together
from tests.e2e.process import ROOT, Process, free_port
from tests.e2e.remembered import a_week_passes, every, is_finished, reports_in
from tests.e2e.steps import PATIENCE, joins, presses, reads, reports_a_felled_tree, says
from tests.town import picture

PLAN = (ROOT / "knowledge/plans/lai-chau-2030/source.txt").read_text()
SECRET = "a-secret-of-the-webhook"
WORDS = "Đã lập biên bản ngày 23/11 và trồng lại hai cây phượng"


async def by_long_polling(stage: Stage) -> None:
    """On SQLite; the official in a group's topic accepts and asks, one in private resolves."""
    api, process = stage.api, await stage.started(TIMEZONE=where_it_is_day())
    resident, official, front = api.person(1, "An"), api.person(2, "Bình"), api.person(3, "Lan")
    topic = (group := api.group(-1001, "UBND phường", topics=True)).topic("Phản ánh", by=official)
    in_topic, chief = group.member(official, topic), api.person(4, "Chi")
    await joins(in_topic, process, "official", "ubnd_tan_phong")
    await joins(chief, process, "official", "ubnd_tan_phong")
    await joins(front, process, "overseer")

    await asks_about_the_plan(resident)
    await shares_a_passage(stage, group.member(resident, topic), resident, process)
    code = await reports_a_felled_tree(resident)
    for who in (in_topic, chief):
        await sees_the_card(who, code)
    await accepts(in_topic, resident, code)
    await asks_and_is_answered(in_topic, resident, code)
    assert all(message.thread == topic for message in in_topic.screen), "all in the topic"
    await resolves(chief, resident, code)
    await sees_every_step(resident, code)
    await gets_the_digest(front, process)
    await process.settled()
    await is_finished(process.database_url)
    assert "Traceback" not in process.log


async def by_webhook(stage: Stage) -> None:
    """On PostgreSQL, two processes; one official in private accepts, a group resolves.

    In between the group becomes a supergroup, with another id.
    """
    api, port = stage.api, free_port()
    settings = {
        "DATABASE_URL": await stage.postgres(),
        "TIMEZONE": where_it_is_day(),
        "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram/webhook",
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
    }
    one, other = stage.install(**settings), stage.install(**settings)
    await together(one.start(), other.start())
    resident, official, front = api.person(1, "An"), api.person(2, "Bình"), api.person(3, "Lan")
    async with balancer(port, [one.url, other.url]) as answered:
        in_group = (group := api.group(-5, "UBND phường")).member(official)
        await joins(in_group, one, "official", "ubnd_tan_phong")
        await joins(official, other, "official", "ubnd_tan_phong")
        await joins(front, one, "overseer")
        await refuses_a_wrong_secret(one)

        await asks_about_the_plan(resident)
        await shares_a_passage(stage, group.member(resident), resident, one)
        code = await reports_a_felled_tree(resident)
        for who in (in_group, official):
            await sees_the_card(who, code)
        await accepts(official, resident, code)
        upgraded = await group.upgrades_to(-1005, by=official)
        await asks_and_is_answered(official, resident, code)
        await resolves(upgraded.member(official), resident, code)
        await sees_every_step(resident, code)
        await gets_the_digest(front, other)
    assert len(set(answered)) == 2, "both took updates"
    await one.settled()
    await is_finished(one.database_url)
    assert SECRET not in one.log + other.log
    assert "Traceback" not in one.log + other.log
    (report,) = await reports_in(one.database_url)
    assert (report.pictures, report.category) == (2, "chat_ha_cay")


SCENES = (by_long_polling, by_webhook)


async def test_the_main_job_by_long_polling(playing: Playing) -> None:
    await playing["by_long_polling"]


async def test_the_main_job_by_webhook(playing: Playing) -> None:
    await playing["by_webhook"]


async def asks_about_the_plan(resident: Speaker) -> None:
    """A question without a single mark is answered with the plan's very words."""
    await says(resident, "/start", "Chào anh/chị")
    answer = await says(resident, "cay xanh 2030 bao nhieu m2 mot nguoi", "II.2.2")
    (quote,) = re.findall(r"<blockquote>(.*?)</blockquote>", answer.html, re.DOTALL)
    assert quote in PLAN
    assert "trên 12m2" in quote


async def shares_a_passage(
    stage: Stage, in_group: Speaker, resident: Person, process: Process
) -> None:
    """Found while typing in a group and shared there, with no row kept; the link opens the item."""
    before = len(await every(process.database_url, Inbox))
    offer = await (await in_group.types("cay xanh 2030")).offered(PATIENCE)
    first = offer.results[0]
    (quote,) = re.findall(r"<blockquote>(.*?)</blockquote>", first.html, re.DOTALL)
    assert quote in PLAN
    assert "trên 12 m²" in first.description
    await in_group.picks(first)
    nothing = await (await in_group.types("giá vàng hôm nay")).offered(PATIENCE)
    assert nothing.button == ("Kế hoạch không trả lời điều này. Hỏi riêng tôi", "hoi")
    await stage.api.confirmed(PATIENCE)
    assert len(await every(process.database_url, Inbox)) == before
    await resident.opens(first.keys[0].url or "")
    assert quote in (await reads(resident, "nguyên văn")).text
    await says(resident, f"/start {nothing.button[1]}", "Anh/chị muốn hỏi gì")


async def sees_the_card(official: Speaker, code: str) -> None:
    """The place, both pictures, and the report with its buttons."""
    assert (await reads(official, "")).location is not None
    assert len((await reads(official, "")).photos) == 2
    card = await reads(official, code)
    assert "Chặt hai cây phượng" in card.text
    assert "ẩn danh" in card.text
    assert card.buttons[0][0].text == "✅ Tiếp nhận"


async def accepts(official: Speaker, resident: Speaker, code: str) -> None:
    """One tap; the resident hears that it is accepted, and nothing more than that."""
    await presses(official, "✅ Tiếp nhận", f"{code}: đã tiếp nhận")
    heard = await reads(resident, code)
    assert "đã tiếp nhận, chưa bắt đầu xử lý" in heard.text


async def asks_and_is_answered(official: Speaker, resident: Speaker, code: str) -> None:
    """A question and its answer, neither knowing who the other is."""
    prompt = await presses(official, "❓ Hỏi người gửi", "hỏi người gửi")
    await answers(official, prompt, "Cây nằm trong hay ngoài hàng rào trường ạ?")
    await reads(official, "Gửi câu hỏi này")
    await presses(official, "✅ Gửi, chờ 5 ngày làm việc", "chờ người gửi trả lời")
    asked = await reads(resident, "hỏi thêm")
    assert "trong hay ngoài hàng rào" in asked.text
    assert official.user.first_name not in asked.text
    await presses(resident, "💬 Trả lời", "trả lời câu hỏi")
    await says(resident, "Ngoài hàng rào, sát vỉa hè", "Gửi câu trả lời này?")
    await presses(resident, "✅ Gửi", f"câu trả lời về {code}")
    assert "sát vỉa hè" in (await reads(official, "trả lời:")).text


async def resolves(official: Speaker, resident: Speaker, code: str) -> None:
    """Words and a picture of what was done, which the resident gets as they are."""
    if official.chat.type != "private":
        await reads(official, "trả lời:")  # in its new place; the card itself stayed behind
    prompt = await presses(official, "🏁 Đã xử lý", "đã làm gì, khi nào")
    if official.chat.type == "private":
        await official.sends_photo(picture("brown"), WORDS)
    else:
        assert prompt.force_reply
        await official.sends_photo(picture("brown"), WORDS, reply_to=prompt)
    await reads(official, f"Báo đã xử lý {code}?")
    await presses(official, "✅ Gửi", f"{code}: đã xử lý.")
    heard = await reads(resident, "báo đã xử lý")
    assert WORDS in heard.text
    (proof,) = heard.photos
    assert is_brown(proof)


async def answers(who: Speaker, prompt: BotMessage, text: str) -> SentMessage:
    """Answer a question of the bot: in a group as a reply, which is all the bot hears there."""
    if who.chat.type == "private":
        return await who.says(text)
    assert prompt.force_reply
    return await who.says(text, reply_to=prompt)


async def sees_every_step(resident: Speaker, code: str) -> None:
    """The history by the code, typed carelessly."""
    history = await says(resident, f"/trangthai {code.lower().replace('-', ' ')}", "Diễn biến")
    steps = ("mới gửi", "đã tiếp nhận", "chờ người gửi trả lời", "đã xử lý")
    assert all(step in history.text for step in steps)


def where_it_is_day() -> str:
    """A time zone in which it is between ten and eleven: at night no digest is sent."""
    ahead = (10 - datetime.now(UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}"  # POSIX counts the other way: Etc/GMT-7 is seven hours ahead


async def gets_the_digest(front: Speaker, process: Process) -> None:
    """When the week is over: what came in, what was done, nobody's name, and that once."""
    await a_week_passes(process.database_url)
    preview = await process.command("digest", "preview", "--recipient", "overseer")
    assert "Mới gửi: 1" in preview.out
    for _ in range(2):
        sent = await process.command("digest", "send")
        assert sent.status == 0, sent.err
    digest = await reads(front, "Bản tin tuần")
    assert "Mới gửi: 1" in digest.text
    assert "Đã xử lý: 1" in digest.text
    await process.settled()
    assert sum("Bản tin tuần" in message.text for message in front.screen) == 1


async def refuses_a_wrong_secret(process: Process) -> None:
    """What does not come from Telegram is not taken, whatever it says."""
    update = {"update_id": 1, "message": {"message_id": 1, "text": "/start"}}
    async with httpx.AsyncClient() as client:
        for secret in ({}, {"X-Telegram-Bot-Api-Secret-Token": SECRET + "x"}):
            answer = await client.post(
                f"{process.url}/telegram/webhook", json=update, headers=secret
            )
            assert answer.status_code == 401


def is_brown(data: bytes) -> bool:
    """Whether it is the picture that was sent as the proof."""
    with Image.open(io.BytesIO(data)) as image:
        red, green, blue = image.convert("RGB").getpixel((5, 5))  # type: ignore[misc]
    return abs(red - 165) < 12 and abs(green - 42) < 12 and abs(blue - 42) < 12
