"""What pages do to a document: lines that are wrapped, rows and notes that they break."""

from pathlib import Path

from knowledge.schema import Plan
from tests.importing import printed
from tests.importing.kit import imported, items

TOP = ("KẾ HOẠCH", "Trồng cây xã Suối Lụa năm 2026")


def of_story(folder: Path, story: list[object]) -> Plan:
    folder.mkdir(exist_ok=True)
    top = printed.text(*TOP, style=printed.CENTRED)
    return imported(printed.write(folder / "plan.pdf", top + story))


def test_lines_are_joined_also_where_an_appendix_lies_across(tmp_path: Path) -> None:
    long = "Các bản trồng cây dọc suối, chăm sóc, làm rào và báo cáo kết quả về xã. " * 5
    story = printed.text("I. VIỆC", *[f"{n}. {long.strip()}" for n in range(1, 4)])
    story += printed.across(printed.text("PHỤ LỤC", "GIAO VIỆC", "I. CÁC BẢN", *[long * 2] * 4))
    plan = of_story(tmp_path, story)
    assert [items(plan)[f"I.{n}"].text for n in (1, 2, 3)] == [long.strip()] * 3


def test_one_last_word_goes_on_under_an_indented_line(tmp_path: Path) -> None:
    line = "1. Đến hết năm 2026 tỷ lệ hộ nghèo của toàn xã Suối Lụa chỉ còn dưới 5%."
    others = "Các bản trồng cây dọc suối, chăm sóc, làm rào và báo cáo kết quả về xã. " * 5
    plan = of_story(tmp_path, printed.text("I. VIỆC", line, f"2. {others}"))
    assert items(plan)["I.1"].text == line.removeprefix("1. ")


HEAD = ("TT", "Việc", "Chủ trì")
WORK = "Khảo sát tuyến số 3, rà soát hố ga, lấy ý kiến người dân hai bên tuyến trước khi trình"


def broken(folder: Path, *rest: str) -> list[str]:
    """The rows of a table of which a page begins with its headings and then with `rest`."""
    rows = [(str(n), WORK, "Phòng Kinh tế, Hạ tầng") for n in range(1, 20)]
    story = printed.text("I. VIỆC") + printed.table([HEAD, *rows], (40, 280, 110))
    story += [printed.PageBreak()]
    last = ("20", "Trồng cây", "Công an xã")
    story += printed.table([HEAD, ("", *rest), last], (40, 280, 110))
    return [item.text for item in items(of_story(folder, story)).values()]


def test_a_row_that_a_page_breaks_goes_on_under_the_repeated_headings(tmp_path: Path) -> None:
    rows = broken(tmp_path / "a", "duyệt trong tháng 5/2026", "và Đô thị")
    assert rows[18] == f"19 | {WORK} duyệt trong tháng 5/2026 | Phòng Kinh tế, Hạ tầng và Đô thị"
    assert rows[19] == "20 | Trồng cây | Công an xã"


def test_a_row_without_a_number_at_the_top_of_a_page_is_a_row(tmp_path: Path) -> None:
    assert "| trong đó: hộ nghèo | 12" in broken(tmp_path / "a", "trong đó: hộ nghèo", "12")
    assert "| Trồng rừng | Hạt kiểm lâm" in broken(tmp_path / "b", "Trồng rừng", "Hạt kiểm lâm")


def test_a_raised_number_before_a_note_s_words_is_its_number(tmp_path: Path) -> None:
    note = "<super size=6>1</super> Theo điều tra của tỉnh năm 2025 thì tỷ lệ ấy là 7,5% số hộ."
    story = printed.text("I. VIỆC", "1. Tỷ lệ hộ nghèo còn 5%.<super size=8>1</super>")
    story += printed.text(note, style=printed.SMALL) + printed.text("2. Trồng 30 cây.")
    plan = of_story(tmp_path, story)
    assert items(plan)["I.1"].text == "Tỷ lệ hộ nghèo còn 5%.[1]"
    assert items(plan)["I.[1]"].text == note.rpartition("> ")[2]
    assert items(plan)["I.2"].text == "Trồng 30 cây."


def test_a_span_of_years_goes_on_below_and_a_kind_begins_a_title(tmp_path: Path) -> None:
    dated = "Suối Lụa, ngày 05 tháng 02 năm 2026"
    subject = "Về trồng cây, chăm sóc cây và làm rào ở các bản của xã Suối Lụa giai đoạn 2026"
    story = printed.text("ỦY BAN NHÂN DÂN XÃ SUỐI LỤA", dated, "QUYẾT ĐỊNH", style=printed.CENTRED)
    story += printed.text(f"{subject}<br/>- 2030", style=printed.CENTRED)
    story += printed.text("I. VIỆC", "1. Trồng cây.", "- 2030 cây sa mộc;", "- 30 cây xoan.")
    plan = imported(printed.write(tmp_path / "plan.pdf", story))
    assert plan.title == f"QUYẾT ĐỊNH {subject} - 2030"
    assert [item.text for item in items(plan).values()][-2:] == [
        *("2030 cây sa mộc;", "30 cây xoan."),
    ]
