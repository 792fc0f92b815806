"""Fifty pictures with something hidden, sent with reports: what is kept and sent on has nothing."""

from collections.abc import Iterator, Sequence

from bot.core.events import Photo
from bot.reports.draft import MOST_PHOTOS
from tests.hidden import hidden_in, none_of_them, pictures
from tests.reports.reporting import begun
from tests.town import Someone, Town


def photos(town: Town, files: dict[str, bytes]) -> tuple[Photo, ...]:
    """These files on the channel's server."""
    town.channel.files |= files
    return tuple(Photo(ref=name) for name in files)


def batches(files: dict[str, bytes]) -> Iterator[dict[str, bytes]]:
    names = list(files)
    for start in range(0, len(names), MOST_PHOTOS):
        yield {name: files[name] for name in names[start : start + MOST_PHOTOS]}


def shown_to(people: Sequence[Someone]) -> set[str]:
    """The keys of all pictures these people were shown."""
    return {key for person in people for message in person.shown for key in message.reply.photos}


async def reports_with(town: Town, number: int, files: dict[str, bytes]) -> None:
    """Somebody sends a report with these pictures, from beginning to end."""
    an = await begun(town, f"an{number}")
    await an.presses("Cây xanh")
    await an.presses("Chặt hạ")
    await an.says(f"số {number}00 đường Trần Phú, phường Tân Phong")
    await an.does(photos=photos(town, files))
    assert "không mở được" not in an.heard
    await an.says(f"Chặt cây trước số nhà {number}00")
    await an.presses("Gửi phản ánh")
    if "trông giống việc này" in an.heard:
        await an.presses("Việc của tôi khác")
    assert "Mã phản ánh" in an.heard


async def test_nothing_hidden_reaches_anybody(town: Town) -> None:
    binh = town.person("binh")
    await town.invited(binh, "official", "ubnd_tan_phong")
    files = pictures()
    for number, batch in enumerate(batches(files), start=1):
        await reports_with(town, number, batch)
    stored = {path.name: path.read_bytes() for path in town.media.folder.rglob("*.*")}
    # The same pixels are one file, whatever was hidden beside them.
    assert shown_to([binh]) == set(stored) and len(files) >= 50 and len(stored) >= 40
    assert [name for name, data in stored.items() if hidden_in(data)] == []


async def test_what_is_refused_is_told_kindly_and_leaves_nothing(town: Town) -> None:
    an = await begun(town)
    files = none_of_them()
    for batch in batches(files):
        await an.does(photos=photos(town, batch))
        assert f"{len(batch)} tệp không mở được như một bức ảnh" in an.heard
    assert not town.media.folder.exists()
