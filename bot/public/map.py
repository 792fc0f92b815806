"""The points of the board's map, rounded: squares with many reports, and single ones."""

import math
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.city.city import City
from bot.core.turn import Tools
from bot.public import queries as public
from bot.public import views
from bot.public.queries import ReportFilter, public_conditions
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
    city = tools.city
    conditions = [*public_conditions(), *wanted.conditions]

    def tell(codes: Collection[str]) -> reports_map.Entries:
        cards = views.cards(session, tools, public.of_codes(session, codes), now)
        return {card.report.code: _entry(tools, card) for card in cards}

    return reports_map.gathered(session, city, conditions, box, zoom, now, tell, coarse)


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


def nowhere(session: Session, city: City, wanted: ReportFilter) -> int:
    """Count the public reports of a filter that the map cannot show."""
    return reports_map.nowhere(session, city, [*public_conditions(), *wanted.conditions])


def around(session: Session, city: City) -> Box | None:
    """Return the box that the map begins with; None where no public report has a position."""
    return reports_map.around(session, city, public_conditions())
