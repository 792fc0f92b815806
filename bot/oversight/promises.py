"""The promises of the plans: their targets, and their tasks that name a doer.

Every plan is read once; of each promise only what is shown and judged is kept, so that ten
thousand of them stay in memory.
"""

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bot.city.city import City
from bot.city.parts import Agency
from bot.oversight.rules import Goal
from bot.plan.outline import general_of, name_of
from bot.texts import on_one_line, shortened
from knowledge.load import Broken, Knowledge, walk
from knowledge.places import bare_name, same_place
from knowledge.schema import Item, Plan, Target
from knowledge.slots.read import read_slots, slots_of
from knowledge.slots.shape import Doer, Slots, Time
from knowledge.slots.times import times_in
from knowledge.vietnamese.text import folded_words

log = logging.getLogger(__name__)

TASK = "viec-"
"""The beginning of the id of a task, before its item's."""
_MONEY = re.compile(r"đồng(?!\s+(?:bào|ruộng))|(?:^|\s)(?:đ|vnđ|vnd|usd)(?:\W|$)", re.IGNORECASE)
_EARNED = re.compile(
    r"thu nhập|thu ngân sách|thu hút|huy động|giải ngân|doanh thu|grdp|giá trị|bình quân",
    re.IGNORECASE,
)
"""Sums of money that are themselves a goal."""
_LENGTHS = frozenset({"m", "cm", "mm", "dm", "mét"})
_SIZE = re.compile(
    r"(?:rộng|cao|sâu|dày|đường kính(?: thân| gốc)?|cách|bán kính|lùi|lộ giới|kích thước"
    r"|(?:chiều|bề) \w+)\W*$",
    re.IGNORECASE,
)
OUTER = ("mo-dau", "ket-thuc")
"""The beginnings of ids of items that only say what the document is."""


@dataclass(frozen=True)
class Promise:
    """A target, or a task: the plan's sentence, figure, period and who."""

    plan: str
    id: str
    name: str
    said: str
    """The plan's wording of the figure; empty for a task."""
    unit: str
    period: str
    item: str
    quote: str
    doer: str
    """Who is to do it, in the plan's words; empty where it names nobody."""
    goal: Goal
    measure: str = ""
    dated: bool = True
    """Whether the plan sets a day; else it is the end of the whole plan."""
    begins: int = 0
    """The plan's first year: no figure is of a day before it."""

    @cached_property
    def key(self) -> tuple[str, str]:
        """Return what it is called in the database."""
        return self.plan, self.id

    @cached_property
    def is_task(self) -> bool:
        """Return whether it is a task, which has no figure of its own."""
        return self.id.startswith(TASK)

    def label(self, longest: int) -> str:
        """Return its name of at most so many characters, and its period, which tells it apart."""
        return f"{on_one_line(self.name, longest)}, {self.years}"

    @property
    def years(self) -> str:
        """Return its period in short."""
        return self.period.removeprefix("Giai đoạn ")

    @property
    def link(self) -> str:
        """Return its plan and itself as a button names them."""
        return f"{name_of(self.plan)}:{name_of(self.id)}"

    @property
    def path(self) -> str:
        """Return the end of its address on the board."""
        return f"{name_of(self.plan)}/{name_of(self.id)}"


