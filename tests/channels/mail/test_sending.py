"""What a mail looks like, and what is done where the server refuses it."""

from datetime import UTC, datetime

import pytest

from bot.channels.mail.channel import Mail
from bot.core.events import Address, Blocked, Button, File, Reply, TryLater, Unsendable
from bot.core.media import Media
from bot.core.turn import Tools
from bot.people import contact_queries as contacts
from bot.people import queries as people
from db.engine import Database
from tests.channels.mail.conftest import PAGE, SENDER
from tests.channels.mail.postbox import Postbox, running, words
from tests.town import picture

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def to(database: Database) -> Address:
    """A confirmed address of a person who is no resident of the page."""
    with database.transaction() as session:
        person = people.person(session, "town", "an", NOW)
        chat = contacts.set_mailbox(session, person.id or 0, "an@example.vn", NOW)
        chat.active = True
        return Address(chat=chat.channel_id, thread=chat.thread)


@pytest.fixture
def mail(database: Database, tools: Tools, media: Media, postbox: Postbox) -> Mail:
    return Mail(postbox.url, SENDER, PAGE, database, media, tools.texts, lambda: NOW)


async def test_words_pictures_and_files_arrive(
    mail: Mail, to: Address, postbox: Postbox, media: Media
) -> None:
    files = (
        File(key=media.add_file(b"an excel file", ".xlsx"), name="Bản tin tuần.xlsx"),
        File(key=media.add_file(b"a word file", ".docx"), name="bao-cao.docx"),
        File(key=media.add_file(b"%PDF", ".pdf"), name="bao-cao.pdf"),
    )
    chart = media.add_file(b"\x89PNG", ".png")
    photo = media.add_picture(picture())
    text = "<b>Bản tin</b> tuần &lt;47&gt;\n• một\n• hai"
    button = Button(text="Xem bảng", url="https://giamsat.example.vn/congkhai")
    acts = Button(text="Tiếp nhận", data="dg:accept:1:2")
    reply = Reply(text=text, photos=(chart, photo), files=files, buttons=((button, acts),))
    name = await mail.send(to, reply)
    arrived = postbox.mails[-1]
    assert arrived["Message-ID"] == name and name.endswith("@example.vn>")
    assert arrived["To"] == "an@example.vn" and arrived["From"].endswith("<giamsat@example.vn>")
    assert arrived["Subject"] == "Bản tin tuần <47>"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert "Bản tin tuần <47>\n• một\n• hai" in words(arrived)
    assert "Xem bảng:\nhttps://giamsat.example.vn/congkhai" in words(arrived)
    assert "Tiếp nhận" not in arrived.as_string() and "Tiếp nhận" not in words(arrived, "html")
    html = words(arrived, "html")
    assert "<b>Bản tin</b> tuần &lt;47&gt;<br>" in html and f"cid:{chart}" in html
    attached = {part.get_filename(): part for part in arrived.iter_attachments()}
    assert list(attached) == ["Bản tin tuần.xlsx", "bao-cao.docx", "bao-cao.pdf"]
    assert attached["Bản tin tuần.xlsx"].get_content() == b"an excel file"
    assert attached["Bản tin tuần.xlsx"].get_content_type() == XLSX
    shown = {part["Content-ID"]: part for part in arrived.walk() if part["Content-ID"]}
    assert shown[f"<{chart}>"].get_content() == b"\x89PNG"
    assert shown[f"<{photo}>"].get_content_type() == "image/jpeg"


async def test_what_was_erased_meanwhile_is_left_out(
    mail: Mail, to: Address, postbox: Postbox
) -> None:
    gone = "0" * 40
    files = (File(key=f"{gone}.xlsx", name="a.xlsx"),)
    await mail.send(to, Reply(text="Tin", photos=(f"{gone}.jpg",), files=files))
    assert not list(postbox.mails[-1].iter_attachments()) and "cid:" not in words(
        postbox.mails[-1], "html"
    )


async def test_a_sent_mail_is_not_sent_again_where_it_should_change(
    mail: Mail, to: Address, postbox: Postbox
) -> None:
    name = await mail.send(to, Reply(text="Tin"))
    assert await mail.send(to, Reply(text="Tin khác", edit=name)) == name
    assert len(postbox.mails) == 1


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("550 5.1.1 no such user here", Blocked),
        ("550 5.2.1 mailbox disabled", Blocked),
        ("550 5.7.1 message refused as spam", Unsendable),
        ("450 4.2.0 greylisted, try again later", TryLater),
    ],
)
async def test_each_refusal_is_taken_as_what_it_is(
    mail: Mail, to: Address, postbox: Postbox, answer: str, error: type[Exception]
) -> None:
    postbox.refusals = [answer]
    with pytest.raises(error) as refused:
        await mail.send(to, Reply(text="Tin"))
    assert "an@example.vn" not in str(refused.value)
    postbox.late_refusals = ["552 5.3.4 too big"]
    with pytest.raises(Unsendable):
        await mail.send(to, Reply(text="Tin"))
    await mail.send(to, Reply(text="Tin"))


async def test_a_server_that_is_not_there_is_tried_later(
    to: Address, database: Database, tools: Tools, media: Media
) -> None:
    async with running() as stopped:
        url = stopped.url
    mail = Mail(url, SENDER, PAGE, database, media, tools.texts, lambda: NOW)
    with pytest.raises(TryLater):
        await mail.send(to, Reply(text="Tin"))


async def test_it_signs_in_with_what_the_setting_says(
    to: Address, database: Database, tools: Tools, media: Media
) -> None:
    async with running("giam sat", "p@ss/word") as postbox:
        right = "giam%20sat:p%40ss%2Fword"
        for user, works in ((right, True), ("x:y", False), ("%C3%A1:y", False)):
            url = postbox.url.replace("smtp://", f"smtp://{user}@")
            mail = Mail(url, SENDER, PAGE, database, media, tools.texts, lambda: NOW)
            if works:
                await mail.send(to, Reply(text="Tin"))
            else:
                with pytest.raises(TryLater):
                    await mail.send(to, Reply(text="Tin"))
        assert len(postbox.mails) == 1


async def test_nothing_goes_to_an_address_that_was_taken_back(
    mail: Mail, to: Address, postbox: Postbox, database: Database
) -> None:
    with database.transaction() as session:
        person = people.person(session, "town", "an", NOW)
        contacts.forget_person(session, person.id or 0, NOW)
    with pytest.raises(Unsendable):
        await mail.send(to, Reply(text="Tin"))
    assert not postbox.mails
