"""Asking: the plan's words with their section, an honest no, and the way on."""

from datetime import timedelta

from sqlmodel import select

from db.models import Question, Subject
from db.models_questions import ItemAsked
from tests.questions.asking import LAMPS, LAMPS_AGAIN
from tests.town import Town, report


async def test_what_is_asked_of_one_street_gets_no_yes(town: Town) -> None:
    an = town.person("an")
    await an.says("đường Trần Phú có được mở rộng không, nhà tôi có bị thu hồi đất không")
    assert "Kế hoạch không nói riêng về đường Trần Phú." in an.heard
    assert "Kế hoạch có nói" not in an.heard
    await an.says("phường Tân Phong có xây công viên không?")
    assert "không nói riêng về phường Tân Phong.\nNói chung, kế hoạch viết:" in an.heard


async def test_what_one_ward_gets_or_that_no_sentence_names_it(town: Town) -> None:
    an = town.person("an")
    await an.says("phường Đoàn Kết được gì trong kế hoạch")
    assert "Kế hoạch không nói riêng về phường Đoàn Kết." in an.heard
    await an.says("phường tôi được gì?")
    assert "xem chỗ nào đúng ý" in an.heard and "các xã San Thàng, Sùng Phài" in an.heard


async def test_a_list_of_what_is_due_this_year_is_no_report(town: Town) -> None:
    """Lai Châu's plan names no day in the year of the town's clock; it has the end of 2030."""
    an = town.person("an")
    await an.says("liệt kê tất cả thời hạn trong năm nay")
    assert "Kế hoạch không nêu thời điểm này." in an.heard
    assert "muốn phản ánh" not in an.heard
    await an.says("năm 2030 phải hoàn thành những gì")
    assert "Nguyên văn trong kế hoạch:" in an.heard and "2030" in an.heard


async def test_a_figure_with_its_section_and_sentence(town: Town) -> None:
    an = town.person("an")
    await an.says("cay xanh nam 2030 duoc bao nhieu m2 1 nguoi")
    assert "trên 12 m²" in an.heard and "6 - 8 m²" in an.heard
    assert "Mục II.2.2" in an.heard and "đạt trên 12m2" in an.heard


async def test_the_whole_item_and_its_neighbours(town: Town) -> None:
    an = town.person("an")
    await an.says("có xây thêm công viên, vườn hoa không?")
    await an.presses("Xem cả mục")
    assert "nguyên văn" in an.heard
    await an.presses("III.3.2")
    assert "Mục III.3.2" in an.heard


async def test_an_item_says_what_residents_report_about_it(town: Town) -> None:
    an, binh = town.person("an"), town.person("binh")
    await report(an)
    await binh.does(button="item:III.3.3")
    assert "1 phản ánh chưa xong" in binh.heard


async def test_what_the_plan_does_not_say_is_told_and_kept_without_who_asked(town: Town) -> None:
    an = town.person("an")
    await an.says("giá đất đường Trần Hưng Đạo bao nhiêu, gọi tôi 0912345678")
    assert "Kế hoạch không nêu số tiền" in an.heard
    with town.database.reading() as session:
        (questions,) = session.exec(select(Question)).all()
    assert "0912345678" not in questions.text and "Trần Hưng Đạo" in questions.text


async def test_a_report_on_the_matter_is_one_tap_away(town: Town) -> None:
    an = town.person("an")
    await an.says("có xây thêm công viên, vườn hoa không?")
    await an.presses("Phản ánh việc này")
    assert "xin anh/chị đồng ý" in an.heard


async def test_every_kind_of_message_gets_a_sensible_reply(town: Town) -> None:
    an = town.person("an")
    for text in (
        "chào bot",
        "cảm ơn nhé",
        "phản ánh của tôi tới đâu rồi",
        "?",
        "🌳",
        "x" * 4000,
        "1",
        "\u202e",
    ):
        await an.says(text)
        assert len(an.news) == 1 or text == "\u202e"
    for event in ("unsupported",):
        await an.does(event=event)
        assert "video ngắn và vị trí" in an.heard
    await an.commands("khongco")
    assert "chưa hiểu lệnh" in an.heard
    await an.commands("hoi", "ai đôn đốc việc thực hiện kế hoạch")
    assert "Mục IV" in an.heard
    await an.does(button="item:IX.9")
    assert "Nút này" in an.heard


