"""The draft of a report, and its next question: the first thing it lacks."""

import hashlib
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, Field

from bot.city.city import City
from bot.city.parts import Agency
from bot.core.recordings import is_recording, pictures_of
from bot.core.sealed import Sealed
from bot.understanding.understood import Guess

REPORT = "report"
"""The kind of the drafts that keep one."""
MOST_PHOTOS = 10
"""As many as one album of Telegram holds."""
LONGEST_WORDS = 3000
"""Characters of a description, or of an official's account."""

Step = Literal[
    "border", "category", "place", "area", "photos", "description", "details", "happened", "name",
    "preview",
]  # fmt: skip

CONFIRMABLE: tuple[Step, ...] = ("category", "place", "area", "happened")
"""Steps that words may fill without being asked: what was understood stands in the preview."""

DESCRIBED = "không rõ địa chỉ, mô tả: "
"""What the place of a report begins with where it has no address."""

LONGEST_ANSWERS: dict[Step, int] = {"place": 300, "name": 60, "details": 200, "happened": 100}
"""Characters of the steps that take fewer than a description."""


REWRITTEN: tuple[Step, ...] = ("description", "place", "happened", "name")
"""Steps gone back to where their words denounce; the answers of `details` are dropped at once."""


class TooLong(ValueError):
    """The text has `length` characters, `most` are kept."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"{length} characters, at most {limit}")
        self.length, self.most = length, limit


class Suggestion(BaseModel, frozen=True, extra="forbid"):
    """Category, place, ward and time the words seem to name: shown, and taken when it is sent."""

    category: str | None = None
    place: str = ""
    area: str | None = None
    unit: str | None = None
    happened: str = ""

    @property
    def mark(self) -> str:
        """Return a short mark of this suggestion: a button under another one sends nothing."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:8]


class Addition(BaseModel, frozen=True, extra="forbid"):
    """The last thing added to a draft: at which step, and the fields as they were before it."""

    at: int
    before: dict[str, Any]


class Doubt(BaseModel, frozen=True, extra="forbid"):
    """A message of which the person is asked what it is: its words, and the act it may be.

    `held`: it held the sending up, which it does once.
    """

    words: str
    message: str = ""
    act: str = "more"
    held: bool = False


class UnderTarget(BaseModel, frozen=True):
    """The target of a plan a report was begun under, with its name and how it is introduced."""

    plan: str
    target: str
    label: str
    name: str


