"""Units of bare numbers in tables: told by a column, a row, or what stands above the table."""

import pytest

from knowledge.importing.importer import plan_of
from knowledge.importing.lines import Line, SourceCell, row_line
from knowledge.load import walk
from knowledge.slots.read import slots_of
from knowledge.slots.shape import Slots

TOP = ("KẾ HOẠCH", "Phát triển xã Suối Lụa giai đoạn 2026-2030", "I. CHỈ TIÊU")


def row(caption: str, columns: str, cells: str) -> Slots:
    """What a row tells in a table with a caption and these columns."""
    rows = [columns, cells, cells.replace("Trồng", "Chăm")]
    lines = [Line(text) for text in (*TOP, *filter(None, [caption]))]
    split = (tuple(SourceCell(cell.strip()) for cell in text.split("|")) for text in rows)
    lines += [row_line(cells_of, 1) for cells_of in split]
    item = next(item for section, _ in walk(plan_of(lines, "x")) for item in section.items)
    return slots_of(item, 1)


def units(caption: str, columns: str, cells: str) -> list[tuple[str, str]]:
    return [(figure.said, figure.unit) for figure in row(caption, columns, cells).figures]


@pytest.mark.parametrize(
    ("caption", "unit"),
    [
        ("Bảng 2. Phân kỳ kinh phí (đơn vị: tỷ đồng)", "tỷ đồng"),
        ("Bảng 2. Phân kỳ kinh phí (ĐVT: Triệu đồng)", "triệu đồng"),
        ("Bảng 1. Mức hỗ trợ (đơn vị: nghìn đồng/học sinh/tháng)", "nghìn đồng/học sinh/tháng"),
        ("Đơn vị tính: 1.000 đồng", "nghìn đồng"),
        ("ĐVT: Tr.đ", "triệu đồng"),
    ],
)
def test_the_unit_of_a_table_stands_in_its_name_or_above_it(caption: str, unit: str) -> None:
    figures = row(caption, "TT | Nguồn vốn | Năm 2026", "1 | Ngân sách tỉnh | 1.250").figures
    assert [(f.said, f.unit, f.kind, f.last_year) for f in figures] == [
        ("1.250", unit, "money", 2026)
    ]


@pytest.mark.parametrize(
    ("columns", "cells", "expected"),
    [
        ("TT | Chợ | Vốn (đơn vị: tỷ đồng)", "1 | Chợ Nà | 4,5", [("4,5", "tỷ đồng")]),
        ("TT | Chợ | Diện tích (ha) | Vốn", "1 | Nà | 2,5 | 40",
         [("2,5", "ha"), ("40", "triệu đồng")]),
        ("TT | Chợ | Số hộ | Vốn", "1 | Nà | 25 | 40", [("25", "hộ"), ("40", "triệu đồng")]),
        ("TT | Chợ | Số mộ (ngôi) | Số giao", "1 | Nà | 25 | 40",
         [("25", "ngôi"), ("40", "triệu đồng")]),
        ("TT | Chợ | Quy mô | Vốn (dự kiến)", "1 | Nà | 25 | 40", [("40", "triệu đồng")]),
        ("TT | Chợ | Thời gian | Vốn", "1 | Nà (giai đoạn 1) | 2026 | 40", [("40", "triệu đồng")]),
        ("TT | Chỉ tiêu | ĐVT | KH 2026 | KH 2026/TH 2025 (%)", "1 | Thu phí | Tr.đ | 150 | 125",
         [("150", "triệu đồng"), ("125", "%")]),
        ("TT | Đơn vị | Vốn | Tỷ lệ", "1 | Bản Nà Ún | 150 | 12,5",
         [("150", "triệu đồng"), ("12,5", "%")]),
    ],
)  # fmt: skip
def test_a_column_and_a_row_tell_their_unit_before_the_table_does(
    columns: str, cells: str, expected: list[tuple[str, str]]
) -> None:
    assert units("Đơn vị tính: triệu đồng", columns, cells) == expected


@pytest.mark.parametrize(
    ("caption", "columns", "cells", "expected"),
    [
        ("Đơn vị tính: đồng/m2", "TT | Chợ | Giá ngày thường", "1 | Nà | 12.000",
         [("12.000", "đồng/m2")]),
        ("Đơn vị tính: ha", "TT | Công viên | Diện tích", "1 | Nà | 2,5", [("2,5", "ha")]),
        ("Đơn vị tính: triệu đồng", "TT | Chợ | Quy mô vốn", "1 | Nà | 40", [("40", "triệu đồng")]),
        ("Đơn vị tính: ha, triệu đồng", "TT | Chợ | Kinh phí", "1 | Nà | 40", []),
        ("Đơn vị tính: triệu đồng", "TT | Chợ | Ngân sách xã 70%", "1 | Nà | 700",
         [("700", "triệu đồng")]),
        ("Đơn vị tính: triệu đồng", "TT | Bản | Số giao lộ", "1 | Nà | 4", [("4", "giao lộ")]),
        ("", "TT | Bản | Mật độ (người/km2)", "1 | Nà | 40", [("40", "người")]),
        ("Bảng 4. Kinh phí (đơn vị: triệu đồng)", "TT | Nơi | Vốn", "1 | Khu phố 3 | 40",
         [("40", "triệu đồng")]),
    ],
)  # fmt: skip
def test_a_unit_is_given_only_to_what_it_counts(
    caption: str, columns: str, cells: str, expected: list[tuple[str, str]]
) -> None:
    assert units(caption, columns, cells) == expected


def test_an_office_of_one_word_in_capitals_is_one() -> None:
    assert [doer.said for doer in row("", "Việc | Đơn vị", "Trồng 30 cây | MTTQ").doers] == ["MTTQ"]


def test_what_is_counted_is_no_office() -> None:
    assert row("", "Chỉ tiêu | Đơn vị | Năm 2026", "Số hộ nghèo | Hộ | 355").doers == ()
    doers = row("", "Việc | Đơn vị | Năm 2026", "Trồng 30 cây | Công an xã | Quý I").doers
    assert [doer.said for doer in doers] == ["Công an xã"]
