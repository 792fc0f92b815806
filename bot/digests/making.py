"""A digest as it is sent: its message and what comes beside it, each made once for all readers."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import PurePath
from typing import NamedTuple

from bot.city.parts import FORMS
from bot.core.events import File, Reply
from bot.core.media import Media
from bot.digests.content import Content
from bot.digests.period import Period, previous
from bot.digests.queries import Scope
from bot.digests.render.message import Written, written
from bot.digests.select.content import Means, select
from db.engine import Database
from db.models import Subscription

log = logging.getLogger(__name__)

WHOLE = "xlsx"
"""The form that has every row."""


class Kind(NamedTuple):
    """What two subscriptions have in common that get the same digest."""

    scope: Scope
    cron: str
    period: Period


class Making:
    """Reads the content of a digest once, and makes each form of it once; in no transaction.

    On SQLite whoever writes makes all others wait, and drawing takes longer than anything else.
    """

    def __init__(self, database: Database, means: Means, media: Media, now: datetime) -> None:
        self._database, self._means, self._media, self._now = database, means, media, now
        self._contents: dict[Kind, Content] = {}
        self._texts: dict[Kind, Written] = {}
        self._files: dict[tuple[Kind, str, str | None], _File | None] = {}

    def content(self, kind: Kind) -> Content:
        """Return the figures of the period, and what stands now."""
        if kind not in self._contents:
            before = previous(kind.period, self._means.zone, kind.cron)
            with self._database.reading() as session:
                self._contents[kind] = select(
                    session, self._means, kind.scope, kind.period, before, self._now
                )
        return self._contents[kind]

    def written(self, kind: Kind) -> Written:
        """The words of the message, as long as nothing is marked in it."""
        if kind not in self._texts:
            self._texts[kind] = written(self.content(kind), self._means)
        return self._texts[kind]

    def beside(self, kind: Kind, of: Subscription, issuer: str | None) -> tuple[Reply, ...]:
        """What comes after the message: the pictures together, then each file.

        What a list in the message leaves out is in the workbook, which comes by itself unless the
        reader chose. A form that fails is logged and left out: the message comes all the same.
        """
        cut = not of.own_forms and (self.written(kind)).cut
        chosen = [form for form in FORMS if form in of.forms or (cut and form == WHOLE)]
        found = [made for form in chosen if (made := self._file(kind, form, issuer))]
        pictures = tuple(each.file.key for each in found if each.picture)
        files = tuple(Reply(files=(each.file,)) for each in found if not each.picture)
        return (Reply(photos=pictures), *files) if pictures else files

    def _file(self, kind: Kind, form: str, issuer: str | None) -> _File | None:
        key = kind, form, issuer
        if key not in self._files:
            content = self.content(kind)
            try:
                self._files[key] = self._make(form, content, issuer)
            except Exception:
                log.exception("the form %s of a digest failed", form)
                self._files[key] = None
        return self._files[key]

    def _make(self, form: str, content: Content, issuer: str | None) -> _File | None:
        from bot.digests.render import forms

        made = forms.make(form, content, self._means, issuer)
        if made is None:
            return None
        key = self._media.add_file(made.data, PurePath(made.name).suffix)
        return _File(File(key=key, name=made.name), made.picture)


class _File(NamedTuple):
    file: File
    picture: bool
