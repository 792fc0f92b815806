"""The plan's data, the check that proves it, and the importer that begins a new one."""

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.importing.check import QUESTIONS, advice, check
from knowledge.importing.importer import begin_plan, import_plan
from knowledge.importing.quoting import sentences
from knowledge.load import PLANS, Broken, Knowledge, load_plan, load_plans
from knowledge.schema import Section

PLAN = PLANS / "lai-chau-2030"
CATEGORIES = [
    "xay_khong_phep",
    "xay_sai_phep",
    "sai_quy_hoach",
    "lan_via_he",
    "giu_xe_via_he",
    "lan_dat_cong",
    "co_noi",
    "dat_sai_muc_dich",
    "thi_cong_khi_dinh_chi",
    "thi_cong_mat_an_toan",
    "bui_on",
    "khong_hoan_tra",
    "do_phe_thai",
    "bien_quang_cao",
    "trat_tu_khac",
    "chat_ha_cay",
    "cay_sap_do",
    "cay_do_chan_duong",
    "cay_chet",
    "xam_hai_cay",
    "cat_tia_qua_muc",
    "de_nghi_cat_tia",
    "lan_dat_cay_xanh",
    "cong_vien_xuong_cap",
    "thieu_cay_xanh",
    "o_nhiem_nuoc",
    "cay_vuong_dien",
    "cay_xanh_khac",
]


def test_every_plan_is_proved() -> None:
    assert [check(folder.parent) for folder in PLANS.glob("*/plan.yaml")] == [[]]


def test_every_figure_of_the_plan_is_there(plans: Knowledge) -> None:
    figures = {(target.measure, target.last_year): target.figures for target in plans.targets}
    assert {key: numbers for key, numbers in figures.items() if numbers} == {
        ("phan_khu", 2025): ("90",),
        ("phan_khu", 2030): ("100",),
        ("chi_tiet", 2025): ("80",),
        ("chi_tiet", 2030): ("90",),
        ("dat_giao_thong", 2025): ("11", "16"),
        ("dat_giao_thong", 2030): ("16", "26"),
        ("cay_xanh", 2025): ("6", "8"),
        ("cay_xanh", 2030): ("12",),
        ("nha_o", 2025): ("29,1",),
        ("nha_o", 2030): ("33,2",),
    }


def test_the_unit_stands_apart_where_it_is_shown(plans: Knowledge) -> None:
    wordings = {target.id: target.shown for target in plans.targets}
    assert wordings["cay_xanh_2025"] == "đạt khoảng 6 - 8 m²"
    assert wordings["dat_giao_thong_2030"] == "đạt khoảng 16-26%"


def test_terms_and_questions_are_plenty(plans: Knowledge) -> None:
    assert len(plans.terms) >= 40
    assert min(len(set(item.questions)) for item in plans.items) >= QUESTIONS


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_category_bears_on_an_item(plans: Knowledge, category: str) -> None:
    linked = plans.items_for_category(category)
    assert linked
    assert all(category in plans.categories_for_item(item.id) for item in linked)


def test_finding_one_s_way(plans: Knowledge) -> None:
    assert plans.place("III.5.6").item.text.startswith("Tăng cường các biện pháp kiểm soát")
    assert [section.heading for section in plans.place("II.2.1.2").path] == [
        *("MỤC TIÊU", "Một số mục tiêu cụ thể", "Giai đoạn 2021-2025"),
    ]
    with pytest.raises(KeyError):
        plans.place("V.1")


def skeleton(section: Section) -> Any:
    """A section's tree: numbers, headings, ids, texts and quotes."""
    items = [(item.id, item.lines, item.text, item.quotes) for item in section.items]
    below = [skeleton(child) for child in section.sections]
    return section.number, section.heading, section.lines, items, below


def test_the_importer_finds_the_tree_of_the_plan(plans: Knowledge) -> None:
    """What it is based on and the words that only name it are matter, and no sections."""
    (plan,) = plans.plans
    imported = import_plan(PLAN / "source.txt")
    assert [skeleton(section) for section in imported.sections] == [
        skeleton(section) for section in plan.sections[1:-1]
    ]
    assert (imported.title, imported.title_lines, imported.sha256) == (
        *(plan.title, plan.title_lines, plan.sha256),
    )
    matter = [section.items[0].lines for section in (plan.sections[0], plan.sections[-1])]
    assert [imported.front_lines, imported.end_lines] == matter
    assert imported.based_on[0].number == plan.based_on[0].number
    assert (imported.first_year, imported.last_year, imported.outlook_year) == (
        *(plan.first_year, plan.last_year, plan.outlook_year),
    )


def test_the_importer_finds_every_figure_of_the_plan(plans: Knowledge) -> None:
    imported = import_plan(PLAN / "source.txt")
    figures = {(t.item, t.low, t.high, t.first_year, t.last_year) for t in imported.targets}
    assert figures == {
        (t.item, t.low, t.high, t.first_year, t.last_year) for t in plans.targets if t.figures
    }


def test_a_word_document_gives_the_same_tree(tmp_path: Path) -> None:
    lines = (PLAN / "source.txt").read_text(encoding="utf-8").split("\n")
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(tmp_path / "plan.docx", "w") as archive:
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{space}"><w:body>{paragraphs}</w:body></w:document>',
        )
    imported = import_plan(tmp_path / "plan.docx")
    assert imported.sections == import_plan(PLAN / "source.txt").sections


