"""The board as CSV and JSON: the three voices of every target, apart from each other."""

import csv
import io
from collections.abc import Iterable
from functools import cache
from typing import Any

from bot.city.city import City
from bot.oversight.board import Detail
from bot.texts import Texts, harmless
from db.models import TargetEvent

COLUMNS = (
    "plan", "target", "name", "state", "days_overdue", "plan_said", "plan_low", "plan_high",
    "plan_bound", "unit", "period", "due", "item", "quote", "doer", "agency", "stated",
    "stated_step", "stated_as_of", "stated_at", "stated_by", "document", "document_date", "link",
    "entered", "checked", "checked_on", "checked_by", "reports_open", "reports_resolved",
    "reports_disputed", "address",
)  # fmt: skip
WORDED = ("state", "plan_bound", "stated_step", "entered", "checked")
"""Columns of keys, for which a file for people has words."""


def as_csv(details: Iterable[Detail], city: City, root: str, texts: Texts) -> bytes:
    """Return the board as CSV for people, with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([texts.plain("targets.column", name=name) for name in COLUMNS])
    in_words = cache(lambda name, value: texts.plain("targets.cell", name=name, value=value))
    for detail in details:
        values = flat(detail, city, root)
        values |= {name: in_words(name, values[name]) for name in WORDED}
        writer.writerow([harmless(values[name]) for name in COLUMNS])
    return ("\ufeff" + out.getvalue()).encode()


def flat(detail: Detail, city: City, root: str) -> dict[str, Any]:
    """Return a target's row: the plan, the statement that counts, and what was seen last.

    Of a contested target that is what was seen against it.
    """
    entry, promise, goal = detail.entry, detail.entry.promise, detail.entry.promise.goal
    stated = detail.statement
    checks = detail.of_kind("checked")
    if entry.state == "contested":
        checks = [row for row in checks if row.step != "yes"] or checks
    check = next(iter(checks), None)
    return {
        "plan": promise.plan, "target": promise.id, "name": promise.name, "state": entry.state,
        "days_overdue": max(0, entry.over), "plan_said": promise.said, "plan_low": goal.low,
        "plan_high": goal.high, "plan_bound": goal.bound, "unit": promise.unit,
        "period": promise.period, "due": goal.due.isoformat(), "item": promise.item,
        "quote": promise.quote, "doer": promise.doer,
        "agency": city.agency_name(detail.agency), "stated": stated and stated.value,
        "stated_step": stated and stated.step, "stated_as_of": stated and _day(stated.as_of),
        "stated_at": stated and stated.at.isoformat(),
        "stated_by": city.agency_name(stated.agency) if stated else None,
        "document": stated and stated.document,
        "document_date": stated and _day(stated.document_date), "link": stated and stated.link,
        "entered": bool(stated and stated.entered), "checked": check and check.step,
        "checked_on": check and _day(check.as_of),
        "checked_by": city.agency_name(check.agency) if check else None,
        "reports_open": detail.tally.open, "reports_resolved": detail.tally.resolved,
        "reports_disputed": detail.tally.disputed, "address": f"{root}/{promise.path}",
    }  # fmt: skip


def as_data(details: Iterable[Detail], city: City, root: str) -> list[dict[str, Any]]:
    """Return the board as JSON: each target with its row and its history."""
    return [
        flat(detail, city, root)
        | {"history": [_event(row, city, f"{root}/{detail.entry.promise.path}")
                       for row in detail.events]}
        for detail in details
    ]  # fmt: skip


def _event(row: TargetEvent, city: City, root: str) -> dict[str, Any]:
    """Return a step of a history: without the person, and without the place of a check."""
    return {
        "id": row.id, "kind": row.kind, "at": row.at.isoformat(),
        "by": city.agency_name(row.agency), "value": row.value, "step": row.step or None,
        "as_of": _day(row.as_of), "document": row.document or None,
        "document_date": _day(row.document_date), "link": row.link or None,
        "words": row.words or None, "entered": row.entered, "about": row.about,
        "photos": [f"{root}/{key}" for key in row.photos],
    }  # fmt: skip


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None
