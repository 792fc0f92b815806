"""What is typed or shown after an offer belongs to it: a yes, a no, a place, a picture, more."""

import pytest

from bot.core.sealed import Keys
from tests.reports.reporting import begun, drafts, reports
from tests.town import Someone, Town, report

STALL = "lấn vỉa hè bán phở đường Lê Duẩn, tối nào cũng bày ra"
LAMP = "đèn đường tổ 7 hỏng 2 tuần nay tối om"


async def kinds(town: Town) -> list[str]:
    return [draft.kind for draft in await drafts(town)]


async def offered(town: Town, words: str = STALL) -> Someone:
    """A resident who agreed before, and was just offered these words as a report."""
    an = await begun(town)
    await an.commands("huy")
    await an.says(words)
    assert await kinds(town) == ["offer"]
    return an


@pytest.mark.parametrize(
    "words", ["đúng rồi gửi đi", "ừ", "vâng", "uh dung", "Gửi luôn nhé", "vâng ạ", "ok gui di"]
)
async def test_a_typed_yes_is_the_tap(town: Town, words: str) -> None:
    an = await offered(town)
    await an.says(words)
    assert await kinds(town) == ["report"]
    assert "phường nào" in an.heard or "Xem lại" in an.heard or "ảnh" in an.heard
    assert words not in an.heard


@pytest.mark.parametrize("words", ["không", "thôi bỏ đi", "Không ạ", "hủy"])
async def test_a_typed_no_forgets_it(town: Town, words: str) -> None:
    an = await offered(town)
    await an.says(words)
    assert "không ghi gì cả" in an.heard
    assert await kinds(town) == [] and await reports(town) == []


async def test_a_picture_and_a_position_are_of_it(town: Town) -> None:
    an = await offered(town)
    await an.sends_photos("green")
    assert await kinds(town) == ["report"]
    await an.commands("huy")
    await an.says(STALL)
    await an.sends_place()
    assert await kinds(town) == ["report"] and "phường nào" in an.heard


async def test_a_place_or_more_of_the_story_is_added(town: Town) -> None:
    an = await offered(town, "nhà bên đang xây lấn ra đường")
    await an.says("đầu ngõ 35 đường Trần Phú")
    assert await kinds(town) == ["report"]
    assert "lấn ra đường" in an.heard and "đầu ngõ 35 đường Trần Phú" in an.heard


@pytest.mark.parametrize(
    "place",
    [
        "ở ngã ba rẽ lên bệnh viện tỉnh, đối diện cây xăng ấy ạ",
        "số nhà 112 đường Lê Hồng Phong, phường Tân Phong, cạnh tiệm sửa xe",
        "doan tu truong cap 2 den nha van hoa ban nam loong do",
    ],
)
async def test_a_place_of_many_words_is_of_the_offer(town: Town, place: str) -> None:
    an = town.person("an")
    await an.says("nhà bên cạnh đổ bê tông tầng 4, không thấy biển phép gì")
    await an.says(place)
    await an.presses("Đồng ý")
    assert "đổ bê tông tầng 4" in an.heard and place in an.heard


async def test_before_consent_it_is_locked_as_one(town: Town) -> None:
    an = town.person("an")
    await an.says(STALL)
    await an.says("hôm qua còn đánh cả người đi bộ")
    assert "xin anh/chị đồng ý" in an.heard
    await an.presses("Đồng ý")
    assert "bán phở" in an.heard and "đánh cả người đi bộ" in an.heard


async def test_a_question_is_answered_and_the_offer_waits(town: Town) -> None:
    an = await offered(town)
    await an.says("cây xanh 2030 bao nhiêu m2 một người?")
    assert "12" in an.heard
    await an.says("đúng rồi gửi đi")
    assert await kinds(town) == ["report"]


@pytest.mark.parametrize(
    "question", ["kế hoạch nói gì về vỉa hè", "muc tieu cay xanh la bao nhieu"]
)
async def test_a_question_without_a_mark_is_one_too(town: Town, question: str) -> None:
    an = await offered(town)
    await an.says(question)
    assert "Mục" in an.heard or "Kế hoạch" in an.heard
    assert await kinds(town) == ["offer"]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("quy hoạch phân khu xong chưa", "Cơ quan công bố: <b>chưa công bố</b>"),
        ("có mấy chỉ tiêu quá hạn", "Đã hứa gì, đã có gì"),
        ("việc của sở xây dựng đến đâu rồi", "không nói đã làm đến đâu"),
        ("kế hoạch có đang đúng tiến độ không", "Kế hoạch"),
    ],
)
@pytest.mark.parametrize("words", [STALL, LAMP])
async def test_what_asks_of_something_else_is_no_more_of_the_story(
    town: Town, words: str, question: str, answer: str
) -> None:
    an = await offered(town, words)
    offer = an.last.reply
    await an.says(question)
    assert answer in an.heard and offer.text not in an.heard
    assert await kinds(town) == ["offer"]
    await an.does(button=offer.buttons[0][0].data)
    assert await kinds(town) == ["report"]


