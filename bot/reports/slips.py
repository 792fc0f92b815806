"""Make the slip: a report's code on paper, for a person who has no telephone."""

from __future__ import annotations

from bot.core import deep_links
from bot.core.events import File, Reply
from bot.core.turn import Turn
from bot.reports import cards, reporters
from db.models import Report


def give(turn: Turn, report: Report, reached: cards.Reached) -> None:
    """Give the clerk the code, and a page to print that says how to ask after the report."""
    links = turn.tools.deep_links.links(reporters.new_slip(report))
    code = deep_links.qr_svg(links[0])
    page = turn.tools.texts("clerk.slip", report=report, links=links, code=code).encode()
    key = turn.media.add_file(page, ".html")
    picture = turn.media.add_file(deep_links.qr_png(links[0]), ".png")
    values = {"report": report, "links": links, "reached": reached, "urgent": report.urgent}
    text = turn.tools.texts("clerk.sent", **values)
    file = File(key=key, name=f"phieu-{report.code}.html")
    turn.tell(turn.chat, Reply(text=text, photos=(picture,), files=(file,)), report_id=report.id)
