"""A digest's figures as table rows, and the words for its keys, the same in every form."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from bot.core.turn import Tools
from bot.digests.content import Case, Compared, Content, Speed
from bot.digests.list_queries import WHYS
from bot.digests.period import days_of
from bot.digests.render.message import days_words, scope_words, title
from bot.oversight.board import Entry
from bot.texts import cleaned, shortened

_UNWRITABLE = re.compile(r"[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Characters that UTF-8 or XML cannot hold or discourage (https://www.w3.org/TR/xml/#charsets)."""


class Names:
    """The words of one city's forms; no name is longer than `longest` characters."""

    def __init__(self, tools: Tools, longest: int = 120) -> None:
        self._tools, self._longest = tools, longest

    def label(self, name: str, /, **values: Any) -> str:
        """Return the block of that name in forms.html."""
        return self._tools.texts.plain(f"forms.{name}", **values)

    def written(self, text: str, longest: int | None = None) -> str:
        """Return a text on one line, without characters that a form cannot hold."""
        plain = " ".join(cleaned(_UNWRITABLE.sub("", text)).split())
        return shortened(plain, self._longest if longest is None else longest)

    def agency(self, key: str | None) -> str:
        """Return the agency's name; its key where it is not one of the city's."""
        return self.written(self._tools.city.agency_name(key) or key or "")

    def area(self, key: str | None) -> str:
        """Return the area's name."""
        return self.written(self._tools.city.area_name(key) or key or self.label("no_area"))

    def category(self, key: str) -> str:
        """Return the category's name."""
        return self.written(self._tools.city.category_name(key) or key)

    def status(self, key: str) -> str:
        """Return the status in words."""
        return self.written(self.label("status", status=key))

    def why(self, key: str) -> str:
        """Return the reason for listing in words."""
        return self.written(self.label("why", why=key))

    def span(self, content: Content) -> str:
        """Return the digest's period, as people say it: tuần 16/11–22/11/2026."""
        kind = days_of(content.period, self._tools.zone).kind
        days = days_words(content.period, self._tools)
        return self._tools.texts.plain("digest.span", kind=kind, days=days)

    def title(self, content: Content) -> str:
        """Return the digest's title, with its period."""
        return title(content.period, self._tools)

    def scope(self, content: Content, longest: int = 120) -> str:
        """Return the digest's scope in words."""
        words = scope_words(content.scope, self._tools)
        return self.written(self.label("scope", scope=words), longest)

    def compared(self, content: Content) -> str:
        """Return the period of comparison in words."""
        return self.label("compared", before=days_words(content.before, self._tools))

    def made_at(self, content: Content) -> str:
        """Return the moment of the figures in words."""
        return self.label("made_at", moment=content.made_at)

    def file(self, form: str, content: Content) -> str:
        """Return the name of a form's file."""
        days = days_of(content.period, self._tools.zone)
        span = f"{days.first:%Y%m%d}-{days.last:%Y%m%d}"
        return self.label(f"file_{form}", days=span)


MOVES = ("new", "resolved", "rejected", "reopened", "withdrawn")
"""The statuses whose counts stand in an overview, in this order."""


class Counted(NamedTuple):
    """A count with its name, in the period and the one before."""

    name: str
    compared: Compared


class AgencyRow(NamedTuple):
    """An agency's open reports and answers, in working days; `…_then`: when the period began."""

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


class TargetRow(NamedTuple):
    """A target of the plan: what it promises, and what was stated of it as of which day.

    `late` are the days for which its result is missing.
    """

    name: str
    years: str
    plan: str
    stated: str
    as_of: date | None
    state: str
    late: int | None
    agency: str


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


def targets(content: Content, names: Names) -> list[TargetRow]:
    """Return the targets of the plan, what asks for attention first."""
    return [_target(entry, agency, names) for entry, agency in content.targets.rows]


def _target(entry: Entry, agency: str | None, names: Names) -> TargetRow:
    promise, latest = entry.promise, entry.standing.latest
    return TargetRow(
        name=names.written(promise.name),
        years=names.written(promise.years),
        plan=names.written(names.label("target_planned", promise=promise)),
        stated=names.label("target_stated", promise=promise, latest=latest),
        as_of=latest.as_of if latest else None,
        state=names.label("target_state", entry=entry),
        late=entry.over if entry.lacks_result else None,
        agency=names.agency(agency),
    )


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
