"""In the open: what is shown of reports near a place and of all of them, and what never is."""

import re

from sqlmodel import select, update

from db.models import Draft, Inbox, Outbox, PublicFigures, Report
from tests.town import Someone, Town, report

SPOT = (22.3961, 103.4583)


async def everything_kept(town: Town) -> str:
    """Return the drafts, updates and outbox rows of the database as text."""
    with town.database.reading() as session:
        rows = [session.exec(select(table)).all() for table in (Draft, Inbox, Outbox)]
    return str(rows)


async def move(town: Town, code: str, **values: object) -> None:
    with town.database.transaction() as session:
        session.exec(update(Report).where(Report.code == code).values(**values))


async def reported(town: Town, metres_north: float = 0, **of: str) -> str:
    code = await report(town.person("an"), **of)
    await move(town, code, latitude=SPOT[0] + metres_north / 111_195, longitude=SPOT[1])
    return code


async def resolved(town: Town, official: Someone, code: str, words: str) -> None:
    await official.does(button=f"case:resolve:{code}")
    await official.says(words)
    await official.presses("Gửi")


async def switches(someone: Someone, label: str) -> None:
    """Press a button of the message that is shown last, which changes it."""
    before = someone.last
    edits = before.edits
    await someone.does(button=someone.button(label).data, message=before.id)
    assert someone.last is before and before.edits == edits + 1


async def test_what_is_near_is_shown_the_nearest_first_and_no_place_is_kept(town: Town) -> None:
    far, report = await reported(town, 420), await reported(town, 210)
    beyond = await reported(town, 900)
    eve = town.person("eve")
    await eve.commands("gantoi")
    assert "Gần chỗ nào" in eve.heard and eve.last.reply.ask_place
    await eve.sends_place(22.39612345, 103.45834321)
    assert re.findall("LC-......", eve.heard) == [report, far] and beyond not in eve.heard
    assert "Đang mở: 2" in eve.heard and "cách khoảng 200 m" in eve.heard
    assert "phượng" not in eve.heard and "cổng trường" not in eve.heard
    kept = await everything_kept(town)
    assert "22.396123" not in kept and "103.458343" not in kept and "nearby" not in kept


async def test_so_many_are_shown_and_the_rest_counted(town: Town) -> None:
    code = await reported(town)
    with town.database.transaction() as session:
        first = session.exec(select(Report).where(Report.code == code)).one()
        for number in range(10):
            copy = first.model_dump(exclude={"id"}) | {"code": f"LC-00000{number}"}
            session.add(Report.model_validate(copy))
    eve = town.person("eve")
    await eve.commands("gantoi")
    await eve.sends_place(*SPOT)
    assert "Đang mở: 11" in eve.heard and "và 3 nữa" in eve.heard
    assert len(re.findall("LC-......", eve.heard)) == 8
    await eve.commands("gantoi", "tan phong")
    assert "ở phường Tân Phong" in eve.heard and "Đang mở: 11" in eve.heard
    assert "và 3 nữa" in eve.heard and "cách khoảng" not in eve.heard


async def test_a_wards_name_answers_too_and_other_words_go_on_as_ever(town: Town) -> None:
    code = await reported(town)
    eve = town.person("eve")
    await eve.commands("gantoi")
    await eve.says("Đông Phong")  # an old unit of it
    assert code in eve.heard
    await eve.commands("gantoi", "<b>ngã tư")
    assert "chưa biết “&lt;b&gt;ngã tư”" in eve.heard
    await eve.says("đất cây xanh đô thị đến năm 2030 là bao nhiêu")
    assert "12 m²" in eve.heard
    await eve.sends_place(*SPOT)  # nothing waits any more: it begins a report
    assert code not in eve.heard


async def test_an_open_report_gets_what_was_not_for_gantoi(town: Town) -> None:
    an = town.person("an")
    await an.commands("phananh")
    await an.presses("Đồng ý")
    await an.commands("gantoi")
    await an.says("Chặt hai cây phượng sáng nay")
    assert "Việc này ở đâu" in an.heard
    await an.commands("gantoi")
    town.clock.advance(hours=2)
    await an.sends_place(*SPOT)
    with town.database.reading() as session:
        (draft,) = session.exec(select(Draft)).all()
    assert draft.kind == "report" and draft.data["latitude"] == SPOT[0]


