"""A clerk writes down a report for somebody else, who gets the code on paper and stays unknown."""

import pytest
from sqlmodel import select

from db.models import Person, Report, ReportEvent
from tests.conversations.reporting import reports
from tests.town import Someone, Town


async def written_down(town: Town, clerk: Someone) -> str:
    await clerk.commands("ghiho")
    await clerk.presses("Đồng ý")
    await clerk.presses("Cây xanh")
    await clerk.presses("Chặt hạ")
    await clerk.says("trước cổng chợ, phường Tân Phong")
    await clerk.presses("Không có ảnh")
    await clerk.says("Chặt hai cây phượng")
    assert "ẩn danh" in clerk.heard and "hiện tên" not in clerk.heard.lower()
    await clerk.presses("Gửi phản ánh")
    (made,) = await reports(town)
    return made.code


@pytest.mark.parametrize("role", ["clerk", "official", "overseer", "admin"])
async def test_the_report_is_nobodys_and_the_code_is_on_paper(town: Town, role: str) -> None:
    clerk = town.person("clerk")
    await town.invited(clerk, role, "ubnd_tan_phong" if role == "official" else None)
    code = await written_down(town, clerk)
    (made,) = await reports(town)
    async with town.database.reading() as session:
        (person,) = (await session.exec(select(Person))).all()
        (event,) = (await session.exec(select(ReportEvent))).all()
    assert (made.person_id, made.chat_id, made.shown_name) == (None, None, None)
    assert made.entered_by == person.id and event.person_id is None
    file = next(each.reply.files[0] for each in clerk.shown if each.reply.files)
    page = town.media.read(file.key).decode()
    assert code in page and "/trangthai" in page and made.receipt[:32] in page
    groups = " ".join(made.receipt[at : at + 4] for at in range(0, 16, 4))
    assert f"<b>{groups}</b>" in page, "as it can be read out and typed"
    await clerk.commands("xacminh", f"{code} {groups}")
    assert code in clerk.heard and "08:00 ngày 23/11/2026" in clerk.heard
    assert file.name == f"phieu-{code}.html" and "phượng" not in page


async def test_whoever_has_the_code_can_ask_after_it(town: Town) -> None:
    clerk = town.person("clerk")
    await town.invited(clerk, "clerk")
    code = await written_down(town, clerk)
    anybody = town.person("anybody")
    await anybody.commands("trangthai", code)
    assert code in anybody.heard and "mới gửi" in anybody.heard and "phượng" not in anybody.heard
    await clerk.commands("cuatoi")
    assert code not in clerk.heard


async def test_a_resident_writes_down_nothing_for_others(town: Town) -> None:
    an = town.person("an")
    await an.commands("ghiho")
    assert "đã được mời" in an.heard
    await an.does(button="ghiho:new")
    assert "đã được mời" in an.heard and await reports(town) == []


async def test_who_lost_the_role_meanwhile_cannot_send(town: Town) -> None:
    clerk = town.person("clerk")
    await town.invited(clerk, "clerk")
    await clerk.commands("ghiho")
    await clerk.presses("Đồng ý")
    await clerk.presses("Cây xanh")
    await clerk.presses("Chặt hạ")
    await clerk.says("trước cổng chợ, phường Tân Phong")
    await clerk.presses("Không có ảnh")
    await clerk.says("Chặt hai cây phượng")
    async with town.database.transaction() as session:
        (person,) = (await session.exec(select(Person))).all()
        person.role = "resident"
    await clerk.presses("Gửi phản ánh")
    assert "đã được mời" in clerk.heard and await reports(town) == []


async def test_a_clerk_handles_and_sees_nothing(town: Town) -> None:
    clerk = town.person("clerk")
    await town.invited(clerk, "clerk")
    assert "Ghi hộ phản ánh" in str(clerk.last.labels)
    await clerk.commands("viec")
    assert "dành cho cán bộ" in clerk.heard
    async with town.database.reading() as session:
        assert (await session.exec(select(Report))).all() == []
