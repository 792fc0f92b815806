"""Speaking on the page: a recording is made with two taps, heard before and after it is sent."""

import re

from playwright.async_api import expect

from bot.core.recordings import is_recording
from tests.channels.web.page_fixtures import Person
from tests.channels.web.web_fixtures import Site


async def test_two_taps_make_a_recording_that_is_sent_and_played(me: Person, site: Site) -> None:
    page = me.page
    await page.context.grant_permissions(["microphone"], origin=site.url)
    button = page.get_by_role("button", name="Ghi âm", exact=True)
    await button.click()
    await expect(page.locator("#notice")).to_contain_text("có thể bị nhận ra")
    await expect(button).to_have_attribute("aria-pressed", "true")
    await page.wait_for_timeout(1200)  # something has to be said
    await button.click()
    await expect(page.locator("#chosen li")).to_have_count(1)
    await page.get_by_role("button", name="Gửi tin").click()
    player = me.log.locator(".message.me audio")
    await expect(player).to_have_attribute("src", re.compile("^media/"))
    (photo,) = site.parrot.arrived[-1].photos
    assert photo.recording and photo.key and is_recording(photo.key)
    seconds = await player.evaluate(
        """(audio) => new Promise((heard, failed) => {
          audio.addEventListener("loadedmetadata", () => heard(audio.duration));
          audio.addEventListener("error", () => failed(audio.error.message));
          audio.load();
        })"""
    )
    assert 0.5 < seconds < 30
