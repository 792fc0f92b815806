"""How a draft is filled: what was said goes to the step it belongs to, by any way it came."""

from __future__ import annotations

from bot.city.city import City
from bot.core.events import Place
from bot.reports.draft import (
    LONGEST,
    LONGEST_WORDS,
    MOST_PHOTOS,
    ReportDraft,
    Step,
    Suggestion,
    TooLong,
    lacking,
    next_question,
)
from bot.understanding.typed import bare, seen


def change(draft: ReportDraft, step: Step) -> None:
    """Go back to a step; until it is filled anew, what was there stays."""
    draft.changing = step
    if step == "place":
        draft.place_described = False
    if step == "details":
        draft.details, draft.changing = {}, None


def decline(draft: ReportDraft, *steps: Step) -> None:
    """What was suggested for these steps is not so, and not suggested again."""
    draft.declined = [*dict.fromkeys((*draft.declined, *steps))]


def accept(draft: ReportDraft, city: City) -> None:
    """All that is suggested is so; a ward that was chosen before stays."""
    said, unit, area = draft.suggested, draft.unit_reported, draft.area
    unknown = draft.area_unknown
    if said.category:
        set_category(draft, said.category)
    if said.place:
        _set_place_words(draft, said.place, city)
        _filled(draft, "place")
    if said.area:
        unit, area = said.unit, said.area
    draft.unit_reported, draft.area, draft.area_unknown = unit, area, unknown and not area
    if said.happened:
        draft.happened = said.happened
    draft.suggested = Suggestion()


def answer(draft: ReportDraft, question: str, said: str) -> None:
    """Answer a further question; with nothing, it is passed over."""
    draft.details = draft.details | {question: said}


def set_happened(draft: ReportDraft, words: str) -> None:
    """Say when it was; with nothing, nobody knows, and nothing is suggested either."""
    draft.happened = words
    if not words:
        decline(draft, "happened")
    _filled(draft, "happened")


def go_back(draft: ReportDraft) -> None:
    """Return to the question before the present one; from one that was gone back to, to the rest.

    Before the first there is none, and it is asked again.
    """
    changed = draft.changing is not None and draft.changing not in lacking(draft)
    if draft.place_described or changed:
        keep(draft)
        return
    given: dict[Step, bool] = {
        "category": draft.category is not None,
        "place": draft.has_place,
        "area": draft.area is not None or draft.area_unknown,
        "photos": bool(draft.photos) or draft.photos_done,
        "description": bool(draft.description),
        "identity": draft.anonymous is not None and not draft.for_other,
    }
    order: tuple[Step, ...] = (*given, "name", "preview")
    asked = next_question(draft)
    asked = "identity" if asked == "details" else asked
    before = order[: order.index(asked)] if asked in order else ()
    if answered := [step for step in before if given.get(step)]:
        draft.changing = answered[-1]


def keep(draft: ReportDraft) -> None:
    """Leave the step somebody went back to as it was."""
    draft.changing, draft.place_described = None, False


def set_place(draft: ReportDraft, place: Place, city: City) -> None:
    """Fill the spot from a position; what was typed about it before stays beside it."""
    _leave_old_place(draft)
    draft.latitude, draft.longitude = place.latitude, place.longitude
    draft.outside = not city.bounds.hold(place.latitude, place.longitude)
    if title := seen(place.title):
        _set_place_words(draft, title, city)
        _say(draft, "place")
    _filled(draft, "place")


def _leave_old_place(draft: ReportDraft) -> None:
    """Whoever changes the place means another one: nothing of the old one may stay beside it."""
    if draft.changing != "place":
        return
    draft.place, draft.latitude, draft.longitude, draft.outside = "", None, None, False
    draft.unit_reported, draft.area, draft.area_unknown = None, None, False
    _say(draft, "place")
    _say(draft, "area")


def _set_place_words(draft: ReportDraft, words: str, city: City) -> None:
    old = city.unit_in(draft.place)
    if old and (old[0], old[1].id) == (draft.unit_reported, draft.area):
        draft.unit_reported = draft.area = None
    draft.place = words
    if found := city.unit_in(words):
        draft.unit_reported, draft.area, draft.area_unknown = found[0], found[1].id, False


def set_area(draft: ReportDraft, area: str | None) -> None:
    """Fill the ward of today; None is for one who does not know it."""
    draft.area, draft.area_unknown = area, area is None
    _say(draft, "area")
    _filled(draft, "area")


def set_category(draft: ReportDraft, category: str) -> None:
    """Fill what it is about."""
    draft.category = category
    _say(draft, "category")
    _filled(draft, "category")


