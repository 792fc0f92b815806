"""Not twice: open reports like a draft are shown early, and one tap supports one."""

import re

import pytest
from sqlmodel import select

from bot.city.city import City
from bot.privacy.retention import forget
from db.models import Notice, Person, Photo, Report, Supporter
from tests.reports.reporting import begun, drafts, reports
from tests.town import Someone, Town, report

HINT = "trông giống việc này"
SPOT = (22.396, 103.458)


async def beside(town: Town, name: str, north: float = 0) -> Someone:
    """Somebody who told the kind and the spot, so many metres further north, of a report."""
    someone = await begun(town, name)
    await someone.presses("Cây xanh")
    await someone.presses("Chặt hạ")
    await someone.sends_place(SPOT[0] + north / 111_195, SPOT[1])
    return someone


async def at_spot(town: Town, name: str, north: float = 0, words: str = "Chặt cây") -> Someone:
    """Somebody who is about to send a report of that spot, whatever is like it."""
    someone = await beside(town, name, north)
    await goes_on(someone)
    await someone.sends_photos("red")
    await someone.says(words)
    assert "Xem lại trước khi gửi" in someone.heard
    return someone


async def goes_on(someone: Someone) -> None:
    """Theirs is another one; its ward is asked where nothing near says it."""
    if HINT in someone.heard:
        await someone.presses("Việc của tôi khác")
    if "phường nào" in someone.heard:
        await someone.presses("phường Tân Phong")


async def sent(town: Town, name: str = "an", **more: str) -> str:
    """The code of a report at the spot."""
    someone = await at_spot(town, name, **more)
    await someone.presses("Gửi phản ánh")
    return someone.last.reply.buttons[0][0].data.split(":")[1]  # type: ignore[union-attr]


async def supporting(town: Town, name: str = "binh") -> Someone:
    """Somebody who supported the one report at the spot instead of writing theirs."""
    someone = await beside(town, name, north=20)
    await someone.presses("🤝 Ủng hộ")
    return someone


async def supporters(town: Town) -> list[Supporter]:
    with town.database.reading() as session:
        return list(session.exec(select(Supporter)).all())


async def test_shown_with_all_that_is_needed_to_judge(town: Town) -> None:
    code = await sent(town, words="Ông Tư, 0912 345 678, chặt cây phượng")
    town.clock.advance(days=3, hours=2)
    binh = await beside(town, "binh", north=42)
    assert HINT in binh.heard and code in binh.heard, "as soon as kind and place are known"
    assert "cách khoảng 50 m" in binh.heard and "Mới gửi" in binh.heard
    assert "3 ngày trước" in binh.heard and "chặt cây phượng" in binh.heard
    assert "Tư" not in binh.heard and "0912" not in binh.heard, "it may be Ông Tư who reads it"
    assert len(binh.last.reply.photos) == 1
    assert [label.lstrip("🤝🗑 ") for label in binh.last.labels] == [
        "Ủng hộ phản ánh này", "Việc của tôi khác, viết tiếp", "Bỏ bản viết dở"
    ]  # fmt: skip
    await binh.presses("Việc của tôi khác")
    await binh.sends_photos("blue")
    await binh.says("chặt cây bàng")
    await binh.presses("Gửi phản ánh")
    assert "Mã phản ánh" in binh.heard and len(await reports(town)) == 2


async def test_words_are_shown_only_where_their_sender_agreed_that_they_are(town: Town) -> None:
    code = await sent(town, words="chặt cây phượng đầu ngõ")
    with town.database.transaction() as session:
        (person,) = session.exec(select(Person)).all()
        person.consent_version = "2026-11d"
    binh = await beside(town, "binh")
    assert code in binh.heard and "phượng" not in binh.heard


async def test_nothing_like_it_is_shown_of_another_spot(town: Town) -> None:
    await sent(town)
    binh = await beside(town, "binh", north=60)
    assert HINT not in binh.heard


