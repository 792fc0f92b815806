"""Faces and number plates covered in a picture, by boxes that an office draws on it.

The picture itself stays with the case as it came; what is public is made without what is covered.
"""

import io
import re

Cover = tuple[int, int, int, int]
"""Left, top, width and height, in thousandths of the picture's sides."""
FULL_SIDE = 1000
"""A cover is told in thousandths of the picture's width and height."""
MOST_COVERS = 20
BLOCKS = 5
"""Squares across a box: so few that nobody is known by them."""
_BOX = re.compile(r"(\d{1,4}),(\d{1,4}),(\d{1,4}),(\d{1,4})")


def covers_of(text: str) -> list[Cover] | None:
    """Return the boxes of a form, as "120,80,60,60;…"; None where they make none."""
    covers: list[Cover] = []
    for part in filter(None, text.split(";")):
        match = _BOX.fullmatch(part)
        if match is None:
            return None
        left, top, width, height = map(int, match.groups())
        if not (width and height and left + width <= FULL_SIDE and top + height <= FULL_SIDE):
            return None
        covers.append((left, top, width, height))
    return covers if len(covers) <= MOST_COVERS else None


def covered(data: bytes, covers: list[Cover]) -> bytes:
    """Return a picture in which nothing can be seen where it is covered."""
    if not covers:
        return data
    from PIL import Image

    with Image.open(io.BytesIO(data)) as picture:
        image = picture.convert("RGB")
    wide, high = image.size
    for left, top, width, height in covers:
        box = (
            left * wide // FULL_SIDE,
            top * high // FULL_SIDE,
            max(left * wide // FULL_SIDE + 1, -(-(left + width) * wide // FULL_SIDE)),
            max(top * high // FULL_SIDE + 1, -(-(top + height) * high // FULL_SIDE)),
        )
        part = image.crop(box)
        few = part.resize((min(BLOCKS, part.width), min(BLOCKS, part.height)), Image.Resampling.BOX)
        image.paste(few.resize(part.size, Image.Resampling.NEAREST), box)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()
