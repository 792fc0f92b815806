"""The code on paper, for a person who has no telephone."""

from __future__ import annotations

from typing import Any

from bot.core import qr
from bot.core.events import File, Reply
from bot.core.turn import Turn
from bot.reports import cards, reporters
from db.models import Report


def give(turn: Turn, report: Report, reached: cards.Reached) -> None:
    """Give the clerk the code, and a page to print that says how to ask after the report.

    `reached` is who got the report, or is to look at it first.
    """
    links = turn.tools.doors.links(reporters.new_slip(report))
    values = {**_values(turn, report), "links": links}
    page = turn.tools.texts("clerk.slip", **values, code=qr.svg(links[0])).encode()
    key = turn.media.add_file(page, ".html")
    picture = turn.media.add_file(qr.png(links[0]), ".png")
    text = turn.tools.texts("clerk.sent", **values, reached=reached, urgent=report.urgent)
    file = File(key=key, name=f"phieu-{report.code}.html")
    turn.tell(turn.chat, Reply(text=text, photos=(picture,), files=(file,)), report_id=report.id)


def _values(turn: Turn, report: Report) -> dict[str, Any]:
    return {
        "report": report,
        "category": turn.city.category_name(report.category),
        "area": turn.city.area_name(report.area),
        "agency": turn.city.agency_name(report.agency),
    }
