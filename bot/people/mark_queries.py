"""Erased accounts that a block or a limit still counts, each known by a keyed hash alone."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import delete, or_
from sqlmodel import Session, col, select

from bot.people.block_queries import stands
from db.engine import insert_new
from db.models import Block, Forgotten, Secret

ACCOUNTS = "accounts"


def secret(session: Session) -> bytes:
    """The key accounts are hashed with: made once, the same for all processes."""
    found = session.get(Secret, ACCOUNTS)
    if found is None:
        new = Secret(name=ACCOUNTS, value=secrets.token_hex(32))
        insert_new(session, Secret, [new], ("name",))
        found = session.get(Secret, ACCOUNTS)
    assert found is not None
    return bytes.fromhex(found.value)


def of(session: Session, mark: str) -> Forgotten | None:
    """What is kept under this hash."""
    return session.get(Forgotten, mark)


def block_of(session: Session, kept: Forgotten, now: datetime) -> Block | None:
    """The block kept with it, while it stands."""
    query = select(Block).where(Block.id == kept.block_id, stands(now))
    return session.exec(query).first()


def forget_old(session: Session, now: datetime) -> None:
    """Delete what counts no more: the day is over, and no block stands."""
    standing = select(Block.id).where(stands(now))
    over = or_(col(Forgotten.block_id).is_(None), col(Forgotten.block_id).not_in(standing))
    session.exec(delete(Forgotten).where(col(Forgotten.until) <= now, over))
