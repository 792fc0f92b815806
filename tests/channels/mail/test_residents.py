"""A resident who is told by mail: from the address to the last link."""

import json
from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from bot.core.turn import Tools
from bot.people.contact_queries import MAIL
from bot.privacy.retention import forget
from bot.web.sign_in import CONFIRM, OPEN_PAGE, STOP
from db.models import Chat, Outbox
from tests.channels.mail.postbox import Postbox, link, words
from tests.channels.web.web_fixtures import Visitor
from tests.privacy.test_my_copy import unpacked
from tests.town import Someone, Town, report

ADDRESS = "an@example.vn"


async def gives_address(someone: Someone, address: str = ADDRESS) -> None:
    await someone.commands("cuatoi")
    await someone.presses("📧 Báo qua e-mail")
    await someone.says(address)


async def confirms(page: Visitor, postbox: Postbox, town: Town) -> None:
    path = link(postbox.mails[-1], CONFIRM)
    assert "Xác nhận" in (await page.http.get(path)).text, "looking uses nothing up"
    assert "Đã xác nhận" in (await page.http.post(path)).text
    await town.settle()


async def adds_mailbox(binh: Someone, page: Visitor, postbox: Postbox, town: Town) -> None:
    """An official has urgent matters and digests sent to an address too."""
    await binh.commands("bantin")
    await binh.presses("📧 Thêm bản tin")
    await binh.says("binh@example.vn")
    await confirms(page, postbox, town)


async def reports_and_confirms(an: Someone, page: Visitor, postbox: Postbox, town: Town) -> None:
    """A resident has reported something, and is told of it by mail."""
    await report(an)
    await gives_address(an)
    await confirms(page, postbox, town)


def mailboxes(town: Town, **of: Any) -> list[Chat]:
    with town.database.reading() as session:
        query = select(Chat).where(Chat.channel == MAIL, col(Chat.person_id).is_not(None))
        return list(session.exec(query.filter_by(**of)).all())


async def test_each_step_comes_by_mail_once_the_address_is_confirmed(
    an: Someone, binh: Someone, page: Visitor, postbox: Postbox, town: Town
) -> None:
    code = await report(an)
    await gives_address(an)
    assert "Đã gửi liên kết" in an.heard
    await binh.presses("Tiếp nhận")
    assert len(postbox.mails) == 1, "not confirmed, nothing but the link goes there"
    await confirms(page, postbox, town)
    assert ADDRESS in an.last.reply.text
    await binh.commands("viec")
    await binh.presses("1")
    await binh.presses("Đang xử lý")
    assert code in an.last.reply.text
    mail = postbox.mails[-1]
    assert mail["To"] == ADDRESS and code in mail["Subject"] and "đang xử lý" in words(mail)
    assert len(postbox.mails) == 2
    assert OPEN_PAGE not in words(mail), "who talks elsewhere has no chat on the page"
    assert (await page.http.get(link(postbox.mails[0], CONFIRM))).status_code == 410


async def test_an_office_gets_no_cards_by_mail(
    an: Someone, binh: Someone, page: Visitor, postbox: Postbox, town: Town
) -> None:
    await adds_mailbox(binh, page, postbox, town)
    await report(an)
    assert "Chặt hai cây phượng" in binh.heard or binh.news
    assert len(postbox.mails) == 1


async def test_what_is_urgent_reaches_the_office_by_mail_without_the_reporters_words(
    an: Someone, binh: Someone, page: Visitor, postbox: Postbox, town: Town
) -> None:
    await adds_mailbox(binh, page, postbox, town)
    code = await report(an, category="Cây đổ chắn đường", description="Cây đổ đè xe ông Bình")
    mail = postbox.mails[-1]
    assert mail["To"] == "binh@example.vn" and f"Việc khẩn {code}" in mail["Subject"]
    assert f"/viec/{code}" in words(mail) and "ông Bình" not in words(mail)
    chi = town.person("chi")
    await town.invited(chi, "official", "ubnd_doan_ket")
    assert len(postbox.mails) == 2, "it is nobody else's"


async def test_the_link_at_the_foot_stops_the_mails(
    an: Someone, binh: Someone, page: Visitor, postbox: Postbox, town: Town
) -> None:
    await reports_and_confirms(an, page, postbox, town)
    await binh.presses("Tiếp nhận")
    path = link(postbox.mails[-1], STOP)
    assert f"<https://giamsat.example.vn{path}>" == postbox.mails[-1]["List-Unsubscribe"]
    assert postbox.mails[-1]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    forged = path[:-1] + ("0" if path[-1] != "0" else "1")
    for address in (forged, f"{STOP}/1-", f"{STOP}/{'9' * 30}-a"):
        await page.http.post(address)
    await page.http.get(path)
    assert mailboxes(town), "neither a forged link nor a look stops anything"
    # a mail program's one click comes from nowhere, without any cookie
    one_click = {"List-Unsubscribe": "One-Click"}
    stopped = await page.http.post(path, headers={"Origin": ""}, data=one_click)
    assert "frame-ancestors 'none'" in stopped.headers["content-security-policy"]
    assert not mailboxes(town)
    await binh.commands("viec")
    await binh.presses("1")
    await binh.presses("Đang xử lý")
    assert len(postbox.mails) == 2


