"""Reading the plan: its parts, its items, its figures, its words; and links to any item."""

import re
from dataclasses import replace

import pytest
from PIL import Image

from bot.core.turn import Tools
from bot.plan.outline import items_of, payload_of
from bot.plan.pictures import keys_of
from bot.privacy.retention import forget
from bot.router import Router
from bot.texts import Texts, without_markup
from knowledge.answering.engine import Answerer
from knowledge.load import Knowledge
from knowledge.schema import Plan
from tests.conftest import ZONE
from tests.reports.reporting import begun
from tests.town import Shown, Someone, Town


async def taps(someone: Someone, message: Shown, data: str) -> Shown:
    """Press a button under a message; returns what shows the answer: that message, or a new one."""
    edits, count = message.edits, len(someone.shown)
    await someone.does(button=data, message=message.id)
    if len(someone.shown) > count:
        return someone.last
    assert message.edits == edits + 1, "nothing was answered"
    return message


def data_of(message: Shown, label: str = "") -> list[str]:
    """Return the data of the buttons whose label contains these words."""
    buttons = [button for row in message.reply.buttons for button in row]
    return [button.data for button in buttons if button.data and label in button.text]


async def test_every_item_is_three_taps_away(town: Town, tools: Tools) -> None:
    an, plan = town.person("an"), tools.knowledge.plans[0]
    await an.commands("kehoach")
    reached: dict[str, str] = {}
    open_now = [(an.last.reply, 0)]
    while open_now:
        reply, depth = open_now.pop()
        for data in data_of(Shown("", reply)):
            if data.startswith(("part:", "read:")) and depth < 3 and data not in reached:
                await an.does(button=data)
                reached[data] = an.last.reply.text
                open_now.append((an.last.reply, depth + 1 if data.startswith("part:") else 3))
    for item in items_of(plan):
        message = without_markup(reached[f"read:{plan.id}:{item.id}"])
        assert item.text in message and "nguyên văn" in message


async def test_the_whole_plan_is_read_item_by_item_in_one_message(town: Town, tools: Tools) -> None:
    an, plan = town.person("an"), tools.knowledge.plans[0]
    await an.commands("kehoach")
    message = await taps(an, an.last, f"read:{plan.id}:mo-dau.1")
    read = [without_markup(message.reply.text)]
    while after := [d for d in data_of(message, "▶") if d.startswith("read:")]:
        message = await taps(an, message, after[0])
        read.append(without_markup(message.reply.text))
    assert len(an.shown) == 1
    assert len(read) == len(items_of(plan))
    assert all(item.text in text for item, text in zip(items_of(plan), read, strict=True))
    back = [d for d in data_of(message, "◀") if d.startswith("read:")]
    message = await taps(an, message, back[0])
    assert items_of(plan)[-2].text in without_markup(message.reply.text)


async def test_only_what_turns_a_page_is_quiet(town: Town) -> None:
    an = town.person("an")
    for command, text in (("kehoach", ""), ("kehoach", "III.5.6"), ("thuatngu", "chế tài")):
        await an.commands(command, text)
        pressed = an.last
        for button in [b for row in pressed.reply.buttons for b in row if b.data]:
            message = await taps(an, pressed, button.data or "")
            assert (message is pressed) == button.quiet, button
    await an.does(button="part:lai-chau-2030:III")
    assert all(button.quiet for row in an.last.reply.buttons for button in row)


async def test_from_an_item_back_to_its_section_and_to_the_contents(town: Town) -> None:
    an = town.person("an")
    await an.commands("kehoach", "iii.5.6")
    assert "Mục III.5.6" in an.heard and "31/44" not in an.heard.replace("36/44", "")
    message = await taps(an, an.last, data_of(an.last, "⬆ III.5")[0])
    assert "III › " in message.reply.text and "III.5.7" in message.reply.text
    message = await taps(an, message, data_of(message, "⬆ III")[0])
    assert "III.6" in message.reply.text
    message = await taps(an, message, data_of(message, "Mục lục")[0])
    assert "bấm phần muốn đọc" in message.reply.text


async def test_an_item_tells_who_its_figures_and_its_words(town: Town) -> None:
    an = town.person("an")
    await an.commands("kehoach", "II.2.2.2")
    assert "🎯 Diện tích đất cây xanh bình quân trên mỗi người dân đô thị: <b>" in an.heard
    await an.does(button=data_of(an.last, "Từ ngữ")[0])
    assert "không phải lời kế hoạch" in an.heard and "đất giao thông</b> –" in an.heard
    await an.commands("kehoach", "IV.3")
    assert "Ai làm:</b> Văn phòng Thành ủy" in an.heard