def test_what_is_no_document_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plan.docx").write_bytes(b"no zip")
    with pytest.raises(ValueError, match="not a Word document"):
        import_plan(tmp_path / "plan.docx")
    (tmp_path / "plan.xlsx").write_bytes(b"PK")
    with pytest.raises(ValueError, match=r"only \.docx, \.pdf, \.doc and \.txt"):
        import_plan(tmp_path / "plan.xlsx")


def test_sentences_are_cut_where_a_capital_follows() -> None:
    text = "Rà soát nhà ở,... Đề ra giải pháp; kiểm tra 6,5m2. Xử lý nghiêm."
    assert sentences(text) == (
        *("Rà soát nhà ở,...", "Đề ra giải pháp; kiểm tra 6,5m2.", "Xử lý nghiêm."),
    )


def plan_item(data: dict[str, Any], item_id: str) -> dict[str, Any]:
    def below(sections: list[dict[str, Any]]) -> Any:
        for section in sections:
            yield from section.get("items", [])
            yield from below(section.get("sections", []))

    return next(item for item in below(data["sections"]) if item["id"] == item_id)


def drop_line(data: dict[str, Any]) -> None:
    data["sections"][1]["lines"] = []


def change_text(data: dict[str, Any]) -> None:
    item = plan_item(data, "III.5.7")
    item["text"] = item["text"].replace("Nâng cao", "Hạ thấp")


def cut_quote(data: dict[str, Any]) -> None:
    plan_item(data, "III.5.6")["quotes"].pop()


def twice(data: dict[str, Any]) -> None:
    data["sections"][1]["number"] = "II"


def bad_link(data: dict[str, Any]) -> None:
    data["links"]["bui_on"] = ["IX.9"]


def bad_hash(data: dict[str, Any]) -> None:
    data["sha256"] = "0" * 64


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (drop_line, "line 6 is in 0 headings and items"),
        (change_text, "III.5.7: the text is not what the source says"),
        (cut_quote, "III.5.6: the quotes joined are not the text"),
        (twice, "section II is there 2 times"),
        (bad_link, "links: bui_on leads to IX.9, no item"),
        (bad_hash, "source.txt: sha256 is"),
    ],
)
def test_the_check_sees(
    tmp_path: Path, spoil: Callable[[dict[str, Any]], None], problem: str
) -> None:
    spoiled(tmp_path, "plan.yaml", spoil)
    assert any(message.startswith(problem) for message in check(tmp_path / "plan"))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"said": "đạt khoảng 99%"}, "target phan_khu_2025: the quote does not say"),
        ({"low": 91.0}, "target phan_khu_2025: 'đạt 90%' has the figures"),
        ({"item": "IX.9"}, "target phan_khu_2025: no item IX.9"),
        ({"quote": "Tỷ lệ."}, "target phan_khu_2025: its quote is no quote"),
        ({"bound": "words"}, "target phan_khu_2025: a target in words"),
    ],
)
def test_the_check_sees_a_wrong_figure(
    tmp_path: Path, change: dict[str, Any], problem: str
) -> None:
    spoiled(tmp_path, "targets.yaml", lambda data: data[0].update(change))
    assert any(message.startswith(problem) for message in check(tmp_path / "plan"))


def test_too_few_questions_are_advice_and_no_fault(tmp_path: Path) -> None:
    spoiled(tmp_path, "questions.yaml", lambda data: data.pop("IV.1"))
    assert not check(tmp_path / "plan")
    line, *_ = advice(load_plan(tmp_path / "plan"))
    assert "fewer than 10 questions: IV.1" in line
    assert not advice(load_plan(PLAN))


def test_a_folder_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    spoiled(tmp_path, "questions.yaml", lambda data: data.update({"IX.9": []}))
    assert check(tmp_path / "plan") == ["plan/questions.yaml: no item IX.9"]
    with pytest.raises(Broken, match=r"no item IX\.9"):
        load_plans(tmp_path)


def spoiled(folder: Path, name: str, spoil: Callable[[Any], object]) -> None:
    """A copy of the plan at `folder`/plan with one of its files changed."""
    shutil.copytree(PLAN, folder / "plan")
    path = folder / "plan" / name
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    spoil(data)
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")


def test_two_plans_may_number_alike(tmp_path: Path) -> None:
    shutil.copytree(PLAN, tmp_path / "a")
    shutil.copytree(PLAN, tmp_path / "b")
    path = tmp_path / "b" / "plan.yaml"
    text = path.read_text(encoding="utf-8").replace("id: lai-chau-2030", "id: other", 1)
    path.write_text(text, encoding="utf-8")
    plans = load_plans(tmp_path)
    assert plans.place("III.5.6").plan.id == "lai-chau-2030"
    assert plans.place("III.5.6", "other").plan.id == "other"


def test_a_new_plan_is_begun_in_a_folder_of_its_own(tmp_path: Path) -> None:
    """The files are a plan that loads; the check then says what a person must still do."""
    folder = begin_plan(PLANS / "lai-chau-2030" / "source.txt", tmp_path / "new")
    assert not check(folder) and advice(load_plan(folder))
    with pytest.raises(FileExistsError):
        begin_plan(PLANS / "lai-chau-2030" / "source.txt", folder)
