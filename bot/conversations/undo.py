"""What was dropped by one tap, brought back by another."""

from __future__ import annotations

from bot.conversations import handle, question_desk, report_draft
from bot.conversations.turn import Routes, Turn
from bot.services import retention
from bot.services.words import Words
from db import drafts

routes = Routes()


@routes.button("undo", once=True)
async def undo(turn: Turn) -> None:
    """Bring back what was dropped within the last ten minutes, and go on with it."""
    row = await handle.draft_of_button(turn, turn.arguments[0])
    if row is None or not await retention.bring_back(turn.session, row, turn.now):
        turn.say("report.undo_too_late", other=row and row.kind.startswith(drafts.DROPPED))
    elif row.kind == report_draft.KIND:
        report_draft.go_on(turn, row, report_draft.read(turn, row))
    elif row.kind in question_desk.KINDS.values():
        await question_desk.confirm(turn, row, Words.model_validate(row.data["words"]))
    else:
        await handle.show_words(turn, row, Words.model_validate(row.data))
