"""The plan of a ward of the city beside the city's own: followed, counted and asked about too."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.media import Media
from bot.core.turn import Tools
from bot.oversight import summary
from bot.oversight.promises import Promises, area_of
from bot.oversight.reminders import remind
from bot.router import Router
from db.engine import Database
from knowledge.answering.engine import Answerer
from knowledge.importing.importer import begin_plan
from knowledge.load import PLANS, load_plans
from tests.conftest import Clock
from tests.oversight.test_promises import DONG_HAC
from tests.town import Someone, Town

PLAN = """ỦY BAN NHÂN DÂN
PHƯỜNG ĐOÀN KẾT
Số: 31/KH-UBND
Đoàn Kết, ngày 09 tháng 02 năm 2026
KẾ HOẠCH
PHÁT TRIỂN CÂY XANH NĂM 2026
I. MỤC TIÊU
1. Trồng mới 640 cây hoa ban; hoàn thành trước ngày 30/9/2026.
"""


def is_of(tools: Tools, folder: Path, place: str, text: str = PLAN) -> Tools:
    """The tools with a plan for that place beside the city's."""
    source = folder / "ward.txt"
    source.write_text(text, encoding="utf-8")
    begin_plan(source, plans=folder / "plans", plan_id="hoa-ban", place=place)
    knowledge = load_plans(PLANS, folder / "plans", home=tools.city.name)
    return replace(tools, knowledge=knowledge, answerer=Answerer(knowledge))


@pytest.fixture
def both(tools: Tools, tmp_path: Path) -> Tools:
    return is_of(tools, tmp_path, "phường Đoàn Kết")


@pytest.fixture
def town(database: Database, both: Tools, media: Media, clock: Clock) -> Town:
    return Town(database, Router(both), media, clock)


@pytest.fixture
def reader(tools: Tools, tmp_path: Path, database: Database, media: Media, clock: Clock) -> Someone:
    """Somebody where a plan of a ward of no area of this city is followed too."""
    text = DONG_HAC.read_text(encoding="utf-8")
    beyond = is_of(tools, tmp_path, "phường Đông Hạc", text)
    return Town(database, Router(beyond), media, clock).person("reader")


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("phường Đông Hạc trồng được bao nhiêu cây bóng mát rồi", "1.250 cây bóng mát"),
        ("Đông Hạc xóa được mấy chợ cóc rồi", "05 chợ cóc"),
        ("tuyến phố văn minh đô thị Đông Hạc tới đâu rồi", "ít nhất 08 tuyến phố"),
        ("Đông Hạc lắp đủ 120 thùng rác chưa", "120 thùng rác"),
        ("thu gom rác ở Đông Hạc năm 2026 đạt 98,5% không", "98,5%"),
    ],
)
async def test_how_far_another_places_target_has_come_is_told_of_that_plan(
    reader: Someone, words: str, heard: str
) -> None:
    await reader.says(words)
    assert "Kế hoạch của phường Đông Hạc" in reader.heard and heard in reader.heard
    assert "Cơ quan công bố: <b>chưa công bố</b>" in reader.heard
    assert "blockquote" not in reader.heard


@pytest.mark.parametrize(
    "words",
    ["tỷ lệ đô thị hóa ở Đông Hạc đạt chưa", "Đông Hạc xây trường học đến đâu rồi",
     "Đông Hạc hoàn thành kế hoạch chưa", "vệ sinh môi trường ở Đông Hạc đến đâu rồi",
     "trật tự xây dựng phường Đông Hạc đạt chưa"],
)  # fmt: skip
async def test_a_few_words_of_a_targets_name_are_no_question_of_it(
    reader: Someone, words: str
) -> None:
    await reader.says(words)
    assert "Cơ quan công bố" not in reader.heard


async def test_the_command_shows_another_places_targets_and_no_topic_is_missed(
    reader: Someone,
) -> None:
    await reader.commands("tiendo", "kế hoạch Đông Hạc")
    assert "Đã hứa gì, đã có gì</b>\nphường Đông Hạc" in reader.heard
    assert "Không có chỉ tiêu nào" not in reader.heard


async def test_how_its_targets_stand_shows_them_and_not_the_citys(reader: Someone) -> None:
    await reader.says("kế hoạch Đông Hạc có mấy chỉ tiêu quá hạn")
    assert "Đã hứa gì, đã có gì</b>\nphường Đông Hạc" in reader.heard


async def test_a_topic_that_only_it_has_is_found_by_the_command(reader: Someone) -> None:
    await reader.commands("tiendo", "chợ cóc")
    assert "Kế hoạch của phường Đông Hạc" in reader.heard


@pytest.mark.parametrize(
    ("place", "area"),
    [
        ("xã San Thàng, tỉnh Lai Châu", "tan_phong"), ("Phường Đoàn Kết", "doan_ket"),
        ("phường Tân Phong, thành phố Biên Hòa, tỉnh Đồng Nai", None), ("", None),
        ("tỉnh Lai Châu", None),
    ],
)  # fmt: skip
def test_a_plans_place_is_an_area_under_its_name_of_today_or_before(
    tools: Tools, place: str, area: str | None
) -> None:
    assert area_of(place, tools.city) == area


async def test_it_is_counted_and_reminded_of_with_the_citys(
    town: Town, both: Tools, front: Someone
) -> None:
    head = town.person("head")
    await town.invited(head, "official", "ubnd_doan_ket")
    remind(town.database, both, town.clock())
    await town.settle()
    assert "UBND phường Đoàn Kết: 1 chỉ tiêu chờ công bố</b>, 1 đã quá hạn" in head.heard
    town.clock.advance(minutes=5)
    span = town.clock() - timedelta(days=1), town.clock()
    with town.database.reading() as session:
        figures = summary.figures(session, both, None, span, town.clock())
    assert figures.all == 20 and figures.silent_of == (("ubnd_doan_ket", 1),)
    await front.commands("tiendo")
    assert "Chưa công bố: <b>20</b> (8 đã quá hạn)" in front.heard


async def test_another_citys_is_followed_by_nobody_here(tools: Tools, tmp_path: Path) -> None:
    other = is_of(tools, tmp_path, "phường Đoàn Kết, tỉnh Lâm Đồng")
    assert len(other.once(Promises).at_home(tools.city)) == 19


async def test_who_asks_of_it_is_answered_by_it(an: Someone) -> None:
    await an.says("Phường Đoàn Kết trồng cây hoa ban được bao nhiêu rồi?")
    assert "Kế hoạch của phường Đoàn Kết" in an.heard and "chưa công bố" in an.heard
    assert "chung của cả địa bàn" not in an.heard


async def test_a_ward_without_a_figure_of_its_own_is_answered_by_the_citys(
    an: Someone,
) -> None:
    await an.says("quy hoạch phân khu ở phường Đoàn Kết đã phủ kín được bao nhiêu rồi")
    assert "Kế hoạch (giai đoạn 2021-2025)" in an.heard
    assert "chung của cả địa bàn" in an.heard
