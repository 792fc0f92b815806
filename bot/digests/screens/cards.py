"""A digest's card and the screens behind it, with their buttons, and the digest itself."""

from collections.abc import Iterable

from sqlmodel import Session

from bot.city.city import City
from bot.city.parts import FORMS
from bot.core.events import Button, Reply
from bot.core.turn import Rows, Turn, in_rows, labelled_button
from bot.digests.period import end_of_quiet, next_tick, rhythm_of
from bot.digests.queries import scope_of
from bot.digests.render.buttons import possible
from bot.digests.render.message import scope_words
from bot.digests.subscribing import QUIET, RHYTHMS, TIMES, may_change
from bot.people.contact_queries import MAIL
from db.models import Chat, Subscription

Buttons = list[list[Button]]
ON, OFF = "✅ ", "▫️ "


def card(turn: Turn, subscription: Subscription, *, last: bool = False) -> Reply:
    """Return the card of a digest: its scope, times and files, and buttons to change it."""
    switch = "pause" if subscription.active else "resume"
    change = turn.button("bantin.button_change", f"bantin:{subscription.id}:menu")
    rows = [
        [_to(turn, subscription, "show"), _to(turn, subscription, "since")],
        [_to(turn, subscription, switch), change],
    ]
    if last:
        rows += new_rows(turn)
    return reply(turn, subscription, rows)


def new_rows(turn: Turn) -> Buttons:
    """Return the buttons that add a digest, here or by e-mail."""
    rows = [[turn.button("bantin.button_new", "bantin:0:new")]]
    if turn.tools.mails and turn.chat.private:
        rows.append([turn.button("mail.button_digest", "bantin:0:mail")])
    return rows


def reply(turn: Turn, subscription: Subscription, rows: Rows, name: str = "card") -> Reply:
    """Return the words of the card or of a screen, over these buttons."""
    zone = turn.tools.zone
    tick = next_tick(subscription.cron, zone, turn.now)
    text = turn.tools.texts(
        f"bantin.{name}",
        of=subscription,
        address=_address(turn.session, subscription),
        scope=scope_words(scope_of(subscription), turn.tools),
        when=turn.tools.texts.plain("digest.when", rhythm=rhythm_of(subscription.cron)),
        next=tick,
        put_off=end_of_quiet(subscription.quiet, zone, tick),
        forms=[form for form in FORMS if form in subscription.forms],
    )
    return Reply(text=text, buttons=tuple(tuple(row) for row in rows))


def _address(session: Session, subscription: Subscription) -> str:
    """Return the e-mail address a digest goes to; empty for one that comes to this chat."""
    chat = session.get(Chat, subscription.chat_id)
    return chat.channel_id if chat and chat.channel == MAIL else ""


def menu(turn: Turn, subscription: Subscription) -> Buttons:
    """Return the buttons of what can be changed."""
    empty = "empty_on" if subscription.empty_too else "empty_off"
    return [
        [_to(turn, subscription, "when"), _to(turn, subscription, "scope")],
        [_to(turn, subscription, "forms"), _to(turn, subscription, "quiet")],
        [turn.button(f"bantin.button_{empty}", f"bantin:{subscription.id}:empty")],
        [_to(turn, subscription, "delete"), _to(turn, subscription, "done")],
    ]


def rhythms(turn: Turn, subscription: Subscription) -> Buttons:
    """Return the days to choose from, and never."""
    prefix = f"bantin:{subscription.id}:when"
    buttons = [turn.button(f"bantin.button_{name}", f"{prefix}:{name}") for name in RHYTHMS]
    buttons.append(turn.button("bantin.button_never", f"bantin:{subscription.id}:pause"))
    return [*in_rows(buttons, 2), _back(turn, subscription)]


def times(turn: Turn, subscription: Subscription, rhythm: str) -> Buttons:
    """Return the times to choose from."""
    prefix = f"bantin:{subscription.id}:when:{rhythm}"
    buttons = [labelled_button(time, f"{prefix}:{time.replace(':', '')}") for time in TIMES]
    return [*in_rows(buttons, 4), _back(turn, subscription, "when")]


