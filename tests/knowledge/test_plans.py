"""Several plans: which one a question is for, and what is read of those nobody asks."""

from pathlib import Path

import pytest

from knowledge.answering.engine import Answer, Answerer
from knowledge.importing.check import check
from knowledge.load import PLANS, Broken, Unread, load_plans
from tests.knowledge.neighbours import REAL, neighbour
from tests.sweeps import every

TREES = "cây xanh 2030 bao nhiêu m2 một người"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plans")
    neighbour(folder, "son-la", "thành phố Sơn La, tỉnh Sơn La", "Sơn La", "phường Tô Hiệu")
    neighbour(folder, "tan-phong", "phường Tân Phong, tỉnh Lai Châu", trees="16")
    neighbour(folder, "tien-1", "xã Tân Tiến, tỉnh Hưng Yên", trees="17")
    neighbour(folder, "tien-2", "xã Tân Tiến, tỉnh Đồng Nai", trees="18")
    return folder


@pytest.fixture(scope="module")
def many(folder: Path) -> Answerer:
    return Answerer(load_plans(PLANS, folder, home="Lai Châu"))


def plan_of(answer: Answer) -> str:
    """The one plan an answer is from."""
    (plan,) = {cited.plan for cited in answer.citations}
    return plan


@pytest.mark.parametrize(
    ("question", "plan", "quote"),
    [
        (TREES, "lai-chau-2030", "trên 12m2"),
        (f"Thành phố Sơn La {TREES}?", "son-la", "trên 15m2"),
        (f"thanh pho son la {TREES}", "son-la", "trên 15m2"),
        (f"tp Sơn La {TREES}", "son-la", "trên 15m2"),
        (f"thanhf phoos Sown La {TREES}", "son-la", "trên 15m2"),
        (f"ở Sơn La {TREES}", "son-la", "trên 15m2"),
        (f"{TREES} ở phường Tô Hiệu", "son-la", "trên 15m2"),
        (f"p. Tân Phong {TREES}", "tan-phong", "trên 16m2"),
        (f"phường Tân Phong, thành phố Lai Châu: {TREES}", "tan-phong", "trên 16m2"),
        ("phường Đoàn Kết có làm công viên không?", "lai-chau-2030", "công viên"),
        (f"xã Tân Tiến (Đồng Nai) {TREES}", "tien-2", "trên 18m2"),
        (f"xa tan tien tinh hung yen {TREES}", "tien-1", "trên 17m2"),
    ],
)
def test_a_question_is_for_the_place_it_names(
    many: Answerer, question: str, plan: str, quote: str
) -> None:
    answer = many.answer(question)
    assert plan_of(answer) == plan
    assert quote in answer.citations[0].quote


def test_where_several_are_loaded_each_sentence_says_which_it_is_from(many: Answerer) -> None:
    assert {cited.source for cited in many.answer(TREES).citations} == {
        "Kế hoạch phát triển đô thị thành phố Lai Châu đến năm 2030"
    }
    assert {cited.source for cited in many.answer(f"ở Sơn La {TREES}").citations} == {
        "Kế hoạch phát triển đô thị thành phố Sơn La đến năm 2030"
    }


def test_where_there_is_one_nothing_needs_to_be_said(answerer: Answerer) -> None:
    assert {cited.source for cited in answerer.answer(TREES).citations} == {""}


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Kinh phí xây công viên là bao nhiêu?", "money"),
        ("Hà Nội có xây công viên không?", "elsewhere"),
        ("Sơn La với Hà Nội có xây công viên không?", "elsewhere"),
        ("ở Sơn La kinh phí xây công viên là bao nhiêu?", "money"),
    ],
)
def test_a_stranger_never_answers_what_is_refused(many: Answerer, question: str, kind: str) -> None:
    answer = many.answer(question)
    assert (answer.outcome, answer.kind, answer.citations) == ("not_in_plan", kind, ())


