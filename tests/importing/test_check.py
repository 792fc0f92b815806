"""`kb check`: what is wrong with an imported plan, and what would only make it better."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from bot.cli.app import cli
from knowledge.importing.check import advice, check
from knowledge.importing.importer import begin_plan
from knowledge.load import load_plan
from tests.importing import printed, word
from tests.importing.test_tables import appended

FIGURES = ("- Trồng 08 cây.", "- Trồng 1.250 cây.", "- Tỷ lệ hộ nghèo đạt 5,0 %.",
           "- Xây hai mươi (20) căn nhà.", "- Tỷ lệ che phủ tăng từ 12% lên 15,5%.",
           "- Kinh phí: 1.250.000.000 đồng.", "- Hố rộng 1,2 m x 1,2 m.",
           "- Phát 96 sọt nhựa ba ngăn.")  # fmt: skip


def test_every_written_form_of_a_figure_is_accepted(tmp_path: Path) -> None:
    path = word.whole(tmp_path / "plan.docx", ("I. MỤC TIÊU", *FIGURES))
    folder = begin_plan(path, tmp_path / "made")
    assert check(folder) == []
    said = {target.said: target.figures for target in load_plan(folder).targets}
    assert said == {
        "08 cây": ("8",),
        "1.250 cây": ("1250",),
        "5,0 %": ("5",),
        "hai mươi (20) căn nhà": ("20",),
        "từ 12% lên 15,5%": ("15,5",),
        "1.250.000.000 đồng": ("1250000000",),
        "1,2 m x 1,2 m": ("1,2",),
        "96 sọt nhựa": ("96",),
    }


def test_an_imported_plan_is_sound_with_nothing_written(tmp_path: Path) -> None:
    appended(tmp_path)  # which is checked
    plan = load_plan(next(tmp_path.glob("plan-of-*")))
    assert [line.partition(":")[0] for line in advice(plan)] == [
        *("13 of 13 items have fewer than 10 questions", "no item has topics"),
    ]


def table_words(data: dict[str, Any]) -> None:
    data["sections"][2]["tables"][0]["columns"][1] = "Việc khác"


def cell_words(data: dict[str, Any]) -> None:
    data["sections"][2]["items"][0]["cells"][1]["text"] = "Chặt cây"


def lent_words(data: dict[str, Any]) -> None:
    data["sections"][2]["items"][0]["under"] = ["Lĩnh vực khác"]


def matter_line(data: dict[str, Any]) -> None:
    data["front_lines"].remove(3)


def claimed_twice(data: dict[str, Any]) -> None:
    data["end_lines"].append(7)


def unread(data: dict[str, Any]) -> None:
    data["end_lines"].remove(24)
    data["unread"] = [{"line": 24, "why": "a picture without letters"}]


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (table_words, "Phụ lục I: the table of line 35 has no 'Việc khác'"),
        (cell_words, "Phụ lục I.1: the cell 'Chặt cây' does not stand in its row"),
        (lent_words, "Phụ lục I.1: 'Lĩnh vực khác' is lent to it"),
        (matter_line, "line 3 is in 0 headings and items"),
        (claimed_twice, "line 7 is in 2 headings and items"),
        (unread, "line 24 could not be read: a picture without letters"),
    ],
)
def test_the_check_sees(
    tmp_path: Path, spoil: Callable[[dict[str, Any]], None], problem: str
) -> None:
    appended(tmp_path)
    folder = next(tmp_path.glob("plan-of-*"))
    data = yaml.safe_load((folder / "plan.yaml").read_text(encoding="utf-8"))
    spoil(data)
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    (folder / "plan.yaml").write_text(text, encoding="utf-8")
    assert [line for line in check(folder) if line.startswith(problem)]


def test_a_page_that_is_a_picture_is_listed_with_its_line(tmp_path: Path) -> None:
    words = "I. MỤC TIÊU\n- Trồng 30 cây xanh trên các tuyến đường của xã trong năm 2026."
    path = printed.picture(tmp_path / "plan.pdf", pages=2, words=words)
    folder = begin_plan(path, tmp_path / "made", place="xã Suối Lụa")
    (row,) = load_plan(folder).unread
    assert check(folder) == [f"line {row.line} could not be read: a picture without letters"]
    source = (folder / "source.txt").read_text(encoding="utf-8").split("\n")
    assert source[row.line - 1] == "[trang 2: chỉ có hình, không có chữ]"


def test_what_a_printer_adds_is_listed_as_advice(tmp_path: Path) -> None:
    lines = [f"- Việc thứ {n} là trồng {n} cây tại thôn {n}." for n in range(1, 120)]
    story = printed.text("KẾ HOẠCH", "Việc năm 2026", "I. VIỆC", *lines)
    path = printed.write(tmp_path / "plan.pdf", story, printed.with_head)
    plan = load_plan(begin_plan(path, tmp_path / "made", place="xã Suối Lụa"))
    source = (tmp_path / "made" / "source.txt").read_text(encoding="utf-8").split("\n")
    added = [source[number - 1] for number in plan.page_lines]
    pages = len(added) // 2
    assert added.count("Kế hoạch phát triển đô thị phường Hồng Lĩnh") == pages
    assert len([line for line in added if line.startswith("Trang ")]) == pages
    assert any(line.startswith("taken for page numbers") for line in advice(plan))


def test_the_command_says_what_was_read(tmp_path: Path, nothing_set: None) -> None:
    path = word.whole(tmp_path / "KH 0130.docx")
    ended = CliRunner().invoke(cli, ["kb", "import", str(path), "--id", "suoi-lua"])
    assert ended.exit_code == 0, ended.output
    assert "a plan for xã Suối Lụa." in ended.output
    assert "0130/KH-UBND, Ủy ban nhân dân xã Suối Lụa, 2026-02-05" in ended.output
    assert "Read: 6 sections, 7 items, 5 figures." in ended.output
    assert CliRunner().invoke(cli, ["kb", "check"]).exit_code == 0
    scan = printed.picture(tmp_path / "scan.pdf")
    refused = CliRunner().invoke(cli, ["kb", "import", str(scan)])
    assert refused.exit_code == 1 and str(refused.exception).startswith("scan.pdf is a scan")
