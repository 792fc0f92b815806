"""Pictures nobody will look at are not fetched; those of a dropped draft are erased."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.core.dropping import erase_dropped
from bot.core.events import Photo
from db.models import Person
from tests.town import Someone, Town, report


def kept(town: Town) -> int:
    return len([path for path in town.media.folder.rglob("*.*") if path.is_file()])


async def blocked(town: Town) -> Someone:
    an, chief = town.person("an"), town.person("chief")
    await town.invited(chief, "admin")
    await chief.commands("chan", f"{await report(an, photos=())} gửi tin rác")
    await chief.presses("7 ngày")
    return an


async def test_of_who_is_blocked(town: Town) -> None:
    an = await blocked(town)
    await an.sends_photos("green", "red")
    assert kept(town) == 0 and "tạm ngừng" in an.heard


async def test_of_who_is_blocked_what_was_asked_for_is_taken(town: Town) -> None:
    an = await blocked(town)
    binh = town.person("binh")
    await town.invited(binh, "official", "ubnd_tan_phong")
    await binh.commands("viec")
    code = binh.last.reply.buttons[0][0].data
    assert code is not None
    await binh.does(button=code.replace("show", "ask"))
    await binh.says("Cây ở số nhà nào?")
    await binh.presses("Gửi")
    await an.presses("Trả lời")
    await an.sends_photos("green")
    assert kept(town) == 1


async def test_of_who_is_too_fast(town: Town) -> None:
    an = town.person("an")
    await an.commands("trogiup")
    with town.database.transaction() as session:
        person = session.exec(select(Person)).one()
        person.paced_until = town.clock() + timedelta(minutes=1)
    await an.sends_photos("green")
    assert "nhanh quá" in an.heard
    assert kept(town) == 0


async def test_of_what_is_said_to_others_in_a_group(town: Town) -> None:
    an = town.person("an", chat="nhom")
    await an.commands("trogiup")
    photo = an.photo("green")
    await an.does(photos=(photo,), addressed=False)
    assert kept(town) == 0 and an.news == []


@pytest.mark.parametrize("how", ["Hủy", "/huy"])
async def test_of_a_draft_that_was_shown_and_dropped(town: Town, how: str) -> None:
    an = town.person("an")
    await an.commands("phananh")
    await an.presses("Đồng ý")
    await an.presses("Cây xanh")
    await an.presses("Chặt hạ")
    await an.says("cổng trường, phường Tân Phong")
    await an.sends_photos("green", "red")
    await an.says("Chặt hai cây phượng")
    assert "Xem lại trước khi gửi" in an.heard and len(an.last.reply.photos) == 2
    if how == "/huy":
        await an.commands("huy")
    else:
        await an.does(button=next(b.data for r in an.last.reply.buttons for b in r
                                  if (b.data or "").startswith("drop:")))  # fmt: skip
    assert "Đã bỏ" in an.heard and kept(town) == 2, "for ten minutes it can be brought back"
    town.clock.advance(minutes=11)
    erase_dropped(town.database, town.media, town.clock())
    assert kept(town) == 0


async def test_one_that_was_stored_and_is_erased_by_now_is_told(town: Town) -> None:
    an = town.person("an")
    erased_key = Photo(ref="gone", key=f"{'0' * 40}.jpg")
    await an.does(photos=(erased_key, an.photo("red")))
    await an.presses("Đồng ý")
    assert "Một ảnh không tải về được" in an.heard and kept(town) == 1


async def test_of_an_official_who_never_agreed_a_proof_is_taken_whatever_was_looked_up(
    town: Town, an: Someone, binh: Someone
) -> None:
    await report(an, photos=())
    await binh.presses("Đã xử lý")
    await binh.commands("gantoi")
    await binh.sends_photos("green", caption="Đã trồng lại hai cây phượng")
    assert kept(town) == 1


async def test_of_an_official_who_never_agreed_a_reports_picture_waits(
    town: Town, binh: Someone
) -> None:
    await binh.sends_photos("green", caption="số 9 đường Trần Phú đổ trộm phế thải")
    assert kept(town) == 0
    await binh.presses("Đồng ý")
    assert kept(town) == 1
