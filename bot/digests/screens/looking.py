"""A digest at once: of a period, ward and form that words or a button name; kept in no ledger."""

import logging
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from bot.core.events import Incoming, Reply
from bot.core.media import Media
from bot.core.routes import Routes
from bot.core.turn import Rows, Tools, Turn, in_rows, row_number
from bot.digests import act_queries, asked
from bot.digests import period as periods
from bot.digests import queries as digests
from bot.digests.act_queries import Entry
from bot.digests.asked import OF_LEDGER, TEXT, Asked
from bot.digests.content import Content
from bot.digests.period import SPANS, Period, of_key, parse_period, period_due, previous
from bot.digests.queries import Scope, scope_of
from bot.digests.render.buttons import FORMS, form_rows
from bot.digests.render.message import answer, scope_words, title
from bot.digests.select.content import select
from bot.digests.subscribing import may_read, scope_for
from bot.people import queries as people
from bot.people.roles import OFFICES, Actor, actor_of
from bot.reports.desk import proposals
from bot.understanding.phrases import asks_who_is_slowest
from db.engine import Database
from db.models import Chat, Subscription

log = logging.getLogger(__name__)
routes = Routes()
VERB = "look"
DUE, SINCE = "due", "since"
"""The last period of a subscription's rhythm, and the time since then."""
A_ROW = 3


class Subject(NamedTuple):
    """The scope and periods of a digest, and the time of the message with its button;
    the rhythm, where it is of a subscription."""

    scope: Scope
    period: Period
    before: Period
    told_at: datetime
    cron: str = ""


def by_words(turn: Turn) -> bool:
    """Show the digest that words name; false where they name neither period, ward nor form,
    and do not ask which office is the slowest."""
    wanted = asked.read(turn.text, turn.city, turn.now.astimezone(turn.tools.zone))
    if wanted is None and asks_who_is_slowest(turn.text):
        wanted = Asked()
    if wanted is None:
        return False
    _answer(turn, wanted)
    return True


@routes.button(VERB)
def pressed(turn: Turn) -> None:
    """Show the digest or the form of it that a button names, by the rights of this moment."""
    _answer(turn, _of_data(turn.arguments))


def of_subscription(turn: Turn, subscription: Subscription, since: bool) -> None:
    """Show a subscription's digest of its last period, or of the time since then."""
    _answer(turn, Asked(TEXT, SINCE if since else DUE, f"~{subscription.id}"))


def _answer(turn: Turn, wanted: Asked) -> None:
    subject = _subject_of(turn.session, turn.tools, turn.actor, turn.chat, wanted, turn.now)
    if subject is None:
        raise turn.stale()
    if wanted.form != TEXT:  # made before the transaction
        no_form = turn.tools.texts("digest_acts.no_form", form=wanted.form)
        turn.tell(turn.chat, turn.prepared or Reply(text=no_form))
        return
    content = select(turn.session, turn.tools, *subject[:3], turn.now, subject.cron)
    content = replace(content, compared=bool(wanted.before))
    reply = answer(content, turn.tools)
    rows = [*reply.buttons, *_further(turn, wanted, content)]
    turn.tell(turn.chat, reply.model_copy(update={"buttons": tuple(map(tuple, rows))}))


def _further(turn: Turn, wanted: Asked, content: Content) -> Rows:
    """Return the buttons of the same digest's forms, and of other periods."""
    forms = form_rows(lambda form: replace(wanted, form=form).data, turn.tools)
    spans = [
        turn.button(f"digest.span_{span}", replace(wanted, period=span, before="").data)
        for span in SPANS
        if span != wanted.period
    ]
    return [*(() if content.is_empty else forms), *in_rows(spans, A_ROW)]


