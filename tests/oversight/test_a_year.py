"""A year of statements, checks and disputes ends in the states that follow from the events."""

import random
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest

from bot.core.turn import Tools
from bot.oversight import board, exporting
from bot.oversight.promises import Promise, Promises
from bot.oversight.rules import Check, Stated, standing
from db.models import Report, ReportEvent, TargetReport
from tests.oversight.kit import PLAN, checked, stated
from tests.town import Town


def states(town: Town, tools: Tools) -> dict[str, str]:
    """The state of every target of the plan, by the board."""
    promises = Promises(tools.knowledge)
    with town.database.reading() as session:
        entries = board.board(session, promises.all, town.clock(), tools.zone).entries
    return {entry.promise.id: entry.state for entry in entries}


def report_of(town: Town, target: str, number: int) -> int:
    """A report that was begun under a target, as it is stored."""
    now = town.clock()
    with town.database.transaction() as session:
        report = Report(
            code=f"LC-SIM{number:03}", category="cong_vien_xuong_cap", description="x",
            agency="ubnd_tan_phong", receipt="", created_at=now, deadline_at=now,
        )  # fmt: skip
        session.add(report)
        session.flush()
        assert report.id is not None
        session.add(TargetReport(report_id=report.id, plan=PLAN, target=target))
        return report.id


def comes_to(town: Town, number: int, status: str) -> None:
    """A report's next step."""
    with town.database.transaction() as session:
        report = session.get_one(Report, number)
        report.status = status
        session.add(ReportEvent(report_id=number, at=town.clock(), action=status, status=status,
                                role="official"))  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_a_year_ends_in_the_same_states(town: Town, tools: Tools, seed: int) -> None:
    chance = random.Random(seed)
    promises = {p.id: p for p in Promises(tools.knowledge).all if not p.is_task}
    reports: dict[int, list[Any]] = {}  # its target, its status, since when it is disputed
    for day in range(365):
        town.clock.advance(days=1)
        for target in chance.sample(sorted(promises), 2) if chance.random() < 0.3 else ():
            happening = chance.choice(["state", "state", "check", "report", "move"])
            if happening == "state":
                _states(town, chance, promises[target])
            elif happening == "check":
                agency = chance.choice(["mttq_tinh", "mttq_tan_phong"])
                checked(town, target, chance.choice(["yes", "part", "no"]), agency=agency)
            elif happening == "report":
                reports[report_of(town, target, day * 10 + len(reports))] = [target, "new", None]
            elif reports:
                number = chance.choice(sorted(reports))
                _moves(town, reports[number], number)
    shown = states(town, tools)
    assert shown == _from_events(town, tools, promises, reports) | {
        name: state for name, state in shown.items() if name not in promises
    }
    assert len(set(shown.values())) >= 4


def _states(town: Town, chance: random.Random, promise: Promise) -> None:
    as_of = town.clock().date() - timedelta(days=chance.randrange(200))
    if promise.goal.edge is None:
        step = chance.choice(["done", "going", "none"])
        stated(town, promise.id, None, step=step, as_of=as_of)
    else:
        value = round(promise.goal.edge * chance.uniform(0.5, 1.2), 1)
        stated(town, promise.id, value, as_of=as_of)


def _moves(town: Town, report: list[Any], number: int) -> None:
    """A report is resolved, disputed, accepted again, resolved …"""
    after = {"new": "resolved", "resolved": "reopened", "reopened": "accepted",
             "accepted": "resolved"}[report[1]]  # fmt: skip
    report[1] = after
    if after == "reopened":
        report[2] = town.clock().astimezone().date()
    elif after == "resolved":
        report[2] = None
    comes_to(town, number, after)


def _from_events(
    town: Town, tools: Tools, promises: dict[str, Promise], reports: dict[int, list[Any]]
) -> dict[str, str]:
    """The states as somebody works them out who only has the JSON of the board's history."""
    made = Promises(tools.knowledge)
    with town.database.reading() as session:
        entries = board.board(session, made.all, town.clock(), tools.zone).entries
        details = board.details(session, tools, entries)
    rows: dict[str, list[Stated]] = defaultdict(list)
    seen: dict[str, list[Check]] = defaultdict(list)
    for target in exporting.as_data(details, tools.city, ""):
        for step in target["history"]:
            day = date.fromisoformat(step["as_of"])
            if step["kind"] == "stated":
                row = Stated(day, step["value"], step["step"] or "", step["id"], step["about"])
                rows[target["target"]].append(row)
            else:
                seen[target["target"]].append(Check(step["step"], step["by"], step["about"]))
    contested = {target for target, _, disputed in reports.values() if disputed}
    today = town.clock().astimezone(tools.zone).date()
    return {
        name: standing(
            promise.goal, rows[name], seen[name], today, disputed=name in contested
        ).state
        for name, promise in promises.items()
    }
