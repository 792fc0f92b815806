"""Which words are an office that does something, and which only begin like one."""

from pathlib import Path

import pytest

from knowledge.slots.doers import is_office
from knowledge.slots.read import read_slots
from tests.importing import word
from tests.importing.kit import imported, items, of_lines, sections

TOP = ("KẾ HOẠCH", "Đầu tư công xã Suối Lụa năm 2026")


@pytest.mark.parametrize(
    ("text", "doer"),
    [
        ("Ban QLDA giao thông tổ chức phân luồng.", "Ban QLDA giao thông"),
        ("Phòng Kinh tế trình UBND xã dự toán.", "Phòng Kinh tế"),
        (
            "Giao Ban Quản lý dự án đầu tư xây dựng công trình thủy lợi lập hồ sơ.",
            "Ban Quản lý dự án đầu tư xây dựng công trình thủy lợi",
        ),
        ("Yêu cầu nhà thầu Hưng Phát tăng 02 ca mỗi ngày.", "nhà thầu Hưng Phát"),
    ],
)
def test_an_office_s_name_ends_where_it_does_something(text: str, doer: str) -> None:
    assert read_slots(text).doers[0].said == doer


@pytest.mark.parametrize(
    "text",
    [
        "Hộ có người khuyết tật: 30 triệu đồng/hộ.",
        "Mỗi hộ chỉ được vay một lần.",
        "Xã đạt chuẩn đô thị văn minh: 02 xã.",
        "Đơn vị: triệu đồng",
    ],
)
def test_who_is_only_counted_or_entitled_does_nothing(text: str) -> None:
    assert [doer for doer in read_slots(text).doers if doer.role == "lead"] == []


def test_a_work_with_its_size_is_no_office() -> None:
    assert is_office("Trạm y tế xã Mường So, diện tích 600 m2") is None
    assert is_office("Trạm y tế xã Mường So") == "Trạm y tế xã Mường So"


def test_under_a_heading_of_works_a_school_is_a_building(tmp_path: Path) -> None:
    plan = of_lines(
        tmp_path,
        *(*TOP, "I. TIẾN ĐỘ CÁC CÔNG TRÌNH", "1. Trường Mầm non Nà Ún", "Xây 12 phòng học."),
        *("II. PHÂN CÔNG", "1. Trường Mầm non Nà Ún", "Bàn giao đất trước 30/6/2026."),
    )
    assert [section.who for section in sections(plan).values() if "Nà Ún" in section.heading] == [
        *("", "Trường Mầm non Nà Ún"),
    ]


def test_a_paragraph_behind_the_last_task_is_not_that_office_s(tmp_path: Path) -> None:
    asked = "Đề nghị Mặt trận Tổ quốc xã giám sát tiến độ thi công của các công trình."
    tasks = ("1. Phòng Kinh tế: lập dự toán.", f"2. {asked}")
    meeting = "Cuộc họp kế tiếp vào ngày 12/01/2027."
    plan = of_lines(tmp_path / "last", *TOP, "I. NHIỆM VỤ", *tasks, meeting)
    item = next(item for item in items(plan).values() if item.text == meeting)
    assert item.who == ""
    plan = of_lines(
        tmp_path / "middle", *TOP, "I. NHIỆM VỤ", *tasks, meeting, "3. Công an xã trực."
    )
    item = next(item for item in items(plan).values() if item.text == meeting)
    assert item.who == "Mặt trận Tổ quốc xã"


def test_a_row_s_owner_does_it(tmp_path: Path) -> None:
    rows = [["TT", "Công trình", "Chủ đầu tư"], ["1", "Kè suối Lụa", "Ban QLDA xã"]]
    document = word.new()
    word.centred(document, *TOP)
    word.lines(document, "I. DANH MỤC")
    word.table(document, rows)
    document.save(str(tmp_path / "plan.docx"))
    assert items(imported(tmp_path / "plan.docx"))["I.1"].who == "Ban QLDA xã"
