"""The house: no circle between its rooms, SQL in queries alone."""

import re
from pathlib import Path

import grimp

ROOMS = ("bot", "knowledge", "db")
ROOT = Path(__file__).parents[1]
SQL = re.compile(
    r"^\s*(?:from|import) (?:sqlalchemy|sqlmodel)\b(?!.*\bimport (?:Session|SQLModel)$)", re.M
)


def rooms() -> dict[str, set[str]]:
    """Return each package of ours with the packages it imports from."""
    graph = grimp.build_graph(*ROOMS)
    packages = {name for name in graph.modules if graph.find_children(name)}
    return {
        name: {
            other
            for other in packages
            if not _related(name, other)
            and graph.direct_import_exists(importer=name, imported=other, as_packages=True)
        }
        for name in packages
    }


def _related(one: str, other: str) -> bool:
    """Return whether one of the packages is inside the other."""
    return f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")


def test_no_two_rooms_import_each_other() -> None:
    imports = rooms()
    assert [(a, b) for a in imports for b in imports[a] if a in imports[b]] == []


def test_sql_stands_in_queries_alone() -> None:
    others = [
        path
        for path in (ROOT / "bot").rglob("*.py")
        if not path.stem.endswith("queries") and SQL.search(path.read_text())
    ]
    assert [str(path.relative_to(ROOT)) for path in others] == []
