"""A question beside a story: the story is kept and the question answered; neither is the other."""

import pytest

from tests.reports.intake.test_inside import asked_for_pictures
from tests.reports.reporting import begun, told
from tests.town import Town


@pytest.mark.parametrize(
    ("words", "story"),
    [("quán bia lấn vỉa hè đường Trần Phú, phường Đoàn Kết. Ai xử lý vậy?",
      "quán bia lấn vỉa hè đường Trần Phú, phường Đoàn Kết."),
     ("Cho hỏi gửi xong bao lâu thì có kết quả? Nhà số 9 đường Lê Lợi đổ trộm phế thải ra suối",
      "Nhà số 9 đường Lê Lợi đổ trộm phế thải ra suối")],
)  # fmt: skip
async def test_a_story_with_a_question_is_kept_without_it(
    town: Town, words: str, story: str
) -> None:
    an = await begun(town)
    await an.says(words)
    assert (await told(town))["description"] == story
    assert len(an.news) == 2 and "việc gì" not in an.last.reply.text


async def test_an_answer_with_a_question_is_an_answer(town: Town) -> None:
    an = await begun(town)
    await an.says("Cho tôi phản ánh quán bia Hải Xồm lấn chiếm hết vỉa hè")
    await an.says("ở ngã tư đường 30/4 với Trần Phú, phường Đoàn Kết ấy. À mà có cần ảnh không?")
    data = await told(town)
    assert "ngã tư đường 30/4" in data["place"] and "cần ảnh" not in str(data)
    assert "Không có ảnh" in an.last.labels


async def test_a_mere_question_adds_nothing(town: Town) -> None:
    an = await asked_for_pictures(town)
    before = await told(town)
    await an.says("ai xử lý việc này vậy? có mất tiền không?")
    assert await told(town) == before and "Không có ảnh" in an.last.labels


@pytest.mark.parametrize(
    "words", ["ai đọc được cái này", "gửi xong bao lâu thì có kết quả vậy", "xin chào em"]
)
async def test_before_consent_a_question_is_answered_and_not_locked(town: Town, words: str) -> None:
    an = town.person("an")
    await an.commands("phananh", "xe đậu kín vỉa hè trước cổng trường tiểu học số 1")
    await an.says(words)
    assert "khóa lại" not in an.heard and len(an.news) == 2
    await an.presses("Đồng ý")
    assert (await told(town))["description"] == "xe đậu kín vỉa hè trước cổng trường tiểu học số 1"


async def test_before_consent_one_is_told_who_will_read_it(town: Town) -> None:
    an = town.person("an")
    await an.commands("phananh", "xe đậu kín vỉa hè trước cổng trường tiểu học số 1")
    await an.says("thế ai sẽ xem cái này, có cán bộ đọc không?")
    assert "đọc nguyên lời; Mặt trận" in an.heard and "che tên" in an.heard


@pytest.mark.parametrize(
    "words",
    ["bên em gọi cán bộ địa chính ba lần rồi mà họ chẳng ra xem",
     "thang truoc bao len phuong roi ma im re",
     "Nhà tôi phản ánh với tổ dân phố từ năm ngoái, chưa ai giải quyết"],
)  # fmt: skip
async def test_what_an_office_did_is_a_part_of_it_where_nothing_was_sent(
    town: Town, words: str
) -> None:
    an = await asked_for_pictures(town)
    await an.says(words)
    assert (await told(town))["description"].endswith(words)
    assert "chưa gửi phản ánh nào" not in an.heard and "Đã ghi thêm" in an.heard


@pytest.mark.parametrize(
    "words", ["viec toi bao da xong chua", "phản ánh bữa trước của tôi đến đâu rồi?"]
)
async def test_how_it_stands_is_what_is_written_where_nothing_was_sent(
    town: Town, words: str
) -> None:
    an = await asked_for_pictures(town)
    before = await told(town)
    await an.says(words)
    assert "hai cây phượng" in an.heard and "Không có ảnh" in an.last.labels
    assert await told(town) == before


async def test_a_story_that_may_be_a_command_is_not_lost(town: Town) -> None:
    an = await asked_for_pictures(town)
    await an.says("Em đã thưa với trưởng bản. Trưởng bản bảo cứ đợi")
    assert "tôi chờ" not in an.heard
    if "➕ Thêm vào phản ánh" in an.last.labels:
        await an.presses("➕ Thêm vào phản ánh")
    assert "trưởng bản" in (await told(town))["description"]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("bạn là người thật hay máy trả lời thế", "Tôi là máy trả lời"),
        ("cho mình nói chuyện với cán bộ được không", "Tôi là máy trả lời"),
        ("mất điện thì gọi ai", "điện, nước, viễn thông"),
        ("trộm xe thì gọi số nào", "113"),
        ("trong kế hoạch nhà mặt phố được xây mấy tầng?", "Kế hoạch không nêu"),
        ("xây sai phép thì bị phạt bao nhiêu tiền", "Kế hoạch không nêu mức phạt"),
        ("gửi xong thì bao lâu có người xuống xem", "ngày làm việc"),
    ],
)
async def test_each_question_has_its_own_answer(town: Town, words: str, answer: str) -> None:
    an = await asked_for_pictures(town)
    before = await told(town)
    await an.says(words)
    assert answer in an.heard and ("Về việc gửi" in an.heard) == (answer == "ngày làm việc")
    assert await told(town) == before and "Không có ảnh" in an.last.labels


async def test_many_words_that_may_ask_are_not_lost(town: Town) -> None:
    an = await asked_for_pictures(town)
    words = "mẹ tôi gọi cán bộ mấy lần rồi không ai xuống"
    await an.says(words)
    if "➕ Thêm vào phản ánh" in an.last.labels:
        await an.presses("➕ Thêm vào phản ánh")
    assert words in (await told(town))["description"]
