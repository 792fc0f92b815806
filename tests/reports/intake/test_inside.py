"""Inside an open report a message is what it is: an answer, more, a correction, a question …"""

import pytest

from tests.reports.reporting import begun, drafts, previewed, reports, tells, told
from tests.town import Someone, Town

QUESTION = "cho hỏi kế hoạch cây xanh năm 2030 bao nhiêu m2 một người?"


async def asked_for_pictures(town: Town) -> Someone:
    """Somebody who told what happened and where, and is asked for pictures."""
    an = await begun(town)
    await an.says("chặt hạ hai cây phượng ở đường Trần Phú, phường Đoàn Kết")
    for label in ("Chặt hạ", "phường Đoàn Kết"):
        if any(shown.lstrip("✅👉 ").startswith(label) for shown in an.last.labels):
            await an.presses(label)
    assert "Không có ảnh" in an.last.labels
    return an


async def test_the_same_words_once_more_are_no_other_report(town: Town) -> None:
    an = await asked_for_pictures(town)
    before, label = await told(town), an.last.labels
    await an.says("Chặt hạ hai cây phượng ở đường Trần Phú,  phường Đoàn Kết.")
    assert await told(town) == before and an.last.labels == label and len(an.news) == 1


async def test_a_question_is_answered_and_the_draft_goes_on_as_it_was(town: Town) -> None:
    an = await asked_for_pictures(town)
    before = await told(town)
    await an.says(QUESTION)
    assert "12 m²" in an.heard and "Không có ảnh" in an.last.labels
    await an.says("cho hỏi gửi xong bao lâu thì có trả lời ạ?")
    assert "ngày làm việc" in an.heard and "Không có ảnh" in an.last.labels
    assert await told(town) == before


async def test_thanks_are_answered_and_not_written_down(town: Town) -> None:
    an = await asked_for_pictures(town)
    before = await told(town)
    await an.says("cảm ơn em nhé")
    assert "Dạ vâng ạ" in an.heard and "Không có ảnh" in an.last.labels
    assert await told(town) == before


async def test_how_an_earlier_report_stands_is_shown(town: Town) -> None:
    an = await previewed(town)
    await an.presses("Gửi phản ánh")
    (report,) = await reports(town)
    await an.commands("phananh", "Chặt hai cây xoài")
    before = await told(town)
    await an.says("phản ánh hôm trước của tôi xử lý đến đâu rồi?")
    assert report.code in str([shown.labels for shown in an.news])
    assert await told(town) == before


async def test_more_of_the_story_is_added_and_taken_back_with_one_tap(town: Town) -> None:
    an = await asked_for_pictures(town)
    before = await told(town)
    await an.says("còn nữa, họ còn phá cả bồn hoa")
    assert "Đã ghi thêm" in an.heard
    assert (await told(town))["description"].endswith("họ còn phá cả bồn hoa")
    await an.presses("↩️ Bỏ câu vừa thêm")
    assert "Đã bỏ câu" in an.heard and await told(town) == before
    await an.does(button=next(b.data for s in an.shown for row in s.reply.buttons for b in row
                              if "Bỏ câu" in b.text))  # fmt: skip
    assert "Không có câu nào" in an.heard and await told(town) == before


async def test_it_is_taken_back_by_words_too(town: Town) -> None:
    an = await asked_for_pictures(town)
    before = await told(town)
    await an.says("còn nữa, họ còn phá cả bồn hoa")
    await an.says("bỏ câu vừa rồi đi")
    assert await told(town) == before
    await an.sends_photos("green")
    await an.says("bỏ câu vừa rồi đi")
    assert await told(town) == before and list(town.media.folder.glob("*/*.jpg")) == []


@pytest.mark.parametrize(
    ("words", "field"),
    [("từ tháng trước", "happened"), ("phường Tân Phong", "area"), ("số nhà 12 ngõ 7", "place")],
)
async def test_what_was_told_ahead_is_said_and_taken_back_with_one_tap(
    town: Town, words: str, field: str
) -> None:
    an = await begun(town)
    await an.says("nhà bên đang xây lấn ra đường")
    before = await told(town)
    await an.says(words)
    assert "Đã ghi." in an.heard and (await told(town))[field]
    await an.presses("↩️ Bỏ câu vừa thêm")
    assert await told(town) == before


