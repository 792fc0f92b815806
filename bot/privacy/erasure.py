"""What it means to erase a person: the reports stay, without them.

Of a report stay its kind, spot, ward, agency, dates, steps and receipt; `words` (a neutral
sentence) stand where the reporter's stood. What officials told the reporter stays, masked; what
they said of it among themselves goes, for it may hold the reporter's words.

What others were shown of it in their chats is replaced there by the same sentence, as far as a
channel can (bot/channels/telegram_sending.py): nobody can take back what somebody saved, forwarded
or photographed, what a chat shows that the bot was thrown out of, and what the reporter's own chat
and an official's own half-written words show to their writer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from markupsafe import escape
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.core.events import Reply
from bot.core.media import Media
from bot.people import marks
from bot.people.roles import Actor, note, withdraw_consent
from bot.privacy import erasure_queries as erasure
from bot.privacy import retention_queries as retention
from bot.reports import queries as reports
from bot.understanding.masking import MASK, masked
from db import outbox
from db.engine import promise_erasure
from db.models import Person, Report, ReportEvent

REPORTER = ("reporter", "resident")
"""The roles under which the history has what a reporter did."""
AMONG_OFFICIALS = frozenset({"note", "query", "reply"})
"""Steps of which the reporter was never told."""
PATIENCE = timedelta(hours=20)
"""So long the last words to somebody may wait to be sent; the ids are gone within a day."""


async def request(
    session: AsyncSession, media: Media, person: Person, actor: Actor, words: str, now: datetime
) -> tuple[Sequence[Report], bool]:
    """Erase all a person said, at once; their account is forgotten by `finish` soon after.

    Returns their reports, whose cards are to be brought up to date, and whether nothing is left
    in the database's files when the transaction has ended.
    """
    assert person.id is not None
    await marks.remember(session, person, now)
    theirs = await erasure.of_person(session, person.id)
    await _erase_words(session, media, person, words, now)
    person.erase_at = now
    note(session, Actor(None, None, actor.role, actor.agency), "erase", "", now)
    return theirs, promise_erasure(session)


async def finish(
    session: AsyncSession, media: Media, person: Person, words: str, now: datetime
) -> bool:
    """Forget a person's account too; false while the last words to them wait to be sent."""
    assert person.id is not None
    asked = person.erase_at
    if asked and now - asked < PATIENCE and await erasure.waits(session, person.id):
        return False
    await marks.remember(session, person, now)
    await _erase_words(session, media, person, words, now)
    await erasure.drop_ids(session, person, now)
    return True


async def erase_reports(
    session: AsyncSession, media: Media, theirs: Sequence[Report], words: str, now: datetime
) -> None:
    """Take the person out of these reports."""
    keys: set[str] = set()
    for report in theirs:
        assert report.id is not None
        for event in await reports.events(session, report):
            _clear_event(event, report.shown_name)
        keys |= await erasure.drop_pictures(session, report.id)
        _clear(report, words, now)
        await session.flush()
        gone = {"text": f"{report.code}: {words}"}
        await erasure.drop_messages(session, report, gone)
        outbox.wipe(session, await outbox.told(session, report.id), gone, now)
    await erase_files(session, media, keys)


async def wipe_late(session: AsyncSession, words: str, now: datetime, most: int) -> None:
    """Wipe what was on its way to somebody when its report was erased."""
    for report_id in await outbox.told_too_late(session, most):
        found = await reports.get(session, report_id)
        assert found is not None
        late = await outbox.told(session, report_id, (outbox.TOLD,))
        outbox.wipe(session, late, {"text": f"{found.code}: {words}"}, now)


async def take_name(
    session: AsyncSession, report: Report, name: str, reply: Reply, now: datetime
) -> None:
    """Mask a name in what is kept of a report, and wipe what told others of it.

    There `reply` is shown in the place of what may have the name in it, as what was emptied long
    ago may. Cards are brought up to date by the caller.
    """
    assert report.id is not None
    for field in ("description", "place", "place_guess", "happened", "promise"):
        setattr(report, field, getattr(report, field).replace(name, MASK))
    for event in await reports.events(session, report):
        event.text = event.text.replace(name, MASK)
    written = str(escape(name)).casefold()
    rows = [
        row
        for row in await outbox.told(session, report.id, (outbox.TOLD,))
        if row.payload is None or written in str(row.payload.get("text", "")).casefold()
    ]
    outbox.wipe(session, rows, reply.model_dump(mode="json", exclude_defaults=True), now)


async def erase_files(session: AsyncSession, media: Media, keys: Collection[str]) -> None:
    """Erase the files of these keys that nothing names any more."""
    for key in set(keys) - await retention.still_named(session, keys):
        await asyncio.to_thread(media.erase, key)


async def _erase_words(
    session: AsyncSession, media: Media, person: Person, words: str, now: datetime
) -> None:
    assert person.id is not None
    theirs = await erasure.of_person(session, person.id)
    await erase_reports(session, media, theirs, words, now)
    keys = await erasure.drop_drafts(session, person.id)
    keys |= await erasure.drop_conversations(session, person)
    await erasure.drop_words(session, person.id, words, now)
    await marks.forget_asked(session, person)
    await withdraw_consent(session, person, now)
    await session.flush()
    await erase_files(session, media, keys)


def _clear_event(event: ReportEvent, name: str | None) -> None:
    if event.role in REPORTER:
        event.text, event.person_id = "", None
    elif event.action in AMONG_OFFICIALS:
        event.text = ""
    elif event.text:
        event.text = _without(name, event.text)


def _without(name: str | None, text: str) -> str:
    return masked(text.replace(name, MASK) if name else text)


def _clear(report: Report, words: str, now: datetime) -> None:
    report.description, report.place, report.place_guess, report.happened = words, "", "", ""
    report.promise = _without(report.shown_name, report.promise)
    report.details, report.shown_name = {}, None
    report.person_id = report.chat_id = report.slip_hash = None
    report.erased_at = now
