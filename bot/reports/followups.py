"""The notices that are sent by themselves about a report: pure rules, and the ledger of those sent.

A `Due` follows from the report, the city's rules and the time alone, so what was missed while
nothing ran is sent late, once; and what has been settled since is not sent at all.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.city.city import City
from bot.city.working_days import (
    deadline,
    months_later,
    opening,
    working_day_before,
    working_hours_on,
)
from bot.reports import followup_queries as rows
from bot.reports import queries as reports
from bot.reports.moves import MOVES, OPEN, Mover, Refused, move
from bot.reports.offices import waits
from db.models import Notice, Report, ReportEvent
from knowledge.vietnamese.numerals import DIGIT
from knowledge.vietnamese.text import fold

Kind = Literal[
    "due_soon", "apology", "overdue", "broken", "not_accepted", "answer_remind", "answer_late",
    "ask_done", "promise", "held",
]  # fmt: skip
NEVER = datetime.max.replace(tzinfo=UTC)
TOO_OLD = timedelta(days=30)
"""So long after a resolution the reporter is not asked any more whether it is done."""
REPLACED_BY: dict[Kind, Kind] = {"overdue": "broken", "ask_done": "promise"}
"""Where both are due at once, only the second is sent."""
TO_ACCEPT = ("forwarded", "reopened")
"""Statuses with which a report waits to be accepted, as it does when it is new."""
EXTRA_DAYS = (1, 3, 5)
"""Working days by which an official can put a date off."""
MOST_DATES = 2
"""Later dates an official can give for one target."""
PROMISE_MONTHS = (3, 6, 12)
LONGEST_PROMISE = 36
"""Months."""
_MONTHS = re.compile(r"\b(\d{1,2}|mot|hai|ba|bon|nam|sau)\s+thang\b")
_DAYS = re.compile(r"\b(\d{1,2}|mot|hai|ba|bon|nam|sau)\s+(?:ngay|hom)\b")
_DATE = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?\b")


@dataclass(frozen=True)
class Due:
    """A notice to be sent from `at` on and before `until`. `about`: see `Notice`."""

    kind: Kind
    about: str
    at: datetime
    until: datetime = NEVER


class Rules:
    """The city's rules for notices that are sent by themselves."""

    def __init__(self, city: City, zone: ZoneInfo) -> None:
        self._city, self._zone, self._follow = city, zone, city.follow

    def due(self, report: Report, now: datetime, since: datetime | None = None) -> list[Due]:
        """Return the notices about the report due at `now`, sent or not; none out of hours.

        An urgent report's are sent at any hour. `since` is when it came (back) to its agency;
        None for when it was made.
        """
        if not self._at_work(report, now):
            return []
        foreseen = self._foreseen(report, since or report.created_at, now)
        return [due for due in foreseen if due.at <= now < due.until]

    def next_look(
        self, report: Report, now: datetime, since: datetime | None = None
    ) -> datetime | None:
        """Return when to look again if no move is made; None where no notice will be due."""
        if not self._at_work(report, now):
            return self._open_from(now)
        foreseen = self._foreseen(report, since or report.created_at, now)
        return min((due.at for due in foreseen if due.at > now), default=None)

    def later(self, report: Report, now: datetime) -> datetime:
        """Return the later date told where no official named one: a share of the days again."""
        days = (
            self._city.days(report.category, report.urgent) * self._follow.extension_percent / 100
        )
        return deadline(max(now, report.deadline_at), math.ceil(days), self._zone)

    def asked_at(self, now: datetime, months: int) -> datetime:
        """Return when a promise is asked about: so many months on, when offices open."""
        day = months_later(now.astimezone(self._zone), months)
        return self._open_from(day.replace(hour=0, minute=0))

    def _foreseen(self, report: Report, since: datetime, now: datetime) -> list[Due]:
        if report.status == "resolved":
            return self._after(report)
        if report.status not in OPEN:
            return []
        if report.held is not None:
            return self._held(report, now)
        return self._waits(report) or self._deadlines(report, since)

    def _after(self, report: Report) -> list[Due]:
        """Return the questions after a resolution: is it done, and was the promise kept."""
        dues = []
        if report.confirmed is None and report.ended_at is not None:
            asked_at = report.ended_at + timedelta(days=self._follow.ask_again_days)
            about = report.ended_at.isoformat(timespec="minutes")
            until = report.ended_at + TOO_OLD
            dues.append(Due("ask_done", about, self._open_from(asked_at), until))
        if report.promised_at is not None:
            about = self._day(report.promised_at)
            dues.append(Due("promise", about, self._open_from(report.promised_at)))
        return dues

    def _held(self, report: Report, now: datetime) -> list[Due]:
        """Return the reminders to decide on a held report, of today and the next working day."""
        follow, midnight = self._follow, self._at(now, time(0))
        first = working_hours_on(
            report.created_at, follow.held_hours, follow.opens, follow.closes, self._zone
        )
        today = max(first, self._open_from(midnight))
        later = max(first, self._open_from(midnight + timedelta(days=1)))
        return [Due("held", self._day(at), at) for at in (today, later)]

    def _waits(self, report: Report) -> list[Due]:
        """Return the reminder to the reporter who is asked, and the end of the wait."""
        if not waits(report) or report.answer_by is None:
            return []
        about, over = self._day(report.answer_by), self._open_from(report.answer_by)
        last = deadline(report.answer_by, self._follow.answer_grace, self._zone)
        return [
            Due("answer_remind", about, over, last),
            Due("answer_late", about, self._open_from(last)),
        ]

    def _deadlines(self, report: Report, since: datetime) -> list[Due]:
        """Return the notices about the target, or about the later date told since."""
        urgent, target, later = self._is_urgent(report), report.deadline_at, report.expected_at

        def due(kind: Kind, of: datetime, at: datetime, until: datetime = NEVER) -> Due:
            return Due(kind, self._day(of), at if urgent else self._open_from(at), until)

        dues = [due("due_soon", target, self._warned_at(report), target)]
        if report.urgent and report.status in MOVES["accept"].before:
            at = since + timedelta(hours=self._follow.urgent_hours)
            dues.append(Due("not_accepted", since.isoformat(timespec="minutes"), at))
        dues.append(due("overdue", target, target))
        if later is None:
            dues.append(due("apology", target, self._at(target, self._follow.apology)))
        else:
            dues.append(due("due_soon", later, self._at(later, self._follow.opens), later))
            dues.append(due("broken", later, later))
        return dues

    def _warned_at(self, report: Report) -> datetime:
        """Return the working day before; the day itself where there is one working day in all."""
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
    """Return the notices that are sent of those due at once: one replaces another."""
    kinds = {item.kind for item in due}
    return [item for item in due if REPLACED_BY.get(item.kind) not in kinds]


