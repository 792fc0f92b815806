"""Rights by area: an overseer sees their area alone, and in a group what the group may see."""

import pytest
from sqlmodel import select

from bot.core.turn import Tools
from bot.reports.tracking import notices
from db.models import Report
from tests.reports.handling import urgent
from tests.town import Someone, Town, report

COARSE = "ĐM lũ khốn nạn chặt hai cây phượng"
SECRET = "gọi 0912345678"


@pytest.fixture
async def fronts(town: Town) -> tuple[Someone, Someone, Someone]:
    """The overseers: of the ward of the report, of the other ward, and of both."""
    overseers = tuple(town.person(name) for name in ("cuc", "dao", "front"))
    agencies = ("mttq_tan_phong", "mttq_doan_ket", "mttq_tinh")
    for person, agency in zip(overseers, agencies, strict=True):
        await town.invited(person, "overseer", agency)
    own, foreign, every = overseers
    return own, foreign, every


def all_text(someone: Someone) -> str:
    return "\n".join(message.reply.text for message in someone.shown)


async def set_area(town: Town, area: str | None) -> None:
    with town.database.transaction() as session:
        session.exec(select(Report)).one().area = area


async def test_an_overseer_is_shown_what_is_of_their_area(
    town: Town, fronts: tuple[Someone, Someone, Someone]
) -> None:
    own, foreign, every = fronts
    code = await report(town.person("an"))
    for front in (own, every):
        await front.does(button=f"case:show:{code}")
        assert "Chặt hai cây" in front.heard
        await front.commands("viec")
        assert code in front.heard
        await front.commands("viec", "phượng")
        assert code in front.heard
    for button in (f"case:show:{code}", f"oversee:query:{code}", f"oversee:remind:{code}"):
        await foreign.does(button=button)
        assert "không thuộc địa bàn" in foreign.heard and "không dành cho" in foreign.heard
    for words in ("", "phượng", code):
        await foreign.commands("viec", words)
        assert "Chặt" not in foreign.heard and "1" not in foreign.last.labels
    await foreign.commands("trangthai", code)
    assert "Chặt hai cây" not in all_text(foreign)


async def test_where_nobody_knows_the_area_it_is_for_the_overseers_of_all(
    town: Town, fronts: tuple[Someone, Someone, Someone]
) -> None:
    own, foreign, every = fronts
    code = await report(town.person("an"))
    await set_area(town, None)
    for front in (own, foreign, every):
        await front.commands("viec")
        listed = code in front.heard
        assert listed == (front is every)


async def test_the_area_of_now_counts(town: Town, fronts: tuple[Someone, Someone, Someone]) -> None:
    own, foreign, _ = fronts
    code = await report(town.person("an"))
    await town.invited(own, "overseer", "mttq_doan_ket")
    await town.invited(foreign, "overseer", "mttq_tan_phong")
    await own.does(button=f"oversee:remind:{code}")
    assert "không thuộc địa bàn" in own.heard
    await foreign.does(button=f"oversee:remind:{code}")
    assert "không thuộc địa bàn" not in foreign.heard


async def test_who_oversees_another_area_is_alerted_of_nothing(
    town: Town, tools: Tools, fronts: tuple[Someone, Someone, Someone]
) -> None:
    own, foreign, every = fronts
    an, binh = town.person("an"), town.person("binh")
    before = len(foreign.shown)
    code = await urgent(an)
    assert all(code in front.last.reply.text for front in (own, every))
    assert all("chưa có cán bộ" in front.last.reply.text for front in (own, every))
    town.clock.advance(hours=3)
    notices.follow(town.database, tools, town.clock())
    await town.settle()
    assert all("chưa cơ quan nào tiếp nhận" in front.last.reply.text for front in (own, every))
    await town.invited(binh, "official", "ubnd_tan_phong")
    await binh.does(button=f"case:resolve:{code}")
    await binh.says("Đã dọn cây khỏi đường lúc 7 giờ sáng")
    await binh.presses("Gửi")
    await an.presses("Chưa")
    await an.says("cây vẫn nằm đó")
    await an.presses("Gửi")
    assert all("cây vẫn nằm đó" in front.last.reply.text for front in (own, every))
    assert len(foreign.shown) == before


async def test_what_is_held_is_decided_on_in_its_area(
    town: Town, fronts: tuple[Someone, Someone, Someone]
) -> None:
    own, foreign, every = fronts
    before = len(foreign.shown)
    code = await report(town.person("an"), description=COARSE)
    assert all("đang chờ xem" in front.last.reply.text for front in (own, every))
    assert len(foreign.shown) == before
    await foreign.commands("choxem")
    assert "Không có phản ánh nào" in foreign.heard
    await foreign.does(button=f"held:pass:{code}")
    assert "không thuộc địa bàn" in foreign.heard
    await own.commands("choxem")
    assert "Có 1 phản ánh" in own.heard
    await own.presses("Cho qua")
    assert "Đã cho" in own.heard


async def test_in_a_group_nobody_is_shown_more_than_it_may_see(town: Town) -> None:
    """Members of the one ward's group read what is shown there, whoever has pressed."""
    group = town.person("anybody", chat="ward")
    await town.invited(group, "official", "ubnd_doan_ket")
    code = await report(town.person("an"), description=f"Chặt hai cây phượng, {SECRET}")
    for role, agency in (
        ("official", "ubnd_tan_phong"), ("official", None), ("overseer", "mttq_tinh"),
        ("admin", None),
    ):  # fmt: skip
        name = f"{role}_{agency}"
        await town.invited(town.person(name), role, agency)
        in_group = town.person(name, chat="ward")
        for button in (f"case:show:{code}", f"oversee:query:{code}", f"more:open:{code}"):
            await in_group.does(button=button)
            assert "không dành cho anh/chị" in in_group.heard
        for command, text in (("viec", ""), ("viec", "phượng"), ("trangthai", code)):
            await in_group.commands(command, text)
            assert "Chặt hai cây" not in in_group.heard
    assert SECRET not in all_text(group) and "Chặt hai cây" not in all_text(group)
    official = town.person("official_None", chat="ward")
    await official.commands("viec")
    assert "không có" in official.heard.lower()
    await town.person("official_ubnd_tan_phong").commands("viec", code)
    assert SECRET in town.person("official_ubnd_tan_phong").last.reply.text
