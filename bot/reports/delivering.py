"""A draft that lacks nothing becomes a report and is brought to who gets it."""

from __future__ import annotations

from bot.core.metrics import REPORTED
from bot.core.turn import Turn
from bot.people import roles as people
from bot.reports import cards, held_cards, slips
from bot.reports.draft import ReportDraft
from bot.reports.moves import submit
from db.models import Report


def deliver(turn: Turn, draft: ReportDraft) -> None:
    """Make a report of a draft that lacks nothing, bring it to who gets it, and say so."""
    report = submit(
        turn.session, draft, turn.person, turn.chat, turn.city, turn.tools.zone, turn.now
    )
    REPORTED.labels(report.category).inc()
    reached = _pass_on(turn, report)
    if draft.for_other:
        people.note(turn.session, turn.actor, "enter", report.code, turn.now)
        slips.give(turn, report, reached)
    else:
        _say(turn, report, reached)


def _pass_on(turn: Turn, report: Report) -> cards.Reached:
    """To the agency; what is held, to who looks at it first."""
    if report.held is None:
        return cards.post(turn, report)
    return cards.Reached(agency=False, overseers=held_cards.show_all(turn, report))


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
