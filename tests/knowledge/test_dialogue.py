"""Several questions in one message, and questions that go on from the one before."""

from pathlib import Path

import pytest

from knowledge.answering.dialogue import MOST_QUESTIONS, Dialogue, Subject
from knowledge.answering.engine import Answer, Answerer
from tests.knowledge.town_plans import answering, text_plan

GREEN = "cay xanh 2030 dc bn m2 1 ng"


@pytest.fixture
def dialogue(answerer: Answerer) -> Dialogue:
    return Dialogue(answerer)


def talk(dialogue: Dialogue, *messages: str) -> Answer:
    """The answer to the last of the messages, said one after the other."""
    subject: Subject | None = None
    for message in messages:
        exchanges, subject = dialogue.answers(message, subject)
    return exchanges[-1].answer


def wordings(answer: Answer) -> list[str]:
    return [target.said for target in answer.targets]


@pytest.mark.parametrize(
    ("messages", "figure"),
    [
        ((GREEN, "còn giai đoạn trước?"), "6 - 8m2"),
        ((GREEN, "the con giai doan truoc thi bn"), "6 - 8m2"),
        ((GREEN, "2025 thì sao"), "6 - 8m2"),
        ((GREEN, "còn giai đoạn trước?", "còn giai đoạn sau?"), "12m2"),
        ((GREEN, "còn giai đoạn trước?", "vậy nam 30?"), "12m2"),
        (("đất giao thông năm 2025 bao nhiêu phần trăm", "thế giai đoạn 2?"), "16"),
        ((GREEN, "còn tỷ lệ đất giao thông?"), "16"),
        (("cây xanh năm 2045 mỗi người bao nhiêu m2", "thế 2030?"), "12m2"),
    ],
)
def test_a_new_period_or_measure_takes_the_place_of_the_old(
    dialogue: Dialogue, messages: tuple[str, ...], figure: str
) -> None:
    answer = talk(dialogue, *messages)
    assert answer.kind == "figure"
    assert len(answer.targets) == 1
    assert figure in answer.targets[0].said


def test_the_other_period_is_compared_with(dialogue: Dialogue) -> None:
    answer = talk(dialogue, GREEN, "tăng bao nhiêu so với giai đoạn trước?")
    assert answer.kind == "compare"
    assert len(answer.targets) == 2


@pytest.mark.parametrize("follow_up", ["thế ai làm?", "ai chiu trach nhiem vay", "việc đó ai lo"])
def test_who_sees_to_it_is_told_of_the_item(dialogue: Dialogue, follow_up: str) -> None:
    answer = talk(dialogue, "vi phạm quy hoạch thì xử lý thế nào", follow_up)
    assert answer.kind == "responsible"
    assert answer.citations[0].item == "III.2.3"


def test_where_the_item_names_nobody_the_plan_does_in_general(dialogue: Dialogue) -> None:
    answer = talk(dialogue, GREEN, "thế ai làm?")
    assert answer.kind == "in_general"
    assert answer.citations[0].quote.startswith("UBND thành phố chỉ đạo")


def test_this_plan_is_not_what_was_spoken_of(dialogue: Dialogue) -> None:
    answer = talk(dialogue, GREEN, "Ai tuyên truyền kế hoạch này?")
    assert answer.kind == "responsible"
    assert answer.citations[0].item.startswith("IV")


def test_who_is_no_new_subject(dialogue: Dialogue) -> None:
    answer = talk(dialogue, GREEN, "thế ai làm?", "còn giai đoạn trước?")
    assert wordings(answer) == ["đạt khoảng 6 - 8m2"]


def test_more_of_it_is_the_item_spoken_of(dialogue: Dialogue) -> None:
    first = talk(dialogue, "rác trong nhà có phải phân loại không")
    second = talk(dialogue, "rác trong nhà có phải phân loại không", "nói rõ hơn được không")
    assert second.kind == "section"
    assert {cited.item for cited in second.citations} == {first.citations[0].item}


def test_what_is_not_told_of_it_is_refused(dialogue: Dialogue) -> None:
    answer = talk(dialogue, "phố đêm có được quy hoạch không", "tốn bao nhiêu tiền?")
    assert (answer.outcome, answer.kind) == ("not_in_plan", "money")


@pytest.mark.parametrize("message", ["thế ai làm?", "còn giai đoạn sau?", "cụ thể hơn đi"])
def test_without_a_subject_nothing_goes_on(dialogue: Dialogue, message: str) -> None:
    exchanges, _ = dialogue.answers(message)
    assert [exchange.full_question for exchange in exchanges] == [message]


def test_a_question_with_words_of_its_own_stands_alone(
    dialogue: Dialogue, answerer: Answerer
) -> None:
    question = "rác trong nhà có phải phân loại không"
    assert talk(dialogue, GREEN, question) == answerer.answer(question)


