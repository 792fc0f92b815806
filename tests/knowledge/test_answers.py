"""One question of each sort, and what it is answered with."""

from decimal import Decimal

import pytest

from knowledge.answering.asks import asking_part
from knowledge.answering.engine import Answerer


@pytest.mark.parametrize(
    ("question", "wording"),
    [
        ("Đến 2030 mỗi người được bao nhiêu m2 cây xanh?", ["đạt trên 12 m²"]),
        ("chỉ tiêu nhà ở 2025", ["đạt khoảng 29,1 m²"]),
        ("Bao giờ phủ kín toàn bộ quy hoạch phân khu?", ["đạt 100%"]),
        ("Tỷ lệ phủ kín phân khu là bao nhiêu?", ["đạt 90%", "đạt 100%"]),
        ("Cây xanh và nhà ở mỗi người năm 2025 là bao nhiêu?", 2 * [""]),
    ],
)
def test_figures(answerer: Answerer, question: str, wording: list[str]) -> None:
    answer = answerer.answer(question)
    assert (answer.outcome, answer.kind) == ("answer", "figure")
    if all(wording):
        assert [target.shown for target in answer.targets] == wording
    assert len(answer.targets) == len(wording)
    assert all(target.said in target.quote for target in answer.targets)


def test_a_figure_has_the_other_period_beside_it(answerer: Answerer) -> None:
    answer = answerer.answer("quy hoạch chi tiết 2025 phủ bao nhiêu phần trăm")
    assert [target.said for target in answer.targets] == ["đạt khoảng 80%"]
    assert [target.said for target in answer.beside] == ["đạt trên 90%"]
    assert answer.citations[0].section == "II.2.1"


def test_a_comparison_cites_both_periods(answerer: Answerer) -> None:
    answer = answerer.answer("So sánh đất giao thông hai giai đoạn")
    assert (answer.outcome, answer.kind) == ("answer", "compare")
    assert [cited.section for cited in answer.citations] == ["II.2.1", "II.2.2"]


@pytest.mark.parametrize(
    ("question", "lowest", "highest"),
    [
        ("So sánh diện tích sàn nhà ở mỗi người hai giai đoạn", "4.1", "4.1"),
        ("So sánh diện tích cây xanh mỗi người hai giai đoạn", "4", "6"),
        ("So sánh tỷ lệ đất giao thông hai giai đoạn", "5", "10"),
    ],
)
def test_a_comparison_tells_the_difference(
    answerer: Answerer, question: str, lowest: str, highest: str
) -> None:
    assert answerer.answer(question).difference == (Decimal(lowest), Decimal(highest))


def test_there_is_no_difference_between_words(answerer: Answerer) -> None:
    assert answerer.answer("So sánh loại đô thị hai giai đoạn").difference is None


@pytest.mark.parametrize(
    ("text", "asking"),
    [
        ("Năm nào cũng sạt lở. Thành phố tính nâng cấp gì?", "Thành phố tính nâng cấp gì?"),
        ("Có xây công viên không? Cảm ơn ad.", "Có xây công viên không?"),
        ("chỉ tiêu nhà ở 2025", "chỉ tiêu nhà ở 2025"),
    ],
)
def test_the_sentence_that_asks(text: str, asking: str) -> None:
    assert asking_part(text).strip() == asking


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Kinh phí xây công viên là bao nhiêu?", "money"),
        ("xây nhà trái phép bị phạt nặng nhất là gì", "penalty"),
        ("Đổi bằng lái xe cần giấy tờ gì?", "paperwork"),
        ("Số điện thoại UBND thành phố?", "contact"),
        ("Chủ tịch thành phố tên là gì?", "person"),
        ("Vườn hoa mới nằm ở đường nào?", "where"),
        ("Công viên mới nằm ở đâu?", "where"),
        ("Bao giờ khởi công chợ đầu mối?", "when"),
        ("Thành phố sẽ có bao nhiêu xe buýt?", "count"),
        ("Diện tích cây xanh mỗi người năm 2045 là bao nhiêu?", "period"),
        ("Hiện nay mỗi người có bao nhiêu m2 cây xanh?", "current"),
        ("trung tâm thương mại ở đâu", "where"),
        ("Đến nay quy hoạch chi tiết đã phủ kín được bao nhiêu rồi?", "progress"),
        ("xây không phép bị phạt bao nhiêu tiền", "penalty"),
        ("cây xanh được mấy phần trăm rồi", "current"),
        ("Thành phố Sơn La có xây công viên không?", "elsewhere"),
        ("Quán cà phê nào đẹp?", "weak"),
        ("Quy hoạch phân khu là gì?", "term"),
    ],
)
def test_what_is_not_told_is_refused_for_what_is_asked(
    answerer: Answerer, question: str, kind: str
) -> None:
    answer = answerer.answer(question)
    assert (answer.outcome, answer.kind) == ("not_in_plan", kind)
    assert answer.citations == ()


def test_beside_a_refusal_stands_only_what_has_to_do_with_the_question(answerer: Answerer) -> None:
    opening = answerer.answer("Bao giờ khởi công chợ đầu mối?")
    assert "chợ đầu mối" in opening.nearest[0].quote
    assert answerer.answer("Số điện thoại UBND thành phố?").nearest == ()
    assert answerer.answer("Quán cà phê nào đẹp?").nearest == ()


