"""How offices write in truth: two cases in a line, a picture without a word, words beside words."""

import pytest
from sqlmodel import select

from db.models import Report
from tests.reports.desk.desks import add_cases
from tests.reports.reporting import drafts
from tests.town import Someone, Town


def statuses(town: Town) -> dict[str, str]:
    with town.database.reading() as session:
        return {row.code: row.status for row in session.exec(select(Report)).all()}


async def two(town: Town, status: str = "accepted") -> list[str]:
    return await add_cases(town.database, town.clock(), 2, status=status)


@pytest.mark.parametrize(
    "said",
    [
        "{a} và {b} đã dọn sạch cả hai chỗ sáng nay",
        "{a} thì tỉa xong, {b} mai mới có xe",
        "giao {a} với {b} cho em Hoa",
    ],
)
async def test_of_two_cases_in_a_line_none_is_in_the_others_words(
    town: Town, binh: Someone, said: str
) -> None:
    a, b = await two(town)
    await binh.says(said.format(a=a, b=b))
    assert "Mỗi việc một tin" in binh.heard and await drafts(town) == []
    assert [label[2:] for label in binh.last.labels] == [a, b]
    await binh.presses(b)
    assert b in binh.heard and "Nội dung" in binh.heard


async def test_two_cases_are_taken_on_with_a_tap_each(town: Town, binh: Someone) -> None:
    a, b = await two(town, status="new")
    await binh.says(f"tôi nhận hai việc {a}, {b.lower()} và LC-QQQQQQ nhé")
    for code in (a, b):
        assert f"Tiếp nhận <b>{code}</b>?" in binh.heard
    assert "mang mã <b>LC-QQQQQQ</b>" in binh.heard
    for data in [row.reply.buttons[0][0].data for row in binh.news[:2]]:
        await binh.does(button=data)
    assert statuses(town) == {a: "accepted", b: "accepted"}
