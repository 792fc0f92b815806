"""Tell whose matter it is where it is another office's, and how often that was told."""

from typing import Any

from bot.city.city import City
from bot.core.turn import Turn
from bot.questions.count_queries import ELSEWHERE, count_items


def values(city: City, kind: str) -> dict[str, Any]:
    """Return what the text `report.elsewhere` is told of a kind of matters."""
    matter = city.matter(kind)
    category = city.category(matter.category if matter else None)
    return {"matter": matter, "days": category.days if category else None}


def count(turn: Turn, kind: str) -> None:
    """Count that somebody was told of this kind of matter: neither who, nor with what words."""
    day = turn.now.astimezone(turn.tools.zone).date()
    count_items(turn.session, day, {(ELSEWHERE, kind): 1})
