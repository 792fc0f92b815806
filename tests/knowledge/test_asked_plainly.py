"""Plain questions that share a word with something else, and what becomes of each."""

import pytest

from knowledge.answering.engine import Answerer


@pytest.mark.parametrize(
    ("question", "outcome", "kind", "first"),
    [
        ("nhà tôi bị thu hồi đất thì được hỗ trợ gì", "answer", "task", "III.5.3"),
        ("nhà tôi bị thu hồi đất được hỗ trợ gì", "answer", "task", "III.5.3"),
        ("Ban Thường vụ làm gì", "answer", "passage", "IV.2"),
        ("Ai lập quy hoạch phân khu?", "answer", "in_general", "IV.2"),
        ("phủ kín quy hoạch phân khu ai làm", "answer", "in_general", "IV.2"),
        ("Ai phải di dời cơ sở gây ô nhiễm?", "answer", "in_general", "IV.2"),
        ("Ai chịu trách nhiệm trồng cây xanh?", "answer", "in_general", "IV.2"),
        ("Ai thực hiện phân loại rác tại nguồn?", "answer", "in_general", "IV.2"),
        ("Ai xây cầu vượt biển?", "not_in_plan", "weak", None),
        ("Hạ tầng giao thông làm những gì?", "answer", "task", "III.4.2"),
        ("phát triển nông nghiệp xanh để phục vụ ai", "answer", "task", "III.5.6"),
        ("mỗi hộ gia đình được bao nhiêu m2 nhà ở năm 2030", "answer", "figure", "II.2.2.2"),
        ("chủ tịch bao nhiêu tuổi", "not_in_plan", "count", None),
        ("người cao tuổi được hỗ trợ gì", "not_in_plan", "weak", None),
        ("liệt kê tất cả chỉ tiêu năm 2030", "answer", "section", "II.2.2.1"),
        ("trong 5 năm tới làm những gì", "answer", "section", "II.2.2.1"),
        ("UBND thành phố có trách nhiệm gì?", "answer", "passage", "IV.2"),
        ("Ban Thường vụ nhận báo cáo từ cơ quan nào", "answer", "section", "IV.2"),
        ("ủy ban và văn phòng thành ủy có việc khác nhau thế nào", "answer", "section", "IV.2"),
        ("quy hoạch tỉnh có tầm nhìn đến năm nào", "answer", "task", "III.2.2"),
        ("Thành phố nào là đô thị động lực của tỉnh?", "answer", "passage", "II.1.1"),
        (
            "cống nhà tôi chảy lênh láng, kế hoạch có yêu cầu thu gom nước thải không",
            "answer",
            "yes_no",
            "III.5.6",
        ),
        ("Bao giờ xong công viên?", "not_in_plan", "when", None),
        ("Phải đi Hà Nội mua, thành phố có làm siêu thị không?", "answer", "yes_no", "III.6.2"),
        ("Còn mấy căn rách nát, thành phố có xóa nhà tạm đi không?", "answer", "yes_no", "III.1.2"),
        ("năm 2030 quy hoạch phân khu được mấy phần trăm rồi", "answer", "figure", "II.2.2.1"),
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


def test_who_is_told_in_general_before_the_thing_itself(answerer: Answerer) -> None:
    answer = answerer.answer("Ai phải di dời cơ sở gây ô nhiễm?")
    assert [cited.item for cited in answer.citations] == ["IV.2", "III.6.1"]
    assert "UBND thành phố" in answer.citations[0].quote
