"""The two hundred hostile texts in everything offices, clerks and admins write, read and print."""

import io
import zipfile
from collections.abc import Sequence
from html.parser import HTMLParser

import pytest
from sqlmodel import select

from bot.core.events import Reply
from bot.core.turn import Tools
from bot.reports.intake import spot_rules as spots
from bot.texts import cleaned
from db.models import (
    Chat,
    Digest,
    OfficialAnswer,
    Outbox,
    Person,
    QuestionGroup,
    Rating,
    ReplyTemplate,
    Report,
    ReportEvent,
    SentQuestion,
    Spot,
    Subscription,
)
from tests.hostile import BATCHES, all_faults, unseen
from tests.town import Someone, Town, report

batches = pytest.mark.parametrize(("kind", "texts"), BATCHES)
AGENCY = "ubnd_tan_phong"


class Printed(HTMLParser):
    """The tags and the words of a page that is printed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.words = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def stored(texts: Sequence[str], limit: int = 3000) -> list[str]:
    """As the conversations keep them; what is empty then is never kept."""
    return [stripped for text in texts if (stripped := cleaned(text)[:limit].strip())]


async def invited(town: Town, name: str, role: str, agency: str | None = None) -> Someone:
    someone = town.person(name)
    await town.invited(someone, role, agency)
    return someone


def assert_whole(town: Town, tools: Tools) -> None:
    """Check that no shown message is broken, and that every update was answered."""
    assert all_faults(town) == []
    failed = tools.texts("start.failed")
    shown_texts = [person.reply.text for chat in town.channel.chats.values() for person in chat]
    assert shown_texts.count(failed) == 0


def labels(someone: Someone) -> set[str]:
    return {label for message in someone.news for label in message.labels}


async def _write_down(town: Town, words: Sequence[str]) -> None:
    """Each as a template, as a note on the one report, and as a colleague's name."""
    now = {"created_at": town.clock()}
    with town.database.transaction() as session:
        row = session.exec(select(Report)).one()
        note = {"report_id": row.id, "at": town.clock(), "action": "note", "status": "new"}
        values = {"channel": "town", "role": "official", "agency": AGENCY}
        session.add_all(ReplyTemplate(agency=AGENCY, move="ask", text=text[:1000], **now)
                        for text in words)  # fmt: skip
        session.add_all(ReportEvent(**note, role="official", text=text, internal=True)
                        for text in words)  # fmt: skip
        people = [Person(**values, channel_id=f"c{number}", alias=line[:40], **now)
                  for number, line in enumerate(words)]  # fmt: skip
        session.add_all(people)
        session.flush()
        session.add_all(Chat(channel="town", channel_id=row.channel_id, person_id=row.id, **now)
                        for row in people)  # fmt: skip


async def _ask(town: Town, words: Sequence[str]) -> None:
    """Each as a question that waits, as its answer, and as the word why of a rating."""
    now, so = town.clock(), {"agency": "so_xay_dung"}
    with town.database.transaction() as session:
        person = session.exec(select(Person).where(Person.channel_id == "an")).one()
        chat = session.exec(select(Chat).where(Chat.channel_id == "an")).one()
        an = {"person_id": person.id, "chat_id": chat.id}
        groups = [QuestionGroup(head=f"h{number}", size=1, words="x", text=text, created_at=now)
                  for number, text in enumerate(words)]  # fmt: skip
        session.add_all(groups)
        session.flush()
        for group in groups:
            of = {"group_id": group.id, "text": group.text, **so}
            session.add(OfficialAnswer(**of, given_at=now))
            session.add(SentQuestion(**of | an, sent_at=now))
            about = {"person_id": person.id, "plan": "lai-chau-2030", "item": f"I.{group.id}"}
            session.add(Rating(**about, up=False, word=group.text[:500], at=now))


@batches
async def test_templates_notes_and_names(town: Town, tools: Tools, texts: Sequence[str]) -> None:
    """Forty templates, notes and colleagues at a time, in the lists and on the cards."""
    binh = await invited(town, "binh", "official", AGENCY)
    admin = await invited(town, "quan", "admin")
    code = await report(town.person("an"))
    stored_texts = stored(texts)
    await _write_down(town, stored_texts)
    await binh.commands("mau")
    assert len(labels(binh)) >= len(set(stored_texts)) // 2
    await binh.does(button=f"case:ask:{code}")
    for number in (1, len(stored_texts)):
        await binh.does(button=f"template:use:{number}:1")
        await binh.does(button=f"template:drop:{number}")
    for begin in range(0, len(stored_texts), 10):
        with town.database.transaction() as session:
            for event in session.exec(select(ReportEvent).limit(10)).all():
                event.text = stored_texts[(begin + (event.id or 0)) % len(stored_texts)]
        for someone in (binh, admin):
            await someone.commands("viec", code)
            assert "🔒 ghi chú nội bộ" in someone.heard
    await binh.does(button=f"assign:{code}")
    assert len(labels(binh)) > len(stored_texts) // 2
    for number in range(0, len(stored_texts), 5):
        await binh.does(button=f"assign:{code}:{number + 4}")
    assert "đã giao cho" in binh.heard
    assert_whole(town, tools)


