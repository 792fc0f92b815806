"""What is kept no longer than it is needed."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from bot.city.city import Keep
from bot.core import file_queries, forgetting
from bot.core.media import Media
from bot.people import mark_queries as marks
from bot.privacy import erasure
from bot.privacy import erasure_queries as people_queries
from bot.privacy import retention_queries as retention
from bot.reports import erasing
from bot.understanding.masking import MASK
from db import outbox, web
from db.engine import Database

HANDLED_DAYS = 7
"""Days for which a handled update is known again; no channel delivers one twice after so long."""

SUBJECT = timedelta(hours=1)
"""What a person last asked about serves a follow-up within minutes, and nothing after that."""

UNNAMED = timedelta(hours=1)
"""How long a file may be there that nothing names: it is stored before the row that names it."""
UNAGREED = timedelta(hours=1)
"""How long a picture is kept for somebody to agree; their words, so long as city.yaml says."""
_FILES_AT_ONCE = 500

COPIES = timedelta(days=1)
"""How long the copy of all that is kept about somebody can be fetched, once it was given out."""
PROMISED = timedelta(days=30)
"""So long after a promise was asked about its report may still be answered for."""
_AT_ONCE = 100


def forget(database: Database, media: Media, keep: Keep, now: datetime, erased: str = MASK) -> None:
    """Forget what `keep` says is old at `now`; each table in a transaction of its own.

    Repeating it does no harm, and nor do two processes that do it at once. `erased` stands where
    a person's words stood.
    """
    _forget_people(database, media, keep, now, erased)
    delivered = _days_ago(now, keep.delivered_messages)
    with database.transaction() as session:
        outbox.empty_sent(session, delivered)
        retention.empty_dead(session, delivered)
    with database.transaction() as session:
        retention.forget_inbox(session, _days_ago(now, HANDLED_DAYS))
        retention.forget_subjects(session, now - SUBJECT)
        marks.forget_old(session, now)
        retention.untie_answered(session, delivered)
        retention.untie_ratings(session, _days_ago(now, keep.unanswered_consent))
    unagreed, old = _days_ago(now, keep.unanswered_consent), _days_ago(now, keep.open_drafts)
    # Files go before the commit: after a crash in between the row is still there to find them by.
    with database.transaction() as session:
        keys = retention.forget_drafts(session, unagreed, old)
        _erase(media, keys - file_queries.still_named(session, keys))
    with database.transaction() as session:
        keys = retention.forget_unagreed_pictures(session, now - UNAGREED)
        session.flush()
        _erase(media, keys - file_queries.still_named(session, keys))
    with database.transaction() as session:
        keys = web.forget_before(session, _days_ago(now, keep.web_history), unagreed)
        _erase(media, keys - file_queries.still_named(session, keys))
    _sweep(database, media, now - UNNAMED)
    database.scrub()


def _forget_people(
    database: Database, media: Media, keep: Keep, now: datetime, erased: str
) -> None:
    """Who asked for it; the people of reports long closed; who was not here for long."""
    ended, absent = _days_ago(now, keep.ended_reports), _days_ago(now, keep.absent_people)
    more = True
    while more:
        with database.transaction() as session:
            old = people_queries.ended_before(session, ended, now - PROMISED, _AT_ONCE)
            erasing.erase_reports(session, media, old, erased, now)
        more = len(old) == _AT_ONCE
    _forget_left_open(database, media, _days_ago(now, keep.left_open), now, erased)
    with database.transaction() as session:
        erasing.wipe_late(session, erased, now, _AT_ONCE)
    with database.transaction() as session:
        for person in people_queries.who_asked(session, _AT_ONCE):
            erasure.finish(session, media, person, erased, now)
    with database.transaction() as session:
        for person in people_queries.absent(session, absent, _AT_ONCE):
            erasure.finish(session, media, person, erased, now)
    with database.transaction() as session:
        keys = retention.forget_copies(session, now - COPIES)
        forgetting.erase_files(session, media, keys)


def _forget_left_open(
    database: Database, media: Media, before: datetime, now: datetime, erased: str
) -> None:
    more = True
    while more:
        with database.transaction() as session:
            old = people_queries.left_open(session, before, _AT_ONCE)
            erasing.erase_reports(session, media, old, erased, now)
        more = len(old) == _AT_ONCE
    with database.transaction() as session:
        people_queries.drop_unanswered(session, before, erased, now)


def _days_ago(now: datetime, days: int) -> datetime:
    return now - timedelta(days=days)


def _erase(media: Media, keys: Iterable[str]) -> None:
    for key in keys:
        media.erase(key)


def _sweep(database: Database, media: Media, before: datetime) -> None:
    """Erase every file older than `before` that nothing names.

    These are the pictures of drafts that were dropped, the files of messages that were emptied,
    and what a crash left half written.
    """
    files = _older(media.folder.glob("*/*"), before)
    for start in range(0, len(files), _FILES_AT_ONCE):
        batch = files[start : start + _FILES_AT_ONCE]
        with database.reading() as session:
            named = file_queries.still_named(session, {file.name for file in batch})
        _unlink((f for f in batch if f.name not in named), before)


def _unlink(files: Iterable[Path], before: datetime) -> None:
    """Unlink what is still as old as it was: the same picture may have been stored again."""
    for file in _older(files, before):
        file.unlink(missing_ok=True)


def _older(files: Iterable[Path], before: datetime) -> list[Path]:
    return [file for file in files if _changed(file) < before.timestamp()]


def _changed(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:  # another process erased it
        return math.inf
