"""The points of the board's map, rounded: squares with many reports, and single ones."""

import math
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.core.turn import Tools
from bot.public import queries as public
from bot.public import views
from bot.public.queries import ReportFilter
from bot.public.views import coarse
from bot.reports import map as reports_map
from bot.reports.duplicate_queries import Box
from bot.reports.map import SMALLEST
from bot.texts import on_one_line

FIRST_WORDS = 100
"""Letters of a story in a list beside the map."""


def box_of(query: Mapping[str, str]) -> Box | None:
    """Return the box an address asks for; None where its numbers make none."""
    return reports_map.box_of(query, _below, _above)


def _below(degrees: float) -> float:
    """Return the lower edge of the cell rounded to one spot: a finer box would tell more."""
    return (math.floor(degrees / SMALLEST + 0.5) - 0.5) * SMALLEST


def _above(degrees: float) -> float:
    return (math.ceil(degrees / SMALLEST - 0.5) + 0.5) * SMALLEST


def data_of_box(
    session: Session, tools: Tools, wanted: ReportFilter, box: Box, zoom: int, now: datetime
) -> dict[str, Any]:
    """Return what the map shows of a box, gathered by the database."""

    def tell(codes: Collection[str]) -> reports_map.Entries:
        cards = views.cards(session, tools, public.of_codes(session, codes), now)
        return {card.report.code: _entry(tools, card) for card in cards}

    conditions = wanted.conditions
    return reports_map.gathered(session, tools.city, conditions, box, zoom, now, tell, coarse)


def _entry(tools: Tools, card: views.Card) -> dict[str, Any]:
    report, city = card.report, tools.city
    return {
        "code": report.code,
        "at": [report.latitude, report.longitude],
        "icon": city.icon(report.category),
        "colour": reports_map.colour(city, report.category),
        "category": tools.texts.category(report.category),
        "words": on_one_line(card.words, FIRST_WORDS),
        "place": " · ".join(filter(None, (card.street, city.area_name(report.area)))),
        "status": tools.texts.plain(f"track.status_{report.status}"),
        "late": card.late and report.is_open,
    }
