"""The command with which an official writes a report down for a person without a telephone."""

from bot.core.routes import Routes
from bot.core.turn import Turn
from bot.people import roles as people
from bot.reports.draft import ReportDraft
from bot.reports.intake import open_draft

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