async def test_in_a_group_a_question_is_answered_without_a_report_button(town: Town) -> None:
    an = town.person("an", chat="-9")
    await an.commands("hoi", "cây xanh 2030 bao nhiêu m2 một người")
    assert "12 m²" in an.heard
    assert not any("Phản ánh" in label for label in an.last.labels)


async def test_a_question_goes_on_from_the_one_before_for_ten_minutes(town: Town) -> None:
    an = town.person("an")
    await an.says("cay xanh nam 2030 duoc bao nhieu m2 1 nguoi")
    town.clock.now += timedelta(minutes=9)
    await an.says("còn giai đoạn trước?")
    assert "Giai đoạn 2026-2030" in an.heard and "6 - 8 m²" in an.heard.split("(")[0]
    town.clock.now += timedelta(minutes=11)
    await an.says("thế ai làm?")
    assert "UBND thành phố chỉ đạo" not in an.heard


async def test_who_sees_to_it_is_told_though_the_item_names_nobody(town: Town) -> None:
    an = town.person("an")
    await an.says("cay xanh nam 2030 duoc bao nhieu m2 1 nguoi")
    await an.says("thế ai làm?")
    assert "không nêu riêng ai" in an.heard and "UBND thành phố chỉ đạo" in an.heard


async def test_one_persons_subject_is_not_anothers(town: Town) -> None:
    an, binh = town.person("an", chat="tổ 5"), town.person("binh", chat="tổ 5")
    await an.says("@bot cay xanh nam 2030 duoc bao nhieu m2 1 nguoi")
    await binh.says("còn giai đoạn trước?")
    assert "6 - 8 m²" not in binh.heard.split("(")[0]


async def test_what_is_remembered_of_a_subject_holds_no_number_of_a_person(town: Town) -> None:
    an = town.person("an")
    await an.says("cây xanh 2030 bao nhiêu m2 một người, gọi tôi 0912345678")
    with town.database.reading() as session:
        (subject,) = session.exec(select(Subject)).all()
    assert "cây xanh" in subject.data["question"] and "0912345678" not in str(subject.data)


async def test_what_the_sentence_does_not_tell_is_said_with_it(town: Town) -> None:
    an = town.person("an")
    await an.says("bao giờ tp mới có siêu thị to với trung tâm thương mại?")
    assert "siêu thị" in an.heard and "thời điểm anh/chị hỏi thì kế hoạch không nêu" in an.heard


async def test_several_questions_get_several_answers_in_one_message(town: Town) -> None:
    an = town.person("an")
    await an.says("Cây xanh 2030 bao nhiêu m2? Ai chịu trách nhiệm? Giá đất bao nhiêu?")
    assert an.heard.count("<b>1. ") == an.heard.count("<b>3. ") == 1
    assert "trên 12 m²" in an.heard and "không nêu số tiền" in an.heard
    with town.database.reading() as session:
        assert len(session.exec(select(Question)).all()) == 1


async def test_an_approved_answer_is_shown_as_the_agencys(town: Town) -> None:
    an, binh, so, admin = (town.person(name) for name in ("an", "binh", "so", "admin"))
    await town.invited(so, "official", "so_xay_dung")
    await town.invited(admin, "admin")
    await an.says(LAMPS)
    await an.presses("Gửi câu hỏi")
    await an.presses("Đồng ý")
    await so.presses("Trả lời")
    await so.says("Quý 2 năm 2027, sau khi xong đường.")
    await so.presses("Gửi")
    assert "Quý 2 năm 2027" in an.heard
    await admin.presses("Hiện cho mọi người")
    await binh.says(f"{LAMPS_AGAIN}?")
    assert "Trả lời của Sở Xây dựng" in binh.heard and "không phải lời kế hoạch" in binh.heard


