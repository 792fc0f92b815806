"""Pictures: nothing hidden survives, nothing that is no picture gets in."""

import io
import subprocess
import sys
from pathlib import Path

import pillow_heif
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.core import heif
from bot.core.media import LONGEST_SIDE, Media, NotAPicture


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


def heic(size: tuple[int, int] = (64, 48), **save: object) -> bytes:
    pillow_heif.register_heif_opener()
    return encoded("HEIF", size, **save)


def test_a_heic_picture_becomes_an_upright_jpeg_without_its_notes(media: Media) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRETPHONE"
    exif[0x0112] = 6  # to be turned by 90 degrees
    exif.get_ifd(0x8825)[1] = "N"
    before = heic(exif=exif.tobytes())
    assert b"SECRETPHONE" in before
    key = media.add_picture(before)
    after = media.read(key)
    assert after[:3] == b"\xff\xd8\xff" and b"SECRET" not in after and b"Exif" not in after
    assert size_of(media, key) == (48, 64)


def test_a_large_heic_picture_is_made_smaller(media: Media) -> None:
    assert size_of(media, media.add_picture(heic((3000, 600)))) == (LONGEST_SIDE, 410)


@pytest.mark.parametrize("cut", [0.3, 0.7, 0.99])
def test_half_a_heic_picture_is_refused(media: Media, cut: float) -> None:
    data = heic()
    with pytest.raises(NotAPicture):
        media.add_picture(data[: int(len(data) * cut)])


def test_a_heic_picture_that_takes_too_long_is_refused() -> None:
    with pytest.raises(heif.Unreadable, match="TimeoutExpired"):
        heif.as_jpeg(heic(), seconds=0.001)


def test_a_heic_bomb_is_refused(media: Media, monkeypatch: pytest.MonkeyPatch) -> None:
    data = heic((64, 48))
    box = data.index(b"ispe") + 8  # width and height, as the file says
    bomb = data[:box] + (40_000).to_bytes(4, "big") * 2 + data[box + 8 :]
    with pytest.raises(NotAPicture):
        media.add_picture(bomb)


def test_what_reads_heic_is_ended_by_its_limits(tmp_path: Path) -> None:
    """Of memory, of time, and of files, of which it may write none."""
    greedy = "bytearray(heif.MOST_BYTES)", "open('kept', 'wb', 0).write(b'x')"
    for does in ("r.getrlimit(r.RLIMIT_CPU)[0] == heif.MOST_SECONDS or 1 / 0", *greedy):
        code = f"import resource as r\nfrom bot.core import heif\nheif._limit()\n{does}"
        process = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=False)
        assert bool(process.returncode) == (does in greedy), does


def test_avif_is_no_heic_and_read_as_before(media: Media) -> None:
    avif = encoded("AVIF")
    assert not heif.is_heif(avif) and media.add_picture(avif)


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


def test_a_large_picture_is_refused_without_a_word_on_stderr(tmp_path: Path) -> None:
    """In a process of its own: here every warning is an error."""
    Image.new("1", (14_000, 7_000)).save(tmp_path / "large.png")
    code = "import pathlib, sys; from bot.core.media import Media; m = Media(pathlib.Path('m'))\n"
    code += "try: m.add_picture(pathlib.Path(sys.argv[1]).read_bytes())\n"
    code += "except ValueError as error: print(error)"
    command = (sys.executable, "-c", code, str(tmp_path / "large.png"))
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    assert (ended.stdout, ended.stderr) == ("too many pixels\n", "")


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
