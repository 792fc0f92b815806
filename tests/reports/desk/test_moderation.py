"""Held reports: the sender is told, then they are let through or turned down with a reason."""

import pytest
from sqlmodel import select

from bot.core.turn import Tools
from bot.reports.desk import moderation as held
from bot.reports.tracking import notices
from db.models import Audit
from tests.conftest import ZONE
from tests.reports.reporting import begun, drafts, reports
from tests.town import Someone, Town, report

COARSE = "ĐM lũ khốn nạn chặt hai cây phượng"


async def said_coarsely(town: Town) -> tuple[Someone, Someone, Someone, str]:
    """The sender, the overseer and the official; and the code of what was said coarsely."""
    an, cuc, binh = (town.person(name) for name in ("an", "cuc", "binh"))
    await town.invited(cuc, "overseer")
    await town.invited(binh, "official", "ubnd_tan_phong")
    return an, cuc, binh, await report(an, description=COARSE)


async def audited(town: Town) -> list[str]:
    with town.database.reading() as session:
        return [entry.action for entry in session.exec(select(Audit)).all()]


async def test_abuse_is_held_and_the_sender_told_so(town: Town) -> None:
    an, cuc, binh, code = await said_coarsely(town)
    assert "một người sẽ xem trước" in an.heard and "Đã chuyển" not in an.heard
    assert code not in "".join(message.reply.text for message in binh.shown)
    assert "đang chờ xem" in cuc.last.reply.text and COARSE in cuc.last.reply.text
    assert cuc.last.labels == ["✅ Cho qua", "🗑 Bỏ"]
    (row,) = await reports(town)
    assert row.held == "coarse"


async def test_let_through_it_goes_on_as_usual_and_its_time_begins_now(town: Town) -> None:
    an, cuc, binh, code = await said_coarsely(town)
    (before,) = await reports(town)
    town.clock.advance(days=2)
    await cuc.presses("Cho qua")
    assert "UBND phường Tân Phong nhận được phiếu" in cuc.heard
    assert code in binh.last.reply.text and "✅ Tiếp nhận" in binh.last.labels
    assert "chuyển đến UBND phường Tân Phong" in an.last.reply.text
    (row,) = await reports(town)
    assert row.held is None and row.deadline_at > before.deadline_at
    assert row.look_at == town.clock(), "what is due by itself begins now"
    assert "pass_held" in await audited(town)
    await cuc.presses("Bỏ")
    assert "đã được cho qua" in cuc.heard


@pytest.mark.parametrize("words", [False, True])
async def test_turned_down_the_sender_reads_why_and_nobody_else_anything(
    town: Town, words: bool
) -> None:
    an, cuc, binh, code = await said_coarsely(town)
    await cuc.presses("Bỏ")
    assert "vì sao" in cuc.heard
    if words:
        await cuc.says("ok")
        assert "vì sao" in cuc.heard, "that is no reason"
        await cuc.says("Xin viết lại <b>lịch sự</b> hơn")
        assert (await reports(town))[0].status == "new", "it is shown before it is sent"
        await cuc.presses("Bỏ phản ánh này")
        why = "Xin viết lại &lt;b&gt;lịch sự&lt;/b&gt; hơn"
    else:
        await cuc.presses("Lời lẽ xúc phạm")
        why = "Lời lẽ xúc phạm"
    assert why in an.last.reply.text and "không chuyển đi" in an.last.reply.text
    assert code not in "".join(message.reply.text for message in binh.shown)
    (row,) = await reports(town)
    assert (row.status, row.held) == ("rejected", "coarse") and row.ended_at is not None
    assert "drop_held" in await audited(town)
    assert await drafts(town) == []


async def test_what_waits_is_shown_to_its_end_without_deciding(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held, "MOST_SHOWN", 2)
    cuc, people = town.person("cuc"), [town.person(f"an{number}") for number in range(5)]
    codes = [await report(person, description=COARSE) for person in people]
    await town.invited(cuc, "overseer")
    await cuc.commands("choxem")
    assert "Có 5 phản ánh" in cuc.heard and all(code in cuc.heard for code in codes[:2])
    await cuc.presses("Xem tiếp (3)")
    assert all(code in cuc.heard for code in codes[2:4]) and codes[0] not in cuc.heard
    await cuc.presses("Xem tiếp (1)")
    assert codes[4] in cuc.heard and "Xem tiếp" not in str(cuc.last.labels)
    eve = town.person("eve")
    await eve.does(button="waiting:0")
    assert "dành cho Mặt trận" in eve.heard and codes[0] not in eve.heard


async def test_words_that_were_no_reason_turn_nothing_down(town: Town) -> None:
    an, cuc, _, code = await said_coarsely(town)
    before = len(an.shown)
    await cuc.does(button=f"held:words:{code}")
    assert (await reports(town))[0].status == "new", "no reason was shown yet"
    await cuc.presses("Bỏ")
    await cuc.says("quy hoạch cây xanh thế nào?")
    assert "không mở lại được" in cuc.heard
    await cuc.presses("Thôi")
    assert "vẫn chờ xem" in cuc.heard
    assert await drafts(town) == [] and len(an.shown) == before
    await cuc.does(button=f"held:words:{code}")
    (row,) = await reports(town)
    assert (row.status, row.held) == ("new", "coarse")


