"""Queries of the board: public reports with their sender's words where those may be shown.

A sender's words are read only where they agreed to a text that says so, before they sent them.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, literal_column, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from bot.core.recordings import PICTURE
from bot.people.roles import CONSENT_VERSION
from bot.public.queries import COLUMNS, ENDED, ReportFilter, Row, public_conditions, rows
from bot.reports.moves import MOVES
from bot.reports.queries import is_late, stands
from db import report_words
from db.models import Consent, Photo, Report, ReportEvent, ReportPart

JUDGING = tuple(action for action, move in MOVES.items() if move.confirmed)
"""Moves by which a sender says what they think of the resolution."""
STEPS = 8
"""Steps read for each report of a feed: few have as many among the latest."""


def page(
    session: Session,
    wanted: ReportFilter,
    before: int,
    limit: int,
    words: str = "",
    kinds: Collection[str] = (),
) -> Sequence[Row]:
    """Return the newest public reports with an id below `before` (0: any), newest first.

    Of those with `words`, which may stand in what is not public, or of these `kinds`.
    """
    query = select(*COLUMNS).where(*wanted.conditions)
    has_words = and_(True, *report_words.conditions(session, words))
    query = query.where(or_(has_words, col(Report.category).in_(kinds)))
    if before:
        query = query.where(col(Report.id) < before)
    return rows(session, query.order_by(col(Report.id).desc()).limit(limit))


def newest(session: Session, limit: int) -> Sequence[str]:
    """Return the codes of the newest public reports."""
    query = select(Report.code).where(*public_conditions()).order_by(col(Report.id).desc())
    return session.exec(query.limit(limit)).all()


def stories(session: Session, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Return story and place of those of these reports whose sender lets them be shown."""
    agreed = (
        select(Consent.id)
        .where(col(Consent.person_id) == Report.person_id, Consent.version == CONSENT_VERSION)
        .where(col(Consent.withdrawn_at).is_(None), Consent.given_at <= Report.created_at)
    )
    query = select(Report.id, Report.description, Report.place).where(
        col(Report.id).in_(ids), col(Report.erased_at).is_(None), agreed.exists()
    )
    return {number or 0: (words, place) for number, words, place in session.exec(query).all()}


def words_on_it(session: Session, ids: Collection[int]) -> dict[int, tuple[str, datetime]]:
    """Return what the sender of each of these reports said last of its resolution, and when."""
    query = (
        select(ReportEvent.report_id, ReportEvent.action, ReportEvent.at)
        .where(col(ReportEvent.report_id).in_(ids), col(ReportEvent.action).in_(JUDGING), stands())
        .order_by(col(ReportEvent.id))
    )
    events = session.exec(query).all()
    return {report: (MOVES[action].confirmed or "", at) for report, action, at in events}


class Pictures(NamedTuple):
    """The ids of a report's released pictures: its reporter's, and those of its agency's steps."""

    sent: list[int]
    answering: list[int]


def released(session: Session, ids: Collection[int]) -> dict[int, Pictures]:
    """Return the pictures of these reports that their agency released."""
    query: Any = (
        select(Photo.report_id, Photo.id, ReportEvent.role)
        .outerjoin(ReportEvent, col(ReportEvent.id) == Photo.event_id)
        .where(col(Photo.report_id).in_(ids), col(Photo.released_at).is_not(None))
        .where(col(Photo.key).endswith(PICTURE))
    )
    pictures: dict[int, Pictures] = {}
    for report, photo, role in session.exec(query.order_by(col(Photo.id))).all():
        of_report = pictures.setdefault(report, Pictures([], []))
        (of_report.sent if role in (None, "reporter") else of_report.answering).append(photo)
    return pictures


def released_photo(session: Session, photo_id: int) -> Photo | None:
    """Return a picture that was released, of a report that is public."""
    query = _photo(photo_id).where(col(Photo.released_at).is_not(None))
    row = session.exec(query).first()
    return row[0] if row else None