def step_for_words(draft: ReportDraft, asked: Step, words: str, city: City) -> Step | None:
    """Which step these words fill, when `asked` was the question; None: more of what happened.

    Somebody who tells what happened instead of choosing a category has still told it.
    """
    if asked in ("place", "name", "description", "details", "happened"):
        return asked
    if asked == "area" and city.unit_in(words):
        return "area"
    if asked == "category" and city.category_named(words):
        return "category"
    if not draft.description:
        return "description"
    return "place" if asked == "category" and not draft.has_place else None


def fill_with_words(
    draft: ReportDraft, step: Step, words: str, city: City, message: str = ""
) -> None:
    """Fill a step that takes words, which came in `message`; raises `TooLong`."""
    _check(words, LONGEST.get(step, LONGEST_WORDS))
    if step == "place":
        _leave_old_place(draft)
        _set_place_words(draft, words, city)
    elif step == "area" and (unit := city.unit_in(words)):
        draft.unit_reported, draft.area, draft.area_unknown = unit[0], unit[1].id, False
    elif step == "category" and (category := city.category_named(words)):
        draft.category = category.id
    elif step == "name":
        draft.name = words
    elif step == "description":
        draft.description = words
    elif step == "happened":
        set_happened(draft, words)
    elif step == "details":
        _answer_in_words(draft, words, city, message)
    else:
        raise ValueError(f"{words!r} says nothing for {step}")
    others = draft.said_in.get(step, {}) if step == "details" else {}
    _say(draft, step, others | {message: words} if message else others)
    _filled(draft, step)


def _answer_in_words(draft: ReportDraft, words: str, city: City, message: str) -> None:
    """The answer to the question that is asked; of an edited message, to the one it answered."""
    before = draft.said_in.get("details", {}).get(message, "")
    answered = (each for each, said in draft.details.items() if said and said == before)
    question = next(answered, None) or next(iter(draft.asks), None)
    if question is not None:
        answer(draft, question, city.answer_to(question, bare(words)) or words)


def add_to_description(draft: ReportDraft, words: str, message: str = "") -> None:
    """Add a further message to what happened; raises `TooLong`."""
    parts = draft.said_in.get("description", {"": draft.description})
    if message in parts:
        words = f"{parts[message]}\n{words}".strip()
    _describe(draft, parts | {message: words})


def _describe(draft: ReportDraft, parts: dict[str, str]) -> None:
    parts = {message: words for message, words in parts.items() if words}
    joined = "\n".join(parts.values())
    _check(joined, LONGEST_WORDS)
    draft.description = joined
    _say(draft, "description", parts)


def step_said_in(draft: ReportDraft, message: str) -> Step | None:
    """The step whose words, or some of them, came in this message."""
    said_in = draft.said_in.items() if message else ()
    return next((step for step, said in said_in if message in said), None)


def edit(draft: ReportDraft, step: Step, words: str, city: City, message: str) -> bool:
    """Let an edited message change its own words of a step; false when they no longer fit there.

    Raises `TooLong`.
    """
    if step == "description":
        _describe(draft, draft.said_in[step] | {message: words})
        _filled(draft, step)
    elif words and step_for_words(draft, step, words, city) == step:
        fill_with_words(draft, step, words, city, message)
    else:
        return False
    return True


def add_photos(draft: ReportDraft, keys: list[str]) -> int:
    """Add pictures up to the most allowed; returns how many had no room."""
    new = [key for key in dict.fromkeys(keys) if key not in draft.photos]
    room = MOST_PHOTOS - len(draft.photos)
    draft.photos = draft.photos + new[:room]
    if draft.photos:
        _filled(draft, "photos")
    return max(0, len(new) - room)


def set_identity(draft: ReportDraft, anonymous: bool) -> None:
    """Choose between anonymous and a shown name, which is asked for anew."""
    draft.anonymous, draft.name = anonymous, ""
    _say(draft, "name")
    _filled(draft, "identity")


def _say(draft: ReportDraft, step: Step, words: dict[str, str] | None = None) -> None:
    """Note the words of a step by their messages; with none, no edit reaches it any more."""
    others = {each: said for each, said in draft.said_in.items() if each != step}
    draft.said_in = others | ({step: words} if words else {})


def _filled(draft: ReportDraft, step: Step) -> None:
    if draft.changing == step:
        draft.changing = None


def _check(words: str, most: int) -> None:
    if len(words) > most:
        raise TooLong(len(words), most)
