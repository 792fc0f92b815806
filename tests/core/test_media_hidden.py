"""Fifty pictures with something hidden in each: nothing of it is kept; and what is refused."""

import io
import random

import pytest
from PIL import Image

from bot.core.media import LONGEST_SIDE, SMALL_SIDE, Media, NotAPicture
from tests.hidden import SECRET, hidden_in, none_of_them, pictures, saved, scene

PICTURES = pictures()
NONE = none_of_them()


def test_there_are_fifty_and_each_hides_something() -> None:
    assert len(PICTURES) >= 50
    packed = {"ztxt.png", "icc.png", "GPS.tif"}  # compressed, or no bytes of ours
    for name, data in PICTURES.items():
        assert SECRET in data or name in packed or name.startswith("icc"), name


@pytest.mark.parametrize("name", PICTURES)
def test_nothing_hidden_is_kept(media: Media, name: str) -> None:
    key = media.add_picture(PICTURES[name])
    stored = [path.read_bytes() for path in media.folder.rglob("*") if path.is_file()]
    assert stored == [media.read(key)]
    assert hidden_in(stored[0]) == [] and hidden_in(media.thumbnail(key)) == []
    with Image.open(io.BytesIO(stored[0])) as picture:
        assert not picture.getexif() and set(picture.info) <= {"jfif", "jfif_version",
            "jfif_unit", "jfif_density"}  # fmt: skip


@pytest.mark.parametrize("name", NONE)
def test_what_is_none_is_refused_and_nothing_kept(media: Media, name: str) -> None:
    with pytest.raises(NotAPicture):
        media.add_picture(NONE[name])
    assert not media.folder.exists()


def test_a_damaged_picture_is_taken_or_refused_and_never_more(media: Media) -> None:
    """Bytes changed here and there: whatever a decoder makes of it, nobody else has to know."""
    chance = random.Random(20261123)
    names = ["all.jpg", "P.png", "lossless.webp", "tags.tif", "comment.gif", "all.avif",
             "behind.bmp", "packed.tif", "two.mpo"]  # fmt: skip
    for turn in range(300):
        data = bytearray(PICTURES[names[turn % len(names)]])
        for _ in range(chance.randint(1, 12)):
            data[chance.randrange(min(len(data), 400))] = chance.randrange(256)
        try:
            key = media.add_picture(bytes(data))
        except NotAPicture:
            continue
        assert hidden_in(media.read(key)) == []


def test_a_thumbnail_is_small_and_of_the_same_picture(media: Media) -> None:
    gradient = Image.linear_gradient("L").resize((3000, 1500)).convert("RGB")
    key = media.add_picture(saved(gradient, "JPEG"))
    with Image.open(io.BytesIO(media.thumbnail(key))) as small, Image.open(media.path(key)) as big:
        assert max(big.size) == LONGEST_SIDE and small.size == (SMALL_SIDE, SMALL_SIDE // 2)
        assert abs(small.getpixel((320, 160))[0] - big.getpixel((1024, 512))[0]) < 12  # type: ignore[index,operator]
    assert len(media.thumbnail(key)) < len(media.read(key))
    assert len(list(media.folder.rglob("*.*"))) == 1  # nothing more to erase
    media.erase(key)
    with pytest.raises(FileNotFoundError):
        media.thumbnail(key)


def test_a_small_picture_stays_as_it_is(media: Media) -> None:
    key = media.add_picture(saved(scene(size=(40, 30)), "PNG"))
    with Image.open(io.BytesIO(media.thumbnail(key))) as small:
        assert small.size == (40, 30)
