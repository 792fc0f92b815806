"""Files that cannot be read: each is refused in one clear sentence that says what to do."""

import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.importing import doc
from knowledge.importing.lines import Unreadable
from tests.importing import printed, word
from tests.importing.kit import import_plan

Spoil = Callable[[Path], Path]


def bytes_in(name: str, content: bytes) -> Spoil:
    def write(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return write


def cut_word(folder: Path) -> Path:
    path = word.whole(folder / "cut.docx")
    path.write_bytes(path.read_bytes()[:-900])
    return path


def broken_part(folder: Path) -> Path:
    """A file whose parts are packed so that they do not unpack."""
    path = word.whole(folder / "broken.docx")
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo("word/document.xml").header_offset + 60
    data[at : at + 40] = b"\xff" * 40
    path.write_bytes(bytes(data))
    return path


def bomb(folder: Path) -> Path:
    """A small file whose text unpacks to 100 MB."""
    path = word.whole(folder / "bomb.docx")
    head = b'<w:document xmlns:w="x"><w:body>'
    return word.with_part(path, "word/document.xml", head + b"<w:p/>" * (17 * 10**6))


def entities(folder: Path) -> Path:
    """A file that repeats itself without end when it is read."""
    path = word.whole(folder / "entities.docx")
    text = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    return word.with_part(path, "word/document.xml", text.encode())


def cut_pdf(folder: Path) -> Path:
    path = printed.write(folder / "cut.pdf", printed.text("I. MỤC TIÊU", "- Trồng cây."))
    path.write_bytes(path.read_bytes()[:600])
    return path


def empty_word(folder: Path) -> Path:
    document = word.new()
    document.save(str(folder / "empty.docx"))
    return folder / "empty.docx"


def pdf_of(drawing: bytes) -> bytes:
    """A PDF of one page with this drawing, packed."""
    packed = zlib.compress(drawing, 9)
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
    )
    content, starts = b"%PDF-1.4\n", []
    for number, entry in enumerate(objects, 1):
        starts.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, entry)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    end = b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(content)
    return content + b"xref\n0 5\n0000000000 65535 f \n" + table + end


def pdf_bomb(folder: Path) -> Path:
    """A small PDF whose one page unpacks to 40 MB."""
    (folder / "bomb.pdf").write_bytes(pdf_of(b"q 1 0 0 1 0 0 cm Q\n" * 2_100_000))
    return folder / "bomb.pdf"


LOST = "¤þ§¿ðæ¢£¥ 1 ¤þ§¿ðæ¢£¥ ÷×¬ " * 30
"""Letters that are of no Vietnamese font."""


@pytest.mark.parametrize(
    ("spoil", "reason", "says"),
    [
        (lambda folder: printed.picture(folder / "scan.pdf"), "scan", "ask the office"),
        (lambda folder: printed.locked(folder / "locked.pdf"), "password", "without it"),
        (cut_pdf, "damaged", "get it again"),
        (bytes_in("no.pdf", b"hello"), "damaged", "is not a PDF"),
        (cut_word, "damaged", "cut off or damaged"),
        (broken_part, "damaged", "cut off or damaged"),
        (bytes_in("no.docx", b"hello"), "damaged", "not a Word document"),
        (bytes_in("locked.docx", doc_head := b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
         "password", "take the password off"),
        (bomb, "bomb", "more than a plan can hold"),
        (pdf_bomb, "bomb", "more than a plan can hold"),
        (entities, "bomb", "more than a plan can hold"),
        (empty_word, "no_text", "no heading or paragraph"),
        (bytes_in("empty.txt", b" \n \n"), "no_text", "no heading or paragraph"),
        (bytes_in("picture.txt", b"\x89PNG\0\0\0\0" * 99), "kind", "save it as .docx"),
        (bytes_in("plan.xlsx", b"PK"), "kind", r"only \.docx, \.pdf, \.doc and \.txt"),
        (bytes_in("lost.txt", LOST.encode()), "letters", "UniKey"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_in_a_sentence(
    tmp_path: Path, spoil: Spoil, reason: str, says: str
) -> None:
    path = spoil(tmp_path)
    with pytest.raises(Unreadable, match=says) as refusal:
        import_plan(path)
    assert refusal.value.reason == reason
    assert str(refusal.value).startswith(path.name) and "\n" not in str(refusal.value)


def test_an_old_file_is_told_how_to_save_where_no_office_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plan.doc").write_bytes(doc_head)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unreadable, match=r"Save as, Word Document \(\.docx\)") as refusal:
        import_plan(tmp_path / "plan.doc")
    assert refusal.value.reason == "needs_office"


def test_an_old_file_that_the_office_cannot_open_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = tmp_path / doc.OFFICES[0]
    office.write_text("#!/bin/sh\nexit 1\n")
    office.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    (tmp_path / "plan.doc").write_bytes(doc_head)
    with pytest.raises(Unreadable, match="could not be opened by LibreOffice"):
        import_plan(tmp_path / "plan.doc")


def test_a_file_that_is_not_there_stays_an_error_of_the_disk(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        import_plan(tmp_path / "none.docx")