async def test_shown_once_and_again_for_another_spot(town: Town) -> None:
    await sent(town)
    binh = await at_spot(town, "binh", north=10)
    # More words lose nothing, and do not ask once more.
    await binh.says("họ chặt cả một cây bàng nữa")
    assert "Xem lại trước khi gửi" in binh.heard
    await binh.presses("Sửa nơi")
    await binh.sends_place(SPOT[0] - 20 / 111_195, SPOT[1])
    assert HINT in binh.heard
    await binh.presses("Việc của tôi khác")
    await binh.says("gửi")
    assert "Mã phản ánh" in binh.heard


async def test_three_at_most_the_nearest_first(town: Town) -> None:
    codes = []
    for number, north in enumerate((30, 10, 20, 45)):
        someone = await at_spot(town, f"an{number}", north=north)
        await someone.presses("Gửi phản ánh")
        codes.append(someone.last.reply.buttons[0][0].data.split(":")[1])  # type: ignore[union-attr]
    binh = await beside(town, "binh")
    assert re.findall(r"<b>(LC-\w{6})</b>", binh.heard) == [codes[1], codes[2], codes[0]]
    assert "3 phản ánh" in binh.news[0].reply.text and HINT not in binh.news[1].reply.text
    assert len(binh.news) == 3
    assert [len(message.labels) for message in binh.news] == [1, 1, 3]


async def test_words_alone(town: Town) -> None:
    code = await report(town.person("an"), place="cổng chợ Tam Đường Đất, phường Tân Phong")
    binh = await begun(town, "binh")
    await binh.presses("Cây xanh")
    await binh.presses("Chặt hạ")
    await binh.says("gần cho tam duong dat, phường Tân Phong")
    assert code in binh.heard and "cách" not in binh.heard and "cổng chợ" in binh.heard


async def test_support_instead(town: Town) -> None:
    code = await sent(town)
    binh = await supporting(town)
    assert f"<code>{code}</code>" in binh.heard and "ủng hộ" in binh.heard
    assert "1 người ủng hộ" in binh.heard
    assert len(await reports(town)) == 1
    assert [draft.kind for draft in await drafts(town)] == ["supported"]
    await binh.says("Công viên có bao nhiêu héc ta?")  # what was laid aside takes no words
    assert [draft.kind for draft in await drafts(town) if draft.kind != "offer"] == ["supported"]
    await binh.commands("cuatoi")
    assert "Phản ánh anh/chị ủng hộ" in binh.heard
    assert any(code in label for label in binh.last.labels)
    await binh.presses(code)
    assert "Ủng hộ:</b> 1 người" in binh.heard and binh.last.labels == ["Thôi ủng hộ"]
    assert "Chặt cây" not in binh.heard  # the reporter's words are not theirs
    await binh.does(button=f"support:{code}")
    assert "vẫn đang" in binh.heard and len(await supporters(town)) == 1


async def test_taking_it_back_brings_the_draft_back(town: Town) -> None:
    code = await sent(town)
    binh = await supporting(town)
    await binh.presses("Thôi ủng hộ")
    assert "viết dở trở lại" in binh.heard and await supporters(town) == []
    await binh.presses("Viết tiếp")
    assert "ảnh" in binh.heard, "it goes on where it was"
    await binh.does(button=f"unsupport:{code}")
    assert "hiện không ủng hộ" in binh.heard


async def test_taking_it_back_leaves_what_is_being_written(town: Town) -> None:
    await sent(town)
    binh = await supporting(town)
    await binh.commands("phananh", "Một chuyện khác")
    await binh.presses("Thôi ủng hộ")
    assert "viết dở trở lại" not in binh.heard
    (open_one,) = [draft for draft in await drafts(town) if draft.kind == "report"]
    assert open_one.data["description"] == "Một chuyện khác"


async def test_what_was_laid_aside_is_forgotten_after_a_day(town: Town, city: City) -> None:
    await sent(town)
    binh = await supporting(town)
    town.clock.advance(days=1, hours=1)
    with town.database.reading() as session:
        stored = session.exec(select(Photo.key)).all()
    forget(town.database, town.media, city.keep, town.clock())
    assert await drafts(town) == []
    assert all(town.media.path(key).exists() for key in stored)
    await binh.presses("Thôi ủng hộ")
    assert "thôi ủng hộ" in binh.heard and "viết dở" not in binh.heard


