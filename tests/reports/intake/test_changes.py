"""Going back in a report: what is replaced whole, what can be left as it was."""

import pytest
from sqlmodel import select

from bot.reports.intake.questions import stamp
from db.models import Draft
from tests.reports.reporting import begun, chooses, previewed, reports, told
from tests.town import Town


async def test_an_address_instead_of_a_position_replaces_all_of_it(town: Town) -> None:
    an = await previewed(town)
    await an.sends_place(21.03, 105.85)
    assert {"latitude", "outside", "place"} <= (await told(town)).keys(), (
        "they complement each other"
    )
    await an.presses("Sửa nơi")
    await an.says("cổng chợ, xã Sùng Phài")
    data = await told(town)
    assert (data["place"], data["area"]) == ("cổng chợ, xã Sùng Phài", "doan_ket")
    assert not {"latitude", "longitude", "outside", "changing"} & data.keys()


async def test_a_position_instead_of_an_address_replaces_all_of_it(town: Town) -> None:
    an = await previewed(town)
    await an.presses("Sửa nơi")
    await an.sends_place()
    assert "phường nào hiện nay" in an.heard, "the old ward may be another"
    assert not {"place", "area", "unit_reported"} & (await told(town)).keys()
    await an.presses("phường Đoàn Kết")
    await an.presses("Gửi phản ánh")
    (report,) = await reports(town)
    assert (report.place, report.latitude, report.agency) == ("", 22.396, "ubnd_doan_ket")


async def test_a_plus_code_is_a_position_of_the_persons_own(town: Town) -> None:
    an = await previewed(town)
    await an.presses("Sửa nơi")
    await an.says("9FW5+C6 Lai Châu, trước cổng chợ")
    data = await told(town)
    assert data["place"] == "trước cổng chợ"
    assert (data["latitude"], data["longitude"]) == pytest.approx((22.396, 103.458), abs=1e-4)
    await an.presses("phường Đoàn Kết")
    await an.presses("Gửi phản ánh")
    (report,) = await reports(town)
    assert report.latitude == data["latitude"] and report.place_guess == ""


async def test_a_misspelled_name_is_asked_for_anew(town: Town) -> None:
    an = await previewed(town)
    await an.presses("Hiện tên")
    await an.says("Co Am")
    await an.presses("Ẩn danh")
    await an.presses("Hiện tên")
    assert "tên muốn hiện" in an.heard
    await an.says("\u00ad\u3164")
    assert "tên muốn hiện" in an.heard, "there is nothing to see in that"
    await an.says("Cô An")
    assert (await told(town))["name"] == "Cô An"


async def test_every_step_gone_back_to_can_be_left_as_it_was(town: Town) -> None:
    an = await previewed(town)
    before = await told(town)
    for label in ("việc", "nơi", "phường", "ảnh", "nội dung"):
        await an.presses(f"Sửa {label}")
        assert "↩️ Giữ như cũ" in an.last.labels
        await an.does(button=an.last.reply.buttons[-1][0].data)
        assert "Xem lại trước khi gửi" in an.heard
    await an.says("giữ như cũ")
    await an.presses("Sửa nơi")
    await an.presses("Không rõ địa chỉ")
    assert an.last.labels == ["↩️ Giữ như cũ"]
    await an.says("Giữ như cũ")
    await an.presses("Sửa việc")
    await an.presses("Cây xanh")
    assert an.last.labels[-1] == "↩️ Giữ như cũ"
    await an.says("giữ nguyên")
    assert await told(town) == before
    assert "↩️ Giữ như cũ" not in an.last.labels


async def test_a_category_and_a_ward_the_city_no_longer_has_are_asked_again(town: Town) -> None:
    an = await previewed(town)
    with town.database.transaction() as session:
        (row,) = session.exec(select(Draft)).all()
        row.data = row.data | {"category": "gone", "area": "nowhere"}
    await an.presses("Gửi phản ánh")
    assert "Xem lại trước khi gửi" in an.heard, "what the words tell is shown instead"
    await an.presses("Sửa việc")
    await chooses(an, "Cây xanh", "Cây chết")
    await an.presses("Sửa phường")
    await an.presses("phường Đoàn Kết")
    await an.presses("Gửi phản ánh")
    (report,) = await reports(town)
    assert (report.category, report.area) == ("cay_chet", "doan_ket")


async def test_an_offer_of_a_category_that_is_gone_asks_for_one(town: Town) -> None:
    an = await begun(town)
    await an.does(button="report:gone")
    assert "về việc gì" in an.heard
    assert "category" not in await told(town)


async def test_a_choice_there_is_none_of_changes_nothing(town: Town) -> None:
    an = await previewed(town)
    before = await told(town)
    with town.database.reading() as session:
        (row,) = session.exec(select(Draft)).all()
    for data in (
        "change:{}",
        "change:{}:identity",
        "place:{}:x",
        "area:{}:keep",
        "category:{}:none",
    ):
        await an.does(button=data.format(stamp(row)))
        assert "Nút này đã cũ" in an.heard, data
    assert await told(town) == before
