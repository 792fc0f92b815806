"""The lists of digests, with their reasons, equal a search by hand over every row."""

import random

import pytest
from sqlmodel import Session, select

from bot.city.working_days import deadline
from bot.core.turn import Tools
from bot.digests.content import WHYS
from bot.digests.period import period_due, previous
from bot.digests.select.content import SOON
from bot.digests.select.content import select as select_content
from db.engine import Database
from db.models import Report
from tests.conftest import ZONE
from tests.digests.test_counts import CRON, NOW, OPEN, SCOPES, fits, live

pytestmark = pytest.mark.both_databases


async def asked_and_disputed(session: Session, dice: random.Random) -> None:
    """Asking a reporter makes a report wait; reopening it by the reporter makes it disputed."""
    for report in session.exec(select(Report)).all():
        report.answer_by = NOW if report.status == "needs_info" else None
        report.confirmed = dice.choice(("no", "partly", None))


def whys(report: Report) -> list[str]:
    """Why a report is listed, the most pressing first."""
    waited = report.answer_by is not None
    holds = {
        "overdue": report.deadline_at < NOW and not waited,
        "disputed": report.status == "reopened" and report.confirmed == "no",
        "reopened": report.status == "reopened",
        "due_soon": NOW <= report.deadline_at <= deadline(NOW, SOON, ZONE) and not waited,
        "new": report.status in ("new", "forwarded"),
        "waiting": report.status == "needs_info",
    }
    return [why for why in WHYS if holds[why] and report.status in OPEN]


@pytest.mark.parametrize("seed", range(3))
async def test_random_histories_are_listed_as_by_hand(
    database: Database, tools: Tools, seed: int
) -> None:
    with database.transaction() as session:
        await live(session, random.Random(seed))
        await asked_and_disputed(session, random.Random(seed))
    period = period_due(CRON, ZONE, NOW)
    before = previous(period, ZONE, CRON)
    with database.reading() as session:
        reports = session.exec(select(Report)).all()
        for scope in SCOPES:
            why = {item.code: whys(item) for item in reports if fits(item, scope)}
            content = select_content(session, tools, scope, period, before, NOW)
            listed = [case for item in content.listings for case in item.cases]
            assert {case.code: list(case.why) for case in listed} == {
                code: reasons for code, reasons in why.items() if reasons
            }
            assert len({case.code for case in listed}) == len(listed), "each stands once"
            for item in content.listings:
                own_cases = [case for case in listed if case.why[0] == item.why]
                assert list(item.cases) == own_cases and item.first == len(own_cases)
                assert item.count == sum(item.why in reasons for reasons in why.values()) > 0
