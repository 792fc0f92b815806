"""Consent is asked for in short, with its version and a way to the whole; then all is shown."""

from bot.people.roles import CONSENT_VERSION
from bot.texts import without_markup
from tests.reports.reporting import drafts
from tests.town import Someone, Town


async def test_it_is_short_and_the_whole_is_one_tap_away(town: Town, an: Someone) -> None:
    await an.commands("phananh", "Chặt hai cây")
    asked = without_markup(an.last.reply.text)
    assert len(asked) <= 300 and CONSENT_VERSION in asked
    await an.presses("📄 Đọc toàn bộ")
    for phrase in ("Giữ gì", "Ai thấy", "Giữ bao lâu", "Google", "chìa khóa", CONSENT_VERSION):
        assert phrase in an.heard
    await an.presses("Đồng ý")
    (draft,) = await drafts(town)
    assert draft.data["description"] == "Chặt hai cây", "the button under the whole unlocks too"


async def test_what_was_sent_before_is_shown_after_it(town: Town, an: Someone) -> None:
    await an.sends_photos("green", "red", caption="một chuyện lạ ở đây")
    await an.sends_place()
    await an.presses("Đồng ý")
    echo = an.news[0].reply
    assert "một chuyện lạ ở đây" in echo.text and "2 ảnh" in echo.text
    assert "22.39600" in echo.text and len(echo.photos) == 2
    assert all(not shown.reply.photos for shown in an.news[1:])


async def test_before_anything_was_said_there_is_nothing_to_show(town: Town, an: Someone) -> None:
    await an.commands("phananh")
    await an.presses("Đồng ý")
    assert len(an.news) == 1
