"""A digest's figures as table rows, the same in every form."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from bot.digests.content import Case, Compared, Content, Speed
from bot.digests.list_queries import WHYS
from bot.digests.render.names import Names

MOVES = ("new", "resolved", "rejected", "reopened", "withdrawn")
"""The statuses whose counts stand in an overview, in this order."""


class Counted(NamedTuple):
    """A count with its name, in the period and the one before."""

    name: str
    compared: Compared


class AgencyRow(NamedTuple):
    """An agency's open reports and answers; `median`, `ninetieth`: working days.

    `open_then` and `overdue_then`: when the period began.
    """

    name: str
    open: int
    overdue: int
    answered: int
    due: int
    in_time: int
    median: int | None
    ninetieth: int | None
    open_then: int = 0
    overdue_then: int = 0


class AreaRow(NamedTuple):
    """The reports received in an area, and their answers."""

    name: str
    received: Compared
    answered: int
    due: int
    in_time: int
    median: int | None
    ninetieth: int | None


class CaseRow(NamedTuple):
    """A listed report; `days` as of `Case`, `also` its further reasons."""

    code: str
    urgent: bool
    why: str
    days: int
    deadline: date
    category: str
    place: str
    area: str
    agency: str
    status: str
    also: str


def overview(content: Content, names: Names) -> list[Counted]:
    """Return the counts of the period."""
    counts = {move: content.came_to(move) for move in MOVES} | {
        "answered": content.answered,
        "due": content.due,
        "in_time": content.in_time,
        "disputed": content.disputed,
        "reminders": content.supporters_reminders,
    }
    if content.unanswered is not None:
        counts["unanswered"] = content.unanswered
    return [Counted(names.label(f"count_{key}"), count) for key, count in counts.items()]


def standing(content: Content, names: Names) -> list[Counted]:
    """Return the open reports now and before the period, in total and by reason."""
    if content.then is None:
        return []
    counts = {"open": content.opened} | {why: content.listed(why) for why in WHYS}
    return [
        Counted(names.label(f"stands_{key}"), count)
        for key, count in counts.items()
        if count.now or count.before
    ]


def agencies(content: Content, names: Names) -> list[AgencyRow]:
    """Return each agency with open or answered reports, the most overdue first."""
    speed = _by_key(content.by_agency)
    late, waiting, past = content.overdue_by_agency, content.open_by_agency, content.then
    late_then, waiting_then = (past.overdue_by_agency, past.open_by_agency) if past else ({}, {})
    answered = (key for key in speed if key is not None)
    rows = [
        AgencyRow(
            names.agency(key), waiting.get(key, 0), late.get(key, 0), *_speed(speed.get(key)),
            waiting_then.get(key, 0), late_then.get(key, 0),
        )
        for key in dict.fromkeys([*late, *waiting, *answered, *waiting_then])
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row.overdue, -row.open, -row.answered, row.name))


def areas(content: Content, names: Names) -> list[AreaRow]:
    """Return each area with received or answered reports, the most received first."""
    speed = _by_key(content.by_area)
    return [
        AreaRow(names.area(key), content.areas.get(key, Compared()), *_speed(speed.get(key)))
        for key in dict.fromkeys([*content.areas, *speed])
    ]


def cases(content: Content, names: Names) -> list[CaseRow]:
    """Return every listed report once, the most pressing first."""
    return [_case(case, names) for listing in content.listings for case in listing.cases]


def _case(case: Case, names: Names) -> CaseRow:
    first, *also = case.why
    return CaseRow(
        code=names.written(case.code),
        urgent=case.urgent,
        why=names.why(first),
        days=case.days,
        deadline=case.deadline,
        category=names.category(case.category),
        place=names.written(case.place),
        area=names.area(case.area),
        agency=names.agency(case.agency),
        status=names.status(case.status),
        also=", ".join(map(names.why, also)),
    )


def _by_key(speeds: Iterable[Speed]) -> dict[str | None, Speed]:
    return {speed.key: speed for speed in speeds}


def _speed(speed: Speed | None) -> tuple[int, int, int, int | None, int | None]:
    if speed is None:
        return 0, 0, 0, None, None
    return speed.answered, speed.due, speed.in_time, speed.median, speed.ninetieth
