"""In the open: what was reported near a place, and what became of all reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.city.city import Area, Group
from bot.core import draft_queries as drafts
from bot.core.events import Button
from bot.core.turn import Routes, Rows, Turn, named
from bot.public import figures
from bot.public import queries as public
from bot.public.figures import Figures, Tally, summed
from bot.public.views import MOST_NEAR, Near, near, view
from bot.reports import cards
from db.models import Draft

routes = Routes()

NEARBY = "nearby"
"""The draft that waits for a place, and for nothing else; the place is not kept in it."""
WAITS = timedelta(hours=1)
LONGEST_NAME = 60
"""Characters of a place's name; who writes more does not answer where."""
MOST_AGENCIES = 8
ALL = "all"


@dataclass(frozen=True)
class Line:
    """A report in a list."""

    code: str
    category: str
    status: str
    received: str
    late: bool
    away: int | None


@routes.command("gantoi")
def near_me(turn: Turn) -> None:
    """What was reported near the place named after the command; without one it is asked for."""
    if turn.text:
        _near_words(turn, turn.text)
    else:
        _ask(turn, "public.ask_place")


@routes.button("near")
def near_by_button(turn: Turn) -> None:
    """What was reported in a ward, or `ask`: near a place that is asked for."""
    area = turn.city.area(turn.arguments[0])
    if area is not None:
        _in_area(turn, area)
    elif turn.arguments[0] == "ask":
        _ask(turn, "public.ask_place")
    else:
        turn.say("start.stale_button")


@routes.draft(NEARBY)
def place_sent(turn: Turn) -> None:
    """The place that was waited for."""
    _stop_waiting(turn)
    place = turn.incoming.place
    if place is None:
        _near_words(turn, turn.text)
    else:
        _near_spot(turn, (place.latitude, place.longitude))


def waiting(turn: Turn, draft: Draft | None) -> Draft | None:
    """The draft these words belong to: where /gantoi waits and no place came, the one beneath."""
    if draft is None or draft.kind != NEARBY or not turn.incoming.addressed:
        return draft
    fresh = turn.now - draft.updated_at < WAITS
    if fresh and (turn.incoming.place or _names_place(turn)):
        return draft
    _stop_waiting(turn)
    return drafts.current(turn.session, turn.person, turn.chat)


def _names_place(turn: Turn) -> bool:
    short = 0 < len(turn.text) <= LONGEST_NAME and not turn.incoming.photos
    return short and turn.city.unit_in(turn.text) is not None


def _stop_waiting(turn: Turn) -> None:
    row = drafts.of_kind(turn.session, turn.person, turn.chat, NEARBY)
    if row is not None:
        turn.session.delete(row)
        turn.session.flush()


def _ask(turn: Turn, name: str, words: str = "") -> None:
    drafts.begin(turn.session, turn.person, turn.chat, NEARBY, turn.now)
    rows = [[named(area.name, f"near:{area.id}")] for area in turn.city.areas]
    turn.say(name, rows, ask_place=True, words=words)


def _near_words(turn: Turn, words: str) -> None:
    unit = turn.city.unit_in(words)
    if unit is None:
        _ask(turn, "public.unknown_place", words=words)
    else:
        _in_area(turn, unit[1])


def _near_spot(turn: Turn, spot: tuple[float, float]) -> None:
    """What was reported around a spot, the nearest first."""
    rules, zone = turn.city.nearby, turn.tools.zone
    since = turn.now - timedelta(days=rules.ended_days)
    found = near(turn.session, spot, rules.metres, since, zone, turn.now)
    still = [each for each in found if each.report.is_open]
    ended = [each for each in found if not each.report.is_open]
    full = len(found) >= MOST_NEAR
    _say_near(turn, None, (len(still), still), (len(ended), ended), full)


def _in_area(turn: Turn, area: Area) -> None:
    """What was reported in a ward, the newest first."""
    rules, zone = turn.city.nearby, turn.tools.zone
    since = turn.now - timedelta(days=rules.ended_days)
    lists = []
    for ended_since in (None, since):
        total, rows = public.in_area(turn.session, area.id, ended_since, rules.most)
        lists.append((total, [Near(view(row, zone, turn.now), None) for row in rows]))
    _say_near(turn, area, lists[0], lists[1])


