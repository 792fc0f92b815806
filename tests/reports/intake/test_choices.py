"""A question with choices: what is typed is one of them, or it is asked again."""

import pytest

from tests.reports.reporting import begun, told
from tests.town import Someone, Town

PIT = "hố công trình đào xong không lấp ở đường Trần Phú, phường Đoàn Kết"
BUILT = "Nhà số 5 đường Trần Phú, phường Đoàn Kết xây không có giấy phép"


async def asked(town: Town, story: str, question: str) -> Someone:
    """Somebody who told a story and is asked this further question."""
    an = await begun(town)
    await an.says(story)
    for label in ("Đào lên không hoàn trả", "Nghi xây dựng không phép"):
        if any(label in shown for shown in an.last.labels):
            await an.presses(label)
    await an.says("không có ảnh")
    assert question in an.heard, an.heard
    return an


DANGER = "đang gặp nguy hiểm"


@pytest.mark.parametrize(
    "words",
    ["vâng", "dạ vâng", "ừ", "yes", "đúng rồi", "có đấy ạ", "uh co", "có ạ nguy hiểm lắm",
     "có trẻ con suýt ngã", "có, có người ngã gãy chân", "cháu nhà tôi vừa ngã xuống hố",
     "co a"],
)  # fmt: skip
async def test_a_yes_to_danger_is_an_emergency(town: Town, words: str) -> None:
    an = await asked(town, PIT, DANGER)
    await an.says(words)
    assert "Việc khẩn" in an.heard and "khẩn</b>" in an.last.reply.text, an.heard


@pytest.mark.parametrize(
    ("words", "answer"),
    [("dạ không ạ", "Không"), ("ko", "Không"), ("chưa có ai", "Không"), ("không biết", "Không rõ"),
     ("chịu", "Không rõ"), ("tôi không ở đó nên không biết", "Không rõ")],
)  # fmt: skip
async def test_any_other_answer_is_the_choice_it_means(town: Town, words: str, answer: str) -> None:
    an = await asked(town, PIT, DANGER)
    await an.says(words)
    assert "Việc khẩn" not in an.heard and (await told(town))["details"]["danger"] == answer


@pytest.mark.parametrize("words", ["tầm chiều chiều", "cái đó thì tùy", "ok", "xong chưa"])
async def test_what_means_none_is_asked_again_and_no_fact(town: Town, words: str) -> None:
    an = await asked(town, PIT, DANGER)
    await an.says(words)
    assert "Đang nguy hiểm" not in an.heard and "danger" not in (await told(town)).get(
        "details", {}
    )


async def test_what_an_answer_tells_besides_is_in_the_story(town: Town) -> None:
    an = await asked(town, PIT, DANGER)
    await an.says("có, hôm qua có người đi xe máy ngã xuống đó gãy chân")
    data = await told(town)
    assert data["details"]["danger"] == "Có" and "gãy chân" in data["description"]


@pytest.mark.parametrize(
    ("words", "answer"),
    [("tầng 3 rồi", "3"), ("hình như tầng 3 hay tầng 4 gì đó", "4"), ("bốn", "4"),
     ("7 tầng", "Từ 5 tầng"), ("2", "2")],
)  # fmt: skip
async def test_of_a_number_the_choice_that_has_it(town: Town, words: str, answer: str) -> None:
    an = await asked(town, BUILT, "tầng mấy")
    await an.says(words)
    data = await told(town)
    assert data["details"] == {"storeys": answer} and "còn đang" in an.heard
    assert data["description"] == BUILT


@pytest.mark.parametrize("words", ["không", "gửi luôn đi", "cao lắm"])
async def test_what_is_no_number_is_none(town: Town, words: str) -> None:
    an = await asked(town, BUILT, "tầng mấy")
    await an.says(words)
    assert "tầng mấy" in an.heard and "details" not in await told(town)


@pytest.mark.parametrize(
    ("words", "answer"),
    [("hình như vẫn đang làm", "Còn"), ("vẫn chưa dừng", "Còn"), ("ngày nào cũng đổ thêm", "Còn"),
     ("dừng rồi", "Đã dừng"), ("mấy hôm nay nghỉ", "Đã dừng"), ("không rõ lắm", "Không rõ")],
)  # fmt: skip
async def test_whether_it_goes_on_is_told_in_any_words(town: Town, words: str, answer: str) -> None:
    an = await asked(town, BUILT, "tầng mấy")
    await an.says("4")
    await an.says(words)
    assert (await told(town))["details"]["going_on"] == answer


