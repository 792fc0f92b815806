"""What people should not send, each with its clear sentence, and nothing lost.

All of it goes to one process, and at the end nothing of it was set aside.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from db.models import Draft, Inbox
from tests.botapi import Speaker
from tests.e2e.conftest import Playing, Stage, side_by_side, staged
from tests.e2e.page import visitor
from tests.e2e.process import Process
from tests.e2e.remembered import every, reports_in
from tests.e2e.steps import code_in, describes, joins, presses, reads, reports, says

MARKUP = "<b>đậm</b> </blockquote> &lt;i&gt; & {{ 7*7 }} {% raw %} <script>alert(1)</script>"
HIDDEN = "\u202eđảo\u202c \u200bẩn\ufeff"
STORY = "Một chuyện lạ ở đây"
"""Of it the bot is not sure what kind it is, and shows it with its question."""
OUTSIDE = (10.7769, 106.7009)
JUNK = (
    *("x" * 64, "🌳" * 16, ":::", ":", "nobody:knows", "item:../../etc/passwd", "send:1:2:3"),
    *("case:accept:LC-AAAAAA", "case::", "track:'; DROP TABLE report", "bantin:99999999999:show"),
    *("confirm:-1", "category:1:\u202e", "group:0:cay_xanh", "consent:maybe", "answer:"),
)

REFUSALS = ("Nút này đã cũ", "nút không còn dùng được", "Không có phản ánh nào mang mã")


async def an_unknown_command(who: Speaker, _: Process) -> None:
    await begins(who)
    assert "/khongco" in (await says(who, "/khongco", "chưa hiểu lệnh")).text
    await goes_on(who)


async def a_sticker_and_a_voice_note(who: Speaker, _: Process) -> None:
    await begins(who)
    await who.sends_sticker()
    told = await reads(who, "nhận chữ, ảnh, giọng nói, video ngắn và vị trí")
    assert "viết dở vẫn còn nguyên" in told.text
    await who.sends_voice(data=b"no sound at all")
    await reads(who, "không nghe, không xem được")
    await goes_on(who)


async def a_file_that_is_too_large(who: Speaker, _: Process) -> None:
    await begins(who)
    await who.sends_huge_file()
    await reads(who, "quá lớn (trên 20 MB)")
    await goes_on(who)


async def files_that_are_no_pictures(who: Speaker, _: Process) -> None:
    await begins(who)
    await who.sends_document(b"%PDF-1.7")
    await reads(who, "nhận chữ, ảnh, giọng nói, video ngắn và vị trí")
    await who.sends_photo(b"no picture at all")
    await reads(who, "không mở được như một bức ảnh")
    await goes_on(who)


async def a_long_text(who: Speaker, _: Process) -> None:
    """As long as Telegram allows, in letters and in signs of two units each."""
    await begins(who)
    await says(who, "chuyện " * 585, "chỉ ghi được tối đa")
    await says(who, "🌳" * 2048, "")
    await goes_on(who)


async def a_long_question(who: Speaker, _: Process) -> None:
    await says(who, "cây xanh đô thị " * 256, "Kế hoạch")


async def a_place_outside_the_city(who: Speaker, _: Process) -> None:
    await begins(who)
    await who.sends_location(*OUTSIDE)
    await reads(who, "nằm ngoài địa bàn Lai Châu")
    await goes_on(who)


async def a_wrong_code(who: Speaker, _: Process) -> None:
    await says(who, "/trangthai LC-AAAAAA", "Không có phản ánh nào mang mã LC-AAAAAA")
    await says(who, "/trangthai", "gõ mã sau lệnh")
    await says(who, f"/trangthai {MARKUP}", "Không có phản ánh nào mang mã <b>đậm</b>")


async def a_button_of_yesterday(who: Speaker, process: Process) -> None:
    """Under a preview that was sent since, and under a question whose draft was dropped."""
    preview = await describes(who, "Chặt một cây hôm qua")
    labels = ("✏️ Sửa nơi", "🗑 Bỏ bản viết dở", "✅ Gửi phản ánh")
    keys = [key for label in labels if (key := preview.key(label))]
    await presses(who, "✅ Gửi phản ánh", "Mã phản ánh")
    for key in keys:
        await who.presses_forged(key.data or "", preview)
        await reads(who, "đã được gửi hoặc đã bỏ")
    question = await says(who, "/phananh Cái cây trước nhà", "Cái cây trước nhà")
    await says(who, "/huy", "Đã bỏ phản ánh")
    await who.presses("Việc khác…", question)
    await reads(who, "đã được gửi hoặc đã bỏ")
    sent = [
        each for each in await reports_in(process.database_url) if "hôm qua" in each.description
    ]
    assert len(sent) == 1


async def forged_buttons(who: Speaker, _: Process) -> None:
    """Whatever is sent from under a button, it does nothing its sender may not do."""
    welcome = await says(who, "/start", "Chào anh/chị")
    for data in JUNK:
        await who.presses_forged(data, welcome)
        heard = await reads(who, "")
        assert any(words in heard.text for words in REFUSALS), data


async def somebody_elses_buttons(who: Speaker, process: Process) -> None:
    """Every button of another resident's draft and report, and all verbs of an official."""
    await says(who, "/start", "Chào anh/chị")
    victim = _neighbour(who)
    code = await reports(victim, "Chặt cây của người khác")
    await says(victim, "/phananh Lời nháp của người khác", "Lời nháp của người khác")
    (draft,) = await _drafts_with("Lời nháp của người khác", process)
    forged = [f"{verb}:{draft.id}" for verb in ("send", "drop", "confirm", "discard")]
    forged += [f"{verb}:{code}" for verb in ("answer", "reopen", "withdraw", "withdraw_yes")]
    forged += [f"case:{verb}:{code}" for verb in ("accept", "start", "ask", "resolve", "reject")]
    forged += [f"change:{draft.id}:place", f"identity:{draft.id}:shown", f"case:show:{code}"]
    for data in forged:
        await who.presses_forged(data, who.screen[0])
        assert "này" in (await reads(who, "")).text, data
    assert [each.data for each in await _drafts_with("của người khác", process)] == [draft.data]
    history = await says(victim, f"/trangthai {code}", "Diễn biến")
    assert "Trạng thái: mới gửi" in history.text
    assert history.text.count("•") == 1


