"""A report under way: the draft is the state, and the next question is the first thing it lacks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from bot.city.city import City
from bot.city.parts import Agency
from bot.core.sealed import Sealed

MOST_PHOTOS = 10
LONGEST_WORDS = 3000
"""Characters of a description, or of an official's account."""

Step = Literal[
    "border", "confirm", "category", "place", "area", "photos", "description", "details",
    "happened", "identity", "name", "preview",
]  # fmt: skip

LONGEST: dict[Step, int] = {"place": 300, "name": 60, "details": 200, "happened": 100}
"""Characters of the steps that take fewer than a description."""


REWRITTEN: tuple[Step, ...] = ("description", "place", "happened", "identity")
"""Steps gone back to where their words denounce; the answers of `details` are dropped at once."""


class TooLong(ValueError):
    """The text has `length` characters, `most` are kept."""

    def __init__(self, length: int, most: int) -> None:
        super().__init__(f"{length} characters, at most {most}")
        self.length, self.most = length, most


class Suggestion(BaseModel):
    """What the description tells besides what happened, as long as nobody has said it is so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    category: str | None = None
    place: str = ""
    area: str | None = None
    unit: str | None = None
    happened: str = ""

    @property
    def asks(self) -> bool:
        """Whether it is worth a question: for a time, or one choice among few, it is not."""
        return bool(self.place or (self.area and self.category))

    @property
    def mark(self) -> str:
        """Short for this very suggestion: a button of another one confirms nothing."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:8]


class ReportDraft(BaseModel):
    """What a resident has said so far; None or empty is what is still lacking.

    `place_described`: the person knows no address and describes the spot. `changing` is the
    step the person went back to. `said_in` has the words of a step by the message that brought
    them (the channel's id; empty where there is none), so that an edited message changes just
    its own: a description is all of its messages, any other step the last one. `compared` is
    the spot and kind for which reports like it were shown.

    `details` are answers by the id of the further question, empty for one passed over. `declined`
    are the steps for which what was suggested is not so. `to_front`: told that no agency
    gets a denunciation, the person sends it to the Front alone. `warned`: told what to do while it
    is dangerous.
    `sealed` is what was said before consent; the rest is not filled with it until it is unlocked.
    `asked` counts the steps: a button of an earlier one does nothing.

    The last five follow from the rest and are not kept (`understanding.understand`).
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
    happened: str = ""
    details: dict[str, str] = Field(default_factory=dict)
    declined: list[Step] = Field(default_factory=list)
    to_front: bool = False
    warned: bool = False
    for_other: bool = False
    sealed: Sealed | None = None
    asked: int = 0

    urgent: bool = Field(default=False, exclude=True)
    denounces: bool = Field(default=False, exclude=True)
    asks: tuple[str, ...] = Field(default=(), exclude=True)
    suggested: Suggestion = Field(default=Suggestion(), exclude=True)
    place_guess: str = Field(default="", exclude=True)

    @field_validator("said_in", mode="before")
    @classmethod
    def _with_words(cls, said: dict[str, object]) -> dict[str, object]:
        """Without the entries of older drafts, which knew the message but not its words."""
        return {step: words for step, words in said.items() if isinstance(words, dict)}

    @property
    def has_place(self) -> bool:
        """Whether anything says where it is."""
        return bool(self.place) or self.latitude is not None

    def recipient(self, city: City) -> Agency:
        """Who gets it: of a denunciation the Front, else the agency of its kind and area."""
        front = city.agency(city.front) if self.denounces else None
        return front or city.route(self.area, self.category or "")

    def answers(self, city: City) -> dict[str, str]:
        """The answers to the category's further questions, by what stands before them."""
        asked = city.extras(self.category)
        return {each.label: said for each in asked if (said := self.details.get(each.id))}

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been said yet that would be a pity to lose."""
        return not (self.has_place or self.photos or self.description)

    @property
    def is_locked(self) -> bool:
        """Whether something was said before consent and is still to be unlocked."""
        return self.sealed is not None and bool(self.sealed.parts)


def next_question(draft: ReportDraft) -> Step:
    """The first thing the draft lacks; `preview` when it lacks nothing."""
    if draft.denounces and not draft.to_front and draft.changing not in REWRITTEN:
        return "border"
    if draft.changing:
        return draft.changing
    if draft.suggested.asks:
        return "confirm"
    return next(iter(lacking(draft)), "preview")


def lacking(draft: ReportDraft) -> list[Step]:
    """All that the draft lacks, in the order it is asked for.

    What is urgent lacks only what it is and where: a picture may come at any time, and its
    sender stays anonymous.
    """
    steps: tuple[tuple[Step, bool], ...] = (
        ("category", draft.category is None),
        ("place", not draft.has_place),
        ("area", draft.area is None and not draft.area_unknown),
        ("photos", not (draft.photos or draft.photos_done or draft.urgent)),
        ("description", not draft.description and not draft.urgent),
        ("details", bool(draft.asks)),
        ("identity", draft.anonymous is None and not draft.urgent),
        ("name", draft.anonymous is False and not draft.name),
    )
    return [step for step, lacks in steps if lacks]


def opened(data: Mapping[str, Any], city: City) -> ReportDraft:
    """A draft as it was kept; a category or ward the city no longer has is lacking again."""
    known = {key: value for key, value in data.items() if key != "as_report"}  # of older drafts
    draft = ReportDraft.model_validate(known)
    if not city.category(draft.category):
        draft.category = None
    if not city.area(draft.area):
        draft.area = None
    return draft
