"""Which function answers which command, button, or message to an open draft."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

from bot.core.events import Incoming, Reply
from bot.core.media import Media
from bot.core.turn import Rows, Tools, Turn
from bot.people.roles import ROLES
from bot.understanding import labels
from db.engine import Database
from db.models import Draft
from knowledge.vietnamese.text import fold

Handler = Callable[[Turn], None]
DraftHandler = Callable[[Turn, Draft], None]
"""Takes a message to an open draft; the row is the one the router found open."""
H = TypeVar("H")
MakeAhead = Callable[[Tools, Database, Incoming, datetime, Media], Reply | None]
"""Makes the slow reply to a pressed button, before its transaction; changes nothing."""


class Routes:
    """The handlers of one conversation, by command, button verb, and kind of draft."""

    def __init__(self) -> None:
        self.commands: dict[str, Handler] = {}
        self.buttons: dict[str, Handler] = {}
        self.drafts: dict[str, DraftHandler] = {}
        self.once: set[str] = set()
        """Verbs whose button spends all buttons of its message."""
        self.ahead: dict[str, MakeAhead] = {}
        """For some verbs and commands, what makes a slow reply ahead of the transaction."""

    def command(self, *names: str, roles: Sequence[str] = ROLES) -> Callable[[Handler], Handler]:
        """Register the handler of a command, which other roles do not know, under all its names."""
        return _into(self.commands, names, partial(_only, roles, unknown_command))

    def button(
        self, *verbs: str, once: bool = False, roles: Sequence[str] = ROLES
    ) -> Callable[[Handler], Handler]:
        """Register the handler of buttons; with `once` it spends all buttons of the message."""
        self.once.update(verbs if once else ())
        return _into(self.buttons, verbs, partial(_only, roles, not_allowed))

    def draft(self, *kinds: str) -> Callable[[DraftHandler], DraftHandler]:
        """Register the handler of messages while a draft of this kind is open."""
        return _into(self.drafts, kinds)

    def include(self, routes: "Routes") -> None:
        """Add another conversation's routes; no name may be there twice."""
        self.ahead.update(routes.ahead)
        self.once.update(routes.once)
        _add(self.commands, routes.commands)
        _add(self.buttons, routes.buttons)
        _add(self.drafts, routes.drafts)

    def press_typed(self, turn: Turn, rows: Rows) -> bool:
        """Do what the button does whose label alone was typed; false for other messages."""
        incoming, buttons = turn.incoming, [button for row in rows for button in row]
        if incoming.edited or incoming.photos or incoming.place:
            return False
        number = labels.label(turn.text, [button.text for button in buttons])
        if number is None:
            return False
        verb, *turn.arguments = (buttons[number].data or "").split(":")
        self.buttons[verb](turn)
        return True


def _add(table: dict[str, H], added: dict[str, H]) -> None:
    duplicates = table.keys() & added.keys()
    assert not duplicates, f"two handlers for {duplicates}"
    table.update(added)


def _into(
    table: dict[str, H], names: Sequence[str], guarded: Callable[[H], H] = lambda handler: handler
) -> Callable[[H], H]:
    def register(handler: H) -> H:
        table.update(dict.fromkeys(names, guarded(handler)))
        return handler

    return register


def _only(roles: Sequence[str], refuse: Handler, handler: Handler) -> Handler:
    """Return the handler for people with one of the roles, which refuses all others."""
    return lambda turn: (handler if turn.actor.role in roles else refuse)(turn)


def unknown_command(turn: Turn) -> None:
    """Answer an unknown command; in a group it may be meant for another bot."""
    if turn.chat.private:
        turn.say("start.unknown_command", command=turn.incoming.command)


def not_allowed(turn: Turn) -> None:
    """Say that a button is not for this person."""
    turn.say("start.not_allowed")


def as_command(incoming: Incoming, commands: Collection[str], bare: Collection[str]) -> Incoming:
    """Return an update as the command that was meant: typed with marks, a space or a full stop, or
    without the slash where it is one of the `bare`; any other update as it is."""
    text = incoming.text
    if incoming.photos or incoming.command in commands:
        return incoming
    if incoming.command is None and incoming.private and text.lower() in bare:
        return incoming.model_copy(update={"command": text.lower(), "text": ""})
    if incoming.command is None and not text.startswith("/"):
        return incoming
    typed = f"{incoming.command} {text}" if incoming.command else text[1:]
    for count in (2, 1):
        parts = typed.split(None, count)
        name = fold("".join(parts[:count])).strip(".")
        if name in commands:
            return incoming.model_copy(update={"command": name, "text": "".join(parts[count:])})
    return incoming
