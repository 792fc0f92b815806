"""A report is sent: the code and the receipt for the person, a card for who handles it."""

from __future__ import annotations

from bot.core import limits
from bot.core.turn import Turn
from bot.people import roles as people
from bot.reports.delivering import deliver
from bot.reports.draft import ReportDraft, next_question
from bot.reports.intake import open_draft as report_draft
from bot.reports.intake import support
from db.models import Draft


def send(turn: Turn, row: Draft, draft: ReportDraft) -> None:
    """Send it as it was shown; what is held back waits for a person to look at it."""
    if next_question(draft) != "preview" or not report_draft.may_be_kept(turn, draft):
        report_draft.go_on(turn, row, draft)
        return
    if draft.for_other and not people.may_enter_for_others(turn.person):
        turn.say("clerk.not_allowed")
        return
    if not limits.may_send(turn):
        report_draft.go_on(turn, row, draft)
        return
    if not draft.denounces and support.offered(turn, row, draft):
        return
    turn.session.delete(row)
    deliver(turn, draft)
