"""A year of statements, checks and disputes ends in the states that follow from the events."""

import random
from collections import defaultdict
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from bot.core import chain
from bot.core.turn import Tools
from bot.oversight import board
from bot.oversight.promises import Promise, Promises
from bot.oversight.rules import Check, Stated, standing
from db.models import CLOSED, ChainLink, Report, ReportEvent, TargetReport
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


AFTER = {
    "new": "resolved", "resolved": "reopened", "reopened": "accepted", "accepted": "resolved",
}  # fmt: skip
"""What a report comes to next: it is resolved, disputed, accepted again, resolved …"""


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_a_year_ends_in_the_same_states(town: Town, tools: Tools, seed: int) -> None:
    chance = random.Random(seed)
    promises = {p.id: p for p in Promises(tools.knowledge).all if not p.is_task}
    reports: dict[int, str] = {}  # its status
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
                reports[report_of(town, target, day * 10 + len(reports))] = "new"
            elif reports:
                number = chance.choice(sorted(reports))
                reports[number] = AFTER[reports[number]]
                comes_to(town, number, reports[number])
        if day % 30 == 0:
            chain.seal(town.database, town.clock())
    chain.seal(town.database, town.clock())
    shown = states(town, tools)
    today = town.clock().astimezone(tools.zone).date()
    assert _from_seals(town, promises, today).items() <= shown.items()
    assert len(set(shown.values())) >= 4


def _states(town: Town, chance: random.Random, promise: Promise) -> None:
    as_of = town.clock().date() - timedelta(days=chance.randrange(200))
    if promise.goal.edge is None:
        step = chance.choice(["done", "going", "none"])
        stated(town, promise.id, None, step=step, as_of=as_of)
    else:
        value = round(promise.goal.edge * chance.uniform(0.5, 1.2), 1)
        stated(town, promise.id, value, as_of=as_of)


def _from_seals(town: Town, promises: dict[str, Promise], today: date) -> dict[str, str]:
    """The states as somebody works them out who only has what stands in the open in the chain."""
    rows: dict[str, list[Stated]] = defaultdict(list)
    seen: dict[str, list[Check]] = defaultdict(list)
    disputed: dict[int, str] = {}
    with town.database.reading() as session:
        for link in session.exec(select(ChainLink).order_by(col(ChainLink.number))):
            step, target = link.content, link.content["target"]
            if link.kind == "report":
                if step["status"] == "reopened":
                    disputed[step["report_id"]] = target[1]
                elif step["status"] in CLOSED:
                    disputed.pop(step["report_id"], None)
            elif step["kind"] == "stated":
                day = date.fromisoformat(step["as_of"])
                rows[target].append(
                    Stated(day, step["value"], step["step"], link.ref, step["about"])
                )
            else:
                seen[target].append(Check(step["step"], step["agency"], step["about"]))
    contested = set(disputed.values())
    return {
        name: standing(
            promise.goal, rows[name], seen[name], today, disputed=name in contested
        ).state
        for name, promise in promises.items()
    }
