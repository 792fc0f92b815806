"""The words in a digest's forms for the keys of city.yaml, and for text that people wrote."""

from __future__ import annotations

import re
from typing import Any

from bot.core.turn import Tools
from bot.digests.content import Content
from bot.digests.period import days_of
from bot.digests.render.message import days_words, scope_words, title
from bot.texts import cleaned, shortened

_UNWRITABLE = re.compile(r"[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Characters that UTF-8 or XML cannot hold or discourage (https://www.w3.org/TR/xml/#charsets)."""


class Names:
    """The words of one city's forms; no name is longer than `longest` characters."""

    def __init__(self, tools: Tools, longest: int = 120) -> None:
        self._tools, self._longest = tools, longest

    def label(self, name: str, /, **values: Any) -> str:
        """Return the block of that name in forms.html."""
        return self._tools.texts.plain(f"forms.{name}", **values)

    def written(self, text: str, longest: int | None = None) -> str:
        """Return a text on one line, without characters that a form cannot hold."""
        plain = " ".join(cleaned(_UNWRITABLE.sub("", text)).split())
        return shortened(plain, self._longest if longest is None else longest)

    def agency(self, key: str | None) -> str:
        """Return the agency's name; its key where it is not one of the city's."""
        return self.written(self._tools.city.agency_name(key) or key or "")

    def area(self, key: str | None) -> str:
        """Return the area's name."""
        return self.written(self._tools.city.area_name(key) or key or self.label("no_area"))

    def category(self, key: str) -> str:
        """Return the category's name."""
        return self.written(self._tools.city.category_name(key) or key)

    def status(self, key: str) -> str:
        """Return the status in words."""
        return self.written(self.label("status", status=key))

    def why(self, key: str) -> str:
        """Return the reason for listing in words."""
        return self.written(self.label("why", why=key))

    def span(self, content: Content) -> str:
        """Return the digest's period, as people say it: tuần 16/11–22/11/2026."""
        kind = days_of(content.period, self._tools.zone).kind
        days = days_words(content.period, self._tools)
        return self._tools.texts.plain("digest.span", kind=kind, days=days)

    def title(self, content: Content) -> str:
        """Return the digest's title, with its period."""
        return title(content.period, self._tools)

    def scope(self, content: Content, longest: int = 120) -> str:
        """Return the digest's scope in words."""
        words = scope_words(content.scope, self._tools)
        return self.written(self.label("scope", scope=words), longest)

    def compared(self, content: Content) -> str:
        """Return the period of comparison in words."""
        return self.label("compared", before=days_words(content.before, self._tools))

    def made_at(self, content: Content) -> str:
        """Return the moment of the figures in words."""
        return self.label("made_at", moment=content.made_at)

    def file(self, form: str, content: Content) -> str:
        """Return the name of a form's file."""
        days = days_of(content.period, self._tools.zone)
        span = f"{days.first:%Y%m%d}-{days.last:%Y%m%d}"
        return self.label(f"file_{form}", days=span)
