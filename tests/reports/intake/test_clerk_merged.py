"""What a clerk wrote down was merged: they hear of the other report, and so does the slip's holder.

For the agency such a report is one more that supports the other, whoever hears of it.
"""

from sqlmodel import select

from db.models import Person, Supporter
from tests.reports.intake.test_clerk import handed_over, resolved
from tests.town import Someone, Town, report


async def merged(town: Town) -> tuple[Someone, Someone, str, str, str]:
    """A clerk, an official, the clerk's merged report, the one it is in, and the slip's secret."""
    clerk, binh, code, payload = await handed_over(town)
    main = await report(town.person("an"), place="bệnh viện tỉnh, phường Tân Phong")
    await merge(binh, code, main)
    return clerk, binh, code, main, payload


async def merge(binh: Someone, code: str, main: str) -> None:
    await binh.does(button=f"merge:{code}:{main}")
    await binh.presses("Gộp lại")


async def supporters(town: Town) -> list[tuple[int, int | None]]:
    with town.database.reading() as session:
        query = select(Supporter.report_id, Supporter.person_id)
        return list(session.exec(query).all())


async def test_the_clerk_hears_of_the_other_and_may_pass_it_on(town: Town) -> None:
    clerk, binh, code, main, _ = await merged(town)
    assert "gộp" in clerk.last.reply.text and main in clerk.last.reply.text
    clerk.read = len(clerk.shown)
    await binh.does(button=f"case:accept:{main}")
    assert f"<b>{main}</b>" in clerk.heard and f"ghi hộ {code}" in clerk.heard
    assert "1 người ủng hộ cũng được báo" in binh.heard
    assert [button.data for row in clerk.last.reply.buttons for button in row] == [f"track:{main}"]
    further = await report(town.person("dung"), place="chợ Tân Phong, phường Tân Phong")
    await merge(binh, main, further)
    clerk.read = len(clerk.shown)
    await binh.does(button=f"case:accept:{further}")
    assert f"<b>{further}</b>" in clerk.heard, "merged once more"
    with town.database.transaction() as session:
        (person,) = session.exec(select(Person).where(Person.role == "clerk")).all()
        person.role = "resident"
    clerk.read = len(clerk.shown)
    await binh.does(button=f"case:start:{further}")
    assert clerk.news == [], "without the role they stand in for nobody"


async def test_the_holder_of_the_slip_finds_the_other_by_the_code_and_hears_of_it(
    town: Town,
) -> None:
    clerk, binh, code, main, payload = await merged(town)
    ba = town.person("ba")
    await ba.commands("trangthai", code)
    assert f"Xử lý tiếp theo mã:</b> {main} (mới gửi)" in ba.heard
    await ba.presses(f"Xem {main}")
    assert main in ba.heard and "mới gửi" in ba.heard
    ((_, removed),) = await supporters(town)
    await ba.commands("start", payload)
    await ba.presses("Theo dõi phản ánh này")
    await ba.presses("Đồng ý")
    ((_, holder),) = await supporters(town)
    assert removed is None and holder is not None, "it counts once"
    for someone in (clerk, ba):
        someone.read = len(someone.shown)
    await binh.does(button=f"case:resolve:{main}")
    await resolved(binh)
    assert main in ba.heard and "đã xử lý" in ba.heard
    assert clerk.news == [], "the clerk is out of it"


async def test_parted_again_by_the_clerk_it_is_heard_of_once_and_counts_no_more(
    town: Town,
) -> None:
    clerk, binh, code, main, _ = await merged(town)
    further = await report(town.person("dung"), place="chợ Tân Phong, phường Tân Phong")
    await merge(binh, main, further)
    await clerk.does(button=f"reopen:{code}")
    await clerk.says("Họ bảo là cây khác, ở cổng chợ")
    await clerk.presses("Gửi")
    ((_, person),) = await supporters(town)
    assert "mở lại" in clerk.heard and person is not None, "of main's sender alone"
    clerk.read = len(clerk.shown)
    await binh.does(button=f"case:accept:{further}")
    assert clerk.news == []
