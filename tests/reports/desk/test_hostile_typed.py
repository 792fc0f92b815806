"""Hostile texts typed into the fields of offices and clerks, and under pictures, one by one."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import pytest
from sqlmodel import select

from bot.core.events import Place, Sender
from bot.core.turn import Tools
from bot.texts import cleaned
from db.models import Chat
from tests.hostile import SEEDS, unseen
from tests.reports.desk.test_hostile_offices import AGENCY, Printed, assert_whole, batches, invited
from tests.reports.reporting import tells
from tests.town import Someone, Town, report

ALL = "\n".join(SEEDS)


@dataclass
class Cast:
    """The persons who type, and the report it is about."""

    town: Town
    an: Someone
    binh: Someone
    clerk: Someone
    admin: Someone
    code: str


@pytest.fixture
async def cast(town: Town) -> Cast:
    an, binh = town.person("an"), await invited(town, "binh", "official", AGENCY)
    clerk, admin = await invited(town, "clerk", "clerk"), await invited(town, "quan", "admin")
    return Cast(town, an, binh, clerk, admin, await report(an))


async def caption(cast: Cast, text: str) -> None:
    """Of a picture that begins a report."""
    await cast.an.sends_photos("green", caption=text)
    await cast.an.commands("huy")


async def proof(cast: Cast, text: str) -> None:
    """Of a picture that shows it is done, and of one that shows it is not."""
    await cast.binh.does(button=f"case:resolve:{cast.code}")
    await cast.binh.sends_photos("green", caption=f"Đã trồng lại ngày 23/11: {text}")
    await cast.binh.presses("Gửi")
    assert "xong chưa" in cast.an.last.reply.text
    await cast.an.presses("Chưa")
    still = "Cây vẫn nằm chắn đường chưa ai dọn, đề nghị cho người đến xử lý"
    await cast.an.sends_photos("red", caption=f"{still}: {text} {still}")
    await cast.an.presses("Gửi")
    assert cast.code in cast.binh.last.reply.text


async def note(cast: Cast, text: str) -> None:
    await cast.binh.does(button=f"case:note:{cast.code}")
    await cast.binh.says(text)
    if "Gửi" in str(cast.binh.last.labels):
        await cast.binh.presses("Gửi")
        assert "Đã lưu ghi chú" in cast.binh.heard
    await cast.binh.commands("huy")


async def template(cast: Cast, text: str) -> None:
    await cast.binh.does(button="template:add:reject")
    await cast.binh.says(text)
    if "Lưu" in str(cast.binh.last.labels):
        await cast.binh.presses("Lưu lời mẫu")
        await cast.binh.commands("mau")
        drop = next(row[0].data for row in cast.binh.last.reply.buttons)
        await cast.binh.does(button=drop)
        await cast.binh.does(button=cast.binh.last.reply.buttons[0][0].data)
        assert "Đã xoá lời mẫu" in cast.binh.heard
    await cast.binh.commands("huy")


async def word(cast: Cast, text: str) -> None:
    """Why an answer was of no use."""
    await cast.an.does(button="rate:down:lai-chau-2030:III.3.3")
    await cast.an.says(text)
    await cast.an.commands("huy")


async def name(cast: Cast, text: str) -> None:
    """Set an official's name for colleagues: typed, and as the channel has it."""
    await cast.binh.commands("ten", text)
    await cast.binh.does(command="ten", sender=Sender(id="binh", name=text))
    await cast.binh.does(button=f"assign:{cast.code}")


async def spot(cast: Cast, text: str) -> None:
    await cast.binh.commands("maqr", text)
    if "vị trí" in cast.binh.heard:
        await cast.binh.presses("Không có vị trí")
        (file,) = cast.binh.last.reply.files
        assert unseen(Printed(cast.town.media.read(file.key).decode()).words) == []


async def goes_on(clerk: Someone) -> None:
    """Theirs is another one than what is like it."""
    if "trông giống" in clerk.heard:
        await clerk.presses("Việc của tôi khác")


async def slip(cast: Cast, text: str) -> None:
    """A report a clerk writes down, to the paper that is given for it."""
    await cast.clerk.commands("ghiho")
    if "xin anh/chị đồng ý" in cast.clerk.heard:
        await cast.clerk.presses("Đồng ý")
    await cast.clerk.presses("Cây xanh")
    await cast.clerk.presses("Chặt hạ")
    await tells(cast.clerk, "trước cổng chợ, phường Tân Phong")
    await goes_on(cast.clerk)
    await cast.clerk.presses("Không có ảnh")
    await tells(cast.clerk, f"Chặt hạ hai cây phượng trước cổng trường: {text}")
    if "chưa chắc" in cast.clerk.heard:
        await cast.clerk.presses("Thêm vào phản ánh")
    if "phường nào" in cast.clerk.heard:
        await tells(cast.clerk, "phường Tân Phong")
    await goes_on(cast.clerk)
    await cast.clerk.presses("Gửi phản ánh")
    (file,) = cast.clerk.last.reply.files
    page = Printed(cast.town.media.read(file.key).decode())
    assert {tag for tag, _ in page.tags} <= {
        "html", "head", "meta", "title", "style", "body", "p", "h1", "b", "br", "div",
        "small", "svg", "path", "i",
    }  # fmt: skip
    assert unseen(page.words) == [] and "onerror" not in str(page.tags)


async def reason(cast: Cast, text: str) -> None:
    """Why somebody is blocked, up to where it would be done."""
    await cast.admin.commands("chan", f"{cast.code} {text}")
    await cast.admin.commands("huy")


async def venue(cast: Cast, text: str) -> None:
    """Send a place with this title: in a report, and in an official's note."""
    place = Place(latitude=22.396, longitude=103.458, title=text)
    await cast.an.does(place=place)
    await cast.an.commands("huy")
    await cast.binh.does(button=f"case:note:{cast.code}")
    await cast.binh.does(place=place)
    await cast.binh.presses("Gửi")
    assert "Đã lưu ghi chú" in cast.binh.heard


async def group(cast: Cast, text: str) -> None:
    """Store this title of a group."""
    await cast.town.person("binh", chat="group").does(command="trogiup", title=text)
    with cast.town.database.reading() as session:
        (chat,) = session.exec(select(Chat).where(Chat.channel_id == "group")).all()
    assert chat.title == cleaned(text)


FIELDS: Sequence[Callable[[Cast, str], Awaitable[None]]] = (
    caption, proof, note, template, word, name, spot, slip, reason, venue, group,
)  # fmt: skip


@batches
async def test_one_text_in_each_field_in_turn(
    cast: Cast, tools: Tools, texts: Sequence[str]
) -> None:
    for number, text in enumerate(texts):
        cast.town.clock.advance(minutes=1)
        await FIELDS[number % len(FIELDS)](cast, text)
    await cast.binh.commands("viec", cast.code)
    assert_whole(cast.town, tools)


async def test_every_sign_there_is_in_every_field(cast: Cast, tools: Tools) -> None:
    """At once, and in part where a field holds less."""
    for text in (ALL, ALL[-90:], ALL[60:100]):
        for field in FIELDS:
            await field(cast, text)
    await cast.binh.commands("viec", cast.code)
    assert_whole(cast.town, tools)
