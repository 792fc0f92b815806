"""A button that was typed instead of pressed."""

from __future__ import annotations

from bot.core.turn import Routes, Rows, Turn
from bot.understanding.typed import label


def typed(turn: Turn, routes: Routes, rows: Rows) -> bool:
    """Do what the button does whose label was typed and nothing else; false for other messages."""
    incoming, offered = turn.incoming, [button for row in rows for button in row]
    if incoming.edited or incoming.photos or incoming.place:
        return False
    number = label(turn.text, [button.text for button in offered])
    if number is None:
        return False
    verb, *turn.arguments = (offered[number].data or "").split(":")
    routes.buttons[verb](turn)
    return True