class Promises:
    """The promises of a knowledge, by the names in buttons, links and the database."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.plans = {plan.id: plan.called for plan in knowledge.plans}
        self.home = {plan.id for plan in knowledge.home}
        self._heads = {plan.id: (plan.issuer, plan.place) for plan in knowledge.plans}
        self._areas: dict[str, str | None] | None = None
        self._at_home: dict[tuple[str, str], Promise] = {}
        self._categories: dict[str, dict[str, tuple[str, ...]]] = {}
        self.all = tuple(promise for plan in knowledge.plans for promise in self._read(plan))

    def _read(self, plan: Plan) -> tuple[Promise, ...]:
        """Return a plan's promises; none of one that cannot be read, which `doctor` tells."""
        try:
            self._categories[plan.id] = _categories(plan)
            return tuple(promises_of(plan))
        except Broken as error:
            log.warning("a plan is not followed: %s", error)
            return ()

    @cached_property
    def by_key(self) -> dict[tuple[str, str], Promise]:
        """Return the promises by their key."""
        return {promise.key: promise for promise in self.all}

    @cached_property
    def _by_link(self) -> dict[str, Promise]:
        return {promise.link: promise for promise in self.all}

    def areas(self, city: City) -> Mapping[str, str | None]:
        """Return the plans of the city (None), and those of its areas, with their areas."""
        if self._areas is None:
            of_areas = {plan: area_of(place, city) for plan, (_, place) in self._heads.items()}
            self._areas = dict.fromkeys(self.home)
            self._areas |= {plan: area for plan, area in of_areas.items() if area}
        return self._areas

    def beyond(self, text: str, city: City) -> set[str]:
        """Return the plans of the one place beyond the city that a text names; none for several."""
        plain, areas = folded_words(text), self.areas(city)
        named = {plan: place for plan, (_, place) in self._heads.items()
                 if plan not in areas and any(name in plain for name in _names(place))}  # fmt: skip
        return set(named) if len(set(named.values())) == 1 else set()

    def places(self, city: City) -> Mapping[str, str]:
        """Return the name of the place that each plan is for; empty for the city itself."""
        areas = self.areas(city)
        return {plan: city.area_name(areas[plan]) if plan in areas else place.partition(",")[0]
                for plan, (_, place) in self._heads.items()}  # fmt: skip

    def at_home(self, city: City) -> dict[tuple[str, str], Promise]:
        """Return the promises of those plans by their key, the first due first."""
        if not self._at_home:
            areas = self.areas(city)
            self._at_home = in_time({row.key: row for row in self.all if row.plan in areas})
        return self._at_home

    def linked(self, plan: str, target: str) -> Promise | None:
        """Return the promise that a button or an address names; None where there is none."""
        return self._by_link.get(f"{plan}:{target}")

    def categories_of(self, promise: Promise) -> tuple[str, ...]:
        """Return the categories of reports that bear on its item."""
        return self._categories.get(promise.plan, {}).get(promise.item, ())

    def agency_named(self, promise: Promise, city: City) -> str | None:
        """Return whose it is by the plan's words: of its doer, or else of who issued the plan."""
        words = promise.doer or self._heads[promise.plan][0]
        return _agency(words, self.areas(city).get(promise.plan), city)


def in_time(promises: Mapping[tuple[str, str], Promise]) -> dict[tuple[str, str], Promise]:
    """Return promises by their key, the first due first."""
    return dict(sorted(promises.items(), key=lambda row: (row[1].goal.due, row[1].item)))


def area_of(place: str, city: City) -> str | None:
    """Return the area of the city that a plan's place is, under its name of today or before."""
    units = ((f"{unit}, {city.province}", area.id) for area in city.areas for unit in area.units)
    return next((area for unit, area in units if same_place(place, unit)), None)


def _names(place: str) -> list[str]:
    """Return what a place is called, folded: with its unit, and of two words or more without."""
    name = place.partition(",")[0]
    bare = bare_name(name)
    return [folded_words(form) for form in (name, bare if " " in bare else "") if form]


def _categories(plan: Plan) -> dict[str, tuple[str, ...]]:
    by_item: dict[str, tuple[str, ...]] = {}
    for category, items in plan.links.items():
        for item in items:
            by_item[item] = (*by_item.get(item, ()), category)
    return by_item


def _agency(words: str, area: str | None, city: City) -> str | None:
    """Return the agency whose name the words are; `UBND phường` is that of the plan's own ward.

    The ended city's committee is nobody's: no agency of today has its name.
    """
    plain = _plain(words)
    agencies = [agency for agency in city.agencies if _plain(agency.name) in plain]
    if agencies:
        return max(agencies, key=lambda agency: len(agency.name)).id
    if area is None:
        return None
    in_area = [agency for agency in city.agencies if agency.area == area]
    return next((a.id for a in in_area if _plain(_kind(a, city)) == plain), None)


