"""Making and changing digests from the chat: buttons, and words for quiet hours."""

from __future__ import annotations

from collections.abc import Callable

from bot.city.parts import FORMS
from bot.core import draft_queries as drafts
from bot.core.events import Reply
from bot.core.turn import Routes, Rows, Turn
from bot.digests import queries as digests
from bot.digests.period import period_due, previous
from bot.digests.preview import RARE_ENOUGH, number_in
from bot.digests.queries import scope_of
from bot.digests.quiet import parsed
from bot.digests.readers import may_read
from bot.digests.render.message import answer
from bot.digests.screens import cards
from bot.digests.select.content import select
from bot.digests.subscribing import (
    QUIET,
    RHYTHMS,
    NotAllowed,
    TooMany,
    add,
    change,
    cron_of,
    delete,
    given_forms,
)
from db.models import Subscription

routes = Routes()
KIND = "bulletin"
"""The draft that waits for quiet hours."""

Choice = Callable[[Turn, Subscription, list[str]], None]


@routes.button("bantin")
def pressed(turn: Turn) -> None:
    """A button behind a digest's card; what it may do is read from the database, now."""
    number, what, *arguments = [*turn.arguments, ""][: max(2, len(turn.arguments))]
    if what == "new":
        _add(turn)
        return
    of = _mine(turn, number_in(number))
    if of is None or what not in CHOICES:
        turn.say("start.stale_button")
    elif not may_read(turn.actor, of):
        turn.say("start.not_allowed")
    else:
        try:
            CHOICES[what](turn, of, arguments)
        except NotAllowed:
            turn.say("start.not_allowed")
        except (ValueError, IndexError, KeyError):
            turn.say("start.stale_button")


def _mine(turn: Turn, number: int | None) -> Subscription | None:
    found = digests.subscription(turn.session, number) if number else None
    return found if found is not None and found.chat_id == turn.chat.id else None


def _add(turn: Turn) -> None:
    """A further digest, with what a role has to begin with; first its rhythm is asked for."""
    there = len(digests.of_chat(turn.session, turn.chat))
    try:
        of = add(turn.session, turn.actor, turn.chat, there, turn.city, turn.now, RARE_ENOUGH)
    except NotAllowed:
        turn.say("start.not_allowed")
    except TooMany:
        turn.say("bantin.too_many", most=there)
    else:
        turn.tell(turn.chat, cards.reply(turn, of, cards.rhythms(turn, of), "ask_rhythm"))


@routes.draft(KIND)
def words(turn: Turn) -> None:
    """Quiet hours, as typed."""
    row = drafts.current(turn.session, turn.person, turn.chat)
    assert row is not None
    of = _mine(turn, row.data["number"])
    if of is None or not may_read(turn.actor, of):
        turn.session.delete(row)
        turn.say("start.stale_button" if of is None else "start.not_allowed")
        return
    try:
        quiet = parsed(turn.text)
    except ValueError:
        row.updated_at = turn.now
        turn.say("bantin.bad_quiet", typed=turn.text, ask="bantin.hint_quiet")
        return
    turn.session.delete(row)
    change(turn.session, turn.actor, of, turn.now, quiet=quiet)
    turn.tell(turn.chat, cards.card(turn, of))


def _menu(turn: Turn, of: Subscription, _: list[str]) -> None:
    _screen(turn, of, cards.menu(turn, of))


def _done(turn: Turn, of: Subscription, _: list[str]) -> None:
    turn.tell(turn.chat, _in_place(turn, cards.card(turn, of)))


def _when(turn: Turn, of: Subscription, chosen: list[str]) -> None:
    """Which days, then at what time; then it is so, also where it was paused, and shown at once."""
    if not chosen:
        _screen(turn, of, cards.rhythms(turn, of), "ask_rhythm")
        return
    rhythm, *rest = chosen
    if rhythm not in RHYTHMS:
        raise ValueError(rhythm)
    if not rest:
        _screen(turn, of, cards.times(turn, of, rhythm), "ask_time")
    else:
        cron = cron_of(rhythm, f"{rest[0][:2]}:{rest[0][2:]}")
        change(turn.session, turn.actor, of, turn.now, cron=cron, active=True)
        _changed(turn, of)


def _type_quiet(turn: Turn, of: Subscription, _: list[str]) -> None:
    data = {"number": of.id}
    drafts.begin(turn.session, turn.person, turn.chat, KIND, turn.now, data=data)
    turn.say("bantin.ask_quiet", ask="bantin.hint_quiet")


def _scope(turn: Turn, of: Subscription, _: list[str]) -> None:
    _screen(turn, of, cards.scopes(turn, of), "ask_scope")


def _scoped(turn: Turn, of: Subscription, _: list[str]) -> None:
    _changed(turn, of)


def _agency(turn: Turn, of: Subscription, chosen: list[str]) -> None:
    handling = list(dict.fromkeys(rule.agency for rule in turn.city.routing))
    key = [None, *handling][_index(chosen)]
    change(turn.session, turn.actor, of, turn.now, agency=key)
    _screen(turn, of, cards.scopes(turn, of), "ask_scope")


