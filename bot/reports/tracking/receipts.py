"""Check a receipt: that a report was sent at that time with that content.

The content is never shown: the holder of a receipt learns only whether it is true.
"""

from __future__ import annotations

from bot.city import codes
from bot.core import chain
from bot.core.turn import Routes, Turn
from bot.reports import queries as reports
from bot.reports import reporters
from bot.reports.tracking import receipt_rules
from bot.texts import shortened

routes = Routes()


@routes.command("xacminh")
def command(turn: Turn) -> None:
    """Check the receipt after the command."""
    if turn.text:
        check(turn)
    else:
        turn.say("proof.how", head=chain.head(turn.session))


@routes.button("receipt")
def show(turn: Turn) -> None:
    """Show the receipt of one's own report."""
    code = turn.arguments[0]
    report = reports.by_code(turn.session, code) if codes.is_code(code) else None
    if report is None or not reporters.speaks(report, turn.actor):
        turn.say("start.not_allowed")
    else:
        turn.say("report.receipt", report=report)


def check(turn: Turn) -> None:
    """Say whether the receipt in the message is true, and what that proves."""
    if seal := receipt_rules.seal_in(turn.text):
        number, mark = seal
        at = chain.holds(turn.session, number, mark)
        turn.say("proof.seal", number=number, at=at, head=chain.head(turn.session))
        return
    code = codes.code_in(turn.text) or codes.code_in(turn.text.split()[0], bare=True)
    marks = receipt_rules.marks_in(turn.text)
    report = reports.by_code(turn.session, code) if code and codes.is_code(code) else None
    if code is None or not marks:
        turn.say("proof.how", head=chain.head(turn.session))
    elif report is None:
        turn.say("proof.no_report", code=shortened(code, 20))
    elif receipt_rules.matches(report, marks):
        state = receipt_rules.as_kept(turn.session, report)
        turn.say("proof.true", report=report, kept=state, whole=len(max(marks, key=len)) == 64)
    else:
        turn.say("proof.false", code=report.code)
