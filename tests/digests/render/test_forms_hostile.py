"""Whatever somebody wrote, each form of a digest is a valid file that says it as words."""

import io
import zipfile
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.core import pdf
from bot.core.turn import Tools
from bot.digests.content import Listing
from bot.digests.render.buttons import possible
from bot.digests.render.forms import make
from bot.digests.render.rows import Names
from tests.digests.contents import HOSTILE, case, hostile, rich
from tests.digests.readers import Page, Workbook, report, tables_of
from tests.sweeps import every

TAGS = {
    "html", "head", "meta", "title", "style", "body", "header", "main", "section", "h1", "h2", "p",
    "svg", "g", "rect", "text", "a", "line", "circle", "path", "ul", "ol", "li",
}  # fmt: skip
SHORT = st.text(st.characters(exclude_categories=()), max_size=60)  # lone halves of characters too


def form_of(form: str, text: str, tools: Tools) -> bytes:
    form_file = make(form, hostile(text), tools)
    assert form_file is not None
    return form_file.data


def assert_xml(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(archive.read(name))


def assert_page(data: bytes) -> Page:
    page = Page(data)
    assert {tag for tag, _ in page.tags} <= TAGS
    names = {name for _, attrs in page.tags for name in attrs}
    assert not {name for name in names if name.startswith("on") or name in ("src", "style")}
    assert all((attrs.get("href") or "#").startswith("#") for _, attrs in page.tags)
    return page


@pytest.mark.parametrize("text", HOSTILE)
def test_the_workbook_holds_it_as_text(tools: Tools, text: str) -> None:
    data = form_of("xlsx", text, tools)
    assert_xml(data)
    book = Workbook(data)
    assert all(result == stored for _, result, stored in book.formulas())  # none but our own
    written = Names(tools, 500).written(text)
    (row,) = book.table("Việc cần làm")
    assert [row[place] or "" for place in (0, 5, 6, 8)] == [written] * 4
    assert all(len(words) <= 700 for words in book.texts())
    assert all(
        cell.hyperlink is None for name in book.names for row in book.sheet(name) for cell in row
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_the_report_holds_it_as_text(tools: Tools, text: str) -> None:
    data = form_of("docx", text, tools)
    assert_xml(data)
    written = Names(tools, 160).written(text)
    (row,) = tables_of(report(data))["Mã"]
    assert row[0] == written and row[1] == (f"{written}: {written}" if written else "")


@pytest.mark.parametrize("text", HOSTILE)
def test_the_page_shows_it_as_text(tools: Tools, text: str) -> None:
    page = assert_page(form_of("page", text, tools))
    written = Names(tools).written(text)
    (first, *_) = [words for words in page.words if words.startswith("4 phản ánh mới, đang chờ 1")]
    area = f" · {written}" if written else ""
    expected = f"4 phản ánh mới, đang chờ 1 · nhiều nhất: {written}{area}"
    assert first.split() == expected.split()


@pytest.mark.parametrize("text", every(3, HOSTILE))
@pytest.mark.parametrize("form", ["chart", "map"])
def test_the_picture_is_drawn_in_letters_there_are(tools: Tools, form: str, text: str) -> None:
    with Image.open(io.BytesIO(form_of(form, text, tools))) as image:
        image.load()
        assert image.height < 4 * image.width
        edge = image.convert("L").crop((image.width - 8, 0, image.width, image.height))
        assert edge.getextrema() == (255, 255)


def test_what_cannot_be_seen_or_held_is_left_out(tools: Tools) -> None:
    written = Names(tools).written
    assert written("a\x00b\x01c\x0b\x1f\x7f\x9f\ufffe\uffff") == "abc"
    assert written("một nửa: \ud83d, hai: \udc00") == "một nửa: , hai:"
    assert written("\u202eđảo\u202c \u200bngược\u2066") == "đảo ngược"
    assert written("một\n\n\thai") == "một hai"
    assert len(written("x" * 10_000)) == 121


@settings(max_examples=12)
@given(text=SHORT)
def test_any_text_at_all_makes_valid_files(tools: Tools, text: str) -> None:
    for form in ("xlsx", "docx"):
        assert_xml(form_of(form, text, tools))
    assert_page(form_of("page", text, tools))


def test_five_hundred_hostile_reports(tools: Tools) -> None:
    cases = tuple(
        case(n, ("overdue",), code=f"LC-{n:06}", place=HOSTILE[n % len(HOSTILE)])
        for n in range(500)
    )
    content = rich(listings=(Listing("overdue", 500, 500, cases),))
    for form in ("xlsx", "docx"):
        form_file = make(form, content, tools)
        assert form_file is not None and len(form_file.data) < 1_000_000
        assert_xml(form_file.data)
    xlsx = make("xlsx", content, tools)
    assert xlsx is not None
    book = Workbook(xlsx.data)
    assert len(book.table("Việc cần làm")) == 500
    assert book.table("Tổng hợp", "Việc cần làm, theo lý do")[-1][2:] == [500, 500]


def test_a_hostile_report_as_pdf(tools: Tools) -> None:
    if not possible("pdf"):
        pytest.skip(pdf.NONE_HERE)
    assert form_of("pdf", "\u202e<b>&\x00\ud83d👩‍👩‍👧", tools).startswith(b"%PDF-")
