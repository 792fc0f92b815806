"""The models of the parts of `city.yaml`, and cron expressions; the whole is in `city.py`."""

from datetime import UTC, datetime, time
from typing import Annotated, Literal, Self, get_args

from cronsim import CronSim, CronSimError
from pydantic import BaseModel, BeforeValidator, Field, model_validator

Form = Literal["chart", "map", "page", "xlsx", "docx", "pdf"]
FORMS: tuple[Form, ...] = get_args(Form)
"""The files that can go with a digest, in their order; bot/digests/render/forms.py makes them."""
READERS = ("official", "overseer", "admin")
"""The roles that can have a digest."""
_HOUR = r"([01]\d|2[0-3]):[0-5]\d"


class Part(BaseModel, frozen=True, extra="forbid"):
    """A part of the file, which has no other fields."""


class Bounds(Part):
    """A box in degrees, WGS 84."""

    south: float = Field(ge=-90, le=90)
    north: float = Field(ge=-90, le=90)
    west: float = Field(ge=-180, le=180)
    east: float = Field(ge=-180, le=180)

    @model_validator(mode="after")
    def _is_a_box(self) -> Self:
        if self.south >= self.north or self.west >= self.east:
            raise ValueError("south must be less than north, and west less than east")
        return self

    def hold(self, latitude: float, longitude: float) -> bool:
        """Return whether the point lies in the box."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the box: latitude and longitude."""
        return (self.south + self.north) / 2, (self.west + self.east) / 2


class Area(Part):
    """A current ward and the former units it was made of."""

    id: str
    name: str
    units: tuple[str, ...]


class Agency(Part):
    """An office that handles reports or oversees; with `area` where it serves only that.

    `superior` is the office above it, as documents name it above the agency's own name.
    """

    id: str
    name: str
    area: str | None = None
    superior: str = ""


class Category(Part):
    """A kind of trouble a report is about; `days` is the internal target in working days.

    `questions` are further questions; `meanwhile` is advice until help comes; `examples` are
    sentences of residents from which a city's own category is learnt.
    """

    id: str
    name: str
    days: int = Field(ge=1)
    urgent: bool = False
    questions: tuple[str, ...] = ()
    meanwhile: str = ""
    examples: tuple[str, ...] = ()


class Group(Part):
    """Categories that belong together: what a person chooses first."""

    id: str
    name: str
    icon: str
    categories: tuple[Category, ...]


class Rule(Part):
    """Reports of `area` and `categories` (empty or None: any) go to `agency`."""

    agency: str
    area: str | None = None
    categories: tuple[str, ...] = ()


class Keep(Part):
    """Days for which contents are kept.

    A closed report loses its words, pictures and name after `ended_reports` days; one that nobody
    closed, and a question nobody answered, `left_open` days after the person's last word. A person
    absent for `absent_people` days who has no report left is forgotten.
    """

    delivered_messages: int = Field(ge=1)
    unanswered_consent: int = Field(ge=1)
    open_drafts: int = Field(ge=1)
    web_history: int = Field(ge=1)
    ended_reports: int = Field(default=365, ge=1)
    left_open: int = Field(default=1095, ge=1)
    absent_people: int = Field(default=730, ge=1)


class Duplicates(Part):
    """The distance in metres within which duplicates are looked for; 0 for never.

    `metres` counts for every category without an entry in `metres_of`; the categories in one
    list of `same_kind` count as the same.
    """

    metres: int = Field(ge=0)
    metres_of: dict[str, Annotated[int, Field(ge=0)]] = {}
    same_kind: tuple[tuple[str, ...], ...] = ()


class Nearby(Part):
    """Limits of /gantoi: metres around, days since a report ended, number of reports."""

    metres: int = Field(default=500, ge=100)
    ended_days: int = Field(default=30, ge=0)
    most: int = Field(default=8, ge=1, le=20)


class Limits(Part):
    """How much one person may write, send, and leave unfinished; officials have no limits."""

    messages_a_minute: int = Field(default=40, ge=1)
    open_drafts: int = Field(default=5, ge=1)
    reports_an_hour: int = Field(default=6, ge=1)
    reports_a_day: int = Field(default=20, ge=1)


class Extra(Part):
    """A further question of a category: free words, or one of its `choices`.

    `label` stands before the answer on the card. An answer in `urgent_if` makes it urgent.
    """

    id: str = Field(pattern=r"^[a-z_]{1,16}$")
    text: str
    label: str
    choices: tuple[str, ...] = ()
    urgent_if: tuple[str, ...] = ()