@pytest.mark.parametrize("words", ["bỏ ảnh đi", "xóa ảnh nhé", "go anh"])
async def test_the_pictures_are_taken_out_and_nothing_else(town: Town, words: str) -> None:
    an = await asked_for_pictures(town)
    await an.sends_photos("green")
    await an.says("từ tháng trước")
    before = await told(town)
    await an.says(words)
    await an.presses("Bỏ hết ảnh")
    after = await told(town)
    assert "photos" not in after and after["happened"] == before["happened"]


@pytest.mark.parametrize("words", ["hoàn tác", "à mà thôi cứ gửi đi", "cho tôi viết tiếp"])
async def test_what_was_dropped_is_brought_back_by_words(town: Town, words: str) -> None:
    an = await previewed(town)
    before = await told(town)
    await an.says("thôi không gửi nữa, hủy đi")
    await an.says(words)
    assert await told(town) == before and "Xem lại trước khi gửi" in an.heard
    assert await reports(town) == []


async def test_long_after_it_was_dropped_it_is_not(town: Town) -> None:
    an = await previewed(town)
    await an.commands("huy")
    town.clock.advance(hours=1)
    await an.says("hoàn tác")
    assert await drafts(town) == [] or "Xem lại" not in an.heard


async def test_a_correction_changes_the_place_and_the_time(town: Town) -> None:
    an = await asked_for_pictures(town)
    before = await told(town)
    await an.says("không phải, ở đường Lê Lợi cơ")
    data = await told(town)
    assert "Lê Lợi" in data["place"] and "Đã sửa" in an.heard
    assert data["description"] == before["description"]
    await an.presses("↩️ Bỏ câu vừa thêm")
    assert await told(town) == before
    await an.says("sửa lại, không phải sáng nay mà là tối qua")
    assert (await told(town))["happened"] == "tối qua"


async def test_a_correction_that_names_nothing_of_it_is_added_to_the_words(town: Town) -> None:
    an = await previewed(town)
    await an.says("không phải hai cây, ba cây mới đúng")
    assert (await told(town))["description"].endswith("ba cây mới đúng")


@pytest.mark.parametrize(
    ("words", "heard"), [("chờ tôi chút nhé", "tôi chờ"), ("để nguyên như thế", "ảnh")]
)
async def test_a_word_to_the_bot_changes_nothing_of_the_report(
    town: Town, words: str, heard: str
) -> None:
    an = await asked_for_pictures(town)
    before = await told(town)
    await an.says(words)
    assert heard in an.heard and await told(town) == before


async def test_done_and_drop_do_as_their_buttons_do(town: Town) -> None:
    an = await asked_for_pictures(town)
    await an.says("hết rồi, xong")
    assert "Hiện tên" in str(an.last.labels)
    await an.says("thôi không gửi nữa, hủy đi")
    assert await drafts(town) == []
    await an.presses("↩️ Hoàn tác")
    assert "Hiện tên" in str(an.last.labels)


async def test_another_report_waits_until_this_one_is_sent(town: Town) -> None:
    an = await previewed(town)
    before = await told(town)
    other = "Tôi muốn báo thêm một việc khác: nhà số 9 đổ trộm phế thải ra suối"
    await an.says(other)
    assert {**await told(town), "waiting": []} == {**before, "waiting": []}
    assert "việc khác" in an.heard
    await an.presses("Gửi việc đang làm trước")
    await an.presses("Gửi phản ánh")
    assert len(await reports(town)) == 1 and "lúc nãy" in an.heard
    assert (await told(town))["description"] == other


async def test_or_takes_its_place(town: Town) -> None:
    an = await previewed(town)
    other = "Tôi muốn báo thêm một việc khác: nhà số 9 đổ trộm phế thải ra suối"
    await an.says(other)
    await an.presses("Bỏ việc đang làm, báo việc mới")
    assert (await told(town))["description"] == other and await reports(town) == []


async def test_only_a_button_or_its_label_sends(town: Town) -> None:
    an = await previewed(town)
    for words in ("vâng đúng rồi đấy", "cảm ơn em", "xin chào"):
        await an.says(words)
        assert await reports(town) == [], words
    await an.says("gửi đi ạ")
    assert len(await reports(town)) == 1


