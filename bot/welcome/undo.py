"""Bring back a draft that was dropped with one tap."""

from __future__ import annotations

from bot.core import dropping
from bot.core.draft_content import DraftContent
from bot.core.turn import Routes, Turn
from bot.oversight import drafting
from bot.oversight.draft import KINDS
from bot.questions import desk as question_desk
from bot.reports import moving
from bot.reports.intake import open_draft
from db.models import DROPPED

routes = Routes()


@routes.button("undo", once=True)
def undo(turn: Turn) -> None:
    """Bring back a draft dropped within the last ten minutes, and go on with it."""
    row = dropping.draft_of_button(turn, turn.arguments[0])
    if row is None or not dropping.bring_back(turn, row):
        turn.say("report.undo_too_late", other=row and row.kind.startswith(DROPPED))
    elif row.kind == open_draft.KIND:
        open_draft.go_on(turn, row, open_draft.read(turn, row))
    elif row.kind in question_desk.KINDS.values():
        question_desk.confirm(turn, row, DraftContent.model_validate(row.data["words"]))
    elif row.kind in KINDS:
        drafting.go_on(turn, row)
    else:
        moving.show_words(turn, row, DraftContent.model_validate(row.data))
