"""Many plans, made from the real one: other names, years and figures, so that all differ."""

import itertools
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from knowledge.load import PLANS

REAL = PLANS / "lai-chau-2030"
FILES = ("plan.yaml", "questions.yaml", "targets.yaml", "terms.yaml")
YEARS, FIGURES = 5, 7
"""So many ways there are to shift the years and the figures."""
PLAN_ID = "a-plan-of-many"
SYLLABLES = (
    *("Bum", "Cang", "Cuổi", "Giàng", "Hăn", "Khoa", "Lèng", "Mít", "Ngài", "Páo", "Pục", "Sẳng"),
    *("Sỏ", "Tăm", "Tổng", "Ún", "Xá", "Xum", "Hẻ", "Lao", "Chà", "Dào", "Phảng", "Ma"),
)
WARDS = (
    *("phường Tân Phong", "phường Đoàn Kết", "phường Quyết Tiến", "phường Quyết Thắng"),
    *("phường Đông Phong", "xã Sùng Phài", "xã San Thàng"),
)
_YEAR = re.compile(r"\b20[2-4]\d\b")
_FIGURE = re.compile(r"\b(29|33)([.,])([12])\b")


def names(count: int) -> list[str]:
    """Names of places that are nowhere, each once."""
    found = itertools.permutations(SYLLABLES, 3)
    return [" ".join(name) for name in itertools.islice(found, count)]


def made(folder: Path, count: int) -> list[str]:
    """Make that many plans in `folder`; returns the names of their places."""
    places = names(count)
    for number, place in enumerate(places):
        plan = folder / f"p{number:05}"
        plan.mkdir(parents=True)
        for name, text in texts(plan.name, number, place):
            (plan / name).write_text(text, encoding="utf-8")
    return places


def texts(plan_id: str, number: int, place: str) -> Iterator[tuple[str, str]]:
    """The real plan's files as those of another place."""
    for name in FILES:
        text = shifted(name, number % YEARS, number % FIGURES)
        yield name, text.replace("Lai Châu", place).replace(PLAN_ID, plan_id)


@cache
def shifted(file: str, years: int, figures: int) -> str:
    """One of the real plan's files with other years and figures, and wards of the place's name."""
    text = (REAL / file).read_text(encoding="utf-8").replace(REAL.name, PLAN_ID)
    for ward in WARDS:
        text = text.replace(ward, f"{ward.split()[0]} Lai Châu {ward.split()[-1]}")
    text = _YEAR.sub(lambda year: str(int(year[0]) + years), text)
    return _FIGURE.sub(lambda found: f"{int(found[1]) + figures}{found[2]}{found[3]}", text)
