"""Delete or anonymise old data on schedule: the periods and the order; SQL is in *_queries.py."""

from datetime import datetime, timedelta
from pathlib import Path

from bot.city.parts import Keep
from bot.core import dropping, file_queries
from bot.core.media import Media
from bot.oversight import following_queries
from bot.people import block_queries
from bot.people import contact_queries as contacts
from bot.privacy import erasure, erasure_queries
from bot.privacy.erasure_queries import AT_ONCE
from bot.reports import erasing
from bot.understanding.masking import MASK
from bot.web import sign_in_queries
from db import outbox, web
from db.engine import Database

HANDLED_DAYS = 7
"""Days for which a handled update is recognised; Telegram gives one again for 24 hours at most."""

SUBJECTS = timedelta(hours=1)
"""How long the subject of a question is kept: it serves a follow-up question within minutes."""
UNNAMED = timedelta(hours=1)
"""How long a file without a row is kept: it is stored before the row that names it."""
UNCONFIRMED = timedelta(days=1)
"""How long an e-mail address is kept that nobody confirmed, or that no mail reaches."""
UNAGREED = timedelta(hours=1)
"""How long a picture waits for consent; words wait as long as city.yaml says."""
COPIES = timedelta(days=1)
"""How long a person's copy of their data can be fetched."""
PROMISED = timedelta(days=30)
"""How long a report stays after its sender was asked about its promise."""
PLACE_PICTURES = timedelta(days=90)
"""How long pictures that came with answers about a place are kept."""
_FILES_AT_ONCE = 500


def forget(database: Database, media: Media, keep: Keep, now: datetime, erased: str = MASK) -> None:
    """Forget what is older than `keep` allows; safe to repeat. `erased` replaces words."""
    _forget_people(database, media, keep, now, erased)
    delivered = _days_ago(now, keep.delivered_messages)
    with database.transaction() as session:
        outbox.empty_sent(session, delivered)
        erasure_queries.empty_dead(session, delivered)
    with database.transaction() as session:
        erasure_queries.forget_old(
            session,
            handled=_days_ago(now, HANDLED_DAYS),
            asked=now - SUBJECTS,
            rated=_days_ago(now, keep.unanswered_consent),
            answered=delivered,
        )
        contacts.forget_unused(session, now - UNCONFIRMED)
        sign_in_queries.drop_expired(session, now)
        block_queries.drop_forgotten(session, now)
    unagreed, old = _days_ago(now, keep.unanswered_consent), _days_ago(now, keep.open_drafts)
    # Files go before the commit: after a crash in between the row is still there to find them by.
    for forget_some, *moments in (
        (erasure_queries.forget_copies, now - COPIES),
        (erasure_queries.forget_drafts, unagreed, old),
        (erasure_queries.forget_unagreed_pictures, now - UNAGREED),
        (following_queries.forget_pictures, now - PLACE_PICTURES),
        (web.forget_before, _days_ago(now, keep.web_history), unagreed),
    ):
        with database.transaction() as session:
            keys = forget_some(session, *moments)
            session.flush()
            dropping.erase_files(session, media, keys)
    _sweep(database, media, now - UNNAMED)
    database.scrub()


def _forget_people(
    database: Database, media: Media, keep: Keep, now: datetime, erased: str
) -> None:
    """Erase the persons of old reports, those who asked for it, and those long absent."""
    ended, left_open, absent = (
        _days_ago(now, days) for days in (keep.ended_reports, keep.left_open, keep.absent_people)
    )
    for find_reports, *moments in (
        (erasure_queries.ended_before, ended, now - PROMISED),
        (erasure_queries.left_open, left_open),
    ):
        full = True
        while full:
            with database.transaction() as session:
                reports = find_reports(session, *moments)
                erasing.erase_reports(session, media, reports, erased, now)
            full = len(reports) == AT_ONCE
    with database.transaction() as session:
        erasure_queries.drop_unanswered(session, left_open, erased, now)
    with database.transaction() as session:
        erasing.wipe_late(session, erased, now, AT_ONCE)
    for find_people, *moments in (
        (erasure_queries.erasure_requests,),
        (erasure_queries.absent, absent),
    ):
        with database.transaction() as session:
            for person in find_people(session, *moments):
                erasure.finish(session, media, person, erased, now)


def _days_ago(now: datetime, days: int) -> datetime:
    return now - timedelta(days=days)


def _sweep(database: Database, media: Media, before: datetime) -> None:
    """Delete old files that no row names: of dropped drafts, emptied messages or a crash."""
    files = [file for file in media.folder.glob("*/*") if _is_older(file, before)]
    for start in range(0, len(files), _FILES_AT_ONCE):
        batch = files[start : start + _FILES_AT_ONCE]
        with database.reading() as session:
            named_files = file_queries.still_named(session, {file.name for file in batch})
        for file in batch:  # the same picture may have been stored again meanwhile
            if file.name not in named_files and _is_older(file, before):
                file.unlink(missing_ok=True)


def _is_older(file: Path, before: datetime) -> bool:
    try:
        return file.stat().st_mtime < before.timestamp()
    except FileNotFoundError:  # another process erased it
        return False
