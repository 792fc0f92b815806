"""The house: no circle between its parts, SQL in queries alone."""

import re
from pathlib import Path

import grimp

ROOMS = ("bot", "knowledge", "db")
ROOT = Path(__file__).parents[1]
SQL = re.compile(
    r"^\s*(?:from|import) (?:sqlalchemy|sqlmodel)\b(?!.*\bimport (?:Session|SQLModel)$)", re.M
)


def test_no_parts_of_a_package_import_each_other_in_a_circle() -> None:
    graph = grimp.build_graph(*ROOMS, exclude_type_checking_imports=True)
    packages = (name for name in graph.modules if graph.find_children(name))
    assert {circle for name in packages for circle in graph.nominate_cycle_breakers(name)} == set()


def test_sql_stands_in_queries_alone() -> None:
    others = [
        path
        for path in (ROOT / "bot").rglob("*.py")
        if not path.stem.endswith("queries") and SQL.search(path.read_text())
    ]
    assert [str(path.relative_to(ROOT)) for path in others] == []
