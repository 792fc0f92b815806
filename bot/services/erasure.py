"""What it means to erase a person: the reports stay, without them.

Of a report stay its kind, spot, ward, agency, dates, steps and receipt; `words` (a neutral
sentence) stand where the reporter's stood. What officials told the reporter stays, masked; what
they said of it among themselves goes, for it may hold the reporter's words.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.media import Media
from bot.services.masking import MASK, masked
from bot.services.people import Actor, note, withdraw_consent
from db import erasure, reports, retention
from db.models import Person, Report, ReportEvent

REPORTER = ("reporter", "resident")
"""The roles under which the history has what a reporter did."""
AMONG_OFFICIALS = frozenset({"note", "query", "reply"})
"""Steps of which the reporter was never told."""
PATIENCE = timedelta(hours=20)
"""So long the last words to somebody may wait to be sent; the ids are gone within a day."""


async def request(
    session: AsyncSession, media: Media, person: Person, actor: Actor, words: str, now: datetime
) -> Sequence[Report]:
    """Erase all a person said, at once; their account is forgotten by `finish` soon after.

    Returns their reports, whose cards are to be brought up to date.
    """
    assert person.id is not None
    theirs = await erasure.of_person(session, person.id)
    await _erase_words(session, media, person, words, now)
    person.erase_at = now
    note(session, Actor(None, None, actor.role, actor.agency), "erase", "", now)
    return theirs


async def finish(
    session: AsyncSession, media: Media, person: Person, words: str, now: datetime
) -> bool:
    """Forget a person's account too; false while the last words to them wait to be sent."""
    assert person.id is not None
    asked = person.erase_at
    if asked and now - asked < PATIENCE and await erasure.waits(session, person.id):
        return False
    await _erase_words(session, media, person, words, now)
    await erase_files(session, media, await erasure.drop_ids(session, person))
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
        await erasure.drop_messages(session, report, {"text": f"{report.code}: {words}"})
    await erase_files(session, media, keys)


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
    await erasure.drop_words(session, person.id, words)
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
