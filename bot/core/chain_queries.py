"""Queries of the chain: what is not sealed yet, its links, and the rows they seal."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import func, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col, select

from bot.understanding.masking import MASK
from db.models import (
    Audit,
    ChainLink,
    Photo,
    Report,
    ReportEvent,
    TargetEvent,
    TargetReport,
)

TABLES: dict[str, type[Any]] = {
    "report": ReportEvent, "target": TargetEvent, "moderation": Audit,
}  # fmt: skip
"""What is sealed: steps of reports, of targets, and what a role allowed."""
REACH = 10_000
"""Rows with so much lower a number than the newest sealed one are not waited for any more: a
transaction that began before others may be committed after them."""
AT_ONCE = 500


def last(session: Session) -> ChainLink | None:
    """Return the newest link."""
    return session.exec(select(ChainLink).order_by(col(ChainLink.number).desc()).limit(1)).first()


def first(session: Session) -> ChainLink | None:
    """Return the oldest link."""
    return session.exec(select(ChainLink).order_by(col(ChainLink.number)).limit(1)).first()


def _unsealed(kind: str, *, waiting: bool = True) -> Any:
    """Return the condition of rows without a link: those that wait for one, or never get it."""
    table, link, later = TABLES[kind], aliased(ChainLink), aliased(ChainLink)
    newest = select(func.coalesce(func.max(later.ref), 0)).where(later.kind == kind)
    sealed = select(link.number).where(link.kind == kind, link.ref == table.id)
    reach = newest.scalar_subquery() - REACH
    return (table.id > reach if waiting else table.id <= reach) & ~sealed.exists()


def unsealed(session: Session, kind: str, limit: int = AT_ONCE) -> Sequence[Any]:
    """Return the first rows of a kind that no link seals."""
    table = TABLES[kind]
    query = select(table).where(_unsealed(kind)).order_by(table.id).limit(limit)
    return session.exec(query).all()


def _waiting() -> Any:
    """Return the expression that counts the rows no link seals yet."""
    counts: list[Any] = [
        select(func.count()).select_from(table).where(_unsealed(kind)).scalar_subquery()
        for kind, table in TABLES.items()
    ]
    return sum(counts[1:], counts[0])


def count_unsealed(session: Session) -> int:
    """Count the rows that no link seals yet."""
    return int(session.exec(select(_waiting())).one())


def head(session: Session) -> tuple[ChainLink | None, int]:
    """Return the newest link, and how many rows no link seals yet; in one statement."""
    query = select(ChainLink, _waiting()).order_by(col(ChainLink.number).desc()).limit(1)
    row = session.exec(query).first()
    return (row[0], int(row[1])) if row else (None, count_unsealed(session))


def missed(session: Session, kind: str) -> tuple[int, int | None]:
    """Return how many rows came in too late to be sealed, and the first of them."""
    query = select(func.count(), func.min(TABLES[kind].id))
    count, first = session.exec(query.where(_unsealed(kind, waiting=False))).one()
    return count, first


def bare(session: Session, limit: int = AT_ONCE) -> Sequence[ChainLink]:
    """Return the first links whose salt was erased, and whose row was not sealed again."""
    query = select(ChainLink).where(col(ChainLink.salt).is_(None)).order_by(col(ChainLink.number))
    return session.exec(query.limit(limit)).all()


def rows(session: Session, kind: str, ids: Collection[int]) -> Mapping[int, SQLModel]:
    """Return the rows of a kind by their ids."""
    table = TABLES[kind]
    return {row.id: row for row in session.exec(select(table).where(table.id.in_(ids))).all()}


def erased(session: Session, kind: str, ids: Collection[int]) -> Collection[int]:
    """Return which of these rows lack words or people because they were erased or masked."""
    step, query = ReportEvent, None
    if kind == "report":
        masked = (col(words).contains(MASK) for words in (step.text, step.subject))
        query = select(step.id).join(Report, col(Report.id) == step.report_id)
        query = query.where(or_(col(Report.erased_at).is_not(None), *masked))
    elif kind == "moderation":
        query = select(Audit.id).where(Audit.role == "resident", col(Audit.person_id).is_(None))
    if query is None:
        return ()
    return [row or 0 for row in session.exec(query.where(TABLES[kind].id.in_(ids))).all()]


def photos(session: Session, ids: Collection[int]) -> Mapping[int, list[str]]:
    """Return the pictures of steps of reports."""
    keys: dict[int, list[str]] = {}
    query = select(Photo).where(col(Photo.event_id).in_(ids)).order_by(col(Photo.id))
    for photo in session.exec(query).all():
        keys.setdefault(photo.event_id or 0, []).append(photo.key)
    return keys


def targets(session: Session, reports: Collection[int]) -> Mapping[int, list[str]]:
    """Return the plan and the target that these reports were begun under."""
    query = select(TargetReport).where(col(TargetReport.report_id).in_(reports))
    return {row.report_id: [row.plan, row.target] for row in session.exec(query).all()}


def links(session: Session, until: int | None = None) -> Iterator[Sequence[ChainLink]]:
    """Yield every link in order, or those up to a number, some at a time."""
    number = 0
    while True:
        query = select(ChainLink).where(ChainLink.number > number)
        if until is not None:
            query = query.where(ChainLink.number <= until)
        some = session.exec(query.order_by(col(ChainLink.number)).limit(AT_ONCE)).all()
        if not some:
            return
        yield some
        number = some[-1].number


def erase_salts(session: Session, kind: str, refs: Collection[int | None]) -> None:
    """Erase the salts of rows whose words go."""
    where = (col(ChainLink.kind) == kind, col(ChainLink.ref).in_(refs), col(ChainLink.salt) != "")
    session.exec(update(ChainLink).where(*where).values(salt=None))


def erase_salts_of_acts(session: Session, person_id: int) -> None:
    """Erase the salts of what a resident did by their role, who is forgotten."""
    own = select(Audit.id).where(Audit.person_id == person_id, Audit.role == "resident")
    where = (col(ChainLink.kind) == "moderation", col(ChainLink.ref).in_(own))
    session.exec(update(ChainLink).where(*where).values(salt=None))
