"""Make the message and the files of a digest, each once for all readers."""

import logging
from datetime import datetime
from typing import NamedTuple

from bot.city.parts import FORMS
from bot.core.events import Reply
from bot.core.media import Media
from bot.core.turn import Tools
from bot.digests.content import Content
from bot.digests.period import Period, previous
from bot.digests.queries import Scope
from bot.digests.render.message import Written, written
from bot.digests.select.content import select
from db.engine import Database
from db.models import Subscription

log = logging.getLogger(__name__)

WORKBOOK = "xlsx"
"""The form that has every row of the lists."""


class Kind(NamedTuple):
    """The scope, rhythm and period of a digest: equal for subscriptions that get the same one."""

    scope: Scope
    cron: str
    period: Period


class Making:
    """Read the content of a digest once, and make each form of it once, outside transactions.

    On SQLite a writer makes all others wait, and drawing takes longest.
    """

    def __init__(self, database: Database, tools: Tools, media: Media, now: datetime) -> None:
        self.database, self.tools, self._media, self.now = database, tools, media, now
        self._contents: dict[Kind, Content] = {}
        self._texts: dict[Kind, Written] = {}
        self._files: dict[tuple[Kind, str, str | None], Reply | None] = {}

    def content(self, kind: Kind) -> Content:
        """Return the figures of the period, and of the reports open now."""
        if kind not in self._contents:
            before = previous(kind.period, self.tools.zone, kind.cron)
            with self.database.reading() as session:
                self._contents[kind] = select(
                    session, self.tools, kind.scope, kind.period, before, self.now
                )
        return self._contents[kind]

    def written(self, kind: Kind) -> Written:
        """Return the message's text, without marks."""
        if kind not in self._texts:
            self._texts[kind] = written(self.content(kind), self.tools)
        return self._texts[kind]

    def attachments(
        self, kind: Kind, subscription: Subscription, issuer: str | None
    ) -> tuple[Reply, ...]:
        """Return the messages after the first: the pictures together, then each file.

        Where a list in the message is cut, the workbook comes too, unless the reader chose the
        forms. A form that fails is logged and left out.
        """
        cut = not subscription.own_forms and (self.written(kind)).cut
        chosen = [
            form for form in FORMS if form in subscription.forms or (cut and form == WORKBOOK)
        ]
        replies = [reply for form in chosen if (reply := self._file(kind, form, issuer))]
        pictures = tuple(key for reply in replies for key in reply.photos)
        files = tuple(reply for reply in replies if not reply.photos)
        return (Reply(photos=pictures), *files) if pictures else files

    def _file(self, kind: Kind, form: str, issuer: str | None) -> Reply | None:
        from bot.digests.render import forms

        key = kind, form, issuer
        if key not in self._files:
            content = self.content(kind)
            self._files[key] = None
            try:
                file = forms.make(form, content, self.tools, issuer)
                self._files[key] = file.reply(self._media) if file else None
            except Exception:
                log.exception("the form %s of a digest failed", form)
        return self._files[key]
