"""Work out what follows from a draft's words: urgency, suggestions, denunciation. Not stored."""

from typing import Literal

from bot.city.city import City
from bot.city.places import guess, places_in
from bot.reports.draft import DESCRIBED, ReportDraft, Step, Suggestion
from bot.understanding import replies
from bot.understanding.details import choice, is_seen_from_oneself, told_details
from bot.understanding.reading import Understanding
from bot.understanding.thresholds import CATEGORY, HURRIED
from bot.understanding.understood import Understood
from knowledge.vietnamese.keys import undone
from knowledge.vietnamese.text import fold

MAY_BE = 0.4
"""From this probability on, an urgent category is warned of."""

FEW = 4
"""So few words say too little by themselves to be urgent beside others."""
PLACE = 12
"""A longer place may say more than where it is."""
BOTH = 2
"""Of a story that names so many wards none is taken for the report's."""


def understand(draft: ReportDraft, city: City, understanding: Understanding) -> None:
    """Set the fields of a draft that follow from the others."""
    words = undone(draft.description)
    understood = understanding.understand(words) if words else None
    draft.guesses = (
        tuple(g for g in understood.categories if city.category(g.id)) if understood else ()
    )
    matter = understood.elsewhere if understood and understood.intent == "other" else None
    is_chosen = draft.category or draft.settled.category or "category" in draft.declined
    draft.elsewhere = matter if not is_chosen and city.matter(matter) else None
    draft.suggested = _suggested(draft, city, understood, words)
    extras, urgent_kind = city.extras(draft.kind), city.is_urgent(draft.kind or "")
    danger = any(draft.details.get(question.id) in question.urgent_if for question in extras)
    danger |= any(is_sudden(line, understanding) for line in draft.description.split("\n"))
    draft.urgent = danger or urgent_kind or bool(understood and understood.urgent)
    draft.told = {}
    if understood and "details" not in draft.declined:
        draft.told = told_answers(draft, city, words, understood)
    answered = draft.details.keys() | draft.told.keys()
    open_ = [question.id for question in extras if question.id not in answered]
    draft.hurried = danger or urgent_kind or bool(understood and understood.danger >= HURRIED)
    draft.asks = () if draft.hurried else tuple(open_)
    draft.denounces = denouncing_step(draft, understanding) is not None
    draft.hold = hold_reason(understanding, draft.description, draft.place, draft.name,
                             *draft.details.values())  # fmt: skip
    draft.place_guess = _guessed(draft, city)


def is_sudden(words: str, understanding: Understanding) -> bool:
    """Return whether one message tells of an emergency by itself, however calm the others are."""
    return len(words.split()) > FEW and understanding.understand(words).danger >= HURRIED


def hold_reason(understanding: Understanding, *texts: str) -> Literal["coarse", "spam"] | None:
    """Return why a person must read these words before they go out; the first text is a story."""
    understood = [understanding.understand(text) for text in texts if text]
    if any(message.coarse for message in understood):
        return "coarse"
    story = understanding.understand(texts[0]) if texts[0] else None
    if story and story.abuse:
        return "coarse"
    return "spam" if story and story.spam else None


def denouncing_step(draft: ReportDraft, understanding: Understanding) -> Step | None:
    """Return the first step whose words accuse an official or call it a denunciation."""
    words_of: tuple[tuple[Step, str], ...] = (
        ("description", draft.description),
        ("place", "" if _is_landmark(understanding, draft.place) else draft.place),
        ("happened", draft.happened),
        ("name", draft.name),
        *(("details", answer) for answer in draft.details.values()),
    )
    denounces = (step for step, words in words_of if denounced(understanding, words))
    return next(denounces, None)


def _is_landmark(understanding: Understanding, words: str) -> bool:
    """Return whether few words are a place and no more, as that of the house of an official."""
    place = words.removeprefix(DESCRIBED)
    if len(place.split()) > PLACE or replies.accuses(place):
        return False
    understood = understanding.understand(place, "place")
    return understood.act == "answer" and understood.place is not None


def denounced(understanding: Understanding, words: str) -> bool:
    """Return whether these words accuse an official, or call it a denunciation."""
    return bool(words) and understanding.understand(words).denunciation


def alarms(draft: ReportDraft, city: City) -> bool:
    """Return whether the draft is an emergency, or its likeliest category is one."""
    likely = draft.guesses[0] if draft.guesses and draft.kind is None else None
    return draft.urgent or bool(likely and likely.p >= MAY_BE and city.is_urgent(likely.id))


def _place(understood: Understood, city: City) -> str:
    """Return the place the words tell; one that only the writer can find is asked for."""
    place = understood.place or ""
    hidden = is_seen_from_oneself(place) and not places_in(place, city)
    return "" if hidden else _line(place)


def told_answers(
    draft: ReportDraft, city: City, text: str, understood: Understood
) -> dict[str, str]:
    """Return the answers that a text tells to further questions of the draft's category."""
    details = told_details(text, understood)
    return {
        question.id: choice(question, details[question.id]) or details[question.id]
        for question in city.extras(draft.kind)
        if question.id in details
    }


def _suggested(
    draft: ReportDraft, city: City, understood: Understood | None, words: str
) -> Suggestion:
    """Return what the story's words suggest for steps that are lacking and not declined."""
    is_sure = draft.guesses and draft.guesses[0].p >= CATEGORY and not draft.elsewhere
    likely = draft.guesses[0] if is_sure else None
    answers = {
        "category": likely.id if likely else None,
        "place": _place(understood, city) if understood else "",
        "happened": _line(understood.when) if understood else "",
    }
    has = {"category": draft.category, "place": draft.has_place, "happened": draft.happened}
    settled = draft.settled.model_dump()
    fields = {
        step: settled[step] or answer
        for step, answer in answers.items()
        if (settled[step] or answer) and not has[step] and step not in draft.declined
    }
    suggestion = Suggestion.model_validate(fields)
    if draft.area or draft.area_unknown or "area" in draft.declined:
        return suggestion
    area, unit = _ward(draft.place or suggestion.place, city)
    if not area and len(city.areas_in(words)) < BOTH:
        area, unit = _ward(words, city)
    if not (area or draft.has_place):
        area, unit = draft.settled.area, draft.settled.unit
    area = area or draft.near
    return suggestion.model_copy(update={"area": area, "unit": unit})


def _line(words: str | None) -> str:
    return " ".join((words or "").split())


def _ward(text: str, city: City) -> tuple[str | None, str | None]:
    """Return the named ward of today and unit: a unit goes before a landmark's."""
    if unit := city.unit_in(text):
        return unit[1].id, unit[0]
    landmarks = [landmark for landmark in places_in(text, city) if landmark.area]
    best = min(landmarks, key=lambda landmark: not landmark.is_unit, default=None)
    return (best.area, best.unit) if best else (None, None)


def _guessed(draft: ReportDraft, city: City) -> str:
    """Return the known place the words mean, if that says more than the words themselves."""
    place = guess(draft.spot, city)
    if place is None:
        return ""
    parts = [place.name, "" if place.is_unit else place.unit or ""]
    if place.latitude is not None and draft.latitude is None:
        parts.append(f"{place.latitude:.5f}, {place.longitude:.5f}")
    folded = fold(draft.spot)
    return ", ".join(filter(None, parts)) if any(fold(part) not in folded for part in parts) else ""