def enter(
    session: Session, due: Sequence[tuple[Report, Sequence[Due]]], now: datetime
) -> list[tuple[Report, list[Due]]]:
    """Note the notices of many reports in the ledger; returns those not sent before."""
    new = rows.enter(
        session,
        [
            Notice(report_id=report.number, kind=item.kind, about=item.about, at=now)
            for report, kinds in due
            for item in kinds
        ],
    )
    unsent = [
        (r, [item for item in kinds if (r.id, item.kind, item.about) in new]) for r, kinds in due
    ]
    return [(report, kinds) for report, kinds in unsent if kinds]


def since(session: Session, waiting: Sequence[Report]) -> dict[int, datetime]:
    """Return when forwarded or reopened reports came to the agency that is to accept them."""
    ids = [report.number for report in waiting if report.status in TO_ACCEPT]
    return rows.last_came(session, ids, TO_ACCEPT) if ids else {}


def expected(report: Report) -> datetime:
    """Return the date told last, else the target."""
    return report.expected_at or report.deadline_at


def extend(by: Mover, report: Report, days: int) -> ReportEvent:
    """Put the date off by some of `EXTRA_DAYS`; the target stays. Raises `Refused`."""
    by.check(report, "extend")
    if days not in EXTRA_DAYS or _dates_given(by.session, report) >= MOST_DATES:
        raise Refused("again")
    until = deadline(max(by.now, expected(report)), days, by.zone)
    event = move(by, report, "extend", subject=until.isoformat())
    report.expected_at = until
    return event


def days_named(words: str, report: Report, now: datetime, zone: ZoneInfo) -> int:
    """Return which of `EXTRA_DAYS` the words name, by their number or as a date; 0 for none."""
    folded = fold(words)
    if date := _DATE.search(folded):
        for days in EXTRA_DAYS:
            until = deadline(max(now, expected(report)), days, zone).astimezone(zone)
            if (until.day, until.month) == (int(date[1]), int(date[2])) and date[3] in (
                None,
                str(until.year),
            ):
                return days
        return 0
    number = _DAYS.search(folded)
    days = int(DIGIT.get(number[1], number[1])) if number else 0
    return days if days in EXTRA_DAYS else 0


def _dates_given(session: Session, report: Report) -> int:
    """Return how many later dates officials have told for the present target."""
    count = 0
    for step in reports.standing(session, report):
        if step.action == "forward" or (step.action in MOVES and MOVES[step.action].reopens):
            count = 0
        elif step.action == "extend" and step.person_id is not None:
            count += 1
    return count


def promise(report: Report, words: str, months: int, rules: Rules, now: datetime) -> None:
    """Note the promise of a resolution, to be asked about after so many months."""
    if 1 <= months <= LONGEST_PROMISE:
        report.promise, report.promised_at = words, rules.asked_at(now, months)


def months_named(words: str) -> tuple[int, ...]:
    """Return months to choose from for a promise: what its words name, and the usual ones."""
    match = _MONTHS.search(fold(words))
    months = int(DIGIT.get(match[1], match[1])) if match else 0
    first = [months] if 1 <= months <= LONGEST_PROMISE else []
    return tuple(dict.fromkeys([*first, *PROMISE_MONTHS]))[:3]