async def test_the_figures_tell_what_became_of_the_reports(town: Town) -> None:
    binh = town.person("binh")
    await town.invited(binh, "official", "ubnd_tan_phong")
    codes = [await reported(town) for _ in range(4)]
    await resolved(town, binh, codes[0], "đã trồng lại hai cây")
    town.clock.advance(days=2)  # Wednesday; Tuesday is a holiday, the Day of Culture
    await resolved(town, binh, codes[1], "đã trồng lại hai cây")
    town.clock.advance(days=7)
    await resolved(town, binh, codes[2], "đã trồng lại hai cây")
    eve = town.person("eve")
    await eve.commands("congkhai")
    assert "Nhận 4: xử lý xong 3, không xử lý 0, đang mở 1 (<b>quá hạn 1</b>)" in eve.heard
    assert "đúng hạn: <b>67%</b>" in eve.heard
    assert "trung bình 2,3, một nửa xong trong 1 ngày" in eve.heard
    assert "Cây xanh, công viên: nhận 4" in eve.heard
    assert "UBND phường Tân Phong: nhận 4" in eve.heard
    assert "Trật tự xây dựng:" not in eve.heard
    await switches(eve, "phường Đoàn Kết")
    assert "Chưa nhận phản ánh nào" in eve.last.reply.text
    await switches(eve, "phường Tân Phong")
    await switches(eve, "Cây xanh, công viên")
    assert "Chặt hạ, dịch chuyển cây trái phép: nhận 4" in eve.last.reply.text
    assert "✓ Cây xanh, công viên" in eve.last.labels
    town.clock.advance(days=40)
    await switches(eve, "✓ 30 ngày qua")
    assert "Chưa nhận phản ánh nào" in eve.last.reply.text
    await switches(eve, "từ trước đến nay")
    assert "Nhận 4" in eve.last.reply.text
    with town.database.reading() as session:
        assert session.exec(select(PublicFigures)).all() == []


async def test_a_report_that_is_reopened_counts_from_its_new_end(town: Town) -> None:
    an, binh, eve = town.person("an"), town.person("binh"), town.person("eve")
    await town.invited(binh, "official", "ubnd_tan_phong")
    code = await reported(town)
    await resolved(town, binh, code, "đã trồng lại hai cây")
    await eve.commands("congkhai")
    assert "Xong ngay trong ngày" in eve.heard
    await an.does(button=f"reopen:{code}")
    await an.says("vẫn còn gốc cây chắn lối")
    await an.presses("Gửi")
    await eve.commands("congkhai")
    assert "xử lý xong 0" in eve.heard and "trung bình" not in eve.heard
    town.clock.advance(days=2)
    await resolved(town, binh, code, "đã dọn gốc cây")
    await eve.commands("congkhai")
    assert "trung bình 1, một nửa xong trong 1 ngày" in eve.heard


async def test_held_merged_and_withdrawn_reports_are_nowhere(town: Town) -> None:
    codes = [await reported(town) for _ in range(4)]
    with town.database.reading() as session:
        rows = session.exec(select(Report.code, Report.id)).all()
    ids = dict(rows)
    await move(town, codes[1], held="coarse")
    await move(town, codes[2], merged_into=ids[codes[0]])
    await move(town, codes[3], status="withdrawn", ended_at=town.clock())
    eve = town.person("eve")
    await eve.commands("congkhai")
    assert "Nhận 1:" in eve.heard
    await eve.commands("gantoi")
    await eve.sends_place(*SPOT)
    assert re.findall("LC-......", eve.heard) == codes[:1]
    await eve.commands("gantoi", "Tân Phong")
    assert re.findall("LC-......", eve.heard) == codes[:1]


async def test_forged_buttons_are_answered(town: Town) -> None:
    eve = town.person("eve")
    for data in ("public:x", "public:month:x:all", "public:month:all:x", "near:x", "public::"):
        await eve.does(button=data)
        assert "Nút này đã cũ" in eve.heard