async def test_its_sender_reads_that_it_waits_to_be_looked_at(town: Town) -> None:
    an, cuc, _, code = await said_coarsely(town)
    await an.commands("trangthai", code)
    assert "chưa chuyển đến cơ quan" in an.heard and "Mục tiêu:" not in an.heard
    await cuc.presses("Cho qua")
    await an.commands("trangthai", code)
    assert "chưa chuyển đến cơ quan" not in an.heard and "Mục tiêu:" in an.heard


async def test_the_overseer_of_another_ward_hears_that_it_is_not_theirs(town: Town) -> None:
    _, _, _, code = await said_coarsely(town)
    dung = town.person("dung")
    await town.invited(dung, "overseer", "mttq_doan_ket")
    for choice in ("show", "pass", "drop", "coarse"):
        await dung.does(button=f"held:{choice}:{code}")
        assert "không thuộc địa bàn" in dung.heard and COARSE not in dung.heard
    assert (await reports(town))[0].status == "new"


async def test_with_nobody_to_tell_that_is_not_claimed(town: Town) -> None:
    an, cuc, _, code = await said_coarsely(town)
    await an.does(button="erase:ask")
    await an.does(button=an.last.reply.buttons[0][0].data)
    await cuc.does(button=f"held:coarse:{code}")
    assert "không có người gửi nào" in cuc.heard


async def test_only_overseers_and_admins_decide_and_once(town: Town) -> None:
    an, cuc, binh, code = await said_coarsely(town)
    dung = town.person("dung")
    await town.invited(dung, "admin")
    for person in (an, binh):
        for choice in ("pass", "drop", "coarse"):
            await person.does(button=f"held:{choice}:{code}")
            assert "dành cho Mặt trận" in person.heard
    await dung.does(button=f"held:spam:{code}")
    assert "Đã bỏ" in dung.heard
    for choice in ("pass", "drop", "nothing"):
        await cuc.does(button=f"held:{choice}:{code}")
        assert "đã được quyết định" in cuc.heard
    for data in ("held:pass:LC-XXXXXX", "held:x", f"held:foo:{code}"):
        await cuc.does(button=data)
        assert cuc.heard
    (row,) = await reports(town)
    assert row.status == "rejected"


async def test_what_was_turned_down_is_not_reopened(town: Town) -> None:
    an, cuc, binh, code = await said_coarsely(town)
    await cuc.presses("Bỏ")
    await cuc.presses("Không nêu")
    await an.commands("trangthai", code)
    assert code in an.heard and "🔁 Mở lại phản ánh" not in an.last.labels
    await an.does(button=f"reopen:{code}")
    (row,) = await reports(town)
    assert row.status == "rejected"
    assert code not in "".join(message.reply.text for message in binh.shown)


async def test_with_nobody_there_it_waits_and_is_found_later(town: Town) -> None:
    an, cuc = town.person("an"), town.person("cuc")
    code = await report(an, description="mua ngay giảm giá inbox http://abc.vip")
    assert "chưa có người trực" in an.heard and "quảng cáo" in an.heard
    await cuc.commands("choxem")
    assert "dành cho Mặt trận" in cuc.heard
    await town.invited(cuc, "overseer")
    await cuc.commands("choxem")
    assert "Có 1 phản ánh" in cuc.heard and code in cuc.heard
    await cuc.presses("Cho qua")
    await cuc.commands("choxem")
    assert "Không có phản ánh nào" in cuc.heard


async def test_who_is_to_look_is_reminded_after_some_hours_then_once_a_day(
    town: Town, tools: Tools
) -> None:
    """Four working hours after Monday, 14:00: on Wednesday, for the Tuesday is a holiday."""
    dung = town.person("dung")
    await town.invited(dung, "admin")
    town.clock.advance(hours=6)
    _, cuc, binh, code = await said_coarsely(town)
    hours = []
    for _ in range(24 * 4 + 4):  # to Friday, 18:00
        town.clock.advance(hours=1)
        for person in (cuc, dung, binh):
            person.read = len(person.shown)
        notices.follow(town.database, tools, town.clock())
        await town.settle()
        assert [person.heard for person in (dung, binh)] == [cuc.heard, ""]
        if cuc.heard:
            assert "Còn chờ người xem" in cuc.heard and code in cuc.heard
            hours.append(f"{town.clock().astimezone(ZONE):%d %H:%M}")
    assert hours == ["25 09:00", "26 08:00", "27 08:00"]
    await cuc.presses(code)
    await cuc.presses("Cho qua")
    assert "Đã cho" in cuc.heard


async def test_a_complaint_about_dirt_is_not_held(town: Town) -> None:
    an = await begun(town)
    await an.commands("huy")
    await report(an, description="cứt chó đầy vỉa hè, chó thả rông")
    (row,) = await reports(town)
    assert row.held is None


async def test_a_name_and_an_answer_are_looked_at_too(town: Town) -> None:
    an = await begun(town)
    await an.presses("Trật tự")
    await an.presses("Bụi, ồn")
    await an.says("đường Trần Phú, phường Đoàn Kết")
    await an.presses("Không có ảnh")
    await an.says("xưởng gỗ cưa ồn quá")
    await an.says("suốt ngày, đm")
    await an.presses("Gửi phản ánh")
    (row,) = await reports(town)
    assert row.held == "coarse"
