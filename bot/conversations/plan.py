"""Reading the plan itself, in its own words."""

from __future__ import annotations

from bot.conversations.turn import Routes, Turn, named
from db import reports

routes = Routes()


@routes.button("item")
async def whole_item(turn: Turn) -> None:
    """An item whole, with its headings, and the ones before and after it."""
    knowledge = turn.tools.knowledge
    try:
        place = knowledge.place(turn.arguments[0])
    except KeyError:
        turn.say("start.stale_button")
        return
    rows = [[named(each.id, f"item:{each.id}") for each in knowledge.neighbours(place.item.id)]]
    linked = knowledge.categories_for_item(place.item.id)
    if linked and turn.chat.private:
        rows.append([turn.button("ask.button_report", "report:new")])
    turn.say(
        "reading.item",
        [row for row in rows if row],
        item=place.item,
        headings=knowledge.heading_path(place.item.id),
        plan=place.plan,
        reported=await reports.count_open(turn.session, linked) if linked else 0,
    )
