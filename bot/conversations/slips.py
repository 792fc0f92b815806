"""The code on paper, for a person who has no telephone."""

from __future__ import annotations

import asyncio

from bot.conversations.turn import Turn
from bot.events import File, Reply
from db.models import Report


async def give(turn: Turn, report: Report) -> None:
    """Give the clerk the code, and a page to print that says how to ask after the report."""
    values = {
        "report": report,
        "category": turn.city.category_name(report.category),
        "area": turn.city.area_name(report.area),
        "agency": turn.city.agency_name(report.agency),
    }
    page = turn.tools.texts("clerk.slip", **values).encode()
    key = await asyncio.to_thread(turn.media.add_file, page, ".html")
    text = turn.tools.texts("clerk.sent", **values)
    file = File(key=key, name=f"phieu-{report.code}.html")
    turn.tell(turn.chat, Reply(text=text, files=(file,)))