async def test_an_item_under_an_answer_is_shown_anew_and_then_changes(town: Town) -> None:
    an = town.person("an")
    await an.says("cây xanh 2030 bao nhiêu m2 một người")
    answer = an.last
    item = await taps(an, answer, data_of(answer, "Xem cả mục")[0])
    assert item is not answer and answer.edits == 0
    assert await taps(an, item, data_of(item, "▶")[0]) is item


FORGED = [
    "item:IX.9",
    "item::",
    "item:III.5.6:khong-co",
    "read:lai-chau-2030",
    "read:khong-co:III.5.6",
    "read:lai-chau-2030:IX.9",
    "part:lai-chau-2030",
    "part:lai-chau-2030:IX:0",
    "plan:khong-co",
    "plans:report:0",
    "targets:khong-co",
    "term:khong-co",
    "words:lai-chau-2030",
    "words:khong-co:III.5.6",
]


async def test_a_forged_or_old_button_gets_the_stale_sentence(town: Town) -> None:
    an = town.person("an")
    for data in FORGED:
        await an.does(button=data)
        assert "Nút này đã cũ" in an.heard and len(an.news) == 1


PAGES = ["99", "-1", "x", "9" * 30, "²", ""]


async def test_a_page_that_is_not_there_is_one_that_is(town: Town) -> None:
    an = town.person("an")
    for page in PAGES:
        for data in ("terms:page", "plan:lai-chau-2030", "part:lai-chau-2030:III", "plans:plan"):
            await an.does(button=f"{data}:{page}")
            assert "Nút này" not in an.heard and len(an.news) == 1


async def test_the_figures_as_pictures_and_as_a_table(town: Town, tools: Tools) -> None:
    an, plan = town.person("an"), tools.knowledge.plans[0]
    await an.commands("chitieu")
    pictures, table = an.news
    assert pictures.reply.photos == keys_of(plan)
    for target in plan.targets:
        said = target.shown.removeprefix("đạt ")
        assert f"<b>{said}</b>" in table.reply.text
        assert all(figure in said for figure in target.figures)
    opened = set()
    for data in data_of(table):
        item = await taps(an, table, data)
        assert item is not table
        opened.add(data.split(":")[1])
    assert opened == {target.item for target in plan.targets}


@pytest.mark.usefixtures("pictures_as_sent")
async def test_pictures_that_were_swept_away_are_drawn_again(town: Town, tools: Tools) -> None:
    an, key = town.person("an"), keys_of(tools.knowledge.plans[0])[0]
    await an.commands("chitieu")
    first = town.media.read(key)
    town.media.erase(key)
    await an.commands("chitieu")
    assert town.media.read(key) == first
    with Image.open(town.media.path(key)) as picture:
        assert picture.width > 780 and picture.height <= 2 * picture.width


async def test_pictures_stay_while_a_message_names_them(town: Town, tools: Tools) -> None:
    import os

    an, key = await begun(town), keys_of(tools.knowledge.plans[0])[0]
    await an.commands("chitieu")
    os.utime(town.media.path(key), (0, 0))
    forget(town.database, town.media, tools.city.keep, town.clock())
    assert town.media.path(key).exists()
    town.clock.advance(days=400)
    os.utime(town.media.path(key), (0, 0))
    forget(town.database, town.media, tools.city.keep, town.clock())
    assert not town.media.path(key).exists()


async def test_the_words_are_listed_and_each_is_marked_as_ours(town: Town, tools: Tools) -> None:
    an = town.person("an")
    await an.commands("thuatngu")
    message, words = an.last, set()
    while True:
        words |= set(data_of(message)) - {d for d in data_of(message) if d.startswith("terms:")}
        after = data_of(message, "Trang sau")
        if not after:
            break
        message = await taps(an, message, after[0])
    assert len(an.shown) == 1
    assert len(words) == len(tools.knowledge.plans[0].terms)
    for data in sorted(words)[:5]:
        await an.does(button=data)
        assert "không phải lời kế hoạch" in an.heard


TYPED = [
    "quy hoạch phân khu",
    "QUY HOACH PHAN KHU",
    "quy hoach phan khu la gi",
    "phân khu",
    "quy hoạch phân khuu",
]


async def test_a_word_is_found_as_people_type_it(town: Town) -> None:
    an = town.person("an")
    for words in TYPED:
        await an.commands("thuatngu", words)
        assert "Quy hoạch phân khu</b>" in an.heard and "không phải lời kế hoạch" in an.heard
        await an.presses("Mục II.2.1.2")
        assert "nguyên văn" in an.heard and "quy hoạch phân khu" in an.heard


async def test_an_unknown_word_gets_the_nearest_and_no_invention(town: Town) -> None:
    an = town.person("an")
    await an.commands("thuatngu", "quy hoạch làng nghề <b>")
    assert "chưa có giải thích" in an.heard and "&lt;b&gt;" in an.heard
    assert any("quy hoạch" in label for label in an.last.labels)
    await an.commands("thuatngu", "xyzzy")
    assert "chưa có giải thích" in an.heard and an.last.labels == ["❔ Tất cả từ ngữ"]


