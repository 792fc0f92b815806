"""Recognise accounts by a keyed hash: erased persons, and askers of the same question.

Erasure lifts neither a standing block nor the day's limit of reports.

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

from bot.people import block_queries, mark_queries
from bot.people.limits import DAY
from db.models import Forgotten, Person

MAX_COUNTED = 100
"""Most reports of a day that are counted; no limit in use is higher."""


def remember(session: Session, person: Person, now: datetime) -> None:
    """Before erasure, store the block and report times of a person under their hash, if any."""
    assert person.id is not None
    mark = _mark(session, person)
    account = mark_queries.of(session, mark)
    sent = [
        *block_queries.reports_since(session, person.id, now - DAY, MAX_COUNTED),
        *_sent_times(account, now),
    ]
    block = block_queries.standing_of(session, person.id, now)
    if not sent and block is None:
        return
    account = account or Forgotten(mark=mark, until=now)
    account.sent = [moment.isoformat() for moment in sorted(sent, reverse=True)[:MAX_COUNTED]]
    account.until = now + DAY
    account.block_id = block.id if block else account.block_id
    session.add(account)
    session.flush()


def recall(session: Session, person: Person, now: datetime) -> None:
    """Give a person seen for the first time their standing block back."""
    if not mark_queries.has_any(session):
        return
    account = mark_queries.of(session, _mark(session, person))
    block = mark_queries.block_of(session, account, now) if account else None
    if block is not None and person.id is not None:
        block.person_id, person.blocked = person.id, True


def sent_before(session: Session, person: Person, now: datetime) -> Sequence[datetime]:
    """Return when in the last day this account sent reports no longer tied to it."""
    return _sent_times(mark_queries.of(session, _mark(session, person)), now)


def _sent_times(account: Forgotten | None, now: datetime) -> list[datetime]:
    at = [datetime.fromisoformat(moment) for moment in account.sent] if account else []
    return [moment for moment in at if moment > now - DAY]


def asker(session: Session, person: Person, group_id: int) -> str:
    """Return the hash that tells askers of one question apart; it differs for each question."""
    return account_hash(mark_queries.secret(session), person, f" question {group_id}")


def _mark(session: Session, person: Person) -> str:
    return account_hash(mark_queries.secret(session), person)


def account_hash(secret: bytes, person: Person, about: str = "") -> str:
    """Return the keyed hash of an account; `about` makes one for another purpose."""
    account = f"{person.channel}:{person.channel_id}{about}".encode()
    return hmac.new(secret, account, hashlib.sha256).hexdigest()
