"""A row of a table is shown with its headings, wherever an answer is; its quote stays verbatim."""

from pathlib import Path

import pytest

from bot.core.turn import Tools
from bot.questions.conversation import rendered
from bot.texts import without_markup
from knowledge.answering.answers import Answer
from knowledge.answering.citing import of_item
from knowledge.answering.dialogue import Dialogue, Exchange
from knowledge.answering.engine import Answerer
from tests.knowledge.town_plans import TASKS, answering, table_plan

DRAIN = "1 | Làm rãnh thoát nước bản Nà | Phòng Kinh tế | Quý II/2026 | 250 triệu đồng"
SHOWN = (
    "Làm rãnh thoát nước bản Nà — Cơ quan chủ trì: Phòng Kinh tế; "
    "Thời gian hoàn thành: Quý II/2026; Kinh phí: 250 triệu đồng"
)


@pytest.fixture(scope="module")
def commune(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    return answering(table_plan(Path(tmp_path_factory.mktemp("rows")), TASKS))


def test_an_answer_shows_the_row_under_its_group(tools: Tools, commune: Answerer) -> None:
    (exchange,), _ = Dialogue(commune).answers("làm rãnh thoát nước xong khi nào?")
    assert exchange.answer.citations[0].quote == DRAIN
    text = without_markup(rendered(tools.texts, exchange))
    assert f"Lĩnh vực thoát nước\n{SHOWN}" in text
    assert DRAIN not in text


def test_so_do_choices_a_near_place_and_what_is_shared(tools: Tools, commune: Answerer) -> None:
    place = next(p for p in commune.knowledge.places if p.item.text == DRAIN)
    row = of_item(place, DRAIN)
    for answer in (
        Answer("choices", "choices", (row,)),
        Answer("not_in_plan", "weak", nearest=(row,)),
        Answer("answer", "section", (row, row)),
    ):
        assert SHOWN in rendered(tools.texts, Exchange("?", "?", answer))
    shared = {"citations": [row], "targets": (), "beside": (), "document": place.plan}
    assert SHOWN in tools.texts("inline.passage", **shared)
    assert SHOWN in tools.texts.plain("inline.description", **shared)
