"""Another office's matter: whose it is, how to reach them, and whether it is taken here too."""

from pathlib import Path

import pytest
import yaml
from sqlmodel import select

from bot.city.city import City
from bot.digests.period import parse_period
from bot.questions.count_queries import ELSEWHERE, counted
from db.models_questions import ItemAsked
from tests.conftest import ZONE
from tests.reports.reporting import begun, chooses, reports, told
from tests.town import Town

COMPLAINTS: dict[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("elsewhere.yaml").read_text(encoding="utf-8")
)
LAMP = COMPLAINTS["den_duong"][1]
LETTER = COMPLAINTS["thu_tuc"][0]


def test_the_city_says_of_every_kind_whose_it_is(city: City) -> None:
    assert {matter.kind for matter in city.elsewhere} == {*COMPLAINTS, "khac"}


async def test_at_least_45_of_53_complaints_are_told_where_to_go(town: Town, city: City) -> None:
    directed = 0
    for kind, complaints in COMPLAINTS.items():
        matter = city.matter(kind)
        assert matter
        for number, words in enumerate(complaints):
            someone = town.person(f"{kind}{number}")
            await someone.says(words)
            directed += matter.who in someone.heard and matter.reach in someone.heard
    assert sum(map(len, COMPLAINTS.values())) == 53
    assert directed >= 45


async def test_what_the_city_takes_here_too_is_begun_with_one_button(town: Town) -> None:
    an = town.person("an")
    await an.says(f"{LAMP} Nơi: cổng chợ San Thàng.")
    assert len(an.last.reply.text.splitlines()) == 2 and "5 ngày làm việc" in an.heard
    await an.presses("Gửi qua đây")
    await an.presses("Đồng ý")
    assert (await told(town))["category"] == "khac_den_duong"


async def test_what_it_does_not_take_has_no_such_button_but_a_way_to_say_it_is_ours(
    town: Town,
) -> None:
    an = town.person("an")
    await an.says(LETTER)
    assert "📣 Gửi qua đây" not in an.last.labels and "không xử lý được" in an.heard
    await an.presses("Đây là việc xây dựng")
    await an.presses("Đồng ý")
    assert (await told(town))["description"] == LETTER
    assert "không xử lý được" not in an.heard and "Việc khác…" in an.last.labels


@pytest.mark.parametrize("way", ["photo", "command"])
async def test_by_a_picture_or_a_command_it_is_told_too(town: Town, way: str) -> None:
    an = town.person("an")
    if way == "photo":
        await an.sends_photos("green", caption=LAMP)
    else:
        await an.commands("phananh", LAMP)
    await an.presses("Đồng ý")
    assert "chiếu sáng công cộng" in an.heard
    await an.presses("Gửi qua đây")
    assert (await told(town))["category"] == "khac_den_duong"


async def test_who_says_it_is_ours_chooses_the_category(town: Town) -> None:
    an = await begun(town)
    await an.says(LAMP)
    await an.presses("Đây là việc xây dựng")
    await chooses(an, "Trật tự", "Bụi, ồn")
    assert (await told(town))["category"] == "bui_on"


async def test_one_that_cannot_wait_is_warned_of_first(town: Town) -> None:
    an = town.person("an")
    await an.says("dây điện đứt rơi xuống đường, bắn tia lửa")
    assert "Việc khẩn" in an.news[0].reply.text and "<b>114</b>" in an.news[0].reply.text
    assert "điện lực" in an.last.reply.text


async def test_it_is_counted_by_kind_without_words_or_people(town: Town) -> None:
    an, binh = town.person("an"), await begun(town, "binh")
    await an.says(LAMP)
    await an.says(LETTER)
    await binh.says(LAMP)
    await binh.says("bóng đèn bị vỡ")
    week = parse_period("2026-W48", ZONE)
    first, last = (moment.astimezone(ZONE).date() for moment in (week.start, week.end))
    with town.database.reading() as session:
        assert counted(session, ELSEWHERE, first, last) == {"den_duong": 2, "thu_tuc": 1}
        rows = session.exec(select(ItemAsked)).all()
    assert {row.plan for row in rows} == {"elsewhere"}


async def test_the_counts_are_in_the_overseers_digest(town: Town) -> None:
    front = town.person("front")
    await town.invited(front, "overseer", "mttq_tinh")
    an = town.person("an")
    await an.says(LAMP)
    town.clock.advance(days=7)
    await front.commands("bantin")
    await front.presses("👁 Xem ngay")
    assert "Việc của cơ quan khác" in front.heard and "đèn đường: 1 lượt" in front.heard


async def test_such_a_report_has_its_own_days(town: Town, city: City) -> None:
    an = town.person("an")
    await an.says(LAMP)
    for label in ("Gửi qua đây", "Đồng ý", "phường Tân Phong", "Không có ảnh", "Gửi phản ánh"):
        await an.presses(label)
    (report,) = await reports(town)
    assert (report.category, report.agency) == ("khac_den_duong", "ubnd_tan_phong")
    assert city.days(report.category) == 5
