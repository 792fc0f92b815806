"""One person's turn: who, where, what they did, and what is answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.city.city import City
from bot.core.doors import Doors
from bot.core.events import Button, Incoming, Reply
from bot.core.media import Media
from bot.core.sealed import Keys
from bot.people import marks
from bot.people import queries as people
from bot.people.roles import Actor, actor_of, has_consented
from bot.texts import Texts
from db.engine import Database
from db.models import Chat, Outbox, Person, Report
from db.outbox import PASSING
from db.web import CHANNEL
from knowledge.answering.dialogue import Dialogue
from knowledge.answering.engine import Answerer
from knowledge.load import Knowledge

LONGEST_NUMBER = 9
"""Digits of a row's number that every database takes."""

Rows = Sequence[Sequence[Button]]
Made = TypeVar("Made")
LONGEST_LABEL = 60
SURE_SECONDS = 600
"""How long the button works that confirms what cannot be undone."""
SEEN_EVERY = timedelta(days=1)
"""When somebody was last here is noted no more exactly than that."""


@dataclass(frozen=True)
class Tools:
    """What every conversation works with; the same for all turns."""

    city: City = field(repr=False)  # it would be the whole file, and the whole plan
    zone: ZoneInfo
    texts: Texts
    knowledge: Knowledge = field(repr=False)
    answerer: Answerer
    doors: Doors
    keys: Keys = field(default_factory=Keys, repr=False)

    _made: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, make: Callable[[Knowledge], Made]) -> Made:
        """Return what `make` makes of the knowledge, made at the first call only."""
        if make not in self._made:
            self._made[make] = make(self.knowledge)
        return cast(Made, self._made[make])

    @property
    def dialogue(self) -> Dialogue:
        """The answerer, with what was asked before in mind."""
        return Dialogue(self.answerer)


@dataclass
class Turn:
    """What one update needs to be answered, inside its transaction."""

    tools: Tools
    session: Session
    incoming: Incoming
    now: datetime
    person: Person
    chat: Chat
    arguments: list[str] = field(default_factory=list)
    """What a pressed button carries after its verb."""
    files: Media | None = None
    """Where pictures and files are kept."""
    ready: Reply | None = None
    """What was made for this update ahead of its transaction, because it takes long."""
    unlocked: Sequence[Incoming] = ()
    """What came before consent and this tap unlocks, its pictures fetched by now."""
    moved: list[Report] = field(default_factory=list)
    """The reports of which this turn made a step; the digests that list them follow."""

    @property
    def media(self) -> Media:
        """Where pictures and files are kept; whoever answers updates gives it."""
        assert self.files is not None
        return self.files

    @property
    def city(self) -> City:
        """The city."""
        return self.tools.city

    @property
    def text(self) -> str:
        """What the person typed (or a command's argument, or a picture's caption)."""
        return self.incoming.text

    @property
    def photos(self) -> list[str]:
        """The media keys of the pictures that came and could be taken."""
        return [photo.key for photo in self.incoming.photos if photo.key]

    @property
    def actor(self) -> Actor:
        """Who acts, as what; read anew from the person and chat of this transaction."""
        return actor_of(self.person, self.chat, self.city)

    def sure(self, data: str) -> str:
        """The data of the button that confirms what cannot be undone: it lasts ten minutes."""
        return f"{data}:{int(self.now.timestamp())}"

    @property
    def is_sure(self) -> bool:
        """Whether the pressed button is one that confirms, and from just before."""
        number = self.arguments[-1]
        asked = int(number) if number.isascii() and number.isdigit() and len(number) < 12 else 0
        return 0 <= self.now.timestamp() - asked <= SURE_SECONDS

    @property
    def on_page(self) -> bool:
        """Whether what is said here stays in our own database, for the page to show it again."""
        return self.chat.channel == CHANNEL

    def say(
        self,
        name: str,
        buttons: Rows = (),
        /,
        *,
        ask: str | None = None,
        photos: Sequence[str] = (),
        ask_place: bool = False,
        edit: bool = False,
        **values: Any,
    ) -> None:
        """Answer where the update came from; `ask` names the hint for the words waited for.

        `edit`: in place of the message whose button was pressed.
        """
        self.tell(
            self.chat,
            Reply(
                text=self.tools.texts(name, **values),
                buttons=tuple(tuple(row) for row in buttons),
                ask=self.tools.texts.plain(ask) if ask else None,
                photos=tuple(photos),
                ask_place=ask_place,
                edit=self._pressed_message if edit else None,
                reply_to=self._answered_message if ask else None,
            ),
        )

    @property
    def _pressed_message(self) -> str | None:
        return self.incoming.message if self.incoming.button is not None else None

    @property
    def _answered_message(self) -> str | None:
        """In a group, the message that shows whose words are waited for.

        A pressed button is under a message of ours: to answer that would ask nobody.
        """
        if self.chat.private or self.incoming.button is not None:
            return None
        return self.incoming.message

    def say_refused_photos(self) -> None:
        """Say of each picture that could not be taken why."""
        refused = Counter(photo.refused for photo in self.incoming.photos if photo.refused)
        for why, count in refused.items():
            self.say(f"start.photo_{why}", count=count)

    def tell(
        self, chat: Chat, reply: Reply, kind: str = "reply", report_id: int | None = None
    ) -> None:
        """Put a message for any chat into the outbox; it goes out when this turn is committed.

        What tells somebody who has not agreed can repeat their words, and has the key to what
        they said: nothing of it stays when it has arrived.
        """
        if kind == "reply" and chat is self.chat and not has_consented(self.person):
            kind = PASSING
        row = put(self.session, chat, reply, self.now, kind, report_id)
        row.answer = chat is self.chat and reply.edit in (None, self._pressed_message)

    def spend(self) -> None:
        """Let the buttons under the message whose button was pressed do nothing any more."""
        if message := self._pressed_message:
            spent = Reply(edit=message, in_place=True, spent=True, patient=True)
            self.tell(self.chat, spent)

    def button(self, label: str, data: str, /, **values: Any) -> Button:
        """A button with a label from the texts."""
        return named(self.tools.texts.plain(label, **values), data)