class Emergency(Part):
    """A number to call and its purpose; for these `categories` alone, where there are any."""

    number: str
    what: str
    categories: tuple[str, ...] = ()


Matter = Literal[
    "den_duong", "duong_thoat_nuoc", "rac_sinh_hoat", "tieng_on", "dien_nuoc_vien_thong",
    "giao_thong", "vat_nuoi", "thu_tuc", "an_ninh", "khac",
]  # fmt: skip
"""The kinds of other offices' matters, as understanding tells them apart."""


class Elsewhere(Part):
    """The office of a kind of another's matter; with a `category` the city takes it as well."""

    kind: Matter
    name: str
    who: str
    reach: str
    category: str | None = None

    @property
    def is_named(self) -> bool:
        """Return whether it is one office's that is named, and none that the city takes."""
        return self.category is None and self.kind != "khac"


class Landmark(Part):
    """A place people name, with the unit and area it is in where that is certain."""

    name: str
    aliases: tuple[str, ...] = ()
    area: str | None = None
    unit: str | None = None
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)


class RoleDigest(Part):
    """The digest a role gets with its invite; a cron expression alone means no files.

    `forms` are attached, in this order. In `quiet` hours nothing is sent ("22:00-06:00"). With
    `empty_too`, one line is sent even where there is no news.
    """

    cron: str
    forms: tuple[Form, ...] = ()
    quiet: str = Field(default="", pattern=rf"^({_HOUR}-{_HOUR})?$")
    empty_too: bool = False

    @model_validator(mode="before")
    @classmethod
    def _cron_alone(cls, value: object) -> object:
        return {"cron": value} if isinstance(value, str) else value


class Oversight(Part):
    """Reminders of targets nobody stated: each quarter, and when a period has ended.

    `remind` is a cron expression in the city's time zone; `ended_days` the days after the last day
    of a period.
    """

    remind: str = "30 8 5 1,4,7,10 *"
    ended_days: int = Field(default=1, ge=1)


def _in_words(value: object) -> object:
    """Return a time of the day; YAML makes a number of one without quotes."""
    if isinstance(value, int):
        raise ValueError('a time stands in quotes: "07:30"')
    return value


Clock = Annotated[time, BeforeValidator(_in_words)]


class Follow(Part):
    """Automatic messages about a report and their times: hours of the city's working days.

    At `apology` on the target day the reporter gets a later date: `extension_percent` of the
    category's days more. An answer may be `answer_grace` working days late; the question whether
    it is really done is repeated once after `ask_again_days` days. Overseers hear of an urgent
    report not accepted within `urgent_hours` hours, at night too. The readers of a held report
    are reminded after `held_hours` working hours, then every working day.
    """

    opens: Clock = time(7, 30)
    closes: Clock = time(17, 0)
    apology: Clock = time(14, 0)
    extension_percent: int = Field(default=50, ge=1, le=300)
    answer_grace: int = Field(default=2, ge=1)
    ask_again_days: int = Field(default=7, ge=1)
    urgent_hours: int = Field(default=2, ge=1)
    held_hours: int = Field(default=4, ge=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.opens <= self.apology < self.closes:
            raise ValueError(
                'opens, apology and closes must follow each other, as "07:30", "14:00"'
            )
        return self


FIELDS = 5  # minute, hour, day, month, day of the week
_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def check_cron(cron: str, setting: str) -> None:
    """Raise ValueError with the setting's name and an example unless a digest can follow `cron`.

    The minutes are the same in every hour, so it ticks too often where there are two of them.
    """
    try:
        if (fields := len(cron.split())) != FIELDS:
            raise CronSimError(f"{fields} fields instead of {FIELDS}")
        ticks = CronSim(cron, _BEGIN)
        next(ticks)
    except (CronSimError, StopIteration) as error:
        raise ValueError(
            f'{setting}: "{cron}" is no cron expression ({error or "it never ticks"});'
            ' for example "30 7 * * 1"'
        ) from error
    if len(ticks.minutes) > 1:
        raise ValueError(
            f'{setting}: "{cron}" ticks more often than every hour; give one minute, not several:'
            ' for example "30 7 * * 1" or, every hour, "30 * * * *"'
        )