async def test_what_says_neither_is_asked_again(town: Town) -> None:
    an = await asked(town, BUILT, "tầng mấy")
    await an.says("4")
    await an.says("có người nhắc mà chẳng ăn thua")
    assert "chưa rõ anh/chị chọn" in an.heard and "Đã dừng" in an.last.labels
    assert (await told(town))["details"] == {"storeys": "4"}


async def test_an_answer_to_the_question_before_changes_that_one(town: Town) -> None:
    an = await asked(town, BUILT, "tầng mấy")
    await an.says("3")
    await an.says("tầng 4")
    assert (await told(town))["details"] == {"storeys": "4"} and "còn đang" in an.heard


async def test_that_it_goes_on_is_not_asked_of_who_told_it(town: Town) -> None:
    an = await begun(town)
    await an.says("Nhà số 5 đường Trần Phú, phường Đoàn Kết đang xây không có giấy phép, tầng 4")
    await an.says("không có ảnh")
    assert "Xem lại trước khi gửi" in an.heard
    assert "<b>Còn đang diễn ra:</b> Còn" in an.heard


@pytest.mark.parametrize(
    ("words", "area"),
    [("1", "doan_ket"), ("cái thứ 2", "tan_phong"), ("nút đầu tiên", "doan_ket")],
)
async def test_a_number_is_the_button_on_that_line(town: Town, words: str, area: str) -> None:
    an = await begun(town)
    await an.says("Quán nhậu kê bàn lấn hết vỉa hè trước cửa hàng Hoa Mai")
    assert "phường nào" in an.heard
    await an.says(words)
    assert (await told(town))["area"] == area


@pytest.mark.parametrize("words", ["số 2", "so 2"])
async def test_the_number_of_a_house_is_no_ward(town: Town, words: str) -> None:
    an = await begun(town)
    await an.says("Quán nhậu kê bàn lấn hết vỉa hè trước cửa hàng Hoa Mai")
    await an.says(words)
    assert "area" not in await told(town)


@pytest.mark.parametrize("words", ["2", "cây"])
async def test_a_number_or_its_beginning_is_a_group_where_groups_are_shown(
    town: Town, words: str
) -> None:
    an = await begun(town)
    await an.says(words)
    assert "Chặt hạ" in str(an.last.labels) and "description" not in await told(town)


@pytest.mark.parametrize("words", ["không biết", "tôi không rõ", "9", "0"])
async def test_a_number_and_who_does_not_know_tell_nothing(town: Town, words: str) -> None:
    an = await begun(town)
    await an.says(words)
    assert "description" not in await told(town)
    await an.says("chặt hạ hai cây phượng ở đường Trần Phú, phường Đoàn Kết")
    before = await told(town)
    assert "Không có ảnh" in an.last.labels
    await an.says(words)
    after = await told(town)
    assert after["description"] == before["description"] and "happened" not in after


@pytest.mark.parametrize(
    ("words", "answer"),
    [("còn chứ sao", "Còn"), ("VẪN THẾ", "Còn"), ("dạ còn ạ, ngày nào cũng làm", "Còn"),
     ("lúc có lúc không", "Không rõ"), ("hôm nay chưa thấy", "Không rõ")],
)  # fmt: skip
async def test_spoken_words_say_whether_it_goes_on(town: Town, words: str, answer: str) -> None:
    an = await asked(town, BUILT, "tầng mấy")
    await an.presses("2")
    await an.says(words)
    assert (await told(town))["details"]["going_on"] == answer


async def test_a_picture_leaves_the_list_of_a_group_open(town: Town) -> None:
    an = await begun(town)
    await an.presses("Cây xanh")
    await an.sends_photos("green")
    await an.presses("Chặt hạ")
    assert (await told(town))["category"] == "chat_ha_cay"


async def test_a_story_takes_the_place_of_the_list_of_a_group(town: Town) -> None:
    an = await begun(town)
    await an.presses("Cây xanh")
    await an.says("có cái gì đó ở đường Trần Phú làm dân khổ quá")
    assert "group" not in await told(town)