@batches
async def test_questions_and_what_was_answered(
    town: Town, tools: Tools, texts: Sequence[str]
) -> None:
    """In the lists, on the cards of officials and admins, and to who asked."""
    so = await invited(town, "so", "official", "so_xay_dung")
    admin, an = await invited(town, "quan", "admin"), town.person("an")
    await an.commands("start")
    stored_texts = stored(texts, 1500)
    await _ask(town, stored_texts)
    for begin in range(0, len(stored_texts), 10):
        await so.does(button=f"questions:{begin}")
        await admin.does(button=f"answers:{begin}")
        assert labels(so) and labels(admin)
    for number, question_text in enumerate(stored_texts, 1):
        await admin.does(button=f"question:show:{number}")
        assert "Câu hỏi của người dân" in admin.heard
        if number % 5 == 0:
            await so.does(button=f"question:answer:{number}")
            await so.says(f"Cơ quan trả lời: {question_text}")  # signs alone are no answer
            await so.presses("Gửi")
            assert "người hỏi" in so.heard
            await admin.does(button=f"verdict:approve:{number}")
    await an.commands("dulieu")
    (file,) = an.last.reply.files
    with zipfile.ZipFile(io.BytesIO(town.media.read(file.key))) as archive:
        page = Printed(archive.read("doc-truoc.html").decode())
    allowed = {"html", "head", "meta", "title", "body", "h1", "h2", "p", "ul", "li"}
    assert {tag for tag, _ in page.tags} <= allowed
    assert unseen(page.words) == []
    words = " ".join(page.words.split())
    assert [text for text in stored_texts if " ".join(text.split()) not in words] == []
    assert_whole(town, tools)


@batches
async def test_places_with_a_code_and_what_is_printed(
    town: Town, tools: Tools, texts: Sequence[str]
) -> None:
    """The sheet of each, as a page that can be opened; and the report it begins."""
    an = town.person("an")
    await an.commands("phananh")
    await an.presses("Đồng ý")
    names = stored([" ".join(text.split()) for text in texts], 100)
    with town.database.transaction() as session:
        spots_made = [Spot(token=f"token{n}", name=name, created_at=town.clock())
                for n, name in enumerate(names)]  # fmt: skip
        session.add_all(spots_made)
    for spot in spots_made:
        page = Printed(spots.sheet(tools.texts, spot, ["https://t.me/x?start=cho_1"]).decode())
        tags = {tag for tag, _ in page.tags}
        assert tags <= {"html", "head", "meta", "title", "style", "body", "h1", "h2", "svg", "path",
                        "ol", "li", "p"}  # fmt: skip
        assert unseen(page.words) == []
        assert page.words.count(spot.name) >= 2  # its title and its head
    for spot in spots_made[::3]:
        await an.commands("start", f"cho_{spot.token}")
        await an.commands("huy")
    assert_whole(town, tools)


@batches
async def test_chats_that_get_digests_by_their_titles(
    town: Town, tools: Tools, texts: Sequence[str]
) -> None:
    """/nhatky, with what a channel said of those that did not arrive."""
    admin = await invited(town, "quan", "admin")
    with town.database.transaction() as session:
        for number, text in enumerate(texts):
            title = error = cleaned(text)
            session.add(chat := Chat(channel="town", channel_id=f"g{number}", private=False,
                                     title=title, role="official", agency=AGENCY,
                                     created_at=town.clock()))  # fmt: skip
            session.flush()
            session.add(of := Subscription(chat_id=chat.id or 0, cron="30 7 * * 1",
                                           created_at=town.clock()))  # fmt: skip
            reply = Reply(text="x").model_dump(mode="json")
            session.add(sent := Outbox(chat_id=chat.id or 0, kind="digest", payload=reply,
                                       state="dead", error=error, due_at=town.clock(),
                                       created_at=town.clock()))  # fmt: skip
            session.flush()
            session.add(Digest(subscription_id=of.id or 0, period="2026-W47", outbox_id=sent.id,
                               made_at=town.clock()))  # fmt: skip
    for begin in range(0, len(texts), 10):
        await admin.does(button=f"journal:{begin}")
        assert "❌ không đến được" in admin.heard
    assert_whole(town, tools)
