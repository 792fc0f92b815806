"""Positions of places that people name: set by an office, in city.yaml, or learnt from pins.

Such a position is "about here": it is shown as a ring, and is never a report's own.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from statistics import median

from sqlmodel import Session

from bot.city.city import City
from bot.city.places import places_in
from bot.reports import place_spot_queries as rows
from bot.reports.likeness import distance
from bot.understanding.masking import masked
from db.models import Report
from knowledge.vietnamese.text import fold

Spot = tuple[float, float]
NEAR_METRES = 300
"""Metres within which two pins mean the same place."""
STREETS = ("duong ", "pho ", "dai lo ", "quoc lo ", "tinh lo ")
"""How the names of streets begin, folded."""
SHORTEST_NAME, LONGEST_NAME = 4, 60
"""Letters of words that can be a place's name."""


def key_of(place: str, city: City, area: str | None) -> str:
    """Return what a place is known by here: the name of a known place, or its words in its ward.

    Every ward has a "tổ 5". Empty where the words are only a ward or a street, which is no spot,
    too long for a name, or tell of a person.
    """
    places = places_in(place, city)
    names = [fold(known.name) for known in places if not known.is_unit and known.score == 100]
    spots = [name for name in names if not name.startswith(STREETS)]
    if spots:
        return spots[0]
    words = fold(" ".join(place.split()))
    alone = any(fold(known.name) == words for known in places)
    fits = SHORTEST_NAME <= len(words) <= LONGEST_NAME and masked(place) == place
    return f"{area or ''}:{words}" if fits and not alone else ""


def names(city: City) -> Mapping[str, str]:
    """Return the known places of a city by their keys."""
    return {fold(place.name): place.name for place in city.places}


def positions(city: City) -> dict[str, Spot]:
    """Return the positions that city.yaml gives, by key."""
    return {
        fold(place.name): (place.latitude, place.longitude)
        for place in city.places
        if place.latitude is not None and place.longitude is not None
    }


def middle(pins: Sequence[Spot]) -> Spot | None:
    """Return the median of the pins that have another one near; None where most are elsewhere."""
    close = [
        pin
        for number, pin in enumerate(pins)
        if any(distance(pin, point) <= NEAR_METRES for at, point in enumerate(pins) if at != number)
    ]
    if not close:
        return None
    spot = median(pin[0] for pin in close), median(pin[1] for pin in close)
    return spot if 2 * sum(distance(spot, pin) <= NEAR_METRES for pin in pins) > len(pins) else None


def note(session: Session, report: Report, city: City, now: datetime) -> None:
    """Note what a report's place is known by; from its pin the position is learnt."""
    report.place_key = key_of(report.place, city, report.area)
    if not report.place_key or report.latitude is None:
        return
    session.flush()
    if spot := middle(rows.pins(session, report.place_key)):
        rows.keep(session, report.place_key, spot, now, by_hand=False)
    else:
        rows.unlearn(session, report.place_key)


def place(session: Session, key: str, spot: Spot, now: datetime) -> None:
    """Set the position of a place by hand: what is learnt changes it no more."""
    rows.keep(session, key, spot, now, by_hand=True)


def about(session: Session, keys: Collection[str], city: City) -> dict[str, Spot]:
    """Return the known positions of these places: set by hand, in city.yaml, or else learnt."""
    stored = rows.of_keys(session, keys)
    learnt = {row.key: (row.latitude, row.longitude) for row in stored}
    by_hand = {row.key: (row.latitude, row.longitude) for row in stored if row.by_hand}
    return {
        key: spot for key, spot in {**learnt, **positions(city), **by_hand}.items() if key in keys
    }


def of_report(session: Session, report: Report, city: City) -> Spot | None:
    """Return about where a report without a pin is; None where nobody knows."""
    if report.latitude is not None or not report.place_key:
        return None
    return about(session, [report.place_key], city).get(report.place_key)
