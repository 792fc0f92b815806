"""Who cannot support a report, and who cannot twice."""

import pytest
from sqlmodel import col, select

from bot.people.roles import CONSENT_VERSION
from db.models import Outbox, Report
from tests.reports.intake.test_support import HINT, beside, sent, supporters
from tests.reports.reporting import drafts
from tests.town import Town


async def test_without_consent_nothing_is_kept(town: Town) -> None:
    code = await sent(town)
    binh = town.person("binh")
    await binh.does(button=f"support:{code}")
    assert await supporters(town) == [] and "Đồng ý" in binh.last.labels[0]
    assert "xin anh/chị đồng ý" in binh.heard and CONSENT_VERSION in binh.heard
    assert "rút lại đồng ý" not in binh.heard, "there was none before"
    await binh.presses("Đồng ý")
    (row,) = await supporters(town)
    assert row.person_id is not None
    await binh.commands("quyenriengtu")
    await binh.presses("Rút lại đồng ý")
    await binh.presses("Chắc chắn rút lại")
    (row,) = await supporters(town)
    assert (row.person_id, row.chat_id) == (None, None)
    await binh.does(button=f"support:{code}")
    assert "đã rút lại đồng ý" in binh.heard and len(await supporters(town)) == 1


async def test_one_person_is_one_however_often_consent_is_taken_back(town: Town) -> None:
    code = await sent(town)
    binh = town.person("binh")
    for _ in range(3):
        await binh.does(button=f"support:{code}")
        await binh.presses("Đồng ý")
        assert "Nay có 1 người ủng hộ" in binh.heard
        await binh.commands("quyenriengtu")
        await binh.presses("Rút lại đồng ý")
        await binh.presses("Chắc chắn rút lại")
    dung = town.person("dung")
    await dung.does(button=f"support:{code}")
    await dung.presses("Đồng ý")
    assert "Nay có 2 người ủng hộ" in dung.heard
    assert [row.person_id is None for row in await supporters(town)] == [True, False]


@pytest.mark.parametrize(
    "data",
    [
        *("support:", "support:x", "support:LC-AAAAAA", "support:LC-AAAAAA:1:2:3", "unsupport:x"),
        *("support:%27--:0", "support_agreed:LC-AAAAAA", "unsupport:", "support_agreed:<b>:9"),
    ],
)
async def test_forged_buttons_are_answered(town: Town, data: str) -> None:
    binh = town.person("binh")
    await binh.does(button=data)
    assert len(binh.news) == 1 and await supporters(town) == []


async def test_foreign_and_stale_buttons_touch_nobodys_draft(town: Town) -> None:
    code = await sent(town)
    binh, cuc = await beside(town, "binh"), await beside(town, "cuc")
    numbers = {draft.person_id: draft.id for draft in await drafts(town)}
    for number in (*numbers.values(), 0, 99999):
        await town.person("dung").does(button=f"support:{code}:{number}")
        await town.person("dung").does(button=f"support_agreed:{code}:{number}")
    assert {draft.kind for draft in await drafts(town)} == {"report"}
    foreign = binh.button("🤝 Ủng hộ").data
    await cuc.does(button=foreign)  # another's button supports, and leaves both drafts
    assert {draft.kind for draft in await drafts(town)} == {"report"}
    assert len(await supporters(town)) == 2
    await binh.does(button=foreign)
    await binh.does(button=foreign)
    assert len(await supporters(town)) == 3


async def test_a_held_one_is_nobodys_yet(town: Town) -> None:
    code = await sent(town)
    with town.database.transaction() as session:
        (row,) = session.exec(select(Report)).all()
        row.held = "spam"
    binh = await beside(town, "binh")
    assert HINT not in binh.heard
    await binh.does(button=f"support:{code}")
    assert await supporters(town) == []


async def test_not_in_a_group(town: Town) -> None:
    code = await sent(town)
    await town.person("binh", chat="to-dan-pho").does(button=f"support:{code}")
    assert await supporters(town) == []


async def test_hostile_words_are_shown_as_text_and_cut(town: Town) -> None:
    hostile = "<b>Chặt</b> cây \u202e& <a href='x'>" + "Z\u0351\u0343\u0313" * 30
    hostile += "".join(f" phượng {number}" for number in range(200))
    code = await sent(town, words=hostile)
    binh = await beside(town, "binh")
    assert code in binh.heard and "phượng 100" not in binh.heard
    assert "<a " not in binh.heard and "\u202e" not in binh.heard
    assert len(binh.last.reply.text) < 1024  # fits under the picture
    with town.database.reading() as session:
        dead = session.exec(select(Outbox).where(col(Outbox.state) == "dead"))
        assert dead.all() == []
