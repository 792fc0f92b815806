"""The board: every promise with its state, in the order of what asks for attention first."""

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.core.turn import Tools
from bot.oversight import queries
from bot.oversight.promises import Promise, Promises
from bot.oversight.queries import Judged, Key, Tally
from bot.oversight.rules import (
    STATES,
    Check,
    Standing,
    State,
    Stated,
    days_over,
    is_contested,
    standing,
)
from db.models import TargetEvent

FEW = 300
"""Of so few promises only their own events are read."""


@dataclass(frozen=True)
class Entry:
    """A promise and its state; `over` are the days since its last day, negative before it."""

    promise: Promise
    standing: Standing
    over: int

    @property
    def state(self) -> State:
        """Return the state."""
        return self.standing.state

    @property
    def days_late(self) -> int:
        """Return how many days after the last one it was reached; 0 for in time, or not yet."""
        met = self.standing.met
        return max(0, days_over(self.promise.goal.due, met)) if met else 0

    @property
    def lacks_result(self) -> bool:
        """Return whether the last day is over, and what is stated is of a day before it."""
        latest = self.standing.latest
        before = latest is not None and latest.as_of < self.promise.goal.due
        return self.overdue and self.state != "reached" and (latest is None or before)

    @property
    def overdue(self) -> bool:
        """Return whether the last day is over."""
        return self.over > 0


@dataclass(frozen=True)
class Detail:
    """An entry with its history and the reports that bear on it: the three voices in full."""

    entry: Entry
    events: Sequence[TargetEvent]
    tally: Tally
    agency: str | None
    """Whose it is today, a key of city.yaml; None where it is nobody's."""

    def of_kind(self, kind: str) -> list[TargetEvent]:
        """Return the events of a kind, the newest first."""
        return [row for row in reversed(self.events) if row.kind == kind]

    def other(self, check: TargetEvent) -> TargetEvent | None:
        """Return the statement that was checked, where another one counts now."""
        is_other = self.statement is not None and check.about != self.statement.id
        return next((row for row in self.events if is_other and row.id == check.about), None)

    def is_again(self, statement: TargetEvent) -> bool:
        """Return whether a statement follows an earlier one, and has a reason for it."""
        stated = self.of_kind("stated")
        return bool(stated) and stated[-1] is not statement

    @property
    def statement(self) -> TargetEvent | None:
        """Return the statement that counts."""
        latest = self.entry.standing.latest
        return next((row for row in self.events if latest and row.id == latest.id), None)


@dataclass(frozen=True)
class Board:
    """The entries of all promises, and how many there are of each state."""

    entries: tuple[Entry, ...]

    @cached_property
    def counts(self) -> Mapping[State, int]:
        """Return how many promises have each state, in the order of the board."""
        counted = Counter(entry.state for entry in self.entries)
        return {state: counted[state] for state in STATES if counted[state]}

    @property
    def overdue(self) -> int:
        """Return how many were due and nobody stated."""
        return sum(entry.state == "not_stated" and entry.overdue for entry in self.entries)


def board(session: Session, promises: Collection[Promise], now: datetime, zone: ZoneInfo) -> Board:
    """Return the board of these promises on the day of `now`, from the events alone."""
    keys = [promise.key for promise in promises] if len(promises) <= FEW else None
    facts = facts_of(queries.judged(session, keys))
    disputed = {key for key, _ in queries.disputes(session)}
    return board_of(promises, facts, disputed, now.astimezone(zone).date())


def board_of(
    promises: Collection[Promise], facts: "Facts", disputed: Container[Key], today: date
) -> Board:
    """Return the board of these promises by what was read of them."""
    statements, checks = facts
    entries = [
        Entry(
            promise,
            standing(
                promise.goal,
                statements.get(promise.key, ()),
                checks.get(promise.key, ()),
                today,
                disputed=promise.key in disputed,
            ),
            days_over(promise.goal.due, today),
        )
        for promise in promises
    ]
    order = {state: place for place, state in enumerate(STATES)}
    entries.sort(key=lambda entry: (order[entry.state], entry.promise.is_task, -entry.over))
    return Board(tuple(entries))


def contested(
    session: Session, keys: Collection[Key], disputed: Container[Key], moment: datetime
) -> set[Key]:
    """Return which of these targets were contested at a past moment, some `disputed` by then."""
    if not keys:
        return set()
    statements, checks = facts_of(queries.judged(session, keys, moment))
    return {
        key
        for key, rows in statements.items()
        if key in disputed or is_contested(rows, checks.get(key, ()))
    }


Facts = tuple[dict[Key, list[Stated]], dict[Key, list[Check]]]


def facts_of(rows: Sequence[Judged]) -> Facts:
    """Return the statements and checks of each target, in the order they were made."""
    statements: dict[Key, list[Stated]] = defaultdict(list)
    checks: dict[Key, list[Check]] = defaultdict(list)
    for row in rows:
        key = row.plan, row.target
        if row.kind == "stated":
            statements[key].append(Stated(row.as_of, row.value, row.step, row.id, row.about))
        else:
            checks[key].append(Check(row.step, row.agency or "", row.about))
    return statements, checks


def details(session: Session, tools: Tools, entries: Collection[Entry]) -> list[Detail]:
    """Return these entries with their history, reports and agency, in as many queries as one."""
    promises, keys = tools.once(Promises), [entry.promise.key for entry in entries]
    history = queries.events(session, keys)
    categories = {entry.promise.key: promises.categories_of(entry.promise) for entry in entries}
    tallies = queries.tallies(session, categories)
    owners = queries.owners(session)
    return [
        Detail(
            entry,
            history.get(entry.promise.key, ()),
            tallies[entry.promise.key],
            owner(tools, entry.promise, owners),
        )
        for entry in entries
    ]


def details_of(
    session: Session, tools: Tools, promises: Collection[Promise], now: datetime
) -> list[Detail]:
    """Return these promises with their voices, as they are now, in the order of the board."""
    return details(session, tools, board(session, promises, now, tools.zone).entries)


def of_agency(session: Session, tools: Tools, agency: str | None) -> list[Promise]:
    """Return the promises of an agency; for None those at home that are nobody's."""
    return owned(tools, agency, queries.owners(session))


def owned(tools: Tools, agency: str | None, owners: Mapping[Key, str | None]) -> list[Promise]:
    """Return the same by what admins set."""
    followed = tools.once(Promises)
    promises = followed.all if agency else followed.at_home(tools.city).values()
    return [promise for promise in promises if owner(tools, promise, owners) == agency]


def owner(tools: Tools, promise: Promise, owners: Mapping[Key, str | None]) -> str | None:
    """Return whose it is: as an admin set it, else by the plan's words; None for nobody's."""
    if promise.key in owners:
        agency = owners[promise.key]
    else:
        agency = tools.once(Promises).agency_named(promise, tools.city)
    return agency if tools.city.agency(agency) else None
