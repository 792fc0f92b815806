"""Make every form of a digest but its message, from the same content, so that they agree."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from bot.city.parts import FORMS
from bot.digests.content import Content
from bot.digests.render import chart, document, map_page, map_picture, pdf, workbook
from bot.digests.render.names import Names
from bot.digests.select.content import Means

PICTURES = ("chart", "map")
__all__ = ["FORMS", "FormFile", "make", "possible"]

Maker = Callable[[Content, Means, str | None], bytes | None]


class FormFile(NamedTuple):
    """A form as a file; a picture can be shown in the chat, the others are attached."""

    name: str
    data: bytes
    picture: bool


def possible(form: str) -> bool:
    """Return whether the form can be made on this machine: a PDF needs LibreOffice."""
    return form != "pdf" or pdf.program() is not None


def make(form: str, content: Content, means: Means, issuer: str | None = None) -> FormFile | None:
    """Make one form; returns None where there is nothing to draw or it cannot be made here.

    `issuer`: the key in city.yaml of the office that signs a report; None leaves its name to be
    filled in. No database is read; may run in a thread. Raises KeyError for an unknown form.
    """
    data = _MAKERS[form](content, means, issuer or content.scope.agency)
    name = Names(means).file(form, content)
    return None if data is None else FormFile(name, data, form in PICTURES)


def _chart(content: Content, means: Means, _: str | None) -> bytes | None:
    return None if content.is_empty else chart.paint(chart.chart(content, Names(means))).png()


def _pdf(content: Content, means: Means, issuer: str | None) -> bytes | None:
    return pdf.converted(document.write(content, means, issuer)) if possible("pdf") else None


_MAKERS: dict[str, Maker] = {
    "chart": _chart,
    "map": lambda content, means, _: map_picture.make(content, means),
    "page": lambda content, means, _: map_page.make(content, means),
    "xlsx": lambda content, means, _: workbook.write(content, means),
    "docx": document.write,
    "pdf": _pdf,
}
