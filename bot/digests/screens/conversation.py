"""/bantin: the digests of a chat; look at one now, pause, resume, subscribe, change one."""

from collections.abc import Callable

from bot.city.parts import FORMS
from bot.contacts.conversation import ask
from bot.core.events import Reply
from bot.core.routes import Routes
from bot.core.turn import Rows, Turn, row_number
from bot.digests import queries as digests
from bot.digests import subscribing
from bot.digests.by_hand import RARE_ENOUGH
from bot.digests.screens import cards, looking
from bot.digests.screens.cards import card
from bot.digests.subscribing import NotAllowed, may_read, note
from bot.people import contact_queries as contacts
from bot.people import roles as people
from bot.reports.desk import words
from db.models import Chat, Subscription

routes = Routes()

Choice = Callable[[Turn, Subscription, list[str]], None]


@routes.button("bulletins")
@routes.command("bantin")
def bulletins(turn: Turn) -> None:
    """Show the digests of this chat; offer the role's own where there is none."""
    if turn.actor.role == "resident":
        turn.say("digest.for_officials")
        return
    subscriptions = digests.of_chat(turn.session, turn.chat)
    readable = [row for row in subscriptions if may_read(turn.actor, row)]
    for subscription in readable:
        turn.tell(turn.chat, card(turn, subscription, last=subscription is readable[-1]))
    if not readable:
        join = turn.button("digest.button_join", "bantin:0:join")
        turn.say("digest.none", [[join], *cards.new_rows(turn)], private=turn.chat.private)


def by_words(turn: Turn) -> None:
    """Show the digest that words name, or the list; else the digests of this chat."""
    if not (looking.by_words(turn) or words.lists(turn)):
        bulletins(turn)


def _join(turn: Turn) -> None:
    """Subscribe the chat to its role's digest, and show its digests."""
    actor = turn.actor
    if actor.role not in turn.city.digests:
        turn.say("start.not_allowed" if actor.role == "resident" else "digest.no_default")
        return
    people.subscribe(turn.session, turn.chat, actor.role, actor.agency, turn.city, turn.now)
    turn.session.flush()
    bulletins(turn)


def _switch(turn: Turn, subscription: Subscription, on: bool) -> None:
    """Pause or resume, and update the pressed card; what ended while paused does not come late."""
    if on != subscription.active:
        subscription.active = on
        subscription.since = turn.now if on else subscription.since
        note(turn, "resume_digest" if on else "pause_digest", subscription)
    in_place(turn, card(turn, subscription))


@routes.button("bantin")
def pressed(turn: Turn) -> None:
    """Answer a button of a digest's card; its right is read from the database, now."""
    number, screen, *arguments = [*turn.arguments, ""][: max(2, len(turn.arguments))]
    try:
        if screen in BEGINNINGS:
            BEGINNINGS[screen](turn)
        elif screen in LOOKS:
            subscription = _readable(turn, number)
            looking.of_subscription(turn, subscription, since=screen == "since")
        else:
            _do(turn, _readable(turn, number), screen, arguments)
    except NotAllowed:
        turn.say("start.not_allowed")


def _readable(turn: Turn, number: str) -> Subscription:
    """Return a digest of this chat, or of the person by e-mail; raises `NotAllowed`."""
    rows = digests.of_chat(turn.session, turn.chat)
    subscription = next((row for row in rows if row.id == row_number(number)), None)
    if subscription is None:
        raise turn.stale()
    if not may_read(turn.actor, subscription):
        raise NotAllowed
    return subscription


def _do(turn: Turn, subscription: Subscription, screen: str, arguments: list[str]) -> None:
    """Show a screen, or change what a button names; a button that names nothing ends the turn."""
    try:
        if screen in CHANGES:
            screen, changes = CHANGES[screen]
            subscribing.change(turn, subscription, **changes(turn, subscription, arguments))
        if screen in SCREENS:
            _show(turn, subscription, screen)
        else:
            CHOICES[screen](turn, subscription, arguments)
    except (ValueError, IndexError, KeyError) as error:
        raise turn.stale() from error


def _by_mail(turn: Turn) -> None:
    """Add a digest by e-mail; ask for the address first where none is confirmed."""
    mailbox = contacts.mailbox(turn.session, turn.person.number)
    if not (turn.chat.private and turn.tools.mails) or turn.actor.role == "resident":
        turn.say("start.not_allowed")
    elif mailbox is None or not mailbox.active:
        ask(turn)
    else:
        _add(turn, mailbox)


def _add(turn: Turn, chat: Chat) -> None:
    """Add a digest with the role's defaults; its rhythm is asked for first."""
    existing = len(digests.of_chat(turn.session, turn.chat))
    if existing >= subscribing.MOST_OF_CHAT:
        turn.say("bantin.too_many", most=existing)
        return
    subscription = subscribing.add(turn, chat, RARE_ENOUGH)
    rows = cards.rhythms(turn, subscription)
    turn.tell(turn.chat, cards.reply(turn, subscription, rows, "ask_rhythm"))