def test_a_subject_the_plan_no_longer_has_breaks_nothing(dialogue: Dialogue) -> None:
    exchanges, _ = dialogue.answers("thế ai làm?", Subject(GREEN, "lai-chau-2030", "IX.9"))
    assert exchanges[0].answer.outcome in ("answer", "not_in_plan")


def test_several_questions_get_several_answers(dialogue: Dialogue) -> None:
    exchanges, _ = dialogue.answers(
        "Cây xanh 2030 bao nhiêu m2? Ai chịu trách nhiệm? Giá đất bao nhiêu?"
    )
    assert [exchange.answer.kind for exchange in exchanges][:2] == ["figure", "in_general"]
    assert exchanges[2].answer.outcome == "not_in_plan"


def test_a_list_of_lines_is_several_questions(dialogue: Dialogue) -> None:
    exchanges, _ = dialogue.answers(
        "- đất giao thông năm 2025\n- rác trong nhà có phải phân loại không"
    )
    assert [exchange.answer.outcome for exchange in exchanges] == ["answer", "answer"]


def test_a_story_with_its_question_is_one(dialogue: Dialogue) -> None:
    story = "Nhà tôi gần công viên. Lâu nay ít cây. Năm 2030 mỗi người được bao nhiêu m2 cây xanh?"
    exchanges, _ = dialogue.answers(story)
    assert [exchange.answer.kind for exchange in exchanges] == ["figure"]


def test_the_same_answer_is_given_once(dialogue: Dialogue) -> None:
    exchanges, _ = dialogue.answers(
        "Cây xanh 2030 bao nhiêu m2? Năm 2030 cây xanh mỗi người bao nhiêu?"
    )
    assert len(exchanges) == 1


def test_no_more_are_answered_than_can_be_read(dialogue: Dialogue) -> None:
    lines = [f"đất giao thông năm {2021 + n} bao nhiêu phần trăm?" for n in range(9)]
    exchanges, _ = dialogue.answers("\n".join(lines))
    assert len(exchanges) <= MOST_QUESTIONS


def test_more_is_never_what_was_just_shown_and_ends(dialogue: Dialogue) -> None:
    subject, seen = None, []
    messages = ("phố đêm có được quy hoạch không", *20 * ("còn gì nữa không", "còn gì khác không?"))
    for message in messages:
        (exchange,), subject = dialogue.answers(message, subject)
        if exchange.answer.kind == "no_more":
            break
        seen += [citation.quote for citation in exchange.answer.shown]
    assert exchange.answer.kind == "no_more"
    assert len(seen) > 2
    assert len(set(seen)) == len(seen)


def test_a_list_goes_on_with_its_next_page(tmp_path: Path) -> None:
    tasks = [f"{n}. Sửa đoạn đường số {n} trước ngày {n}/6/2026." for n in range(1, 13)]
    dialogue = Dialogue(answering(text_plan(tmp_path, "I. NHIỆM VỤ", *tasks)))
    (first,), subject = dialogue.answers("liệt kê tất cả thời hạn của kế hoạch")
    (second,), _ = dialogue.answers("còn gì nữa không", subject)
    listed = [citation.item for citation in (*first.answer.shown, *second.answer.shown)]
    assert listed == [f"I.{n}" for n in range(1, 13)]


def test_a_question_with_a_subject_of_its_own_is_not_answered_with_the_last_one(
    dialogue: Dialogue,
) -> None:
    compared = "so sánh cây xanh và nhà ở"
    of_share = "tỷ lệ đô thị hóa tăng bao nhiêu phần trăm"
    assert talk(dialogue, compared, of_share).outcome == "not_in_plan"
    assert talk(dialogue, compared, of_share, "mỗi năm tăng mấy phần trăm").targets == ()


def test_two_years_that_are_set_against_each_other_are_compared(dialogue: Dialogue) -> None:
    assert talk(dialogue, "so 2025 với 2030 thì cây xanh hơn được mấy mét").kind == "compare"


def test_a_figure_asked_for_the_own_ward_is_known_to_be_so(dialogue: Dialogue) -> None:
    question = "cây xanh 2030 bao nhiêu m2 một người"
    assert talk(dialogue, question).places == ()
    assert talk(dialogue, question, "ở phường tôi thì sao").places == ("phuong toi",)


@pytest.mark.parametrize("doubt", ["nguồn ở đâu", "chắc không đấy", "ai nói thế", "ở mục nào"])
def test_who_doubts_is_shown_where_it_stands(dialogue: Dialogue, doubt: str) -> None:
    answer = talk(dialogue, GREEN, doubt)
    assert answer.kind == "section"
    assert [cited.item for cited in answer.citations] == ["II.2.2.2"]


def test_more_may_be_asked_for_in_a_word(dialogue: Dialogue) -> None:
    _, subject = dialogue.answers("kế hoạch nói gì về cây xanh")
    for text in ("còn nữa không", "con nua k"):
        (exchange,), _ = dialogue.answers(text, subject)
        assert exchange.full_question == "kế hoạch nói gì về cây xanh"
