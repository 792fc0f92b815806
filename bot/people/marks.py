"""Keyed hashes: of erased persons, of askers of the same question, and of links that stop mails.

Erasure lifts neither a standing block nor the day's limit of reports.

Kept for that is a keyed hash of the account (HMAC-SHA-256), never its id, for as long as the block
lasts or the day's count. The key lies in the same database: what is read there by the way tells no
account; who holds all of the database and tries every account there is could find one.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from bot.people import block_queries
from bot.people.limits import DAY
from db.engine import insert_new
from db.models import Chat, Forgotten, Person, Secret

MAX_COUNTED = 100
"""Most reports of a day that are counted; no limit in use is higher."""

STOP = "stop"
"""The purpose of the key that signs the link in every mail that stops the mails."""
LONGEST_NUMBER = 9
"""Digits of a row's id that every database takes."""


def secret(session: Session, name: str = "accounts") -> bytes:
    """Return the key of that purpose, made once for all processes; one hashes accounts."""
    row = session.get(Secret, name)
    if row is None:
        insert_new(session, Secret, [Secret(name=name, value=secrets.token_hex(32))], ("name",))
        row = session.get(Secret, name)
    assert row is not None
    return bytes.fromhex(row.value)


def remember(session: Session, person: Person, now: datetime) -> None:
    """Before erasure, store the block and report times of a person under their hash, if any."""
    mark = _mark(session, person)
    account = session.get(Forgotten, mark)
    sent = [
        *block_queries.reports_since(session, person.number, now - DAY, MAX_COUNTED),
        *_sent_times(account, now),
    ]
    block = block_queries.standing_of(session, person.number, now)
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
    if not block_queries.has_forgotten(session):
        return
    account = session.get(Forgotten, _mark(session, person))
    block = block_queries.of_forgotten(session, account, now) if account else None
    if block is not None and person.id is not None:
        block.person_id, person.blocked = person.id, True


def sent_before(session: Session, person: Person, now: datetime) -> Sequence[datetime]:
    """Return when in the last day this account sent reports no longer tied to it."""
    return _sent_times(session.get(Forgotten, _mark(session, person)), now)


def _sent_times(account: Forgotten | None, now: datetime) -> list[datetime]:
    at = [datetime.fromisoformat(moment) for moment in account.sent] if account else []
    return [moment for moment in at if moment > now - DAY]


def asker(session: Session, person: Person, group_id: int) -> str:
    """Return the hash that tells askers of one question apart; it differs for each question."""
    return account_hash(secret(session), person, f" question {group_id}")


def _mark(session: Session, person: Person) -> str:
    return account_hash(secret(session), person)


def account_hash(key: bytes, person: Person, about: str = "") -> str:
    """Return the keyed hash of an account; `about` makes one for another purpose."""
    account = f"{person.channel}:{person.channel_id}{about}".encode()
    return hmac.new(key, account, hashlib.sha256).hexdigest()


def stop_token(session: Session, chat: Chat) -> str:
    """Return what the link ends with that stops the mails: it never expires, and opens nothing.

    It holds for one address: once another has taken its place, the old link stops nothing.
    """
    address = f"{chat.channel}:{chat.id}:{chat.channel_id}".encode()
    mark = hmac.new(secret(session, STOP), address, hashlib.sha256)
    return f"{chat.id}-{mark.hexdigest()[:40]}"


def stopped_by(session: Session, token: str) -> Chat | None:
    """Return the contact of a link's token."""
    number = token.partition("-")[0]
    if not (number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER):
        return None
    chat = session.get(Chat, int(number))
    is_own = chat is not None and hmac.compare_digest(
        stop_token(session, chat).encode(), token.encode()
    )
    return chat if is_own else None
