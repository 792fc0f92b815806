"""The list that an official's plain words name: its filters, ward, colleague, place and topic."""

from typing import NamedTuple

from bot.core.turn import Turn
from bot.reports import office_queries
from bot.reports.desk import views
from bot.reports.desk.queries import EVERY, Filter, Wish
from bot.reports.filling import is_unit
from bot.understanding.lookup import MOST_WORDS
from bot.understanding.names import has_name, spans
from bot.understanding.phrases import asks_of_disputed, says_who_is_awaited
from bot.understanding.topics import topic_in, without_asking
from knowledge.vietnamese.text import fold, tokens

FILTERS: dict[str, Filter] = {
    "mine": "mine", "new": "new", "overdue": "late", "due_soon": "soon", "urgent": "urgent",
    "waiting": "waiting", "disputed": "disputed",
}  # fmt: skip
"""The filters of understanding, and what set phrases name, as the list has them."""


class NamedList(NamedTuple):
    """A list as words name it; `is_named` is false where they name nothing of it."""

    wish: Wish
    words: str
    is_named: bool


def read(turn: Turn) -> NamedList:
    """Return the filters, the ward, the colleague and the words of a list that words name.

    Where they name several wards, of all.
    """
    understood = turn.understand(turn.text)
    place = understood.place or ""
    is_ward, within = _ward_in(turn, place)
    wards = turn.city.areas_in(turn.text)
    area = (is_ward and (within or len(wards) == 1) and understood.area) or ""
    if len(wards) > 1:
        within = ""
    bare = turn.city.without_units(turn.text.replace(place, " ") if place else turn.text)
    names = turn.tools.understanding.filters(turn.text) or turn.tools.understanding.filters(bare)
    if turn.actor.oversees and not says_who_is_awaited(turn.text):
        names -= {"waiting"}  # "đang chờ" alone is all that is open, as in their digest
    assignee = _colleague(turn, capital="mine" in names)
    if assignee or spans(turn.text):
        names -= {"mine"}  # but somebody else's
    if asks_of_disputed(turn.text):
        names, bare = names | {"disputed"}, ""
    filters = tuple(FILTERS[name] for name in FILTERS if name in names)
    wanted = Wish(filters, area, assignee=assignee)
    topic = _topic(turn, place) or (_topic_of_few(turn, bare) if names and bare else "")
    words = " ".join(filter(None, (within, topic)))
    is_named = wanted != EVERY or words or wards or not without_asking(turn.text)
    return NamedList(wanted, words, bool(is_named))


def _colleague(turn: Turn, *, capital: bool) -> int | None:
    """Return the number of the colleague whom the words name; None for none, or for several."""
    if turn.actor.role != "official":
        return None
    colleagues = office_queries.colleagues(turn.session, turn.actor.agency or "")
    aliases = {number: person.alias for number, person in colleagues.items() if person.alias}
    names = [key for key, alias in aliases.items() if has_name(turn.text, alias, capital=capital)]
    return names[0] if len(names) == 1 else None


def _ward_in(turn: Turn, place: str) -> tuple[bool, str]:
    """Return whether a place is a ward or names one with its kind, and the place without it.

    "phường Đoàn Kết" is one, "tổ 5 phường Đoàn Kết" is in one; "chợ Đoàn Kết" is a place by itself,
    and so is an old unit that a case names.
    """
    if not place or is_unit(place, turn.city):
        return True, _old_unit(turn)
    parts = place.split()
    folded = [fold(part).strip(",.") for part in parts]
    for unit in (unit.split() for area in turn.city.areas for unit in area.units):
        for at in range(len(parts) - len(unit) + 1):
            if folded[at : at + len(unit)] == [fold(part) for part in unit]:
                remainder = [*parts[:at], *parts[at + len(unit) :]]
                return True, " ".join(remainder).strip(" ,")
    return False, place


def _old_unit(turn: Turn) -> str:
    """Return the name of the old unit that the words name, if a case has it: it is a place now."""
    unit, area = turn.city.unit_in(turn.text) or ("", None)
    name = unit.partition(" ")[2]
    is_old = area is not None and unit != area.name
    return name if is_old and views.anywhere(turn, name, 1) else ""


def _topic(turn: Turn, place: str) -> str:
    """Return what the wanted cases are about, unless that is a ward."""
    topic = topic_in(turn.text, place)
    return "" if turn.city.unit_in(topic) else topic


def _topic_of_few(turn: Turn, words: str) -> str:
    """Return what few words are about beside a filter, if a case or a category has them."""
    if len(tokens(words)) > MOST_WORDS:
        return ""
    topic = turn.tools.understanding.beside_filters(words)
    search = views.viewer(turn, topic).search
    is_known = search and (search.categories or views.anywhere(turn, topic, 1))
    return topic if is_known else ""
