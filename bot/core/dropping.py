"""The drafts that buttons belong to, and dropping them with a way back."""

from __future__ import annotations

from bot.core import draft_queries as drafts
from bot.core import forgetting
from bot.core.turn import Turn, row_number
from db.models import Draft


def drop(turn: Turn, row: Draft, text: str = "handle.dropped") -> None:
    """Drop a draft that can be brought back for a while, and say so."""
    forgetting.lay_aside(turn.session, turn.media, row, turn.now)
    turn.say(text, [[turn.button("handle.button_undo", f"undo:{row.id}")]], undo=True)


def draft_of_button(turn: Turn, number: str) -> Draft | None:
    """The draft a button belongs to, if it is this person's, here, and still open."""
    row = drafts.by_id(turn.session, row_number(number))
    if row is None or (row.person_id, row.chat_id) != (turn.person.id, turn.chat.id):
        return None
    return row
