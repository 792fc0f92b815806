"""A turn: one update with its person, chat and transaction, and the ways to answer it."""

from collections import Counter
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.city.city import City
from bot.core import draft_queries as drafts
from bot.core import turn_queries
from bot.core.deep_links import DeepLinks
from bot.core.events import NOTHING, Before, Button, Incoming, Photo, Reply
from bot.core.media import Media
from bot.core.sealed import Keys
from bot.people import contact_queries as contacts
from bot.people import limits, marks
from bot.people.roles import Actor, actor_of, has_consented
from bot.texts import Texts
from bot.understanding.reading import Understanding
from bot.understanding.understood import Understood
from db import leases, outbox
from db.models import Chat, Draft, Outbox, Person, Report, Subject
from db.outbox import PASSING
from db.web import CHANNEL
from knowledge.answering.dialogue import Dialogue
from knowledge.answering.engine import Answerer
from knowledge.load import Knowledge

NOTICE = "notice"
"""The kind of a message that nobody asked for just now."""
LONGEST_NUMBER = 9
"""Digits of a row's id that every database takes."""

Rows = Sequence[Sequence[Button]]
T = TypeVar("T")
LONGEST_LABEL = 60
"""Characters of a button's words."""
SURE_SECONDS = 600
"""How long the button works that confirms what cannot be undone."""
SEEN_EVERY = timedelta(days=1)
"""The precision of the time at which a person was last seen."""


@dataclass(eq=False)
class Tools:
    """The tools of every conversation; the same for all turns, until other plans are in use."""

    city: City = field(repr=False)  # it would be the whole file, and the whole plan
    zone: ZoneInfo
    texts: Texts
    knowledge: Knowledge = field(repr=False)
    answerer: Answerer
    deep_links: DeepLinks
    understanding: Understanding = field(repr=False)
    keys: Keys = field(default_factory=Keys, repr=False)
    mails: bool = False
    """True where e-mail can be sent."""

    _cache: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, make: Callable[[Knowledge], T]) -> T:
        """Return `make(knowledge)`, computed at the first call only."""
        cache = self._cache  # other plans, and another cache, may come into use meanwhile
        if make not in cache:
            now = self.pinned()
            cache = now._cache
            cache[make] = make(now.knowledge)
        return cast(T, cache[make])

    def use(self, knowledge: Knowledge, answerer: Answerer) -> None:
        """Answer from other plans from now on; a turn under way goes on with those it has."""
        self.__dict__.update(knowledge=knowledge, answerer=answerer, _cache={})  # all at once

    def pinned(self) -> "Tools":
        """Return the tools as they are now, which stay so."""
        return copy(self)

    def button(self, label: str, data: str, /, **values: Any) -> Button:
        """Return a button with a label from the texts."""
        return labelled_button(self.texts.plain(label, **values), data)

    @property
    def dialogue(self) -> Dialogue:
        """The answerer, which keeps the subject of earlier questions."""
        return Dialogue(self.answerer)


class Answered(Exception):
    """Ends a turn whose person has been told why a button does nothing more."""


class NotTheirs(Answered):
    """Ends a turn whose person pressed what somebody else alone may press, and still can."""


