"""Open reports by filters, a page at a time, their counts, and the search by words."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Literal, NamedTuple, get_args

from sqlalchemy import ColumnElement, and_, case, false, func, literal_column, or_, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.core.recordings import PICTURE
from bot.reports.moves import MOVES
from bot.reports.part_queries import is_asked_of
from bot.reports.queries import OPEN, is_late
from db import report_words
from db.models import CLOSED, Photo, Report, ReportEvent

Filter = Literal["mine", "new", "late", "soon", "urgent", "waiting", "disputed"]
FILTERS: tuple[Filter, ...] = get_args(Filter)
Sort = Literal["deadline", "newest", "oldest", "supporters"]

SEARCHED = 50_000
"""Closed reports are searched for words among this many of the city's latest reports."""
SOON = timedelta(days=7)
"""What is due within this time is due soon."""

A_BATCH = 200
"""Rows fetched at a time once some of the first matches were not visible."""


class Search(NamedTuple):
    """The words to search for, and the categories whose name has them.

    An index has the words of `text`; a pattern is a LIKE expression and a regular expression, which
    decide on what was found by it. `shows` is true of a report in which the reader sees the words.
    """

    text: str
    patterns: Sequence[tuple[str, str]]
    categories: Sequence[str]
    shows: Callable[[Report], bool]
    code: str = ""
    """How the wanted codes begin, where that alone is searched for."""


class Viewer(NamedTuple):
    """The reader, the time, and the categories that are urgent here: what filters count by.

    They see the reports of their agency and area; None for all of them. With `shared` the open
    ones of other agencies too in which theirs has a part to do. `search` has the words they want.
    """

    person_id: int | None
    now: datetime
    urgent: Collection[str] = ()
    agency: str | None = None
    area: str | None = None
    shared: bool = False
    search: Search | None = None


@dataclass(frozen=True)
class Wish:
    """The filters and the order of a list of open reports; empty fields want everything.

    `ended` wants those that have ended instead; `received` those of [since, until) alone;
    `assignee` those of one person, 0 those of nobody.
    """

    filters: tuple[Filter, ...] = ()
    area: str = ""
    categories: tuple[str, ...] = ()
    sort: Sort = "deadline"
    ended: bool = False
    received: tuple[datetime | None, datetime | None] = (None, None)
    assignee: int | None = None


EVERY = Wish()


Count = dict[str, int]
"""Numbers of open reports: `all`, by filter, and `shared`: others', with a part of one's own."""


def filters_in(names: str) -> tuple[Filter, ...]:
    """Return the filters that a button or an address names, with a point between them."""
    return tuple(name for name in FILTERS if name in names.split("."))


