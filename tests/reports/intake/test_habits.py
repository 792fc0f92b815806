"""How people type: stars, thanks around an answer, fragments, numbers of lines, words for later."""

import pytest

from bot.understanding.put_right import renumbered
from bot.understanding.replies import has_no_photo
from tests.reports.intake.test_inside import asked_for_pictures
from tests.reports.intake.test_offer_answered import STALL, kinds, offered
from tests.reports.reporting import begun, drafts, previewed, reports, told
from tests.town import Someone, Town


async def asked(town: Town, story: str, place: str) -> Someone:
    """A resident who told a story and its place, and is asked for the ward or more."""
    an = await begun(town)
    await an.says(story)
    await an.says(place)
    return an


@pytest.mark.parametrize("words", ["*số 29", "*29 Lê Lợi"])
async def test_a_star_puts_right_what_was_typed(town: Town, words: str) -> None:
    an = await asked(town, "cây xà cừ bị chặt sáng nay", "nhà số 19 Lê Lợi phường Tân Phong")
    await an.says(words)
    assert "29" in (await told(town))["place"] and "19" not in (await told(town))["place"]


@pytest.mark.parametrize(
    ("place", "words", "right"),
    [
        ("nhà số 19 Lê Lợi đối diện số 40", "*số 29", "29 Lê Lợi đối diện số 40"),
        ("nhà số 19 Lê Lợi đối diện số 40", "nhầm số 29", "29 Lê Lợi đối diện số 40"),
        ("số nhà 19 Lê Lợi cạnh nhà số 40", "nhà số 29", "29 Lê Lợi cạnh nhà số 40"),
        ("số 12 Lê Lợi đối diện nhà 19", "nhà 20", "20 Lê Lợi đối diện nhà 19"),
        ("ngách 12 ngõ 40 Lê Lợi", "nhầm ngõ 41", "ngách 12 ngõ 41 Lê Lợi"),
    ],
)
def test_of_two_houses_the_first_is_put_right(place: str, words: str, right: str) -> None:
    assert (renumbered(place, words) or "").endswith(right)


async def test_a_starred_story_is_added_and_called_no_correction(town: Town) -> None:
    an = await previewed(town)
    await an.says("*Chặt ba cây phượng*")
    assert "Đã sửa" not in an.heard


async def test_a_street_without_its_word_is_no_name_of_the_writer(town: Town) -> None:
    an = await previewed(town)
    await an.says("Hoàng Văn Thái")
    assert not (await told(town)).get("name")
    assert "➕ Thêm vào phản ánh" in an.last.labels


async def test_an_alley_within_an_alley_goes_before_the_place_whole(town: Town) -> None:
    an = await asked(town, "cây xà cừ bị chặt sáng nay", "em ở sau bến xe phường Tân Phong")
    await an.says("ngách 12 ngõ 40")
    assert (await told(town))["place"].startswith("ngách 12 ngõ 40 ")


@pytest.mark.parametrize(
    "words",
    ["dạ em cảm ơn, em không có ạ", "k ạ", "đã bảo không có", "để mai tôi chụp", "bổ sung ảnh sau",
     "để sau", "em gửi sau", "mai em gửi ảnh"],
)  # fmt: skip
async def test_no_picture_is_heard_between_polite_words(town: Town, words: str) -> None:
    an = await asked_for_pictures(town)
    before = await told(town)
    await an.says(words)
    assert "gửi <b>ảnh</b>" not in an.last.reply.text
    assert (await told(town))["description"] == before["description"]


@pytest.mark.parametrize(
    "words",
    ["sau đây em gửi ảnh", "ảnh sau đây ạ", "xong, ảnh đây", "gửi ảnh đây, hết rồi",
     "mới chụp sau đó", "sau nha"],
)  # fmt: skip
def test_who_announces_pictures_has_some(words: str) -> None:
    assert not has_no_photo(words)


@pytest.mark.parametrize("words", ["thế thì gửi", "vâng ạ em gửi ạ em cảm ơn ạ"])
async def test_a_wish_to_send_is_heard_between_them_too(town: Town, words: str) -> None:
    an = await previewed(town)
    await an.says(words)
    assert "Đã gửi" in an.heard


@pytest.mark.parametrize("words", ["ông bảo gửi", "gửi cảm ơn"])
async def test_what_may_be_no_wish_to_send_sends_nothing(town: Town, words: str) -> None:
    an = await previewed(town)
    await an.says(words)
    assert "Đã gửi" not in an.heard and await reports(town) == []


@pytest.mark.parametrize("words", ["không", "dạ không"])
async def test_a_no_says_that_it_is_over(town: Town, words: str) -> None:
    an = await asked(town, "đổ trộm phế thải", "bờ mương sau chợ Đoàn Kết")
    await an.says("không có ảnh")
    assert "còn đang diễn ra" in an.heard
    await an.says(words)
    assert (await told(town))["details"]["going_on"] == "Đã dừng"


