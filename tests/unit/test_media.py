"""Pictures: nothing hidden survives, nothing that is no picture gets in."""

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.media import LONGEST_SIDE, Media, NotAPicture


def encoded(form: str, size: tuple[int, int] = (40, 30), **save: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, form, **save)
    return out.getvalue()


def size_of(media: Media, key: str) -> tuple[int, int]:
    with Image.open(media.path(key)) as picture:
        return picture.size


def with_gps() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "SECRETPHONE"
    exif.get_ifd(0x8825)[1] = "N"
    return encoded("JPEG", exif=exif, comment=b"SECRETCOMMENT")


def test_metadata_is_gone(media: Media) -> None:
    before = with_gps()
    assert b"SECRETPHONE" in before and b"SECRETCOMMENT" in before
    after = media.read(media.add_picture(before))
    assert b"SECRET" not in after and b"Exif" not in after
    with Image.open(io.BytesIO(after)) as picture:
        assert not picture.getexif()


def test_a_picture_is_turned_upright_before_its_note_goes(media: Media) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees
    key = media.add_picture(encoded("JPEG", exif=exif))
    assert size_of(media, key) == (30, 40)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"])
def test_every_usual_form_becomes_a_jpeg(media: Media, form: str) -> None:
    assert media.read(media.add_picture(encoded(form)))[:3] == b"\xff\xd8\xff"


def test_a_large_picture_is_made_smaller(media: Media) -> None:
    key = media.add_picture(encoded("PNG", (5000, 100)))
    assert max(size_of(media, key)) == LONGEST_SIDE


def test_the_same_picture_is_kept_once(media: Media) -> None:
    assert media.add_picture(encoded("PNG")) == media.add_picture(encoded("PNG"))
    assert len(list(media.folder.glob("*/*"))) == 1


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"<svg/>", encoded("PNG")[:60], encoded("JPEG")[:-100], b"%PDF-1.7"],
)
def test_what_is_no_picture_is_refused(media: Media, data: bytes) -> None:
    with pytest.raises(NotAPicture):
        media.add_picture(data)
    assert not media.folder.exists()


def test_a_bomb_is_refused(media: Media) -> None:
    bomb = io.BytesIO()
    Image.new("1", (20000, 20000)).save(bomb, "PNG")
    with pytest.raises(NotAPicture, match="too many pixels"):
        media.add_picture(bomb.getvalue())


@given(st.binary(max_size=300))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_a_picture_or_refused(media: Media, data: bytes) -> None:
    with pytest.raises(NotAPicture):
        media.add_picture(data)


@pytest.mark.parametrize("key", ["../../etc/passwd", "a" * 40, "a" * 39 + "/.jpg", "", "x.jpg"])
def test_a_key_is_never_a_path(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="not a media key"):
        Media(tmp_path).path(key)


def test_erased_is_gone(media: Media) -> None:
    key = media.add_picture(encoded("PNG"))
    media.erase(key)
    media.erase(key)
    with pytest.raises(FileNotFoundError):
        media.read(key)
