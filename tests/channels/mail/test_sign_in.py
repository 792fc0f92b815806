"""An office signs in to the desk by a link in a mail to the address it confirmed."""

import httpx

from tests.channels.mail.postbox import Postbox, link
from tests.channels.mail.test_residents import confirms, gives_address
from tests.channels.web.web_fixtures import Visitor
from tests.reports.desk.desks import served
from tests.town import Someone, Town, report

ADDRESS = "binh@example.vn"


async def asks(http: httpx.AsyncClient, town: Town, address: str) -> str:
    answer = await http.post("/vao", data={"address": address})
    assert answer.status_code == 200
    await town.settle()
    return answer.text


async def test_the_link_comes_by_mail_and_opens_the_desk_once(
    binh: Someone, page: Visitor, postbox: Postbox, town: Town
) -> None:
    await binh.commands("bantin")
    await binh.presses("📧 Thêm bản tin")
    await binh.says(ADDRESS)
    await confirms(page, postbox, town)
    postbox.mails.clear()
    async with (
        served(town, town.conversation) as url,
        httpx.AsyncClient(base_url=url, headers={"Origin": url}) as http,
    ):
        assert 'name="address"' in (await http.get("/viec")).text
        assert "đang được gửi đến đó" in await asks(http, town, ADDRESS.upper())
        (mail,) = postbox.mails
        path = link(mail, "/vao")
        entered = await http.post(path, follow_redirects=True)
        assert entered.status_code == 200 and "Bàn việc" in entered.text
        assert (await http.post(path)).status_code == 410
        for _ in range(8):
            await asks(http, town, ADDRESS)
        assert len(postbox.mails) <= 5, "nobody is pestered by way of us"


async def test_who_has_no_role_or_no_address_gets_the_same_answer_and_no_link(
    an: Someone, page: Visitor, postbox: Postbox, town: Town
) -> None:
    await report(an)
    await gives_address(an, "an@example.vn")
    await confirms(page, postbox, town)
    postbox.mails.clear()
    async with (
        served(town, town.conversation) as url,
        httpx.AsyncClient(base_url=url, headers={"Origin": url}) as http,
    ):
        answers = {await asks(http, town, to) for to in ("an@example.vn", "no@example.vn", "x")}
        assert len(answers) == 1 and postbox.mails == []
        foreign = await http.post("/vao", data={"address": "a"}, headers={"Origin": "http://x"})
        assert foreign.status_code == 403
