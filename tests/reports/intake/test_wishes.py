"""What somebody tells the bot to do inside a report: to drop it, to send it, to go on."""

import pytest

from tests.reports.intake.test_inside import asked_for_pictures
from tests.reports.reporting import begun, drafts, previewed, reports, told
from tests.town import Town


@pytest.mark.parametrize("words", ["thôi", "thôi cái này đi", "bỏ qua đi"])
async def test_what_may_mean_to_drop_it_drops_nothing_unasked(town: Town, words: str) -> None:
    an = await previewed(town)
    before = await told(town)
    await an.says(words)
    assert await told(town) == before
    assert an.last.labels == ["🗑 Bỏ bản viết dở", "✍️ Viết tiếp"]
    await an.presses("Viết tiếp")
    assert "Xem lại trước khi gửi" in an.heard and await told(town) == before
    await an.says(words)
    await an.says("bỏ bản viết dở")
    assert await drafts(town) == []


@pytest.mark.parametrize("words", ["thôi không gửi nữa, hủy đi", "huỷ phản ánh giúp tôi"])
async def test_what_surely_means_it_drops_it(town: Town, words: str) -> None:
    an = await previewed(town)
    await an.says(words)
    assert await drafts(town) == [] and "Hoàn tác" in an.last.labels[0]


async def test_who_dropped_it_by_mistake_may_say_so(town: Town) -> None:
    an = await previewed(town)
    await an.commands("huy")
    await an.says("khôi phục lại giúp tôi")
    assert "trong mười phút" in an.heard and await drafts(town) == []
    await an.presses("Hoàn tác")
    assert "Xem lại trước khi gửi" in an.heard
    await an.commands("huy")
    town.clock.advance(minutes=11)
    await an.says("khôi phục lại giúp tôi")
    assert "không có gì đang viết dở" in an.heard


@pytest.mark.parametrize("words", ["thôi", "hủy", "thôi khỏi"])
async def test_while_a_step_is_changed_it_means_the_change(town: Town, words: str) -> None:
    an = await previewed(town)
    before = await told(town)
    await an.presses("Sửa nơi")
    await an.says(words)
    assert "Xem lại trước khi gửi" in an.heard and await told(town) == before


@pytest.mark.parametrize("words", ["bỏ hết đi, tôi không gửi nữa", "thoi em khong bao nua dau a"])
async def test_in_a_sentence_of_its_own_it_asks_which(town: Town, words: str) -> None:
    an = await asked_for_pictures(town)
    await an.says("quay lại")
    before = await told(town)
    await an.says(words)
    assert an.last.labels == ["🗑 Bỏ bản viết dở", "✍️ Viết tiếp"]
    await an.presses("Viết tiếp")
    assert await told(town) == before
    await an.says(words)
    await an.presses("Bỏ bản viết dở")
    assert await drafts(town) == []


@pytest.mark.parametrize("words", ["Gửi phản ánh", "gửi luôn đi", "gui giup toi", "ừ gửi ngay"])
async def test_to_send_it_where_only_pictures_are_asked_for_shows_it(
    town: Town, words: str
) -> None:
    an = await asked_for_pictures(town)
    before = await told(town)
    await an.says(words)
    assert "Xem lại trước khi gửi" in an.heard and await reports(town) == []
    assert (await told(town))["description"] == before["description"]


async def test_to_send_it_before_consent_is_no_part_of_it(town: Town) -> None:
    an = town.person("an")
    await an.commands("phananh", "xe đậu kín vỉa hè trước cổng trường tiểu học số 1")
    await an.says("gui")
    await an.presses("Đồng ý")
    assert (await told(town))["description"].endswith("trường tiểu học số 1")


async def test_it_is_said_of_the_first_step_too(town: Town) -> None:
    an = await begun(town)
    await an.says("gửi")
    assert "còn loại việc, nơi xảy ra, phường" in an.heard and "là gì" not in an.heard
    assert "description" not in await told(town)


async def test_to_send_it_in_the_middle_of_a_change_shows_it_first(town: Town) -> None:
    an = await previewed(town)
    await an.presses("Sửa nơi")
    await an.says("gửi đi")
    assert "Xem lại trước khi gửi" in an.heard and await reports(town) == []
    await an.says("ừ gửi đi")
    assert len(await reports(town)) == 1


@pytest.mark.parametrize("words", ["cho tôi viết tiếp", "ừ tiếp tục nhé", "viet tiep"])
async def test_to_go_on_asks_the_open_step(town: Town, words: str) -> None:
    an = await asked_for_pictures(town)
    before = await told(town)
    await an.says(words)
    assert an.last.labels[0] == "Không có ảnh" and len(an.news) == 1
    assert await told(town) == before


@pytest.mark.parametrize("words", ["thôi không cần ảnh", "ko có hình đâu", "chưa chụp ảnh"])
async def test_that_there_are_no_pictures_may_be_said_ahead(town: Town, words: str) -> None:
    an = await begun(town)
    await an.says("nhà hàng xóm xây nhà lấn ra đường")
    await an.says(words)
    data = await told(town)
    assert data["photos_done"] and data["description"] == "nhà hàng xóm xây nhà lấn ra đường"


@pytest.mark.parametrize(
    "words",
    ["em đọc lại cho chị nghe nào", "dài quá đọc lại cho tôi nghe",
     "cho coi lại cái đang viết", "nay gio viet duoc nhung gi roi",
     "nãy giờ mình viết tới đâu rồi nhỉ"],
)  # fmt: skip
async def test_what_is_written_so_far_is_shown(town: Town, words: str) -> None:
    an = await asked_for_pictures(town)
    before = await told(town)
    await an.says(words)
    assert "hai cây phượng" in an.heard and "Không có ảnh" in an.last.labels
    assert await told(town) == before


async def test_a_polite_request_to_send_sends(town: Town) -> None:
    an = await previewed(town)
    await an.says("Đề nghị gửi giúp")
    assert len(await reports(town)) == 1


async def test_to_keep_who_one_is_secret_hides_the_name(town: Town) -> None:
    an = await asked_for_pictures(town)
    await an.says("Mong bảo mật thông tin người gửi.")
    assert "ẩn danh" in an.heard and (await told(town))["anonymous"]


@pytest.mark.parametrize(
    ("words", "heard"),
    [("chào buổi sáng em", "Chào anh/chị."), ("cám ơn em nhiều", "Dạ vâng ạ.")],
)
async def test_a_greeting_is_greeted(town: Town, words: str, heard: str) -> None:
    an = await asked_for_pictures(town)
    await an.says(words)
    assert an.heard.startswith(heard)


async def test_to_abuse_nothing_is_said(town: Town) -> None:
    an = await asked_for_pictures(town)
    await an.says("địt mẹ lâu thế")
    assert "ạ" not in an.heard.split("Anh/chị gửi")[0] and len(an.news) == 1
    assert "địt mẹ" not in str(await told(town))