def _areas(turn: Turn, of: Subscription, _: list[str]) -> None:
    _screen(turn, of, cards.areas(turn, of), "ask_areas")


def _area(turn: Turn, of: Subscription, chosen: list[str]) -> None:
    key = turn.city.areas[_index(chosen)].id
    change(turn.session, turn.actor, of, turn.now, areas=_other(of.areas, key))
    _screen(turn, of, cards.areas(turn, of), "ask_areas")


def _groups(turn: Turn, of: Subscription, _: list[str]) -> None:
    _screen(turn, of, cards.groups(turn, of), "ask_categories")


def _group(turn: Turn, of: Subscription, chosen: list[str]) -> None:
    _screen(turn, of, cards.categories(turn, of, _index(chosen)), "ask_categories")


def _category(turn: Turn, of: Subscription, chosen: list[str]) -> None:
    """One category in or out; or all of a group in, and out where they are."""
    group = _index(chosen)
    keys = [each.id for each in turn.city.groups[group].categories]
    if chosen[1:] == ["all"]:
        others = [each for each in of.categories if each not in keys]
        new = others if set(keys) <= set(of.categories) else [*others, *keys]
    else:
        new = _other(of.categories, keys[_index(chosen[1:])])
    change(turn.session, turn.actor, of, turn.now, categories=new)
    _screen(turn, of, cards.categories(turn, of, group), "ask_categories")


def _forms(turn: Turn, of: Subscription, _: list[str]) -> None:
    _screen(turn, of, cards.forms(turn, of), "ask_forms")


def _form(turn: Turn, of: Subscription, chosen: list[str]) -> None:
    (form,) = (each for each in FORMS if each in chosen)
    change(turn.session, turn.actor, of, turn.now, forms=_other(of.forms, form), own_forms=True)
    _screen(turn, of, cards.forms(turn, of), "ask_forms")


def _given_forms(turn: Turn, of: Subscription, _: list[str]) -> None:
    """The files of a new digest again, and the workbook by itself where a list is cut."""
    given = given_forms(turn.actor, turn.city)
    change(turn.session, turn.actor, of, turn.now, forms=given, own_forms=False)
    _screen(turn, of, cards.forms(turn, of), "ask_forms")


def _quiet(turn: Turn, of: Subscription, _: list[str]) -> None:
    _screen(turn, of, cards.quiet(turn, of), "ask_hours")


def _hush(turn: Turn, of: Subscription, chosen: list[str]) -> None:
    change(turn.session, turn.actor, of, turn.now, quiet=QUIET[_index(chosen)])
    _screen(turn, of, cards.menu(turn, of))


def _empty(turn: Turn, of: Subscription, _: list[str]) -> None:
    change(turn.session, turn.actor, of, turn.now, empty_too=not of.empty_too)
    _screen(turn, of, cards.menu(turn, of))


def _delete(turn: Turn, of: Subscription, chosen: list[str]) -> None:
    if chosen == ["yes"]:
        delete(turn.session, turn.actor, of, turn.now)
        again: Rows = [[turn.button("bantin.button_new", "bantin:0:new")]]
        turn.say("bantin.deleted", again, number=of.id, edit=True)
    else:
        _screen(turn, of, cards.sure(turn, of), "ask_sure")


CHOICES: dict[str, Choice] = {
    "menu": _menu,
    "done": _done,
    "when": _when,
    "scope": _scope,
    "scoped": _scoped,
    "agency": _agency,
    "areas": _areas,
    "area": _area,
    "groups": _groups,
    "group": _group,
    "category": _category,
    "forms": _forms,
    "form": _form,
    "given_forms": _given_forms,
    "quiet": _quiet,
    "hush": _hush,
    "type_quiet": _type_quiet,
    "empty": _empty,
    "delete": _delete,
}


def _changed(turn: Turn, of: Subscription) -> None:
    """The card again, and what would have come of the last period."""
    _screen(turn, of, cards.menu(turn, of))
    _preview(turn, of)


def _preview(turn: Turn, of: Subscription) -> None:
    zone = turn.tools.zone
    period = period_due(of.cron, zone, turn.now)
    before = previous(period, zone, of.cron)
    content = select(turn.session, turn.tools, scope_of(of), period, before, turn.now)
    turn.say("bantin.preview")
    turn.tell(turn.chat, answer(content, turn.tools))


def _screen(turn: Turn, of: Subscription, rows: Rows, name: str = "card") -> None:
    turn.tell(turn.chat, _in_place(turn, cards.reply(turn, of, rows, name)))


def _in_place(turn: Turn, reply: Reply) -> Reply:
    return reply.model_copy(update={"edit": turn.incoming.message})


def _other(among: list[str], key: str) -> list[str]:
    """The list with the key out of it, or in it."""
    return [each for each in among if each != key] if key in among else [*among, key]


def _index(chosen: list[str]) -> int:
    """A place in a list; a negative one would be counted from its end."""
    if not (chosen and chosen[0].isascii() and chosen[0].isdigit()):
        raise ValueError("no place in a list")
    return int(chosen[0])
