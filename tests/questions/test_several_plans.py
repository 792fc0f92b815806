"""A resident asks where several plans are loaded: every answer says whose plan it is from."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.turn import Tools
from bot.router import Router
from bot.texts import Texts
from knowledge.answering.engine import Answerer
from knowledge.load import PLANS, load_plans
from tests.conftest import ZONE
from tests.knowledge.neighbours import neighbour
from tests.town import Town

OURS = "Kế hoạch phát triển đô thị thành phố Lai Châu đến năm 2030"
THEIRS = "Kế hoạch phát triển đô thị thành phố Sơn La đến năm 2030"


@pytest.fixture
def several(town: Town, tools: Tools, tmp_path: Path) -> Town:
    """The same town with the plans of two more places, two of them called alike."""
    neighbour(tmp_path, "son-la", "thành phố Sơn La, tỉnh Sơn La", "Sơn La")
    neighbour(tmp_path, "tien-1", "xã Tân Tiến, tỉnh Hưng Yên")
    neighbour(tmp_path, "tien-2", "xã Tân Tiến, tỉnh Đồng Nai")
    knowledge = load_plans(PLANS, tmp_path, home=tools.city.name)
    texts = Texts(tools.city, ZONE)
    plans = replace(tools, texts=texts, knowledge=knowledge, answerer=Answerer(knowledge))
    return Town(town.database, Router(plans), town.media, town.clock)


async def test_an_answer_says_which_plan_it_is_from(several: Town) -> None:
    an = several.person("an")
    await an.says("cây xanh 2030 bao nhiêu m2 một người")
    assert "trên 12 m²" in an.heard and f"({OURS})" in an.heard
    await an.says("ở Sơn La cây xanh 2030 bao nhiêu m2 một người")
    assert "trên 15 m²" in an.heard and f"({THEIRS})" in an.heard
    await an.presses("Xem cả mục")
    assert "15m2" in an.heard and THEIRS in an.heard


async def test_a_refusal_stays_one_and_a_name_of_two_is_asked_back(several: Town) -> None:
    an = several.person("an")
    await an.says("Kinh phí trồng cây xanh đô thị ở Sơn La là bao nhiêu?")
    assert "không nêu số tiền" in an.heard and THEIRS in an.heard
    await an.says("xã Tân Tiến cây xanh 2030 bao nhiêu m2")
    assert "xã Tân Tiến, tỉnh Hưng Yên; xã Tân Tiến, tỉnh Đồng Nai" in an.heard


async def test_one_plan_needs_no_name(town: Town) -> None:
    an = town.person("an")
    await an.says("cây xanh 2030 bao nhiêu m2 một người")
    assert "trên 12 m²" in an.heard and OURS not in an.heard


@pytest.fixture
def planless(town: Town, tools: Tools, tmp_path: Path) -> Town:
    """The same town where no plan is for it, and one is for a neighbour."""
    neighbour(tmp_path, "son-la", "thành phố Sơn La, tỉnh Sơn La", "Sơn La")
    return Town(town.database, Router(with_plans(tools, tmp_path)), town.media, town.clock)


def with_plans(tools: Tools, folder: Path) -> Tools:
    knowledge = load_plans(folder, home=tools.city.name)
    texts = Texts(tools.city, ZONE)
    return replace(tools, texts=texts, knowledge=knowledge, answerer=Answerer(knowledge))


async def test_a_city_without_a_plan_says_so(planless: Town) -> None:
    an = planless.person("an")
    await an.says("/start")
    assert "Hỏi về kế hoạch" not in an.heard
    await an.says("cây xanh 2030 bao nhiêu m2 một người")
    assert "chưa có kế hoạch nào của Lai Châu" in an.heard
    await an.presses("Gửi câu hỏi")
    await an.says("ở Sơn La cây xanh 2030 bao nhiêu m2 một người")
    assert "trên 15 m²" in an.heard and THEIRS in an.heard
    await an.commands("kehoach")
    assert "chưa có kế hoạch nào của Lai Châu" in an.heard and "Thành phố Sơn La" in str(an.last)
    await an.commands("thuatngu")
    assert "chưa có từ nào" in an.heard


async def test_without_any_plan_reading_says_so(town: Town, tools: Tools, tmp_path: Path) -> None:
    none = Town(town.database, Router(with_plans(tools, tmp_path)), town.media, town.clock)
    an = none.person("an")
    for command in ("kehoach", "chitieu"):
        await an.commands(command)
        assert "chưa có kế hoạch nào của Lai Châu" in an.heard
    await an.commands("thuatngu", "đô thị hóa")
    assert "chưa có giải thích" in an.heard
