"""An office that lives in mail: its digest comes as one mail, with its files."""

import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from bot.core.turn import Tools
from bot.digests.sending import send_due
from bot.web.sign_in import CONFIRM, OPEN_PAGE, STOP
from db.models import Subscription
from tests.channels.mail.conftest import PAGE
from tests.channels.mail.postbox import Postbox, link, words
from tests.channels.web.web_fixtures import Visitor
from tests.town import Someone, Town, report

ADDRESS = "front@example.vn"


async def subscribes(front: Someone, page: Visitor, postbox: Postbox, town: Town) -> None:
    await front.commands("bantin")
    await front.presses("📧 Thêm bản tin qua e-mail")
    await front.says(ADDRESS)
    await page.http.post(link(postbox.mails[-1], CONFIRM))
    await town.settle()
    assert "Bản tin thì chưa" in front.last.reply.text, "it comes by the next tap"
    await front.presses("📧 Thêm bản tin qua e-mail")
    await front.presses("Thứ Hai hằng tuần")
    await front.presses("07:30")


async def test_the_digest_comes_as_one_mail_with_its_files(
    front: Someone, an: Someone, page: Visitor, postbox: Postbox, town: Town, tools: Tools
) -> None:
    await subscribes(front, page, postbox, town)
    await front.commands("bantin")
    assert f"qua e-mail {ADDRESS}" in front.heard
    with town.database.transaction() as session:
        rows = session.exec(select(Subscription)).all()
        (mailed,) = [row for row in rows if row.cron == "30 7 * * 1"][-1:]
        mailed.forms, mailed.own_forms = ["chart", "xlsx", "docx"], True
    code = await report(an)
    postbox.mails.clear()
    town.clock.advance(days=8)
    send_due(town.database, tools, town.media, town.clock())
    await town.settle()
    (mail,) = postbox.mails
    assert mail["To"] == ADDRESS and code in words(mail)
    attached = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}
    assert [name.rpartition(".")[2] for name in attached] == ["xlsx", "docx"]
    book = load_workbook(io.BytesIO(next(iter(attached.values()))))
    assert "Tổng hợp" in book.sheetnames
    assert any(part.get_content_type() == "image/png" for part in mail.walk())
    assert "Nguyễn" not in words(mail) and OPEN_PAGE not in words(mail)
    await page.http.post(link(mail, STOP))
    await front.commands("bantin")
    assert ADDRESS not in front.heard
    town.clock.advance(days=7)
    send_due(town.database, tools, town.media, town.clock())
    await town.settle()
    assert len(postbox.mails) == 1


@pytest.mark.parametrize("public", [True, False])
async def test_its_lines_open_the_desk_where_the_page_has_an_address(
    public: bool, front: Someone, an: Someone, page: Visitor, postbox: Postbox, town: Town,
    tools: Tools,
) -> None:  # fmt: skip
    await subscribes(front, page, postbox, town)
    code = await report(an)
    postbox.mails.clear()
    town.clock.advance(days=8)
    known = replace(tools, deep_links=replace(tools.deep_links, public=public))
    send_due(town.database, known, town.media, town.clock())
    await town.settle()
    (mail,) = postbox.mails
    desk = f"{PAGE}/viec"
    assert (f'<a href="{desk}/{code}">{code}</a>' in words(mail, "html")) == public
    assert (f'⏰ <b><a href="{desk}?loc=late">Quá hạn' in words(mail, "html")) == public
    assert (f"{code} ({desk}/{code})" in words(mail)) == public and code in words(mail)
    assert "/viec" not in str(mail["Subject"]) and (public or desk not in words(mail))


async def test_who_loses_the_role_gets_no_more_of_it(
    front: Someone, an: Someone, page: Visitor, postbox: Postbox, town: Town, tools: Tools
) -> None:
    await subscribes(front, page, postbox, town)
    await report(an)
    with town.database.transaction() as session:
        from bot.people import queries as people

        person = people.known_person(session, "town", "front")
        assert person
        person.role, person.agency = "resident", None
    postbox.mails.clear()
    town.clock.advance(days=8)
    send_due(town.database, tools, town.media, town.clock())
    await town.settle()
    assert not postbox.mails


async def test_nobody_changes_anothers_digest(
    front: Someone, binh: Someone, page: Visitor, postbox: Postbox, town: Town
) -> None:
    await subscribes(front, page, postbox, town)
    with town.database.reading() as session:
        rows = session.exec(select(Subscription)).all()
    for row in rows:
        if row.agency is None:
            await binh.does(button=f"bantin:{row.id}:delete:yes")
            assert "Đã xóa" not in binh.heard
    await binh.does(button="bantin:0:mail")
    assert "địa chỉ e-mail" in binh.heard, "the other's address is not offered"
