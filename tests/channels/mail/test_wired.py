"""The product as it starts with a mail server set: every link has its page."""

from pathlib import Path

import httpx

from bot.app import App
from bot.channels.push.keys import Keys
from bot.settings import Settings
from bot.web.sign_in import CONFIRM, OPEN_PAGE, STOP


async def test_links_in_mails_and_push_are_there(tmp_path: Path) -> None:
    settings = Settings(
        _env_file=None,
        data_dir=tmp_path,
        smtp_url="smtp://127.0.0.1:2525",
        smtp_from="giamsat@example.vn",
    )
    app = App(settings)
    assert {"mail", "push", "web"} <= app.channels.keys() and app.tools.mails
    app.database.migrate()
    here = httpx.ASGITransport(app.pages(), client=("127.0.0.1", 50_000))
    async with httpx.AsyncClient(transport=here, base_url="http://127.0.0.1:8080") as browser:
        assert (await browser.get(f"{CONFIRM}/unknown")).status_code == 410
        assert "Thôi nhận thư" in (await browser.get(f"{STOP}/1-0")).text
        assert "quá 7 ngày" in (await browser.get(f"{OPEN_PAGE}/unknown")).text
        key = Keys(tmp_path).public
        assert (await browser.get("/seats/resident/api/push")).json() == {"key": key}
        worker = await browser.get("/seats/resident/push-worker.js")
        assert worker.headers["content-type"].startswith("text/javascript")
    app.database.close()
