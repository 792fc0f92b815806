"""A digest in another form, on demand: of its period, and as of now.

Making it takes seconds, in which on SQLite nobody else could write; so it is made before the
transaction, which gives it out only if the reader still has the right.
"""

import logging
from datetime import datetime

from sqlmodel import Session

from bot.core.events import Incoming, Reply
from bot.core.media import Media
from bot.core.turn import Tools, row_number
from bot.digests import act_queries
from bot.digests.act_queries import Entry
from bot.digests.content import Content
from bot.digests.period import Period, of_key, previous
from bot.digests.queries import scope_of
from bot.digests.render.buttons import ALL, FORMS
from bot.digests.render.message import scope_words, title
from bot.digests.select.content import select
from bot.digests.subscribing import may_read
from bot.people import queries as people
from bot.people.roles import Actor, actor_of
from db.engine import Database

log = logging.getLogger(__name__)


def ahead(
    database: Database, tools: Tools, incoming: Incoming, now: datetime, media: Media
) -> Reply | None:
    """Return the form a pressed button asks for; None for other buttons, or without the right."""
    form, number, scope = [*(incoming.button or "").split(":")[1:], "", "", ""][:3]
    if form not in FORMS or scope != ALL:
        return None
    with database.reading() as session:
        entry = act_queries.entry(session, row_number(number))
        actor = _actor(session, tools, incoming, entry) if entry else None
        if entry is None or actor is None or not may_read(actor, entry.subscription):
            return None
        content = _content(session, tools, entry, now)
    try:
        told_at, issuer = entry.digest.made_at, actor.agency
        return _reply(form, content, told_at, tools, issuer, media)
    except Exception:
        log.exception("the form %s of digest %s failed", form, entry.digest.id)
        return Reply(text=tools.texts("digest_acts.form_failed"))


def _actor(session: Session, tools: Tools, incoming: Incoming, entry: Entry) -> Actor | None:
    """Return the person who presses, if it is in the chat the digest came to."""
    sender, place = incoming.sender, (incoming.channel, incoming.chat, incoming.thread or "")
    chat = people.chat_by_id(session, entry.subscription.chat_id)
    if chat is None or sender is None or (chat.channel, chat.channel_id, chat.thread) != place:
        return None
    person = people.known_person(session, incoming.channel, sender.id)
    return actor_of(person, chat, tools.city) if person else None


def _content(session: Session, tools: Tools, entry: Entry, now: datetime) -> Content:
    """Return the figures of the periods of the digest's message."""
    spans = [of_key(key) for key in act_queries.periods(session, entry)]
    period = Period(min(span.start for span in spans), max(span.end for span in spans))
    before = previous(period, tools.zone, entry.subscription.cron)
    return select(session, tools, scope_of(entry.subscription), period, before, now)


def _reply(
    form: str, content: Content, told_at: datetime, tools: Tools, issuer: str | None, media: Media
) -> Reply:
    """Return the file, with its time: open reports may differ from those in the message."""
    from bot.digests.render import forms

    form_file = forms.make(form, content, tools, issuer)
    if form_file is None:
        return Reply(text=tools.texts("digest_acts.no_form", form=form))
    text = tools.texts(
        "digest_acts.form",
        form=form,
        title=title(content.period, tools),
        scope=scope_words(content.scope, tools),
        made_at=content.made_at,
        told_at=told_at,
    )
    return form_file.reply(media, text)
