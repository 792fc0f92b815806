"""Pictures as telephones, editors and attackers make them: with something hidden in each."""

import io
import random
import struct
import zlib
from collections.abc import Iterator
from functools import cache

from PIL import Image, PngImagePlugin

SECRET = b"SECRET-22.39631-103.45821"
"""What is hidden, in clear; no byte of it may be kept or sent on."""
SIGNS = (SECRET, b"SECRET", b"Exif", b"http://ns.adobe.com", b"xmpmeta", b"Photoshop 3.0", b"8BIM",
         b"ICC_PROFILE", b"GPS", b"PK\x03\x04", b"<script", b"MM\x00*", b"II*\x00")  # fmt: skip
"""What gives metadata away, and what follows a picture in a polyglot."""
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET + b"</x:xmpmeta>"
BOTH_WAYS = SECRET.decode()


def scene(mode: str = "RGB", size: tuple[int, int] = (96, 64), seed: int = 1) -> Image.Image:
    """A picture with something in it, so that no two are alike."""
    chance = random.Random(seed)
    picture = Image.frombytes("RGB", size, chance.randbytes(size[0] * size[1] * 3))
    return picture.convert(mode)


def exif(orientation: int = 1) -> bytes:
    """A camera's notes: whose, where, when, which way up."""
    notes = Image.Exif()
    notes[0x010F], notes[0x0112], notes[0x9286] = BOTH_WAYS, orientation, BOTH_WAYS
    notes[0x0131] = notes[0x8298] = BOTH_WAYS
    gps = notes.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (22.0, 23.0, 46.7), "E", (103.0, 27.0, 29.5)
    return notes.tobytes()


def saved(picture: Image.Image, form: str, **how: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **how)
    return out.getvalue()


def segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


def into_jpeg(data: bytes, *segments: bytes) -> bytes:
    """Segments of ours right behind the start of a JPEG."""
    return data[:2] + b"".join(segments) + data[2:]


IPTC = segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x20" + SECRET * 2)
XMP_SEGMENT = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + XMP)
MAKER = segment(0xEF, SECRET)
COMMENT = segment(0xFE, SECRET)


def with_thumbnail() -> bytes:
    """A JPEG whose notes hold a smaller JPEG, which itself has notes."""
    inner = saved(scene(size=(32, 24), seed=9), "JPEG", exif=exif(), comment=SECRET)
    return into_jpeg(saved(scene(), "JPEG"), segment(0xE1, exif() + inner))


def _jpegs() -> Iterator[tuple[str, bytes]]:
    for orientation in range(1, 9):
        picture = scene(seed=orientation)
        yield f"gps-{orientation}.jpg", saved(picture, "JPEG", exif=exif(orientation))
    for mode in ("L", "CMYK"):
        plain = saved(scene(mode), "JPEG", exif=exif(), icc_profile=SECRET * 9)
        yield f"{mode}.jpg", into_jpeg(plain, XMP_SEGMENT, IPTC)
    plain = saved(scene(seed=20), "JPEG")
    yield "xmp.jpg", into_jpeg(plain, XMP_SEGMENT)
    yield "iptc.jpg", into_jpeg(plain, IPTC)
    yield "comment.jpg", into_jpeg(plain, COMMENT)
    yield "maker.jpg", into_jpeg(plain, MAKER, MAKER)
    yield "icc.jpg", saved(scene(seed=21), "JPEG", icc_profile=SECRET * 300)
    yield "thumbnail.jpg", with_thumbnail()
    yield (
        "progressive.jpg",
        saved(scene(seed=22), "JPEG", progressive=True, exif=exif(), comment=SECRET, xmp=XMP),
    )
    yield (
        "all.jpg",
        into_jpeg(saved(scene(seed=23), "JPEG", exif=exif()), XMP_SEGMENT, IPTC, COMMENT, MAKER),
    )
    yield "large.jpg", saved(scene(size=(2600, 1800), seed=24), "JPEG", exif=exif(6), quality=30)
    yield "zip-behind.jpg", plain + b"PK\x03\x04" + SECRET
    yield "script-behind.jpg", plain + b"<script>" + SECRET
    yield "twice.jpg", into_jpeg(plain, segment(0xE1, exif()), segment(0xE1, exif(8)))
    yield "late.jpg", plain[:20] + COMMENT + segment(0xE1, exif()) + XMP_SEGMENT + plain[20:]
    yield (
        "two.mpo",
        saved(scene(seed=25), "MPO", save_all=True, append_images=[scene(seed=26)], exif=exif()),
    )
    yield "named-otherwise.png", saved(scene(seed=27), "JPEG", exif=exif(), comment=SECRET)


