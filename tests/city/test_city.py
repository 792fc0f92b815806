"""The city file: the one that ships, and what is said of one that is wrong."""

from pathlib import Path

import pytest

from bot.city.city import DEFAULT_FILE, BadCity, City, load_city
from knowledge.load import load_plans


def test_every_category_is_one_the_knowledge_knows(city: City) -> None:
    (plan,) = load_plans().plans
    own = {category for category in city.category_ids() if not city.is_taken_over(category)}
    assert set(plan.links) == own


def test_reports_go_to_the_ward_and_else_to_the_province(city: City) -> None:
    assert city.route("doan_ket", "cay_chet").id == "ubnd_doan_ket"
    assert city.route("tan_phong", "co_noi").id == "ubnd_tan_phong"
    assert city.route(None, "cay_chet").id == "so_xay_dung"


def test_questions_go_to_the_ward_they_name_and_else_where_the_city_says(city: City) -> None:
    assert city.questions_agency("Bao giờ lắp đèn ở phường Đoàn Kết?").id == "ubnd_doan_ket"
    assert city.questions_agency("bao gio lap den o xa san thang").id == "ubnd_tan_phong"
    elsewhere = city.model_copy(update={"questions": "ubnd_doan_ket"})
    assert elsewhere.questions_agency("Bao giờ lắp đèn?").id == "ubnd_doan_ket"
    unsaid = city.model_copy(update={"questions": None})
    assert unsaid.questions_agency("Bao giờ lắp đèn?").id == city.routing[-1].agency


def test_a_category_is_known_by_its_name_however_it_is_typed(city: City) -> None:
    for typed in ("Cây đổ chắn đường", "cay do chan duong", "cây đổ chắn đừơng"):
        category = city.category_named(typed)
        assert category is not None and category.id == "cay_do_chan_duong"
    assert city.category_named("xin chào") is None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("agency: so_xay_dung}", "agency: nobody}", "routing: agency 'nobody' is not defined"),
        ("questions: so_xay_dung", "questions: nobody", "questions: agency 'nobody'"),
        ('"30 7 * * 1"', '"30 7 * *"', "is no cron expression"),
        ("days: 7}", "days: 0}", "greater than or equal to 1"),
        ("  - {agency: so_xay_dung}\n", "", "the last rule must fit every report"),
        ("kind: giao_thong", "kind: hang_khong", "elsewhere"),
        ("category: khac_rac}", "category: none}", "elsewhere: rac_sinh_hoat: category 'none'"),
        ("name: Lai Châu\n", "name: [\n", "is not YAML"),
        ("areas:\n", "aeras:\n", "areas"),
        ("name: Lai Châu\n", 'name: ""\n', "name: String should have at least 1 character"),
        ("name: Lai Châu\n", "name: Lai Châu\nname: Sơn La\n", "'name' stands twice"),
        ("south: ", "south: 8", "bounds.south: Input should be less than or equal to 90"),
        ("south: 22.", "south: 22,", "is no name but a number; a decimal has a point"),
        ("questions:", "question:", "no such setting; did you mean questions?"),
        ('"21:00-06:00"', '"21h-6h"', 'has not the right form; for example "22:00-06:00"'),
        ('opens: "07:30"', 'opens: "7h30"', 'opens: is no time of the day; for example "07:30"'),
        ('apology: "14:00"', "apology: 14:00", 'apology: a time stands in quotes: "07:30"'),
        ("extension_percent: 50", "extension_percent: 5000", "less than or equal to 300"),
        ("  overseer: {cron", "  mattran: {cron", "digests: role 'mattran' is not defined"),
        ("- id: doan_ket\n", "- id: tan_phong\n", "areas: id 'tan_phong' stands twice"),
        ("id: ubnd_doan_ket", "id: ubnd_tan_phong", "agencies: id 'ubnd_tan_phong' stands twice"),
        ("id: cay_chet", "id: co_noi", "categories: id 'co_noi' stands twice"),
        (
            "units: [phường Đoàn Kết",
            "units: [phường Tân Phong",
            "areas: unit 'phường Tân Phong' stands twice",
        ),
    ],
)
def test_a_wrong_file_is_told_with_its_place(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    text = DEFAULT_FILE.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "city.yaml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadCity) as error:
        load_city(file)
    assert message in str(error.value)
    assert str(file) in str(error.value)
    assert "Traceback" not in str(error.value)


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    file = tmp_path / "city.yaml"
    file.touch()
    with pytest.raises(BadCity, match="the file: holds no lines of the form name: value"):
        load_city(file)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadCity, match="cannot be read"):
        load_city(tmp_path / "none.yaml")
