"""The commands /gantoi (reports near a place) and /congkhai (the public figures)."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session

from bot.city.city import City
from bot.city.parts import Area, Group
from bot.core import draft_queries as drafts
from bot.core.events import Button
from bot.core.routes import Routes
from bot.core.turn import Rows, Turn, labelled_button
from bot.public import figures
from bot.public import queries as public
from bot.public.figures import Figures, Tally, summed
from bot.public.views import MOST_NEAR, ROOT, NearbyReport, reports_near, view
from db.models import Draft

routes = Routes()

NEARBY = "nearby"
"""The kind of draft that waits for a place; the place is not stored in it."""
WAITS = timedelta(hours=1)
LONGEST_NAME = 60
"""Characters of a place's name; a longer text is no answer to the question for a place."""
MOST_AGENCIES = 8
ALL = "all"


@routes.command("gantoi")
def near_me(turn: Turn) -> None:
    """Show the reports near the place named after the command, or ask for one."""
    if turn.text:
        _near_words(turn, turn.text)
    else:
        _ask(turn, "public.ask_place")


@routes.button("near")
def near_by_button(turn: Turn) -> None:
    """Show the reports of a ward, or ask for a place (`ask`)."""
    area = turn.city.area(turn.arguments[0])
    if area is not None:
        _in_area(turn, area)
    elif turn.arguments[0] == "ask":
        _ask(turn, "public.ask_place")
    else:
        raise turn.stale()


@routes.draft(NEARBY)
def place_sent(turn: Turn, row: Draft) -> None:
    """Take the place that was asked for."""
    _stop_waiting(turn.session, row)
    place = turn.incoming.place
    if place is None:
        _near_words(turn, turn.text)
    else:
        _near_spot(turn, (place.latitude, place.longitude))


def waiting(turn: Turn, draft: Draft | None) -> Draft | None:
    """Return the draft a message belongs to: not that of /gantoi, if the message names no place."""
    if draft is None or draft.kind != NEARBY or not turn.incoming.addressed:
        return draft
    fresh = turn.now - draft.updated_at < WAITS
    is_short = 0 < len(turn.text) <= LONGEST_NAME and not turn.incoming.photos
    names_place = is_short and turn.city.unit_in(turn.text) is not None
    if fresh and (turn.incoming.place or names_place):
        return draft
    _stop_waiting(turn.session, draft)
    return drafts.current(turn.session, turn.person, turn.chat)


def _stop_waiting(session: Session, row: Draft) -> None:
    session.delete(row)
    session.flush()


def _ask(turn: Turn, name: str, words: str = "") -> None:
    turn.begin_draft(NEARBY)
    rows = [[labelled_button(area.name, f"near:{area.id}")] for area in turn.city.areas]
    turn.say(name, rows, ask_place=True, words=words)


def _near_words(turn: Turn, words: str) -> None:
    unit = turn.city.unit_in(words)
    if unit is None:
        _ask(turn, "public.unknown_place", words=words)
    else:
        _in_area(turn, unit[1])


def _near_spot(turn: Turn, spot: tuple[float, float]) -> None:
    """Show the reports around a spot, the nearest first."""
    rules, zone = turn.city.nearby, turn.tools.zone
    since = turn.now - timedelta(days=rules.ended_days)
    reports = reports_near(turn.session, spot, rules.metres, since, zone, turn.now)
    still = [nearby for nearby in reports if nearby.report.is_open]
    ended = [nearby for nearby in reports if not nearby.report.is_open]
    _say_near(turn, None, (len(still), still), (len(ended), ended), len(reports) >= MOST_NEAR)


def _in_area(turn: Turn, area: Area) -> None:
    """Show the reports of a ward, the newest first."""
    rules, zone = turn.city.nearby, turn.tools.zone
    since = turn.now - timedelta(days=rules.ended_days)
    lists = []
    for ended_since in (None, since):
        total, rows = public.in_area(turn.session, area.id, ended_since, rules.most)
        lists.append((total, [NearbyReport(view(row, zone, turn.now), None) for row in rows]))
    _say_near(turn, area, lists[0], lists[1])


