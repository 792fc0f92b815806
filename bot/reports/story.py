"""Work out what follows from a draft's words: urgency, suggestions, denunciation. Not stored."""

from __future__ import annotations

from bot.city.city import City
from bot.city.places import guess, places_in
from bot.reports.draft import ReportDraft, Step, Suggestion
from bot.understanding import border, suggest, urgency
from knowledge.vietnamese.text import fold


def understand(draft: ReportDraft, city: City, category: str | None = None) -> None:
    """Set the fields of a draft that follow from the others.

    `category` is the one the description sounds like; it is at most suggested.
    """
    extras = city.extras(draft.category)
    danger = any(draft.details.get(question.id) in question.urgent_if for question in extras)
    hurt = urgency.in_danger(draft.description)
    draft.urgent = danger or hurt or city.is_urgent(draft.category or "")
    open_ = [question.id for question in extras if question.id not in draft.details]
    draft.asks = () if draft.urgent else tuple(open_)
    draft.denounces = denouncing_step(draft, city) is not None
    draft.suggested = _suggested(draft, city, category)
    draft.place_guess = _guessed(draft, city)


def denouncing_step(draft: ReportDraft, city: City) -> Step | None:
    """Return the first step whose words accuse an official or call it a denunciation."""
    words_of: tuple[tuple[Step, str], ...] = (
        ("description", draft.description),
        ("place", draft.place),
        ("happened", draft.happened),
        ("identity", draft.name),
        *(("details", answer) for answer in draft.details.values()),
    )
    names = units(city)
    return next((step for step, words in words_of if border.denounces(words, units=names)), None)


def alarms(draft: ReportDraft, city: City) -> bool:
    """Return whether the draft is an emergency, or sounds like one."""
    likely = city.is_urgent(draft.suggested.category or "")
    return draft.urgent or likely or urgency.sounds_urgent(draft.description)


def units(city: City) -> list[str]:
    """Return the names of wards and old units, which are no person's."""
    names = (unit for area in city.areas for unit in (area.name, *area.units))
    return [name.split(" ", 1)[-1] for name in names]


def _suggested(draft: ReportDraft, city: City, category: str | None) -> Suggestion:
    """Return what the description suggests for steps that are lacking and not declined."""
    places = places_in(draft.description, city)
    names = [place.span for place in places]
    alone = [place.span for place in places if not place.is_unit]
    words = suggest.suggestion(draft.description, names, alone)
    wanted = {
        "category": draft.category is None,
        "place": not draft.has_place,
        "area": draft.area is None and not draft.area_unknown,
        "happened": not draft.happened,
    }
    open_ = {step for step, lacks in wanted.items() if lacks} - set(draft.declined)
    place_words = draft.place or (words.place if "place" in open_ else "")
    area, unit = _ward(place_words or draft.description, city) if "area" in open_ else (None, None)
    return Suggestion(
        category=category if "category" in open_ else None,
        place=words.place if "place" in open_ else "",
        area=area,
        unit=unit,
        happened=words.happened if "happened" in open_ else "",
    )


def _ward(text: str, city: City) -> tuple[str | None, str | None]:
    """Return the named ward of today and unit: a unit goes before a landmark's."""
    if unit := city.unit_in(text):
        return unit[1].id, unit[0]
    landmarks = [landmark for landmark in places_in(text, city) if landmark.area]
    best = min(landmarks, key=lambda landmark: not landmark.is_unit, default=None)
    return (best.area, best.unit) if best else (None, None)


def _guessed(draft: ReportDraft, city: City) -> str:
    """Return the known place the words mean, if that says more than the words themselves."""
    place = guess(draft.place, city)
    if place is None:
        return ""
    parts = [place.name, "" if place.is_unit else place.unit or ""]
    if place.latitude is not None and draft.latitude is None:
        parts.append(f"{place.latitude:.5f}, {place.longitude:.5f}")
    folded = fold(draft.place)
    return ", ".join(filter(None, parts)) if any(fold(part) not in folded for part in parts) else ""
