"""What is told of a report in words: added to, edited, too long, or typed instead of a button."""

import pytest

from bot.core.events import Place
from tests.reports.reporting import (
    begun,
    drafts,
    previewed,
    reports,
    takes_offer,
    told,
)
from tests.town import Town


async def test_a_later_caption_is_added_to_what_was_told(town: Town) -> None:
    an = await begun(town)
    await an.commands("phananh", "Hai người chặt cây")
    await an.sends_photos("green", caption="đang cưa cây thứ hai")
    assert "Đã ghi thêm" in an.heard
    assert (await told(town))["description"] == "Hai người chặt cây\nđang cưa cây thứ hai"


@pytest.mark.parametrize("words", ["đây ạ", "gui anh nhe", "hình em chụp đấy", "có ảnh đây rồi"])
async def test_a_caption_that_only_shows_the_picture_is_no_part_of_it(
    town: Town, words: str
) -> None:
    an = await begun(town)
    await an.says("Hai người chặt cây")
    await an.sends_photos("green", caption=words)
    data = await told(town)
    assert data["description"] == "Hai người chặt cây" and len(data["photos"]) == 1


async def test_beginning_again_adds_and_loses_nothing(town: Town) -> None:
    an = town.person("an")
    await an.says("nhà bên cạnh xây lấn ra vỉa hè")
    offer = an.last.reply.buttons[0][0]
    await an.commands("phananh", "Hai người chặt cây")
    await an.presses("Đồng ý")
    await an.does(button=offer.data)
    assert "vẫn còn nguyên" in an.heard and "Đã ghi thêm" in an.heard
    await an.commands("phananh", "sáng nay")
    assert (await told(town))["description"].split("\n") == [
        "Hai người chặt cây",
        "nhà bên cạnh xây lấn ra vỉa hè",
        "sáng nay",
    ]


async def test_too_long_a_beginning_is_said_and_the_report_begun(town: Town) -> None:
    an = await begun(town)
    await an.commands("huy")
    await an.commands("phananh", "x" * 3100)
    assert "dài 3100 ký tự" in an.heard and "Có chuyện gì?" in an.heard
    await an.commands("huy")
    await an.says("nhà bên cạnh xây lấn ra vỉa hè " * 110)
    await an.does(button=an.last.reply.buttons[0][0].data)
    assert "chỉ ghi được tối đa 3000" in an.heard and "Có chuyện gì?" in an.heard
    assert an.last.labels == ["↩️ Quay lại"], "there is nothing to keep"
    await an.says("lấn vỉa hè")
    data = await told(town)
    assert data["description"] == "lấn vỉa hè"


async def test_pictures_under_too_long_words_are_kept(town: Town) -> None:
    an = await begun(town)
    await an.sends_photos("green", caption="x" * 3100)
    assert "dài 3100 ký tự" in an.heard and "Có chuyện gì?" in an.heard
    assert len((await told(town))["photos"]) == 1


async def test_an_edit_changes_its_own_part_of_the_description(town: Town) -> None:
    an = await begun(town)
    first = await an.says("chat cay")
    await an.says("cổng chợ Đoàn Kết")
    second = await an.says("Thêm nữa là họ chặt từ hôm qua")
    assert "Đã ghi thêm" in an.heard
    await an.says("chặt hai cây", message=first.message, edited=True)
    assert (await told(town))["description"] == "chặt hai cây\nThêm nữa là họ chặt từ hôm qua"
    await an.says("sáng nay", message=second.message, edited=True)
    assert (await told(town))["description"] == "chặt hai cây\nsáng nay"


async def test_the_offered_message_can_be_edited_too(town: Town) -> None:
    an = town.person("an")
    message = await an.says("nhà bên cạnh xây lấn ra vỉa hè")
    await takes_offer(an, "Lấn chiếm vỉa hè")
    await an.says("nhà số 5 xây lấn ra vỉa hè", message=message.message, edited=True)
    await an.presses("Đồng ý")
    assert (await told(town))["description"] == "nhà số 5 xây lấn ra vỉa hè"


