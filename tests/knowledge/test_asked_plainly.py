"""Plain questions that share a word with something else, and what becomes of each."""

from __future__ import annotations

import pytest

from knowledge.answering.engine import Answerer


@pytest.mark.parametrize(
    ("question", "outcome", "kind", "first"),
    [
        ("nhà tôi bị thu hồi đất thì được hỗ trợ gì", "answer", "task", "III.5.3"),
        ("nhà tôi bị thu hồi đất được hỗ trợ gì", "answer", "task", "III.5.3"),
        ("Ban Thường vụ làm gì", "answer", "passage", "IV.2"),
        ("giúp với", "smalltalk", "help", None),
        ("bạn giúp được gì", "smalltalk", "help", None),
        ("Ai lập quy hoạch phân khu?", "answer", "in_general", "IV.2"),
        ("phủ kín quy hoạch phân khu ai làm", "answer", "in_general", "IV.2"),
        ("Ai phải di dời cơ sở gây ô nhiễm?", "answer", "in_general", "IV.2"),
        ("Ai chịu trách nhiệm trồng cây xanh?", "answer", "in_general", "IV.2"),
        ("Ai thực hiện phân loại rác tại nguồn?", "answer", "in_general", "IV.2"),
        ("Ai xây cầu vượt biển?", "not_in_plan", "weak", None),
        ("phát triển nông nghiệp xanh để phục vụ ai", "answer", "task", "III.5.6"),
        ("mỗi hộ gia đình được bao nhiêu m2 nhà ở năm 2030", "answer", "figure", "II.2.2.2"),
        ("chủ tịch bao nhiêu tuổi", "not_in_plan", "outside", None),
        ("người cao tuổi được hỗ trợ gì", "not_in_plan", "weak", None),
        ("làm thế nào để gửi phản ánh", "report", "report", None),
        ("vỉa hè bị lấn chiếm thì phản ánh ở đâu", "report", "report", None),
        ("phản ánh của tôi đến đâu rồi", "track", "status", None),
        ("liệt kê tất cả chỉ tiêu năm 2030", "answer", "section", "II.2.2.1"),
        ("trong 5 năm tới làm những gì", "answer", "section", "II.2.2.1"),
        ("kế hoạch này còn hiệu lực không", "not_in_plan", "weak", None),
        ("tại sao phải phủ kín quy hoạch?", "not_in_plan", "weak", None),
        ("UBND tỉnh có trách nhiệm gì?", "not_in_plan", "weak", None),
        ("UBND thành phố có trách nhiệm gì?", "answer", "passage", "IV.2"),
        ("Ban Thường vụ nhận báo cáo từ cơ quan nào", "answer", "section", "IV.2"),
        ("ủy ban và văn phòng thành ủy có việc khác nhau thế nào", "answer", "section", "IV.2"),
        ("quy hoạch tỉnh có tầm nhìn đến năm nào", "answer", "task", "III.2.2"),
        ("kể chuyện cười đi", "smalltalk", "help", None),
        ("Thành phố nào là đô thị động lực của tỉnh?", "answer", "passage", "II.1.1"),
        (
            "cống nhà tôi chảy lênh láng, kế hoạch có yêu cầu thu gom nước thải không",
            "answer",
            "yes_no",
            "III.5.6",
        ),
        ("tôi báo cái nắp cống mất hôm qua mà chưa thấy ai xuống", "track", "status", None),
        ("👍", "smalltalk", "help", None),
        ("dạ dạ ôg hiểu dồi", "smalltalk", "yes", None),
        ("Bao giờ xong công viên?", "not_in_plan", "when", None),
        ("trung tam thuong mai xay o dau vay", "not_in_plan", "where", None),
        ("Phải đi Hà Nội mua, thành phố có làm siêu thị không?", "answer", "yes_no", "III.6.2"),
        ("Còn mấy căn rách nát, thành phố có xóa nhà tạm đi không?", "answer", "yes_no", "III.1.2"),
        ("năm 2030 quy hoạch phân khu được mấy phần trăm rồi", "answer", "figure", "II.2.2.1"),
        ("năm 2025 quy hoạch phân khu được mấy phần trăm rồi", "not_in_plan", "current", None),
    ],
)
def test_what_becomes_of_it(
    answerer: Answerer, question: str, outcome: str, kind: str, first: str | None
) -> None:
    answer = answerer.answer(question)
    cited = answer.citations[0].item if answer.citations else None
    assert (answer.outcome, answer.kind, cited) == (outcome, kind, first)


@pytest.mark.parametrize(
    ("question", "kind", "targets"),
    [
        ("nhà ở năm 2030 bao nhiêu", "figure", ["nha_o_2030"]),
        ("nhà ở bao nhiêu năm 2030", "figure", ["nha_o_2030"]),
        ("còn nhà ở bao nhiêu", "figure", ["nha_o_2025", "nha_o_2030"]),
        (
            "Diện tích cây xanh bình quân ở phường Đoàn Kết năm 2030 là bao nhiêu m2?",
            "figure",
            ["cay_xanh_2030"],
        ),
        ("so sánh cây xanh hai giai đoạn", "compare", ["cay_xanh_2025", "cay_xanh_2030"]),
        (
            "so sánh cây xanh và đất giao thông hai giai đoạn",
            "compare",
            ["cay_xanh_2025", "cay_xanh_2030", "dat_giao_thong_2025", "dat_giao_thong_2030"],
        ),
        ("so sánh quy hoạch phân khu 2025 và 2030", "compare", ["phan_khu_2025", "phan_khu_2030"]),
        ("giai đoạn nào cây xanh nhiều hơn", "compare", ["cay_xanh_2025", "cay_xanh_2030"]),
        ("cx/người: 2025 vs 2030?", "figure", ["cay_xanh_2025", "cay_xanh_2030"]),
        ("cây xanh trước 2026 bao nhiêu m2", "figure", ["cay_xanh_2025"]),
        (
            "đất giao thông, cây xanh, nhà ở của 2025",
            "figure",
            ["dat_giao_thong_2025", "nha_o_2025", "cay_xanh_2025"],
        ),
        (
            "đến 2030 phân khu và chi tiết cái nào cao hơn",
            "compare",
            ["phan_khu_2030", "chi_tiet_2030"],
        ),
        ("năm 2030 đô thị loại I phải không?", "figure", ["do_thi_loai_huong_toi"]),
    ],
)
def test_the_figures_told(answerer: Answerer, question: str, kind: str, targets: list[str]) -> None:
    answer = answerer.answer(question)
    assert (answer.kind, [target.id for target in answer.targets]) == (kind, targets)


def test_what_a_plan_says_is_no_building_put_on(answerer: Answerer) -> None:
    assert answerer.answer("Kế hoạch có nói về vỉa hè không").category is None
    assert answerer.answer("hàng xóm cơi nới chuồng cọp").category == "co_noi"


def test_who_is_told_in_general_before_the_thing_itself(answerer: Answerer) -> None:
    answer = answerer.answer("Ai phải di dời cơ sở gây ô nhiễm?")
    assert [cited.item for cited in answer.citations] == ["IV.2", "III.6.1"]
    assert "UBND thành phố" in answer.citations[0].quote
