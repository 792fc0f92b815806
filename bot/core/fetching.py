"""Fetch what an update only names: its pictures, and the places short map links lead to."""

import asyncio
from collections.abc import Mapping

from bot.city.map_links import MapLinks
from bot.core.events import Channel, FileGone, Incoming, Photo, Refusal, TooBig, TryLater
from bot.core.media import Media, NotAPicture
from bot.core.papers import NotAPaper
from bot.core.recordings import NotARecording, TooLong

REFUSED: dict[type[Exception], Refusal] = {
    TooBig: "too_big", NotAPicture: "not_a_picture", NotAPaper: "not_a_paper",
    TooLong: "too_long", NotARecording: "not_a_recording", FileGone: "gone",
}  # fmt: skip
"""Why what an update named was not taken."""


class Fetching:
    """Puts pictures into the media store and opens map links, outside of any transaction."""

    def __init__(
        self, media: Media, channels: Mapping[str, Channel], links: MapLinks | None
    ) -> None:
        self._media, self.channels, self._links = media, channels, links

    def is_needed(self, incoming: Incoming) -> bool:
        """Return whether the update has pictures or a map link to fetch."""
        pictures = any(photo.key is None and photo.refused is None for photo in incoming.photos)
        return pictures or self._links_to_map(incoming)

    async def fetched(self, incoming: Incoming, late: bool) -> Incoming:
        """Return the update with its pictures in the media store and short map links resolved.

        Raises `TryLater` unless it is `late`: then a picture that cannot be fetched is gone.
        """
        channel = self.channels[incoming.channel]
        photos = [await self._stored_photo(channel, photo, late) for photo in incoming.photos]
        text = incoming.text
        if self._links is not None and self._links_to_map(incoming):
            text = await self._links.opened(text)
        return incoming.model_copy(update={"photos": tuple(photos), "text": text})

    def _links_to_map(self, incoming: Incoming) -> bool:
        return self._links is not None and incoming.addressed and self._links.opens(incoming.text)

    async def _stored_photo(self, channel: Channel, photo: Photo, late: bool) -> Photo:
        if photo.refused or (photo.key and self._media.renew(photo.key)):
            return photo
        if photo.key:  # erased since it came
            return photo.model_copy(update={"key": None, "refused": "gone"})
        add = self._media.add_recording if photo.recording else self._media.add_picture
        try:
            data = await channel.fetch(photo.ref)
            key = await asyncio.to_thread(self._media.add_paper if photo.paper else add, data)
        except tuple(REFUSED) as error:
            return photo.model_copy(update={"refused": REFUSED[type(error)]})
        except TryLater:
            if not late:
                raise
            return photo.model_copy(update={"refused": "gone"})
        return photo.model_copy(update={"key": key})