def _say_near(
    turn: Turn,
    area: Area | None,
    still: tuple[int, list[Near]],
    ended: tuple[int, list[Near]],
    full: bool = False,
) -> None:
    """The lists with how many there are in all; `full`: at least so many."""
    rules = turn.city.nearby
    turn.say(
        "public.near",
        [
            [
                turn.button(
                    "public.button_figures", f"public:month:{area.id if area else ALL}:{ALL}"
                )
            ],
            [turn.button("public.button_report", "report:new")],
        ],
        area=area.name if area else "",
        full=full,
        metres=rules.metres,
        days=rules.ended_days,
        open_total=still[0],
        open=[_line(turn, each) for each in still[1][: rules.most]],
        ended_total=ended[0],
        ended=[_line(turn, each) for each in ended[1][: rules.most]],
    )


def _line(turn: Turn, found: Near) -> Line:
    report, metres = found
    return Line(
        code=report.code,
        category=turn.city.category_name(report.category) or report.category,
        status=cards.status_name(turn, report.status),
        received=f"{report.received:%d/%m/%Y}",
        late=report.is_open and report.in_time is False,
        away=None if metres is None else max(1, round(metres / 100)) * 100,
    )


@routes.command("congkhai")
def in_the_open(turn: Turn) -> None:
    """How many reports came in and what became of them; with a ward's name, there."""
    unit = turn.city.unit_in(turn.text)
    _figures(turn, "month", unit[1] if unit else None, None)


@routes.button("public")
def switched(turn: Turn) -> None:
    """The same for another span, ward or group of categories."""
    span, area, group = (*turn.arguments, "", "")[:3]
    known = {"area": turn.city.area(area), "group": turn.city.group(group)}
    if span not in figures.SPANS or not all(
        found or key == ALL for found, key in zip(known.values(), (area, group), strict=True)
    ):
        turn.say("start.stale_button")
        return
    _figures(turn, span, turn.city.area(area), turn.city.group(group))


def _figures(turn: Turn, span: str, area: Area | None, group: Group | None) -> None:
    key = area.id if area else figures.EVERYWHERE
    found, made = figures.shown(turn.session, turn.tools.zone, turn.now, span, key)
    total = _of(found, group.categories) if group else found.total
    agencies = [] if group else _agencies(turn, found)
    turn.say(
        "public.figures",
        _buttons(turn, span, area, group),
        edit=True,
        span=turn.tools.texts.plain(f"public.span_{span}"),
        area=area.name if area else "",
        group=group,
        total=total,
        kinds=_categories(found, group) if group else _groups(turn, found),
        agencies=agencies,
        made=made,
    )


def _of(found: Figures, categories: Iterable[object]) -> Tally:
    keys = {getattr(each, "id", each) for each in categories}
    return summed(tally for key, tally in found.categories.items() if key in keys)


def _groups(turn: Turn, found: Figures) -> list[tuple[str, Tally]]:
    rows = [(f"{each.icon} {each.name}", _of(found, each.categories)) for each in turn.city.groups]
    return [(name, tally) for name, tally in rows if tally.received]


def _categories(found: Figures, group: Group) -> list[tuple[str, Tally]]:
    return [
        (each.name, found.categories[each.id])
        for each in group.categories
        if each.id in found.categories
    ]


def _agencies(turn: Turn, found: Figures) -> list[tuple[str, Tally]]:
    most = sorted(found.agencies.items(), key=lambda each: (-each[1].received, each[0]))
    return [(turn.city.agency_name(key) or key, tally) for key, tally in most[:MOST_AGENCIES]]


def _buttons(turn: Turn, span: str, area: Area | None, group: Group | None) -> Rows:
    """A row to switch each of the three; the choice that is shown bears a mark."""
    here = (span, area.id if area else ALL, group.id if group else ALL)
    say = turn.tools.texts.plain
    spans = [(key, say(f"public.span_{key}")) for key in figures.SPANS]
    areas = [(ALL, say("public.everywhere")), *((each.id, each.name) for each in turn.city.areas)]
    groups = [(ALL, say("public.all_kinds")), *((each.id, each.name) for each in turn.city.groups)]
    return [
        _switch(turn, here, place, choices) for place, choices in enumerate((spans, areas, groups))
    ]


def _switch(
    turn: Turn, here: tuple[str, str, str], place: int, choices: Sequence[tuple[str, str]]
) -> list[Button]:
    row = []
    for key, label in choices:
        wanted = [*here[:place], key, *here[place + 1 :]]
        shown = turn.tools.texts.plain("public.button_here", label=label)
        row.append(named(shown if key == here[place] else label, ":".join(["public", *wanted])))
    return row
