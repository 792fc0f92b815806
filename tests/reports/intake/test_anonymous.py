"""A name is hidden by any words that ask for it, at every step, and before anything else."""

import pytest

from tests.reports.intake.test_choices import BUILT, asked
from tests.reports.intake.test_inside import asked_for_pictures
from tests.reports.reporting import begun, previewed, reports, told
from tests.town import Someone, Town

HIDING = [
    "à thôi ẩn danh đi", "đừng hiện tên", "giấu tên giúp tôi", "thôi đừng hiện tên tôi nữa",
    "dung de lo ten toi nhe", "tôi không muốn ai biết tên tôi", "xóa tên đi em", "tôi muốn ẩn danh",
    "rút tên tôi ra khỏi đơn kia đi",
    "đừng cho bà ấy biết tôi là ai nhé, hàng xóm với nhau ngại lắm", "đừng nói là tôi báo nhé",
]  # fmt: skip


async def named(town: Town) -> Someone:
    """Somebody about to send a report in their name."""
    an = await previewed(town)
    await an.presses("Hiện tên")
    await an.says("Lò Thị Mai")
    assert (await told(town))["name"] == "Lò Thị Mai"
    return an


@pytest.mark.parametrize("words", HIDING)
async def test_after_a_name_it_is_hidden_and_nothing_else_changes(town: Town, words: str) -> None:
    an = await named(town)
    before = await told(town)
    await an.says(words)
    after = await told(town)
    assert "ẩn danh" in an.heard and after.pop("anonymous") is True
    gone = {"name", "anonymous", "said_in"}
    assert {k: v for k, v in after.items() if k not in gone} == {
        k: v for k, v in before.items() if k not in gone
    }
    await an.says("gửi")
    (report,) = await reports(town)
    assert report.shown_name is None and words not in report.description


@pytest.mark.parametrize("words", HIDING)
async def test_where_a_name_is_asked_for_none_is_shown(town: Town, words: str) -> None:
    an = await previewed(town)
    await an.presses("Hiện tên")
    await an.says(words)
    data = await told(town)
    assert data["anonymous"] is True and "name" not in data and "Xem lại" in an.heard


@pytest.mark.parametrize("words", HIDING)
async def test_at_other_steps_it_is_no_answer_and_no_story(town: Town, words: str) -> None:
    an = await asked_for_pictures(town)
    before = await told(town)
    await an.says(words)
    assert "Không có ảnh" in an.last.labels
    assert {**before, "anonymous": True} == await told(town)


async def test_before_anything_is_told_it_is_no_story(town: Town) -> None:
    an = await begun(town)
    await an.says("cho tôi giấu tên nhé")
    assert "ẩn danh" in an.heard and "description" not in await told(town)


async def test_at_a_further_question_it_is_no_answer(town: Town) -> None:
    an = await asked(town, BUILT, "tầng mấy")
    await an.says("ẩn danh nhé")
    assert "tầng mấy" in an.heard and "details" not in await told(town)


async def test_what_is_told_or_asked_with_it_is_not_lost(town: Town) -> None:
    an = await named(town)
    await an.says("cho tôi ẩn danh nhé, bọn họ còn phá cả bồn hoa nữa")
    data = await told(town)
    assert "name" not in data and "bồn hoa" in str(data)
    await an.presses("Hiện tên")
    await an.says("Lò Thị Mai")
    await an.says("có gửi ẩn danh được không?")
    assert "name" not in await told(town) and "ẩn danh" in an.heard


@pytest.mark.parametrize("words", ["không biết tên đường", "thôi không cần ẩn danh đâu"])
async def test_what_does_not_ask_for_it_hides_nothing(town: Town, words: str) -> None:
    an = await named(town)
    await an.says(words)
    assert (await told(town))["name"] == "Lò Thị Mai"


