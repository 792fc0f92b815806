"""The figures in each form of a digest are those of its content, so that no two disagree."""

import io
import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from bot.channels.telegram.html import plain
from bot.city.city import City
from bot.city.parts import FORMS
from bot.core import pdf
from bot.core.turn import Tools
from bot.digests.content import Cell, Compared, Content, Questions
from bot.digests.queries import Scope
from bot.digests.render import chart as charts
from bot.digests.render import map_picture
from bot.digests.render.buttons import possible
from bot.digests.render.forms import FormFile, make
from bot.digests.render.map import SIDE, map_of
from bot.digests.render.message import message
from bot.digests.render.rows import Names
from bot.plan import drawing
from tests.digests.contents import rich
from tests.digests.readers import (
    Figures,
    Page,
    Workbook,
    is_day,
    of_content,
    of_message,
    of_report,
    of_workbook,
    report,
    tables_of,
    text_of_pdf,
    words_of,
)
from tests.digests.render.test_message import EMPTY

pytestmark = pytest.mark.usefixtures("pictures_as_sent")


def form_of(form: str, content: Content, tools: Tools, issuer: str | None = None) -> FormFile:
    form_file = make(form, content, tools, issuer)
    assert form_file is not None
    return form_file


def picture(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data)) as image:
        return image.convert("RGB")


def pixels(image: Image.Image, color: str) -> int:
    wanted = tuple(bytes.fromhex(color[1:]))
    return sum(n for n, each in image.getcolors(image.width * image.height) or () if each == wanted)


def agency_figures(content: Content, city: City) -> dict[str, tuple[int, int, int, int]]:
    speed = {speed_row.key: speed_row for speed_row in content.by_agency}
    return {
        city.agency_name(key): (
            content.open_by_agency[key], content.overdue_by_agency.get(key, 0),
            speed[key].due, speed[key].in_time,
        )
        for key in content.open_by_agency
    }  # fmt: skip


def test_no_two_forms_disagree(tools: Tools) -> None:
    content = rich()
    figures = of_content(content)
    assert figures == Figures(37, 21, 38, 19, 38, 13)
    assert of_message(plain(message(content, tools).text)) == figures
    assert of_workbook(Workbook(form_of("xlsx", content, tools).data)) == figures
    assert of_report(words_of(report(form_of("docx", content, tools).data))) == figures
    flow, agencies = charts.chart(content, Names(tools))
    (new, _), (resolved, _) = (group.bars for group in flow.groups)
    sums: Counter[str] = Counter()
    for group in agencies.groups:
        for bar in group.bars:
            sums.update({color: count for count, color in bar.parts})
    assert figures == Figures(
        new.parts[0][0], resolved.parts[0][0],
        sums[drawing.IN_TIME] + sums[drawing.LATE], sums[drawing.IN_TIME],
        sums[drawing.OVERDUE] + sums[drawing.OPEN], sums[drawing.OVERDUE],
    )  # fmt: skip


def test_the_pdf_says_the_same(tools: Tools, tmp_path: Path) -> None:
    if not possible("pdf"):
        pytest.skip(pdf.NONE_HERE)
    content = rich()
    data = form_of("pdf", content, tools).data
    assert data.startswith(b"%PDF-")
    text = text_of_pdf(data, tmp_path)
    if text is None:
        pytest.skip("no pdftotext to read it with: apt install poppler-utils")
    assert of_report(text) == of_content(content)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text and "LC-7K2M01" in text


def test_the_chart_has_each_agency_and_the_period_before(tools: Tools) -> None:
    content = rich()
    flow, agencies = charts.chart(content, Names(tools))
    assert [[bar.parts[0][0] for bar in group.bars] for group in flow.groups] == [
        [37, 29],
        [21, 24],
    ]
    figures = agency_figures(content, tools.city)
    assert [group.name for group in agencies.groups] == list(figures)
    for group in agencies.groups:
        waiting, answered = group.bars
        count, overdue, every, in_time = figures[group.name]
        assert waiting.parts == ((overdue, drawing.OVERDUE), (count - overdue, drawing.OPEN))
        assert answered.parts == ((in_time, drawing.IN_TIME), (every - in_time, drawing.LATE))
        assert waiting.words.startswith(f"Đang chờ {count}")
        assert f"Đến hạn {every}, trả lời đúng hạn {in_time}" == answered.words
    pen = charts.paint(content, Names(tools))
    for line in ("37", "29", "21", "24", "Mới gửi: 37 (+8 so với kỳ trước)"):
        assert line in pen.written
    assert {"UBND phường Tân Phong", "Đang chờ 20, quá hạn 10"} <= set(pen.written)


