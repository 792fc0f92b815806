"""What a reporter says after the report was sent passes the same border as the report did."""

from __future__ import annotations

from bot.conversations.turn import Turn
from bot.services import border
from bot.services.understanding import units
from bot.services.words import Words
from db.models import Draft

OF_REPORTER = ("answer", "add", "dispute", "reopen")
PLAIN = "plain"
"""What the button carries of one who was told where denunciations go, and goes on."""


def passes(turn: Turn, row: Draft, gathered: Words) -> bool:
    """Whether these words go on to the agency; where not, why is told, and the draft stays.

    Coarse words and advertisements do not; a denunciation does after one more tap.
    """
    if row.kind not in OF_REPORTER:
        return True
    if why := border.hold_reason(gathered.text):
        turn.say(
            "handle.say_otherwise",
            [[turn.button("handle.button_drop", f"discard:{row.id}")]],
            ask="handle.hint_words",
            why=why,
        )
        return False
    if turn.arguments[1:] != [PLAIN] and border.denounces(gathered.text, units=units(turn.city)):
        plain = [turn.button("handle.button_plain", f"confirm:{row.id}:{PLAIN}")]
        drop = [turn.button("handle.button_drop", f"discard:{row.id}")]
        turn.say("handle.denounces", [plain, drop], where=turn.city.denunciation)
        return False
    return True