async def test_a_link_opens_its_item(town: Town, tools: Tools) -> None:
    an = town.person("an")
    for item in items_of(tools.knowledge.plans[0])[::9]:
        await an.commands("start", payload_of(item))
        assert item.text in without_markup(an.heard)
        shared = [b.start for row in an.last.reply.buttons for b in row if b.share]
        assert shared == [payload_of(item)]


NOWHERE = ["muc_IX-9", "muc_", "muc_III-5-6_khong-co", "muc_III-5-6 x"]


async def test_a_link_that_leads_nowhere_says_so_and_leads_to_the_plan(town: Town) -> None:
    an = town.person("an")
    for payload in NOWHERE:
        await an.commands("start", payload)
        assert "Liên kết này đã cũ" in an.heard
        await an.presses("Đọc kế hoạch")
        assert "bấm phần muốn đọc" in an.heard


async def test_in_a_group_anybody_reads_on(town: Town) -> None:
    an, binh = town.person("an", chat="-9"), town.person("binh", chat="-9")
    await an.commands("kehoach")
    message = await taps(binh, binh.last, data_of(binh.last, "III · ")[0])
    message = await taps(an, message, data_of(message, "III.5 · ")[0])
    message = await taps(binh, message, data_of(message, "III.5.6 · ")[0])
    assert "vùng đệm xanh" in message.reply.text and len(an.shown) == 1
    assert not data_of(message, "Phản ánh")


async def test_the_new_commands_are_told(town: Town) -> None:
    an = town.person("an")
    await an.commands("trogiup")
    assert all(f"/{command}" in an.heard for command in ("kehoach", "chitieu", "thuatngu"))
    await an.commands("start")
    await an.presses("Đọc kế hoạch")
    assert "bấm phần muốn đọc" in an.heard


def copies(plan: Plan, count: int) -> Knowledge:
    """The plan, and others like it for wards with numbers."""
    ward_plans = tuple(
        plan.model_copy(
            update={
                "id": f"phuong-{n}",
                "name": f"Kế hoạch phường {n}",
                "place": f"phường {n}, tỉnh Lai Châu",
                "names": (),
                "targets": plan.targets if n == 1 else (),
            }
        )
        for n in range(1, count)
    )
    return Knowledge(plans=(plan, *ward_plans))


@pytest.fixture(scope="module")
def thirty(tools: Tools) -> Router:
    knowledge = copies(tools.knowledge.plans[0], 30)
    texts = Texts(tools.city, ZONE)
    return Router(replace(tools, texts=texts, knowledge=knowledge, answerer=Answerer(knowledge)))


@pytest.fixture
def many(town: Town, thirty: Router) -> Town:
    """The same town with thirty plans."""
    return Town(town.database, thirty, town.media, town.clock)


async def test_with_several_plans_one_is_chosen_first(many: Town) -> None:
    an = many.person("an")
    await an.commands("kehoach")
    assert "30 kế hoạch" in an.heard
    message = an.last
    for _ in range(3):
        message = await taps(an, message, data_of(message, "Trang sau")[0])
    assert "Trang 4/4" in message.reply.text and not data_of(message, "Trang sau")
    message = await taps(an, message, data_of(message, "Phường 29")[0])
    message = await taps(an, message, data_of(message, "IV ")[0])
    message = await taps(an, message, data_of(message, "IV.2")[0])
    assert "Kế hoạch phường 29" in message.reply.text
    (share,) = [b.start for row in message.reply.buttons for b in row if b.share]
    assert share == "muc_IV-2_phuong-29"
    assert all(re.search("phuong-29|words|plans|report", data) for data in data_of(message))
    await an.commands("start", share)
    assert "Kế hoạch phường 29" in an.heard
    await an.does(button="item:IV.2")
    assert "thành phố Lai Châu" in an.heard


async def test_a_plan_is_found_by_a_name_typed_after_the_command(many: Town) -> None:
    an = many.person("an")
    await an.commands("kehoach", "phuong 29")
    assert "Kế hoạch phường 29" in an.heard and "bấm phần" in an.heard
    await an.commands("chitieu", "phường 1")
    assert len(an.news) == 2 and "Kế hoạch phường 1\n" in an.heard
    await an.commands("chitieu", "phường 2")
    assert "chưa có chỉ tiêu" in an.heard
    await an.commands("kehoach", "phường")
    assert "29 kế hoạch" in an.heard and len(an.last.labels) == 8
    await an.commands("kehoach", "phường 77")
    assert "Không có kế hoạch nào" in an.heard
    await an.presses("Các kế hoạch")
    assert "30 kế hoạch" in an.last.reply.text
