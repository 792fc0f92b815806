"""Another city: the plan that comes with the product is not its own, and its own are found."""

import json
import resource
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.app import make_tools
from bot.city.city import DEFAULT_FILE, BadCity, load_city
from bot.cli.app import cli
from bot.cli.doctor import Finding, doctor
from bot.settings import load_settings
from knowledge.load import PLANS
from tests.knowledge.neighbours import neighbour

TREES = "cây xanh 2030 bao nhiêu m2 một người"
PLANS_SETTING = "plans: [lai-chau-2030]\n"


@pytest.fixture(autouse=True)
def hue(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, nothing_set: None) -> Path:
    """The city file of Huế, where only that and the data folder are set."""
    text = DEFAULT_FILE.read_text(encoding="utf-8")
    file = tmp_path / "hue.yaml"
    text = text.replace("name: Lai Châu", "name: Huế", 1).replace(PLANS_SETTING, "", 1)
    file.write_text(text.replace("tỉnh Lai Châu", "thành phố Huế"), encoding="utf-8")
    monkeypatch.setenv("CITY_FILE", str(file))
    return file


def ask(*options: str, lines: str | None = None) -> str:
    ended = CliRunner().invoke(cli, ["ask", *options], input=lines, catch_exceptions=False)
    assert ended.exit_code == 0, ended.output
    return ended.output


def doctor_says() -> list[Finding]:
    return list(doctor(load_settings(), watched=0))


def test_the_plan_of_the_product_answers_only_where_it_is_asked_for(hue: Path) -> None:
    assert "Hiện chưa có kế hoạch nào của Huế" in ask(TREES)
    row = json.loads(ask("--jsonl", lines=json.dumps({"id": "1", "q": f"Lai Châu {TREES}"})))
    assert (row["outcome"], row["citations"]) == ("not_in_plan", [])
    hue.write_text(hue.read_text(encoding="utf-8") + PLANS_SETTING, encoding="utf-8")
    assert "chưa có kế hoạch nào của Huế" in ask(TREES), "it is there, and another city's"
    assert "trên 12 m²" in ask(f"Lai Châu {TREES}")


def test_a_plan_that_does_not_come_with_the_product_is_told(hue: Path) -> None:
    hue.write_text(hue.read_text(encoding="utf-8") + "plans: [hue-2030]\n", encoding="utf-8")
    with pytest.raises(BadCity, match=r"plans 'hue-2030' is not defined; .*: lai-chau-2030"):
        load_city(hue)


@pytest.mark.parametrize("place", ["Huế", "thành phố Huế", "quận Thuận Hóa, thành phố Huế", ""])
def test_an_own_plan_answers_for_its_city(tmp_path: Path, place: str) -> None:
    neighbour(tmp_path / "data" / "plans", "hue", place, *(["Huế"] if "," in place else []))
    for prefix in ("", "ở Huế ", "thành phố Huế "):
        assert "trên 15 m²" in ask(prefix + TREES)


def test_the_doctor_advises_a_city_without_a_plan(tmp_path: Path) -> None:
    (advice,) = [finding for finding in doctor_says() if finding.text.startswith("plans: ")]
    assert advice.verdict == "advice"
    assert "none is for Huế" in advice.text and 'kb import FILE --place "Huế"' in advice.text
    neighbour(tmp_path / "data" / "plans", "hue", "thành phố Huế")
    assert Finding("ok", "plans: hue for Huế") in doctor_says()


def test_a_document_is_imported_with_its_id_and_place_and_asked_alone(tmp_path: Path) -> None:
    text = (PLANS / "lai-chau-2030" / "source.txt").read_text(encoding="utf-8")
    file = tmp_path / "KH 21.txt"
    file.write_text(text.replace("90%", "91%"), encoding="utf-8")
    command = ["kb", "import", str(file), "--id", "hue-21", "--place", "thành phố Huế"]
    result = CliRunner().invoke(cli, command)
    assert result.exit_code == 0 and "ask --plan hue-21" in result.output
    assert [plan.id for plan in make_tools(load_settings()).knowledge.home] == ["hue-21"]
    checked = CliRunner().invoke(cli, ["kb", "check"])
    assert checked.exit_code == 0 and "hue-21: advice: " in checked.output
    question = "phân loại chất thải rắn sinh hoạt tại nguồn"
    for plan in ("hue-21", "lai-chau-2030"):
        lines = json.dumps({"id": "1", "q": question})
        row = json.loads(ask("--plan", plan, "--jsonl", lines=lines))
        assert row["outcome"] in ("answer", "choices") and row["citations"]
    assert "trên 12 m²" in ask("--plan", "lai-chau-2030", TREES)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["ask", "--plan", "nowhere", TREES], "no plan has the id nowhere: there are lai-chau"),
        (["kb", "import", "x.txt", "--id", "Kế hoạch"], "is no id; for example: ke-hoach"),
        (["kb", "import", "x.txt", "--id", "lai-chau-2030"], "choose another with --id"),
    ],
)
def test_what_is_no_plan_or_no_id_is_told(tmp_path: Path, options: list[str], message: str) -> None:
    (tmp_path / "x.txt").write_text("I. MỤC ĐÍCH\n- Trồng cây.\n", encoding="utf-8")
    ended = CliRunner().invoke(cli, options)
    assert ended.exit_code == 1 and message in str(ended.exception)
    assert not (tmp_path / "data").exists()


def test_a_plan_there_is_no_room_for_leaves_nothing_behind(tmp_path: Path) -> None:
    text = (PLANS / "lai-chau-2030" / "source.txt").read_text(encoding="utf-8")
    (tmp_path / "x.txt").write_text(text, encoding="utf-8")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, before[1]))  # as where the disk is full
    try:
        ended = CliRunner().invoke(cli, ["kb", "import", "x.txt"])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert str(ended.exception) == "data/plans: File too large"
    assert not list((tmp_path / "data" / "plans").iterdir())