def test_bars_are_as_long_as_their_figures(tools: Tools) -> None:
    image = picture(form_of("chart", rich(), tools).data)
    block = (12 * drawing.SCALE) ** 2  # in the legend
    overdue, open_width = (
        pixels(image, color) - block for color in (drawing.OVERDUE, drawing.OPEN)
    )
    assert overdue / open_width == pytest.approx(13 / (38 - 13), rel=0.03)
    now, before = (pixels(image, color) - block for color in (drawing.ACCENT, drawing.BEFORE))
    letters = now - before * (37 + 21) / (29 + 24)  # titles have the same color
    assert 0 < letters < 0.6 * now


def test_a_chart_of_many_agencies_sums_up_the_rest(tools: Tools) -> None:
    content = rich(
        open_by_agency={f"a{n}": 20 - n for n in range(9)},
        overdue_by_agency={"a8": 1},
        by_agency=(),
    )
    agencies = charts.chart(content, Names(tools))[1]
    assert [group.name for group in agencies.groups] == ["a8", "a0", "a1", "a2"]
    assert agencies.summary.startswith("và 5 cơ quan nữa: đang chờ 75, quá hạn 0")
    image = picture(form_of("chart", content, tools).data)
    assert image.height < 3 * image.width


def test_pictures_are_for_a_telephone_with_a_ground_of_their_own(tools: Tools) -> None:
    for form in ("chart", "map"):
        form_file = form_of(form, rich(), tools)
        image = picture(form_file.data)
        assert form_file.picture and image.width == round(drawing.WIDTH * drawing.SCALE)
        assert {image.getpixel((0, 0)), image.getpixel((image.width - 1, image.height - 1))} == {
            (255, 255, 255)
        }
        assert len(image.getcolors(image.width * image.height) or ()) > 20


def test_the_map_has_every_square_and_numbers_the_clusters(tools: Tools) -> None:
    content = rich()
    map_ = map_of(content, tools.city, 40)
    assert map_ is not None and map_.outside == 0
    assert Counter((s.cell.received, s.cell.open) for s in map_.squares) == Counter(
        (cell.received, cell.open) for cell in content.cells
    )
    assert [mark.cell for mark in map_.marks] == list(content.clusters)
    assert [square.level for square in map_.squares] == [4, 4, 1, 2, 4, 3, 3, 2, 0, 2, 1]
    for square in map_.squares:
        assert 0 <= square.x <= square.x + square.side <= SIDE
        assert 0 <= square.y <= square.y + square.side <= SIDE
    assert {ward.text for ward in map_.wards} == {"phường Đoàn Kết", "phường Tân Phong"}
    discs = [(mark.x, mark.y) for mark in map_.marks]
    for number, (x, y) in enumerate(discs):
        assert all(max(abs(x - a), abs(y - b)) >= 20 for a, b in discs[:number])
    spots = [(s.x + s.side / 2, s.y + s.side / 2, s.side) for s in map_.squares]
    for x, y in (*discs, *((ward.x, ward.y) for ward in map_.wards)):
        assert all(max(abs(x - a), abs(y - b)) > side / 2 + 5 for a, b, side in spots)
    assert map_.bar == pytest.approx(map_.metres * (map_.squares[0].side / 222.64), rel=0.001)
    pen = map_picture.paint(content, map_, tools)
    drawing_of_it = "".join(pen.drawn)
    assert len(re.findall("data-received", drawing_of_it)) == len(content.cells)
    assert all(f">{name}</text>" in drawing_of_it for name in ("phường Tân Phong", "2 km", "B"))
    assert {"1", "2", "3", "4", "5"} <= set(pen.written)
    assert "Trên bản đồ: 35 trong 37 phản ánh mới của kỳ" in " ".join(pen.written)


def test_words_go_around_the_small_drawing_of_the_city(tools: Tools) -> None:
    edge, part = drawing.EDGE, round(map_picture.PART)
    corner = [side * drawing.SCALE for side in (drawing.WIDTH - edge - part, edge, drawing.WIDTH)]
    box = (*map(round, corner), round((edge + part) * drawing.SCALE))
    categories = tuple(category.id for category in tools.city.groups[0].categories)
    scopes = (Scope(), Scope(None, (), categories))  # the second is of several lines
    drawn = (form_of("map", rich(scope=scope), tools).data for scope in scopes)
    first, second = (picture(data).crop(box) for data in drawn)
    assert first.tobytes() == second.tobytes()


def test_picture_and_page_have_one_drawing(tools: Tools) -> None:
    content = rich()
    map_ = map_of(content, tools.city, 40)
    assert map_ is not None
    page = re.sub(
        r"var\(--(\w+)\)",
        lambda of: drawing.DAY[of[1]],
        form_of("page", content, tools).data.decode(),
    )
    (svg,) = (part for part in map_picture.paint(content, map_, tools).drawn if "<svg" in part)
    assert svg.partition(">")[2].removesuffix("</svg>") in page


