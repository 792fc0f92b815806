"""Questions put right: answered so again, worded nearly so too, and no other question is."""

from pathlib import Path

import pytest

from knowledge.answering.dialogue import Dialogue
from knowledge.answering.engine import Answerer
from knowledge.answering.examples import example_of
from knowledge.changes import changes
from knowledge.importing.importer import import_plan
from knowledge.load import PLANS, Knowledge, Stored, load_plans, only_plan
from knowledge.schema import Example, Plan
from tests.plan.office_plan import BENCHES, NEXT, PLAN, TOILETS

HOURS = "Trung tâm Dịch vụ công ích quản lý nhà vệ sinh công cộng, mở cửa từ 5 giờ đến 22 giờ."
QUESTION = "Đi toilet ban đêm được tới mấy giờ?"


def plan_of(tmp_path: Path, text: str, *examples: Example) -> Plan:
    file = tmp_path / "ghe-da.txt"
    file.write_text(text, encoding="utf-8")
    return import_plan(file).model_copy(update={"examples": examples})


def answering(plan: Plan) -> Answerer:
    return Answerer(Knowledge(plans=(plan,), city=plan.place))


@pytest.mark.parametrize(
    "asked",
    [QUESTION, "di toilet ban dem duoc toi may gio", "Ban đêm đi toilet được tới mấy giờ vậy ạ?"],
)
def test_it_is_answered_so_again_however_it_is_worded(tmp_path: Path, asked: str) -> None:
    plain = answering(plan_of(tmp_path, PLAN))
    assert plain.answer(QUESTION).outcome == "not_in_plan"
    answerer = answering(plan_of(tmp_path, PLAN, Example(question=QUESTION, quote=HOURS)))
    answer = answerer.answer(asked)
    assert (answer.outcome, answer.citations[0].quote) == ("answer", HOURS)


@pytest.mark.parametrize(
    "asked", ["Mấy giờ thì khóa cửa công viên?", "Đặt bao nhiêu ghế đá ở vườn hoa?"]
)
def test_another_question_is_answered_as_before(tmp_path: Path, asked: str) -> None:
    example = Example(question=QUESTION, quote=HOURS)
    before = answering(plan_of(tmp_path, PLAN)).answer(asked)
    assert answering(plan_of(tmp_path, PLAN, example)).answer(asked) == before


def test_what_the_plan_does_not_tell_is_refused_with_what_comes_nearest(tmp_path: Path) -> None:
    question = "Đặt mới bao nhiêu ghế đá tại các vườn hoa?"
    assert answering(plan_of(tmp_path, PLAN)).answer(question).outcome == "answer"
    refused = answering(plan_of(tmp_path, PLAN, Example(question=question))).answer(question)
    assert (refused.outcome, refused.nearest[0].quote) == ("not_in_plan", BENCHES)


def test_several_questions_put_right_as_one_are_not_taken_apart(tmp_path: Path) -> None:
    both = "Ai lo ghế đá? Bao giờ báo cáo?"
    answerer = answering(plan_of(tmp_path, PLAN, Example(question=both, quote=TOILETS)))
    exchanges, _ = Dialogue(answerer).answers(both)
    assert [exchange.answer.citations[0].quote for exchange in exchanges] == [TOILETS]


def test_a_new_version_keeps_those_whose_sentence_stays(tmp_path: Path) -> None:
    kept = Example(question=QUESTION, quote=HOURS)
    lost = Example(question="Ghế đá có mấy cái?", quote=BENCHES)
    now = plan_of(tmp_path, NEXT, kept, lost)
    answerer = answering(now)
    assert answerer.answer(QUESTION).citations[0].quote == HOURS
    assert not answerer.is_put_right(lost.question)
    assert changes(plan_of(tmp_path, PLAN), now, now.examples).lost == (lost,)


def test_a_sentence_is_named_by_a_part_of_it_or_its_section(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, PLAN)
    answerer = answering(plan)
    passages = (*answerer.candidates("ghế đá"), *answerer.search.passages)
    assert example_of(plan, passages, "ghế đá", quote="120  ghế đá").quote == BENCHES
    assert example_of(plan, passages, "ghế đá", section="II.2").quote == HOURS
    assert example_of(plan, passages, "số mấy", quote="45/KH-UBND").quote == "Số: 45/KH-UBND"
    with pytest.raises(ValueError, match="no sentence"):
        example_of(plan, passages, "ghế đá", quote="120 cái ghế")


def test_a_stored_plan_stands_in_for_one_of_its_id_and_every_plan_has_its_examples(
    tmp_path: Path,
) -> None:
    plan = plan_of(tmp_path, PLAN).model_copy(update={"id": "lai-chau-2030"})
    example = Example(question=QUESTION, quote=HOURS)
    stored = Stored((plan,), {plan.id: (example,)})
    for knowledge in (load_plans(PLANS, stored=stored), only_plan(plan.id, PLANS, stored=stored)):
        assert [(p.title, p.examples) for p in knowledge.plans] == [(plan.title, (example,))]
    shipped = only_plan(plan.id, PLANS, stored=Stored((), {plan.id: (example,)})).plans[0]
    assert shipped.title != plan.title and shipped.examples == (example,)


def test_a_plan_without_questions_answers_beside_one_that_has_them(tmp_path: Path) -> None:
    stored = Stored((plan_of(tmp_path, PLAN),))
    answerer = Answerer(load_plans(PLANS, home="thành phố Lai Châu", stored=stored))
    answer = answerer.answer("đặt bao nhiêu ghế đá ở vườn hoa?")
    assert answer.citations[:1] and answer.citations[0].quote == BENCHES