def _schedule(turn: Turn, subscription: Subscription, chosen: list[str]) -> None:
    """Choose the days, then the time; a paused digest starts again, and is shown at once."""
    if not chosen:
        _screen(turn, subscription, cards.rhythms(turn, subscription), "ask_rhythm")
        return
    rhythm, *times = chosen
    if rhythm not in subscribing.RHYTHMS:
        raise ValueError(rhythm)
    if not times:
        _screen(turn, subscription, cards.times(turn, subscription, rhythm), "ask_time")
    else:
        cron = subscribing.cron_of(rhythm, f"{times[0][:2]}:{times[0][2:]}")
        subscribing.change(turn, subscription, cron=cron, active=True)
        _preview(turn, subscription, [])


def _group(turn: Turn, subscription: Subscription, chosen: list[str]) -> None:
    rows = cards.categories(turn, subscription, _index(chosen))
    _screen(turn, subscription, rows, "ask_categories")


def _category(turn: Turn, subscription: Subscription, chosen: list[str]) -> None:
    """Toggle one category; or add all of a group, and remove them where all are chosen."""
    keys = [category.id for category in turn.city.groups[_index(chosen)].categories]
    if chosen[1:] == ["all"]:
        outside = [key for key in subscription.categories if key not in keys]
        categories = outside if set(keys) <= set(subscription.categories) else [*outside, *keys]
    else:
        categories = _toggled(subscription.categories, keys[_index(chosen[1:])])
    subscribing.change(turn, subscription, categories=categories)
    _group(turn, subscription, chosen)


def _delete(turn: Turn, subscription: Subscription, chosen: list[str]) -> None:
    if chosen == ["yes"]:
        subscribing.delete(turn, subscription)
        rows: Rows = [[turn.button("bantin.button_new", "bantin:0:new")]]
        turn.say("bantin.deleted", rows, number=subscription.id, edit=True)
    else:
        _screen(turn, subscription, cards.sure(turn, subscription), "ask_sure")


def _preview(turn: Turn, subscription: Subscription, _: list[str]) -> None:
    """Show the card again, and the digest of the last period as it would have come."""
    _show(turn, subscription, "menu")
    turn.say("bantin.preview")
    looking.of_subscription(turn, subscription, since=False)


SCREENS: dict[str, tuple[Callable[[Turn, Subscription], Rows], str]] = {
    "menu": (cards.menu, "card"),
    "scope": (cards.scopes, "ask_scope"),
    "areas": (cards.areas, "ask_areas"),
    "groups": (cards.groups, "ask_categories"),
    "forms": (cards.forms, "ask_forms"),
    "quiet": (cards.quiet, "ask_hours"),
}
"""The buttons of each screen, and the block of bantin.html that has its words."""
CHANGES: dict[str, tuple[str, Callable[[Turn, Subscription, list[str]], dict[str, object]]]] = {
    "agency": ("scope", lambda turn, _, key: {
        "agency": [None, *cards.handling(turn.city)][_index(key)]}),
    "area": ("areas", lambda turn, row, key: {
        "areas": _toggled(row.areas, turn.city.areas[_index(key)].id)}),
    "form": ("forms", lambda _, row, key: {
        "forms": _toggled(row.forms, FORMS[FORMS.index(key[0])]), "own_forms": True}),
    "given_forms": ("forms", lambda turn, _, __: {
        "forms": subscribing.default_forms(turn.actor, turn.city), "own_forms": False}),
    "hush": ("menu", lambda _, __, key: {"quiet": subscribing.QUIET[_index(key)]}),
    "empty": ("menu", lambda _, row, __: {"empty_too": not row.empty_too}),
}  # fmt: skip
"""What each button changes, and the screen that is shown then."""
BEGINNINGS: dict[str, Callable[[Turn], None]] = {
    "join": _join,
    "new": lambda turn: _add(turn, turn.chat),
    "mail": _by_mail,
}
"""What needs no digest yet."""
LOOKS = ("show", "since")
CHOICES: dict[str, Choice] = {
    "pause": lambda turn, row, _: _switch(turn, row, on=False),
    "resume": lambda turn, row, _: _switch(turn, row, on=True),
    "done": lambda turn, subscription, _: in_place(turn, cards.card(turn, subscription)),
    "when": _schedule,
    "scoped": _preview,
    "group": _group,
    "category": _category,
    "delete": _delete,
}


def _show(turn: Turn, subscription: Subscription, screen: str) -> None:
    buttons, name = SCREENS[screen]
    _screen(turn, subscription, buttons(turn, subscription), name)


def _screen(turn: Turn, subscription: Subscription, rows: Rows, name: str) -> None:
    in_place(turn, cards.reply(turn, subscription, rows, name))


def in_place(turn: Turn, reply: Reply) -> None:
    """Answer in place of the message whose button was pressed."""
    turn.tell(turn.chat, reply.model_copy(update={"edit": turn.incoming.message}))


def _toggled(keys: list[str], key: str) -> list[str]:
    """Return the list without the key, or with it where it was missing."""
    return [other_key for other_key in keys if other_key != key] if key in keys else [*keys, key]


def _index(chosen: list[str]) -> int:
    """Return an index into a list; a negative one would count from its end."""
    if not (chosen and chosen[0].isdecimal()):
        raise ValueError("no place in a list")
    return int(chosen[0])
