"""The start: only what a conversation needs is loaded."""

import subprocess
import sys

import pytest

SELDOM = (
    "alembic", "holidays", "matplotlib", "xlsxwriter", "openpyxl", "docx", "docxtpl", "pypdf",
    "psycopg", "sqlalchemy.dialects.postgresql", "pandas", "av", "PIL", "pywebpush", "py_vapid",
    "cryptography", "nacl", "segno", "resvg_py", "rich", "aiohttp", "requests",
    "knowledge.importing.docx",
)  # fmt: skip
"""Libraries of migrations, deadlines, charts, workbooks, documents, of the other database, of
recordings, pictures, web push, codes and progress bars."""
PROGRAM = """
import sys
from bot import memory
with memory.without_unused():
    import bot.app
print(*sys.modules)
"""


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    done = subprocess.run([sys.executable, "-c", PROGRAM], check=True, capture_output=True)
    return set(done.stdout.decode().split())


@pytest.mark.parametrize("library", SELDOM)
def test_what_is_seldom_needed_is_not_loaded_at_the_start(loaded: set[str], library: str) -> None:
    assert "sqlalchemy" in loaded
    assert library not in loaded


def test_what_libraries_went_without_is_there_when_it_is_needed() -> None:
    program = f"{PROGRAM}\nimport rich, telegram\nfrom bot.channels.push.keys import Keys\n"
    program += "import pathlib, tempfile\n"
    program += "print(len(Keys(pathlib.Path(tempfile.mkdtemp())).public))"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    assert done.stdout.decode().split()[-1] == "87"