async def test_what_is_too_uncertain_is_asked_and_either_is_done(town: Town) -> None:
    an = await previewed(town)
    before = await told(town)
    await an.says("hình như sáng nay mới thấy vậy")
    assert "chưa ghi" in an.heard
    assert "Xem lại trước khi gửi" in an.heard, "the step's question is shown with it"
    await an.presses("Đây là câu hỏi")
    assert {k: v for k, v in (await told(town)).items() if k != "doubt"} == before
    await an.says("hình như sáng nay mới thấy vậy")
    await an.presses("➕ Thêm vào phản ánh")
    assert await told(town) != before


async def test_back_after_hours_a_line_says_what_is_open(town: Town) -> None:
    an = await asked_for_pictures(town)
    town.clock.advance(hours=1)
    await an.says("cảm ơn em nhé")
    assert "viết dở" not in an.heard
    town.clock.advance(hours=5)
    await an.says("còn nữa, họ còn phá cả bồn hoa")
    assert "viết dở" in an.news[0].reply.text and "hai cây phượng" in an.news[0].reply.text


@pytest.mark.parametrize(
    "words", ["alo", "chào em", "ai đọc được phản ánh này?", "cho tôi viết tiếp"]
)
async def test_it_says_so_before_anything_else_and_once(town: Town, words: str) -> None:
    an = await asked_for_pictures(town)
    town.clock.advance(hours=5)
    await an.says(words)
    assert "viết dở" in an.news[0].reply.text and "Không có ảnh" in an.last.labels
    await an.says(words)
    assert "viết dở" not in an.heard


async def test_it_says_so_of_locked_words_too(town: Town) -> None:
    an = town.person("an")
    await an.commands("phananh", "xe đậu kín vỉa hè trước cổng trường tiểu học số 1")
    town.clock.advance(hours=5)
    await an.says("chào em")
    assert "viết dở" in an.news[0].reply.text and "Đồng ý" in an.last.labels[0]
    await an.says("alo")
    assert "viết dở" not in an.heard


async def test_three_are_offered_and_from_the_others_there_is_a_way_back(town: Town) -> None:
    an = await begun(town)
    await an.says("nhà bên đang xây lấn ra đường")
    likely = an.last.labels
    assert len(likely) == 4 and likely[3] == "Việc khác…"
    await an.presses("Việc khác…")
    assert "🏗 Trật tự xây dựng" in an.last.labels
    await an.presses("↩️ Quay lại")
    assert an.last.labels == likely


@pytest.mark.parametrize("number", [1, 2, 3])
async def test_a_number_that_is_typed_is_the_line_of_that_number(town: Town, number: int) -> None:
    an = await begun(town)
    await an.says("nhà bên đang xây lấn ra đường")
    label = an.last.labels[number - 1]
    await an.says(str(number))
    data = await told(town)
    assert town.conversation.tools.city.category_name(data["category"]) == label
    assert data["category_chosen"] and "là việc nào" not in an.heard


async def test_the_last_number_shows_the_others(town: Town) -> None:
    an = await begun(town)
    await an.says("nhà bên đang xây lấn ra đường")
    await an.says("4")
    assert "🏗 Trật tự xây dựng" in an.last.labels


@pytest.mark.parametrize("words", ["ừ gửi qua đây", "ok gửi qua đây nhé", "vâng gui qua day"])
async def test_a_yes_before_a_buttons_words_is_the_button(town: Town, words: str) -> None:
    an = await begun(town)
    await an.says("đường trước nhà nhiều ổ gà quá")
    assert "📣 Gửi qua đây" in an.last.labels
    await an.says(words)
    assert (await told(town))["category_chosen"] and "ở đâu" in an.heard


@pytest.mark.parametrize("words", ["đúng rồi gửi đi", "ok", "gửi luôn nhé"])
async def test_a_yes_names_no_category_and_is_not_written_down(town: Town, words: str) -> None:
    an = await begun(town)
    await an.says("nhà bên đang xây lấn ra đường")
    before = await told(town)
    await an.says(words)
    assert "Việc khác…" in an.last.labels and await told(town) == before


