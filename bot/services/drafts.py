"""A report under way: the draft is the state, and the next question is the first thing it lacks."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.city import City
from bot.events import Place

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
    step the person went back to. `said_in` remembers which message filled a
    step (the channel's id), so that an edited message changes what it said.
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
    said_in: dict[Step, str] = Field(default_factory=dict)

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
    lacking: tuple[tuple[Step, bool], ...] = (
        ("category", draft.category is None),
        ("place", not draft.has_place),
        ("area", draft.area is None and not draft.area_unknown),
        ("photos", not draft.photos and not draft.photos_done),
        ("description", not draft.description),
        ("identity", draft.anonymous is None),
        ("name", draft.anonymous is False and not draft.name),
    )
    return next((step for step, lacks in lacking if lacks), "preview")


def set_place(draft: ReportDraft, place: Place, city: City) -> None:
    """Fill the spot from a position; what was typed about it before stays beside it."""
    draft.latitude, draft.longitude = place.latitude, place.longitude
    draft.outside = not city.bounds.hold(place.latitude, place.longitude)
    if place.title:
        _set_place_words(draft, place.title, city)
    _filled(draft, "place")


def _set_place_words(draft: ReportDraft, words: str, city: City) -> None:
    draft.place = words
    if found := city.unit_in(words):
        draft.unit_reported, draft.area, draft.area_unknown = found[0], found[1].id, False


def set_area(draft: ReportDraft, area: str | None) -> None:
    """Fill the ward of today; None is for one who does not know it."""
    draft.area, draft.area_unknown = area, area is None
    _filled(draft, "area")


def set_category(draft: ReportDraft, category: str) -> None:
    """Fill what it is about."""
    draft.category = category
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


def fill_with_words(draft: ReportDraft, step: Step, words: str, city: City) -> None:
    """Fill a step that takes words; raises `TooLong`."""
    _check(words, LONGEST.get(step, LONGEST_WORDS))
    if step == "place":
        _set_place_words(draft, words, city)
    elif step == "area" and (unit := city.unit_in(words)):
        draft.unit_reported, draft.area, draft.area_unknown = unit[0], unit[1].id, False
    elif step == "category" and (category := city.category_named(words)):
        draft.category = category.id
    elif step == "name":
        draft.name = words
    else:
        draft.description = words
    _filled(draft, step)


def add_to_description(draft: ReportDraft, words: str) -> None:
    """Add a further message to what happened; raises `TooLong`."""
    joined = f"{draft.description}\n{words}".strip()
    _check(joined, LONGEST_WORDS)
    draft.description = joined


def add_photos(draft: ReportDraft, keys: list[str]) -> int:
    """Add pictures up to the most allowed; returns how many had no room."""
    new = [key for key in dict.fromkeys(keys) if key not in draft.photos]
    room = MOST_PHOTOS - len(draft.photos)
    draft.photos = draft.photos + new[:room]
    if draft.photos:
        _filled(draft, "photos")
    return max(0, len(new) - room)


def set_identity(draft: ReportDraft, anonymous: bool) -> None:
    """Choose between anonymous and a shown name."""
    draft.anonymous = anonymous
    if anonymous:
        draft.name = ""
    _filled(draft, "identity")


def _filled(draft: ReportDraft, step: Step) -> None:
    if draft.changing == step:
        draft.changing = None


def _check(words: str, most: int) -> None:
    if len(words) > most:
        raise TooLong(len(words), most)
