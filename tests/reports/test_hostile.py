"""Two hundred hostile texts through the fields people fill, to the places where they are shown.

And: neither the reporter's account nor the official's is ever shown to the other.
"""

import json
from collections.abc import Sequence

import pytest
from sqlmodel import select

from bot.texts import cleaned
from db.models import Report, ReportEvent
from tests.hostile import BATCHES, all_faults
from tests.reports.reporting import tells
from tests.town import Someone, Town


@pytest.mark.parametrize(("kind", "texts"), BATCHES)
async def test_hostile_texts_change_nothing_but_words(town: Town, texts: Sequence[str]) -> None:
    """Each is typed into one of the fields in turn, and stands in all fields of a report shown."""
    an, officer, front = (town.person(name) for name in ("an", "officer", "front"))
    await town.invited(officer, "official", "ubnd_tan_phong")
    await town.invited(front, "overseer")
    code = await _sent(an, texts[0])
    for at, text in enumerate(texts):
        town.clock.advance(minutes=1)
        await _filled(town, cleaned(text))
        await (an, officer, front)[at % 3].commands("trangthai", code)
        await _typed(at, an, officer, text)
    await an.commands("dulieu")
    await officer.commands("viec")
    assert all_faults(town) == []


async def _filled(town: Town, said: str) -> None:
    """Put a text into every free field of the reports there are."""
    with town.database.transaction() as session:
        for report in session.exec(select(Report)).all():
            report.description = report.place = report.place_guess = report.happened = said
            report.shown_name, report.details, report.promise = said, {"Hỏi": said}, said
        for event in session.exec(select(ReportEvent)).all():
            event.text = said


async def _typed(at: int, an: Someone, officer: Someone, said: str) -> None:
    """Type a text into one of the fields."""
    field = at % 7
    if field < 4:
        await an.commands(("trangthai", "gantoi", "thuatngu", "phananh")[field], said)
    elif field == 4:
        await an.says(said)
    else:
        await officer.commands(("viec", "ten")[field - 5], said)
    await an.commands("huy")


async def _sent(an: Someone, said: str) -> str:
    """A report with this text in it, and a hostile name."""
    await an.commands("phananh")
    await an.presses("Đồng ý")
    await an.presses("Cây xanh")
    await an.presses("Chặt hạ")
    await tells(an, f"trước cổng chợ, phường Tân Phong, {said[:100]}")
    await an.presses("Không có ảnh")
    await tells(an, f"Chặt hạ hai cây phượng trước cổng trường: {said[:500]}")
    await an.presses("Hiện tên")
    await tells(an, f"Ẩn {said[:40]}")
    await an.presses("Gửi phản ánh")
    return an.last.reply.buttons[0][0].data.split(":")[1]  # type: ignore[union-attr]


async def test_the_relay_shows_neither_to_the_other(town: Town) -> None:
    """Scanned: every message to the official's, the overseer's and the reporter's chats."""
    an, officer, front = (
        town.person(name) for name in ("zq71resident", "zq72officer", "zq73front")
    )
    await town.invited(officer, "official", "ubnd_tan_phong")
    await town.invited(front, "overseer")
    await an.commands("phananh")
    await an.presses("Đồng ý")
    await an.presses("Cây xanh")
    await an.presses("Chặt hạ")
    await an.says("trước cổng chợ, phường Tân Phong")
    await an.sends_photos("green")
    await an.says("Chặt hai cây phượng")
    await an.presses("Gửi phản ánh")
    await officer.presses("Hỏi người gửi")
    await officer.says("Cây cao mấy mét?")
    await officer.presses("Gửi")
    await an.presses("Trả lời")
    await an.says("Cao năm mét")
    await an.presses("Gửi")
    await officer.presses("Đã xử lý")
    await officer.says("Đã trồng lại hai cây phượng ngày 23/11")
    await officer.presses("Gửi")
    await front.commands("viec")
    names = {name.name for name in (an, officer, front)}
    for someone in (an, officer, front):
        shown = json.dumps([name.reply.model_dump(mode="json") for name in someone.shown])
        foreign = names - {someone.name}
        assert [name for name in foreign if name in shown.lower()] == []
        assert len(someone.shown) >= 2
