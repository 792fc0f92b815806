"""Make the slip: a report's code on paper, for a person who has no telephone."""

from __future__ import annotations

from typing import Any

from bot.core import deep_links
from bot.core.events import File, Reply
from bot.core.turn import Turn
from bot.reports import cards, reporters
from db.models import Report


def give(turn: Turn, report: Report, reached: cards.Reached) -> None:
    """Give the clerk the code, and a page to print that says how to ask after the report."""
    links = turn.tools.deep_links.links(reporters.new_slip(report))
    shared = values(turn, report) | {"links": links}
    page = turn.tools.texts("clerk.slip", **shared, code=deep_links.qr_svg(links[0])).encode()
    key = turn.media.add_file(page, ".html")
    picture = turn.media.add_file(deep_links.qr_png(links[0]), ".png")
    text = turn.tools.texts("clerk.sent", **shared, reached=reached, urgent=report.urgent)
    file = File(key=key, name=f"phieu-{report.code}.html")
    turn.tell(turn.chat, Reply(text=text, photos=(picture,), files=(file,)), report_id=report.id)


def values(turn: Turn, report: Report) -> dict[str, Any]:
    """Return the values that the texts about a slip share."""
    return {
        "report": report,
        "category": turn.city.category_name(report.category),
        "area": turn.city.area_name(report.area),
        "agency": turn.city.agency_name(report.agency),
    }
