"""Recordings as telephones make them, with all they say of the telephone and the place."""

import io
from fractions import Fraction

import av
import numpy as np

SECRETS = ("Dien thoai cua An", "+22.3964+103.4591/", "2026-11-23T07:30:00")
_TAGS = {"title": SECRETS[0], "location": SECRETS[1], "comment": SECRETS[2]}


def sound(form: str = "ogg", codec: str = "libopus", seconds: float = 1) -> bytes:
    """A voice note: a tone."""
    out = io.BytesIO()
    with av.open(out, "w", format=form) as target:
        target.metadata.update(_TAGS)
        stream = target.add_stream(codec, rate=48000, layout="mono")
        _sing(target, stream, seconds)
    return out.getvalue()


def video(form: str = "mp4", codec: str = "mpeg4", seconds: float = 1) -> bytes:
    """A short video with its sound."""
    out = io.BytesIO()
    with av.open(out, "w", format=form) as target:
        target.metadata.update(_TAGS)
        pictures = target.add_stream(codec, rate=5, width=64, height=48, pix_fmt="yuv420p")
        tone = target.add_stream("aac" if form == "mp4" else "libopus", rate=48000, layout="mono")
        for number in range(int(seconds * 5)):
            image = np.full((48, 64, 3), number * 10 % 255, dtype=np.uint8)
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 5)
            target.mux(pictures.encode(frame))
        target.mux(pictures.encode(None))
        _sing(target, tone, seconds)
    return out.getvalue()


def _sing(target: av.container.OutputContainer, stream: av.AudioStream, seconds: float) -> None:
    size = 960
    for number in range(int(seconds * 48000 / size)):
        wave = np.sin(np.arange(number * size, (number + 1) * size) / 20) * 8000
        frame = av.AudioFrame.from_ndarray(
            wave.astype(np.int16).reshape(1, -1), format="s16", layout="mono"
        )
        frame.sample_rate, frame.pts = 48000, number * size
        frame.time_base = Fraction(1, 48000)
        target.mux(stream.encode(frame))
    target.mux(stream.encode(None))


def read(data: bytes) -> tuple[dict[str, str], list[str], float]:
    """The metadata of a file and of its streams, their codecs, and how long it plays."""
    with av.open(io.BytesIO(data)) as source:
        tags = dict(source.metadata)
        for stream in source.streams:
            tags |= stream.metadata
        codecs = [stream.codec_context.codec.canonical_name for stream in source.streams]
        frames = list(source.decode(audio=0))
        return tags, codecs, sum(frame.samples / frame.sample_rate for frame in frames)
