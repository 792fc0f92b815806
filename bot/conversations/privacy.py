"""What is kept about a person, and their right to take consent back."""

from __future__ import annotations

from bot.conversations.turn import Routes, Turn
from bot.services import people

routes = Routes()


@routes.command("quyenriengtu")
async def about(turn: Turn) -> None:
    """Say what is kept and who sees it."""
    consented = people.has_consented(turn.person)
    button = turn.button("privacy.button_withdraw", "withdraw_consent:all")
    turn.say("privacy.about", [[button]] if consented else (), consented=consented)


@routes.button("withdraw_consent")
async def withdraw(turn: Turn) -> None:
    """Take consent back: nothing new is kept, and no report shows the name any more."""
    await people.withdraw_consent(turn.session, turn.person, turn.now)
    turn.say("privacy.withdrawn")
