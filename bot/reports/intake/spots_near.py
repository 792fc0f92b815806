"""Guess the ward of a position by the known places nearest to it."""

from bot.core.events import Place
from bot.core.turn import Turn
from bot.reports.intake import spot_queries
from bot.reports.likeness import box_around, distance

METRES = 1_000
"""A known place farther away says nothing of the ward."""


def ward_near(turn: Turn, place: Place) -> str | None:
    """Return the ward of the nearest known place: of the city's, a spot with a code, a report."""
    spot = (place.latitude, place.longitude)
    positions = [
        (landmark.latitude, landmark.longitude, landmark.area)
        for landmark in turn.city.places
        if landmark.area and landmark.latitude is not None and landmark.longitude is not None
    ]
    positions += spot_queries.wards_near(turn.session, box_around(spot, METRES))
    distances = [
        (metres, area)
        for latitude, longitude, area in positions
        if (metres := distance(spot, (latitude, longitude))) <= METRES and turn.city.area(area)
    ]
    return min(distances)[1] if distances else None
