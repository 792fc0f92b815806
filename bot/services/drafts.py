"""A report under way: the draft is the state, and the next question is the first thing it lacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from bot.city import City
from bot.events import Place
from bot.services.typed import seen

MOST_PHOTOS = 10
LONGEST_WORDS = 3000
"""Characters of a description, or of an official's account."""

Step = Literal["category", "place", "area", "photos", "description", "identity", "name", "preview"]

LONGEST: dict[Step, int] = {"place": 300, "name": 60}
"""Characters of the steps that take fewer than a description."""


class TooLong(ValueError):
    """The text has `length` characters, `most` are kept."""

    def __init__(self, length: int, most: int) -> None:
        super().__init__(f"{length} characters, at most {most}")
        self.length, self.most = length, most


class ReportDraft(BaseModel):
    """What a resident has said so far; None or empty is what is still lacking.

    `place_described`: the person knows no address and describes the spot. `changing` is the
    step the person went back to. `said_in` has the words of a step by the message that brought
    them (the channel's id; empty where there is none), so that an edited message changes just
    its own: a description is all of its messages, any other step the last one. `compared` is
    the spot and kind for which reports like it were shown.
    """

    model_config = ConfigDict(extra="forbid")

    category: str | None = None
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    place_described: bool = False
    outside: bool = False
    unit_reported: str | None = None
    area: str | None = None
    area_unknown: bool = False
    photos: list[str] = Field(default_factory=list)
    photos_done: bool = False
    description: str = ""
    anonymous: bool | None = None
    name: str = ""
    changing: Step | None = None
    said_in: dict[Step, dict[str, str]] = Field(default_factory=dict)
    compared: str = ""

    @field_validator("said_in", mode="before")
    @classmethod
    def _with_words(cls, said: dict[str, object]) -> dict[str, object]:
        """Without the entries of older drafts, which knew the message but not its words."""
        return {step: words for step, words in said.items() if isinstance(words, dict)}

    @property
    def has_place(self) -> bool:
        """Whether anything says where it is."""
        return bool(self.place) or self.latitude is not None

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been said yet that would be a pity to lose."""
        return not (self.has_place or self.photos or self.description)


def next_question(draft: ReportDraft) -> Step:
    """The first thing the draft lacks; `preview` when it lacks nothing."""
    if draft.changing:
        return draft.changing
    return next(iter(lacking(draft)), "preview")


def lacking(draft: ReportDraft) -> list[Step]:
    """All that the draft lacks, in the order it is asked for."""
    steps: tuple[tuple[Step, bool], ...] = (
        ("category", draft.category is None),
        ("place", not draft.has_place),
        ("area", draft.area is None and not draft.area_unknown),
        ("photos", not draft.photos and not draft.photos_done),
        ("description", not draft.description),
        ("identity", draft.anonymous is None),
        ("name", draft.anonymous is False and not draft.name),
    )
    return [step for step, lacks in steps if lacks]


def opened(data: Mapping[str, Any], city: City) -> ReportDraft:
    """A draft as it was kept; a category or ward the city no longer has is lacking again."""
    draft = ReportDraft.model_validate(data)
    if not city.category(draft.category):
        draft.category = None
    if not city.area(draft.area):
        draft.area = None
    return draft


def change(draft: ReportDraft, step: Step) -> None:
    """Go back to a step; until it is filled anew, what was there stays."""
    draft.changing = step
    if step == "place":
        draft.place_described = False


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
    if asked in ("place", "name", "description"):
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
    else:
        raise ValueError(f"{words!r} says nothing for {step}")
    _say(draft, step, {message: words} if message else None)
    _filled(draft, step)


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
