"""Short links of maps, over real HTTP: followed to a position, and nowhere else."""

import pytest

from bot.city.map_links import GOOGLE, SHORT, MapLinks
from bot.city.positions import position_in
from tests.maps import served

FULL_LINK = "https://www.google.com/maps?q=22.396000,103.458000"


def on_google(origin: str) -> MapLinks:
    """Asks the double, and takes Google's own addresses for what they tell without asking."""
    return MapLinks((f"{origin}/s/",), frozenset({origin, "https://www.google.com"}))


@pytest.mark.parametrize(
    "leads",
    [
        {"/s/Ab-C": "https://www.google.com/maps/place/X/@22.1,103.1,17z/data=!3d22.396!4d103.458"},
        {"/s/Ab-C": "https://www.google.com/maps/search/22.396,+103.458?entry=tts"},
        {"/s/Ab-C": "/two", "/two": "/three", "/three": "https://www.google.com/maps?q=22.396,103.458"},
    ],
)  # fmt: skip
async def test_a_link_is_followed_to_its_position(leads: dict[str, str]) -> None:
    async with served(leads) as maps:
        text = await on_google(maps.origin).opened(f"cây đổ {maps.origin}/s/Ab-C, ngay cổng ạ")
        assert text == f"cây đổ {FULL_LINK}, ngay cổng ạ"
        assert maps.asked == list(leads), "and Google's own page is not asked for"
        assert not any(line.startswith(("cookie:", "authorization:")) for line in maps.headers)
    position = position_in(text)
    assert position and position.remainder == "cây đổ ngay cổng ạ"


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:1/maps?q=22.396,103.458",
        "https://maps.example.com/?q=22.396,103.458",
        "https://www.google.com.evil.vn/maps?q=22.396,103.458",
        "https://www.google.com@evil.vn/maps?q=22.396,103.458",
        "https://user:word@www.google.com/maps?q=22.396,103.458",
        "https://www.google.com:8443/maps?q=22.396,103.458",
        "http://www.google.com/maps?q=22.396,103.458",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "http://[::1",
        "\x00",
    ],
)
async def test_nobody_else_is_asked_or_believed(location: str) -> None:
    async with served({"/s/a": location}) as server:
        text = f"{server.origin}/s/a"
        assert await on_google(server.origin).opened(text) == text
        assert server.asked == ["/s/a"]


async def test_another_server_on_this_machine_is_never_asked() -> None:
    async with served({}) as inner, served({"/s/a": f"{inner.origin}/secret"}) as maps:
        text = f"{maps.origin}/s/a"
        assert await maps.links.opened(text) == text
        assert inner.asked == []


async def test_a_circle_ends_and_a_dead_end_too() -> None:
    async with served({"/s/a": "/s/a"}) as maps:
        assert await maps.links.opened(f"{maps.origin}/s/a") == f"{maps.origin}/s/a"
        assert len(maps.asked) == 5
        assert await maps.links.opened(f"{maps.origin}/s/none") == f"{maps.origin}/s/none"


async def test_of_several_links_the_first_is_opened() -> None:
    async with served({"/s/a": "/x", "/s/b": "/y"}) as maps:
        await maps.links.opened(f"{maps.origin}/s/a {maps.origin}/s/b")
        assert maps.asked == ["/s/a", "/x"]


async def test_where_nobody_answers_the_link_stays() -> None:
    async with served({}) as maps:
        links = maps.links
    text = f"{maps.origin}/s/a"
    assert await links.opened(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "cây đổ trước cổng trường",
        "https://www.google.com/maps?q=22.396,103.458",
        "https://evil.vn/maps.app.goo.gl/abc",
        "https://maps.app.goo.gl.evil.vn/abc",
        "xmaps.app.goo.gl/abc",
        "https://goo.gl/abc",
    ],
)
async def test_what_is_no_short_link_of_a_map_is_left_alone(text: str) -> None:
    assert await MapLinks(allowed=frozenset()).opened(text) == text
    assert not MapLinks()._links.search(text)


@pytest.mark.parametrize(
    "text", ["https://maps.app.goo.gl/AbC123?g_st=iz", "maps.app.goo.gl/x", "http://goo.gl/maps/y"]
)
async def test_the_links_telephones_share_are_known(text: str) -> None:
    assert MapLinks()._links.search(text)
    assert await MapLinks(allowed=frozenset()).opened(text) == text, "which asks nobody"


def test_only_google_over_https_is_asked_unless_told_otherwise() -> None:
    assert all(url.startswith("https://") for url in (*SHORT, *GOOGLE))
    assert all("goo" in origin for origin in GOOGLE)