async def test_before_consent_it_is_no_part_of_the_story(town: Town) -> None:
    an = town.person("an")
    await an.commands("phananh", "nhà số 9 đường Trần Phú đổ trộm phế thải")
    await an.says("nhớ giấu tên tôi đấy")
    assert "ẩn danh" in an.heard and "Đồng ý" in an.last.labels[0]
    await an.presses("Đồng ý")
    assert (await told(town))["description"] == "nhà số 9 đường Trần Phú đổ trộm phế thải"


SHOWING = [
    "cho tôi hiện tên nhé", "cứ để tên tôi vào cũng được", "ghi rõ họ tên tôi: Sùng A Chứ",
    "tên cháu là Phạm Thu Hà", "hien ten cung duoc a", "Phạm Thu Hà", "Nguyễn Đình Kháng",
]  # fmt: skip


@pytest.mark.parametrize("words", SHOWING)
async def test_a_name_that_may_be_shown_is_asked_for_and_no_part_of_the_story(
    town: Town, words: str
) -> None:
    an = await previewed(town)
    before = await told(town)
    await an.says(words)
    assert "tên muốn hiện" in an.heard
    assert await told(town) == before | {"changing": "name"}


@pytest.mark.parametrize(
    "words", ["chủ nhà tên Vũ Văn Khải", "tên đường là Nguyễn Trãi", "ghi tên quán là Hoa Ban"]
)
async def test_the_name_of_another_is_not_to_be_shown(town: Town, words: str) -> None:
    an = await previewed(town)
    await an.says(words)
    assert "tên muốn hiện" not in an.heard


@pytest.mark.parametrize("words", ["có phải ghi tên không", "bắt buộc phải để tên à"])
async def test_whether_a_name_is_needed_is_answered(town: Town, words: str) -> None:
    an = await previewed(town)
    await an.says(words)
    assert "ghi tên muốn hiện" not in an.heard and "Xem lại trước khi gửi" in an.heard


async def test_what_is_not_to_be_written_is_no_place(town: Town) -> None:
    an = await previewed(town)
    place = (await told(town))["place"]
    await an.says("đừng ghi là người ở cạnh nhà nhé")
    assert (await told(town))["place"] == place and "Có chuyện gì?" in an.heard


STORY = "quán ốc lấn chiếm hết vỉa hè trước số 9 đường Lê Lợi, phường Đoàn Kết"


async def told_as(town: Town, words: str) -> Someone:
    """Somebody who sees the preview of this story."""
    an = await begun(town)
    await an.says(words)
    if "Lấn chiếm vỉa hè" in str(an.last.labels):
        await an.presses("Lấn chiếm vỉa hè")
    await an.says("không có ảnh")
    for _ in range(3):
        if "Bỏ qua" in an.last.labels:
            await an.presses("Bỏ qua")
    assert "Xem lại" in an.heard
    return an


@pytest.mark.parametrize(
    "words", [f"Tôi là Bế Thị Nguyệt, giáo viên nghỉ hưu, {STORY}", f"em là Lò Văn Chiến, {STORY}"]
)
async def test_who_tells_their_name_in_the_story_learns_that_it_is_read(
    town: Town, words: str
) -> None:
    an = await told_as(town, words)
    assert "ẩn danh, nhưng trong nội dung có tên anh/chị" in an.heard


@pytest.mark.parametrize(
    ("words", "name"),
    [(f"tôi tên Lò Văn Chiến muốn để tên, {STORY}", "Lò Văn Chiến"),
     (f"Tôi là Trần Thị Bưởi, cho tôi để tên, {STORY}", "Trần Thị Bưởi")],
)  # fmt: skip
async def test_who_wishes_it_in_the_story_is_shown(town: Town, words: str, name: str) -> None:
    an = await begun(town)
    await an.says(words)
    assert (await told(town))["name"] == name
    await an.says("cho tôi ẩn danh nhé")
    assert "name" not in await told(town)


