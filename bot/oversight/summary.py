"""The targets in a digest: what was stated, what was not, what is newly contested, and a chart."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from heapq import nsmallest
from itertools import islice

from sqlmodel import Session

from bot.core.turn import Tools
from bot.oversight import board, queries
from bot.oversight.board import Entry
from bot.oversight.promises import Promise, Promises, in_time
from bot.oversight.rules import Stated
from db.types import TimeSpan

MOST_BARS = 14
"""Targets of the chart: those of the plan that comes along."""
MOST_ROWS = 100
"""Targets that a digest's files name."""
FULLEST = 150
"""Per cent of the plan at which a bar ends."""


@dataclass(frozen=True)
class Bar:
    """A target in the chart: the plan's figure, and what was stated in per cent of that."""

    promise: Promise
    stated: Stated | None
    percent: int | None
    """None where nothing was stated; at most `FULLEST`."""


@dataclass(frozen=True)
class TargetFigures:
    """Figures of the targets of the home plans, or of an agency's own.

    `stated` in the period; `not_stated` and of these `overdue` as of now, and of these since the
    period `newly_overdue`; `contested` are those that came to be so in the period. The bars are of
    targets that are stated or due, and `undrawn` ones with a figure have none; `silent_of` counts
    by agency, the most first, those it was reminded of and has not stated since. `rows` are the
    first targets and whose they are, what asks for attention first.
    """

    all: int = 0
    stated: int = 0
    not_stated: int = 0
    overdue: int = 0
    contested: tuple[Promise, ...] = ()
    newly_overdue: int = 0
    silent_of: tuple[tuple[str, int], ...] = ()
    undrawn: int = 0
    drawn: Sequence[Promise] = ()
    entries_of: Callable[[], Sequence[Entry]] = tuple
    owner_of: Callable[[Promise], str | None] = lambda _: None

    @cached_property
    def entries(self) -> Sequence[Entry]:
        """Return the entries of bars and rows, which only a file needs."""
        return self.entries_of()

    @property
    def bars(self) -> tuple[Bar, ...]:
        """Return the bars of the chart."""
        return bars(self.entries, self.drawn)

    @property
    def rows(self) -> tuple[tuple[Entry, str | None], ...]:
        """Return the rows of the files, with whose each is."""
        return tuple((entry, self.owner_of(entry.promise)) for entry in self.entries)

    @property
    def happened(self) -> bool:
        """Return whether anything happened in the period."""
        return bool(self.stated or self.contested or self.newly_overdue)

    @property
    def silent(self) -> int:
        """Return how many targets were reminded of and not stated since."""
        return sum(count for _, count in self.silent_of)


def figures(
    session: Session,
    tools: Tools,
    agency: str | None,
    span: TimeSpan,
    now: datetime,
) -> TargetFigures:
    """Return the figures of a period, of an agency's targets or (None) of all at home."""
    owners = queries.owners(session)
    by_key = tools.once(Promises).at_home(tools.city)
    if agency:
        by_key = in_time({row.key: row for row in board.owned(tools, agency, owners)})
    if not by_key:
        return TargetFigures()
    today = now.astimezone(tools.zone).date()
    disputes = queries.disputes(session)
    disputed = {key for key, _ in disputes}
    stated = queries.stated_within(session, span)
    here = [recent for key, recent in stated.items() if key in by_key]
    promises = [*by_key.values()]
    having = [promise for promise in promises if promise.goal.low]
    begun = (row for row in having if row.key in stated or row.goal.due < today)
    drawn = [*islice(begun, MOST_BARS)]
    changed = by_key.keys() & {
        *queries.happened(session, "checked", span),
        *(key for key, at in disputes if span[0] <= at < span[1]),
    }  # fmt: skip
    looked_at = dict(islice(by_key.items(), MOST_ROWS))
    looked_at |= {**{p.key: p for p in drawn}, **{key: by_key[key] for key in changed}}
    keys = looked_at if len(looked_at) <= board.FEW else None
    facts = board.facts_of(queries.judged(session, keys))
    ended, before = (
        bisect_left(promises, day, key=lambda promise: promise.goal.due)
        for day in (today, span[0].astimezone(tools.zone).date())
    )
    entries = board.board_of(
        in_time({key: by_key[key] for key in changed}).values(), facts, disputed, today
    ).entries
    against = [entry.promise for entry in entries if entry.state == "contested"]
    contested = board.contested(
        session,
        [promise.key for promise in against],
        {key for key, at in disputes if at < span[0]},
        span[0],
    )
    waiting = [key not in stated for key in islice(by_key, ended)]  # in the order of time
    return TargetFigures(
        all=len(by_key),
        stated=sum(here),
        not_stated=len(by_key) - len(here),
        overdue=sum(waiting),
        contested=tuple(promise for promise in against if promise.key not in contested),
        newly_overdue=sum(waiting[before:]),
        silent_of=_silent(session, tools, by_key, owners, span[1]),
        undrawn=len(having) - len(drawn),
        drawn=drawn,
        entries_of=lambda: board.board_of(looked_at.values(), facts, disputed, today).entries,
        owner_of=lambda promise: board.owner(tools, promise, owners),
    )


