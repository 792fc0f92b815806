"""What is sent by itself about a report, and when: pure rules, and the ledger that keeps count.

A `Due` follows from the report, the city's rules and the time alone, so what was missed while
nothing ran is sent late, once; and what has been settled since is not sent at all.
"""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.city.city import City
from bot.city.working_days import deadline, opening, working_day_before, working_hours_on
from bot.people.roles import Actor
from bot.reports import followup_queries as rows
from bot.reports import queries as reports
from bot.reports import supporter_queries as supporters
from bot.reports.moves import MOVES, OPEN, Refused, move, put_off, refusal
from bot.reports.offices import ANEW, waits
from db.models import Notice, Report, ReportEvent
from knowledge.vietnamese.text import fold

Kind = Literal[
    "due_soon",
    "apology",
    "overdue",
    "broken",
    "not_accepted",
    "answer_remind",
    "answer_late",
    "ask_done",
    "promise",
    "held",
]
NEVER = datetime.max.replace(tzinfo=UTC)
TOO_OLD = timedelta(days=30)
"""Whether it is done is not asked any more about what was resolved so long ago."""
INSTEAD: dict[Kind, Kind] = {"overdue": "broken", "ask_done": "promise"}
"""Where both are due at once, only the second is sent."""
CAME = ("forwarded", "reopened")
"""With these a report comes to somebody who is to accept it, as it does when it is new."""
EXTRA_DAYS = (1, 3, 5)
"""Working days by which an official can put a date off."""
MOST_DATES = 2
"""Later dates an official can give for one target."""
PROMISE_MONTHS = (3, 6, 12)
LONGEST_PROMISE = 36
_MONTHS = re.compile(r"\b(\d{1,2}|mot|hai|ba|bon|nam|sau)\s+thang\b")
_NUMBERS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6}


@dataclass(frozen=True)
class Due:
    """What is to be sent from `at` on, unless it is `until` by then. `about`: see `Notice`."""

    kind: Kind
    about: str
    at: datetime
    until: datetime = NEVER


class Rules:
    """The city's rules for what is sent by itself."""

    def __init__(self, city: City, zone: ZoneInfo) -> None:
        self._city, self._zone, self._follow = city, zone, city.follow

    def due(self, report: Report, now: datetime, since: datetime | None = None) -> list[Due]:
        """What is to be sent about the report at `now`, or has been; nothing out of hours.

        About an urgent report it is sent at any hour. `since` is when it came to its agency, or
        came back to it; None for when it was made.
        """
        if not self._at_work(report, now):
            return []
        foreseen = self._foreseen(report, since or report.created_at, now)
        return [each for each in foreseen if each.at <= now < each.until]

    def next_look(
        self, report: Report, now: datetime, since: datetime | None = None
    ) -> datetime | None:
        """When to look again, if nothing happens meanwhile; None where nothing will be due."""
        if not self._at_work(report, now):
            return self._open_from(now)
        foreseen = self._foreseen(report, since or report.created_at, now)
        return min((each.at for each in foreseen if each.at > now), default=None)

    def later(self, report: Report, now: datetime) -> datetime:
        """The new date that is told where nobody has named one: by a share of the days again."""
        days = (
            self._city.days(report.category, report.urgent) * self._follow.extension_percent / 100
        )
        return deadline(max(now, report.deadline_at), math.ceil(days), self._zone)

    def asked_at(self, now: datetime, months: int) -> datetime:
        """When a promise is asked about: so many months on, when offices open."""
        day = now.astimezone(self._zone)
        month = day.month - 1 + months
        year, month = day.year + month // 12, month % 12 + 1
        last = calendar.monthrange(year, month)[1]
        then = day.replace(year=year, month=month, day=min(day.day, last), hour=0, minute=0)
        return self._open_from(then)

    def _foreseen(self, report: Report, since: datetime, now: datetime) -> list[Due]:
        if report.status == "resolved":
            return self._after(report)
        if report.status not in OPEN:
            return []
        if report.held is not None:
            return self._held(report, now)
        return self._waits(report) or self._deadlines(report, since)

    def _after(self, report: Report) -> list[Due]:
        """After the resolution: whether it is done, where nobody has said; the promise made."""
        found = []
        if report.confirmed is None and report.ended_at is not None:
            asked = report.ended_at + timedelta(days=self._follow.ask_again_days)
            about = report.ended_at.isoformat(timespec="minutes")
            until = report.ended_at + TOO_OLD
            found.append(Due("ask_done", about, self._open_from(asked), until))
        if report.promised_at is not None:
            about = self._day(report.promised_at)
            found.append(Due("promise", about, self._open_from(report.promised_at)))
        return found

    def _held(self, report: Report, now: datetime) -> list[Due]:
        """Nobody has decided on it: today's reminder, and that of the next working day."""
        follow, midnight = self._follow, self._at(now, time(0))
        first = working_hours_on(
            report.created_at, follow.held_hours, follow.opens, follow.closes, self._zone
        )
        today = max(first, self._open_from(midnight))
        later = max(first, self._open_from(midnight + timedelta(days=1)))
        return [Due("held", self._day(each), each) for each in (today, later)]

    def _waits(self, report: Report) -> list[Due]:
        """While the reporter is asked: a reminder when the time is over, then the agency's turn."""
        if not waits(report) or report.answer_by is None:
            return []
        about, over = self._day(report.answer_by), self._open_from(report.answer_by)
        last = deadline(report.answer_by, self._follow.answer_grace, self._zone)
        return [
            Due("answer_remind", about, over, last),
            Due("answer_late", about, self._open_from(last)),
        ]

    def _deadlines(self, report: Report, since: datetime) -> list[Due]:
        """About the target, or the date told since; not while the agency waits for an answer."""
        urgent, target, later = self._is_urgent(report), report.deadline_at, report.expected_at

        def due(kind: Kind, of: datetime, at: datetime, until: datetime = NEVER) -> Due:
            return Due(kind, self._day(of), at if urgent else self._open_from(at), until)

        found = [due("due_soon", target, self._warned_at(report), target)]
        if report.urgent and report.status in MOVES["accept"].before:
            found.append(self._not_accepted(since))
        found.append(due("overdue", target, target))
        if later is None:
            found.append(due("apology", target, self._at(target, self._follow.apology)))
        else:
            found.append(due("due_soon", later, self._at(later, self._follow.opens), later))
            found.append(due("broken", later, later))
        return found

    def _not_accepted(self, since: datetime) -> Due:
        """Nobody has taken an urgent report on within so many hours by the clock."""
        at = since + timedelta(hours=self._follow.urgent_hours)
        return Due("not_accepted", since.isoformat(timespec="minutes"), at)

    def _warned_at(self, report: Report) -> datetime:
        """The working day before; on the day itself where there is one working day in all."""
        day = report.deadline_at.astimezone(self._zone).date()
        if self._city.days(report.category, report.urgent) > 1:
            day = working_day_before(day)
        return datetime.combine(day, self._follow.opens, self._zone)

    def _is_urgent(self, report: Report) -> bool:
        return report.urgent or self._city.is_urgent(report.category)

    def _at_work(self, report: Report, now: datetime) -> bool:
        open_and_urgent = report.status in OPEN and self._is_urgent(report)
        return open_and_urgent or self._open_from(now) == now

    def _open_from(self, moment: datetime) -> datetime:
        return opening(moment, self._follow.opens, self._follow.closes, self._zone)

    def _at(self, day: datetime, hour: time) -> datetime:
        return datetime.combine(day.astimezone(self._zone).date(), hour, self._zone)

    def _day(self, moment: datetime) -> str:
        return moment.astimezone(self._zone).date().isoformat()


