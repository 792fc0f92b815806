"""Rows of erased accounts, found by a keyed hash, and the key; the rules are in marks.py."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import delete, or_
from sqlmodel import Session, col, select

from bot.people.block_queries import stands
from db.engine import insert_new
from db.models import Block, Forgotten, Secret

ACCOUNTS = "accounts"
_ANY = select(col(Forgotten.mark)).limit(1)


def secret(session: Session, name: str = ACCOUNTS) -> bytes:
    """Return the key of that purpose, made once for all processes; one hashes accounts."""
    row = session.get(Secret, name)
    if row is None:
        new = Secret(name=name, value=secrets.token_hex(32))
        insert_new(session, Secret, [new], ("name",))
        row = session.get(Secret, name)
    assert row is not None
    return bytes.fromhex(row.value)


def has_any(session: Session) -> bool:
    """Return whether any account was erased that is still remembered."""
    return session.connection().execute(_ANY).first() is not None


def of(session: Session, mark: str) -> Forgotten | None:
    """Return the row with this hash."""
    return session.get(Forgotten, mark)


def block_of(session: Session, account: Forgotten, now: datetime) -> Block | None:
    """Return the row's block while it stands."""
    query = select(Block).where(Block.id == account.block_id, stands(now))
    return session.exec(query).first()


def forget_old(session: Session, now: datetime) -> None:
    """Delete rows whose day is over and whose block does not stand."""
    standing = select(Block.id).where(stands(now))
    over = or_(col(Forgotten.block_id).is_(None), col(Forgotten.block_id).not_in(standing))
    session.exec(delete(Forgotten).where(col(Forgotten.until) <= now, over))