def _pngs() -> Iterator[tuple[str, bytes]]:
    def notes(*kinds: str) -> PngImagePlugin.PngInfo:
        info = PngImagePlugin.PngInfo()
        if "text" in kinds:
            info.add_text("GPS", BOTH_WAYS)
        if "ztxt" in kinds:
            info.add_text("Comment", BOTH_WAYS, zip=True)
        if "xmp" in kinds:
            info.add_itxt("XML:com.adobe.xmp", XMP.decode())
        if "own" in kinds:
            info.add(b"prVt", SECRET, after_idat=True)
        return info

    every = ("text", "ztxt", "xmp", "own")
    for number, kind in enumerate(every):
        yield f"{kind}.png", saved(scene(seed=40 + number), "PNG", pnginfo=notes(kind))
    yield "exif.png", saved(scene(seed=45), "PNG", exif=exif(3))
    yield "icc.png", saved(scene(seed=46), "PNG", icc_profile=SECRET * 9)
    for number, mode in enumerate(("P", "RGBA", "LA", "I;16", "1")):
        picture = scene("L", seed=50 + number).convert("I" if mode == "I;16" else mode)
        picture = picture.convert(mode)
        yield f"{mode}.png", saved(picture, "PNG", pnginfo=notes(*every), exif=exif())
    yield "behind.png", saved(scene(seed=57), "PNG") + SECRET + b"<script>"


def _others() -> Iterator[tuple[str, bytes]]:
    notes = {"exif": exif(), "xmp": XMP, "icc_profile": SECRET * 9}
    for name, what in notes.items():
        yield f"{name}.webp", saved(scene(seed=60), "WEBP", **{name: what})
    yield "lossless.webp", saved(scene("RGBA", seed=61), "WEBP", lossless=True, **notes)
    frames = {"save_all": True, "append_images": [scene(seed=63)]}
    yield "moving.webp", saved(scene(seed=62), "WEBP", **frames, **notes)
    yield "all.avif", saved(scene(seed=64), "AVIF", **notes)
    tags = {270: BOTH_WAYS, 315: BOTH_WAYS, 700: XMP, 33723: SECRET}
    yield "tags.tif", saved(scene(seed=65), "TIFF", tiffinfo=tags)
    yield "gps.tif", saved(scene(seed=66), "TIFF", exif=exif(6))
    yield "pages.tif", saved(scene(seed=67), "TIFF", **frames, tiffinfo=tags)
    yield "packed.tif", saved(scene("L", seed=68), "TIFF", compression="tiff_lzw", tiffinfo=tags)
    yield "comment.gif", saved(scene(seed=69), "GIF", comment=SECRET)
    yield "moving.gif", saved(scene("P", seed=70), "GIF", comment=SECRET, save_all=True,
                              append_images=[scene("P", seed=71)])  # fmt: skip
    yield "script.gif", saved(scene(seed=72), "GIF") + b"/*<script>" + SECRET
    yield "behind.bmp", saved(scene(seed=73), "BMP") + SECRET


@cache
def pictures() -> dict[str, bytes]:
    """Whole pictures of every form that is taken, each with something hidden."""
    return dict((*_jpegs(), *_pngs(), *_others()))


def _bomb(width: int, height: int) -> bytes:
    """A small PNG that says it is huge."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(bytes(1_000_000)))
    return b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b"")


def _text_bomb() -> bytes:
    """A PNG whose note unpacks to far more than any note."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "A" * 70_000_000, zip=True)
    return saved(scene(), "PNG", pnginfo=info)


def none_of_them() -> dict[str, bytes]:
    """What is refused: no picture, half of one, one too big, or of a form that is not taken."""
    whole = pictures()
    cut = {
        f"cut-{name}": whole[name][: len(whole[name]) * 2 // 3]
        for name in ("all.jpg", "text.png", "exif.webp", "tags.tif", "behind.bmp")
    }
    heic = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + SECRET * 40
    return cut | {
        "photo.heic": heic,
        "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        "paper.pdf": b"%PDF-1.7\n" + SECRET,
        "print.eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) run\n",
        "film.mp4": b"\x00\x00\x00\x20ftypisom" + SECRET,
        "sheet.zip": b"PK\x03\x04" + SECRET,
        "huge.png": _bomb(50_000, 50_000),
        "wide.png": _bomb(200_000_000, 1),
        "large.png": _bomb(9_000, 9_000),
        "note.png": _text_bomb(),
        "nothing": b"",
        "word": SECRET,
    }


def hidden_in(data: bytes) -> list[str]:
    """What a JPEG has besides its pixels, from its structure; empty where there is nothing."""
    found = [repr(sign) for sign in SIGNS if sign in data]
    assert data[:2] == b"\xff\xd8", "no JPEG"
    at = 2
    while data[at + 1] != 0xDA:  # up to the pixels
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xFE or 0xE1 <= marker <= 0xEF:
            found.append(f"segment {marker:x} of {length} bytes")
        if marker == 0xE0 and length != 16:
            found.append("a thumbnail")
        at += 2 + length
    if not data.endswith(b"\xff\xd9") or data.count(b"\xff\xd9") != 1:
        found.append("something behind the end")
    return found