class ReportDraft(BaseModel, extra="forbid"):
    """A report in the making; fields that are None or empty are still lacking.

    `place_described`: the person knows no address and describes the spot. `changing` is the
    step the person went back to. `said_in` has the words of a step by the id of their message
    (empty where there is none), so that an edit changes just its own: a description is all of its
    messages, any other step the last one. `compared` is the spot and kind for which reports like
    it were shown, and `alike` are their codes. `hinted`: they were shown last.

    `details` are answers by the id of the further question, empty for a skipped one. `declined`
    are the steps whose suggestion was wrong. `to_front`: the person sends a denunciation to the
    Front alone. `warned`: the person was told what to do in the emergency. `sealed` are the locked
    messages from before consent. `asked` counts the steps: a button of an earlier one does nothing.

    `photos` has recordings too; unless a name is shown they go with the report only where the
    person agreed to that (`voice_agreed`), for a voice can be recognised.

    `near` is the ward of the known places nearest to the position. `shown` are the pictures that
    were sent back to be looked at, which is done once. `anonymous` is what nobody is asked: a name
    is shown where the person chooses so in the preview.

    `target` is the target it was begun under.

    `added` can be taken back with one tap. `doubt` waits for a tap that says what it is.
    `waiting` are the words of further reports, which begin when this one is sent or dropped.
    `directed`: the kind of another office's matter of which the person was told where it belongs.

    `category_chosen`: the person named the category or tapped it, and did not only let it stand.
    `group`: the one whose categories are shown, until one is chosen or more is told.
    `settled` is what the words suggested when its steps were passed: further words change it no
    more.

    The last fields follow from the rest and are not stored (`story.understand`): `guesses` are the
    likeliest categories, `hold` is why a person must read it first, `told` are the answers to
    further questions that the description tells. `elsewhere`: the kind of another office's matter
    that it is.
    """

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
    alike: list[str] = Field(default_factory=list)
    hinted: bool = False
    happened: str = ""
    details: dict[str, str] = Field(default_factory=dict)
    declined: list[Step] = Field(default_factory=list)
    to_front: bool = False
    warned: bool = False
    for_other: bool = False
    sealed: Sealed | None = None
    asked: int = 0
    near: str | None = None
    shown: list[str] = Field(default_factory=list)
    added: Addition | None = None
    doubt: Doubt | None = None
    waiting: list[str] = Field(default_factory=list)
    directed: str = ""
    voice_agreed: bool = False
    target: UnderTarget | None = None
    settled: Suggestion = Suggestion()
    category_chosen: bool = False
    group: str = ""

    urgent: bool = Field(default=False, exclude=True)
    hurried: bool = Field(default=False, exclude=True)
    denounces: bool = Field(default=False, exclude=True)
    asks: tuple[str, ...] = Field(default=(), exclude=True)
    suggested: Suggestion = Field(default=Suggestion(), exclude=True)
    place_guess: str = Field(default="", exclude=True)
    guesses: tuple[Guess, ...] = Field(default=(), exclude=True)
    hold: Literal["coarse", "spam"] | None = Field(default=None, exclude=True)
    told: dict[str, str] = Field(default_factory=dict, exclude=True)
    elsewhere: str | None = Field(default=None, exclude=True)

    @property
    def kind(self) -> str | None:
        """Return the category that was chosen, or else understood."""
        return self.category or self.suggested.category

    @property
    def spot(self) -> str:
        """Return the words for the place that were given, or else understood."""
        return self.place or self.suggested.place

    @property
    def ward(self) -> str | None:
        """Return the ward that was chosen, or else understood or guessed."""
        return self.area or (None if self.area_unknown else self.suggested.area)

    @property
    def pictures(self) -> list[str]:
        """Return the photos that are no recordings."""
        return list(pictures_of(self.photos))

    @property
    def recordings(self) -> list[str]:
        """Return the voice notes and videos."""
        return [key for key in self.photos if is_recording(key)]

    @property
    def sends_voice(self) -> bool:
        """Return whether there are recordings that go with the report."""
        is_named = bool(self.name) and not self.for_other
        return bool(self.recordings) and (self.voice_agreed or is_named)

    @property
    def sent(self) -> list[str]:
        """Return the photos that go with the report."""
        return self.photos if self.sends_voice else self.pictures

    @property
    def has_place(self) -> bool:
        """Return whether there is a position or words for the place."""
        return bool(self.place) or self.latitude is not None

    def recipient(self, city: City) -> Agency:
        """Return who gets it: the Front a denunciation, else its category's agency in the area."""
        front = city.agency(city.front) if self.denounces else None
        return front or city.route(self.ward, self.kind or "")

    def answers(self, city: City) -> dict[str, str]:
        """Return the answers to the category's further questions, and the target, by labels."""
        questions = city.extras(self.kind)
        under = {self.target.label: self.target.name} if self.target else {}
        return under | {
            question.label: answer
            for question in questions
            if (answer := self.details.get(question.id, self.told.get(question.id)))
        }

    @property
    def target_key(self) -> tuple[str, str] | None:
        """Return the plan and the id of the target it was begun under."""
        return (self.target.plan, self.target.target) if self.target else None

    @property
    def is_empty(self) -> bool:
        """Return whether it has no content worth keeping yet."""
        return not (self.has_place or self.photos or self.description)

    @property
    def is_locked(self) -> bool:
        """Return whether it has messages from before consent that are still locked."""
        return self.sealed is not None and bool(self.sealed.parts)


def next_question(draft: ReportDraft) -> Step:
    """Return the first step the draft lacks; `preview` when it lacks none."""
    if draft.denounces and not draft.to_front and draft.changing not in REWRITTEN:
        return "border"
    if draft.changing:
        return draft.changing
    return next(iter(lacking(draft)), "preview")


def lacking(draft: ReportDraft) -> list[Step]:
    """Return the steps the draft lacks, in the order they are asked for.

    What is understood lacks no more: the preview shows it, to be changed there. What is surely
    urgent needs only category and place: pictures may follow.
    """
    steps: tuple[tuple[Step, bool], ...] = (
        ("category", draft.kind is None),
        ("place", not draft.has_place and not draft.spot),
        ("area", draft.ward is None and not draft.area_unknown),
        ("photos", not (draft.pictures or draft.photos_done or draft.hurried)),
        ("description", not (draft.description or draft.hurried or draft.sends_voice)),
        ("details", bool(draft.asks)),
    )
    return [step for step, lacks in steps if lacks]


def opened(data: Mapping[str, Any], city: City) -> ReportDraft:
    """Return a stored draft; a category or ward the city no longer has is lacking again."""
    draft = ReportDraft.model_validate(data)
    if not city.category(draft.category):
        draft.category = None
    if not city.area(draft.area):
        draft.area = None
    return draft
