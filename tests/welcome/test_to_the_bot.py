"""Words to the bot itself: what is kept, how it works, a person to speak to, nothing open."""

import pytest

from bot.core.turn import Tools, turn_of
from bot.welcome.words import TO_THE_BOT
from tests.reports.intake.test_inside import asked_for_pictures
from tests.reports.reporting import begun, drafts, takes_offer, told
from tests.town import Someone, Town, report


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("xóa hết thông tin của tôi đi", "Xóa hết"),
        ("tôi có bị lộ tên không", "ẩn danh"),
        ("dùng cái này thế nào vậy", "Anh/chị làm được những việc này"),
        ("hủy", "không có gì đang viết dở"),
        ("quay lại", "không có gì đang viết dở"),
        ("cho tôi nói chuyện với cán bộ", "không nối máy cho cán bộ được"),
        ("đừng nhắn cho tôi nữa", "xóa dữ liệu"),
        ("anh ơi", "Dạ vâng ạ"),
        ("có ai không", "máy trả lời"),
    ],
)
async def test_they_are_answered_as_what_they_are(
    town: Town, an: Someone, words: str, heard: str
) -> None:
    await an.says(words)
    everything = an.heard + str([shown.labels for shown in an.news])
    assert heard in everything
    assert await drafts(town) == []


@pytest.mark.parametrize("words", ["vcl ít", "ít quá vậy trời", "ảnh đây, hôm nọ quên"])
async def test_nobody_is_offered_the_end_who_does_not_ask_for_it(an: Someone, words: str) -> None:
    await an.says(words)
    assert "xóa" not in an.heard.lower() and "xóa" not in str(an.last.labels).lower()


@pytest.mark.parametrize(
    "words",
    ["chợ đoàn kết bẩn", "tôi muốn báo cháy", "bạn có nhận phản ánh không", "muốn báo có bom",
     "phản ánh ở đây đúng không", "tôi muốn hỏi cách phản ánh", "tôi chưa muốn phản ánh"],
)  # fmt: skip
async def test_what_names_a_matter_or_asks_begins_no_empty_report(
    town: Town, an: Someone, words: str
) -> None:
    await an.says(words)
    assert "đồng ý</b> cho giữ" not in an.heard


@pytest.mark.parametrize("words", ["tôi muốn phản ánh", "tôi muốn gửi phản ánh"])
async def test_who_wants_to_report_and_says_nothing_more_is_asked_what(
    town: Town, an: Someone, words: str
) -> None:
    await an.says(words)
    await an.presses("Đồng ý")
    assert "Anh/chị muốn phản ánh về việc gì" in an.heard


async def test_nothing_is_lost_of_a_wish_that_may_tell_something(town: Town, an: Someone) -> None:
    words = "muốn báo chuyện cán bộ vòi vĩnh"
    await an.says(words)
    await an.presses("Đồng ý")
    assert words in an.heard


async def test_a_mere_place_begins_a_report_there(town: Town, an: Someone) -> None:
    await an.says("đầu ngõ 35 đường Trần Phú")
    await an.presses("Đồng ý")
    assert "nơi: đầu ngõ 35 đường Trần Phú" in an.heard


async def test_of_a_procedure_that_no_plan_tells_it_is_told_whom_to_ask(an: Someone) -> None:
    await an.says("sửa nhà có phải xin phép không ạ?")
    assert "Kế hoạch không" in an.heard and "một cửa" in an.heard


async def test_what_is_told_after_a_question_is_offered_and_not_asked(an: Someone) -> None:
    told = "vỉa hè đường Trần Phú bị quán bia lấn chiếm hết rồi?"
    await an.says(f"đến năm 2030 cây xanh bao nhiêu m2 một người, chứ {told}")
    first, second = (shown.reply.text for shown in an.news)
    assert "cây xanh" in first and "vỉa hè" not in first
    assert "phản ánh" in second


async def test_a_question_goes_on_from_the_last_one(town: Town, an: Someone) -> None:
    await report(an)
    await an.says("cây xanh 2030 bao nhiêu m2")
    await an.says("thế còn 2025")
    assert "6 - 8 m²" in an.heard and "giai đoạn 2021-2025" in an.heard


@pytest.mark.parametrize(
    ("about", "heard"),
    [("emergency", "115"), ("voice", "bấm micro"), ("person", "máy trả lời"),
     ("accused", "không nói cho ai biết"), ("help", "không mất tiền"), ("privacy", "gọi 113")],
)  # fmt: skip
async def test_numbers_to_call_and_a_voice_are_told_of(
    town: Town, tools: Tools, an: Someone, about: str, heard: str
) -> None:
    """They are looked up by name, however well today's model knows the words."""
    with town.database.transaction() as session:
        turn = turn_of(tools, session, an.incoming(text="a"), town.clock(), town.media)
        assert turn is not None
        TO_THE_BOT[about](turn)
    await town.settle()
    assert heard in an.heard


async def test_whom_to_ask_beside_an_urgent_report_is_the_numbers_first(town: Town) -> None:
    an = town.person("an")
    await an.says("cây đổ đè trúng người trước cổng trường Tân Phong")
    await takes_offer(an, "Cây")
    await an.presses("Đồng ý")
    await an.says("cho mình nói chuyện với cán bộ được không")
    assert "115" in an.heard and "máy trả lời" in an.heard


async def test_beside_a_report_the_bot_tells_how_it_is_used(town: Town) -> None:
    an = await asked_for_pictures(town)
    await an.says("cái này dùng thế nào hả cháu")
    assert "Anh/chị làm được những việc này" in an.heard and "Không có ảnh" in an.last.labels


async def test_whom_to_call_is_told_beside_a_report_and_not_written_into_it(town: Town) -> None:
    an = await asked_for_pictures(town)
    await an.says("gọi ai bây giờ")
    assert "115" in an.heard
    assert "gọi ai" not in (await told(town))["description"]


async def test_who_has_agreed_reads_all_of_privacy_and_may_withdraw(town: Town) -> None:
    an = await begun(town)
    await an.commands("huy")
    await an.says("có ai biết là tôi báo không")
    assert "Anh/chị đã đồng ý cho giữ" in an.heard and "Rút lại đồng ý" in an.last.labels
