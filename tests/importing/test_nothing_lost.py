"""Whatever the lines are, in whatever order: each is in one place, every quote verbatim."""

import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.importing.check import check
from knowledge.importing.importer import begin_plan
from knowledge.importing.lines import Unreadable

LINES = (
    *("", " ", "-----", "./.", "- ", "1.", "a)", "Điều 5.", "Chương II", "I.", "TT", "1", "2", "|"),
    *("KẾ HOẠCH", "QUYẾT ĐỊNH", "QUYẾT ĐỊNH:", "PHỤ LỤC", "Phụ lục II: Danh mục", "Nơi nhận:"),
    *("Số: 18/KH-UBND", "An Hà, ngày 12 tháng 01 năm 2026", "ỦY BAN NHÂN DÂN", "TM. ỦY BAN"),
    *("Căn cứ Luật Nhà ở ngày 27/11/2023;", "UBND xã ban hành Kế hoạch như sau:", "CHỦ TỊCH"),
    *("PHẦN THỨ NHẤT", "Mục 1. QUY ĐỊNH", "Điều 1. Phạm vi", "Điều 2. Giao Sở Y tế làm./."),
    *("I. MỤC TIÊU", "II. NHIỆM VỤ", "II. NHIỆM VỤ", "A. CHUNG", "1. Sở Xây dựng", "1.1. Cây:"),
    *("2. Tổng kinh phí là 18,35 tỷ đồng.", "(1) Trồng 08 cây;", "a) Về nhà ở", "b) Xây 12 căn."),
    *(
        "- Gồm:",
        "+ Trồng 1.250 cây.",
        "· Giữ sạch hồ.",
        "tiếp theo của câu trước",
        "[1] Chú thích.",
    ),
    *("STT", "Nhiệm vụ", "Chủ trì", "TT\tViệc\tKhi nào", "1\tQuét\tQuý II", "x | y | z", "a | b"),
    *("Trên đây là Kế hoạch năm 2026./.", "Trên đây là Kế hoạch. Đề nghị các thôn làm./."),
    *("MỤC TIÊU CHUNG", "Từ 12% năm 2025 lên 15,5% năm 2030; hai mươi (20) căn, 100 %[1] số hộ."),
    *("MỤC LỤC", "I. MỤC TIÊU ........ 2", "II. NHIỆM VỤ 3", "PHẦN II. GIẢI PHÁP CHUNG CHO"),
    "Công an phường chủ trì, phối hợp với Sở Y tế và các đơn vị liên quan kiểm tra. " * 12,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=24))
@example(["KẾ HOẠCH", "KẾ HOẠCH", "I. MỤC TIÊU"])
@example(["I. MỤC TIÊU", "TT", "tiếp theo của câu trước", "[1] Chú thích."])
@example(["TT", "Nhiệm vụ", "1", "2", "I. MỤC TIÊU", "./."])
@example(["Điều 1. Phạm vi", "TT", "PHẦN THỨ NHẤT", "1.", "KẾ HOẠCH", "-----"])
def test_no_line_is_lost_or_in_two_places(lines: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.txt"
        path.write_text("\n".join(lines), encoding="utf-8")
        try:
            made = begin_plan(path, Path(folder) / "made", place="xã An Hà")
        except Unreadable as refusal:
            assert refusal.reason == "no_text"
            return
        assert check(made) == [], lines
