"""Rules that fill the steps of a draft; `stepping` goes back to them."""

import re

from bot.city.city import City
from bot.city.parts import Area
from bot.city.places import guess
from bot.core.events import Place
from bot.reports.draft import (
    LONGEST_ANSWERS,
    LONGEST_WORDS,
    MOST_PHOTOS,
    ReportDraft,
    Step,
    Suggestion,
    TooLong,
)
from bot.texts.characters import visible
from bot.understanding.details import choice
from bot.understanding.labels import bare
from knowledge.vietnamese.keys import undone
from knowledge.vietnamese.text import fold


def decline(draft: ReportDraft, *steps: Step) -> None:
    """Note that the suggestions for these steps are wrong; they are not made again."""
    draft.declined = [*dict.fromkeys((*draft.declined, *steps))]


def accept(draft: ReportDraft) -> None:
    """Fill the draft with all that was understood, as the preview showed it."""
    suggestion, ward = draft.suggested, draft.ward
    if suggestion.area and not draft.area:
        draft.unit_reported = suggestion.unit
    draft.category, draft.place, draft.area = draft.kind, draft.spot, ward
    draft.happened = draft.happened or suggestion.happened
    draft.suggested = Suggestion()


def answer(draft: ReportDraft, question: str, words: str) -> None:
    """Answer a further question; without words it is skipped."""
    draft.details = draft.details | {question: words}


def set_happened(draft: ReportDraft, words: str) -> None:
    """Fill the time it happened; without words it is unknown, and not suggested either."""
    draft.happened = words
    if not words:
        decline(draft, "happened")
    _filled(draft, "happened")


def set_place(draft: ReportDraft, place: Place, city: City, near: str | None = None) -> None:
    """Fill the place with a position, `near` which the ward is; the words typed before stay."""
    _leave_old_place(draft)
    draft.near = near
    draft.latitude, draft.longitude = place.latitude, place.longitude
    draft.outside = not city.bounds.hold(place.latitude, place.longitude)
    if title := visible(place.title):
        _set_place_words(draft, title, city)
        _note_words(draft, "place")
    _filled(draft, "place")


def _leave_old_place(draft: ReportDraft) -> None:
    """Clear the old place where the person changes it: they mean another one."""
    if draft.changing != "place":
        return
    draft.place, draft.latitude, draft.longitude, draft.outside = "", None, None, False
    draft.near = None
    draft.unit_reported, draft.area, draft.area_unknown = None, None, False
    _note_words(draft, "place")
    _note_words(draft, "area")


def _set_place_words(draft: ReportDraft, words: str, city: City) -> None:
    old = city.unit_in(draft.place)
    if old and (old[0], old[1].id) == (draft.unit_reported, draft.area):
        draft.unit_reported = draft.area = None
    draft.place = words
    if unit := city.unit_in(words):
        set_unit(draft, unit)


def set_unit(draft: ReportDraft, unit: tuple[str, Area]) -> None:
    """Fill the ward of today with that of a unit as it was named, old or current."""
    draft.unit_reported, draft.area, draft.area_unknown = unit[0], unit[1].id, False


def set_area(draft: ReportDraft, area: str | None) -> None:
    """Fill the ward of today; None where the person does not know it."""
    draft.area, draft.area_unknown = area, area is None
    draft.unit_reported = draft.unit_reported if area else None
    _note_words(draft, "area")
    _filled(draft, "area")


def set_category(draft: ReportDraft, category: str) -> None:
    """Fill the category."""
    draft.category, draft.category_chosen, draft.group = category, True, ""
    _note_words(draft, "category")
    _filled(draft, "category")


def correct_place(draft: ReportDraft, words: str, city: City, message: str = "") -> None:
    """Put another place instead of the one so far; of a ward alone, only the ward changes.

    The ward that was answered stays where neither place tells one.
    """
    changing, unit, old_unit = draft.changing, city.unit_in(words), city.unit_in(draft.place)
    landmark, ward = guess(words, city), (draft.area, draft.area_unknown)
    if unit and draft.spot and is_unit(words, city):
        set_unit(draft, unit)
        return
    draft.changing = "place"
    fill_with_words(draft, "place", words, city, message)
    if not (unit or old_unit or (landmark and landmark.area)):
        draft.area, draft.area_unknown = ward
    draft.changing = changing if changing != "place" else None


def is_unit(words: str, city: City) -> bool:
    """Return whether the words are the name of a unit, old or current, and no more."""
    unit = city.unit_in(words)
    return unit is not None and bare(words) in {
        fold(name)
        for area in city.areas
        for full in area.units
        for name in (full, full.split(" ", 1)[1])
    }