async def test_another_matter_is_another_offer(town: Town) -> None:
    an = await offered(town)
    await an.says("ở bản Lùng Thàng cũng có nhà xây không phép cao 5 tầng sát vách nhà tôi")
    assert "Có phải anh/chị muốn" in an.heard and "Lê Duẩn" not in an.heard
    assert await kinds(town) == ["offer"]


async def test_another_offices_matter_is_sent_by_a_typed_yes_where_it_is_taken(town: Town) -> None:
    an = await offered(town, LAMP)
    await an.says("thế có gửi giúp được không")
    assert "gửi qua đây được" in an.heard, "and again how"
    await an.says("thế gửi giúp tôi với")
    assert await kinds(town) == ["report"]
    await an.commands("huy")
    await an.says("mất điện từ sáng tới giờ")
    await an.says("ở tổ 7 phường Đoàn Kết ấy")
    assert "báo thẳng nơi trên" in an.heard, "and again whose it is"


async def test_a_picture_after_words_about_an_own_report_is_of_that(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.welcome.own_reports.INTENT", 1.1)  # so it is asked
    binh, an = town.person("binh"), town.person("an")
    await town.invited(binh, "official", "ubnd_tan_phong")
    code = await report(an)
    await an.says("cho tôi thêm ảnh")
    assert f"Nói về {code}" in str(an.last.labels)
    await an.sends_photos("blue")
    assert code in an.heard and await kinds(town) == ["add"]
    await an.presses("Gửi")
    assert len(binh.news[-1].reply.photos) == 1


async def test_it_is_over_after_an_hour_and_where_the_key_is_not_known(town: Town) -> None:
    an = await offered(town)
    town.clock.advance(hours=2)
    await an.says("vâng ạ")
    assert await kinds(town) == ["offer"]
    await an.says(STALL)
    object.__setattr__(town.dispatcher._router.tools, "keys", Keys())  # another process
    await an.says("đúng rồi gửi đi")
    assert await kinds(town) == ["offer"]


@pytest.mark.parametrize("words", ["hoàn tác", "trời hôm nay đẹp quá"])
async def test_a_few_unsure_words_take_its_place_in_no_way(town: Town, words: str) -> None:
    an = await offered(town, "nhà bên đang xây lấn ra đường")
    labels = an.last.labels
    await an.says(words)
    assert an.last.labels in (labels, []) and "chưa chắc" not in an.heard
    await an.does(button=an.button(labels[0]).data)
    assert await kinds(town) == ["report"] and words not in an.heard


async def test_a_wish_to_send_it_is_the_tap_for_a_day(town: Town) -> None:
    an = await offered(town)
    town.clock.advance(hours=20)
    await an.says("thôi gửi đi")
    assert await kinds(town) == ["report"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("bực mình lắm rồi đấy", "cần gì cứ nhắn"),
        ("nhà 6 tầng sát chợ San Thàng có giấy phép không?", "Kế hoạch"),
    ],
)
async def test_what_tells_nothing_and_what_asks_begins_no_report(
    town: Town, words: str, said: str
) -> None:
    an = await offered(town)
    label = an.last.labels[0]
    await an.says(words)
    assert said in an.heard and "report" not in await kinds(town)
    await an.presses(label)
    assert "report" in await kinds(town) and words not in an.heard


async def test_a_ward_is_of_it(town: Town) -> None:
    an = await offered(town)
    await an.says("phường Tân Phong nhé")
    assert await kinds(town) == ["report"]


async def test_a_number_is_the_line_of_that_number(town: Town) -> None:
    an = await offered(town, "nhà bên đang xây lấn ra đường")
    label = an.last.labels[1]
    await an.says("2")
    (draft,) = await drafts(town)
    city = town.conversation.tools.city
    assert draft.kind == "report" and city.category_name(draft.data["category"]) == label


async def test_a_question_of_its_own_is_no_question_of_another_offices_matter(town: Town) -> None:
    an = town.person("an")
    await an.says("đèn đường có làm hết không")
    assert "<b>đèn đường</b> do" in an.heard
    await an.says("cấp nước sạch bao nhiêu lít một người")
    assert "đèn đường" not in an.heard
