"""The digests of roles in city.yaml, in the old form and the new."""

from pathlib import Path

import pytest
import yaml

from bot.city.city import DEFAULT_FILE, BadCity, load_city


def city_with(folder: Path, digests: object) -> Path:
    content = yaml.safe_load(DEFAULT_FILE.read_text(encoding="utf-8"))
    file = folder / "city.yaml"
    file.write_text(yaml.safe_dump(content | {"digests": digests}), encoding="utf-8")
    return file


def test_a_cron_alone_is_still_read(tmp_path: Path) -> None:
    city = load_city(city_with(tmp_path, {"official": "30 7 * * 1-5"}))
    digest = city.digests["official"]
    assert (digest.cron, digest.forms, digest.quiet, digest.empty_too) == (
        "30 7 * * 1-5",
        (),
        "",
        False,
    )


def test_files_and_quiet_hours_are_read_beside_it(tmp_path: Path) -> None:
    wanted = {"cron": "0 8 1 * *", "forms": ["xlsx", "pdf"], "quiet": "22:00-06:00"}
    digest = load_city(city_with(tmp_path, {"overseer": wanted})).digests["overseer"]
    assert digest.model_dump(exclude_defaults=True) == wanted | {"forms": ("xlsx", "pdf")}


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ("every day", "30 7 \\* \\* 1"),
        ({"cron": "x"}, "30 7 \\* \\* 1"),
        ("61 7 * * 1", "Bad minute"),
        ("0 0 31 2 *", "is no cron expression"),
        ("0,59 6 1 1 *", "more often than every hour"),
        ("0 0 7 * * 1", "6 fields instead of 5"),
        ("*/15 * * * *", "more often than every hour; give one minute"),
        ({"cron": "0 8 * * *", "forms": ["gif"]}, "chart"),
        ({"cron": "0 8 * * *", "quiet": "22-6"}, "quiet"),
        ({"forms": []}, "cron"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, wrong: object, word: str) -> None:
    with pytest.raises(BadCity, match=word) as error:
        load_city(city_with(tmp_path, {"official": wrong}))
    assert "digests" in str(error.value)
