"""Before consent nothing stored can be read; after consent nothing is lost."""

import asyncio
import logging
from dataclasses import replace

import pytest
from sqlmodel import select

from bot.core import sealed
from bot.core.delivery import Delivery
from bot.core.dispatch import Dispatcher
from bot.core.events import Photo, Place, Unsendable
from bot.core.sealed import Keys
from bot.core.turn import Tools
from bot.router import Router
from db import web
from db.models import Consent, Inbox, Outbox, Person
from tests.privacy.test_my_data import dump, everywhere, hits
from tests.reports.reporting import FELLED, begun, drafts, reports, takes_offer, told
from tests.town import Someone, Town, picture, report

STORY = "Quạ mổ sầu riêng ở miếu cổ thụ"
CAPTION = "ảnh chụp lúc gà gáy"
LATER = "thợ mang cưa máy xanh lá"
PLACE = Place(latitude=22.3961234, longitude=103.4581234, title="Quán Bạch Tuyết Mơ")
SECRETS = (STORY, CAPTION, LATER, PLACE.title, "22.3961", "103.4581", "file-green")


async def stored_bytes(town: Town, logged: str = "") -> dict[str, bytes]:
    """Return all stored bytes: the database as the schedule leaves it, media, the log."""
    town.database.scrub(wait=False)
    return everywhere(town, await dump(town.database), logged)


def keys(someone: Someone) -> list[str]:
    """Return the secrets in all buttons a person was ever shown."""
    rows = [row for message in someone.shown for row in message.reply.buttons]
    data = [button.data or "" for row in rows for button in row]
    return [value.split(":")[2] for value in data if value.startswith(("consent:yes:", "offer:"))]


async def tells_all(an: Someone) -> None:
    """Words, a place, a picture with a caption, and more words, without agreeing."""
    await an.commands("phananh", STORY)
    assert "chỉ nút <b>Đồng ý</b> mở" in an.heard
    await an.does(place=PLACE)
    assert "cũng khóa lại" in an.heard
    await an.sends_photos("green", caption=CAPTION)
    await an.says(LATER)