def test_the_wards_outlines_are_drawn_where_the_city_has_them(tools: Tools, tmp_path: Path) -> None:
    content, file = rich(), tmp_path / "wards.geojson"
    cell = content.cells[0]
    west, south = cell.longitude - 0.01, cell.latitude - 0.01
    ring = [[west, south], [west + 0.02, south], [west + 0.02, south + 0.02], [west, south]]
    shapes = [
        {"type": "Polygon", "coordinates": [ring]},
        {"type": "MultiPolygon", "coordinates": [[ring], [ring]]},
    ]
    far = [[longitude + 9, latitude] for longitude, latitude in ring]
    others = [
        None,
        {"type": "Point", "coordinates": ring[0]},
        {"type": "LineString", "coordinates": ring},
        {"type": "GeometryCollection", "geometries": shapes},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [far]},
    ]
    features = [
        {"type": "Feature", "properties": {}, "geometry": shape} for shape in (*others, *shapes)
    ]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    plain_one = picture(form_of("map", content, tools).data)
    tools = replace(tools, city=tools.city.model_copy(update={"borders": file}))
    map_ = map_of(content, tools.city, 40)
    assert map_ is not None and len(set(map_.outlines)) == 1 and len(map_.outlines) == 3
    drawn = form_of("map", content, tools).data
    assert picture(drawn).size == plain_one.size and picture(drawn).tobytes() != plain_one.tobytes()
    assert form_of("page", content, tools).data.count(b"<polygon") == 3


def test_what_lies_beyond_the_bounds_is_counted_and_not_drawn(tools: Tools) -> None:
    far = Cell(10.77, 106.69, 4, 4, "cay_chet")
    content = rich(cells=(*rich().cells, far))
    map_ = map_of(content, tools.city, 40)
    assert map_ is not None and map_.outside == 4 and len(map_.squares) == 11
    assert far in content.clusters and far not in [mark.cell for mark in map_.marks]
    page = Page(form_of("page", content, tools).data)
    assert "4 phản ánh ở ngoài khung thành phố" in " ".join(page.words)
    assert "và 1 nơi nữa" in page.words
    assert make("map", rich(cells=(far,)), tools) is None


def test_the_page_has_the_same_figures_and_asks_nobody(tools: Tools) -> None:
    content = rich()
    data = form_of("page", content, tools).data
    page = Page(data)
    for name, index in (("data-received", 2), ("data-open", 3)):
        figures = [cell_figures[index] for cell_figures in map(_cell, content.cells)]
        assert page.numbers("rect", name) == figures
        clusters = [cell_figures[index] for cell_figures in map(_cell, content.clusters)]
        assert page.numbers("li", name) == clusters
    assert page.numbers("li", "value") == [1, 2, 3, 4, 5]
    text = data.decode()
    assert "default-src 'none'" in text and "http" not in text.replace("http-equiv", "")
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in page.tags}
    assert "prefers-color-scheme: dark" in text and "user-scalable" not in text
    assert "Trên bản đồ: 35 trong 37 phản ánh mới của kỳ" in page.words


def _cell(cell: Cell) -> tuple[float, float, int, int]:
    return cell.latitude, cell.longitude, cell.received, cell.open


def test_the_workbook_has_every_figure_and_adds_up_by_formula(tools: Tools) -> None:
    content, city = rich(), tools.city
    book = Workbook(form_of("xlsx", content, tools).data)
    assert book.names == [
        "Tổng hợp", "Việc cần làm", "Theo cơ quan", "Theo phường", "Theo loại việc",
        "Theo kế hoạch", "Câu hỏi", "Nơi phản ánh",
    ]  # fmt: skip
    formulas = list(book.formulas())
    assert len(formulas) > 40
    assert all(result == pytest.approx(stored) for _, result, stored in formulas)
    rows = {row[0]: row[1:] for row in book.table("Theo cơ quan")}
    for name, figures in agency_figures(content, city).items():
        assert (*rows[name][:2], *rows[name][3:5]) == figures
    assert rows["UBND phường Tân Phong"][5:] == [pytest.approx(9 / 20), 5, 11]
    assert rows["Cộng"][:5] == [38, 13, 25, 38, 19]
    areas = {row[0]: row[1:4] for row in book.table("Theo phường")}
    assert areas["phường Tân Phong"] == [22, 14, 8] and areas["Cộng"] == [37, 29, 8]
    assert areas["Chưa rõ phường"] == [2, 1, 1]
    assert book.table("Theo loại việc")[-1][1:] == [37, 29, 8]
    items = [[row[0], row[2], row[3]] for row in book.table("Theo kế hoạch")]
    assert items == [[item.id, item.count, item.done] for item in content.items]
    listed = book.table("Tổng hợp", "Việc cần làm, theo lý do")
    assert [row[1:] for row in listed[:-1]] == [
        [listing.count, listing.first, len(listing.cases)] for listing in content.listings
    ]
    table = book.table("Câu hỏi", "Câu hỏi mà kế hoạch chưa trả lời được, nhiều lượt nhất")
    assert [tuple(row) for row in table] == [
        (question.text, question.times) for question in content.questions.most
    ]
    assert book.table("Nơi phản ánh")[-1][3:5] == [35, 32]


