"""Queries of the chain: what is not sealed yet, its links, and the rows they seal."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import String, func, or_, update
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased, load_only
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
from db.types import UtcDateTime

TABLES: dict[str, type[Any]] = {
    "report": ReportEvent, "target": TargetEvent, "moderation": Audit,
}  # fmt: skip
"""What is sealed: steps of reports, of targets, and what a role allowed."""
REACH = 10_000
"""Rows with so much lower a number than the newest sealed one are not waited for any more: a
transaction that began before others may be committed after them."""
AT_ONCE = 500


UNREADABLE = (ValueError, TypeError)
"""What a row raises that was changed into what its column cannot hold: a day of the month 22."""
_OUTSIDE = load_only(
    *(getattr(ChainLink, name) for name in ("number", "kind", "ref", "salt", "hash", "sealed_at"))
)
"""A link without its content, which may be unreadable."""


def misspelt(session: Session, kind: str) -> Sequence[int]:
    """Return the events of which a time is not written as SQLite's driver does: `…T08:00`.

    It reads as the same moment, but is sorted elsewhere.
    """
    if session.get_bind().dialect.name != "sqlite":
        return ()
    table = SQLModel.metadata.tables[TABLES[kind].__tablename__]
    times = (column for column in table.columns if isinstance(column.type, UtcDateTime))
    between = (func.substr(column, 11, 1, type_=String) for column in times)
    is_other = or_(*(sign.not_in((" ", "")) for sign in between))  # "" where it is no time at all
    return session.execute(columns(table.columns["id"]).where(is_other)).scalars().all()


def last(session: Session) -> ChainLink | None:
    """Return the newest link."""
    query = select(ChainLink).options(_OUTSIDE).order_by(col(ChainLink.number).desc())
    return session.exec(query.limit(1)).first()


def first(session: Session) -> ChainLink | None:
    """Return the oldest link."""
    query = select(ChainLink).options(_OUTSIDE).order_by(col(ChainLink.number))
    return session.exec(query.limit(1)).first()


def link(session: Session, number: int) -> ChainLink | None:
    """Return a link by its number."""
    return session.get(ChainLink, number, options=[_OUTSIDE])


def newest(session: Session) -> int:
    """Return the number of the newest link."""
    return session.exec(select(func.coalesce(func.max(ChainLink.number), 0))).one()


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
    query = (
        select(ChainLink, _waiting())
        .options(_OUTSIDE)
        .order_by(col(ChainLink.number).desc())
        .limit(1)
    )
    row = session.exec(query).first()
    return (row[0], int(row[1])) if row else (None, count_unsealed(session))


def missed(session: Session, kind: str) -> tuple[int, int | None]:
    """Return how many rows came in too late to be sealed, and the first of them."""
    query = select(func.count(), func.min(TABLES[kind].id))
    count, first = session.exec(query.where(_unsealed(kind, waiting=False))).one()
    return count, first


def bare(session: Session, limit: int = AT_ONCE) -> Sequence[ChainLink]:
    """Return the first links whose salt was erased, and whose row was not sealed again."""
    query = select(ChainLink).options(_OUTSIDE).where(col(ChainLink.salt).is_(None))
    return session.exec(query.order_by(col(ChainLink.number)).limit(limit)).all()


def erasures(session: Session) -> int:
    """Count the links whose salt was erased: their words can be proved no more."""
    query = select(func.count()).where(func.coalesce(ChainLink.salt, "") == "")
    return session.exec(query).one()


def rows(session: Session, kind: str, ids: Collection[int]) -> Mapping[int, Any]:
    """Return the rows of a kind by their ids; None for one that cannot be read."""
    return _read(session, TABLES[kind].id, ids)


def _read(session: Session, key: Any, keys: Collection[int]) -> dict[int, Any]:
    """Return the rows with these keys in their order; None for one that cannot be read."""
    table, is_wanted = key.class_, key.in_(keys)
    try:
        rows = session.exec(select(table).where(is_wanted).order_by(key)).all()
        return {getattr(row, key.key): row for row in rows}
    except UNREADABLE:
        numbers = session.exec(select(key).where(is_wanted).order_by(key)).all()
        return {number: _readable_row(session, table, number) for number in numbers}


def _readable_row(session: Session, table: type[SQLModel], number: int) -> SQLModel | None:
    try:
        return session.get(table, number, populate_existing=True)  # with all of its columns
    except UNREADABLE:
        return None


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
    query = select(Photo.event_id, Photo.key).where(col(Photo.event_id).in_(ids))
    for event, key in session.exec(query.order_by(col(Photo.id))).all():
        keys.setdefault(event or 0, []).append(key)
    return keys


def targets(session: Session, reports: Collection[int]) -> Mapping[int, list[str]]:
    """Return the plan and the target that these reports were begun under."""
    query = select(TargetReport).where(col(TargetReport.report_id).in_(reports))
    return {row.report_id: [row.plan, row.target] for row in session.exec(query).all()}


STATE = (
    "category", "area", "agency", "urgent", "deadline_at", "expected_at", "answer_by", "held",
    "confirmed", "merged_into",
)  # fmt: skip
"""What a report comes to by its steps, besides its status and times (db/inspection.py)."""


def states(session: Session, reports: Collection[int]) -> Mapping[int, dict[str, Any]]:
    """Return what these reports came to, by the id of their last step."""
    # One statement: a step that is committed meanwhile is in both of its halves or in neither.
    last = select(func.max(ReportEvent.id)).where(ReportEvent.report_id == Report.id)
    of_these = col(Report.id).in_(reports)
    query = columns(last.scalar_subquery(), *(getattr(Report, name) for name in STATE))
    names = [f"report.{name}" for name in STATE]
    try:
        rows = session.execute(query.where(of_these)).all()
        return {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}
    except UNREADABLE:
        if len(reports) > 1:
            some = [states(session, [report]) for report in reports]
            return {step: state for states in some for step, state in states.items()}
        step = session.execute(columns(last.scalar_subquery()).where(of_these)).scalar_one()
        return {step: dict.fromkeys(names)}


def links(session: Session, until: int | None = None) -> Iterator[Mapping[int, ChainLink | None]]:
    """Yield every link in order, or those up to a number, some at a time.

    None is one that cannot be read.
    """
    number = 0
    while True:
        query = select(ChainLink.number).where(ChainLink.number > number)
        if until is not None:
            query = query.where(ChainLink.number <= until)
        some = session.exec(query.order_by(col(ChainLink.number)).limit(AT_ONCE)).all()
        if not some:
            return
        yield _read(session, ChainLink.number, some)
        number = some[-1]


def erase_salts(session: Session, kind: str, refs: Collection[int | None]) -> None:
    """Erase the salts of rows whose words go."""
    where = (col(ChainLink.kind) == kind, col(ChainLink.ref).in_(refs), col(ChainLink.salt) != "")
    session.exec(update(ChainLink).where(*where).values(salt=None))


def erase_salts_of_acts(session: Session, person_id: int) -> None:
    """Erase the salts of what a resident did by their role, who is forgotten."""
    own = select(Audit.id).where(Audit.person_id == person_id, Audit.role == "resident")
    where = (col(ChainLink.kind) == "moderation", col(ChainLink.ref).in_(own))
    session.exec(update(ChainLink).where(*where).values(salt=None))
