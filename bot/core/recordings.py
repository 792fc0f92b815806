"""Voice notes and short videos: only their sound and pictures are kept, in a new file.

Nothing is decoded or encoded again: the packets are copied into a file that says nothing of the
telephone, the place or the hour (docs: https://pyav.basswood-io.com/docs/stable/).
"""

import io
from collections.abc import Sequence
from typing import Any

MOST_BYTES = 20_000_000
"""As much as Telegram gives to a bot."""
MOST_SECONDS = {"audio": 300, "video": 90}
"""Seconds of a voice note and of a video."""
TYPES = {"ogg": "audio/ogg", "mp3": "audio/mpeg", "m4a": "audio/mp4", "mp4": "video/mp4",
         "webm": "video/webm"}  # fmt: skip
"""The files that are kept: what browsers and Telegram play."""
PICTURE = ".jpg"
"""What the key of a person's picture ends with: queries for others than its office name it."""
_FORMATS = {"ogg": "ogg", "mp3": "mp3", "m4a": "mp4", "mp4": "mp4", "webm": "webm"}
_BEGINNINGS = (
    (0, b"OggS", "ogg"), (4, b"ftyp", "mov"), (0, b"\x1a\x45\xdf\xa3", "matroska"),
    (0, b"ID3", "mp3"), (0, b"\xff\xfb", "mp3"), (0, b"\xff\xf3", "mp3"), (0, b"\xff\xf2", "mp3"),
)  # fmt: skip
"""The formats that are read, by how their files begin: others, such as playlists, could make the
reader open further files."""
_SOUNDS = {"opus": "ogg", "vorbis": "ogg", "mp3": "mp3", "aac": "m4a"}
_PICTURES = {"h264": "mp4", "hevc": "mp4", "mpeg4": "mp4", "vp8": "webm", "vp9": "webm",
             "av1": "webm"}  # fmt: skip
_SOUNDS_OF = {"mp4": ("aac", "mp3"), "webm": ("opus", "vorbis")}


class NotARecording(ValueError):
    """The bytes are no recording that can be read and played."""


class TooLong(NotARecording):
    """It is longer than `MOST_SECONDS`."""


def is_recording(key: str) -> bool:
    """Return whether a media key is that of a recording, and not of a picture or a document."""
    return media_type(key) is not None


def media_type(key: str) -> str | None:
    """Return the media type of a recording; None for other files."""
    return TYPES.get(key.rpartition(".")[2])


def pictures_of(keys: Sequence[str]) -> tuple[str, ...]:
    """Return the keys that are no recordings: a voice is never shown to others than its office."""
    return tuple(key for key in keys if not is_recording(key))


def is_video(key: str) -> bool:
    """Return whether a recording has moving pictures."""
    return (media_type(key) or "").startswith("video")


def may_be_recording(media_type: str) -> bool:
    """Return whether a file says of itself that it is sound or video."""
    return media_type.partition("/")[0] in ("audio", "video")


def remuxed(data: bytes) -> tuple[bytes, str]:
    """Return the recording as a new file without metadata, and its suffix.

    Raises `NotARecording` or `TooLong`.
    """
    name = next((form for at, sign, form in _BEGINNINGS if data[at:].startswith(sign)), None)
    if name is None:
        raise NotARecording("an unknown format")
    try:
        return _copied(data, name)
    except NotARecording:
        raise
    except Exception as error:  # hostile bytes make a reader fail in any way there is
        raise NotARecording(type(error).__name__) from error


def _copied(data: bytes, name: str) -> tuple[bytes, str]:
    import av  # takes long, and is seldom needed

    out = io.BytesIO()
    opened: Any = av.open(io.BytesIO(data), format=name, metadata_errors="ignore")
    with opened as source:
        streams, suffix = _chosen(source)
        # With it FFmpeg writes neither its own name nor the hour into the file.
        options = {"fflags": "+bitexact"}
        with av.open(out, "w", format=_FORMATS[suffix], options=options) as target:
            copies = {stream.index: target.add_stream_from_template(stream) for stream in streams}
            for copy in copies.values():
                copy.metadata.clear()
            longest = MOST_SECONDS["video" if suffix in ("mp4", "webm") else "audio"]
            written = 0  # tables of a hostile file may point to the same bytes again and again
            for packet in source.demux(*streams):
                if packet.dts is None:
                    continue
                written += packet.size
                if written > MOST_BYTES:
                    raise NotARecording("more than the file holds")
                if packet.time_base and packet.dts * packet.time_base > longest:
                    raise TooLong(f"more than {longest} seconds")
                packet.stream = copies[packet.stream.index]
                target.mux(packet)
    return out.getvalue(), f".{suffix}"


def _chosen(source: Any) -> tuple[list[Any], str]:
    """Return the first streams of pictures and sound that can be played, and the suffix."""
    sounds = [row for row in source.streams.audio if _codec(row) in _SOUNDS]
    videos = [row for row in source.streams.video if _codec(row) in _PICTURES]
    if videos:
        suffix = _PICTURES[_codec(videos[0])]
        fitting = [row for row in sounds if _codec(row) in _SOUNDS_OF[suffix]]
        return [videos[0], *fitting[:1]], suffix
    if not sounds:
        raise NotARecording("nothing to be heard")
    return sounds[:1], _SOUNDS[_codec(sounds[0])]


def _codec(stream: Any) -> str:
    return str(stream.codec_context.codec.canonical_name)
