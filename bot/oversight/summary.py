"""The targets in a digest: what was stated, what was not, what is newly contested, and a chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.city.city import City
from bot.oversight import board, queries
from bot.oversight.board import Entry
from bot.oversight.promises import Promise, Promises
from bot.oversight.rules import Stated

MOST_BARS = 14
"""Targets of the chart: those of the plan that comes along."""
FULLEST = 150
"""Per cent of the plan at which a bar ends."""


@dataclass(frozen=True)
class Bar:
    """A target in the chart: the plan's figure, and what was stated, in per cent of it."""

    promise: Promise
    stated: Stated | None
    percent: int | None
    """None where nothing was stated; at most `FULLEST`."""


@dataclass(frozen=True)
class TargetFigures:
    """Figures of the targets of the home plans, or of an agency's own.

    `stated` in the period; `not_stated` and of these `overdue` as of now; `contested` are those
    against which something was seen in the period; `silent` were reminded of in it, and nobody
    stated them since.
    """

    all: int = 0
    stated: int = 0
    not_stated: int = 0
    overdue: int = 0
    contested: tuple[Promise, ...] = ()
    silent: int = 0
    bars: tuple[Bar, ...] = ()

    @property
    def happened(self) -> bool:
        """Return whether anything happened in the period."""
        return bool(self.stated or self.contested)


def figures(
    session: Session,
    promises: Promises,
    city: City,
    zone: ZoneInfo,
    agency: str | None,
    span: tuple[datetime, datetime],
    now: datetime,
) -> TargetFigures:
    """Return the figures of a period, of an agency's targets or (None) of all at home."""
    set_owners = queries.owners(session)
    chosen = [
        promise
        for promise in promises.all
        if (promise.plan in promises.home if agency is None
            else board.owner(promises, promise, set_owners, city) == agency)
    ]  # fmt: skip
    if not chosen:
        return TargetFigures()
    keys = {promise.key for promise in chosen}
    entries = board.board(session, chosen, now, zone).entries
    happened = queries.happened(session, *span)
    against = {key for kind, key in happened if kind == "checked"}
    against |= {
        (plan, target)
        for plan, target, _, at in queries.disputes(session)
        if span[0] <= at < span[1]
    }
    not_stated = [entry for entry in entries if entry.state == "not_stated"]
    return TargetFigures(
        all=len(entries),
        stated=sum(kind == "stated" and key in keys for kind, key in happened),
        not_stated=len(not_stated),
        overdue=sum(entry.overdue for entry in not_stated),
        contested=tuple(
            entry.promise
            for entry in entries
            if entry.state == "contested" and entry.promise.key in against
        ),
        silent=len(keys & queries.unanswered(session, *span).keys()),
        bars=bars(entries),
    )


def bars(entries: Sequence[Entry]) -> tuple[Bar, ...]:
    """Return the bars of the targets with a figure, in the plan's order of time."""
    drawn = [entry for entry in entries if entry.promise.goal.edge]
    drawn.sort(key=lambda entry: (_due(entry), entry.promise.item))
    return tuple(_bar(entry) for entry in drawn[:MOST_BARS])


def _due(entry: Entry) -> date:
    return entry.promise.goal.due


def _bar(entry: Entry) -> Bar:
    latest, edge = entry.standing.latest, entry.promise.goal.edge
    if latest is None or latest.value is None or not edge:
        return Bar(entry.promise, None, None)
    return Bar(entry.promise, latest, min(FULLEST, round(100 * latest.value / edge)))
