"""What of the outbox leaves next, who is sending it, and which edits make others needless."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from db.models import Chat, Outbox
from db.outbox import IS_DIGEST, STILL, WAITING

LEASE = timedelta(seconds=9)
"""How long a row stays with a sender of whom nothing is heard; one that lives renews it."""

ANSWER, NEWS, DIGESTS, EDIT = range(4)
"""In which order what waits for a chat leaves: what somebody waits for, what there is to be known,
digests, and edits of what is there already, which nobody looks at just now."""


def claim(
    session: Session,
    now: datetime,
    busy: Collection[int],
    most: int,
    most_patient: int,
    resting: Collection[int] = (),
) -> Sequence[tuple[Outbox, Chat]]:
    """Lease the first waiting message of each chat that is due and that nobody sends to.

    Answers go before notices and cards, these before digests and edits, also inside a chat; of
    the last two no more than `most_patient` are leased, and no edits in chats that are `resting`.
    At most `most` are leased in all. Of the edits of one message only the newest is left.
    """
    taken, patient = set(busy), 0
    claimed: list[tuple[Outbox, Chat]] = []
    while True:
        due = _first_due(session, now, taken, most - len(claimed), most_patient - patient, resting)
        dropped = False
        for row, chat in due:
            if row.chat_id in taken:
                continue
            if row.message is not None and not still_needed(session, row):
                dropped = True
                continue
            row.claimed_until = now + LEASE
            taken.add(row.chat_id)
            claimed.append((row, chat))
            patient += is_patient(row)
        if not dropped:
            return claimed


def is_silent(row: Outbox) -> bool:
    """Whether it changes an earlier message that nobody looks at just now."""
    return row.message is not None and not row.answer


def is_patient(row: Outbox) -> bool:
    """Whether nobody waits for it just now."""
    return row.kind == "digest" or is_silent(row)


def _first_due(
    session: Session,
    now: datetime,
    busy: Collection[int],
    most: int,
    most_patient: int,
    resting: Collection[int],
) -> Sequence[tuple[Outbox, Chat]]:
    other = aliased(Outbox)
    rank, others = _rank(Outbox), _rank(other)
    rows = select(Outbox, Chat).join(Chat).with_for_update(skip_locked=True, of=Outbox)
    rows = rows.where(*_due(now, busy, other, or_(
        and_(others < DIGESTS, others < rank), and_(others == rank, col(other.id) < col(Outbox.id))
    )))  # fmt: skip
    people = rows.where(~IS_DIGEST, rank < DIGESTS)
    people = people.order_by(rank, col(Outbox.created_at), col(Outbox.id)).limit(max(most, 0))
    due = list(session.exec(people).all())
    if (left := min(most - len(due), most_patient)) > 0:
        rests = and_(rank == EDIT, col(Outbox.chat_id).in_(resting))
        patient = rows.where(rank >= DIGESTS, ~rests)
        patient = patient.order_by(rank, col(Outbox.due_at), col(Outbox.id)).limit(left)
        due += session.exec(patient).all()
    return due


def _rank(row: type[Outbox]) -> ColumnElement[int]:
    return case(
        (col(row.kind) == "digest", DIGESTS),
        (col(row.answer), ANSWER),
        (col(row.message).is_not(None), EDIT),
        else_=NEWS,
    )


def _due(
    now: datetime, busy: Collection[int], other: type[Outbox], before: ColumnElement[bool]
) -> list[ColumnElement[bool]]:
    """What waits and is due, of chats in which nothing is being sent and no `other` is `before`.

    What was put off from the beginning (a digest in quiet hours) holds up nothing; what is tried
    again keeps its place.
    """
    put_off = and_(col(other.due_at) > now, col(other.attempts) == 0)
    in_the_way = or_(col(other.claimed_until) > now, and_(before, ~put_off))
    waits = select(other.id).where(
        other.chat_id == Outbox.chat_id, other.state == STILL, in_the_way
    )
    free = col(Outbox.chat_id).not_in(busy)
    return [WAITING, col(Outbox.due_at) <= now, ~waits.exists(), free]


def still_needed(session: Session, row: Outbox) -> bool:
    """Whether an edit has to leave; deletes those of the same message that it, or a newer one,
    makes needless, and what would show what is shown. Finds out whether a caption is changed.

    What wipes is never needless.
    """
    same = select(Outbox).where(Outbox.chat_id == row.chat_id, Outbox.message == row.message)
    waiting = session.exec(same.where(WAITING).with_for_update(skip_locked=True)).all()
    newest = max((other.id or 0 for other in waiting if is_silent(other)), default=0)
    for other in waiting:
        older = (other.id or 0) < max(newest, row.id or 0)
        if other is not row and older and is_silent(other) and not _wipes(other):
            session.delete(other)
    shown = session.exec(same.where(Outbox.state == "sent")).all()
    row.captioned = any(other.captioned for other in shown)
    last = max(shown, key=lambda other: (other.sent_at, other.id), default=None)
    outdated = is_silent(row) and (row.id or 0) < newest
    if not _wipes(row) and (outdated or (last is not None and _shows_already(last, row))):
        session.delete(row)
        session.flush()
        return False
    return True


def _wipes(row: Outbox) -> bool:
    return bool((row.payload or {}).get("wipe"))


def _shows_already(last: Outbox, row: Outbox) -> bool:
    """Whether a message that was last changed to that would not change at all."""
    before, new = last.payload or {}, row.payload or {}
    same = all(before.get(part) == new.get(part) for part in ("text", "buttons"))
    return same and bool(before) and not new.keys() & {"photos", "files", "place", "ask"}


def renew(session: Session, row_ids: Collection[int], now: datetime) -> None:
    """Hold on to what is being sent."""
    mine = col(Outbox.id).in_(sorted(row_ids)), col(Outbox.claimed_until).is_not(None)
    session.exec(update(Outbox).where(WAITING, *mine).values(claimed_until=now + LEASE))


def release(session: Session, row_id: int) -> None:
    """Give back what was not sent."""
    mine = update(Outbox).where(WAITING, col(Outbox.id) == row_id)
    session.exec(mine.values(claimed_until=None))


def release_all(session: Session) -> None:
    """Free every lease: for the one process on a SQLite file, whose leases died with it."""
    session.exec(update(Outbox).where(WAITING).values(claimed_until=None))
