"""Reports that are written down for a person without a telephone, who takes theirs over by a slip.

The slip is printed by who wrote the report down.
"""

from bot.consent import conversation as consent
from bot.core.events import Reply
from bot.core.routes import Routes
from bot.core.turn import Turn
from bot.people import roles as people
from bot.reports import buttons, cards, duplicates, reporters
from bot.reports import queries as reports
from bot.reports.draft import ReportDraft
from bot.reports.intake import open_draft
from db.models import Report

routes = Routes()


@routes.button("ghiho")
@routes.command("ghiho")
def begin(turn: Turn) -> None:
    """Begin a report for somebody else: the same questions, but the one for a name."""
    if not people.may_enter_for_others(turn.person):
        turn.say("clerk.not_allowed")
    elif not turn.chat.private:
        turn.say("report.only_in_private")
    elif turn.draft(open_draft.KIND):
        turn.say("clerk.one_is_open")
    else:
        row = turn.begin_draft(open_draft.KIND)
        turn.say("clerk.begun")
        open_draft.go_on(turn, row, ReportDraft(for_other=True, anonymous=True))


def open_link(turn: Turn, payload: str) -> None:
    """Ask the person who opened a slip's code whether they take the report over."""
    if not turn.chat.private:
        turn.say("report.only_in_private")
        return
    code, secret = reporters.slip_of(payload)
    report = _slips_report(turn, code, secret)
    if report is not None:
        take = turn.button("clerk.button_take", f"slip:{code}:{secret}")
        status = cards.status_of(turn, report)
        turn.say("clerk.found", [[take]], report=report, status=status)


def _slips_report(turn: Turn, code: str, secret: str) -> Report | None:
    """Return the report, locked, if this person may take it with this slip; else say why not."""
    report = reports.by_code(turn.session, code, lock=True)
    if report is not None and reporters.fits(report, secret):
        if report.entered_by != turn.person.id and not turn.actor.handles(report.agency):
            return report
        turn.say("clerk.not_for_you", report=report)
    elif report is not None and report.person_id == turn.person.id:
        turn.say("clerk.taken", buttons.of_reporter(turn, report), report=report)
    else:
        turn.say("clerk.used")
    return None


@routes.button("slip")
def take_over(turn: Turn) -> None:
    """Become the report's reporter; consent first, where it was not given."""
    if not turn.chat.private:
        turn.say("report.only_in_private")
        return
    code, secret, agreed = (*turn.arguments, "", "")[:3]
    report = _slips_report(turn, code, secret)
    if report is None:
        return
    if not people.has_consented(turn.person) and agreed != "agreed":
        consent.ask(turn, f"slip:{code}:{secret}:agreed")
        return
    consent.agree(turn)
    clerk = reporters.chats(turn.session, [report]).get(report.number)
    reporters.take_over(report, turn.person.number, turn.chat.number)
    duplicates.take_over(turn.session, report)
    if clerk is not None:
        notice = Reply(text=turn.tools.texts("clerk.taken_by_them", report=report))
        turn.tell(clerk, notice, "notice", report.id)
    turn.say("clerk.taken", buttons.of_reporter(turn, report), report=report)
