"""What follows from what somebody has said so far; worked out anew each time, kept nowhere."""

from __future__ import annotations

from bot.city.city import City
from bot.city.places import guess, places_in
from bot.reports.draft import ReportDraft, Step, Suggestion
from bot.understanding import border, suggest, urgency
from knowledge.vietnamese.text import fold


def understand(draft: ReportDraft, city: City, category: str | None = None) -> None:
    """Fill the parts of a draft that follow from the others.

    `category` is what the description sounds like; it is at most suggested.
    """
    extras = city.extras(draft.category)
    danger = any(draft.details.get(each.id) in each.urgent_if for each in extras)
    hurt = urgency.in_danger(draft.description)
    draft.urgent = danger or hurt or city.is_urgent(draft.category or "")
    open_ = [each.id for each in extras if each.id not in draft.details]
    draft.asks = () if draft.urgent else tuple(open_)
    draft.denounces = denouncing_step(draft, city) is not None
    draft.suggested = _suggested(draft, city, category)
    draft.place_guess = _guessed(draft, city)


def denouncing_step(draft: ReportDraft, city: City) -> Step | None:
    """The first step whose words accuse an official or say that it is a denunciation."""
    told: tuple[tuple[Step, str], ...] = (
        ("description", draft.description),
        ("place", draft.place),
        ("happened", draft.happened),
        ("identity", draft.name),
        *(("details", answer) for answer in draft.details.values()),
    )
    names = units(city)
    return next((step for step, words in told if border.denounces(words, units=names)), None)


def alarms(draft: ReportDraft, city: City) -> bool:
    """Whether what was told so far, or what it seems to be, cannot wait."""
    likely = city.is_urgent(draft.suggested.category or "")
    return draft.urgent or likely or urgency.sounds_urgent(draft.description)


def units(city: City) -> list[str]:
    """Names of wards and old units, which are no person's."""
    names = (unit for area in city.areas for unit in (area.name, *area.units))
    return [name.split(" ", 1)[-1] for name in names]


def _suggested(draft: ReportDraft, city: City, category: str | None) -> Suggestion:
    """What the words tell of what is lacking and was not declined."""
    found = places_in(draft.description, city)
    names = [each.span for each in found]
    alone = [each.span for each in found if not each.is_unit]
    told = suggest.told(draft.description, names, alone)
    wanted = {
        "category": draft.category is None,
        "place": not draft.has_place,
        "area": draft.area is None and not draft.area_unknown,
        "happened": not draft.happened,
    }
    open_ = {step for step, lacks in wanted.items() if lacks} - set(draft.declined)
    where = draft.place or (told.place if "place" in open_ else "")
    area, unit = _ward(where or draft.description, city) if "area" in open_ else (None, None)
    return Suggestion(
        category=category if "category" in open_ else None,
        place=told.place if "place" in open_ else "",
        area=area,
        unit=unit,
        happened=told.happened if "happened" in open_ else "",
    )


def _ward(text: str, city: City) -> tuple[str | None, str | None]:
    """The ward of today and the unit that were named: a unit goes before where a landmark is."""
    if named := city.unit_in(text):
        return named[1].id, named[0]
    found = [each for each in places_in(text, city) if each.area]
    known = min(found, key=lambda each: not each.is_unit, default=None)
    return (known.area, known.unit) if known else (None, None)


def _guessed(draft: ReportDraft, city: City) -> str:
    """What the place was taken for, if that says more than the words themselves."""
    found = guess(draft.place, city)
    if found is None:
        return ""
    parts = [found.name, "" if found.is_unit else found.unit or ""]
    if found.latitude is not None and draft.latitude is None:
        parts.append(f"{found.latitude:.5f}, {found.longitude:.5f}")
    said = fold(draft.place)
    return ", ".join(filter(None, parts)) if any(fold(part) not in said for part in parts) else ""
