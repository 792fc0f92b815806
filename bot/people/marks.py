"""Accounts known by a keyed hash alone: of who was erased, and of who asks the same as others.

Who asks to be erased while a block stands is not let in again by it, nor past a day's limit.

Kept for that is a keyed hash of the account (HMAC-SHA-256), never its id, for as long as the block
lasts or the day's count. The key lies in the same database: what is read there by the way tells no
account; who holds all of the database and tries every account there is could find one.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from bot.people import block_queries as blocks
from bot.people import mark_queries as marks
from bot.people.limits import DAY
from db.models import Forgotten, Person

MOST = 100
"""Of the reports of a day so many are counted; no limit in use is higher."""


def remember(session: Session, person: Person, now: datetime) -> None:
    """Before somebody is erased: keep what of them a block or a limit counts, if anything does."""
    assert person.id is not None
    mark = _mark(session, person)
    kept = marks.of(session, mark)
    sent = [*blocks.reports_since(session, person.id, now - DAY, MOST), *_sent(kept, now)]
    block = blocks.standing_of(session, person.id, now)
    if not sent and block is None:
        return
    kept = kept or Forgotten(mark=mark, until=now)
    kept.sent = [each.isoformat() for each in sorted(sent, reverse=True)[:MOST]]
    kept.until = now + DAY
    kept.block_id = block.id if block else kept.block_id
    session.add(kept)
    session.flush()


def recall(session: Session, person: Person, now: datetime) -> None:
    """Of somebody seen for the first time: a block of theirs that still stands is theirs again."""
    kept = marks.of(session, _mark(session, person))
    block = marks.block_of(session, kept, now) if kept else None
    if block is not None and person.id is not None:
        block.person_id, person.blocked = person.id, True


def sent_before(session: Session, person: Person, now: datetime) -> Sequence[datetime]:
    """When in the last day this account sent reports that were since taken away from it."""
    return _sent(marks.of(session, _mark(session, person)), now)


def _sent(kept: Forgotten | None, now: datetime) -> list[datetime]:
    at = [datetime.fromisoformat(each) for each in kept.sent] if kept else []
    return [each for each in at if each > now - DAY]


def asker(session: Session, person: Person, group_id: int) -> str:
    """By what people who ask the same are told apart; the same account has another elsewhere."""
    return _hashed(marks.secret(session), person, f" question {group_id}")


def _mark(session: Session, person: Person) -> str:
    return _hashed(marks.secret(session), person)


def _hashed(secret: bytes, person: Person, about: str = "") -> str:
    account = f"{person.channel}:{person.channel_id}{about}".encode()
    return hmac.new(secret, account, hashlib.sha256).hexdigest()