async def test_a_bare_number_is_no_answer_about_danger(town: Town) -> None:
    an = await asked(town, "xích đu ở công viên hỏng", "công viên đường Lê Duẩn phường Tân Phong")
    await an.says("không có ảnh")
    assert "nguy hiểm" in an.last.reply.text and an.last.labels[:2] == ["Có", "Không"]
    await an.says("2")
    assert "danger" not in (await told(town)).get("details", {})


async def test_what_is_told_instead_of_a_choice_is_kept(town: Town) -> None:
    an = await asked(town, "đổ trộm phế thải", "bờ mương sau chợ Đoàn Kết")
    await an.says("không có ảnh")
    assert "còn đang diễn ra" in an.heard
    await an.says("lấp một nửa")
    assert "lấp một nửa" in (await told(town))["description"]
    await an.says("cái thứ nhất")
    assert (await told(town))["details"]["going_on"] == "Còn"


async def test_who_comes_back_and_asks_what_is_open_adds_nothing(town: Town) -> None:
    an = await asked(town, "có người chặt cây", "đầu hẻm 7 đường Điện Biên Phủ")
    before = await told(town)
    town.clock.advance(hours=30)
    await an.says("hôm nọ em đang báo dở cái gì ấy nhỉ")
    assert "chặt cây" in an.heard and await told(town) == before


async def test_a_yes_is_no_time_of_the_day(town: Town) -> None:
    an = await asked(town, "xe ben chở đất rơi vãi bụi mù", "đường Lê Duẩn phường Tân Phong")
    await an.says("không có ảnh")
    assert "vào lúc nào" in an.heard
    await an.says("có")
    assert "Xem lại" in an.heard and "Thường vào lúc" not in an.heard


@pytest.mark.parametrize("words", ["1", "cái đầu tiên", "em muốn phản ánh việc ấy"])
async def test_the_only_button_of_an_offer_is_typed(town: Town, words: str) -> None:
    an = await offered(town)
    await an.says(words)
    assert await kinds(town) == ["report"] and words not in an.heard


@pytest.mark.parametrize(
    "words",
    ["tôi muốn phản ánh việc khác", "tôi muốn báo cháy", "em muốn báo quán nữa", "em đã báo rồi",
     "tôi muốn phản ánh nữa", "tôi chưa muốn phản ánh", "tôi muốn khiếu nại"],
)  # fmt: skip
async def test_a_wish_to_report_something_else_is_no_yes_to_an_offer(
    town: Town, words: str
) -> None:
    an = await offered(town)
    await an.says(words)
    assert "bán phở" not in an.heard
    assert all("bán phở" not in str(draft.data) for draft in await drafts(town))


@pytest.mark.parametrize(
    "words",
    ["tôi muốn phản ánh cán bộ phường nhận tiền", "tôi muốn phản ánh ông tổ trưởng ăn tiền"],
)
async def test_a_denunciation_after_an_offer_is_heard(town: Town, words: str) -> None:
    an = await offered(town)
    await an.says(words)
    assert "tố cáo" in an.heard and await kinds(town) == ["offer"]


@pytest.mark.parametrize("words", ["tôi muốn gửi", "gửi qua đây", "dạ gửi qua đây"])
async def test_anothers_matter_that_is_taken_here_is_sent_by_its_label(
    town: Town, words: str
) -> None:
    an = await offered(town, "đèn đường tổ 7 hỏng 2 tuần nay tối om")
    await an.says(words)
    assert await kinds(town) == ["report"] and words not in an.heard


async def test_another_story_after_an_offer_of_anothers_matter_is_offered_anew(town: Town) -> None:
    an = await offered(town, "đèn đường tổ 7 hỏng 2 tuần nay tối om")
    await an.says("cây xà cừ bật gốc đang đè lên mái nhà")
    assert await kinds(town) == ["offer"] and "114" in an.heard


async def test_two_matters_counted_in_words_are_two(town: Town) -> None:
    an = town.person("an")
    await an.says(
        "em báo 2 việc ạ. thứ nhất là nhà số 21 Hoàng Văn Thái cơi nới chuồng cọp ra ngõ, thứ hai "
        "là có người đổ phế thải ở bờ mương sau chợ Đoàn Kết"
    )
    await an.presses("Gửi phản ánh này")
    await an.presses("Đồng ý")
    assert "2 việc" in an.heard


async def test_days_of_the_week_count_no_matters(town: Town) -> None:
    an = await offered(
        town, "Xe đổ đất ở bờ mương chợ Đoàn Kết từ thứ hai, đến thứ ba, lại đổ ở hồ Thủy Sơn"
    )
    await an.presses(an.last.labels[0])
    assert "2 việc" not in an.heard


@pytest.mark.parametrize("words", ["có ai biết là tôi báo không", "gửi qua đây có mất tiền không"])
async def test_a_doubt_before_consent_is_answered_in_short(town: Town, words: str) -> None:
    an = town.person("an")
    await an.says(STALL)
    await an.says(words)
    assert len(an.heard.splitlines()) <= 8 and "ẩn danh" in an.heard
    assert await kinds(town) == ["offer"]