async def markup_in_every_field(who: Speaker, process: Process) -> None:
    """It is shown as the text it is, to the resident and to the official."""
    official = _neighbour(who)
    await joins(official, process, "official", "ubnd_doan_ket")
    await says(who, MARKUP, "phản ánh")
    await says(who, f"/{'x' * 40} {MARKUP}", "chưa hiểu lệnh")
    await describes(who, MARKUP, place=f"{MARKUP} {HIDDEN}, phường Đoàn Kết")
    await presses(who, "👤 Hiện tên", "tên muốn hiện")
    preview = await says(who, "<i>Ông</i> {{ 7*7 }}", "Xem lại trước khi gửi")
    code = code_in(await presses(who, "✅ Gửi phản ánh", "Mã phản ánh"))
    card = await reads(official, code)
    for shown in (preview.text, card.text):
        assert shown.count(MARKUP) == 2, "the place and what happened"
        assert "<i>Ông</i> {{ 7*7 }}" in shown
        assert "đảo ẩn" in shown, "what cannot be seen is taken out"
    await presses(official, "🚫 Từ chối", "vì sao không xử lý")
    await says(official, MARKUP, "Từ chối")
    await presses(official, "✅ Gửi", "không xử lý")
    assert MARKUP in (await reads(who, "không xử lý, lý do")).text


