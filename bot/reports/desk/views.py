"""The lines of a list of cases, masked as the reader may see them, and the search for words."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.city import codes
from bot.core.turn import Turn
from bot.reports import cards, part_queries
from bot.reports.desk import case_queries, queries
from bot.reports.offices import is_late, waits
from bot.texts import on_one_line
from bot.understanding import lookup
from bot.understanding.masking import masked
from db.models import CLOSED, Report
from knowledge.vietnamese.text import fold

FIRST_WORDS = 110


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
    agency: str = ""
    """Whose case it is, for who oversees."""
    shared: bool = False
    """Whether another agency leads, and this person's has a part in it."""


def viewer(turn: Turn, words: str = "") -> queries.Viewer:
    """Return who looks at the list, or searches it for words, now.

    Of their agency; an overseer of their area, or all.
    """
    urgent = tuple(key for key in turn.city.category_ids() if turn.city.is_urgent(key))
    looks = queries.Viewer(turn.person.id, turn.now, urgent, search=_search(turn, words))
    actor = turn.actor
    return (
        looks._replace(area=actor.area) if actor.oversees else looks._replace(agency=actor.agency)
    )


def with_shared(turn: Turn, words: str = "") -> queries.Viewer:
    """Return who looks, so that they see the open cases too in which their agency has a part."""
    agency = turn.actor.agency if turn.actor.role == "official" else None
    any_shared = agency is not None and part_queries.count_asked_of(turn.session, agency) > 0
    return viewer(turn, words)._replace(shared=any_shared)


def lines(turn: Turn, reports: Sequence[Report]) -> list[Line]:
    """Return the lines of these reports, with two queries for all of them."""
    ids = [report.number for report in reports]
    signs = queries.signs(turn.session, ids) if ids else {}
    assigned = {report.assignee_id for report in reports if report.assignee_id}
    persons = case_queries.persons(turn.session, assigned)
    names = {key: cards.colleague(turn, person) for key, person in persons.items()}
    return [_line(turn, report, *signs[report.number], names) for report in reports]


def _line(
    turn: Turn, report: Report, photo: int | None, supporters: int, names: dict[int, str]
) -> Line:
    overseen = not turn.actor.handles(report.agency)
    veil, zone = masked if overseen else str, turn.tools.zone
    moments = (report.created_at, turn.now, report.deadline_at)
    sent, today, due = (moment.astimezone(zone).date() for moment in moments)
    return Line(
        code=report.code,
        category=turn.tools.texts.category(report.category),
        icon=turn.city.icon(report.category),
        words=on_one_line(veil(report.description), FIRST_WORDS),
        place=on_one_line(veil(report.place), 60),
        area=turn.city.area_name(report.area),
        status=cards.status_of(turn, report),
        age=(today - sent).days,
        left=(due - today).days,
        ended=report.status in CLOSED,
        late=is_late(report, turn.now),
        waiting=waits(report),
        urgent=cards.is_urgent(turn.city, report),
        photo=photo,
        assignee="" if overseen else names.get(report.assignee_id or 0, ""),
        mine=report.assignee_id is not None and report.assignee_id == turn.person.id,
        supporters=supporters,
        agency=turn.city.agency_name(report.agency) if turn.actor.oversees else "",
        shared=overseen and turn.actor.role == "official",
    )


def anywhere(turn: Turn, words: str, limit: int) -> Sequence[Report]:
    """Return the reports that have the words: the open ones first, then those that ended."""
    session, looks = turn.session, viewer(turn, words)
    reports = queries.page(session, looks, queries.EVERY, 0, limit)
    ended = queries.Wish(ended=True, sort="newest")
    return [*reports, *queries.page(session, looks, ended, 0, limit - len(reports))]


def _search(turn: Turn, words: str) -> queries.Search | None:
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
        texts = masked(report.place), masked(report.description), report.unit_reported or ""
        return lookup.finds(patterns, *texts)

    return queries.Search(words, patterns, named, shows)
