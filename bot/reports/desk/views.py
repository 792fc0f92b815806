"""The lines of a list of cases, masked as the reader may see them, and the search for words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.city import codes
from bot.core.turn import Turn
from bot.reports import cards, part_queries
from bot.reports.desk import queries
from bot.reports.offices import is_late, waits
from bot.texts import on_one_line
from bot.understanding import lookup
from bot.understanding.masking import masked
from db.models import CLOSED, Report
from knowledge.vietnamese.text import fold

FIRST_WORDS = 110
MOST_SHARED = 20


@dataclass(frozen=True)
class Line:
    """A case in a list. `age` and `left` are days of the calendar; `photo` is a picture's id."""

    code: str
    category: str
    icon: str
    words: str
    place: str
    area: str
    status: str
    age: int
    left: int
    ended: bool
    late: bool
    waiting: bool
    urgent: bool
    photo: int | None
    assignee: str
    mine: bool
    supporters: int
    shared: bool = False
    """Whether another agency leads, and this person's has a part in it."""


def shared(turn: Turn) -> Sequence[Report]:
    """Return the open cases in which this person's agency has a part to do."""
    if turn.actor.role != "official":
        return []
    return part_queries.asked_of(turn.session, turn.actor.agency, MOST_SHARED)


def viewer(turn: Turn) -> queries.Viewer:
    """Return who looks at the list now: of their agency; an overseer of their area, or all."""
    urgent = tuple(key for key in turn.city.category_ids() if turn.city.is_urgent(key))
    looks, actor = queries.Viewer(turn.person.id, turn.now, urgent), turn.actor
    return (
        looks._replace(area=actor.area) if actor.oversees else looks._replace(agency=actor.agency)
    )


def with_shared(turn: Turn) -> queries.Viewer:
    """Return who looks, so that they see the open cases too in which their agency has a part."""
    agency = turn.actor.agency if turn.actor.role == "official" else None
    any_shared = agency is not None and part_queries.count_asked_of(turn.session, agency) > 0
    return viewer(turn)._replace(shared=any_shared)


def lines(turn: Turn, reports: Sequence[Report]) -> list[Line]:
    """Return the lines of these reports, with two queries for all of them."""
    ids = [report.id or 0 for report in reports]
    signs = queries.signs(turn.session, ids) if ids else {}
    assigned = {report.assignee_id for report in reports if report.assignee_id}
    persons = queries.persons(turn.session, assigned)
    names = {key: cards.colleague(turn, person) for key, person in persons.items()}
    return [_line(turn, report, *signs[report.id or 0], names) for report in reports]


def _line(
    turn: Turn, report: Report, photo: int | None, supporters: int, names: dict[int, str]
) -> Line:
    overseen = not turn.actor.handles(report.agency)
    veil = masked if overseen else str
    return Line(
        code=report.code,
        category=turn.city.category_name(report.category) or report.category,
        icon=turn.city.icon(report.category),
        words=on_one_line(veil(report.description), FIRST_WORDS),
        place=on_one_line(veil(report.place), 60),
        area=turn.city.area_name(report.area),
        status=cards.status_of(turn, report),
        age=days_between(turn, report.created_at, turn.now),
        left=days_between(turn, turn.now, report.deadline_at),
        ended=report.status in CLOSED,
        late=is_late(report, turn.now),
        waiting=waits(report),
        urgent=cards.is_urgent(turn, report),
        photo=photo,
        assignee="" if overseen else names.get(report.assignee_id or 0, ""),
        mine=report.assignee_id is not None and report.assignee_id == turn.person.id,
        supporters=supporters,
        shared=overseen and turn.actor.role == "official",
    )


def days_between(turn: Turn, first: datetime, last: datetime) -> int:
    """Return how many midnights of the city lie between two moments."""
    zone = turn.tools.zone
    return (last.astimezone(zone).date() - first.astimezone(zone).date()).days


def anywhere(turn: Turn, words: str, limit: int) -> Sequence[Report]:
    """Return the reports that have the words: the open ones first, then those that ended."""
    reports = page(turn, queries.EVERY, words, 0, limit)
    ended = queries.Wish(ended=True, sort="newest")
    return [*reports, *page(turn, ended, words, 0, limit - len(reports))]


def page(
    turn: Turn,
    wish: queries.Wish,
    words: str,
    begin: int,
    limit: int,
    looks: queries.Viewer | None = None,
) -> Sequence[Report]:
    """Return the wanted reports from the `begin`-th on; where there are words, those with them."""
    looks = looks or viewer(turn)
    return queries.page(turn.session, looks, wish, begin, limit, search(turn, words))


def search(turn: Turn, words: str) -> queries.Search | None:
    """Return the search for words, if any, in what this person may read of each report."""
    if not words:
        return None
    if code := codes.beginning_in(words):
        return queries.Search(words, [], [], bool, code)
    patterns, wanted, city = lookup.patterns(words), fold(" ".join(words.split())), turn.city
    named = [name for name in city.category_ids() if wanted in fold(city.category_name(name))]

    def shows(report: Report) -> bool:
        if turn.actor.handles(report.agency) or report.category in named:
            return True
        return lookup.finds(patterns, masked(report.place), masked(report.description))

    return queries.Search(words, patterns, named, shows)