def _say_near(
    turn: Turn,
    area: Area | None,
    still: tuple[int, list[NearbyReport]],
    ended: tuple[int, list[NearbyReport]],
    full: bool = False,
) -> None:
    """Say both lists with their totals; `full` means that there may be more."""
    rules = turn.city.nearby
    data = f"public:month:{area.id if area else ALL}:{ALL}"
    turn.say(
        "public.near",
        [
            [turn.button("public.button_figures", data)],
            [turn.button("public.button_report", "report:new")],
        ],
        area=area.name if area else "",
        full=full,
        metres=rules.metres,
        days=rules.ended_days,
        open_total=still[0],
        open=still[1][: rules.most],
        ended_total=ended[0],
        ended=ended[1][: rules.most],
    )


@routes.command("congkhai")
def show_figures(turn: Turn) -> None:
    """Show the public figures of the city, or of the ward named after the command."""
    unit = turn.city.unit_in(turn.text)
    _figures(turn, "month", unit[1] if unit else None, None)


@routes.button("public")
def switch(turn: Turn) -> None:
    """Show the figures of another span, ward or group of categories."""
    span, area_id, group_id = (*turn.arguments, "", "")[:3]
    area, group = turn.city.area(area_id), turn.city.group(group_id)
    if span in figures.SPANS and (area or area_id == ALL) and (group or group_id == ALL):
        _figures(turn, span, area, group)
    else:
        raise turn.stale()


def _figures(turn: Turn, span: str, area: Area | None, group: Group | None) -> None:
    key = area.id if area else figures.EVERYWHERE
    span_figures, counted_at = figures.current(turn.session, turn.tools.zone, turn.now, span, key)
    turn.say(
        "public.figures",
        _buttons(turn, span, area, group),
        edit=True,
        span=turn.tools.texts.plain(f"public.span_{span}"),
        area=area.name if area else "",
        group=group,
        total=_tally_of(span_figures, group) if group else span_figures.total,
        kinds=_categories(span_figures, group) if group else _groups(turn.city, span_figures),
        agencies=[] if group else _agencies(turn.city, span_figures),
        made=counted_at,
        board=f"{turn.tools.deep_links.page}{ROOT}",
    )


def _tally_of(span_figures: Figures, group: Group) -> Tally:
    return summed(tally for _, tally in _categories(span_figures, group))


def _groups(city: City, span_figures: Figures) -> list[tuple[str, Tally]]:
    rows = [(f"{group.icon} {group.name}", _tally_of(span_figures, group)) for group in city.groups]
    return [row for row in rows if row[1].received]


def _categories(span_figures: Figures, group: Group) -> list[tuple[str, Tally]]:
    return [
        (category.name, span_figures.categories[category.id])
        for category in group.categories
        if category.id in span_figures.categories
    ]


def _agencies(city: City, span_figures: Figures) -> list[tuple[str, Tally]]:
    ranked = sorted(span_figures.agencies.items(), key=lambda row: (-row[1].received, row[0]))
    return [(city.agency_name(key) or key, tally) for key, tally in ranked[:MOST_AGENCIES]]


def _buttons(turn: Turn, span: str, area: Area | None, group: Group | None) -> Rows:
    """Return a row of buttons each for span, area and group; the current choice is marked."""
    current = (span, area.id if area else ALL, group.id if group else ALL)
    say = turn.tools.texts.plain
    spans = [(key, say(f"public.span_{key}")) for key in figures.SPANS]
    areas = [(ALL, say("public.everywhere")), *((a.id, a.name) for a in turn.city.areas)]
    groups = [(ALL, say("public.all_kinds")), *((g.id, g.name) for g in turn.city.groups)]
    return [
        _switch(turn, current, place, choices)
        for place, choices in enumerate((spans, areas, groups))
    ]


def _switch(
    turn: Turn, current: tuple[str, str, str], place: int, choices: Sequence[tuple[str, str]]
) -> list[Button]:
    row = []
    for key, label in choices:
        data = ":".join(["public", *current[:place], key, *current[place + 1 :]])
        here = key == current[place]
        row.append(
            turn.button("public.button_here", data, label=label)
            if here
            else labelled_button(label, data)
        )
    return row
