"""What is due in a year, a quarter or a month is listed, the nearest end first."""

from datetime import date
from pathlib import Path

import pytest

from knowledge.answering.dialogue import Dialogue
from knowledge.answering.engine import Answer, Answerer
from tests.knowledge.town_plans import TASKS, answering, table_plan, text_plan

TODAY = date(2026, 5, 20)
BODY = (
    "I. NHIỆM VỤ",
    "1. Xây xong chợ xã trước ngày 30/9/2026.",
    "2. Nạo vét suối Lụa xong trước ngày 15/4/2026.",
    "3. Lắp 40 bóng đèn đường trong quý III năm 2027.",
    "4. Trồng 300 cây xanh trong năm 2026.",
    "5. Thu gom rác thải hằng ngày.",
    "II. VIỆC PHẢI XONG TRƯỚC NGÀY 31/8/2026",
    "1. Sửa chữa nhà văn hóa bản Nà.",
)


@pytest.fixture(scope="module")
def commune(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    return answering(text_plan(Path(tmp_path_factory.mktemp("due")), *BODY))


def _items(answer: Answer) -> list[str]:
    return [citation.item for citation in answer.citations]


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("liệt kê tất cả thời hạn trong năm nay", ["I.2", "II.1", "I.1", "I.4"]),
        ("liet ke tat ca thoi han trong nam nay", ["I.2", "II.1", "I.1", "I.4"]),
        ("Năm 2026 phải hoàn thành những gì", ["I.2", "II.1", "I.1", "I.4"]),
        ("năm sau có những thời hạn nào?", ["I.3"]),
        ("còn những hạn chót nào trong năm 2027", ["I.3"]),
        ("quý III làm gì", ["II.1", "I.1", "I.3"]),
        ("quý 3 năm 2027 làm gì", ["I.3"]),
        ("quý này phải làm xong việc gì", ["I.2"]),
        ("tháng 8 có việc gì phải xong", ["II.1"]),
        ("việc nào phải xong sớm nhất", ["II.1", "I.1", "I.4"]),
    ],
)
def test_what_is_due_is_listed_the_nearest_first(
    commune: Answerer, question: str, items: list[str]
) -> None:
    answer = commune.answer(question, TODAY)
    assert (answer.outcome, answer.kind) == ("answer", "section")
    assert _items(answer) == items


def test_the_day_says_what_this_year_is(commune: Answerer) -> None:
    question = "liệt kê thời hạn trong năm nay"
    assert _items(commune.answer(question, date(2027, 1, 4))) == ["I.3"]
    assert commune.answer(question, date(2031, 1, 4)).kind == "when"
    assert _items(commune.answer(question)) == ["I.2", "II.1", "I.1", "I.4", "I.3"]


def test_where_all_is_over_the_earliest_is_the_first_of_all(commune: Answerer) -> None:
    answer = commune.answer("việc nào phải xong sớm nhất", date(2031, 1, 4))
    assert (answer.outcome, _items(answer)[0]) == ("answer", "I.2")


def test_without_a_day_the_earliest_is_the_first_of_all(commune: Answerer) -> None:
    assert _items(commune.answer("việc nào phải xong sớm nhất"))[0] == "I.2"


@pytest.mark.parametrize(
    "question",
    [
        "năm 2026 trồng bao nhiêu cây xanh",
        "năm nay làm gì",
        "tháng 8 sửa nhà văn hóa nào",
        "khi nào xong chợ xã",
        "hạn chót là bao giờ",
    ],
)
def test_other_questions_about_times_are_no_list(commune: Answerer, question: str) -> None:
    assert not any(why.startswith("due in") for why in commune.answer(question, TODAY).why)
    assert not commune.is_put_right(question)


def test_a_list_is_asked_of_the_plans_whatever_it_sounds_like(commune: Answerer) -> None:
    assert commune.is_put_right("liệt kê tất cả thời hạn trong năm nay")


def test_a_row_is_due_when_it_ends_not_when_it_begins(tmp_path: Path) -> None:
    rows = (
        ("TT", "Công trình", "Khởi công", "Hoàn thành"),
        ("1", "Làm chợ xã", "Tháng 4/2026", "Tháng 9/2026"),
    )
    towns = answering(table_plan(tmp_path, rows))
    for question, is_due in (("quý II làm gì", False), ("quý III làm gì", True)):
        quotes = [citation.quote for citation in towns.answer(question).citations]
        assert any("Làm chợ xã" in quote for quote in quotes) == is_due
    tasks = answering(table_plan(tmp_path / "tasks", TASKS))
    assert "Nạo vét" in tasks.answer("việc nào phải xong trong năm 2027").citations[0].quote


def test_where_only_periods_have_ends_these_count(answerer: Answerer) -> None:
    under = answerer.answer("năm 2030 phải hoàn thành những gì")
    assert {citation.section for citation in under.citations} == {"II.2.2"}
    assert answerer.answer("năm 2027 phải hoàn thành những gì").kind == "when"


def test_a_talk_goes_on_in_the_same_year(tmp_path: Path) -> None:
    days = (f"{at}. Sửa đường bản {at} trước ngày {at}/9/2026." for at in range(1, 15))
    more = (f"{at}. Sửa cầu số {at} trước ngày {at - 14}/9/2027." for at in range(15, 20))
    dialogue = Dialogue(answering(text_plan(tmp_path, "I. NHIỆM VỤ", *days, *more)))
    (first,), subject = dialogue.answers("liệt kê thời hạn năm nay", None, TODAY)
    assert _items(first.answer) == [f"I.{at}" for at in range(1, 11)]
    quotes = []
    for _ in range(3):
        (next_one,), subject = dialogue.answers("còn gì nữa không", subject, TODAY)
        quotes += [citation.quote for citation in next_one.answer.citations]
    assert len(quotes) == 4
    assert all("2026" in quote for quote in quotes)
