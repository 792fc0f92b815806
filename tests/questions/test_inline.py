"""What is offered to somebody who types in any chat: the plan's words, or an honest no."""

import re

import pytest

from bot.core.events import Passage
from bot.core.turn import Tools
from bot.plan.shelf import Shelf
from bot.questions.inline import MOST_PASSAGES, PlanLookup
from knowledge.load import PLANS, Knowledge
from tests.botapi.markup import parse

SOURCE = (PLANS / "lai-chau-2030" / "source.txt").read_text(encoding="utf-8")
TYPED = (
    "",
    "cây xanh",
    "cay xanh 2030",
    "vỉa hè",
    "nha o xa hoi",
    "quy hoạch phân khu",
    "mục III.5",
)


@pytest.fixture(scope="module")
def look_up(tools: Tools) -> PlanLookup:
    return PlanLookup(tools)


def quotes_in(passage: Passage) -> list[str]:
    return re.findall(r"<blockquote>(.*?)</blockquote>", passage.text, re.DOTALL)


@pytest.mark.parametrize("words", TYPED)
def test_what_is_offered_is_the_plans_and_says_where_it_stands(
    look_up: PlanLookup, tools: Tools, words: str
) -> None:
    result = look_up(words)
    assert result.entrance is None
    assert 1 <= len(result.passages) <= MOST_PASSAGES
    for passage in result.passages:
        assert quotes_in(passage) and all(quote in SOURCE for quote in quotes_in(passage))
        assert tools.knowledge.home[0].called in passage.text
        assert passage.title and passage.description
        led = Shelf(tools.knowledge).linked(passage.button.start or "")
        assert led is not None
        assert any(quote in quotes_in(passage) for quote in led[1].quotes)
        assert "Mục " in passage.text or led[1].id.startswith(("mo-dau", "ket-thuc"))


@pytest.mark.parametrize("words", ["cay xanh 2030", "cây xanh năm 2030 bao nhiêu m2 một người"])
def test_a_figure_asked_for_comes_first(look_up: PlanLookup, words: str) -> None:
    first = look_up(words).passages[0]
    assert first.title.startswith("Diện tích đất cây xanh bình quân")
    assert first.description == "Giai đoạn 2026-2030: đạt trên 12 m²"
    assert "giai đoạn 2026-2030: <b>đạt trên 12 m²</b>" in first.text
    assert "đạt trên 12m2" in quotes_in(first)[0]


def test_of_two_figures_in_a_sentence_the_typed_one_is_told(look_up: PlanLookup) -> None:
    passages = [passage.title for passage in look_up("cay xanh 2030").passages]
    assert not any("sàn nhà ở" in title for title in passages)


def test_a_sentence_is_titled_by_its_place(look_up: PlanLookup) -> None:
    first = look_up("vỉa hè").passages[0]
    assert first.title.startswith("Mục III.6 – Phát triển kinh tế khu vực đô thị")
    assert first.description.startswith("Khai thác hiệu quả và bền vững")
    assert first.button.text == "📖 Đọc cả mục III.6.1"


def test_before_anything_is_typed_the_targets_are_offered(
    look_up: PlanLookup, tools: Tools
) -> None:
    names = {target.name for target in tools.knowledge.targets}
    offered = look_up(" \u200b").passages
    assert {passage.title for passage in offered} == names
    (green,) = (passage for passage in offered if "cây xanh" in passage.title)
    assert green.description == (
        "Giai đoạn 2021-2025: đạt khoảng 6 - 8 m²; Giai đoạn 2026-2030: đạt trên 12 m²"
    )
    assert len(quotes_in(green)) == 2, "each figure with its sentence"


def test_no_plan_is_offered_that_is_no_more_in_use(tools: Tools) -> None:
    own = tools.pinned()
    look_up = PlanLookup(own)
    assert look_up("").passages
    own.use(Knowledge(plans=()), own.answerer)
    assert look_up("").passages == ()


@pytest.mark.parametrize("words", ["giá vàng hôm nay", "ngân sách bao nhiêu tiền", "cây xanh 2040"])
def test_what_the_plan_does_not_say_is_told_so(look_up: PlanLookup, words: str) -> None:
    result = look_up(words)
    assert result.passages == ()
    assert result.entrance is not None
    assert result.entrance.text.startswith("Kế hoạch không trả lời điều này")
    assert result.entrance.start == "hoi"


def test_the_same_passage_has_the_same_name_always(tools: Tools, look_up: PlanLookup) -> None:
    second = PlanLookup(tools)
    for words in TYPED:
        names = [passage.id for passage in look_up(words).passages]
        assert names == [passage.id for passage in second(words).passages]
        assert len(set(names)) == len(names)


def test_whatever_is_typed_is_looked_up(look_up: PlanLookup) -> None:
    for words in ("<b>", "\ud83d cây\0", "x" * 5000, "{{ city }}", "\u202ecây", "?" * 256, "2030"):
        result = look_up(words)
        assert result.passages or result.entrance
        for passage in result.passages:
            assert parse(passage.text, "HTML").entities