async def a_megabyte_on_the_page(_: Speaker, process: Process) -> None:
    async with visitor(process) as browser:
        await browser.posts("/phananh Chặt cây, viết trên trang")
        answer = await browser.posts("c" * 1_000_000)
        assert answer.status_code == 413
        assert "rút gọn hoặc chia thành vài tin" in answer.json()["error"]
        assert "viết trên trang" in await browser.history()
        assert (await browser.posts("c" * 900_000)).status_code == 202, "under it, it is read"


async def a_request_half_sent(_: Speaker, process: Process) -> None:
    """It ends by itself; meanwhile and afterwards others are answered."""
    reader, writer = await asyncio.open_connection("127.0.0.1", process.port)
    writer.write(b"POST /api/messages HTTP/1.1\r\nHost: a\r\n")
    try:
        async with visitor(process) as browser:
            assert (await browser.posts("trong lúc ấy")).status_code == 202
        async with asyncio.timeout(120):
            assert await reader.read() == b""
    finally:
        writer.close()


async def json_nested_too_deep(_: Speaker, process: Process) -> None:
    async with visitor(process) as browser:
        assert (await browser.posts_raw(b"[" * 100_000)).status_code == 400
        assert (await browser.posts_raw(b"[" * 500 + b"]" * 500)).status_code == 400
        assert (await browser.posts("sau đó")).status_code == 202


SCENES = (
    an_unknown_command,
    a_sticker_and_a_voice_note,
    a_file_that_is_too_large,
    files_that_are_no_pictures,
    a_long_text,
    a_long_question,
    a_place_outside_the_city,
    a_wrong_code,
    a_button_of_yesterday,
    forged_buttons,
    somebody_elses_buttons,
    markup_in_every_field,
    a_megabyte_on_the_page,
    a_request_half_sent,
    json_nested_too_deep,
)


@pytest.fixture(scope="module")
async def scenery(
    tmp_path_factory: pytest.TempPathFactory, postgres: Callable[[], Awaitable[str]]
) -> AsyncIterator[tuple[Stage, Playing]]:
    """One process, and everybody at it at the same time, each in a chat of their own."""
    async with staged(tmp_path_factory.mktemp("bad"), postgres) as stage:
        process = await stage.started()
        scenes = {
            scene.__name__: scene(stage.api.person(10 * number, "An"), process)
            for number, scene in enumerate(SCENES, start=1)
        }
        async with side_by_side(scenes) as tasks:
            yield stage, tasks


@pytest.mark.parametrize("name", [scene.__name__ for scene in SCENES])
async def test_it_is_answered_and_nothing_is_lost(
    scenery: tuple[Stage, Playing], name: str
) -> None:
    await scenery[1][name]


async def test_nothing_of_it_was_set_aside(scenery: tuple[Stage, Playing]) -> None:
    (process,) = scenery[0].installed
    await process.settled()
    assert {row.state for row in await every(process.database_url, Inbox)} == {"done"}
    counted = await process.metrics()
    assert counted["dangiamsat_outbox_dead"] == 0
    assert "Traceback" not in process.log


async def begins(who: Speaker) -> None:
    """Begin a report that must not get lost."""
    await says(who, f"/phananh {STORY}", "xin anh/chị đồng ý")
    await presses(who, "✅ Đồng ý", "là việc nào dưới đây")


async def goes_on(who: Speaker) -> None:
    """The report is still there, as it was."""
    await says(who, "/phananh", "mọi thứ vẫn còn nguyên")
    await reads(who, STORY)


def _neighbour(who: Speaker) -> Speaker:
    """Somebody else, in a chat of their own."""
    from tests.botapi.people import Person
    from tests.botapi.world import Chat, User

    user = User(who.user.id + 1, "Bình")
    chat = who.world.chats.setdefault(user.id, Chat(user.id, "private", person=user))
    return Person(who.world, chat, user)


async def _drafts_with(words: str, process: Process) -> list[Draft]:
    return [row for row in await every(process.database_url, Draft) if words in str(row.data)]
