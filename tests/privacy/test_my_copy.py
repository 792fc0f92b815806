"""A person gets a copy of their data: a page to read, and all of it as files."""

import io
import json
import re
import zipfile
from typing import Any

from sqlmodel import select

from bot.core.draft_queries import FOR_A_TAP
from bot.core.turn import Tools
from bot.router import ROUTES, Router
from db.models import Chat, Draft
from tests.oversight.test_residents import follows_and_listens
from tests.privacy.test_my_data import (
    ID,
    NAME,
    SECRET,
    everything_said,
    hour_passes,
)
from tests.town import Someone, Town, report


def unpacked(town: Town, someone: Someone) -> dict[str, bytes]:
    (file,) = someone.last.reply.files
    with zipfile.ZipFile(io.BytesIO(town.media.read(file.key))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


async def test_dulieu_gives_all_that_is_kept(town: Town) -> None:
    an, _, code = await everything_said(town)
    binh = town.person("binh")
    await report(binh, description="Việc của người khác")
    await an.commands("dulieu")
    files = unpacked(town, an)
    content: dict[str, Any] = json.loads(files["du-lieu.json"])
    (sent,) = content["reports"]
    assert sent["code"] == code and SECRET in sent["description"] and sent["shown_name"] == NAME
    assert any(SECRET in step.get("text", "") for step in sent["history"])
    assert content["consents"] and content["drafts"] and content["messages_sent"]
    assert content["person"]["channel_id"] == ID
    page = files["doc-truoc.html"].decode()
    assert SECRET in page and code in page
    assert "Việc của người khác" not in page + files["du-lieu.json"].decode()
    assert len([name for name in files if name.startswith("anh/")]) == 2


async def test_dulieu_gives_a_page_whatever_was_begun(town: Town, binh: Someone) -> None:
    """A report before consent, what is near, a move of an official's: none has a description."""
    an, chi = town.person("an"), town.person("chi")
    await report(town.person("dung"))
    await an.commands("phananh")
    await an.says("cây đổ trước cổng trường")
    await chi.commands("gantoi")
    await binh.presses("Đã xử lý")
    begun = {"an": "phản ánh", "chi": "tìm việc gần đây", "binh": "kết quả xử lý"}
    for someone in (an, chi, binh):
        await someone.commands("dulieu")
        page = unpacked(town, someone)["doc-truoc.html"].decode()
        assert "Đang viết dở (1)" in page
        assert f"<li>{begun[someone.name]}, 08:00 ngày 23/11/2026" in page


async def test_the_page_has_a_word_for_every_kind_of_draft(town: Town) -> None:
    an = town.person("an")
    await an.commands("quyenriengtu")
    kinds = sorted({*ROUTES.drafts, *FOR_A_TAP})
    with town.database.transaction() as session:
        (chat,) = session.exec(select(Chat)).all()
        for kind in kinds:
            data: dict[str, Any] = {"words_by_message": {"": SECRET}} if kind == "ask" else {}
            session.add(
                Draft(person_id=chat.person_id or 0, chat_id=chat.id or 0, kind=kind, data=data,
                      created_at=town.clock(), updated_at=town.clock())
            )  # fmt: skip
    await an.commands("dulieu")
    page = unpacked(town, an)["doc-truoc.html"].decode()
    assert f"Đang viết dở ({len(kinds)})" in page and SECRET in page
    assert "việc khác" not in page and not re.search(r"\b(offer|nearby|template|question_)", page)


async def test_the_page_to_read_has_plain_words_and_local_times(town: Town) -> None:
    an, officer, code = await everything_said(town)
    await an.commands("huy")
    await officer.commands("trangthai", code)
    await officer.presses("Đã xử lý")
    await officer.says("Đã trồng lại hai cây phượng ngày 23/11")
    await officer.presses("Gửi")
    await an.does(button=f"settled:no:{code}")
    await an.says("Chưa xong, mới trồng một cây")
    await an.presses("Gửi")
    await an.commands("dulieu")
    page = unpacked(town, an)["doc-truoc.html"].decode()
    assert "vai trò người dân" in page and "Trạng thái: mở lại" in page
    assert "08:00 ngày 23/11/2026: mới gửi" in page and "Loại việc: Chặt hạ" in page
    raw = r"\b(reopened|resident|resolved|dispute|new|chat_ha_cay|town:|None)\b|\d{4}-\d{2}-\d{2}"
    assert re.search(raw, page.partition("<body>")[2]) is None


async def test_dulieu_typed_with_marks_is_made_ahead_too(town: Town, tools: Tools) -> None:
    an, router = town.person("an"), Router(tools)
    for typed in ("/dữ liệu", "/dulieu."):
        assert router.ahead(an.incoming(text=typed)) is not None, typed
    assert router.ahead(an.incoming(text="dữ liệu của tôi")) is None


async def test_dulieu_once_an_hour_and_only_in_private(town: Town) -> None:
    an, _, _ = await everything_said(town)
    await an.commands("dulieu")
    await an.commands("dulieu")
    assert "mỗi giờ" in an.heard and not an.last.reply.files
    town.clock.advance(hours=1)
    await an.commands("dulieu")
    assert an.last.reply.files
    in_group = town.person(ID, chat="nhom")
    for command in ("dulieu", "xoa"):
        await in_group.commands(command)
        assert "nhắn riêng" in in_group.heard and not in_group.last.reply.files


async def test_the_copy_is_erased_after_a_day(town: Town, tools: Tools) -> None:
    an, _, _ = await everything_said(town)
    await an.commands("dulieu")
    (file,) = an.last.reply.files
    await hour_passes(town, tools)
    assert town.media.path(file.key).exists()
    town.clock.advance(days=1)
    await hour_passes(town, tools)
    assert not town.media.path(file.key).exists()


async def test_the_copy_says_that_one_agreed_to_be_asked_about_places(
    town: Town, an: Someone
) -> None:
    await follows_and_listens(an)
    await an.commands("dulieu")
    files = unpacked(town, an)
    (agreed,) = json.loads(files["du-lieu.json"])["asked_about_places"]
    assert agreed["area"] == "tan_phong"
    assert "Đồng ý được hỏi về một nơi" in files["doc-truoc.html"].decode()
