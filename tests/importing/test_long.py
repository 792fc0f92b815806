"""A long document is read page by page, and each page is let go; `tests.load` measures it."""

from pathlib import Path

import pytest
from pdfplumber.page import Page

from knowledge.importing.files import read_lines
from tests.load.importing import long_plan


def test_each_page_is_told_and_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[Page] = []
    let_go = Page.close

    def close(page: Page) -> None:
        held.append(page)
        let_go(page)

    monkeypatch.setattr(Page, "close", close)
    told: list[tuple[int, int]] = []
    path = long_plan(tmp_path / "plan.pdf", 12)
    lines = read_lines(path, lambda done, of: told.append((done, of)))
    pages = told[0][1]
    assert pages >= 12 and told == [(n, pages) for n in range(1, pages + 1)]
    assert {page.page_number for page in held} >= set(range(1, pages + 1))
    assert sum(line.kind == "page" for line in lines) == 2 * pages