@pytest.mark.parametrize(
    "question",
    [f"đường Sơn La {TREES}", "xã Tân Tiên có làm công viên không?", f"son la {TREES}".title()],
)
def test_other_names_are_not_taken_for_a_place(many: Answerer, question: str) -> None:
    """A street bears many a name; marks tell names apart, but no marks at all may be any."""
    expected = "son-la" if question.startswith("Son La") else "lai-chau-2030"
    answer = many.answer(question)
    assert {cited.plan for cited in (*answer.citations, *answer.nearest)} == {expected}


def test_a_name_of_several_places_is_asked_back(many: Answerer) -> None:
    answer = many.answer(f"xã Tân Tiến {TREES}")
    assert (answer.outcome, answer.kind) == ("not_in_plan", "which_place")
    assert answer.places == ("xã Tân Tiến, tỉnh Hưng Yên", "xã Tân Tiến, tỉnh Đồng Nai")


def test_what_the_ward_s_plan_refuses_the_city_s_may_answer(tmp_path: Path) -> None:
    ward = neighbour(tmp_path, "ward", "phường Tân Phong, tỉnh Lai Châu")
    for name in ("targets", "questions"):
        (ward / f"{name}.yaml").unlink()
    plan = (ward / "plan.yaml").read_text(encoding="utf-8")
    opening = plan.index("  - number: I\n")
    (ward / "plan.yaml").write_text(plan[:opening], encoding="utf-8")
    both = Answerer(load_plans(PLANS, tmp_path, home="Lai Châu"))
    assert plan_of(both.answer("phường Tân Phong có làm công viên không?")) == "lai-chau-2030"


@pytest.mark.parametrize(
    ("city", "at_home"),
    [
        ("Sơn La", ["son-la"]),
        ("thành phố Sơn La", ["son-la"]),
        ("TP. Sơn La", ["son-la"]),
        ("xã Tân Phong", []),
        ("phường Tân Phong", ["tan-phong"]),
        ("phường Đoàn Kết", ["lai-chau-2030"]),  # whose names say that it covers it
        ("xã Tân Tiến, tỉnh Đồng Nai", ["tien-2"]),
        ("Huế", []),
        ("Lai", []),
        ("", ["lai-chau-2030"]),
    ],
)
def test_home_is_the_citys_own_place_and_no_other(
    folder: Path, city: str, at_home: list[str]
) -> None:
    knowledge = load_plans(PLANS, folder, home=city)
    assert [plan.id for plan in knowledge.home] == at_home
    assert [plan.id for plan in knowledge.plans[: len(at_home)]] == at_home


@pytest.mark.parametrize(
    "city", every(3, ["Hà Nội", "thành phố Hà Nội", "Thành phố Hà Nội", "TP Hà Nội"])
)
@pytest.mark.parametrize("place", ["thành phố Hà Nội", "Hà Nội", ""])
@pytest.mark.parametrize("with_neighbour", [True, False])
def test_home_is_known_by_its_bare_and_its_long_name(
    tmp_path: Path, city: str, place: str, with_neighbour: bool
) -> None:
    neighbour(tmp_path, "ha-noi", place)
    home = Answerer(load_plans(tmp_path, *([PLANS] if with_neighbour else []), home=city))
    for prefix in ("", "ở Hà Nội ", "thành phố Hà Nội ", "ha noi ", "TP Hà Nội "):
        assert plan_of(home.answer(f"{prefix}{TREES}")) == "ha-noi", prefix
    assert home.answer("ở Đà Nẵng có xây công viên không?").kind == "elsewhere"


