"""Two officials in one group: whose words are whose, and which case they are about."""

import pytest
from sqlmodel import select

from db.models import Report
from tests.reports.reporting import drafts
from tests.town import Someone, Town, report


@pytest.fixture
async def pair(town: Town, an: Someone) -> tuple[Someone, Someone, str, str]:
    """Two officials in their ward's group, and the codes of two cases."""
    binh, hoa = (town.person(name, chat="ward-group") for name in ("binh", "hoa"))
    await town.invited(binh, "official", "ubnd_tan_phong")
    first = await report(an)
    second = await report(town.person("lan"), place="cổng chợ, phường Tân Phong", photos=())
    return binh, hoa, first, second


async def test_a_reply_to_a_cases_prompt_is_about_that_case(
    pair: tuple[Someone, Someone, str, str],
) -> None:
    binh, hoa, first, second = pair
    await hoa.does(button=f"case:resolve:{first}")
    await hoa.says("Đã hạ cành gãy xuống", replied=hoa.last.id)
    await binh.does(button=f"case:resolve:{second}")
    prompt = binh.last
    await hoa.says("Đã cắt cây khô, dọn sạch sáng nay", replied=prompt.id)
    assert f"Báo đã xử lý {second}?" in hoa.heard and "hạ cành" not in hoa.last.reply.text


async def test_a_colleagues_words_are_theirs_alone_to_send(
    town: Town, pair: tuple[Someone, Someone, str, str]
) -> None:
    binh, hoa, first, _ = pair
    await hoa.does(button=f"case:resolve:{first}")
    await hoa.says("Đã hạ cành gãy xuống", replied=hoa.last.id)
    preview = hoa.last
    for label in ("Gửi", "Bỏ"):
        await binh.does(button=binh.button(label).data, message=preview.id)
        assert "lời người khác đang viết" in binh.heard and not preview.reply.spent
    assert [row.kind for row in await drafts(town)] == ["resolve"]
    await hoa.does(button=hoa.button("Gửi").data, message=preview.id)
    with town.database.reading() as session:
        row = session.exec(select(Report).where(Report.code == first)).one()
    assert row.status == "resolved"
