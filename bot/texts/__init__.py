"""Render the sentences people read: Jinja2 templates in `vi/`, one file per conversation.

A sentence is a named block of its file: `texts("report.ask_place", …)` is the block `ask_place`
of `vi/report.html`. Autoescape is on, so no citizen's text can bring markup in anywhere. Whole web
pages are the templates in `pages/`.
"""

import re
import unicodedata
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemBytecodeCache,
    PackageLoader,
    StrictUndefined,
)
from jinja2.bccache import Bucket
from markupsafe import Markup

from bot.city.city import City
from bot.texts.characters import joined
from bot.understanding.masking import masked

COMPILED = Path(__file__).parent / "__pycache__"
"""Where Python keeps what it compiles of this package: whoever can write there can change it."""
_BLANK_LINES = re.compile(r"\n{3,}")
_QUOTED = re.compile("<blockquote>(.*?)</blockquote>", re.DOTALL)
_INVISIBLE = dict.fromkeys(
    # Control characters, zero-width ones and those that turn the direction of writing: they can
    # hide or turn round what an official reads. Joiners inside emoji (200D, FE0F) stay.
    (
        *(*range(0x00, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, *range(0x80, 0xA0)),
        *(0x200B, 0x200C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF),
        *range(0xD800, 0xE000),  # halves of characters, which no file can hold
    )
)


class _Compiled(FileSystemBytecodeCache):
    """Keeps compiled templates; a folder that cannot be written to only costs time."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            COMPILED.mkdir(exist_ok=True)
            super().dump_bytecode(bucket)


class Texts:
    """Renders the sentences of one city, in its time zone."""

    def __init__(self, city: City, zone: ZoneInfo) -> None:
        self._city, self._zone = city, zone
        sentences, pages = PackageLoader("bot", "texts/vi"), PackageLoader("bot", "texts/pages")
        self._templates = Environment(
            loader=sentences,
            bytecode_cache=_Compiled(str(COMPILED)),
            auto_reload=False,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals["city"] = city
        self._templates.filters |= {"day": self.day, "moment": self.moment, "quote": shortened}
        self._templates.filters |= {"line": on_one_line, "figure": with_unit, "status": self.status}
        self._templates.filters |= {"masked": masked, "category": self.category}
        self._pages = self._templates.overlay(loader=ChoiceLoader([pages, sentences]))
        self._label = cache(lambda name: without_markup(self(name)))
        self._pages.globals = {**self._templates.globals, "words": self.plain}

    def __call__(self, name: str, /, **values: Any) -> str:
        """Return the sentence as HTML; raises KeyError. A `report` brings its names with it."""
        file, block = name.split(".")
        template = self._templates.get_template(f"{file}.html")
        context = template.new_context(self._names_of(values.get("report")) | values)
        html = "".join(template.blocks[block](context))
        return _BLANK_LINES.sub("\n\n", html).strip()

    def _names_of(self, report: Any) -> dict[str, str]:
        if report is None:
            return {}
        return {
            "category": self.category(report.category),
            "area": self._city.area_name(report.area),
            "agency": self._city.agency_name(report.agency),
        }

    def page(self, name: str, /, **values: Any) -> str:
        """Return the web page of a template in `pages/`; `words` in it are sentences from here."""
        return self._pages.get_template(name).render(values)

    def plain(self, name: str, /, **values: Any) -> str:
        """Return the sentence without markup, for the label of a button or a field."""
        return without_markup(self(name, **values)) if values else self._label(name)

    def category(self, key: str) -> str:
        """Return the name of a category; its key where the city does not have it any more."""
        return self._city.category_name(key) or key

    def status(self, status: str) -> str:
        """Return the name of a report's status."""
        return self.plain(f"track.status_{status}")

    def day(self, moment: datetime | None) -> str:
        """Return a day as people write it: 23/11/2026; for None that it is not known."""
        return self._formatted(moment, "%d/%m/%Y")

    def moment(self, moment: datetime | None) -> str:
        """Return a moment as people write it: 07:30 ngày 23/11/2026; of None as `day` does."""
        return self._formatted(moment, "%H:%M ngày %d/%m/%Y")

    def _formatted(self, moment: datetime | None, form: str) -> str:
        return f"{moment.astimezone(self._zone):{form}}" if moment else self("start.no_day")


def without_markup(text: str) -> str:
    """Return HTML as plain text, line by line, quotes (but no folded text) in quotation marks."""
    text = _QUOTED.sub(r"“\1”", text)
    return "\n".join(Markup(line).striptags() for line in text.split("\n"))  # noqa: S704


def shortened(text: str, longest: int = 120) -> str:
    """Return a text cut at a word, with … where it was longer."""
    if len(text) <= longest:
        return text
    while longest and joined(text, 0, longest):
        longest -= 1
    return text[:longest].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"


def on_one_line(text: str, longest: int = 120) -> str:
    """Return a text on one line, shortened, without invisible characters."""
    return shortened(" ".join(cleaned(text).split()), longest)


FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings of a text that a spreadsheet would run as a formula
(https://owasp.org/www-community/attacks/CSV_Injection)."""


def harmless(value: Any) -> Any:
    """Return a text that no spreadsheet takes for a formula; other values as they are."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def first_line(html: str, longest: int) -> str:
    """Return the first line of a sentence that has words, without markup, shortened."""
    lines = (line.strip() for line in without_markup(html).split("\n"))
    return on_one_line(next(filter(None, lines), ""), longest)


def cleaned(text: str) -> str:
    """Return a person's text in NFC and without invisible characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", lines).translate(_INVISIBLE).strip()


def figure_text(value: float) -> str:
    """Return a figure with a decimal comma and full stops between thousands: `1.250,5`."""
    whole, point, part = f"{Decimal(str(value)):,f}".partition(".")
    part = part.rstrip("0")
    return whole.replace(",", ".") + (f",{part}" if point and part else "")


def with_unit(value: float, unit: str = "") -> str:
    """Return a figure with its unit: `7,2 m²`, `90%`."""
    unit = re.sub(r"(?<=[km])2\b", "²", unit)
    return f"{figure_text(value)}{unit}" if unit == "%" else f"{figure_text(value)} {unit}".strip()