async def test_of_who_never_agrees_nothing_can_be_read_and_who_agrees_loses_nothing(
    town: Town, tools: Tools, an: Someone, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await tells_all(an)
    secrets = keys(an)
    assert len(set(secrets)) == 1
    assert hits(await stored_bytes(town, caplog.text), *SECRETS, *secrets) == []
    assert not town.media.folder.exists()
    await town.restart(tools)
    await an.presses("Đồng ý")
    assert "· 1 ảnh" in an.heard and "ghi âm" not in an.heard
    data = await told(town)
    assert data["description"] == f"{STORY}\n{CAPTION}\n{LATER}"
    assert (data["latitude"], data["longitude"]) == (PLACE.latitude, PLACE.longitude)
    assert data["place"] == PLACE.title and "sealed" not in data
    (key,) = data["photos"]
    assert town.media.read(key)
    for label in ("Cây xanh", "Chặt hạ", "phường Tân Phong", "Đã đủ ảnh"):
        if label in str(an.last.labels):
            await an.presses(label)
    await an.presses("Gửi phản ánh")
    (row,) = await reports(town)
    assert row.description == data["description"]


async def test_what_sounded_like_a_report_is_locked_until_it_is_one(
    town: Town, an: Someone
) -> None:
    await an.says(f"{FELLED}. {STORY}")
    assert "sáng nay" in an.heard, "what was understood is shown"
    place = "cổng trường Tân Phong"
    assert hits(await stored_bytes(town), STORY, FELLED, place, *keys(an)) == []
    await takes_offer(an, "Chặt hạ")
    assert len(set(keys(an))) == 2, "of the offer's buttons, and of the consent"
    assert hits(await stored_bytes(town), STORY, FELLED, place, *keys(an)) == []
    await an.presses("Đồng ý")
    data = await told(town)
    assert data["description"] == f"{FELLED}. {STORY}"


async def test_refusing_leaves_nothing_to_unlock(town: Town, an: Someone) -> None:
    await an.says(FELLED)
    await tells_all(an)
    yes = an.button("Đồng ý")
    await an.presses("Không đồng ý")
    assert len(await drafts(town)) == 2, "it is asked once more"
    await an.presses("Không, xóa đi")
    assert await drafts(town) == [] and not town.media.folder.exists()
    await an.does(button=yes.data)
    assert "Nút này đã cũ" in an.heard and await drafts(town) == []
    assert hits(await stored_bytes(town), *SECRETS, *keys(an)) == []


async def test_a_stale_or_forged_key_opens_nothing_and_says_so(town: Town, an: Someone) -> None:
    await an.commands("phananh")
    stale = an.button("Đồng ý").data
    await an.commands("phananh", STORY)
    for data in (stale, f"consent:yes:{sealed.new()[1]}", "consent:yes:x", "consent:yes:ổ:x"):
        await an.does(button=data)
        assert "không mở được" in an.heard
    await an.does(button="consent:yes")
    assert "bấm nút Đồng ý" in an.heard
    with town.database.reading() as session:
        assert session.exec(select(Consent)).all() == []
    assert "description" not in await told(town)
    await an.presses("Đồng ý")
    assert (await told(town))["description"] == STORY


async def test_a_typed_yes_has_no_key(town: Town, an: Someone) -> None:
    await an.commands("phananh", STORY)
    await an.says("dạ đồng ý ạ")
    assert "bấm nút Đồng ý" in an.heard
    await an.presses("Đồng ý")
    assert (await told(town))["description"] == STORY


async def test_where_nothing_was_said_a_typed_yes_is_enough(town: Town, an: Someone) -> None:
    await an.commands("phananh")
    await an.says("đồng ý")
    assert "phản ánh về việc gì" in an.heard


async def test_who_agrees_to_something_else_meanwhile_loses_nothing(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(town.person("cuc"))
    await an.commands("phananh", STORY)
    await an.does(button=f"support_agreed:{code}")
    assert "ủng hộ" in an.heard
    await an.says(LATER)
    assert "cũng khóa lại" in an.heard
    await an.presses("Đồng ý")
    assert (await told(town))["description"] == f"{STORY}\n{LATER}"


async def test_a_picture_that_is_gone_by_then_is_told(town: Town, an: Someone) -> None:
    await an.does(photos=(Photo(ref="gone"), an.photo("red")), text=STORY)
    assert "không tải về được" not in an.heard
    await an.presses("Đồng ý")
    assert "không tải về được" in an.heard and len((await told(town))["photos"]) == 1


async def test_it_is_not_more_than_a_report_can_hold(town: Town, an: Someone) -> None:
    await an.commands("phananh", "x" * 3001)
    assert "3.001" in an.heard or "3001" in an.heard
    await an.commands("phananh", STORY)
    for number in range(sealed.MOST_PARTS):
        await an.says(f"từ {number}")
    assert "chưa nhận được" in an.heard
    await an.presses("Đồng ý")
    assert (await told(town))["description"].endswith(f"từ {sealed.MOST_PARTS - 2}")


async def test_who_agreed_to_an_older_text_agrees_anew_and_loses_nothing(town: Town) -> None:
    an = await begun(town)
    await an.says(STORY)
    with town.database.transaction() as session:
        (person,) = session.exec(select(Person)).all()
        person.consent_version = "2025-01"
    await an.presses("Cây xanh")
    assert "xin anh/chị đồng ý" in an.heard
    await an.says(CAPTION)
    await an.says(LATER)
    assert "cũng khóa lại" in an.heard and hits(await stored_bytes(town), CAPTION, LATER) == []
    await an.presses("Đồng ý")
    assert (await told(town))["description"] == f"{STORY}\n{CAPTION}\n{LATER}"


async def test_the_page_of_who_refuses_shows_nothing_any_more(town: Town, an: Someone) -> None:
    await an.does(channel="web", command="phananh", text=STORY)
    key = town.media.add_picture(picture("red"))
    with town.database.transaction() as session:
        payload = {"text": STORY, "photos": [key]}
        own = web.add(session, an.chat, "me", payload, town.clock())
    (row,) = await drafts(town)
    await an.does(channel="web", button=f"consent:refuse:{row.id}")
    with town.database.reading() as session:
        (message,) = web.latest(session, an.chat, 9)
    assert (message.id, message.payload) == (own.id, web.ERASED)
    assert await drafts(town) == [] and not town.media.path(key).exists()


async def test_what_cannot_be_sent_or_handled_is_not_kept_either(town: Town, an: Someone) -> None:
    town.channel.fails = [Unsendable("no")]
    await an.commands("phananh", STORY)
    with town.database.transaction() as session:
        (question,) = session.exec(select(Outbox)).all()
        assert (question.state, question.payload) == ("dead", None)
    (row,) = await drafts(town)
    with town.database.transaction() as session:
        row.data = {"broken": 1}
        session.add(row)
    await an.says(LATER)
    for _ in range(2):
        town.clock.advance(seconds=10)
        await town.settle()
    with town.database.reading() as session:
        states = [
            (row.state, row.payload) for row in session.exec(select(Inbox).order_by("id")).all()
        ]
    assert states == [("done", None), ("dead", None)]


async def test_two_processes_lose_nothing(town: Town, conversation: Router) -> None:
    if town.database.is_sqlite:
        pytest.skip("one process on SQLite")
    channels = {"town": town.channel}
    second = Dispatcher(town.database, conversation, town.media, channels, town.clock)
    outgoing = Delivery(town.database, channels, town.clock, conversation.unreachable)
    people = [town.person(f"p{number}") for number in range(6)]

    async def all_do() -> None:
        for _ in range(10):
            await asyncio.gather(town.dispatcher.settle(), second.settle())
            await asyncio.gather(town.delivery.settle(), outgoing.settle())

    told_by = [
        [
            person.incoming(command="phananh", text=STORY),
            person.incoming(photos=(person.photo("red"),)),
        ]
        for person in people
    ]
    await town.dispatcher.receive([update for updates in told_by for update in updates])
    await all_do()
    presses = [person.incoming(button=person.button("Đồng ý").data) for person in people]
    later = [person.incoming(text=LATER) for person in people]
    await second.receive([*presses, *later])
    await all_do()
    rows = await drafts(town)
    assert len(rows) == len(people)
    for row in rows:
        assert row.data["description"] == f"{STORY}\n{LATER}" and len(row.data["photos"]) == 1


QUESTIONS = (
    "Đến năm 2030 thành phố có bao nhiêu công viên?",
    "quy hoạch cây xanh thế nào",
    "mấy giờ ủy ban làm việc",
    "bao giờ trồng thêm cây xanh vậy ạ?",
)


@pytest.mark.parametrize(
    "words", ["đường Trần Phú", "không rõ ai làm", "hai hôm nay rồi", "từ hôm qua"]
)
async def test_what_tells_is_locked_though_it_may_sound_like_a_question(
    town: Town, an: Someone, words: str
) -> None:
    await an.does(place=PLACE)
    await an.says(words)
    assert "cũng khóa lại" in an.last.reply.text
    assert an.last.labels == ["✅ Đồng ý", "Không đồng ý"]
    await an.presses("Đồng ý")
    assert (await told(town))["description"] == words


@pytest.mark.parametrize("question", QUESTIONS)
async def test_what_is_asked_is_answered_and_the_buttons_come_again(
    town: Town, an: Someone, question: str
) -> None:
    await an.does(place=PLACE)
    for _ in range(2):
        await an.says(question)
        assert len(an.news) == 2, "the answer, and the reminder"
        assert "khóa lại" not in an.heard and "đang được khóa" in an.last.reply.text
        assert an.last.labels == ["✅ Đồng ý", "Không đồng ý"]
    assert hits(await stored_bytes(town), *SECRETS, *keys(an)) == []
    await an.presses("Đồng ý")
    data = await told(town)
    assert data["latitude"] == PLACE.latitude and "description" not in data


async def test_every_reminder_brings_the_button_that_opens_all(town: Town, an: Someone) -> None:
    await tells_all(an)
    for words in ("đồng ý", "xin chào", LATER, "LC-2345AB"):
        await an.says(words)
        assert an.last.labels == ["✅ Đồng ý", "Không đồng ý"], words
    await an.does(button="consent:yes:x")
    assert an.last.labels == ["✅ Đồng ý", "Không đồng ý"]
    await an.presses("Đồng ý")
    assert (await told(town))["description"] == f"{STORY}\n{CAPTION}\n{LATER}"


async def test_of_a_message_that_tells_and_asks_nothing_is_lost(town: Town, an: Someone) -> None:
    await an.does(place=PLACE)
    await an.says("Chặt hai cây phượng sáng nay\nCây xanh năm 2030 bao nhiêu m2 một người?")
    assert "12 m²" in an.heard and "cũng khóa lại" in an.last.reply.text
    assert an.last.labels == ["✅ Đồng ý", "Không đồng ý"]
    await an.presses("Đồng ý")
    assert "Chặt hai cây phượng" in (await told(town))["description"]


async def test_where_the_key_is_forgotten_the_first_button_still_opens(
    town: Town, tools: Tools, an: Someone
) -> None:
    await an.does(place=PLACE)
    first = an.button("Đồng ý")
    await town.restart(replace(tools, keys=Keys()))
    await an.says(QUESTIONS[0])
    assert an.last.labels[0] == "✅ Đồng ý và viết lại từ đầu"
    await an.does(button=first.data)
    assert (await told(town))["latitude"] == PLACE.latitude


async def test_where_the_first_button_is_gone_too_one_tap_begins_anew(
    town: Town, tools: Tools, an: Someone
) -> None:
    await an.does(place=PLACE)
    await town.restart(replace(tools, keys=Keys()))
    await an.says(LATER)
    await an.does(button=f"consent:anew:{(await drafts(town))[0].id + 1}")
    assert "Nút này đã cũ" in an.heard
    await an.presses("Đồng ý và viết lại từ đầu")
    assert await told(town) == {} and "🌳 Cây xanh, công viên" in an.last.labels


def test_only_so_many_keys_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "MOST_KEYS", 2)
    keys, boxes = Keys(), [sealed.new() for _ in range(3)]
    for box, secret in boxes:
        keys.keep(box, secret)
    assert [keys.of(box) == secret for box, secret in boxes] == [False, True, True]
    keys.forget(boxes[1][0])
    assert keys.of(boxes[1][0]) is None


async def test_the_time_that_was_told_is_shown_once_unlocked(an: Someone) -> None:
    await an.commands("phananh", "xây nhà trái phép từ hồi tháng 9")
    await an.presses("Đồng ý")
    assert "khi nào: từ hồi tháng 9" in an.heard


async def test_nothing_is_shown_where_nothing_could_be_kept(an: Someone) -> None:
    an.town.channel.files["voice"] = b"no sound"
    await an.does(photos=(Photo(ref="voice", recording=True),))
    await an.presses("Đồng ý")
    assert "Đã mở những gì" not in an.heard and "không nghe" in an.heard