@dataclass
class Turn:
    """An update inside its transaction, and the methods to answer it."""

    tools: Tools
    session: Session
    incoming: Incoming
    now: datetime
    person: Person
    chat: Chat
    media: Media
    arguments: list[str] = field(default_factory=list)
    """The data of a pressed button after its verb."""
    prepared: Reply | None = None
    """A slow reply that was made ahead of the transaction."""
    unlocked: Sequence[Incoming] = ()
    """The messages from before consent that this tap unlocks, their pictures fetched."""
    begun: Draft | None = None
    """The draft that took words here when the turn began; see `draft_queries.current`."""
    subject: Subject | None = None
    """The subject of this person's last questions here."""
    owes_answer: bool = True
    """True where an official waited for this person's answer when the turn began."""
    has_reported: bool = True
    """True where the person had sent a report when the turn began."""
    moved: list[Report] = field(default_factory=list)
    """The reports that this turn moved; the digests that list them are updated."""

    @property
    def city(self) -> City:
        """The city."""
        return self.tools.city

    @property
    def text(self) -> str:
        """The person's text (or a command's argument, or a picture's caption)."""
        return self.incoming.text

    @property
    def photos(self) -> list[str]:
        """The media keys of the pictures that could be taken."""
        rows = self.incoming.photos
        return [row.key for row in rows if row.key and not (row.recording or row.paper)]

    @property
    def papers(self) -> list[str]:
        """The media keys of the documents that could be taken."""
        return [row.key for row in self.incoming.photos if row.key and row.paper]

    @property
    def recordings(self) -> list[str]:
        """The media keys of the voice notes and videos that could be taken."""
        return [row.key for row in self.incoming.photos if row.key and row.recording]

    @property
    def actor(self) -> Actor:
        """The person in their role, as this transaction has them."""
        return actor_of(self.person, self.chat, self.city)

    def understand(self, text: str, step: str | None = None) -> Understood:
        """Return what words mean, as the answer to what a draft's step asks if given."""
        return self.tools.understanding.understand(text, step)

    def sure(self, data: str) -> str:
        """Return the data of a button that confirms what cannot be undone, for ten minutes."""
        return f"{data}:{int(self.now.timestamp())}"

    @property
    def is_sure(self) -> bool:
        """True when the pressed button confirms, and is not too old."""
        number = self.arguments[-1]
        pressed_at = int(number) if number.isdecimal() and len(number) < 12 else 0
        return 0 <= self.now.timestamp() - pressed_at <= SURE_SECONDS

    @property
    def on_page(self) -> bool:
        """True for a chat of the web page, whose messages stay in our database."""
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
        menu: str = "",
        report_id: int | None = None,
        **values: Any,
    ) -> None:
        """Answer in the chat of the update; `ask` names the hint in the field to type in.

        `edit`: in place of the message whose button was pressed. `report_id`: a reply to it, or
        what is said next, may be about that report.
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
                menu=menu,
            ),
            report_id=report_id,
        )

    def say_in_private(self, name: str, start: str) -> None:
        """Say in a group why something is only for a private chat, with the link that begins it."""
        label = self.tools.texts.plain("start.button_private")
        self.say(name, [[Button(text=label, start=start)]])

    @property
    def _pressed_message(self) -> str | None:
        return self.incoming.message if self.incoming.button is not None else None

    @property
    def _answered_message(self) -> str | None:
        """In a group, the person's message, so that they see whose words are awaited.

        A pressed button is under a message of the bot: replying to that would ask nobody.
        """
        if self.chat.private or self.incoming.button is not None:
            return None
        return self.incoming.message

    def say_refused_photos(self, photos: Sequence[Photo] | None = None) -> None:
        """Say why pictures and recordings could not be taken; those of the message if not given."""
        rows = self.incoming.photos if photos is None else photos
        refused = Counter((row.refused, row.recording) for row in rows if row.refused)
        for (why, recording), count in refused.items():
            self.say(f"start.photo_{why}", count=count, recording=recording)

    def tell(
        self, chat: Chat, reply: Reply, kind: str = "reply", report_id: int | None = None
    ) -> None:
        """Put a message for any chat into the outbox; it is sent when this turn is committed.

        An answer to a person without consent can repeat their words and has the key to them: it is
        emptied when it was sent.
        """
        if kind == "reply" and chat is self.chat and not has_consented(self.person):
            kind = PASSING
        answer = chat is self.chat and reply.edit in (None, self._pressed_message)
        put(self.session, chat, reply, self.now, kind, report_id, answer=answer)

    def stale(self) -> Answered:
        """Say that what a button is about is gone; what this returns is to be raised."""
        self.say("start.stale_button")
        return Answered()

    def spend(self) -> None:
        """Spend the buttons of the message whose button was pressed."""
        if message := self._pressed_message:
            spent = Reply(edit=message, in_place=True, spent=True, patient=True)
            self.tell(self.chat, spent)

    def draft(self, kind: str) -> Draft | None:
        """Return this person's draft of that kind in this chat."""
        return drafts.of_kind(self.session, self.person, self.chat, kind)

    def begin_draft(
        self, kind: str, report_id: int | None = None, data: dict[str, Any] | None = None
    ) -> Draft:
        """Begin a draft here; it replaces an earlier one of that kind."""
        return drafts.begin(self.session, self.person, self.chat, kind, self.now, report_id, data)

    def may_begin(self) -> bool:
        """Return whether this person may begin another draft; where not, say so."""
        if not limits.too_many_drafts(self.session, self.person, self.city.limits):
            return True
        self.say("order.too_many_drafts", most=self.city.limits.open_drafts)
        return False

    def may_send(self) -> bool:
        """Return whether this person may send a report now; where not, say from when they may."""
        before = marks.sent_before(self.session, self.person, self.now)
        next_at = limits.next_report_at(
            self.session, self.person, self.city.limits, self.now, before
        )
        if next_at is None:
            return True
        self.say("order.too_many_reports", limits=self.city.limits, at=next_at)
        return False

    def button(self, label: str, data: str, /, **values: Any) -> Button:
        """Return a button with a label from the texts."""
        return self.tools.button(label, data, **values)