def _kind(agency: Agency, city: City) -> str:
    """Return an agency's name without that of its area: `UBND phường`."""
    area = city.area_name(agency.area)
    return agency.name.replace(area, area.split(" ")[0]) if area else agency.name


def _plain(words: str) -> str:
    plain = folded_words(words).replace(" uy ban nhan dan ", " ubnd ")
    return plain.replace(" uy ban mat tran to quoc ", " uy ban mttq ")


def promises_of(plan: Plan) -> Iterator[Promise]:
    """Yield a plan's targets, then its tasks that name who does them."""
    items = {item.id: item for section, _ in walk(plan) for item in section.items}
    if not plan.last_year:
        return  # nothing in it is due on a day that is known
    for target in filter(_is_followed, plan.targets):
        yield _of_target(plan, target, items.get(target.item))
    for item in items.values():
        if not item.id.startswith(OUTER) and (task := _task_of(plan, item)):
            yield task


def _is_followed(target: Target) -> bool:
    """Return whether a figure is something to be reached, and no size or sum that it is done with:
    `Đường kính thân 8 cm`, `Kinh phí 200 triệu đồng`."""
    if _MONEY.search(target.unit) and not _EARNED.search(target.name):
        return False
    return not (target.unit.lower() in _LENGTHS and _SIZE.search(target.name))


def _of_target(plan: Plan, target: Target, item: Item | None) -> Promise:
    general = general_of(plan, item) if item else None
    doer = (item.who if item else "") or (general.who if general else "")
    times = [time.last for time in times_in(target.period) if time.last]
    goal = Goal(
        due=max(times, default=date(target.last_year, 12, 31)),
        low=target.low,
        high=target.high,
        bound=target.bound,
        falls=_falls(plan, target, item),
    )
    return Promise(
        plan=plan.id,
        id=target.id,
        name=target.name,
        said=target.shown,
        unit=target.unit,
        period=target.period,
        item=target.item,
        quote=target.quote,
        doer=doer,
        goal=goal,
        measure=target.measure,
        begins=plan.first_year,
    )


def _falls(plan: Plan, target: Target, item: Item | None) -> bool:
    """Return whether the plan lets the figure fall from where it starts: `từ 12% xuống 5%`."""
    if item is None or target.quote not in item.quotes:
        slots = read_slots(target.quote, _year(plan))  # it stands in a heading
    else:
        slots = slots_of(item, item.quotes.index(target.quote) + 1, _year(plan))
    return any(
        figure.baseline is not None and figure.baseline > figure.high
        for figure in slots.figures
        if figure.said == target.said
    )


def _task_of(plan: Plan, item: Item) -> Promise | None:
    """Return the task of an item by its first sentence that names who does it."""
    for number, quote in enumerate(item.quotes, 1):
        slots = slots_of(item, number, _year(plan))
        doers = slots.by("lead")
        if doers and not slots.formula and slots.state != "done":
            return _task(plan, item, quote, doers[0], slots)
    return None


def _task(plan: Plan, item: Item, quote: str, doer: Doer, slots: Slots) -> Promise:
    days = [time.last for time in slots.deadlines if time.last and not _in_title(quote, time)]
    years = f"{plan.first_year}-{plan.last_year}"
    return Promise(
        plan=plan.id,
        id=f"{TASK}{item.id}",
        name=shortened(quote, 100),
        said="",
        unit="",
        period=item.period or years,
        item=item.id,
        quote=quote,
        doer=doer.said,
        goal=Goal(due=max(days, default=date(plan.last_year, 12, 31))),
        dated=bool(days),
        begins=plan.first_year,
    )


def _in_title(quote: str, time: Time) -> bool:
    """Return whether a time is of a named document: `… đến năm 2030, tầm nhìn đến năm 2045`."""
    before, behind = quote[: max(time.start, 0)], quote[max(time.end, 0) :]
    return re.match(r"\s*,\s*tầm nhìn", behind) is not None or before.endswith("tầm nhìn ")


def _year(plan: Plan) -> int | None:
    return plan.issued.year if plan.issued else None
