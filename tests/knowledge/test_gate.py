"""The gate: made of what is committed, and what it makes of a plan that is imported."""

import re
from pathlib import Path

import numpy as np
import pytest

from knowledge.answering.engine import Answerer
from knowledge.answering.gate import SHIPPED, Gate
from knowledge.answering.learning import CORPUS, corpora, imported, read_rows, train
from knowledge.answering.measures import measured
from knowledge.load import Knowledge
from tests.knowledge.town_plans import answering, text_plan

LARGEST = 50_000
"""Bytes of the gate's file."""


@pytest.fixture(scope="module")
def ward() -> Answerer:
    document = CORPUS / "an-hoi.docx"
    place = document.with_suffix(".place").read_text(encoding="utf-8").strip()
    return Answerer(imported(document, place, document.with_suffix(".jsonl")).knowledge)


def test_the_gate_is_small() -> None:
    assert SHIPPED.stat().st_size < LARGEST


@pytest.mark.slow  # `stale`, which test_wants.py calls, compares what it was made of
def test_the_gate_is_made_of_what_is_committed() -> None:
    shipped, taught = Gate.load(), train(corpora(), read_rows(CORPUS / "anywhere.jsonl"))
    assert taught.names == shipped.names
    for name in ("order", "answer"):
        before, after = getattr(shipped, name).weights, getattr(taught, name).weights
        assert np.abs(before - after).max() <= 2  # thousandths


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("kế hoạch này số mấy?", "Số: 06/KH-UBND"),
        ("ai ký bản kế hoạch này", "Đoàn Thị Mỹ Hạnh"),
        ("kế hoạch ban hành ngày nào", "An Hội, ngày 14 tháng 01 năm 2026"),
        ("giấy này phường ra hôm nào vậy", "An Hội, ngày 14 tháng 01 năm 2026"),
        ("ông bà nào đặt bút ký", "Đoàn Thị Mỹ Hạnh"),
        ("cho hoi ke hoach nay dua vao luat nao", "Căn cứ Luật"),
    ],
)
def test_what_is_asked_of_the_document_is_told_by_its_own_lines(
    ward: Answerer, question: str, line: str
) -> None:
    answer = ward.answer(question)
    assert answer.outcome == "answer"
    assert any(line in citation.quote for citation in answer.citations)


@pytest.mark.parametrize(
    "question",
    ["ai ký giấy phép xây dựng", "chủ tịch phường tên gì", "hạn chót nộp hồ sơ là khi nào"],
)
def test_what_only_sounds_like_the_document_is_no_line_of_it(ward: Answerer, question: str) -> None:
    assert all(citation.item for citation in ward.answer(question).citations)


def test_of_several_documents_the_one_that_is_named_is_told_of(ward: Answerer) -> None:
    plan = ward.knowledge.plans[0]
    questions = CORPUS / "tan-lap-nam.jsonl"
    other = imported(CORPUS / "tan-lap-nam.docx", plan.place, questions).knowledge.plans[0]
    both = Answerer(Knowledge(plans=(plan, other), city=plan.place))
    for kind, number in (("kế hoạch", "06/KH-UBND"), ("nghị quyết", "27/NQ-HĐND")):
        told = both.answer(f"{kind} này số mấy?").citations
        assert [number in citation.quote for citation in told] == [True]


def test_a_summary_has_the_title_and_each_part(ward: Answerer) -> None:
    answer = ward.answer("tóm tắt kế hoạch")
    assert len(answer.citations) >= 4
    assert answer.citations[0].quote == ward.knowledge.plans[0].title


def test_all_deadlines_are_listed_the_nearest_first(ward: Answerer) -> None:
    quotes = [c.quote for c in ward.answer("kế hoạch có những thời hạn nào").citations]
    february, march = (
        next(at for at, quote in enumerate(quotes) if day in quote)
        for day in ("trước ngày 28/02/2026", "Trước ngày 10/3/2026")
    )
    assert february < march
    assert not any("tháng 11/2025" in quote for quote in quotes), "over before it was issued"
    of_2030 = ward.answer("các thời hạn năm 2030 trong kế hoạch")
    assert not any("2026" in citation.quote for citation in of_2030.citations)


def test_what_no_sentence_tells_is_refused(ward: Answerer) -> None:
    answer = ward.answer("Giá vàng hôm nay bao nhiêu tiền một chỉ?")
    assert answer.outcome == "not_in_plan"


def test_a_refusal_names_nothing_that_its_nearest_sentence_tells(ward: Answerer) -> None:
    for row in read_rows(CORPUS / "an-hoi.jsonl"):
        answer = ward.answer(row["q"])
        if answer.kind == "money":
            near = " ".join(citation.quote for citation in answer.nearest[:1])
            assert not re.search(r"\d (?:tỷ |triệu )?đồng", near)


def test_a_count_is_told_only_in_the_unit_that_is_asked_for(tmp_path: Path) -> None:
    lines = ("I. MỤC TIÊU", "1. Chợ bản Nà có 24 gian hàng.", "2. Chợ bản Lụa rộng 300 m2.")
    commune = answering(text_plan(tmp_path, *lines))
    for question, told in (("bao nhiêu gian hàng", True), ("bao nhiêu hộ dân", False)):
        asked = commune.asked(f"Chợ bản Nà có {question}?")
        hits = commune.found(asked)
        rank = next(at for at, hit in enumerate(hits) if "gian hàng" in hit.passage.quote)
        assert ("count told" in measured(asked, hits, rank)) == told


@pytest.mark.parametrize(
    ("question", "units"),
    [
        ("Chợ có bao nhiêu gian hàng?", ("gian", "hang")),
        ("nghị quyết số bao nhiêu của tỉnh", ()),
        ("xã có mấy bản được kéo điện", ("ban",)),
    ],
)
def test_what_is_counted_ends_where_another_word_begins(
    ward: Answerer, question: str, units: tuple[str, ...]
) -> None:
    assert ward.asked(question).units == units