MOST_ASKED = 3
"""Targets with a button of their own under a digest."""


def to_ask(session: Session, tools: Tools, since: datetime, now: datetime) -> list[Promise]:
    """Return the first targets at home to ask an agency about: contested since then, or overdue.

    Those nobody can be asked about, and those that were asked about since then, are left out.
    """
    by_key, happened = tools.once(Promises).at_home(tools.city), queries.happened
    against = {*happened(session, "checked", (since, now))}
    against |= {key for key, _ in queries.disputes(session)}
    disputed = [by_key[key] for key in by_key.keys() & against]
    entries = board.board(session, disputed, now, tools.zone).entries
    contested = [entry.promise for entry in entries if entry.state == "contested"]
    today = now.astimezone(tools.zone).date()
    ended = (row for row in by_key.values() if row.goal.due < today)
    stated, owners = queries.stated_within(session, (since, now)), queries.owners(session)
    questioned = {*happened(session, "asked", (since, now))}
    overdue = (row for row in ended if row.key not in stated)
    wanted = (
        promise
        for promise in (*contested, *overdue)
        if promise.key not in questioned and board.owner(tools, promise, owners)
    )
    return list(islice(wanted, MOST_ASKED))


def _silent(
    session: Session,
    tools: Tools,
    by_key: Mapping[queries.Key, Promise],
    owners: Mapping[queries.Key, str | None],
    until: datetime,
) -> tuple[tuple[str, int], ...]:
    """Return the agencies that state nothing for all reminders of what still is theirs."""
    counted = Counter(
        agency
        for key, agency in queries.unanswered(session, until).items()
        if key in by_key and board.owner(tools, by_key[key], owners) == agency
    )
    return tuple(sorted(counted.items(), key=lambda row: (-row[1], row[0])))


def chart_of(entries: Sequence[Entry]) -> tuple[tuple[Bar, ...], int]:
    """Return the bars of the first targets with a figure, by time, and how many more have one."""
    having = [entry for entry in entries if entry.promise.goal.low]
    drawn = nsmallest(
        MOST_BARS, having, key=lambda entry: (entry.promise.goal.due, entry.promise.item)
    )
    return tuple(map(_bar, drawn)), len(having) - len(drawn)


def bars(entries: Sequence[Entry], drawn: Sequence[Promise]) -> tuple[Bar, ...]:
    """Return the bars of these promises, in their order."""
    by_key = {entry.promise.key: entry for entry in entries}
    return tuple(_bar(by_key[promise.key]) for promise in drawn)


def _bar(entry: Entry) -> Bar:
    latest, goal = entry.standing.latest, entry.promise.goal
    figure = goal.high if goal.downward else goal.low
    if latest is None or latest.value is None or not figure:
        return Bar(entry.promise, None, None)
    return Bar(entry.promise, latest, min(FULLEST, round(100 * latest.value / figure)))