def photo_to_hide(session: Session, photo_id: int) -> tuple[Photo, Report] | None:
    """Return a picture of a public report with it, released or not; nobody else moves them now."""
    return session.exec(_photo(photo_id).with_for_update()).first()


def _photo(photo_id: int) -> Select[Photo, Report]:
    query = select(Photo, Report).join(Report, col(Report.id) == Photo.report_id)
    is_picture = col(Photo.key).endswith(PICTURE)
    return query.where(Photo.id == photo_id, is_picture, *public_conditions())


class Step(NamedTuple):
    """A step of a public report: what it came to, when, whose it was, and whom it names."""

    status: str
    at: datetime
    action: str
    role: str
    agency: str | None
    subject: str

    @property
    def target(self) -> str:
        """Return the agency that the report went to by this step, or that was asked in."""
        return self.subject if self.action in ("forward", "share") else ""


def _in_the_open() -> list[ColumnElement[bool]]:
    """Return the conditions of a step that everybody may see, and that still stands."""
    has_status, undoes = col(ReportEvent.status) != "", col(ReportEvent.undoes)
    return [has_status, col(ReportEvent.internal).is_(False), undoes.is_(None), stands()]


def steps(session: Session, report_id: int) -> Sequence[Step]:
    """Return the steps of a public report, without those taken back as a mistake."""
    columns: list[Any] = [getattr(ReportEvent, name) for name in Step._fields]
    query: Any = select(*columns).where(ReportEvent.report_id == report_id, *_in_the_open())
    return [Step(*row) for row in session.exec(query.order_by(col(ReportEvent.id))).all()]


def changed_last(session: Session, wanted: ReportFilter, limit: int) -> dict[str, datetime]:
    """Return the codes of the public reports that changed last, each with when it did."""
    query = (
        select(Report.code, ReportEvent.at)
        .join(Report, col(Report.id) == ReportEvent.report_id)
        .where(*wanted.conditions, *_in_the_open())
        .order_by(col(ReportEvent.id).desc())
        .limit(limit * STEPS)
    )
    changes: dict[str, datetime] = {}
    for code, at in session.exec(query).all():
        changes.setdefault(code, at)
    return dict([*changes.items()][:limit])


def ended(session: Session, code: str) -> tuple[str, str] | None:
    """Return the status of a report that is public no more, and the code of the one it was merged
    into, which may lead on in turn; None for one that never was public."""
    main = aliased(Report)
    leads = col(main.held).is_(None) & (col(main.status) != "withdrawn")
    query = (
        select(Report.status, main.code)
        .outerjoin(main, (col(main.id) == Report.merged_into) & leads)
        .where(Report.code == code, col(Report.held).is_(None))
    )
    row = session.exec(query).first()
    return row and (row[0], row[1] or "")


def parts(session: Session, report_id: int) -> Sequence[tuple[str, str]]:
    """Return the agencies with a part in a report, each with the state of it."""
    query = select(ReportPart.agency, ReportPart.status).where(
        ReportPart.report_id == report_id, ReportPart.status != "dropped"
    )
    return session.exec(query.order_by(col(ReportPart.id))).all()


def by_month(
    session: Session, begins: Sequence[datetime], now: datetime
) -> dict[int, tuple[int, int, int]]:
    """Return for each month, by its number in `begins` (the latest first), how many reports were
    received, how many of those were resolved, and how many are late and open."""
    received = col(Report.created_at)
    month = case(*((received >= begin, number) for number, begin in enumerate(begins)))
    late = case(((~col(Report.status).in_(ENDED)) & is_late(now), 1))
    columns: list[Any] = [
        month.label("month"), func.count(), func.count(case((col(Report.status) == "resolved", 1))),
        func.count(late),
    ]  # fmt: skip
    query: Any = select(*columns).where(*public_conditions(), received >= begins[-1])
    months = session.exec(query.group_by(literal_column("1"))).all()
    return {number: (total, resolved, overdue) for number, total, resolved, overdue in months}
