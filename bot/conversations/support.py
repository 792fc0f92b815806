"""Not twice: open reports like the one about to be sent are shown, and one tap supports one."""

from __future__ import annotations

from bot.conversations.turn import Routes, Turn
from bot.services.drafts import ReportDraft
from db.models import Draft

routes = Routes()


async def offered(_turn: Turn, _row: Draft, _draft: ReportDraft) -> bool:
    """Show open reports like this draft, once; false when it can be sent at once."""
    return False
