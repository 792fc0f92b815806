"""/tiendo for residents: every target by its state, each with its three voices."""

import re
from datetime import date

import pytest

from tests.oversight.kit import GREEN, PLAN, SUBDIVISION, belongs, checked, opens, stated
from tests.town import Someone, Town, report


async def test_the_first_start_shows_the_fourteen_targets_and_the_tasks(an: Someone) -> None:
    await an.commands("tiendo")
    assert "❔ Chưa công bố: <b>19</b> (7 đã quá hạn)" in an.heard
    assert an.heard.count("quá hạn 327 ngày") == 7
    assert an.heard.count("còn 1499 ngày") == 6
    assert an.heard.count("còn 6978 ngày") == 1
    await an.presses("Trang sau")
    assert "15. " in an.last.reply.text and "19. " in an.last.reply.text
    await an.presses("18")
    assert "Người làm, theo kế hoạch: UBND thành phố." in an.heard
    assert "Kế hoạch không nêu hạn riêng" in an.heard


async def test_what_nobody_stated_says_so_with_how_long_it_has_been_due(an: Someone) -> None:
    await opens(an)
    assert "Chưa có cơ quan nào công bố (quá hạn 327 ngày)" in an.heard
    assert "Nay theo dõi: chưa có cơ quan nào." in an.heard


async def test_the_three_voices_stand_apart(town: Town, an: Someone) -> None:
    await belongs(town)
    stated(town)
    checked(town, words="Công viên mới có cọc mốc")
    await opens(an)
    plan, agency, seen = (
        an.heard.index("Kế hoạch viết"),
        *map(an.heard.index, ("Cơ quan công bố", "Thấy tại chỗ")),
    )
    assert plan < an.heard.index("khoảng 6 - 8 m²") < agency
    assert agency < an.heard.index("7,2 m²</b>, tính đến 31/12/2025") < seen
    assert "văn bản 12/BC-UBND ngày 15/01/2026" in an.heard[agency:seen]
    assert "Kiểm tra tại chỗ ngày 23/11/2026, của Ủy ban MTTQ" in an.heard[seen:]
    assert "Có ý kiến khác với công bố" in an.heard
    await an.presses("Lịch sử")
    assert an.heard.index("không đúng") < an.heard.index("công bố <b>7,2 m²")


async def test_an_officials_own_list_puts_first_what_needs_an_answer(
    town: Town, binh: Someone
) -> None:
    for target in (GREEN, SUBDIVISION, "nha_o_2030"):
        await belongs(town, target)
    stated(town, "nha_o_2030", 31, as_of=date(2026, 6, 30))
    checked(town, "nha_o_2030", "part")
    await binh.commands("tiendo")
    assert binh.heard.index("Có ý kiến khác</b>\n1. ") < binh.heard.index("Chưa công bố</b>\n2. ")


async def test_two_periods_of_one_target_are_told_apart(town: Town, binh: Someone) -> None:
    await belongs(town, "cay_xanh_2030")
    await opens(binh, "cay_xanh_2030")
    await binh.presses("Công bố kết quả")
    await binh.says("9,1 tính đến 30/06/2026, 44/BC-UBND ngày 02/07/2026")
    await binh.presses("Gửi")
    assert re.search("Đã công bố</b> “Diện tích đất cây xanh[^”]*, 2026-2030”", binh.heard)


@pytest.mark.parametrize(
    "words",
    ["Những chỉ tiêu nào chưa đạt vậy?", "chi tieu nao dang qua han", "đơn vị nào chưa công bố",
     "còn mấy chỉ tiêu chưa công bố nữa", "tiến độ mấy chỉ tiêu ra sao"],
)  # fmt: skip
async def test_plain_words_about_targets_show_the_list(
    town: Town, an: Someone, front: Someone, words: str
) -> None:
    await report(an)
    for someone in (an, front):
        await someone.says(words)
        assert "Đã hứa gì, đã có gì" in someone.heard
        someone.read = len(someone.shown)


async def test_an_official_asks_of_their_own_targets(town: Town, binh: Someone) -> None:
    await belongs(town, SUBDIVISION)
    await binh.says("tiến độ các chỉ tiêu của tôi thế nào")
    assert "UBND phường Tân Phong" in binh.heard and "1. Tỷ lệ phủ kín" in binh.heard


@pytest.mark.parametrize(
    "words",
    ["các chỉ tiêu phải đạt đến năm 2030 là gì", "chỉ tiêu cây xanh đến 2025 là bao nhiêu",
     "kế hoạch đã đặt ra chỉ tiêu gì", "báo cáo việc quá hạn"],
)  # fmt: skip
async def test_what_the_plan_sets_is_asked_of_the_plan(an: Someone, words: str) -> None:
    await an.says(words)
    assert "Đã hứa gì, đã có gì" not in an.heard