def _filter(name: Filter, viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition of a filter."""
    deadline, now = col(Report.deadline_at), viewer.now
    waiting = col(Report.answer_by).is_not(None)
    conditions: dict[Filter, ColumnElement[bool]] = {
        "mine": col(Report.assignee_id) == viewer.person_id,
        "new": col(Report.status).in_(MOVES["accept"].before),
        "late": is_late(now),
        "soon": and_(deadline >= now, deadline < now + SOON, ~waiting),
        "urgent": _is_urgent(viewer),
        "waiting": waiting,
        "disputed": and_(col(Report.status) == "reopened", col(Report.confirmed) == "no"),
    }
    return conditions[name]


def _is_urgent(viewer: Viewer) -> ColumnElement[bool]:
    return col(Report.urgent) | col(Report.category).in_(viewer.urgent)


def count(session: Session, viewer: Viewer, filters: Sequence[Filter] = ()) -> Count:
    """Count the open reports, and by each filter those that pass it and the given ones."""
    passed = [_filter(name, viewer) for name in filters]
    both = [and_(*passed, _filter(name, viewer)) for name in FILTERS]
    numbers: list[Any] = [func.count(), *(func.count(case((passes, 1))) for passes in both)]
    parts = select(func.count(col(Report.id))).where(is_asked_of(viewer.agency)).scalar_subquery()
    numbers.append(parts if viewer.agency else literal_column("0"))
    query: Any = select(*numbers).select_from(Report).where(OPEN, *_of(viewer))
    return dict(zip(("all", *FILTERS, "shared"), session.exec(query).one(), strict=True))


def load(session: Session, viewer: Viewer) -> dict[int | None, tuple[int, int]]:
    """Count the open reports of each assignee (None: nobody's), and those of them that are late."""
    late = func.count(case((is_late(viewer.now), 1)))
    query: Any = select(Report.assignee_id, func.count(), late).where(OPEN, *_of(viewer))
    rows = session.exec(query.group_by(col(Report.assignee_id))).all()
    return {person: (reports, overdue) for person, reports, overdue in rows}


def assigned(
    session: Session, viewer: Viewer, person_id: int, limit: int | None = None
) -> Sequence[Report]:
    """Return open reports of an assignee (without a limit all), locked in the order of ids."""
    query = select(Report).where(OPEN, *_of(viewer), Report.assignee_id == person_id)
    return session.exec(query.order_by(col(Report.id)).limit(limit).with_for_update()).all()


def handed_over(session: Session, viewer: Viewer) -> dict[tuple[int, int], list[int]]:
    """Return the numbers of open reports that are still where a hand-over put them, by the taker
    (0: nobody) and the giver."""
    event = aliased(ReportEvent)
    last = select(func.max(event.id)).where(event.report_id == Report.id, event.action == "assign")
    query = (
        select(Report.id, Report.assignee_id, ReportEvent.subject)
        .join(ReportEvent, col(ReportEvent.report_id) == Report.id)
        .where(OPEN, *_of(viewer), ReportEvent.id == last.scalar_subquery())
        .where(col(ReportEvent.subject).contains(":"))
    )
    handed: dict[tuple[int, int], list[int]] = {}
    for number, assignee, subject in session.exec(query.order_by(col(Report.id))).all():
        taker, giver = map(int, subject.split(":"))
        if taker == (assignee or 0):
            handed.setdefault((taker, giver), []).append(number or 0)
    return handed


def page(session: Session, viewer: Viewer, wish: Wish, begin: int, limit: int) -> Sequence[Report]:
    """Return the wanted reports from the `begin`-th on, in the order of the wish."""
    query = _wanted(session, viewer, wish)
    if viewer.search is None:
        return session.exec(query.offset(begin).limit(limit)).all()
    return _first(session, query, begin + limit, viewer.search)[begin:]


def count_wanted(session: Session, viewer: Viewer, wish: Wish) -> int:
    """Count the wanted reports."""
    query = select(func.count()).select_from(Report).where(*conditions(viewer, wish))
    return session.exec(query).one()


def count_by(
    session: Session, viewer: Viewer, wish: Wish, column: Literal["area", "assignee_id"]
) -> dict[Any, int]:
    """Count the wanted reports of each ward or assignee, most first."""
    group, number = getattr(Report, column), func.count()
    query: Any = select(group, number).where(*conditions(viewer, wish)).group_by(group)
    return dict(session.exec(query.order_by(number.desc(), group)).all())


def _wanted(session: Session, viewer: Viewer, wish: Wish) -> SelectOfScalar[Report]:
    number = col(Report.id)
    query = select(Report).where(*conditions(viewer, wish))
    if viewer.search:
        # SQLite asks in this order: first what is quick, so that few texts are read for a rare word
        latest = select(func.max(Report.id)).scalar_subquery()
        recent = [number > latest - SEARCHED] if wish.ended else []
        query = query.where(*recent, _has(session, viewer.search))
    if wish.sort == "supporters":
        return query.order_by(_supporters().desc(), col(Report.deadline_at), number)
    # Numbers are given in the order of receipt; walked backwards, only the first texts are read.
    orders = {"newest": (number.desc(),), "oldest": (number,), "deadline": _nearest(viewer)}
    if wish.ended and wish.sort == "deadline":
        return query.order_by(col(Report.ended_at).desc(), number.desc())
    return query.order_by(*orders[wish.sort])


def _nearest(viewer: Viewer) -> tuple[Any, ...]:
    """Return the order by deadline, in which urgent reports come first, and last those that wait
    for their reporter. What changes a case's place in it: a question and its answer, a later date,
    another category or urgency."""
    waiting, urgent = col(Report.answer_by).is_not(None), _is_urgent(viewer)
    return waiting, ~urgent, col(Report.deadline_at), col(Report.id)


def _supporters() -> ColumnElement[int]:
    return literal_column("(SELECT count(*) FROM supporter WHERE supporter.report_id = report.id)")


def conditions(viewer: Viewer, wish: Wish) -> list[ColumnElement[bool]]:
    """Return what the wanted reports fulfil."""
    state = col(Report.status).in_(CLOSED) if wish.ended else OPEN
    wanted = [state, *_of(viewer)]
    if not wish.ended:
        wanted += [_filter(name, viewer) for name in wish.filters]
    if wish.area:
        wanted.append(col(Report.area) == wish.area)
    if wish.categories:
        wanted.append(col(Report.category).in_(wish.categories))
    if wish.assignee is not None:
        wanted.append(func.coalesce(col(Report.assignee_id), 0) == wish.assignee)
    since, until = wish.received
    if since and until:
        wanted += [col(Report.created_at) >= since, col(Report.created_at) < until]
    return wanted


def among(reports: Collection[Report]) -> ColumnElement[bool]:
    """Return the condition that a report is one of these."""
    return col(Report.id).in_([report.id for report in reports])


def following(
    session: Session, viewer: Viewer, after: Report | None, wish: Wish = EVERY
) -> Report | None:
    """Return the wanted report that comes after this one in that order, or else the first."""

    def first(query: SelectOfScalar[Report]) -> Report | None:
        return next(iter(_first(session, query, 1, viewer.search)), None)

    query = _wanted(session, viewer, wish)
    if after is None:
        return first(query)
    is_urgent = after.urgent or after.category in viewer.urgent
    place = (after.answer_by is not None, not is_urgent, after.deadline_at, after.id)
    later = tuple_(*_nearest(viewer)) > place
    others = query.where(col(Report.id) != after.id)
    return first(others.where(later)) or first(others)


def signs(session: Session, ids: Collection[int]) -> dict[int, tuple[int | None, int]]:
    """Return of each report the id of its first picture, if any, and how many support it."""
    first = (
        select(func.min(Photo.id))
        .where(Photo.report_id == Report.id, col(Photo.event_id).is_(None))
        .where(col(Photo.key).endswith(PICTURE))
        .scalar_subquery()
    )
    query: Any = select(Report.id, first, _supporters()).where(col(Report.id).in_(ids))
    return {number: (photo, supporters) for number, photo, supporters in session.exec(query).all()}


def _has(session: Session, search: Search) -> ColumnElement[bool]:
    """Return the condition that a report has the words, or is of one of these categories."""
    if search.code:
        return col(Report.code).startswith(search.code)
    texts = (col(Report.description), col(Report.place), col(Report.unit_reported))
    words: ColumnElement[bool] = false()
    if search.patterns:
        words = and_(
            *report_words.conditions(session, search.text),
            *(
                or_(*(and_(text.ilike(like), text.regexp_match(regex)) for text in texts))
                for like, regex in search.patterns
            ),
        )
    if search.categories:  # an empty list beside it would keep SQLite from the index
        words = or_(words, col(Report.category).in_(search.categories))
    return words


def _first(
    session: Session, query: SelectOfScalar[Report], limit: int, search: Search | None
) -> Sequence[Report]:
    """Return the first reports in which the reader sees the words, read on where some hide them."""
    rows = session.exec(query.limit(limit)).all()
    if search is None or all(map(search.shows, rows)):
        return rows
    with session.exec(query.execution_options(yield_per=A_BATCH)) as every:
        return [*islice(filter(search.shows, every), limit)]


def _of(viewer: Viewer) -> list[ColumnElement[bool]]:
    """Return the conditions of what somebody sees; held reports are in none."""
    conditions: list[ColumnElement[bool]] = [col(Report.held).is_(None)]
    if viewer.agency is not None:
        own = col(Report.agency) == viewer.agency
        conditions.append(or_(own, is_asked_of(viewer.agency)) if viewer.shared else own)
    if viewer.area is not None:
        conditions.append(col(Report.area) == viewer.area)
    return conditions