async def test_an_edit_of_a_described_spot_stays_a_description(town: Town) -> None:
    an = await begun(town)
    await an.presses("Cây xanh")
    await an.presses("Chặt hạ")
    await an.presses("Không rõ địa chỉ")
    message = await an.says("đối diện cây xăng")
    assert (await told(town))["place"] == "không rõ địa chỉ, mô tả: đối diện cây xăng"
    await an.says("sau cây xăng", message=message.message, edited=True)
    assert (await told(town))["place"] == "không rõ địa chỉ, mô tả: sau cây xăng"


async def test_a_picture_exchanged_in_an_edit_is_not_taken_and_said(town: Town) -> None:
    an = await begun(town)
    message = await an.does(photos=(an.photo("green"),), text="chặt cây")
    before = (await told(town))["photos"]
    await an.does(
        photos=(an.photo("red"),), text="chặt hai cây", message=message.message, edited=True
    )
    assert "chưa thay vào" in an.heard
    data = await told(town)
    assert (data["photos"], data["description"]) == (before, "chặt hai cây")


async def test_a_place_that_moves_on_changes_nothing_and_says_nothing(town: Town) -> None:
    an = await begun(town)
    shared = await an.does(place=Place(latitude=22.396, longitude=103.458))
    before = await told(town)
    await an.does(
        place=Place(latitude=22.41, longitude=103.47), message=shared.message, edited=True
    )
    assert an.news == []
    assert await told(town) == before


async def test_a_whole_report_typed_without_a_button(town: Town) -> None:
    an = town.person("an")
    await an.commands("phananh")
    await an.says("dạ đồng ý ạ")
    await an.commands("phananh", "Chặt hai cây phượng")
    await an.says("không biết")
    assert "mô tả chỗ đó" in an.heard
    await an.says("đối diện cây xăng")
    await an.says("Không rõ ạ")
    await an.says("không có")
    await an.says("Hiện tên")
    await an.says("Cô An")
    assert "Xem lại trước khi gửi" in an.heard
    await an.says("ok gửi")
    (report,) = await reports(town)
    assert (report.description, report.area, report.shown_name) == (
        "Chặt hai cây phượng",
        None,
        "Cô An",
    )
    assert report.place == "không rõ địa chỉ, mô tả: đối diện cây xăng"


@pytest.mark.parametrize("words", ["đã bảo gửi rồi mà", "thì đồng ý rồi đấy thôi"])
async def test_what_is_said_of_the_consent_is_no_story(town: Town, words: str) -> None:
    an = town.person("an")
    await an.sends_photos("green")
    await an.says(words)
    assert "bấm nút Đồng ý" in an.heard
    await an.presses("Đồng ý")
    assert "description" not in await told(town)


@pytest.mark.parametrize("no", ["không đồng ý", "Không ạ"])
async def test_consent_refused_in_words(town: Town, no: str) -> None:
    an = town.person("an")
    await an.commands("phananh", "Chặt cây")
    await an.says(no)
    await an.presses("Không, xóa đi")
    assert "đã xóa" in an.heard and await drafts(town) == []


async def test_the_preview_dropped_in_words(town: Town) -> None:
    an = await previewed(town)
    await an.says("huỷ")
    assert "Đã bỏ phản ánh" in an.heard and await drafts(town) == []


async def test_a_mere_yes_where_a_button_waits_is_asked_again(town: Town) -> None:
    an = await previewed(town)
    before = await told(town)
    await an.says("vâng ạ")
    assert "Xem lại trước khi gửi" in an.heard
    assert await told(town) == before and await reports(town) == []


@pytest.mark.parametrize(
    "words", ["nguy hiểm lắm, trẻ con hay chơi ở đó", "không phải đâu, ý tôi là chưa ai bị thương",
              "mong phường xuống sớm giúp bà con"],
)  # fmt: skip
async def test_what_is_no_yes_where_a_button_waits_is_not_lost(town: Town, words: str) -> None:
    an = await previewed(town)
    await an.says(words)
    assert "mời bấm nút" not in an.heard
    if "➕ Thêm vào phản ánh" in an.last.labels:
        await an.presses("➕ Thêm vào phản ánh")
    assert words in (await told(town))["description"]


@pytest.mark.parametrize("words", ["được", "được rồi đấy em", "ổn rồi", "đúng hết rồi nhé"])
async def test_a_yes_in_other_words_is_no_part_of_it(town: Town, words: str) -> None:
    an = await previewed(town)
    before = await told(town)
    await an.says(words)
    assert "mời bấm nút" in an.heard and await told(town) == before