async def test_one_that_is_held_back_meanwhile_can_be_left(town: Town) -> None:
    code = await sent(town)
    binh = await supporting(town)
    with town.database.transaction() as session:
        session.exec(select(Report)).one().held = "coarse"
    await binh.commands("trangthai", code)
    assert binh.last.labels == ["Thôi ủng hộ"], binh.heard
    eve = town.person("eve")
    await eve.commands("trangthai", code)
    assert "Ủng hộ" not in str(eve.last.labels)


async def test_ones_own_is_shown_and_not_supported(town: Town) -> None:
    code = await sent(town)
    an = town.person("an")
    an.read = 0
    await an.commands("phananh", "Chặt cây")
    await an.presses("Cây xanh")
    await an.presses("Chặt hạ")
    await an.sends_place(*SPOT)
    assert "chính anh/chị đã gửi" in an.heard and "khoảng 50 m" in an.heard
    assert not any("Ủng hộ" in label for label in an.last.labels)
    await an.does(button=f"support:{code}")
    assert "không cần ủng hộ" in an.heard and await supporters(town) == []


async def test_supporters_hear_of_every_step(town: Town) -> None:
    code = await sent(town)
    binh, cuc = await supporting(town), town.person("cuc")
    await town.invited(cuc, "official", "ubnd_tan_phong")
    await cuc.does(button=f"case:show:{code}")
    assert "Ủng hộ:</b> 1 người" in cuc.heard

    async def answers(words: str) -> str:
        news = [message.reply for message in binh.news]
        assert len(news) == 1, binh.heard
        assert words in news[0].text and code in news[0].text
        assert "vì đang ủng hộ" in news[0].text
        assert binh.last.labels == ["📋 Xem diễn biến", "Thôi ủng hộ"]
        binh.read = len(binh.shown)
        return news[0].text

    binh.read = len(binh.shown)
    await cuc.does(button=f"case:accept:{code}")
    await answers("tiếp nhận")
    await cuc.does(button=f"case:ask:{code}")
    await cuc.says("Nhà ông Tư số mấy ạ?")
    await cuc.presses("Gửi")
    assert "ông Tư" not in await answers("hỏi thêm người gửi")  # the question is not theirs
    an = town.person("an")
    await an.does(button=f"answer:{code}")
    await an.says("Số 5, gọi 0912345678")
    await an.presses("Gửi")
    assert binh.news == []  # between the reporter and the agency
    await an.does(button=f"withdraw_yes:{code}")
    assert binh.news == []
    await binh.does(button=f"withdraw_yes:{code}")
    assert "không" in binh.heard.lower() and (await reports(town))[0].status == "accepted"
    binh.read = len(binh.shown)
    await cuc.does(button=f"case:start:{code}")
    await answers("đang xử lý")


async def test_who_withdraws_leaves_it_to_its_supporters(town: Town) -> None:
    cuc = town.person("cuc")
    await town.invited(cuc, "official", "ubnd_tan_phong")
    code = await sent(town, words="Ông Tư chặt cây ở đầu ngõ")
    await supporting(town)
    an, cards = (
        town.person("an"),
        [message for message in cuc.shown if "đầu ngõ" in message.reply.text],
    )
    await an.does(button=f"withdraw:{code}")
    assert "vẫn mở cho họ" in an.heard
    await an.presses("Vâng, rút")
    assert "Anh/chị đã rút khỏi" in an.heard and "vẫn mở" in an.heard
    (report,) = await reports(town)
    assert (report.status, report.person_id, report.chat_id) == ("new", None, None)
    assert report.latitude is not None and "đầu ngõ" not in report.description
    with town.database.reading() as session:
        assert session.exec(select(Photo)).all() == []
    assert "đã rút khỏi" in cuc.heard or "đã rút khỏi" in cuc.last.reply.text
    assert cards and all("đầu ngõ" not in message.reply.text for message in cards)
    before = len(an.shown)
    await cuc.does(button=f"case:accept:{code}")
    assert len(an.shown) == before
    await an.does(button=f"withdraw_yes:{code}")
    assert (await reports(town))[0].status == "accepted", "it is nobody's to withdraw any more"


