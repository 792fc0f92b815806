"""Make every form of a digest but its message, from the same content, so that they agree."""

from collections.abc import Callable
from pathlib import PurePath
from typing import NamedTuple

from bot.core import pdf
from bot.core.events import File, Reply
from bot.core.media import Media
from bot.core.turn import Tools
from bot.digests.content import Content
from bot.digests.render import chart, document, map_picture, workbook
from bot.digests.render.buttons import PICTURES, possible
from bot.digests.render.rows import Names

Maker = Callable[[Content, Tools, str | None], bytes | None]


class FormFile(NamedTuple):
    """A form as a file; a picture can be shown in the chat, the others are attached."""

    name: str
    data: bytes
    picture: bool

    def reply(self, media: Media, text: str = "") -> Reply:
        """Return the message that brings it."""
        key = media.add_file(self.data, PurePath(self.name).suffix)
        if self.picture:
            return Reply(text=text, photos=(key,))
        return Reply(text=text, files=(File(key=key, name=self.name),))


def make(form: str, content: Content, tools: Tools, issuer: str | None = None) -> FormFile | None:
    """Make one form; returns None where there is nothing to draw or it cannot be made here.

    `issuer`: the key in city.yaml of the office that signs a report; None leaves its name to be
    filled in. No database is read; may run in a thread. Raises KeyError for an unknown form.
    """
    data = _MAKERS[form](content, tools, issuer or content.scope.agency)
    name = Names(tools).file(form, content)
    return None if data is None else FormFile(name, data, form in PICTURES)


_MAKERS: dict[str, Maker] = {
    "chart": lambda content, tools, _: chart.make(content, tools),
    "map": lambda content, tools, _: map_picture.make(content, tools),
    "page": lambda content, tools, _: map_picture.page(content, tools),
    "xlsx": lambda content, tools, _: workbook.write(content, tools),
    "docx": document.write,
    "pdf": lambda *of: pdf.converted(document.write(*of)) if possible("pdf") else None,
}
