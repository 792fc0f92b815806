"""What was dropped by one tap, brought back by another."""

from __future__ import annotations

from bot.core import dropping, forgetting
from bot.core.gathered import Words
from bot.core.turn import Routes, Turn
from bot.questions import desk as question_desk
from bot.reports import moving as handle
from bot.reports.intake import open_draft as report_draft
from db.models import DROPPED

routes = Routes()


@routes.button("undo", once=True)
def undo(turn: Turn) -> None:
    """Bring back what was dropped within the last ten minutes, and go on with it."""
    row = dropping.draft_of_button(turn, turn.arguments[0])
    if row is None or not forgetting.bring_back(turn.session, row, turn.now):
        turn.say("report.undo_too_late", other=row and row.kind.startswith(DROPPED))
    elif row.kind == report_draft.KIND:
        report_draft.go_on(turn, row, report_draft.read(turn, row))
    elif row.kind in question_desk.KINDS.values():
        question_desk.confirm(turn, row, Words.model_validate(row.data["words"]))
    else:
        handle.show_words(turn, row, Words.model_validate(row.data))
