"""A short link of a map in what a resident says: opened beforehand, or kept as it is."""

from bot.city.map_links import MapLinks
from bot.core.media import Media
from bot.router import Router
from db.engine import Database
from tests.clock import Clock
from tests.maps import Maps, served
from tests.reports.reporting import begun, told
from tests.town import Someone, Town

GOOGLES = "https://www.google.com/maps/place/X/data=!3d22.396!4d103.458"


def town_with(
    maps: Maps, database: Database, conversation: Router, media: Media, clock: Clock
) -> Town:
    allowed = frozenset({maps.origin, "https://www.google.com"})
    links = MapLinks((f"{maps.origin}/s/",), allowed)
    return Town(database, conversation, media, clock, links)


async def asked_where(town: Town) -> Someone:
    an = await begun(town)
    await an.presses("Cây xanh")
    await an.presses("Chặt hạ")
    return an


async def test_a_short_link_is_the_place(
    database: Database, conversation: Router, media: Media, clock: Clock
) -> None:
    async with served({"/s/AbCd": GOOGLES}) as maps:
        town = town_with(maps, database, conversation, media, clock)
        an = await asked_where(town)
        await an.says(f"sau chợ {maps.origin}/s/AbCd")
        data = await told(town)
        assert (data["latitude"], data["longitude"], data["place"]) == (22.396, 103.458, "sau chợ")
        assert "không mở được" not in an.heard and "phường nào" in an.heard


async def test_a_position_in_the_story_is_the_place(town: Town) -> None:
    an = await begun(town)
    await an.says("Chặt hai cây phượng ở 22.396, 103.458 sáng nay")
    data = await told(town)
    assert (data["latitude"], data["longitude"]) == (22.396, 103.458)
    assert "Chặt hai cây phượng" in data["description"]


async def test_alone_and_first_it_begins_a_report(
    database: Database, conversation: Router, media: Media, clock: Clock
) -> None:
    async with served({"/s/AbCd": GOOGLES}) as maps:
        town = town_with(maps, database, conversation, media, clock)
        an = await begun(town)
        await an.commands("huy")
        await an.says(f"{maps.origin}/s/AbCd")
        assert (await told(town))["latitude"] == 22.396


async def test_before_consent_it_is_kept_and_nobody_hears_of_it(
    database: Database, conversation: Router, media: Media, clock: Clock
) -> None:
    async with served({"/s/AbCd": GOOGLES}) as maps:
        town = town_with(maps, database, conversation, media, clock)
        an, binh = town.person("an"), town.person("binh")
        await an.commands("phananh", f"{maps.origin}/s/AbCd")
        assert maps.asked == []
        await an.presses("Đồng ý")
        assert (await told(town))["latitude"] == 22.396 and maps.asked == ["/s/AbCd"]
        await binh.says("https://maps.app.goo.gl/AbCd")
        await binh.presses("📄 Đọc toàn bộ")
        assert "Google thấy máy chúng tôi" in binh.heard, "alone and first it begins a report"


async def test_where_it_leads_nowhere_it_is_kept_and_that_is_said(
    database: Database, conversation: Router, media: Media, clock: Clock
) -> None:
    async with served({}) as maps:
        town = town_with(maps, database, conversation, media, clock)
        an = await asked_where(town)
        await an.says(f"{maps.origin}/s/AbCd maps.app.goo.gl/AbCd")
        assert "không mở được đường dẫn rút gọn" in an.heard and maps.asked == ["/s/AbCd"]
        assert (await told(town))["place"].endswith("maps.app.goo.gl/AbCd")


async def test_what_people_say_to_each_other_in_a_group_is_not_opened(
    database: Database, conversation: Router, media: Media, clock: Clock
) -> None:
    async with served({"/s/AbCd": GOOGLES}) as maps:
        town = town_with(maps, database, conversation, media, clock)
        await town.person("an", chat="-7").says(f"{maps.origin}/s/AbCd", addressed=False)
        assert maps.asked == []
