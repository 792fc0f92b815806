"""Corrections of a report: what was before stands in the history, and the deadline follows.

A correction changes what a report is taken for, never the reporter's words about what happened.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.city.city import City
from bot.city.parts import Agency
from bot.city.working_days import deadline, working_days
from bot.reports import place_spots
from bot.reports import queries as reports
from bot.reports.moves import Mover, Refused, move, note_target
from db.models import Report, ReportEvent

FIELDS = ("category", "place", "area", "urgent")
"""What can be corrected."""
STARTS = ("send", "pass_held", "reopen", "dispute", "partly")
"""Steps with which the category's days begin anew; so they do with the first forwarding."""


def correct(by: Mover, report: Report, changes: Mapping[str, Any]) -> ReportEvent:
    """Change these fields of a report, and move its deadline by its new category; raises `Refused`.

    The category's days count from when the agency had it. Where they would be over already though
    the old ones are not, they begin now, and end no later than the old ones.
    """
    city = by.city
    by.check(report, "correct")
    before = {name: getattr(report, name) for name in FIELDS}
    changed = {name: value for name, value in changes.items() if before.get(name) != value}
    if not changed:
        raise Refused("words")
    if "category" in changed and city.category(changed["category"]) is None:
        raise Refused("target")
    if changed.get("area") and city.area(changed["area"]) is None:
        raise Refused("target")
    old_days, target = city.days(report.category, report.urgent), report.deadline_at
    subject = _written({name: (before[name], value) for name, value in changed.items()})
    event = move(by, report, "correct", subject=subject)
    for name, value in changed.items():
        setattr(report, name, value)
    if changed.keys() & {"place", "area"}:
        place_spots.note(by.session, report, city, by.now)
    new_days = city.days(report.category, report.urgent)
    if new_days != old_days:
        report.deadline_at = _moved(by, report, old_days, new_days)
        if report.expected_at is not None and report.expected_at <= report.deadline_at:
            report.expected_at = None
    note_target(event, report, target)
    return event


def _moved(by: Mover, report: Report, old_days: int, new_days: int) -> datetime:
    """Return the deadline by the new number of days; days waited for the reporter stay given."""
    begin = _begin(by.session, report)
    waited = working_days(deadline(begin, old_days, by.zone), report.deadline_at, by.zone)
    moved = deadline(begin, new_days + max(waited, 0), by.zone)
    if moved < by.now <= report.deadline_at:
        return min(report.deadline_at, deadline(by.now, new_days, by.zone))
    return moved


def _begin(session: Session, report: Report) -> datetime:
    """Return when the category's days began last."""
    begin, forwarded = report.created_at, False
    for event in reports.standing(session, report):
        if event.action in STARTS or (event.action == "forward" and not forwarded):
            begin = event.at
        forwarded = forwarded or event.action == "forward"
    return begin


def changes_of(event: ReportEvent) -> dict[str, tuple[Any, Any]]:
    """Return what a correction changed: for each field what was before, and what came."""
    if event.action != "correct" or not event.subject:
        return {}
    return {name: (was, became) for name, (was, became) in json.loads(event.subject).items()}


def as_sent(session: Session, report: Report) -> dict[str, Any]:
    """Return the corrected fields as they were when the report was sent."""
    sent: dict[str, Any] = {}
    for event in reports.events(session, report):
        for name, (was, _) in changes_of(event).items():
            sent.setdefault(name, was)
    return sent


def called_urgent(session: Session, report: Report) -> bool:
    """Return whether somebody corrected a report to be urgent."""
    events = reports.events(session, report)
    return any(changes_of(event).get("urgent") == (False, True) for event in events)


def rerouted(session: Session, report: Report, city: City) -> Agency | None:
    """Return the agency that routing names since a correction; None where the report is there."""
    for event in reversed(reports.events(session, report)):
        if event.action == "forward":
            return None
        if changes_of(event).keys() & {"category", "area"}:
            agency = city.route(report.area, report.category)
            return agency if agency.id != report.agency else None
    return None


def without_words(event: ReportEvent) -> str:
    """Return the subject of a correction without the reporter's words, for erasing."""
    changes = {name: both for name, both in changes_of(event).items() if name != "place"}
    return _written(changes) if changes else ""


def _written(changes: Mapping[str, tuple[Any, Any]]) -> str:
    return json.dumps(changes, ensure_ascii=False)
