"""A digest's card and the screens behind it: what can be chosen, as buttons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.city.parts import FORMS
from bot.core.events import Button, Reply
from bot.core.turn import Rows, Turn, named
from bot.digests.period import next_tick
from bot.digests.queries import scope_of
from bot.digests.quiet import end_of
from bot.digests.render.message import scope_words
from bot.digests.rhythm import rhythm_of
from bot.digests.subscribing import QUIET, RHYTHMS, TIMES, may_change
from db.models import Subscription

Buttons = list[list[Button]]
ON, OFF = "✅ ", "▫️ "


def card(turn: Turn, of: Subscription, *, last: bool = False) -> Reply:
    """A digest: what of, when, what comes with it; and what can be done with it."""
    switch = "pause" if of.active else "resume"
    rows = [
        [turn.button(f"bantin.button_{each}", f"digest:{each}:{of.id}") for each in row]
        for row in (("show", "since"), (switch,))
    ]
    rows[1].append(turn.button("bantin.button_change", f"bantin:{of.id}:menu"))
    if last:
        rows.append([turn.button("bantin.button_new", "bantin:0:new")])
    return reply(turn, of, rows)


def reply(turn: Turn, of: Subscription, rows: Rows, name: str = "card") -> Reply:
    """The card's words, or those of a screen, over these buttons."""
    zone = turn.tools.zone
    tick = next_tick(of.cron, zone, turn.now)
    text = turn.tools.texts(
        f"bantin.{name}",
        of=of,
        scope=scope_words(scope_of(of), turn.tools),
        when=turn.tools.texts.plain("digest.when", rhythm=rhythm_of(of.cron)),
        next=tick,
        put_off=end_of(of.quiet, zone, tick),
        forms=[form for form in FORMS if form in of.forms],
    )
    return Reply(text=text, buttons=tuple(tuple(row) for row in rows))


def menu(turn: Turn, of: Subscription) -> Buttons:
    """What of it can be changed."""
    empty = "empty_on" if of.empty_too else "empty_off"
    return [
        [_to(turn, of, "when"), _to(turn, of, "scope")],
        [_to(turn, of, "forms"), _to(turn, of, "quiet")],
        [turn.button(f"bantin.button_{empty}", f"bantin:{of.id}:empty")],
        [_to(turn, of, "delete"), _to(turn, of, "done")],
    ]


def rhythms(turn: Turn, of: Subscription) -> Buttons:
    """On which days, or never."""
    made = [turn.button(f"bantin.button_{each}", f"bantin:{of.id}:when:{each}") for each in RHYTHMS]
    made.append(turn.button("bantin.button_never", f"digest:pause:{of.id}"))
    return [*_rows(made, 2), _back(turn, of)]


def times(turn: Turn, of: Subscription, rhythm: str) -> Buttons:
    """At what time."""
    begins = f"bantin:{of.id}:when:{rhythm}"
    made = [named(each, f"{begins}:{each.replace(':', '')}") for each in TIMES]
    return [*_rows(made, 4), _back(turn, of, "when")]


def scopes(turn: Turn, of: Subscription) -> Buttons:
    """Whose reports, as far as the role reaches; then where, and what about."""
    handling = dict.fromkeys(rule.agency for rule in turn.city.routing)
    choices: list[tuple[str | None, str]] = [(None, turn.tools.texts.plain("bantin.all_agencies"))]
    choices += [(each, turn.city.agency_name(each)) for each in handling]
    made = [
        _toggle(of.agency == key, name, f"bantin:{of.id}:agency:{number}")
        for number, (key, name) in enumerate(choices)
        if may_change(turn.actor, of, agency=key)
    ]
    alone = [[each] for each in made] if len(made) > 1 else []
    return [*alone, [_to(turn, of, "areas"), _to(turn, of, "groups")], _back(turn, of, "scoped")]


def areas(turn: Turn, of: Subscription) -> Buttons:
    """Which areas; none of them means all."""
    made = [
        _toggle(area.id in of.areas, area.name, f"bantin:{of.id}:area:{number}")
        for number, area in enumerate(turn.city.areas)
    ]
    return [*_rows(made, 2), _back(turn, of, "scope")]


def groups(turn: Turn, of: Subscription) -> Buttons:
    """Which groups of categories, each with how many of it are chosen."""
    made = []
    for number, group in enumerate(turn.city.groups):
        chosen = sum(each.id in of.categories for each in group.categories)
        label = f"{group.icon} {group.name}" + (f" ({chosen})" if chosen else "")
        made.append([named(label, f"bantin:{of.id}:group:{number}")])
    return [*made, _back(turn, of, "scope")]


def categories(turn: Turn, of: Subscription, group: int) -> Buttons:
    """Which categories of a group."""
    begins = f"bantin:{of.id}:category:{group}"
    made = [
        [_toggle(each.id in of.categories, each.name, f"{begins}:{number}")]
        for number, each in enumerate(turn.city.groups[group].categories)
    ]
    whole = [turn.button("bantin.button_whole_group", f"{begins}:all")]
    return [*made, whole, _back(turn, of, "groups")]


def forms(turn: Turn, of: Subscription) -> Buttons:
    """What comes beside the message, as far as it can be made here."""
    from bot.digests.render.forms import possible

    made = [
        _toggle(
            form in of.forms,
            turn.tools.texts.plain("bantin.form", form=form),
            f"bantin:{of.id}:form:{form}",
        )
        for form in FORMS
        if possible(form)
    ]
    given = [[_to(turn, of, "given_forms")]] if of.own_forms else []
    return [*_rows(made, 2), *given, _back(turn, of)]


def quiet(turn: Turn, of: Subscription) -> Buttons:
    """In which hours nothing comes."""
    made = [
        _toggle(
            of.quiet == each,
            turn.tools.texts.plain("bantin.quiet_hours", quiet=each),
            f"bantin:{of.id}:hush:{number}",
        )
        for number, each in enumerate(QUIET)
    ]
    return [*_rows(made, 2), [_to(turn, of, "type_quiet")], _back(turn, of)]


def sure(turn: Turn, of: Subscription) -> Buttons:
    """Whether it is really to be deleted."""
    return [[turn.button("bantin.button_sure", f"bantin:{of.id}:delete:yes")], _back(turn, of)]


def _to(turn: Turn, of: Subscription, screen: str) -> Button:
    return turn.button(f"bantin.button_{screen}", f"bantin:{of.id}:{screen}")


def _back(turn: Turn, of: Subscription, screen: str = "menu") -> list[Button]:
    return [turn.button("bantin.button_back", f"bantin:{of.id}:{screen}")]


def _toggle(on: bool, label: str, data: str) -> Button:
    return named((ON if on else OFF) + label, data)


def _rows(made: Sequence[Button], width: int) -> Iterable[list[Button]]:
    return (list(made[start : start + width]) for start in range(0, len(made), width))