def test_the_workbook_is_as_an_office_makes_it(tools: Tools) -> None:
    content = rich()
    book = Workbook(form_of("xlsx", content, tools).data)
    rows, cases = (
        book.table("Việc cần làm"),
        [c for listing in content.listings for c in listing.cases],
    )
    assert [row[0] for row in rows] == [case.code for case in cases]
    for row, case in zip(rows, cases, strict=True):
        assert row[3] == case.days and is_day(row[4]) and row[4].date() == case.deadline
        assert row[6] == case.place
    for name in book.names:
        sheet = book.sheet(name)
        assert sheet.page_setup.paperSize == 9 and sheet.page_setup.fitToHeight == 0
        assert sheet.freeze_panes is not None
        if name not in ("Tổng hợp", "Câu hỏi"):
            assert sheet.freeze_panes == "B5" and sheet.print_title_rows == "$4:$4"
            assert sheet.auto_filter.ref and sheet.auto_filter.ref.startswith("A4:")
        assert all(sheet.column_dimensions[letter].width > 6 for letter in "AB")


def test_the_report_has_the_same_tables(tools: Tools) -> None:
    content, city = rich(), tools.city
    tables = tables_of(report(form_of("docx", content, tools).data))
    counts = {row[0]: row[1:] for row in tables["Nội dung"]}
    assert counts["Phản ánh mới gửi"] == ["37", "29", "+8"]
    assert counts["Đã xử lý"] == ["21", "24", "−3"]
    agencies = {row[0]: row[1:] for row in tables["Cơ quan"]}
    for name, figures in agency_figures(content, city).items():
        assert tuple(map(int, agencies[name][:4])) == figures
    assert agencies["UBND phường Tân Phong"][4:] == ["5", "11"]
    assert agencies["Cộng"][:4] == ["38", "13", "38", "19"]
    assert [row[1:3] for row in tables["Phường"]] == [["22", "14"], ["13", "14"], ["2", "1"]]
    assert [row[2:] for row in tables["Mục"]] == [["12", "9"], ["14", "6"], ["11", "11"]]
    cluster_rows = [row[1:3] for row in tables["Nơi (số trên bản đồ)"]]
    assert cluster_rows == [[str(c.received), str(c.open)] for c in content.clusters]
    cases = [case for listing in content.listings for case in listing.cases][:25]
    assert [row[0] for row in tables["Mã"]] == [case.code for case in cases]
    text = words_of(report(form_of("docx", content, tools).data))
    assert "Quá hạn: 13 phản ánh; Người gửi báo chưa xong: 2 phản ánh" in text
    assert "Bảng dưới đây nêu 25 trong 29 phản ánh" in text


def test_nothing_to_draw_makes_no_picture(tools: Tools) -> None:
    nothing = EMPTY | {"listings": (), "by_agency": (), "by_area": (), "cells": ()}
    nothing |= {"questions": Questions()}
    empty = rich(**nothing, open_by_agency={})
    assert [make(form, empty, tools) for form in ("chart", "map", "page")] == [None] * 3
    quiet = rich(**nothing | {"open": {"new": 1}, "open_by_agency": {"ubnd_tan_phong": 1}})
    assert make("chart", quiet, tools) is not None
    assert make("map", quiet, tools) is None


def test_files_are_named_for_their_form_and_period(tools: Tools) -> None:
    names = [form_of(form, rich(), tools).name for form in FORMS if form != "pdf"]
    assert names == [
        "bieu-do-20261116-20261122.png", "ban-do-20261116-20261122.png",
        "ban-do-20261116-20261122.html", "bang-so-lieu-20261116-20261122.xlsx",
        "bao-cao-20261116-20261122.docx",
    ]  # fmt: skip


def test_an_agencys_forms_are_of_itself(tools: Tools) -> None:
    content = rich(
        scope=Scope("ubnd_tan_phong"), unanswered=None, items=(), asked_items=(),
        open_by_agency={"ubnd_tan_phong": 38}, overdue_by_agency={"ubnd_tan_phong": 13},
        due=Compared(20, 12), in_time=Compared(9, 9), by_agency=rich().by_agency[:1],
    )  # fmt: skip
    book = Workbook(form_of("xlsx", content, tools).data)
    assert "Theo kế hoạch" not in book.names
    assert of_workbook(book) == of_content(content)
    head = report(form_of("docx", content, tools).data).tables[0]
    assert "UBND PHƯỜNG TÂN PHONG" in head.cell(0, 0).text
