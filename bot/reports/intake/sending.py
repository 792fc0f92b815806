"""A report is sent: the code and the receipt for the person, a card for who handles it."""

from __future__ import annotations

from bot.core import gate
from bot.core.metrics import REPORTED
from bot.core.turn import Turn
from bot.people import roles as people
from bot.reports import cards
from bot.reports.desk import moderation as held
from bot.reports.draft import ReportDraft, next_question
from bot.reports.intake import open_draft as report_draft
from bot.reports.intake import slips, support
from bot.reports.moves import submit
from db.models import Draft, Report


async def send(turn: Turn, row: Draft, draft: ReportDraft) -> None:
    """Send it as it was shown; what is held back waits for a person to look at it."""
    if next_question(draft) != "preview" or not report_draft.may_be_kept(turn, draft):
        report_draft.go_on(turn, row, draft)
        return
    if draft.for_other and not people.may_enter_for_others(turn.person):
        turn.say("clerk.not_allowed")
        return
    if not await gate.may_send(turn):
        report_draft.go_on(turn, row, draft)
        return
    if not draft.denounces and await support.offered(turn, row, draft):
        return
    await turn.session.delete(row)
    await deliver(turn, draft)


async def deliver(turn: Turn, draft: ReportDraft) -> None:
    """Make a report of a draft that lacks nothing, bring it to who gets it, and say so."""
    report = await submit(
        turn.session, draft, turn.person, turn.chat, turn.city, turn.tools.zone, turn.now
    )
    REPORTED.labels(report.category).inc()
    reached = await _pass_on(turn, report)
    if draft.for_other:
        people.note(turn.session, turn.actor, "enter", report.code, turn.now)
        await slips.give(turn, report, reached)
    else:
        _say(turn, report, reached)


async def _pass_on(turn: Turn, report: Report) -> cards.Reached:
    """To the agency; what is held, to who looks at it first."""
    if report.held is None:
        return await cards.post(turn, report)
    return cards.Reached(agency=False, overseers=await held.show_all(turn, report))


def _say(turn: Turn, report: Report, reached: cards.Reached) -> None:
    turn.say(
        "report.sent",
        [[turn.button("report.button_follow", f"track:{report.code}")]],
        report=report,
        agency=turn.city.agency_name(report.agency),
        urgent=report.urgent,
        reached=reached,
        emergency=turn.city.emergency_of(report.category),
        meanwhile=turn.city.meanwhile(report.category),
    )
