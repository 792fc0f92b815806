"""One plan in the forms that offices save it in: each gives the same tree and the same head."""

import shutil
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.importing import letters
from knowledge.importing.importer import begin_plan
from knowledge.load import load_plan
from tests.importing import printed, word
from tests.importing.kit import headings, imported, items, texts
from tests.importing.word import BASED, BODY, HEAD_LEFT, HEAD_RIGHT, TITLE

ITEMS = {
    "I.1.1": "Nâng cao chất lượng môi trường sống của người dân trong xã.",
    "I.2.1": "Trồng mới 1.250 cây xanh, tăng tỷ lệ che phủ từ 12% lên 15,5%.",
    "I.2.2": "Xây dựng 02 công viên, trong đó:",
    "I.2.3": "Công viên Bờ Suối rộng 3,5 ha, hoàn thành trước ngày 30/6/2026;",
    "I.2.4": "Công viên Đồi Thông rộng 1,2 ha, hoàn thành trong quý IV.",
    "II.1.1": "Chủ trì, phối hợp với Công an xã kiểm tra cây xanh hằng quý.",
    "II.2": "Công an xã: xử lý người chặt cây trái phép.",
}
HEAD = ("ỦY BAN NHÂN DÂN", "XÃ SUỐI LỤA", "-------", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc", "---------------", "Số: 0130/KH-UBND",
        "Suối Lụa, ngày 05 tháng 02 năm 2026")  # fmt: skip
FOOT = ("Nơi nhận:", "- Như trên;", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Nguyễn Suối")
ALL = (*HEAD, *TITLE, *BASED, *BODY, *FOOT)
Make = Callable[[Path], Path]


def text(name: str, content: str | bytes) -> Make:
    def write(folder: Path) -> Path:
        data = content.encode() if isinstance(content, str) else content
        (folder / name).write_bytes(data)
        return folder / name

    return write


def in_windows_letters(content: str) -> bytes:
    """The text in code page 1258, whose tones are characters of their own."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    pieces = []
    for letter in content:
        apart = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize("NFC", "".join(c for c in apart if c not in tones))
        pieces.append(base + "".join(c for c in apart if c in tones))
    return "".join(pieces).encode("cp1258")


def in_tcvn3(content: str) -> str:
    """The text as a TCVN3 font stores it; its capitals are those of a second font."""
    stored = {shown: code for code, shown in letters._TCVN3.items()}
    stored.update({letter.upper(): code for letter, code in stored.items()})
    return "".join(stored.get(letter, letter) for letter in content)


def in_vni(content: str) -> str:
    """The text as a VNI font stores it."""
    single = {shown: code for code, shown in letters._VNI_SINGLE.items()}
    stored = {shown: code for code, shown in letters._vni_pairs().items()} | single
    return "".join(stored.get(letter, letter) for letter in content)


def numbered_by_word(folder: Path) -> Path:
    """No number stands in the text: Word's own lists count the headings and bullets."""
    path = word.new()
    word.side_by_side(path, word.HEAD_LEFT, word.HEAD_RIGHT)
    word.centred(path, *TITLE)
    word.lines(path, *BASED)
    for line in BODY:
        put_listed(path, line)
    path.save(str(folder / "lists.docx"))
    return word.with_part(folder / "lists.docx", "word/numbering.xml", LISTS.encode())


def put_listed(document: Any, line: str) -> None:
    mark, _, words = line.partition(" ")
    at = {"I.": (1, 0), "II.": (1, 0), "1.": (1, 1), "2.": (1, 1), "-": (2, 0), "+": (2, 1)}.get(
        mark
    )
    if at is None:
        word.lines(document, line)
        return
    paragraph = document.add_paragraph(words)
    paragraph._p.get_or_add_pPr().append(
        word.raw(f'<w:numPr><w:ilvl w:val="{at[1]}"/><w:numId w:val="{at[0]}"/></w:numPr>')
    )


def level(at: int, form: str, shown: str) -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{shown}"/></w:lvl>'
    )


