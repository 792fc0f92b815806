"""The pictures of the targets: all that is set is on them, in letters that are there."""

import io

import pytest
from PIL import Image

from bot.core.media import Media
from bot.core.turn import Tools
from bot.plan import drawing
from bot.plan import pictures as targets
from bot.plan.outline import measures_of
from bot.plan.pictures import ROWS, Pictures, keys_of

BOUNDS = {"about": "khoảng", "over": "trên", "at_least": "tối thiểu"}


def _sheets(tools: Tools, media: Media) -> list[targets.Sheet]:
    plan = tools.knowledge.plans[0]
    pictures = Pictures(media, tools)
    return [pictures.sheet(plan, first) for first in range(0, len(measures_of(plan)), ROWS)]


def test_every_figure_with_its_period_bound_and_unit_is_drawn(tools: Tools, media: Media) -> None:
    rows = {name: lines for sheet in _sheets(tools, media) for _, name, lines in sheet.rows}
    plan = tools.knowledge.plans[0]
    assert sum(map(len, rows.values())) == len(plan.targets)
    for target in plan.targets:
        (line,) = [line for line in rows[target.name] if line.value in target.shown]
        assert str(target.last_year) in line.period
        assert all(figure in line.value for figure in target.figures)
        assert BOUNDS.get(target.bound, "") in line.value
        assert target.unit.replace("m2", "m²") in line.value


def test_the_font_has_every_letter(tools: Tools, media: Media) -> None:
    for bold in (False, True):
        letters = drawing._widths(bold)
        drawn = "".join(str(sheet) for sheet in _sheets(tools, media))
        alphabet = "ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ²%≥"
        missing = {
            letter for letter in drawn + alphabet + alphabet.upper() if letter not in letters
        }
        assert missing <= {"\n"}


@pytest.mark.usefixtures("pictures_as_sent")
def test_no_line_is_wider_than_the_picture(tools: Tools, media: Media) -> None:
    long = targets.Line("2021-2025", "tối thiểu 1.234.567,89 - 2.345.678,90 m²/người", True)
    sheet = targets.Sheet("Đề mục", "x " * 80, "", ((1, "Tên rất dài " * 9, (long, long)),))
    for line in (*_sheets(tools, media), sheet):
        with Image.open(io.BytesIO(targets.draw(line))) as picture:
            assert picture.width == round(drawing.WIDTH * drawing.SCALE)
            edge = picture.convert("L").crop((picture.width - 20, 0, picture.width, picture.height))
            assert edge.getextrema() == (255, 255)


async def test_a_picture_is_made_once_under_the_name_of_what_it_shows(
    tools: Tools, media: Media
) -> None:
    plan = tools.knowledge.plans[0]
    pictures = Pictures(media, tools)
    await pictures.ensure([*keys_of(plan), "0" * 40 + ".png", "0" * 40 + ".jpg"])
    names = sorted(file.name for file in media.folder.glob("*/*"))
    assert names == sorted(keys_of(plan))
    picture = media.path(names[0])
    picture.write_bytes(b"as it is")
    await pictures.ensure(keys_of(plan))
    assert picture.read_bytes() == b"as it is"
    changed = plan.targets[0].model_copy(update={"said": "đạt 91%"})
    changed_plan = plan.model_copy(update={"targets": (changed, *plan.targets[1:])})
    assert set(keys_of(changed_plan)) & set(keys_of(plan)) == set(keys_of(plan)[1:])