def fill_with_words(
    draft: ReportDraft, step: Step, words: str, city: City, message: str = ""
) -> None:
    """Fill a step that takes words, which came in `message`; raises `TooLong`."""
    _check(words, LONGEST_ANSWERS.get(step, LONGEST_WORDS))
    if step == "place":
        _leave_old_place(draft)
        _set_place_words(draft, undone(words), city)
    elif step == "area" and (unit := city.unit_in(words)):
        set_unit(draft, unit)
    elif step == "name":
        draft.anonymous, draft.name = False, words
    elif step == "description":
        draft.description, draft.settled = words, Suggestion()
    elif step == "happened":
        set_happened(draft, words)
    elif step == "details":
        words = _answer_in_words(draft, words, city, message)
    else:
        raise ValueError(f"{words!r} says nothing for {step}")
    parts = draft.said_in.get(step, {}) if step == "details" else {}
    _note_words(draft, step, parts | {message: words} if message else parts)
    _filled(draft, step)


def _answer_in_words(draft: ReportDraft, words: str, city: City, message: str) -> str:
    """Answer the question that is asked; an edited message, the one it answered.

    Returns the answer: of a question with choices, the one that the words mean.
    """
    before = draft.said_in.get("details", {}).get(message, "")
    answered = (key for key, old in draft.details.items() if old and old == before)
    further = city.further(next(answered, None) or next(iter(draft.asks), ""))
    if further is None:
        return words
    words = (choice(further, words) or before) if further.choices else words
    answer(draft, further.id, words)
    return words


def add_to_description(draft: ReportDraft, words: str, message: str = "") -> None:
    """Add a further message to the description; raises `TooLong`."""
    _check(words, LONGEST_WORDS)
    parts = draft.said_in.get("description", {"": draft.description})
    if message in parts:
        words = f"{parts[message]}\n{words}".strip()
    _describe(draft, parts | {message: words})


def replace_in_description(draft: ReportDraft, old: str, new: str) -> None:
    """Put the right words instead of wrong ones, whole and once, where the description has them."""
    wrong = re.compile(rf"(?<!\w){re.escape(old)}(?![\w/])")
    parts = draft.said_in.get("description", {"": draft.description})
    first = next((message for message, words in parts.items() if wrong.search(words)), None)
    if old and new and old not in new and first is not None:
        _describe(draft, parts | {first: wrong.sub(lambda _: new, parts[first], count=1)})


def remove_from_description(draft: ReportDraft, message: str) -> None:
    """Take the words of one message out of the description."""
    _describe(draft, draft.said_in["description"] | {message: ""})


def _describe(draft: ReportDraft, parts: dict[str, str]) -> None:
    parts = {message: words for message, words in parts.items() if words}
    joined = "\n".join(parts.values())
    _check(joined, LONGEST_WORDS)
    draft.description, draft.group = joined, ""
    _note_words(draft, "description", parts)


def step_said_in(draft: ReportDraft, message: str) -> Step | None:
    """Return the step with words from this message."""
    said_in = draft.said_in.items() if message else ()
    return next((step for step, parts in said_in if message in parts), None)


def edit(draft: ReportDraft, step: Step, words: str, city: City, message: str) -> bool:
    """Let an edited message change its words of a step, if they fit; raises `TooLong`."""
    if step == "description":
        draft.settled = Suggestion()
        _describe(draft, draft.said_in[step] | {message: words})
        _filled(draft, step)
    elif words and (step != "area" or city.unit_in(words)):
        fill_with_words(draft, step, words, city, message)
    else:
        return False
    return True


def add_photos(draft: ReportDraft, keys: list[str]) -> int:
    """Add pictures up to the most allowed; returns how many had no room."""
    new = [key for key in dict.fromkeys(keys) if key not in draft.photos]
    free = MOST_PHOTOS - len(draft.photos)
    draft.photos = draft.photos + new[:free]
    if draft.photos:
        _filled(draft, "photos")
    return max(0, len(new) - free)


def hide_name(draft: ReportDraft) -> None:
    """Show no name."""
    draft.anonymous, draft.name = True, ""
    _note_words(draft, "name")
    _filled(draft, "name")


def _note_words(draft: ReportDraft, step: Step, words: dict[str, str] | None = None) -> None:
    """Note the words of a step by their messages; without, no edit reaches it any more."""
    remaining = {key: parts for key, parts in draft.said_in.items() if key != step}
    draft.said_in = remaining | ({step: words} if words else {})


def _filled(draft: ReportDraft, step: Step) -> None:
    if draft.changing == step:
        draft.changing = None


def _check(words: str, limit: int) -> None:
    if len(words) > limit:
        raise TooLong(len(words), limit)