LISTS = (
    '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    f'<w:abstractNum w:abstractNumId="1">{level(0, "upperRoman", "%1.")}'
    f"{level(1, 'decimal', '%2.')}</w:abstractNum>"
    f'<w:abstractNum w:abstractNumId="2">{level(0, "bullet", "-")}{level(1, "bullet", "+")}'
    '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num></w:numbering>'
)


def in_controls(folder: Path) -> Path:
    """Every paragraph of the body stands in a content control."""
    document = word.new()
    word.lines(document, *HEAD, *TITLE, *BASED)
    for line in BODY:
        word.put(
            document,
            f"<w:sdt><w:sdtContent><w:p><w:r><w:t>{line}</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        )
    word.lines(document, *FOOT)
    document.save(str(folder / "controls.docx"))
    return folder / "controls.docx"


def with_changes(folder: Path) -> Path:
    """What was deleted is still in the file, and what was put in is marked."""
    document = word.new()
    word.lines(document, *HEAD, *TITLE, *BASED)
    for line in BODY:
        before, after = line[: len(line) // 2], line[len(line) // 2 :]
        word.put(
            document,
            f'<w:p><w:r><w:t xml:space="preserve">{before}</w:t></w:r>'
            '<w:del w:id="1" w:author="x"><w:r><w:delText>bỏ 99%</w:delText></w:r></w:del>'
            '<w:moveFrom w:id="2" w:author="x"><w:r><w:t>dời 88%</w:t></w:r></w:moveFrom>'
            '<w:ins w:id="3" w:author="x"><w:r><w:t xml:space="preserve">'
            f"{after}</w:t></w:r></w:ins></w:p>",
        )
    document.save(str(folder / "changes.docx"))
    return folder / "changes.docx"


def ends_deleted(folder: Path) -> Path:
    """Each line is two paragraphs, of which the first one's end was deleted."""
    document = word.new()
    word.lines(document, *HEAD, *TITLE, *BASED)
    for line in BODY:
        before, after = line[: len(line) // 2], line[len(line) // 2 :]
        word.put(
            document,
            '<w:p><w:pPr><w:rPr><w:del w:id="1" w:author="x"/></w:rPr></w:pPr>'
            f'<w:r><w:t xml:space="preserve">{before}</w:t></w:r></w:p>',
        )
        word.put(document, f'<w:p><w:r><w:t xml:space="preserve">{after}</w:t></w:r></w:p>')
    document.save(str(folder / "ends.docx"))
    return folder / "ends.docx"


def in_boxes(folder: Path) -> Path:
    """The letterhead stands in text boxes, each said twice, as Word saves them."""
    document = word.new()
    for line in HEAD:
        box = f"<w:txbxContent><w:p><w:r><w:t>{line}</w:t></w:r></w:p></w:txbxContent>"
        word.put(
            document,
            f'<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}'
            f"</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox>"
            "</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>",
        )
    word.lines(document, *TITLE, *BASED, *BODY, *FOOT)
    document.save(str(folder / "boxes.docx"))
    return folder / "boxes.docx"


def decomposed(folder: Path) -> Path:
    """Letterhead and signatures in tables, each letter apart from its marks."""
    document = word.new()
    word.side_by_side(document, *([nfd(cell) for cell in side] for side in (HEAD_LEFT, HEAD_RIGHT)))
    word.lines(document, *map(nfd, (*TITLE, *BASED, *BODY)))
    word.side_by_side(document, [nfd(word.RECIPIENTS)], [nfd(word.SIGNED)])
    document.save(str(folder / "apart.docx"))
    return folder / "apart.docx"


def nfd(content: str) -> str:
    return unicodedata.normalize("NFD", content)


def in_old_styles(folder: Path) -> Path:
    """No run names a font: that of the whole document is an old one, headings have its second."""
    document = word.new()
    document.styles["Normal"].font.name = ".VnTime"
    document.styles.add_style("Hoa", 1).font.name = ".VnTimeH"
    for line in ALL:
        capitals = line.isupper()
        document.add_paragraph(in_tcvn3(line.lower() if capitals else line),
                               style="Hoa" if capitals else None)  # fmt: skip
    document.save(str(folder / "styles.docx"))
    return folder / "styles.docx"


def in_old_font(folder: Path, font: str, stored: Callable[[str], str]) -> Path:
    """Runs in an old font; those in capitals in its second one, whose name ends in H."""
    document = word.new()
    for line in ALL:
        paragraph = document.add_paragraph()
        for piece in (word_ for word_ in line.split(" ")):
            capitals = piece.isupper() and font.startswith(".Vn") and len(piece) > 1
            run = paragraph.add_run(f"{stored(piece)} ")
            run.font.name = f"{font}H" if capitals else font
    document.save(str(folder / "font.docx"))
    return folder / "font.docx"


def pdf(folder: Path) -> Path:
    story = printed.side_by_side(["ỦY BAN NHÂN DÂN", "XÃ SUỐI LỤA", "Số: 0130/KH-UBND"], [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA", "Độc lập - Tự do - Hạnh phúc", HEAD[-1]])  # fmt: skip
    story += printed.text(*TITLE, style=printed.CENTRED) + printed.text(*BASED, *BODY)
    story += printed.side_by_side(FOOT[:3], FOOT[3:])
    return printed.write(folder / "plan.pdf", story, printed.page_number)


def pdf_in_columns(folder: Path) -> Path:
    story = printed.text(*HEAD, *TITLE, style=printed.CENTRED)
    story += printed.text(*BASED, *BODY, *FOOT)
    filler = [f"- Việc thứ {n} là chăm sóc cây trồng ở thôn số {n} của xã." for n in range(1, 40)]
    story += printed.text("PHỤ LỤC", "VIỆC CỦA CÁC THÔN", *filler)
    return printed.write(folder / "columns.pdf", story, printed.page_number, columns=2)


def converted(kind: str) -> Make:
    def make(folder: Path) -> Path:
        import subprocess

        office = shutil.which("soffice")
        assert office is not None
        source = word.whole(folder / "plan.docx")
        profile = f"-env:UserInstallation=file://{folder / 'profile'}"
        command = [office, profile, "--headless", "--convert-to", kind, "--outdir", str(folder)]
        subprocess.run([*command, str(source)], check=True, capture_output=True)
        return folder / f"plan.{kind}"

    return make


office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
also = (office, pytest.mark.slow)  # LibreOffice opens it as it does a .doc
FORMS: dict[str, Any] = {
    "docx": lambda folder: word.whole(folder / "plan.docx"),
    "docx numbered by Word": numbered_by_word,
    "docx in content controls": in_controls,
    "docx with tracked changes": with_changes,
    "docx with deleted ends": ends_deleted,
    "docx with text boxes": in_boxes,
    "docx in .VnTime": lambda folder: in_old_font(folder, ".VnTime", in_tcvn3),
    "docx in .VnTime by its styles": in_old_styles,
    "docx decomposed": decomposed,
    "docx in VNI-Times": lambda folder: in_old_font(folder, "VNI-Times", in_vni),
    "doc": pytest.param(converted("doc"), marks=office),
    "odt": pytest.param(converted("odt"), marks=also),
    "rtf": pytest.param(converted("rtf"), marks=also),
    "pdf by an office": pytest.param(converted("pdf"), marks=office),
    "pdf": pdf,
    "pdf in two columns": pdf_in_columns,
    "txt": text("plan.txt", "\n".join(ALL)),
    "txt with blank lines": text("plan.txt", "\n\n".join(ALL)),
    "txt of Windows": text("plan.txt", "\ufeff" + "\r\n".join(ALL)),
    "txt in UTF-16": text("plan.txt", "\n".join(ALL).encode("utf-16")),
    "txt decomposed": text("plan.txt", unicodedata.normalize("NFD", "\n".join(ALL))),
    "txt in code page 1258": text("plan.txt", in_windows_letters("\n".join(ALL))),
    "txt in VNI": text("plan.txt", in_vni("\n".join(ALL))),
    "txt in VNI bytes": text("plan.txt", in_vni("\n".join(ALL)).encode("latin-1", "replace")),
    "txt in one line": text("plan.txt", " ".join(ALL * 1) + " " * 3000),
    "txt with signs of Word": text("plan.txt", "\n".join(ALL).replace("\n- ", "\n\uf02d ")),
}


@pytest.mark.parametrize(
    "make",
    [
        make if hasattr(make, "values") else pytest.param(make, id=name)
        for name, make in FORMS.items()
    ],
)
def test_each_form_gives_the_same_plan(tmp_path: Path, make: Make) -> None:
    plan = imported(make(tmp_path), place=None)
    got = {key: text for key, text in texts(plan).items() if not key.startswith("Phụ lục")}
    assert got == ITEMS
    assert plan.title == " ".join(TITLE)
    assert (plan.place, plan.number) == ("xã Suối Lụa", "0130/KH-UBND")
    assert (plan.issuer, plan.issued) == ("Ủy ban nhân dân xã Suối Lụa", date(2026, 2, 5))
    assert plan.signed_at == "Suối Lụa"
    assert [basis.number or basis.name for basis in plan.based_on] == [
        *("Luật Tổ chức chính quyền địa phương", "12/NQ-HĐND"),
    ]
    assert items(plan)["I.2.3"].under == ("Xây dựng 02 công viên, trong đó:",)
    assert items(plan)["I.2.1"].period == "đến năm 2026"
    assert items(plan)["II.1.1"].who == "Phòng Kinh tế"


def test_capitals_of_an_old_font_without_its_second_font_are_read_by_their_words(
    tmp_path: Path,
) -> None:
    plan = imported(text("plan.txt", in_tcvn3("\n".join(ALL)))(tmp_path))
    assert ITEMS["II.2"] in texts(plan).values()
    assert plan.number == "0130/KH-UBND"
    assert plan.title == " ".join(TITLE)
    assert plan.front[:4] == HEAD[:4]
    assert headings(plan)["II"] == "TỔ CHỨC THỰC HIỆN"


def mixed(path: Path, line: str) -> Path:
    document = word.new()
    word.lines(document, *HEAD, *TITLE, *BASED, *BODY[:-1], line, BODY[-1], *FOOT)
    document.save(str(path))
    return path


def test_a_line_of_an_old_font_among_others_is_read(tmp_path: Path) -> None:
    line = "- Đặt 40 thùng rác tại các bản trước ngày 30/6/2026."
    plan = imported(mixed(tmp_path / "plan.docx", in_tcvn3(line)))
    assert line.removeprefix("- ") in texts(plan).values()


def test_a_line_that_stays_strange_is_not_read(tmp_path: Path) -> None:
    folder = begin_plan(
        mixed(tmp_path / "plan.docx", "- ÆÐÞ þðß ¥§ ÐÞÆ ×÷ ðþß ÆÐ."), tmp_path / "made"
    )
    plan = load_plan(folder)
    assert [row.why for row in plan.unread] == ["letters of an unknown font"]
    assert list(texts(plan).values()) == list(ITEMS.values())


def test_what_was_typed_in_unicode_in_an_old_style_stays_as_it_is(tmp_path: Path) -> None:
    document = word.new()
    document.styles["Normal"].font.name = ".VnTime"
    word.lines(document, *ALL)
    document.save(str(tmp_path / "plan.docx"))
    assert texts(imported(tmp_path / "plan.docx")) == ITEMS
