"""What is kept of a voice note or a short video: its sound and pictures, and nothing beside."""

import pytest

from bot.core.media import Media
from bot.core.recordings import (
    MOST_SECONDS,
    NotARecording,
    TooLong,
    is_recording,
    is_video,
    pictures_of,
    remuxed,
)
from tests.recordings import SECRETS, read, sound, video
from tests.town import picture

PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n"
HARMLESS = {"encoder", "language", "handler_name", "vendor_id", "major_brand", "minor_version",
            "compatible_brands", "duration"}  # fmt: skip


@pytest.mark.parametrize(
    ("data", "suffix", "codecs"),
    [
        (sound(), ".ogg", ["opus"]),
        (sound("webm"), ".ogg", ["opus"]),
        (sound("mp4", "aac"), ".m4a", ["aac"]),
        (sound("mp3", "libmp3lame"), ".mp3", ["mp3"]),
        (video(), ".mp4", ["mpeg4", "aac"]),
        (video("mp4", "libx264"), ".mp4", ["h264", "aac"]),
        (video("webm", "libvpx"), ".webm", ["vp8", "opus"]),
    ],
)
def test_the_sound_stays_and_all_that_is_said_beside_it_goes(
    data: bytes, suffix: str, codecs: list[str]
) -> None:
    assert any(secret.encode() in data for secret in SECRETS)
    kept, made = remuxed(data)
    tags, got, seconds = read(kept)
    assert (made, got) == (suffix, codecs)
    assert not any(secret.encode() in kept for secret in SECRETS)
    assert {name.lower() for name in tags} <= HARMLESS
    assert 0.8 < seconds < 1.3
    assert remuxed(data)[0] == kept, "the same recording is kept once"


@pytest.mark.parametrize(
    "data", [b"", b"OggS", b"OggS" * 500, PLAYLIST, picture(), sound()[:60], b"%PDF-1.7",
             b"\0\0\0\x18ftypmp42" + b"\xff" * 2000],
    ids=range(8),
)  # fmt: skip
def test_what_cannot_be_played_is_no_recording(data: bytes) -> None:
    with pytest.raises(NotARecording):
        remuxed(data)


def test_one_that_grows_beyond_its_file_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.core.recordings.MOST_BYTES", 100)
    with pytest.raises(NotARecording, match="more than"):
        remuxed(video())


def test_a_long_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MOST_SECONDS, "audio", 2)
    with pytest.raises(TooLong):
        remuxed(sound(seconds=3))
    assert remuxed(sound(seconds=1.5))


def test_the_key_says_what_it_is(media: Media) -> None:
    voice, moving = media.add_recording(sound()), media.add_recording(video())
    image = media.add_picture(picture())
    assert [is_recording(key) for key in (voice, moving, image)] == [True, True, False]
    assert [is_video(key) for key in (voice, moving, image)] == [False, True, False]
    assert pictures_of((voice, image, moving)) == (image,)
    assert media.read(voice).startswith(b"OggS")
