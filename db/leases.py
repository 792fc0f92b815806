"""Leases on the outbox: which message is sent next, by which sender, and needless edits."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import BindParameter, ColumnElement, Integer, and_, bindparam, case, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from db.models import Chat, Outbox
from db.outbox import IS_DIGEST, WAITING, WAITING_STATE
from db.types import UtcDateTime

LEASE = timedelta(seconds=9)
"""How long a row stays with a sender that renews nothing; one that lives renews it."""

ANSWER, NEWS, DIGESTS, EDIT = range(4)
"""The order in which a chat's messages are sent: answers, notices and cards, digests, and edits of
earlier messages, which nobody looks at just now."""


Statement: TypeAlias = Select[Outbox, Chat]

_LEASES = "leases"
"""The key of a session's `info` that says whether its answers are leased to this process."""


def lease_new(session: Session, leased: bool) -> None:
    """Have the answers of this session leased to this process from now on, or not."""
    session.info[_LEASES] = leased


def lease(session: Session, row: Outbox, now: datetime) -> None:
    """Lease a new answer; one that edits a message is not, and no later one that would pass it."""
    if row.message is not None or row.kind == "digest":
        lease_new(session, False)
    elif session.info.get(_LEASES):
        row.claimed_until = now + LEASE


def in_the_way(chat_id: Any, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Return the condition that a message waits in a chat that a new answer may not overtake."""
    waits = select(Outbox.id).where(
        col(Outbox.chat_id) == chat_id,
        WAITING,
        ~IS_DIGEST,
        or_(col(Outbox.message).is_(None), col(Outbox.answer)),
        or_(col(Outbox.due_at) <= now, col(Outbox.attempts) > 0, col(Outbox.claimed_until) > now),
    )
    return waits.exists()


def claim(
    session: Session,
    now: datetime,
    busy: Collection[int],
    limit: int,
    patient_limit: int,
    resting: Collection[int] = (),
) -> Sequence[tuple[Outbox, Chat]]:
    """Lease the first waiting message of each chat that is due and that nobody sends to.

    Answers go before notices and cards, these before digests and edits, also inside a chat; of
    the last two at most `patient_limit` are leased, and no edits in chats that are `resting`.
    At most `limit` are leased in all. Of the edits of one message only the newest stays.
    """
    chats, patient = set(busy), 0
    claimed: list[tuple[Outbox, Chat]] = []
    while True:
        due = _first_due(
            session, now, chats, limit - len(claimed), patient_limit - patient, resting
        )
        dropped = False
        for row, chat in due:
            if row.chat_id in chats:
                continue
            if row.message is not None and not still_needed(session, row):
                dropped = True
                continue
            row.claimed_until = now + LEASE
            chats.add(row.chat_id)
            claimed.append((row, chat))
            patient += is_patient(row)
        if not dropped:
            return claimed


def is_silent(row: Outbox) -> bool:
    """Return whether a row edits an earlier message that nobody looks at just now."""
    return row.message is not None and not row.answer


def is_patient(row: Outbox) -> bool:
    """Return whether nobody waits for a row just now."""
    return row.kind == "digest" or is_silent(row)


def _first_due(
    session: Session,
    now: datetime,
    busy: Collection[int],
    limit: int,
    patient_limit: int,
    resting: Collection[int],
) -> Sequence[tuple[Outbox, Chat]]:
    people, patient = _statements()
    values = {"now": now, "busy": list(busy), "places": max(limit, 0)}
    due = list(session.exec(people, params=values).all())
    if (places := min(limit - len(due), patient_limit)) > 0:
        values |= {"places": places, "resting": list(resting)}
        due += session.exec(patient, params=values).all()
    return due


@cache
def _statements() -> tuple[Statement, Statement]:
    """Return what selects the rows people wait for and the patient ones: built once.

    To build them took longer than to run them.
    """
    now: BindParameter[datetime] = bindparam("now", type_=UtcDateTime())
    busy: BindParameter[list[int]] = bindparam("busy", expanding=True)
    resting: BindParameter[list[int]] = bindparam("resting", expanding=True)
    places = bindparam("places", type_=Integer())
    earlier = aliased(Outbox)
    rank, earlier_rank = _rank(Outbox), _rank(earlier)
    goes_first = and_(earlier_rank < DIGESTS, earlier_rank < rank)
    goes_first |= and_(earlier_rank == rank, col(earlier.id) < col(Outbox.id))
    rows = select(Outbox, Chat).join(Chat).with_for_update(skip_locked=True, of=Outbox)
    rows = rows.where(*_due(now, earlier, goes_first), col(Outbox.chat_id).not_in(busy))
    people = rows.where(~IS_DIGEST, rank < DIGESTS)
    people = people.order_by(rank, col(Outbox.created_at), col(Outbox.id))
    rests = and_(rank == EDIT, col(Outbox.chat_id).in_(resting))
    patient = rows.where(rank >= DIGESTS, ~rests)
    patient = patient.order_by(rank, col(Outbox.due_at), col(Outbox.id))
    return people.limit(places), patient.limit(places)


def _rank(row: type[Outbox]) -> ColumnElement[int]:
    return case(
        (col(row.kind) == "digest", DIGESTS),
        (col(row.answer), ANSWER),
        (col(row.message).is_not(None), EDIT),
        else_=NEWS,
    )


def _due(
    now: ColumnElement[datetime], earlier: type[Outbox], before: ColumnElement[bool]
) -> list[ColumnElement[bool]]:
    """Return the conditions for a due row of a chat in which nothing is sent or comes `before`.

    A row put off from the beginning (a digest in quiet hours) holds up no other; one that is tried
    again keeps its place.
    """
    put_off = and_(col(earlier.due_at) > now, col(earlier.attempts) == 0)
    in_the_way = or_(col(earlier.claimed_until) > now, and_(before, ~put_off))
    waits = select(earlier.id).where(
        earlier.chat_id == Outbox.chat_id, earlier.state == WAITING_STATE, in_the_way
    )
    return [WAITING, col(Outbox.due_at) <= now, ~waits.exists()]


def still_needed(session: Session, row: Outbox) -> bool:
    """Return whether an edit must be sent, and note whether it edits a caption.

    Deletes the edits of the same message that it, or a newer one, makes needless, and itself where
    it would change nothing. A row that wipes is never needless.
    """
    same = select(Outbox).where(Outbox.chat_id == row.chat_id, Outbox.message == row.message)
    waiting = session.exec(same.where(WAITING).with_for_update(skip_locked=True)).all()
    newest = max((edit.number for edit in waiting if is_silent(edit)), default=0)
    for edit in waiting:
        older = edit.number < max(newest, row.number)
        if edit is not row and older and is_silent(edit) and not _wipes(edit):
            session.delete(edit)
    sent = session.exec(same.where(Outbox.state == "sent")).all()
    row.captioned = any(edit.captioned for edit in sent)
    last = max(sent, key=lambda edit: (edit.sent_at, edit.id), default=None)
    outdated = is_silent(row) and row.number < newest
    if not _wipes(row) and (outdated or (last is not None and _shows_already(last, row))):
        session.delete(row)
        session.flush()
        return False
    return True


def _wipes(row: Outbox) -> bool:
    return bool((row.payload or {}).get("wipe"))


def _shows_already(last: Outbox, row: Outbox) -> bool:
    """Return whether a message last changed by `last` would not change by `row`."""
    before, new = last.payload or {}, row.payload or {}
    same = all(before.get(part) == new.get(part) for part in ("text", "buttons"))
    return same and bool(before) and not new.keys() & {"photos", "files", "place", "ask"}


def renew(session: Session, row_ids: Collection[int], now: datetime) -> None:
    """Renew the leases of rows that are being sent."""
    leased = col(Outbox.id).in_(sorted(row_ids)), col(Outbox.claimed_until).is_not(None)
    session.exec(update(Outbox).where(WAITING, *leased).values(claimed_until=now + LEASE))


def release(session: Session, row_ids: Collection[int]) -> None:
    """End the leases of rows that were not sent."""
    query = update(Outbox).where(WAITING, col(Outbox.id).in_(row_ids))
    session.exec(query.values(claimed_until=None))


def release_all(session: Session) -> None:
    """Free every lease: for the one process on a SQLite file, whose leases died with it."""
    session.exec(update(Outbox).where(WAITING).values(claimed_until=None))