def put(
    session: Session,
    chat: Chat,
    reply: Reply,
    now: datetime,
    kind: str = "reply",
    report_id: int | None = None,
    *,
    to_contacts: bool = True,
    answer: bool = False,
) -> Outbox:
    """Put a message into the outbox; it is sent when the transaction is committed.

    A resident's notice goes to their contacts too (an e-mail address, say), but for `to_contacts`.
    For an `answer` a person waits.
    """
    fans_out = to_contacts and kind == NOTICE and reply.edit is None
    if fans_out and chat.private and chat.person_id is not None:
        for contact in contacts.of_residents(session, chat.person_id):
            outbox.put(session, _row(contact, reply, now, kind, report_id), contact)
    row = _row(chat, reply, now, kind, report_id)
    if answer:
        row.answer = True
        leases.lease(session, row, now)
    return outbox.put(session, row, chat)


def _row(chat: Chat, reply: Reply, now: datetime, kind: str, report_id: int | None) -> Outbox:
    return Outbox(
        chat_id=chat.number,
        kind=kind,
        report_id=report_id,
        message=reply.edit,
        payload=reply.model_dump(mode="json", exclude_defaults=True),
        created_at=now,
        due_at=now,
    )


def labelled_button(label: str, data: str) -> Button:
    """Return a button with this label on one line, cut where it is too long."""
    label = " ".join(label.split())
    if len(label) > LONGEST_LABEL:
        label = label[: LONGEST_LABEL - 1].rstrip() + "…"
    return Button(text=label, data=data)


def turn_of(
    tools: Tools,
    session: Session,
    incoming: Incoming,
    now: datetime,
    media: Media,
    before: Before = NOTHING,
) -> Turn | None:
    """Return the turn of an update; None where it has no sender."""
    if incoming.sender is None:
        return None
    sender = turn_queries.sender_of(session, incoming, now)
    person, chat = sender.person, sender.chat
    now_so = {"active": True, "title": incoming.title}
    if incoming.private:
        now_so["person_id"] = person.id
    for name, value in now_so.items():
        if getattr(chat, name) != value:  # what is set, even to the same, is looked at once more
            setattr(chat, name, value)
    if person.seen_at is None:
        marks.recall(session, person, now)
    if person.seen_at is None or now - person.seen_at > SEEN_EVERY:
        person.seen_at = now
    fields = before._asdict() | sender._asdict()
    return Turn(tools.pinned(), session, incoming, now, media=media, **fields)


def in_rows(buttons: Sequence[Button], width: int) -> list[list[Button]]:
    """Return buttons in rows of so many."""
    return [list(buttons[at : at + width]) for at in range(0, len(buttons), width)]


def row_number(text: str) -> int:
    """Return the row id in a button's data; 0, which no row has, for other text."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else 0