def handling(city: City) -> list[str]:
    """Return the agencies that handle reports."""
    return list(dict.fromkeys(rule.agency for rule in city.routing))


def scopes(turn: Turn, subscription: Subscription) -> Buttons:
    """Return the agencies the role may read of, and the ways to areas and categories."""
    choices: list[tuple[str | None, str]] = [(None, turn.tools.texts.plain("bantin.all_agencies"))]
    choices += [(key, turn.city.agency_name(key)) for key in handling(turn.city)]
    options = (
        (subscription.agency == key, name, number)
        for number, (key, name) in enumerate(choices)
        if may_change(turn.actor, subscription, agency=key)
    )
    rows = _toggles(subscription, "agency", options, width=1)
    further = [_to(turn, subscription, "areas"), _to(turn, subscription, "groups")]
    return [*(rows if len(rows) > 1 else ()), further, _back(turn, subscription, "scoped")]


def areas(turn: Turn, subscription: Subscription) -> Buttons:
    """Return the areas to choose from; none of them means all."""
    chosen = subscription.areas
    options = ((area.id in chosen, area.name, n) for n, area in enumerate(turn.city.areas))
    return [*_toggles(subscription, "area", options), _back(turn, subscription, "scope")]


def groups(turn: Turn, subscription: Subscription) -> Buttons:
    """Return the groups of categories, each with how many of it are chosen."""
    rows = []
    for number, group in enumerate(turn.city.groups):
        chosen = sum(category.id in subscription.categories for category in group.categories)
        label = f"{group.icon} {group.name}" + (f" ({chosen})" if chosen else "")
        rows.append([labelled_button(label, f"bantin:{subscription.id}:group:{number}")])
    return [*rows, _back(turn, subscription, "scope")]


def categories(turn: Turn, subscription: Subscription, group: int) -> Buttons:
    """Return the categories of a group to choose from."""
    action, chosen = f"category:{group}", subscription.categories
    options = (
        (category.id in chosen, category.name, number)
        for number, category in enumerate(turn.city.groups[group].categories)
    )
    rows = _toggles(subscription, action, options, width=1)
    data = f"bantin:{subscription.id}:{action}:all"
    return [
        *rows, [turn.button("bantin.button_whole_group", data)], _back(turn, subscription, "groups")
    ]  # fmt: skip


def forms(turn: Turn, subscription: Subscription) -> Buttons:
    """Return the files that can come with the message and can be made on this machine."""
    label, chosen = turn.tools.texts.plain, subscription.forms
    options = ((f in chosen, label("bantin.form", form=f), f) for f in FORMS if possible(f))
    default = [[_to(turn, subscription, "given_forms")]] if subscription.own_forms else []
    return [*_toggles(subscription, "form", options), *default, _back(turn, subscription)]


def quiet(turn: Turn, subscription: Subscription) -> Buttons:
    """Return the quiet hours to choose from."""
    options = (
        (subscription.quiet == hours, turn.tools.texts.plain("bantin.quiet_hours", quiet=hours), n)
        for n, hours in enumerate(QUIET)
    )
    return [*_toggles(subscription, "hush", options), _back(turn, subscription)]


def sure(turn: Turn, subscription: Subscription) -> Buttons:
    """Return the button that deletes, and the way back."""
    data = f"bantin:{subscription.id}:delete:yes"
    return [[turn.button("bantin.button_sure", data)], _back(turn, subscription)]


def _to(turn: Turn, subscription: Subscription, screen: str) -> Button:
    return turn.button(f"bantin.button_{screen}", f"bantin:{subscription.id}:{screen}")


def _back(turn: Turn, subscription: Subscription, screen: str = "menu") -> list[Button]:
    return [turn.button("bantin.button_back", f"bantin:{subscription.id}:{screen}")]


def _toggles(
    subscription: Subscription,
    action: str,
    options: Iterable[tuple[bool, str, object]],
    width: int = 2,
) -> Buttons:
    """Return rows of buttons that switch options on and off, each with its label and key."""
    return in_rows(
        [
            labelled_button((ON if on else OFF) + label, f"bantin:{subscription.id}:{action}:{key}")
            for on, label, key in options
        ],
        width,
    )