async def test_a_comparison_tells_the_difference(town: Town) -> None:
    an = town.person("an")
    await an.says("Diện tích cây xanh giai đoạn trước với giai đoạn sau chênh nhau thế nào?")
    assert "2021-2025: khoảng 6 - 8 m²\n2026-2030: trên 12 m²" in an.heard
    assert "tăng hơn 4 đến 6 m²" in an.heard


async def test_what_stands_nearest_is_shown_beside_an_honest_no(town: Town) -> None:
    an = town.person("an")
    await an.says("thành phố có làm vườn thú không")
    assert "Chỗ gần nhất trong kế hoạch" in an.heard and "có thể không đúng ý" in an.heard


async def test_a_question_on_one_ward_is_told_that_the_figure_is_the_citys(town: Town) -> None:
    an = town.person("an")
    await an.says("Diện tích cây xanh bình quân ở phường Đoàn Kết năm 2030 là bao nhiêu m2?")
    assert "trên 12 m²" in an.heard and "chỉ tiêu chung của cả địa bàn" in an.heard


async def test_every_refused_question_of_several_can_be_sent_on(town: Town) -> None:
    an = town.person("an")
    await an.says("Cây xanh 2030 bao nhiêu m2? Giá đất bao nhiêu? Bao giờ xây sân bay?")
    assert [label for label in an.last.labels if "đến cán bộ" in label] == [
        "✉️ Gửi câu 2 đến cán bộ",
        "✉️ Gửi câu 3 đến cán bộ",
    ]


async def test_the_question_after_a_long_story_is_read(town: Town) -> None:
    an = town.person("an")
    story = "Chuyện dài lắm. " * 150
    await an.says(f"{story}Cây xanh năm 2030 bao nhiêu m2 một người?")
    assert "trên 12 m²" in an.heard


async def test_what_goes_on_from_nothing_is_asked_back_and_not_kept(town: Town) -> None:
    an = town.person("an")
    await an.says("thế ai làm?")
    assert "đang hỏi về việc gì" in an.heard
    with town.database.reading() as session:
        assert not session.exec(select(Question)).all()


async def test_a_denunciation_is_told_its_way_and_not_sent_on_as_a_question(town: Town) -> None:
    an = town.person("an")
    await an.says("tôi muốn tố cáo cán bộ nhận hối lộ")
    assert not any("đến cán bộ" in label for label in an.last.labels)


async def test_nothing_is_kept_of_a_denunciation_asked_in_a_group(town: Town) -> None:
    an = town.person("an", "chung")
    await an.commands("hoi", LAMPS)
    await an.commands("hoi", "Bao giờ phường trả lại tiền mà cán bộ địa chính đòi hối lộ?")
    with town.database.reading() as session:
        assert [question.text for question in session.exec(select(Question)).all()] == [LAMPS]


async def test_the_item_that_answers_is_counted_without_who_asked(town: Town) -> None:
    an, binh = town.person("an"), town.person("binh")
    await an.says("cay xanh nam 2030 duoc bao nhieu m2 1 nguoi")
    await binh.says("có xây thêm công viên, vườn hoa không?")
    await binh.says("giá đất đường Trần Hưng Đạo bao nhiêu?")
    town.clock.advance(hours=16, minutes=30)  # past midnight in Lai Châu
    await an.says("cay xanh nam 2030 duoc bao nhieu m2 1 nguoi")
    with town.database.reading() as session:
        rows = session.exec(select(ItemAsked)).all()
    counted = sorted((f"{row.day}", row.item, row.times) for row in rows)
    assert counted == [
        ("2026-11-23", "II.2.2.2", 1), ("2026-11-23", "III.3.3", 1), ("2026-11-24", "II.2.2.2", 1),
    ]  # fmt: skip
