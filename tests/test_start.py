"""The start: only what a conversation needs is loaded."""

import subprocess
import sys

import pytest

SELDOM = (
    "alembic", "holidays", "matplotlib", "xlsxwriter", "openpyxl", "docx", "docxtpl", "pypdf",
    "psycopg", "pandas", "av", "pywebpush", "aiohttp", "requests",
)  # fmt: skip
"""Libraries of migrations, deadlines, charts, workbooks, documents, of the other database, of
recordings and of web push."""
PROGRAM = "import sys, bot.app; print(*sorted({name.partition('.')[0] for name in sys.modules}))"


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    done = subprocess.run([sys.executable, "-c", PROGRAM], check=True, capture_output=True)
    return set(done.stdout.decode().split())


@pytest.mark.parametrize("library", SELDOM)
def test_what_is_seldom_needed_is_not_loaded_at_the_start(loaded: set[str], library: str) -> None:
    assert "sqlalchemy" in loaded
    assert library not in loaded
