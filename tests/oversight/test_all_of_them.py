"""Questions how all that was promised stands, however they are put: learnt, and shown the list."""

from dataclasses import replace

import pytest

from bot.core.media import Media
from bot.core.turn import Tools
from bot.router import Router
from bot.understanding import examples, training
from bot.understanding.model import Model
from bot.understanding.reading import Understanding
from db.engine import Database
from tests.conftest import Clock
from tests.town import Someone, Town

HANDS = ("progress-1", "habits-1", "about-1", "intents-1")
"""What a small model is learnt from, in seconds: the one that comes along learns from all."""
ALL = [
    "ai chậm nhất", "mấy cái hứa năm 2025 ra sao rồi cháu", "thành phố đã giữ lời chưa",
    "chỉ tiêu nào trễ hẹn", "chỉ tiêu nào đúng hạn", "cơ quan nào chưa báo cáo kết quả",
    "các chỉ tiêu hết hạn 2025 giờ sao rồi", "kế hoạch làm tới đâu rồi",
    "có bao nhiêu lời hứa chưa làm", "hứa rồi có làm được cái nào không",
]  # fmt: skip
OTHERS = [
    "kế hoạch có những chỉ tiêu nào", "việc tôi gửi tới đâu rồi",
    "chậm quá bot ơi", "các cơ quan phải báo cáo khi nào",
    "ai chịu trách nhiệm báo cáo kết quả",
]  # fmt: skip


@pytest.fixture(scope="module")
def learnt() -> Model:
    rows = [row for row in examples.read(examples.corpus_files()) if row.hand in HANDS]
    return training.messages_retrained(Model.load(), rows)


@pytest.fixture
def understanding(learnt: Model, tools: Tools) -> Understanding:
    return Understanding(learnt, tools.city)


@pytest.fixture
def an(
    tools: Tools, understanding: Understanding, database: Database, media: Media, clock: Clock
) -> Someone:
    taught = replace(tools, understanding=understanding)
    return Town(database, Router(taught), media, clock).person("an")


@pytest.mark.parametrize("words", ALL)
async def test_who_asks_of_all_is_shown_the_list(an: Someone, words: str) -> None:
    await an.says(words)
    assert "Đã hứa gì, đã có gì" in an.heard


@pytest.mark.parametrize("words", OTHERS)
def test_who_asks_of_something_else_is_not(understanding: Understanding, words: str) -> None:
    assert understanding.understand(words).about != "progress"


async def test_beside_a_report_they_are_shown_and_it_goes_on(an: Someone) -> None:
    await an.commands("phananh")
    await an.presses("Đồng ý")
    await an.presses("Cây xanh")
    await an.presses("Chặt hạ")
    await an.says("Cho hỏi thành phố đã giữ lời chưa?")
    assert "Đã hứa gì, đã có gì" in an.heard and len(an.news) == 2


async def test_the_command_for_questions_knows_them_too(an: Someone) -> None:
    await an.commands("hoi", "chỉ tiêu nào trễ hẹn?")
    assert "Đã hứa gì, đã có gì" in an.heard
