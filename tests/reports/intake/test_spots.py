"""QR codes of places: made by those who hold a role, read by another library, opened to report."""

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from sqlmodel import select

from bot.core.deep_links import DeepLinks, qr_png
from bot.core.events import BUTTON_DATA_BYTES, START_PAYLOAD
from bot.core.media import Media
from bot.core.turn import Tools
from bot.router import Router
from db.engine import Database
from db.models import Audit, Spot
from tests.clock import Clock
from tests.e2e.process import Process
from tests.town import Someone, Town

BOT = DeepLinks("https://giamsat.example.vn", lambda: "laichau_bot")


@pytest.fixture
def town(database: Database, tools: Tools, media: Media, clock: Clock) -> Town:
    """A town whose bot has a name on Telegram."""
    return Town(database, Router(replace(tools, deep_links=BOT)), media, clock)


def read(picture: bytes) -> str:
    """What a reader of codes, which knows nothing of ours, sees in a picture."""
    with Image.open(io.BytesIO(picture)) as opened:
        (decoded,) = zxingcpp.read_barcodes(opened.convert("L"))
    return decoded.text


async def official(town: Town) -> Someone:
    binh = town.person("binh")
    await town.invited(binh, "official", "ubnd_tan_phong")
    return binh


def payload_of(town: Town, someone: Someone) -> str:
    """What the picture somebody was just shown carries."""
    address = read(town.media.read(someone.last.reply.photos[0]))
    start, _, payload = address.partition("?start=")
    assert start == "https://t.me/laichau_bot"
    assert re.fullmatch(START_PAYLOAD, payload)
    return payload


async def test_the_code_of_a_park_begins_a_report_there(town: Town) -> None:
    binh, an = await official(town), town.person("an")
    await binh.commands("maqr", "Công viên <hồ> Hạ, phường Tân Phong")
    assert "vị trí" in binh.heard
    await binh.says("ở đằng kia")
    assert "vị trí" in binh.heard  # asked again
    await binh.sends_place(22.3971, 103.4567)
    payload = payload_of(town, binh)
    await an.commands("start", payload)
    await an.presses("Đồng ý")
    assert "Công viên &lt;hồ&gt; Hạ" in "".join(message.reply.text for message in an.shown)
    await an.presses("Cây xanh")
    await an.presses("Chặt hạ")
    assert "Việc này ở đâu" not in an.heard and "phường nào" not in an.heard
    await an.presses("Không có ảnh")
    await an.says("Chặt hai cây phượng")
    for _ in range(3):
        if any("Bỏ qua" in label for label in an.last.labels):
            await an.presses("Bỏ qua")
    assert "22.39710, 103.45670" in an.heard and "phường Tân Phong" in an.heard


async def test_the_sheet_to_print(town: Town) -> None:
    binh = await official(town)
    await binh.commands("maqr", "Công viên <hồ> Hạ")
    await binh.presses("Không có vị trí")
    payload = payload_of(town, binh)
    (file,) = binh.last.reply.files
    assert file.name == "ma-qr-1.html"
    sheet = town.media.read(file.key).decode()
    assert "<h1>Công viên &lt;hồ&gt; Hạ</h1>" in sheet and "<svg" in sheet
    assert sheet.count("<li>") == 3 and "A5" in sheet
    for address in ("https://t.me/laichau_bot", "https://giamsat.example.vn/"):
        assert f"{address}?start={payload}" in sheet
        assert f"{address}?start={payload}" in binh.heard


async def test_the_same_place_has_one_code(town: Town) -> None:
    binh, front = await official(town), town.person("front")
    await town.invited(front, "overseer", "mttq_tinh")
    await binh.commands("maqr")
    await binh.presses("chợ San Thàng")
    first = payload_of(town, binh)
    await front.commands("maqr")
    assert all(
        len((button.data or "").encode()) <= BUTTON_DATA_BYTES
        for row in front.last.reply.buttons
        for button in row
    )
    await front.presses("chợ San Thàng")
    assert payload_of(town, front) == first
    await binh.commands("maqr", "chợ San Thàng")
    await binh.says("22.39, 103.47")
    assert payload_of(town, binh) != first  # that one has a position
    with town.database.reading() as session:
        spots = session.exec(select(Spot)).all()
        noted = session.exec(select(Audit).where(Audit.action == "spot")).all()
    assert [spot.area for spot in spots] == ["tan_phong"] * 2
    assert len(noted) == 2 and len({spot.token for spot in spots}) == 2
    assert min(len(spot.token) for spot in spots) >= 12  # 72 bits


async def test_a_resident_makes_none(town: Town) -> None:
    an = town.person("an")
    await an.commands("maqr", "Nhà tôi")
    assert "dành cho cán bộ" in an.heard
    for button in ("spot:known:abc", "spot:without:1", "spot:drop:1"):
        await an.does(button=button)
        assert "không dành cho" in an.heard
    await an.commands("trogiup")
    assert "/maqr" not in an.heard


async def test_an_unknown_code_and_one_thought_better_of(town: Town) -> None:
    an, binh = town.person("an"), await official(town)
    for payload in ("cho_", "cho_" + "x" * 60):
        await an.commands("start", payload)
        assert "không còn dùng" in an.heard
    await binh.commands("maqr", "x" * 101)
    assert "101 ký tự" in binh.heard
    await binh.commands("maqr", "Công viên")
    await binh.presses("Thôi")
    await binh.does(button="spot:without:1")
    assert "Nút này đã cũ" in binh.heard
    with town.database.reading() as session:
        assert session.exec(select(Spot)).all() == []


def test_without_telegram_the_page_is_the_way_in() -> None:
    links = DeepLinks("https://giamsat.example.vn").links("cho_abc")
    assert links == ["https://giamsat.example.vn/?start=cho_abc"]
    assert read(qr_png(links[0])) == links[0]


async def test_the_command_line(tmp_path: Path) -> None:
    process = Process(tmp_path, PAGE_URL="https://giamsat.example.vn/")
    place = ("maqr", "--name", "Công viên hồ Hạ", "--lat", "22.39", "--lon", "103.45")
    done = await process.command(*place, "--area", "tan_phong", "--out", "ma.png")
    assert done.status == 0, done.err
    address = read((tmp_path / "ma.png").read_bytes())
    assert address.startswith("https://giamsat.example.vn/?start=cho_")
    assert done.out.split() == ["ma.png", address]
    repeated = await process.command(*place, "--out", "ma.html")
    assert address in (tmp_path / "ma.html").read_text() and address in repeated.out
    bad = await process.command("maqr", "--name", "x", "--out", "ma.pdf")
    assert bad.status == 2 and ".png or .html" in bad.err