def test_a_term_is_explained_and_not_quoted(answerer: Answerer) -> None:
    answer = answerer.answer("đô thị loại II nghĩa là gì vậy?")
    assert [term.word for term in answer.terms] == ["đô thị loại II"]
    assert answer.outcome == "not_in_plan"


@pytest.mark.parametrize(
    "question",
    [
        "Rác sinh hoạt có phải phân loại không?",
        "Vỉa hè có được dùng để kinh doanh không?",
        "Kế hoạch nói gì về ô nhiễm bụi, tiếng ồn?",
        "Vi phạm trật tự đô thị bị xử lý thế nào?",
        "Có trồng thêm cây xanh không?",
    ],
)
def test_a_question_about_trouble_is_no_report(answerer: Answerer, question: str) -> None:
    assert answerer.answer(question).outcome == "answer"


def test_a_greeting_before_a_question_is_no_smalltalk(answerer: Answerer) -> None:
    assert answerer.answer("Chào bot, có xây thêm công viên không?").outcome == "answer"


@pytest.mark.parametrize(
    ("question", "items"),
    [("mục III.5.6 nói gì", {"III.5.6"}), ("phần IV", {"IV.1", "IV.2"}), ("mục ii.2.1", None)],
)
def test_a_part_asked_for_by_its_number(
    answerer: Answerer, question: str, items: set[str] | None
) -> None:
    answer = answerer.answer(question)
    assert (answer.outcome, answer.kind) == ("answer", "section")
    assert items is None or {cited.item for cited in answer.citations} <= items | {"IV.3"}


@pytest.mark.parametrize("word", ["cây xanh", "quy hoạch", "nhà ở", "thiên tai"])
def test_a_mere_word_gives_a_choice(answerer: Answerer, word: str) -> None:
    answer = answerer.answer(word)
    items = [cited.item for cited in answer.citations]
    assert answer.outcome == "choices"
    assert 2 <= len(set(items)) == len(items) <= 3


def test_a_word_told_in_one_place_is_answered(answerer: Answerer) -> None:
    assert answerer.answer("phân loại rác").citations[0].item == "III.4.2"
    assert answerer.answer("kinh tế đêm").outcome == "answer"


def test_who_is_responsible(answerer: Answerer) -> None:
    answer = answerer.answer("Cơ quan nào kiểm tra, đôn đốc việc thực hiện kế hoạch?")
    assert answer.kind == "responsible"
    assert answer.citations[0].item == "IV.2"


def test_every_answer_says_how_it_was_decided(answerer: Answerer) -> None:
    for question in ("Có làm công viên không?", "giá vàng", "cây xanh 2030"):
        assert answerer.answer(question).why


@pytest.mark.parametrize(
    ("words", "item"),
    [
        ("phố đêm", "III.6.1"),
        ("di tích", "III.5.2"),
        ("xe buýt", "III.3.3"),
        ("vỉa hè", "III.6.1"),
        ("công viên", "III.3.3"),
        ("nhà ở xã hội", "III.1.2"),
        ("chợ", "III.6.2"),
        ("camera", "III.5.5"),
        ("thoát nước", "III.5.6"),
        ("ai đôn đốc", "IV.2"),
        ("ai chịu trách nhiệm kiểm tra", "IV.2"),
        ("bệnh viện", "III.5.4"),
        ("cay xanh 2030", "II.2.2.2"),
        ("nha o 2025", "II.2.1.3"),
    ],
)
def test_a_few_words_of_the_plan_are_answered(answerer: Answerer, words: str, item: str) -> None:
    assert answerer.answer(words).citations[0].item == item


@pytest.mark.parametrize(
    ("words", "wording"),
    [("cay xanh 2030", "đạt trên 12 m²"), ("nhà ở 2025", "đạt khoảng 29,1 m²")],
)
def test_a_measure_and_a_year_are_a_figure(answerer: Answerer, words: str, wording: str) -> None:
    answer = answerer.answer(words)
    assert (answer.kind, [target.shown for target in answer.targets]) == ("figure", [wording])


@pytest.mark.parametrize(
    "words",
    ["sân bay", "giá vàng", "vàng", "đá bóng", "ai lam", "bể bơi", "tái định cư", "yêu", "iphone"],
)
def test_a_few_words_of_other_things_are_refused(answerer: Answerer, words: str) -> None:
    assert answerer.answer(words).outcome == "not_in_plan"


def test_a_story_asks_for_nothing(answerer: Answerer) -> None:
    story = "Hôm họp tổ ông chủ tịch nào đó bảo giá đất đang tăng từng ngày, "
    assert asking_part(f"{story}vậy thành phố có làm thêm công viên không?").startswith("vậy")
    assert answerer.answer(f"{story}vậy thành phố có làm thêm công viên không?").citations


def test_whoever_is_asked_for_at_the_start(answerer: Answerer) -> None:
    assert answerer.answer("Ai phải báo cáo việc thực hiện?").why[0].startswith("asks for who")


@pytest.mark.parametrize(
    ("question", "item", "untold"),
    [
        ("bao giờ tp mới có siêu thị to với trung tâm thương mại", "III.6.2", "when"),
        ("Thành phố có định làm siêu thị không?", "III.6.2", None),
        ("Việc mở rộng địa giới thành phố bao giờ thì xong?", "II.2.1.2", None),
    ],
)
def test_what_is_asked_for_besides_and_not_told_is_said(
    answerer: Answerer, question: str, item: str, untold: str | None
) -> None:
    answer = answerer.answer(question)
    assert (answer.outcome, answer.untold) == ("answer", untold)
    assert answer.citations[0].item == item
