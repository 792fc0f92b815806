"""What is asked of the document as a whole: its lines, what is known of it, or an honest no."""

from datetime import date
from pathlib import Path

import pytest

from bot.core.turn import Tools
from bot.questions.conversation import rendered
from bot.texts import without_markup
from knowledge.answering.dialogue import Dialogue
from knowledge.answering.engine import Answer, Answerer
from knowledge.load import Knowledge
from tests.importing import word
from tests.importing.kit import imported, of_lines
from tests.knowledge.town_plans import PLACE, answering, text_plan

BODY = ("I. MỤC TIÊU", "1. Trồng mới 300 cây bóng mát ven đường trước ngày 30/6/2026.")
WHO_WHEN_NUMBER = "kế hoạch này ai ban hành, ngày nào, số mấy"


def facts(answer: Answer) -> list[tuple[str, object]]:
    return [(fact.kind, fact.value) for fact in answer.facts]


def told(tools: Tools, answerer: Answerer, question: str) -> str:
    (exchange,), _ = Dialogue(answerer).answers(question)
    return without_markup(rendered(tools.texts, exchange))


@pytest.mark.parametrize("question", [WHO_WHEN_NUMBER, "ke hoach nay ai ban hanh ngay nao so may"])
def test_all_that_is_asked_at_once_is_told(tmp_path: Path, question: str) -> None:
    answer = answering(text_plan(tmp_path, *BODY)).answer(question)
    assert {citation.quote for citation in answer.citations} == {
        "ỦY BAN NHÂN DÂN XÃ SUỐI LỤA",
        "Suối Lụa, ngày 12 tháng 02 năm 2026",
        "Số: 18/KH-UBND",
    }


def test_what_the_document_does_not_write_is_said(tools: Tools, answerer: Answerer) -> None:
    result = answerer.answer(WHO_WHEN_NUMBER)
    assert result.citations == ()  # the programme it carries out has a number; it has none
    assert facts(result) == [("issuer", "Thành ủy Lai Châu"), ("issued", None), ("number", None)]
    text = told(tools, answerer, WHO_WHEN_NUMBER)
    assert "không phải nguyên văn" in text
    assert "Văn bản không ghi ngày ban hành, số, ký hiệu." in text


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("kế hoạch số mấy", "Văn bản không ghi số, ký hiệu."),
        ("kế hoạch ban hành ngày nào?", "Văn bản không ghi ngày ban hành."),
        ("ai ký kế hoạch này?", "Văn bản không ghi ai ký."),
    ],
)
def test_nothing_of_another_document_is_told_instead(
    tools: Tools, answerer: Answerer, question: str, sentence: str
) -> None:
    assert answerer.answer(question).outcome == "not_in_plan"
    assert told(tools, answerer, question) == sentence


def test_what_a_clerk_typed_is_told_as_ours(tools: Tools, tmp_path: Path) -> None:
    plan = text_plan(tmp_path, *BODY, number="", day="")
    known = plan.model_copy(update={"number": "77/KH-UBND", "issued": date(2026, 3, 4)})
    text = told(tools, answering(known), "kế hoạch này số mấy, ban hành ngày nào?")
    assert "Theo thông tin của kế hoạch (không phải nguyên văn)" in text
    assert "số, ký hiệu 77/KH-UBND; ngày ban hành 04/03/2026." in text


@pytest.mark.parametrize(
    "question", ["Nghị quyết 06 ban hành ngày nào?", "Chương trình hành động của Tỉnh ủy số mấy?"]
)
def test_another_document_that_the_plan_names_is_found_in_its_text(
    answerer: Answerer, question: str
) -> None:
    assert "21-CTr/TU ngày 05/7/2022" in answerer.answer(question).citations[0].quote


def test_what_it_replaces_is_not_told_with_its_own_number(tmp_path: Path) -> None:
    replaces = "2. Kế hoạch này thay thế Kế hoạch số 05/KH-UBND ngày 10/01/2024."
    plan = text_plan(tmp_path, *BODY, replaces)
    answer = answering(plan).answer("kế hoạch này thay thế văn bản nào?")
    assert [citation.quote for citation in answer.citations] == [replaces[3:]]


def test_a_summary_in_a_few_sentences_is_a_summary(answerer: Answerer) -> None:
    answer = answerer.answer("Tóm tắt giúp tôi kế hoạch này trong vài câu")
    assert answer == answerer.answer("tóm tắt kế hoạch này")


def test_where_none_is_loaded_it_is_said_how_to_load_one(tools: Tools) -> None:
    text = told(tools, Answerer(Knowledge(plans=(), city="Lai Châu")), "có trồng cây không?")
    assert "Hiện chưa có kế hoạch nào" in text
    assert "kb import" in text


def test_a_summary_of_a_decision_begins_with_the_plan_it_encloses(tmp_path: Path) -> None:
    plan = of_lines(
        tmp_path,
        *("QUYẾT ĐỊNH", "Về việc ban hành Đề án chợ", "Điều 1. Ban hành Đề án chợ xã Suối Lụa."),
        *("Điều 2. Quyết định này có hiệu lực từ ngày ký./.", "Nơi nhận:", "- Như Điều 2;"),
        *("ĐỀ ÁN", "PHÁT TRIỂN CHỢ", "I. MỤC TIÊU", "1. Xây 02 chợ phiên ở bản Nà."),
        place=PLACE,
    )
    answer = answering(plan).answer("tóm tắt đề án này")
    assert answer.citations[1].quote == "Xây 02 chợ phiên ở bản Nà."


def test_a_summary_has_no_line_that_only_leads_to_a_table(tmp_path: Path) -> None:
    rows = [["TT", "Nguồn vốn", "Năm 2026"], ["1", "Vốn xã", "5 tỷ đồng"]]
    document = word.new()
    word.centred(document, "KẾ HOẠCH", "Vốn đầu tư xã Suối Lụa năm 2026")
    word.lines(document, "I. NGUỒN VỐN", "Nguồn vốn theo năm như bảng dưới đây:")
    word.table(document, rows)
    word.lines(document, "II. GIẢI PHÁP", "1. Phân bổ vốn trước ngày 31/3/2026:", "- Cho cầu;")
    document.save(str(tmp_path / "plan.docx"))
    answer = answering(imported(tmp_path / "plan.docx", PLACE)).answer("tóm tắt kế hoạch này")
    assert [citation.quote for citation in answer.citations[1:]] == [
        *("1 | Vốn xã | 5 tỷ đồng", "Cho cầu;"),
    ]