async def test_a_figure_of_now_is_the_stated_one(town: Town, an: Someone) -> None:
    stated(town, "nha_o_2025", 27.4)
    await an.says("diện tích nhà ở bình quân đầu người giờ được bao nhiêu mét")
    assert "Cơ quan công bố: <b>27,4 m²</b>" in an.heard


async def test_under_a_plans_figure_is_a_way_to_what_was_stated(an: Someone) -> None:
    await an.says("kế hoạch định cây xanh năm 2030 bao nhiêu m2 một người")
    await an.presses("📌 Mọi chỉ tiêu")
    assert "Đã hứa gì, đã có gì" in an.heard


async def test_the_list_has_the_stated_figure_beside_the_days_left(town: Town, an: Someone) -> None:
    stated(town, "nha_o_2030", 29, as_of=date(2026, 1, 1))
    stated(town, "nha_o_2030", 29.1, as_of=date(2026, 10, 1), words="Số liệu mới")
    stated(town, "cay_xanh_2030", 9, as_of=date(2026, 10, 1))
    await an.commands("tiendo")
    assert "khoảng 33,2 m² – 29,1 m², còn 1499 ngày" in an.heard
    await an.presses("Trang sau")
    assert "trên 12 m² – 9 m², còn 1499 ngày" in an.heard


async def test_reports_of_the_item_are_counted_beside_it(town: Town, an: Someone) -> None:
    await report(an)
    await opens(an)
    assert "Phản ánh liên quan: 1 đang mở, 0 đã xử lý" in an.heard


async def test_the_rule_and_its_figures_stand_behind_the_state(town: Town, an: Someone) -> None:
    await belongs(town, "nha_o_2030")
    stated(town, "nha_o_2030", 29, as_of=date(2026, 1, 1))
    stated(town, "nha_o_2030", 29.1, as_of=date(2026, 10, 1), words="Số liệu mới")
    await opens(an, "nha_o_2030")
    assert "Chậm so với tiến độ đều" in an.heard
    assert "Đạt khi từ 33,15 m² trở lên (“khoảng”" in an.heard
    assert "Đi đều từ 29 m² (ngày 01/01/2026) thì đến ngày đó phải được 29,62 m²" in an.heard


@pytest.mark.parametrize("words", ["cây xanh đạt bao nhiêu rồi", "cay xanh dat bao nhieu roi ạ?"])
async def test_how_far_a_target_has_come_is_answered_by_both_figures(
    town: Town, an: Someone, words: str
) -> None:
    stated(town)
    await an.says(words)
    assert "Kế hoạch (giai đoạn 2021-2025): <b>đạt khoảng 6 - 8 m²</b>." in an.heard
    assert "Cơ quan công bố: <b>7,2 m²</b>, tính đến 31/12/2025" in an.heard
    assert "Kế hoạch (giai đoạn 2026-2030): <b>đạt trên 12 m²</b>." in an.heard
    assert "chưa công bố" in an.heard
    assert "blockquote" not in an.heard


@pytest.mark.parametrize("words", ["quy hoạch phân khu xong chưa", "/hoi"])
async def test_what_nobody_stated_is_answered_so(an: Someone, words: str) -> None:
    if words.startswith("/"):
        await an.commands("hoi", "quy hoạch phân khu xong chưa?")
    else:
        await an.says(words)
    assert "<b>chưa công bố</b>. Chưa có cơ quan nào công bố (quá hạn 327 ngày)" in an.heard
    assert "blockquote" not in an.heard


@pytest.mark.parametrize(
    "words",
    [
        "cây xanh năm 2025 đạt bao nhiêu rồi",
        "tiến độ quy hoạch phân khu",
        "chỉ tiêu cây xanh có đạt không",
        "bao giờ công bố kết quả cây xanh",
        "bao gio cong bo ket qua cay xanh?",
        "báo cáo định kỳ làm chưa",
    ],
)
async def test_however_progress_is_asked_for_the_plan_alone_is_no_answer(
    an: Someone, words: str
) -> None:
    await an.says(words)
    assert "Cơ quan công bố: <b>chưa công bố</b>" in an.heard
    assert "blockquote" not in an.heard


async def test_who_has_a_role_is_answered_as_well(front: Someone) -> None:
    await front.says("chỉ tiêu cây xanh đạt chưa")
    assert "Chưa có cơ quan nào công bố" in front.heard


async def test_beside_an_open_report_too_and_the_report_goes_on(an: Someone) -> None:
    await an.commands("phananh")
    await an.presses("Đồng ý")
    await an.presses("Cây xanh")
    await an.presses("Chặt hạ")
    await an.says("Cho hỏi quy hoạch phân khu đã phủ được bao nhiêu phần trăm rồi?")
    assert "chưa công bố" in an.heard and "blockquote" not in an.heard
    assert len(an.news) == 2  # the next question of the report