def test_a_city_without_a_plan_says_so_and_no_other_answers_for_it(folder: Path) -> None:
    hue = Answerer(load_plans(PLANS, folder, home="Huế"))
    for question in (TREES, "cây xanh", "mục III.5", "Huế có xây công viên không?"):
        answer = hue.answer(question)
        assert (answer.outcome, answer.kind, answer.citations) == ("not_in_plan", "no_plan", ())
    assert plan_of(hue.answer(f"ở Sơn La {TREES}")) == "son-la"
    assert plan_of(hue.answer(f"Lai Châu {TREES}")) == "lai-chau-2030"
    alone = Answerer(load_plans(folder / "nothing", home="Huế"))
    assert alone.answer(TREES).kind == "no_plan"


def test_at_home_in_a_place_that_is_elsewhere_to_others(folder: Path) -> None:
    home = Answerer(load_plans(folder, home="Sơn La"))
    assert plan_of(home.answer(f"thành phố Sơn La {TREES}")) == "son-la"


def test_two_plans_of_one_place_answer_together(tmp_path: Path) -> None:
    neighbour(tmp_path, "second", "thành phố Lai Châu, tỉnh Lai Châu", "Lai Châu", trees="15")
    both = Answerer(load_plans(PLANS, tmp_path, home="Lai Châu"))
    answer = both.answer(TREES)
    assert {cited.plan for cited in answer.citations} == {"lai-chau-2030", "second"}
    assert {target.said for target in answer.targets} == {"đạt trên 12m2", "đạt trên 15m2"}


def test_of_a_plan_nobody_asks_only_the_head_is_read(tmp_path: Path) -> None:
    plan = neighbour(tmp_path, "broken", "xã Nậm Cuổi, tỉnh Lai Châu")
    text = (plan / "plan.yaml").read_text(encoding="utf-8")
    (plan / "plan.yaml").write_text(text.replace("sections:\n", "sections: [\n"), encoding="utf-8")
    answerer = Answerer(load_plans(PLANS, tmp_path, home="Lai Châu"))
    assert plan_of(answerer.answer(TREES)) == "lai-chau-2030"
    answer = answerer.answer(f"xã Nậm Cuổi {TREES}")
    assert (answer.outcome, answer.kind) == ("not_in_plan", "unread")
    assert answer.places == ("xã Nậm Cuổi, tỉnh Lai Châu",)


def test_a_plan_is_the_same_read_at_once_or_when_asked_for(folder: Path) -> None:
    later = Unread.of(folder / "son-la")
    assert later.title == later.loaded().title
    assert later.sections == later.loaded().sections
    assert later.links == later.loaded().links


def test_finding_an_item_of_another_plan(folder: Path) -> None:
    plans = load_plans(PLANS, folder, home="Lai Châu")
    assert plans.place("II.2.2.2").plan.id == "lai-chau-2030"
    assert "15m2" in plans.place("II.2.2.2", "son-la").item.text
    assert plans.categories_for_item("III.5.2", "son-la") == (
        "lan_via_he",
        "giu_xe_via_he",
        "bien_quang_cao",
    )
    assert len(plans.items_for_category("lan_via_he")) == 3
    for plan_id in ("son-la", "nowhere"):
        with pytest.raises(KeyError):
            plans.place("V.1", plan_id)


def test_two_plans_with_one_id_are_told(tmp_path: Path) -> None:
    neighbour(tmp_path, REAL.name, "xã Nậm Cuổi, tỉnh Lai Châu")
    with pytest.raises(Broken, match="2 plans have the id lai-chau-2030"):
        load_plans(PLANS, tmp_path)


def test_the_check_wants_the_place_and_the_head_first(tmp_path: Path) -> None:
    plan = neighbour(tmp_path, "late", "xã Nậm Cuổi, tỉnh Lai Châu") / "plan.yaml"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("place: xã Nậm Cuổi, tỉnh Lai Châu\n", ""), encoding="utf-8")
    assert any(problem.startswith("place: ") for problem in check(plan.parent))
    line = "place: xã Nậm Cuổi, tỉnh Lai Châu\n"
    plan.write_text(text.replace(line, "") + line, encoding="utf-8")
    assert "place must stand before links and sections" in check(plan.parent)
