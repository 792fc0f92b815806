"""A digest in another form, on demand: made anew, of its period and as of now.

It takes seconds, in which on SQLite nobody else could write; so it is made ahead of the
transaction, which gives it out only if its reader still may have it then.
"""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import PurePath

from sqlmodel import Session

from bot.core.events import File, Incoming, Reply
from bot.core.media import Media
from bot.core.turn import Tools, Turn, row_number
from bot.digests import act_queries as rows
from bot.digests.act_queries import Entry
from bot.digests.content import Content
from bot.digests.period import Period, of_key, previous
from bot.digests.queries import scope_of
from bot.digests.readers import may_read
from bot.digests.render.buttons import ALL, FORMS
from bot.digests.render.message import scope_words, title
from bot.digests.select.content import select
from bot.people import queries as people
from bot.people.roles import Actor, actor_of
from db.engine import Database

log = logging.getLogger(__name__)


def ahead(
    database: Database, tools: Tools, incoming: Incoming, now: datetime, media: Media
) -> Reply | None:
    """The form a pressed button asks for; None where it is no such button, or not for them."""
    form, number, whole = [*(incoming.button or "").split(":")[1:], "", "", ""][:3]
    if form not in FORMS or whole != ALL:
        return None
    with database.reading() as session:
        entry = rows.entry(session, row_number(number))
        actor = _actor(session, tools, incoming, entry) if entry else None
        if entry is None or actor is None or not may_read(actor, entry.subscription):
            return None
        content = _content(session, tools, entry, now)
    try:
        told_at, issuer = entry.digest.made_at, actor.agency
        return _made(form, content, told_at, tools, issuer, media)
    except Exception:
        log.exception("the form %s of digest %s failed", form, entry.digest.id)
        return Reply(text=tools.texts("digest_acts.form_failed"))


def _actor(session: Session, tools: Tools, incoming: Incoming, entry: Entry) -> Actor | None:
    """Who presses, if it is in the chat the digest came to."""
    sender, here = incoming.sender, (incoming.channel, incoming.chat, incoming.thread or "")
    chat = people.chat_by_id(session, entry.subscription.chat_id)
    if chat is None or sender is None or (chat.channel, chat.channel_id, chat.thread) != here:
        return None
    person = people.known(session, incoming.channel, sender.id)
    return actor_of(person, chat, tools.city) if person else None


def _content(session: Session, tools: Tools, entry: Entry, now: datetime) -> Content:
    """Of the digest's period; of all of them where its message was of several."""
    spans = [of_key(key) for key in rows.periods(session, entry)]
    period = Period(min(span.start for span in spans), max(span.end for span in spans))
    before = previous(period, tools.zone, entry.subscription.cron)
    return select(session, tools, scope_of(entry.subscription), period, before, now)


def _made(
    form: str, content: Content, told_at: datetime, tools: Tools, issuer: str | None, media: Media
) -> Reply:
    """The file, and as of when it is: what is open may be another than as its message told."""
    from bot.digests.render import forms

    made = forms.make(form, content, tools, issuer)
    if made is None:
        return Reply(text=tools.texts("digest_acts.no_form", form=form))
    text = tools.texts(
        "digest_acts.form",
        form=form,
        title=title(content.period, tools),
        scope=scope_words(content.scope, tools),
        made_at=content.made_at,
        told_at=told_at,
    )
    key = media.add_file(made.data, PurePath(made.name).suffix)
    if made.picture:
        return Reply(text=text, photos=(key,))
    return Reply(text=text, files=(File(key=key, name=made.name),))


def give(turn: Turn, form: str) -> None:
    """Give out the form that was made for this press."""
    if turn.ready is None:
        turn.say("digest_acts.no_form", form=form)
    else:
        turn.tell(turn.chat, turn.ready)