async def test_a_tap_in_the_chat_stops_them_too(
    an: Someone, page: Visitor, postbox: Postbox, town: Town
) -> None:
    await reports_and_confirms(an, page, postbox, town)
    await an.commands("cuatoi")
    await an.presses("Thôi báo qua an@example.vn")
    assert "Đã xóa địa chỉ" in an.heard and not mailboxes(town)


async def test_bad_addresses_are_asked_again_and_nothing_is_kept(
    an: Someone, postbox: Postbox, town: Town
) -> None:
    await report(an)
    await an.commands("cuatoi")
    await an.presses("📧 Báo qua e-mail")
    for bad in (
        "an",
        "an@",
        "a@b",
        "a b@c.vn",
        "a@c.vn\nBcc: x@y.vn",
        "x" * 65 + "@c.vn",
        "ă@c.vn",
    ):
        await an.says(bad)
        assert "chưa đúng" in an.heard, bad
    assert not mailboxes(town) and not postbox.mails
    await an.says(ADDRESS)
    assert len(postbox.mails) == 1


async def test_without_consent_no_address_is_taken(an: Someone, town: Town) -> None:
    await an.does(button="mail:add")
    assert "cần đồng ý trước" in an.heard
    await an.says(ADDRESS)
    assert not mailboxes(town)


async def test_nobody_is_pestered_by_way_of_us(an: Someone, town: Town, postbox: Postbox) -> None:
    await report(an)
    for number in range(4):
        await gives_address(an, f"stranger{number}@example.vn")
    assert "Hôm nay đã gửi 3 thư" in an.heard and len(postbox.mails) == 3
    others = [town.person(f"p{number}") for number in range(4)]
    for other in others:
        await report(other, place="ngã ba Tân Phong, phường Tân Phong", description="Cây gãy")
        await gives_address(other)
    assert len(postbox.mails) == 6 and "Hôm nay đã gửi 3 thư" in others[-1].heard
    town.clock.advance(days=1, seconds=1)
    await gives_address(others[-1])
    assert len(postbox.mails) == 7


async def test_what_is_not_confirmed_is_forgotten_after_a_day(
    an: Someone, town: Town, tools: Tools, page: Visitor, postbox: Postbox
) -> None:
    await report(an)
    await gives_address(an)
    forget(town.database, town.media, tools.city.keep, town.clock())
    assert mailboxes(town)
    forget(town.database, town.media, tools.city.keep, town.clock() + timedelta(days=1, hours=1))
    assert not mailboxes(town)
    with town.database.reading() as session:
        assert ADDRESS not in repr(session.exec(select(Chat)).all())


async def test_no_mail_outlives_its_sending_in_the_outbox(
    an: Someone, town: Town, postbox: Postbox
) -> None:
    """The link in it confirms the address."""
    await report(an)
    await gives_address(an)
    with town.database.reading() as session:
        query = select(Outbox).join(Chat).where(Chat.channel == MAIL)
        (row,) = session.exec(query).all()
    assert row.state == "sent" and row.payload is None


async def test_the_copy_has_the_address_and_erasure_takes_it(
    an: Someone, town: Town, page: Visitor, postbox: Postbox
) -> None:
    await reports_and_confirms(an, page, postbox, town)
    await an.commands("dulieu")
    copy = unpacked(town, an)
    assert ADDRESS in json.dumps(json.loads(copy["du-lieu.json"])["chats"])
    assert ADDRESS in copy["doc-truoc.html"].decode()
    await an.commands("xoa")
    await an.presses("Xóa hết")
    await an.presses("Vâng, xóa hết")
    assert not mailboxes(town)
    with town.database.reading() as session:
        assert ADDRESS not in repr(session.exec(select(Chat)).all())


async def test_an_address_nothing_reaches_stops_itself(
    an: Someone, binh: Someone, town: Town, page: Visitor, postbox: Postbox
) -> None:
    await reports_and_confirms(an, page, postbox, town)
    postbox.refusals = ["550 5.1.1 no such user"]
    await binh.presses("Tiếp nhận")
    assert not mailboxes(town, active=True) and "tiếp nhận" in an.heard


async def test_an_earlier_link_confirms_nothing_once_another_address_is_given(
    an: Someone, page: Visitor, postbox: Postbox, town: Town
) -> None:
    await report(an)
    await gives_address(an)
    early = link(postbox.mails[-1], CONFIRM)
    await gives_address(an, "khac@example.vn")
    assert (await page.http.post(early)).status_code == 410
    (box,) = mailboxes(town)
    assert (box.channel_id, box.active) == ("khac@example.vn", False)


async def test_stopping_gives_no_further_links_in_a_day(
    an: Someone, page: Visitor, postbox: Postbox, town: Town
) -> None:
    await report(an)
    for address in ("nan@example.vn", "Nan@example.vn", "nAn@example.vn", "naN@example.vn"):
        await gives_address(an, address)
        if box := next(iter(mailboxes(town)), None):
            await an.does(button=f"mail:stop:{box.id}")
    assert len(postbox.mails) == 3


async def test_a_made_up_stop_link_is_no_error(page: Visitor, town: Town, an: Someone) -> None:
    await an.commands("start")
    answer = await page.http.post(f"{STOP}/1-%C3%A9")
    assert answer.status_code < 500
