"""Convert HEIC pictures in a process of its own, which hostile bytes may crash, fill or keep busy.

Run as a script it is that process: it reads a picture from stdin and writes a JPEG without
metadata to stdout. It has no environment, so no secrets, and the limits below.
"""

import io
import subprocess
import sys
import threading

BRANDS = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
)
"""ISO/IEC 23008-12, annex B: HEVC in a HEIF container, and what telephones write for it."""
MOST_SECONDS = 20
"""A picture of 48 megapixels takes some 2 seconds here."""
MOST_BYTES = 1 << 30
"""Of memory: a picture of 48 megapixels takes half of it."""
MOST_PIXELS = 64_000_000
"""Width times height, looked at before anything is unpacked."""
LONGEST_SIDE = 2048
"""Pixels of the JPEG that is made of it."""
_two_at_once = threading.BoundedSemaphore(2)

_UNNAMED = ("", "application/octet-stream")
"""The media types of a file whose kind a system does not know, HEIC among them."""


class Unreadable(ValueError):
    """The bytes are no HEIC picture that can be read within the limits."""


def is_heif(data: bytes) -> bool:
    """Return whether the bytes begin as HEIC does; AVIF has the same container and is no HEIC."""
    if data[4:8] != b"ftyp":
        return False
    box = data[8 : min(int.from_bytes(data[:4], "big"), 64)]
    brands = {box[at : at + 4] for at in range(0, len(box), 4)}
    return not brands.isdisjoint(BRANDS) and brands.isdisjoint({b"avif", b"avis"})


def may_be_picture(kind: str, name: str) -> bool:
    """Return whether a file with this media type and name is sent as a picture."""
    has_suffix = name.lower().endswith((".heic", ".heif"))
    return kind.startswith("image/") or (kind in _UNNAMED and has_suffix)


def as_jpeg(data: bytes, seconds: float = MOST_SECONDS) -> bytes:
    """Return the picture as a JPEG, upright; raises `Unreadable`."""
    command = [sys.executable, "-I", __file__]
    try:
        with _two_at_once:
            process = subprocess.run(  # noqa: S603 - our own file, and nothing of what came
                command, input=data, capture_output=True, timeout=seconds, env={}, check=True
            )
    except (subprocess.SubprocessError, OSError) as error:
        raise Unreadable(type(error).__name__) from error
    return process.stdout


def _limit() -> None:
    """Let the kernel end this process when it takes too much."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(data: bytes) -> bytes:
    import pillow_heif
    from PIL import Image, ImageOps

    pillow_heif.options.DECODE_THREADS = 1  # each takes memory of its own
    pillow_heif.register_heif_opener()
    with Image.open(io.BytesIO(data), formats=("HEIF",)) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise Unreadable("too many pixels")
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    plain = Image.new("RGB", upright.size)
    plain.paste(upright)
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=95)
    return out.getvalue()


if __name__ == "__main__":
    _limit()
    sys.stdout.buffer.write(_read(sys.stdin.buffer.read()))