def put(
    session: Session,
    chat: Chat,
    reply: Reply,
    now: datetime,
    kind: str = "reply",
    report_id: int | None = None,
) -> Outbox:
    """Put a message into the outbox; it goes out when the transaction is committed."""
    assert chat.id is not None
    row = Outbox(
        chat_id=chat.id,
        kind=kind,
        report_id=report_id,
        message=reply.edit,
        payload=reply.model_dump(mode="json", exclude_defaults=True),
        created_at=now,
        due_at=now,
    )
    session.add(row)
    return row


def named(label: str, data: str) -> Button:
    """A button with a label of any length, and of any number of lines."""
    label = " ".join(label.split())
    if len(label) > LONGEST_LABEL:
        label = label[: LONGEST_LABEL - 1].rstrip() + "…"
    return Button(text=label, data=data)


Handler = Callable[[Turn], None]
Ahead = Callable[[Database, Tools, Incoming, datetime, Media], Reply | None]
"""Makes what a pressed button asks for and takes long, before its transaction; changes nothing."""


class Routes:
    """What one conversation answers to: commands, button verbs, and kinds of drafts."""

    def __init__(self) -> None:
        self.commands: dict[str, Handler] = {}
        self.buttons: dict[str, Handler] = {}
        self.drafts: dict[str, Handler] = {}
        self.once: set[str] = set()
        """Verbs whose button spends all of its message."""
        self.ahead: dict[str, Ahead] = {}
        """For some verbs of buttons, what is made ahead of the handler's transaction."""

    def command(self, *names: str) -> Callable[[Handler], Handler]:
        """The handler of a command, under all its names."""
        return _into(self.commands, names)

    def button(self, *verbs: str, once: bool = False) -> Callable[[Handler], Handler]:
        """The handler of the buttons with these verbs.

        `once`: with the first of them that is pressed, all buttons of its message are spent.
        """
        self.once.update(verbs if once else ())
        return _into(self.buttons, verbs)

    def draft(self, *kinds: str) -> Callable[[Handler], Handler]:
        """The handler of what is said while a draft of this kind is open."""
        return _into(self.drafts, kinds)

    def include(self, other: Routes) -> None:
        """Take over another's routes; no name may be there twice."""
        self.ahead.update(other.ahead)
        self.once.update(other.once)
        for mine, theirs in (
            (self.commands, other.commands),
            (self.buttons, other.buttons),
            (self.drafts, other.drafts),
        ):
            twice = mine.keys() & theirs.keys()
            assert not twice, f"two handlers for {twice}"
            mine.update(theirs)


def _into(table: dict[str, Handler], names: Sequence[str]) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        table.update(dict.fromkeys(names, handler))
        return handler

    return register


def turn_of(
    tools: Tools,
    session: Session,
    incoming: Incoming,
    now: datetime,
    media: Media | None = None,
    ready: Reply | None = None,
    unlocked: Sequence[Incoming] = (),
) -> Turn | None:
    """The turn of an update that somebody made; None where there is no sender."""
    if incoming.sender is None:
        return None
    person, chat = people.person_in_chat(
        session,
        incoming.channel,
        incoming.sender.id,
        incoming.chat,
        incoming.thread or "",
        incoming.private,
        now,
    )
    chat.active = True
    chat.title = incoming.title
    if incoming.private:
        chat.person_id = person.id
    if person.seen_at is None:
        marks.recall(session, person, now)
    if person.seen_at is None or now - person.seen_at > SEEN_EVERY:
        person.seen_at = now
    return Turn(
        tools, session, incoming, now, person, chat, files=media, ready=ready, unlocked=unlocked
    )


def unknown_command(turn: Turn) -> None:
    """A command there is none of; in a group it was perhaps meant for somebody else."""
    if turn.chat.private:
        turn.say("start.unknown_command", command=turn.incoming.command)


def row_number(text: str) -> int:
    """The number of a row that a button carries; 0, which no row has, for anything else."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else 0
