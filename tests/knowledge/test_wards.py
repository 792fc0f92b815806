"""What a plan says for one ward is listed, and it is said where no sentence names the ward."""

from pathlib import Path

import pytest

from knowledge.answering.engine import Answer, Answerer
from knowledge.load import Knowledge
from knowledge.schema import Plan
from tests.knowledge.town_plans import text_plan

CITY = "thành phố Suối Lụa"
NAMES = ("phường Bản Nà", "phường Tân Lập", "phường Đồi Chè")
BODY = (
    "I. MỤC TIÊU",
    "1. Xây mới chợ trung tâm tại phường Bản Nà.",
    "2. Mỗi phường có ít nhất một công viên.",
    "3. Trồng mới 300 cây xanh ven suối.",
    "II. NHIỆM VỤ",
    "1. Tại phường Tân Lập:",
    "a) Làm rãnh thoát nước dài 2 km.",
    "b) Lắp 40 bóng đèn đường.",
)


def _city_plan(path: Path, *body: str) -> Plan:
    return text_plan(path, *body).model_copy(update={"place": CITY, "names": NAMES})


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    plan = _city_plan(tmp_path_factory.mktemp("wards"), *BODY)
    return Answerer(Knowledge(plans=(plan,), city=CITY))


def _items(answer: Answer) -> list[str]:
    return [citation.item for citation in answer.citations]


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("phường Bản Nà được gì trong kế hoạch", ["I.1", "I.2"]),
        ("phuong ban na duoc gi vay", ["I.1", "I.2"]),
        ("P. Bản Nà được hưởng gì?", ["I.1", "I.2"]),
        ("kế hoạch có gì cho phường Bản Nà không", ["I.1", "I.2"]),
        ("Phường Tân Lập có gì?", ["II.1.a", "II.1.b", "I.2"]),
        ("phường tôi được gì", ["I.2"]),
        ("phường mình được gì trong kế hoạch này", ["I.2"]),
    ],
)
def test_each_sentence_for_the_ward_is_listed(
    city: Answerer, question: str, items: list[str]
) -> None:
    answer = city.answer(question)
    assert (answer.outcome, answer.kind, answer.places) == ("answer", "section", ())
    assert _items(answer) == items


def test_it_is_said_that_no_sentence_names_the_ward(city: Answerer) -> None:
    answer = city.answer("phường đồi chè được gì")
    assert (answer.outcome, answer.places) == ("answer", ("phường Đồi Chè",))
    assert _items(answer) == ["I.2"]


def test_without_a_ward_and_nothing_for_all_those_named_are_a_choice(tmp_path: Path) -> None:
    plan = _city_plan(tmp_path, *(line for line in BODY if "Mỗi" not in line))
    answer = Answerer(Knowledge(plans=(plan,), city=CITY)).answer("phường tôi được gì")
    assert answer.outcome == "choices"
    assert _items(answer) == ["I.1", "II.1.a", "II.1.b"]


def test_a_plan_that_names_no_ward_has_nothing_for_one(tmp_path: Path) -> None:
    bare = Answerer(Knowledge(plans=(_city_plan(tmp_path, BODY[0], BODY[3]),), city=CITY))
    own = bare.answer("phường tôi được gì")
    assert (own.outcome, own.kind) == ("not_in_plan", "unit")
    named = bare.answer("phường Bản Nà được gì")
    assert (named.outcome, named.places) == ("not_in_plan", ("phường Bản Nà",))


def test_some_communes_by_name_are_not_all_of_them(answerer: Answerer) -> None:
    """Lai Châu's plan speaks of `các xã xung quanh` and of `các xã San Thàng, Sùng Phài`."""
    answer = answerer.answer("phường Đoàn Kết được gì trong kế hoạch")
    assert (answer.outcome, answer.places) == ("not_in_plan", ("phường Đoàn Kết",))
    named = answerer.answer("phường tôi được gì")
    assert (named.outcome, _items(named)) == ("choices", ["III.3.2"])


def test_what_a_place_has_of_something_is_another_question(city: Answerer) -> None:
    for question in ("phường Bản Nà được gì khi trồng cây", "phường Bản Nà có gì mới về chợ"):
        assert not city.answer(question).why[0].startswith("what is for")


def test_a_wards_own_plan_is_told_in_short(tmp_path: Path) -> None:
    plan = text_plan(tmp_path, *BODY)  # for `xã Suối Lụa`
    own = Answerer(Knowledge(plans=(plan,), city=plan.place))
    for question in ("xã tôi được gì", "xã Suối Lụa được gì trong kế hoạch"):
        answer = own.answer(question)
        assert (answer.outcome, answer.citations[0].quote) == ("answer", plan.title)
        assert {"I.1", "II.1.a"} <= set(_items(answer))