def sent(due: Sequence[Due]) -> list[Due]:
    """Of what is due at once, what is really sent; the rest is in it."""
    kinds = {each.kind for each in due}
    return [each for each in due if INSTEAD.get(each.kind) not in kinds]


def enter(
    session: Session, due: Sequence[tuple[Report, Sequence[Due]]], now: datetime
) -> list[tuple[Report, list[Due]]]:
    """Note of many reports in the ledger what is sent now; returns what was not sent before."""
    new = rows.enter(
        session,
        [
            Notice(report_id=report.id or 0, kind=each.kind, about=each.about, at=now)
            for report, kinds in due
            for each in kinds
        ],
    )
    left = [
        (r, [each for each in kinds if (r.id, each.kind, each.about) in new]) for r, kinds in due
    ]
    return [(report, kinds) for report, kinds in left if kinds]


def since(session: Session, found: Sequence[Report]) -> dict[int, datetime]:
    """When reports that were forwarded or reopened came to who is to accept them now."""
    came = [each.id or 0 for each in found if each.status in CAME]
    return rows.last_came(session, came, CAME) if came else {}


def once(session: Session, report: Report, kind: str, about: str, now: datetime) -> bool:
    """Note in the ledger that this is sent now, in the transaction that sends it.

    False where it was sent before, by whichever process.
    """
    return supporters.note_once(session, report, kind, about, now)


def expected(report: Report) -> datetime:
    """By when it is expected: the date told last, else the target."""
    return report.expected_at or report.deadline_at


def extend(
    session: Session, report: Report, actor: Actor, days: int, now: datetime, zone: ZoneInfo
) -> ReportEvent:
    """Put the date off by so many working days of `EXTRA_DAYS`, counted from the last one told.

    Raises `Refused`: `again` where it has been put off often enough. The target stays.
    """
    if why := refusal(report, "extend", actor):
        raise Refused(why)
    if days not in EXTRA_DAYS or _dates_given(session, report) >= MOST_DATES:
        raise Refused("again")
    until = deadline(max(now, expected(report)), days, zone)
    event = move(session, report, "extend", actor, now, subject=until.isoformat())
    report.expected_at = until
    return event


def _dates_given(session: Session, report: Report) -> int:
    """By officials, since the report has the target it has."""
    given = 0
    for step in reports.events(session, report):
        if step.action in (*ANEW, "forward"):
            given = 0
        elif step.action == "extend" and step.person_id is not None:
            given += 1
    return given


def put_off_by_itself(session: Session, report: Report, rules: Rules, now: datetime) -> ReportEvent:
    """Give the later date nobody has named."""
    return put_off(session, report, rules.later(report, now), now)


def promise(report: Report, words: str, months: int, rules: Rules, now: datetime) -> None:
    """Note what an official who resolved it promised, to be asked about after so many months."""
    if 1 <= months <= LONGEST_PROMISE:
        report.promise, report.promised_at = words, rules.asked_at(now, months)


def months_named(words: str) -> tuple[int, ...]:
    """The months a promise is asked about after, to choose from: what the words name goes first.

    "Sẽ trồng lại sau 2 tháng": 2, and the usual ones.
    """
    found = _MONTHS.search(fold(words))
    named = int(_NUMBERS.get(found[1], found[1])) if found else 0
    first = [named] if 1 <= named <= LONGEST_PROMISE else []
    return tuple(dict.fromkeys([*first, *PROMISE_MONTHS]))[:3]
