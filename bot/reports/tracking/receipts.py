"""Checking a receipt: that a report was sent when it says, with just this in it.

What was sent is never shown: who has the receipt learns no more than that it is true.
"""

from __future__ import annotations

from bot.city import codes
from bot.core.turn import Routes, Turn
from bot.reports import queries as reports
from bot.reports.tracking import receipt_rules as rules
from bot.texts import shortened

routes = Routes()


@routes.command("xacminh")
def command(turn: Turn) -> None:
    """Check the receipt that was typed, pasted or forwarded after the command."""
    if turn.text:
        check(turn)
    else:
        turn.say("proof.how")


def check(turn: Turn) -> None:
    """Say whether a receipt is true, and what that means."""
    code = codes.code_in(turn.text) or codes.code_in(turn.text.split()[0], bare=True)
    marks = rules.marks_in(turn.text)
    report = reports.by_code(turn.session, code) if code and codes.is_code(code) else None
    if code is None or not marks:
        turn.say("proof.how")
    elif report is None:
        turn.say("proof.no_report", code=shortened(code, 20))
    elif rules.matches(report, marks):
        kept = rules.as_kept(turn.session, report)
        turn.say("proof.true", report=report, kept=kept, whole=len(max(marks, key=len)) == 64)
    else:
        turn.say("proof.false", code=report.code)