def ahead(
    tools: Tools, database: Database, incoming: Incoming, now: datetime, media: Media
) -> Reply | None:
    """Return the form that a button or words ask for; None without one, or without the right.

    Making it takes seconds, in which on SQLite nobody else could write; so it is made before the
    transaction, which gives it out only if the reader still has the right.
    """
    local = now.astimezone(tools.zone)
    if incoming.button is not None:
        wanted: Asked | None = _of_data(incoming.button.split(":")[1:])
    else:
        wish = proposals.understood(tools, incoming.text)
        is_digest = wish is not None and wish.intent == "digest"
        wanted = asked.read(incoming.text, tools.city, local) if is_digest else None
    if wanted is None or wanted.form not in FORMS or incoming.sender is None:
        return None
    with database.reading() as session:
        person = people.known_person(session, incoming.channel, incoming.sender.id)
        chat = people.known_chat(session, incoming.channel, incoming.chat, incoming.thread or "")
        if person is None or chat is None:
            return None
        actor = actor_of(person, chat, tools.city)
        subject = _subject_of(session, tools, actor, chat, wanted, now)
        if subject is None:
            return None
        content = select(session, tools, *subject[:3], now, subject.cron)
    return _reply_with_form(wanted.form, content, subject.told_at, tools, actor.agency, media)


def _reply_with_form(
    form: str, content: Content, told_at: datetime, tools: Tools, issuer: str | None, media: Media
) -> Reply:
    """Return the message with a form of a digest, or the one that says why there is none.

    It has its time: open reports may differ from those in the message above.
    """
    from bot.digests.render import forms

    try:
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
    except Exception:
        log.exception("the form %s of %s failed", form, content.period.key)
        return Reply(text=tools.texts("digest_acts.form_failed"))


def _of_data(arguments: list[str]) -> Asked:
    return Asked(*[*arguments, "", "", "", ""][:4])


def _subject_of(
    session: Session, tools: Tools, actor: Actor, chat: Chat, wanted: Asked, now: datetime
) -> Subject | None:
    """Return what a digest is of; None where it names nothing this person may read."""
    if actor.role not in OFFICES:
        return None
    if wanted.scope.startswith(OF_LEDGER):
        entry = act_queries.entry(session, row_number(wanted.scope[1:]))
        if entry is None or entry.subscription.chat_id != chat.id:
            return None
        may = may_read(actor, entry.subscription)
        return _of_entry(session, tools, entry) if may else None
    ward = wanted.scope
    cron, scope = "", scope_for(actor, (ward,) if tools.city.area(ward) else ())
    if wanted.scope.startswith("~"):
        number = row_number(wanted.scope[1:])
        rows = [row for row in digests.of_chat(session, chat) if row.id == number]
        if not rows or not may_read(actor, rows[0]):
            return None
        cron, scope = rows[0].cron, scope_of(rows[0])
    try:
        period, before = _periods(wanted, cron, tools, now)
    except ValueError:
        return None
    return Subject(scope, period, before, now, cron if wanted.period == DUE else "")


def _of_entry(session: Session, tools: Tools, entry: Entry) -> Subject:
    """Return what a digest of the ledger is of: all periods of its message."""
    spans = [of_key(key) for key in act_queries.periods(session, entry)]
    period = Period(min(span.start for span in spans), max(span.end for span in spans))
    cron = entry.subscription.cron
    before = previous(period, tools.zone, cron)
    return Subject(scope_of(entry.subscription), period, before, entry.digest.made_at, cron)


def _periods(wanted: Asked, cron: str, tools: Tools, now: datetime) -> tuple[Period, Period]:
    """Return the period of a digest and the one to compare with; raises ValueError for no name."""
    zone = tools.zone
    local = now.astimezone(zone)
    if cron and wanted.period in (DUE, SINCE):
        period = period_due(cron, zone, now)
        if wanted.period == SINCE and period.end < now:
            since = Period(period.end, now)
            return since, previous(since, zone)
        return period, previous(period, zone, cron)
    period = periods.period_named(wanted.period, local) or parse_period(wanted.period, zone)
    before = periods.period_named(wanted.before, local)
    return period, before or previous(period, zone, name=wanted.period)


routes.ahead[VERB] = ahead