async def test_without_a_position_the_place_stays_masked(town: Town) -> None:
    code = await report(town.person("an"), place="nhà số 5, gọi 0912345678, phường Tân Phong")
    binh = await begun(town, "binh")
    await binh.does(button=f"support:{code}")
    await town.person("an").does(button=f"withdraw_yes:{code}")
    (row,) = await reports(town)
    assert "số 5" in row.place and "0912345678" not in row.place


async def test_a_closed_one_cannot_be_supported_and_nothing_is_lost(town: Town) -> None:
    code = await sent(town)
    binh = await beside(town, "binh")
    await town.person("an").does(button=f"withdraw_yes:{code}")
    await binh.presses("🤝 Ủng hộ")
    assert "không ủng hộ được nữa" in binh.heard and await supporters(town) == []
    await binh.presses("Việc của tôi khác")
    assert "ảnh" in binh.heard and len(await drafts(town)) == 1


async def test_a_merged_one_is_its_main_report(town: Town) -> None:
    code = await sent(town)
    second = await report(town.person("dung"), place="bệnh viện tỉnh, phường Tân Phong")
    with town.database.transaction() as session:
        rows = {row.code: row for row in session.exec(select(Report)).all()}
        rows[code].merged_into = rows[second].id
    binh = await beside(town, "binh")
    assert HINT not in binh.heard, "it is not shown any more"
    await binh.does(button=f"support:{code}")
    assert second in binh.heard
    assert [row.report_id for row in await supporters(town)] == [rows[second].id]
    await binh.does(button=f"unsupport:{code}")
    assert await supporters(town) == []


async def test_so_many_remind_the_agency_once(town: Town) -> None:
    code = await sent(town)
    cuc = town.person("cuc")
    await town.invited(cuc, "official", "ubnd_tan_phong")
    cuc.read = len(cuc.shown)
    people = [town.person(f"dan{number}") for number in range(5)]
    for number, supporter in enumerate(people):
        await supporter.does(button=f"support:{code}")
        await supporter.presses("Đồng ý")
        assert ("5 người" in cuc.heard) == (number == 4)
    await people[0].presses("Thôi ủng hộ")
    await people[0].does(button=f"support:{code}")
    assert cuc.heard.count("cùng ủng hộ") == 1
    await cuc.presses("Xem việc này")
    assert "Ủng hộ:</b> 5 người" in cuc.heard
    with town.database.reading() as session:
        notices = session.exec(select(Notice.kind, Notice.about)).all()
    assert notices == [("supporters", "5")]


@pytest.mark.parametrize(
    "words", ["ừ đúng là việc này đấy, cho tôi ký tên cùng", "tôi ủng hộ", "cùng việc ấy ạ"]
)
async def test_one_supports_it_by_words(town: Town, words: str) -> None:
    await sent(town)
    binh = await beside(town, "binh", north=20)
    assert HINT in binh.heard
    await binh.says(words)
    assert len(await supporters(town)) == 1 and await reports(town)


@pytest.mark.parametrize("words", ["việc này", "cho tôi ký đúng việc này", "tôi ủng hộ"])
async def test_after_theirs_is_another_one_words_support_nothing(town: Town, words: str) -> None:
    await sent(town)
    binh = await at_spot(town, "binh", north=20)
    await binh.says(words)
    assert await supporters(town) == []
    assert [draft.kind for draft in await drafts(town)] == ["report"]


async def test_it_alone_is_no_wish_to_support_it(town: Town) -> None:
    await sent(town)
    binh = await beside(town, "binh", north=20)
    await binh.says("việc này")
    assert await supporters(town) == []
