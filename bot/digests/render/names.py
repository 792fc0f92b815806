"""What stands in a digest's forms for the keys of city.yaml, and for what somebody wrote."""

from __future__ import annotations

import re
from typing import Any

from bot.digests.content import Content
from bot.digests.period import Period, days_of
from bot.digests.render.message import scope_words, title
from bot.digests.select.content import Means
from bot.texts import cleaned, shortened

_UNWRITABLE = re.compile(r"[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""What neither UTF-8 nor XML can hold, or says nothing (https://www.w3.org/TR/xml/#charsets)."""


class Names:
    """The words of one city's forms; no name is longer than `most` characters."""

    def __init__(self, means: Means, most: int = 120) -> None:
        self._means, self._most = means, most

    def label(self, name: str, /, **values: Any) -> str:
        """The words of that name in forms.html."""
        return self._means.texts.plain(f"forms.{name}", **values)

    def written(self, text: str, most: int | None = None) -> str:
        """A text on one line, with nothing in it that a form cannot hold."""
        plain = " ".join(cleaned(_UNWRITABLE.sub("", text)).split())
        return shortened(plain, self._most if most is None else most)

    def agency(self, key: str | None) -> str:
        """What the agency is called; its key where it is not one of the city's."""
        return self.written(self._means.city.agency_name(key) or key or "")

    def area(self, key: str | None) -> str:
        """What the area is called."""
        return self.written(self._means.city.area_name(key) or key or self.label("no_area"))

    def category(self, key: str) -> str:
        """What the category is called."""
        return self.written(self._means.city.category_name(key) or key)

    def status(self, key: str) -> str:
        """What a report's status is called."""
        return self.written(self.label("status", status=key))

    def why(self, key: str) -> str:
        """Why a report is listed."""
        return self.written(self.label("why", why=key))

    def days(self, period: Period) -> str:
        """The days of a period."""
        days = days_of(period, self._means.zone)
        return self._means.texts.plain("digest.days", days=days, period=period)

    def span(self, content: Content) -> str:
        """The digest's period, as people say it: tuần 16/11–22/11/2026."""
        kind, days = days_of(content.period, self._means.zone).kind, self.days(content.period)
        return self._means.texts.plain("digest.span", kind=kind, days=days)

    def title(self, content: Content) -> str:
        """What the digest is called, with its period."""
        return title(content.period, self._means)

    def scope(self, content: Content, most: int = 120) -> str:
        """What the digest is about."""
        words = scope_words(content.scope, self._means)
        return self.written(self.label("scope", scope=words), most)

    def compared(self, content: Content) -> str:
        """What the figures are compared with."""
        return self.label("compared", before=self.days(content.before))

    def made_at(self, content: Content) -> str:
        """As of when the figures are."""
        return self.label("made_at", moment=content.made_at)

    def file(self, form: str, content: Content) -> str:
        """The name of a form's file."""
        days = days_of(content.period, self._means.zone)
        span = f"{days.first:%Y%m%d}-{days.last:%Y%m%d}"
        return self.label(f"file_{form}", days=span)