@pytest.mark.parametrize(
    "words",
    ["Tôi tên là Lò Văn Chiến, đừng cho ai biết nhé. Quán ăn cơi nới mái tôn lấn ra vỉa hè trước "
     "số 9 đường Lê Lợi", f"Tôi tên là Lò Văn Chiến, cứ để tên. À thôi đừng hiện tên. {STORY}",
     f"Tôi tên là Lò Văn Chiến ở tổ 5. {STORY}", f"em tên Hoa ở Đoàn Kết, {STORY}",
     f"họ để xe ở đây, tôi tên Lò Văn Chiến, {STORY}",
     f"toi ten la Lo Van Chien, dung cho ai biet nhe, {STORY}"],
)  # fmt: skip
async def test_who_says_who_they_are_before_agreeing_is_not_shown(town: Town, words: str) -> None:
    an = town.person("an")
    await an.says(words)
    for label in ("Gửi phản ánh này", "Lấn chiếm vỉa hè", "Đồng ý"):
        if found := [shown for shown in an.last.labels if label in shown]:
            await an.presses(found[0])
    draft = await told(town)
    assert draft["description"] and "name" not in draft


@pytest.mark.parametrize(
    "before", ["tôi là hàng xóm nhà ông Nguyễn Văn Tám", "ông Lò Văn Chiến bảo cứ để tên"]
)
async def test_the_name_of_another_in_the_story_is_not_shown(town: Town, before: str) -> None:
    an = await told_as(town, f"{before}, {STORY}")
    assert "name" not in await told(town) and "có tên anh/chị" not in an.heard


@pytest.mark.parametrize("words", ["đừng ghi tên bà Hoa", "không cần nêu tên bà Hoa đâu nhé"])
async def test_anothers_name_is_not_promised_but_told_anew(town: Town, words: str) -> None:
    an = await begun(town)
    await an.says("xe ben đổ phế thải ở đường Lê Duẩn, phường Tân Phong, bà Hoa bán nước thấy")
    await an.says(words)
    assert "ẩn danh" not in an.heard and "bà Hoa" in an.heard and "Có chuyện gì" in an.heard


DUMPED = "xe ben đổ phế thải ở đường Lê Duẩn, phường Tân Phong"


async def test_who_asks_for_anothers_name_to_be_left_out_is_not_shown(town: Town) -> None:
    an = await begun(town)
    await an.says(f"em là Lò Văn Chiến, {DUMPED}, đừng nêu tên bà Hoa bán chè gần đấy")
    data = await told(town)
    assert data["anonymous"] is True and "name" not in data


@pytest.mark.parametrize(
    "words",
    ["đừng hiện tên tôi, cả tên bà Hoa cũng đừng ghi", "giấu tên tôi nhé, và đừng ghi tên bà Hoa",
     "đừng ghi tên bà Hoa, cũng đừng ghi tên tôi", "đừng để tên bà Hoa với tên em"],
)  # fmt: skip
async def test_who_names_another_beside_is_hidden_too(town: Town, words: str) -> None:
    an = await begun(town)
    await an.says(f"{DUMPED}, bà Hoa bán nước thấy")
    await an.says("cứ để tên tôi là Lò Văn Chiến")
    await an.says("Lò Văn Chiến")
    assert (await told(town))["name"] == "Lò Văn Chiến"
    await an.says(words)
    data = await told(town)
    assert "ẩn danh" in an.heard and data["anonymous"] is True and "name" not in data


async def test_a_name_that_no_story_has_is_hidden_as_ones_own(town: Town) -> None:
    an = await previewed(town)
    await an.says("đừng nêu tên anh Nam nhé")
    assert "ẩn danh" in an.heard and "tên muốn hiện" not in an.heard


@pytest.mark.parametrize(
    "words",
    ["không rõ vì sao tên ông Chiến lại đổ thêm 2 xe trưa nay",
     "không ai ghi tên ông Chiến vào biên bản nên trưa nay ông ấy lại đổ thêm 2 xe"],
)  # fmt: skip
async def test_what_is_told_of_a_name_is_written_down(town: Town, words: str) -> None:
    an = await begun(town)
    await an.says(f"{DUMPED}, ông Chiến lái")
    await an.says(words)
    assert words in (await told(town))["description"]