async def test_ward_and_pictures_can_be_told_before_they_are_asked_for(town: Town) -> None:
    an = await begun(town)
    await an.says("nhà bên đang xây lấn ra đường")
    await an.says("phường Đoàn Kết ạ")
    await an.says("không có ảnh")
    after = await told(town)
    assert after["area"] == "doan_ket" and after["photos_done"]
    assert after["description"] == "nhà bên đang xây lấn ra đường"


async def test_what_the_words_told_is_not_asked_again(town: Town) -> None:
    an = await begun(town)
    story = "Nhà số 5 đường Trần Phú xây không có giấy phép, đã đổ tầng 4, ngày nào cũng làm"
    await an.says(story)
    for label in ("Nghi xây dựng không phép", "phường Đoàn Kết", "Không có ảnh"):
        if any(shown.lstrip("✅👉🙈 ").startswith(label) for shown in an.last.labels):
            await an.presses(label)
            assert "tầng mấy" not in an.heard and "còn đang diễn ra" not in an.heard
    assert "<b>Số tầng đã xây:</b> 4" in an.heard and "<b>Còn đang diễn ra:</b> Còn" in an.heard
    await an.presses("Trả lời lại")
    assert "tầng mấy" in an.heard


async def asked_for_the_ward(town: Town) -> Someone:
    an = await begun(town)
    await an.presses("Cây xanh")
    await an.presses("Chặt hạ")
    await an.says("ngõ 5 đường Lê Duẩn")
    assert "phường nào hiện nay" in an.heard
    return an


async def test_a_place_typed_where_the_ward_is_asked_is_no_story(town: Town) -> None:
    an = await asked_for_the_ward(town)
    await an.says("ở ngay cạnh trạm y tế cũ")
    data = await told(town)
    assert "trạm y tế cũ" in data["place"] and "Lê Duẩn" in data["place"]
    assert "description" not in data


@pytest.mark.parametrize("words", ["xã San Thàng", "dạ tan phong a", "Tân Phong nhé"])
async def test_a_ward_is_taken_by_any_of_its_names(town: Town, words: str) -> None:
    an = await asked_for_the_ward(town)
    await an.says(words)
    assert (await told(town))["area"] == "tan_phong"


async def test_of_a_long_answer_the_place_is_cut_out_and_the_rest_is_kept(town: Town) -> None:
    an = await begun(town)
    await an.presses("Cây xanh")
    await an.presses("Chặt hạ")
    await an.says(
        "Số 16 ngõ 104 Trần Phú. Và xin nhắc: đây là lần thứ ba tôi phải gõ lại cùng một địa chỉ, "
        "mong các anh chị ghi cho đúng giúp tôi"
    )
    data = await told(town)
    assert "104" in data["place"] and "lần thứ ba" not in data["place"]
    assert "lần thứ ba" in data["description"]


async def test_no_name_is_shown_that_was_not_given_to_be_shown(town: Town) -> None:
    an = await previewed(town)
    await an.presses("Hiện tên")
    await an.says("thôi giấu đi, đừng để chị Hoa ở phường biết")
    data = await told(town)
    assert data["anonymous"] is True and "name" not in data
    await an.presses("Hiện tên")
    await an.says("Giàng A Sử")
    data = await told(town)
    assert (data["anonymous"], data["name"]) == (False, "Giàng A Sử")


@pytest.mark.parametrize(
    "words", ["cháu có hỏi thì họ bảo có lệnh", "anh hỏi thì họ bảo có lệnh của sếp"]
)
async def test_what_somebody_was_told_who_asked_is_no_question(town: Town, words: str) -> None:
    an = await previewed(town)
    await tells(an, words)
    assert "Đã ghi thêm" in an.heard and words in (await told(town))["description"]


@pytest.mark.parametrize(
    "words",
    ["chào cháu, hôm qua bác nói đến đâu rồi nhỉ", "chào em, hôm qua mình nói tới đâu rồi nhỉ"],
)
async def test_who_comes_back_and_asks_what_was_told_leaves_no_doubt(
    town: Town, words: str
) -> None:
    an = await asked_for_pictures(town)
    before = await told(town)
    town.clock.advance(hours=20)
    await an.says(words)
    assert "viết dở" in an.heard and "Không có ảnh" in an.last.labels
    assert await told(town) == before