@pytest.mark.parametrize(
    "words",
    [
        "cây xanh 2030 bao nhiêu m2 một người",
        "quy hoạch phân khu năm 2025 đạt bao nhiêu phần trăm",
        "kế hoạch đặt cây xanh bao nhiêu m2 một người?",
        "Ai chịu trách nhiệm phủ kín quy hoạch phân khu?",
        "ai báo cáo định kỳ",
        "Kế hoạch có đặt mục tiêu nhà ở không?",
        "bao giờ phủ kín quy hoạch phân khu?",
    ],
)
async def test_questions_about_the_plan_stay_quotes_of_the_plan(an: Someone, words: str) -> None:
    await an.says(words)
    assert "blockquote" in an.heard
    assert "chưa công bố" not in an.heard


@pytest.mark.parametrize(
    "words",
    [
        "dat quy hoach cay xanh cach ly ma ho dung gara rua xe to dung, ca nam nay roi",
        "cây xanh trước nhà tôi đổ chưa ai dọn",
    ],
)
async def test_a_report_that_names_such_things_is_still_a_report(an: Someone, words: str) -> None:
    await an.says(words)
    assert "chưa công bố" not in an.heard
    assert any(label.lstrip().startswith(("✅", "📣", "Đúng")) for label in an.last.labels) or (
        "phản ánh" in an.heard.lower()
    )


async def test_a_link_that_was_passed_on_opens_the_target(an: Someone) -> None:
    await opens(an)
    share = next(b for row in an.last.reply.buttons for b in row if b.share)
    await an.commands("start", share.start or "")
    assert "Diện tích đất cây xanh bình quân" in an.heard
    await an.commands("start", "ct_none_none")
    assert "không còn dùng được" in an.heard or "nút" in an.heard.lower()


async def test_a_plans_targets_are_shown_by_its_name(an: Someone) -> None:
    await an.commands("tiendo", "Lai Châu")
    assert "Chưa công bố: <b>19</b>" in an.heard
    await an.does(button="promises:0:none")
    assert "Chưa có kế hoạch nào" in an.heard
    await an.does(button=f"promise:{PLAN}:none")
    assert "Chỉ tiêu" not in an.heard


async def test_the_command_shows_the_targets_of_a_topic(an: Someone) -> None:
    await an.commands("tiendo", "phân khu")
    assert an.heard.count("<b>Tỷ lệ phủ kín quy hoạch phân khu</b>") == 2
    assert "Đã hứa gì, đã có gì" not in an.heard


async def test_a_topic_that_no_target_has_is_said_so_above_the_list(an: Someone) -> None:
    await an.commands("tiendo", "xe <b>buýt</b>")
    assert "Không có chỉ tiêu nào nói về “xe &lt;b&gt;buýt&lt;/b&gt;”" in an.heard
    assert "Chưa công bố: <b>19</b>" in an.heard


@pytest.mark.parametrize(
    "words",
    ["quá hạn", "cái nào chậm", "chỉ tiêu nào quá hạn", "chỉ tiêu", "?", "tất cả", "chưa đạt"],
)
async def test_who_wants_every_target_missed_no_topic(an: Someone, words: str) -> None:
    await an.commands("tiendo", words)
    assert "Không có chỉ tiêu nào" not in an.heard and "Chưa công bố: <b>19</b>" in an.heard


async def test_what_is_stated_leaves_the_list_of_what_is_not(town: Town, an: Someone) -> None:
    stated(town)
    stated(town, SUBDIVISION, 80)
    checked(town, GREEN, "part")
    await an.commands("tiendo")
    for line in ("Có ý kiến khác: <b>1</b>", "Chưa đạt: <b>1</b>", "Chưa công bố: <b>17</b> (5"):
        assert line in an.heard
    order = [an.heard.index(f"<b>{sign}") for sign in ("⚠️", "❌", "❔")]
    assert order == sorted(order)


@pytest.mark.parametrize(
    "words", ["tiến độ thực hiện kế hoạch đến đâu rồi", "chỉ tiêu năm 2025 đã hoàn thành chưa"]
)
async def test_how_far_the_whole_plan_has_come_is_told_by_its_targets(
    an: Someone, words: str
) -> None:
    await an.says(words)
    assert "Đã hứa gì, đã có gì" in an.heard


async def test_how_far_something_else_has_come_leads_to_the_targets(an: Someone) -> None:
    await an.says("hạ tầng đô thị làm được tới đâu rồi")
    assert "không nói đã làm đến đâu" in an.heard
    await an.presses("📌 Mọi chỉ tiêu")
    assert "Đã hứa gì, đã có gì" in an.heard
