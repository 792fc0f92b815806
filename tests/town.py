"""A small town to test in: people who talk to the real core through a channel in memory.

The channel keeps the contract of `bot.core.events.Channel` to the letter; dispatch, conversations,
delivery and database are the product's own.
"""

import io
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from sqlmodel import Session, SQLModel, col, select

from bot.city.map_links import MapLinks
from bot.core import draft_queries as drafts
from bot.core.delivery import Delivery
from bot.core.dispatch import Dispatcher
from bot.core.events import (
    Address,
    Button,
    Channel,
    ChannelError,
    FileGone,
    Incoming,
    Photo,
    Place,
    Progress,
    Reply,
    Sender,
)
from bot.core.media import Media
from bot.core.turn import Tools
from bot.people import queries as people
from bot.people.roles import give_consent, has_consented, make_invite
from bot.plan.pictures import Pictures
from bot.router import Router
from db import queues
from db.engine import Database
from db.models import Chat, Draft, Inbox, Outbox
from tests.clock import Clock

SIGNS = "🎤📧✅🔧❓🏁🚫📣📋✏️🗑🙈💬🔁👉📖🏗🌳⏰🎯❔🔗📚⬆◀✉👍👎🌗📎👤🔐📌↩️😊😐😕🗣🔁🕘✍🔍🔔📍🏛📄🔕🙋 "
"""What can stand in front of a button's words."""


def picture(color: str = "green", **save: object) -> bytes:
    """A small JPEG of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (32, 24), color).save(out, "JPEG", **save)
    return out.getvalue()


@dataclass
class Shown:
    """What a chat was shown: the reply, under its id, and what it became by later edits."""

    id: str
    reply: Reply
    edits: int = 0

    @property
    def labels(self) -> list[str]:
        return [button.text for row in self.reply.buttons for button in row]


class MemoryChannel:
    """A channel whose people read what is in a list."""

    name = "town"

    def __init__(self) -> None:
        self.chats: dict[tuple[str, str | None], list[Shown]] = {}
        self.files: dict[str, bytes] = {}
        self.fails: list[ChannelError] = []
        self.fetch_fails: list[ChannelError] = []
        self._ids = itertools.count(1)

    async def send(self, to: Address, reply: Reply, _: Progress | None = None, /) -> str:
        if self.fails:
            raise self.fails.pop(0)
        shown = self.chats.setdefault((to.chat, to.thread), [])
        for each in shown:
            if reply.edit is not None and each.id == reply.edit:
                before = {"photos": each.reply.photos, "place": each.reply.place}
                stays: dict[str, object] = {} if reply.wipe else dict(before)
                if not reply.text:
                    stays["text"] = each.reply.text
                each.reply, each.edits = reply.model_copy(update=stays), each.edits + 1
                return each.id
        if reply.wipe or reply.in_place:
            return reply.edit or ""
        shown.append(Shown(f"m{next(self._ids)}", reply))
        return shown[-1].id

    async def fetch(self, ref: str) -> bytes:
        if self.fetch_fails:
            raise self.fetch_fails.pop(0)
        if ref not in self.files:
            raise FileGone(ref)
        return self.files[ref]


class Town:
    """The people, and the core between them."""

    def __init__(
        self,
        database: Database,
        conversation: Router,
        media: Media,
        clock: Clock,
        links: MapLinks | None = None,
    ) -> None:
        self.database, self.media, self.clock, self.links = database, media, clock, links
        self.channel = MemoryChannel()
        self.channels: dict[str, Channel] = {self.channel.name: self.channel}
        self.conversation = conversation
        self._work_with(conversation)
        self.ids = itertools.count(1)

    def _work_with(self, conversation: Router) -> None:
        channels = self.channels
        pictures = Pictures(self.media, conversation.tools)
        self.delivery = Delivery(
            self.database, channels, self.clock, conversation.unreachable, prepare=pictures.ensure
        )
        self.dispatcher = Dispatcher(
            self.database,
            conversation,
            self.media,
            channels,
            self.clock,
            self.delivery,
            links=self.links,
        )

    def work_apart(self) -> None:
        """Have nothing handed over to the delivery: it looks for all it sends, as after a start."""
        self.dispatcher._delivery = None

    async def restart(self, tools: Tools) -> None:
        """Begin anew on the same database: what was only in memory is gone."""
        self.database.engine.dispose()
        self._work_with(Router(tools))

    def person(self, name: str, chat: str | None = None, thread: str | None = None) -> "Someone":
        """Somebody, in their private chat or in a group."""
        return Someone(self, name, chat or name, thread)

    async def invited(self, someone: "Someone", role: str, agency: str | None = None) -> None:
        """Give somebody (or the group they talk in) a role as `invite` does."""
        with self.database.transaction() as session:
            code = make_invite(session, role, agency, self.clock())
        await someone.commands("start", code)

    async def settle(self) -> None:
        """Let everything that is due happen."""
        if self._is_due(Inbox):
            await self.dispatcher.settle()
        await self.delivery.settle(looks=False)  # what was handed over
        if self._is_due(Outbox):
            await self.delivery.settle()

    def _is_due(self, queue: queues.Queue) -> bool:
        """Return whether a row waits: to settle what is settled takes as long as a turn."""
        with self.database.reading() as session:
            due = queues.next_due(session, queue)
        return due is not None and due <= self.clock()


@dataclass
class Someone:
    """A person at their telephone."""

    town: Town
    name: str
    chat: str
    thread: str | None = None
    read: int = field(default=0)

    @property
    def private(self) -> bool:
        return self.chat == self.name

    @property
    def shown(self) -> list[Shown]:
        return self.town.channel.chats.get((self.chat, self.thread), [])

    @property
    def news(self) -> list[Shown]:
        """What was shown since this person last did something."""
        return self.shown[self.read :]

    @property
    def last(self) -> Shown:
        return self.shown[-1]

    @property
    def heard(self) -> str:
        """All the news as one text."""
        return "\n".join(each.reply.text for each in self.news)

    def incoming(self, **what: object) -> Incoming:
        """An update as the channel would make it."""
        number = next(self.town.ids)
        values: dict[str, object] = {
            "channel": "town",
            "update_id": str(number),
            "sequence": number,
            "chat": self.chat,
            "thread": self.thread,
            "private": self.private,
            "sender": Sender(id=self.name, name=self.name.title()),
            "message": f"in{number}",
        }
        return Incoming.model_validate(values | what)

    async def does(self, **what: object) -> Incoming:
        """Do something, and let everything that follows happen.

        Nobody means two taps on one button within a second.
        """
        if "button" in what and "message" in what:
            self.town.clock.advance(seconds=1)
        incoming = self.incoming(**what)
        self.read = len(self.shown)
        await self.town.dispatcher.receive([incoming])
        if incoming.album:
            self.town.clock.advance(seconds=2)
        await self.town.settle()
        return incoming

    async def says(self, text: str, **what: object) -> Incoming:
        return await self.does(text=text, **what)

    async def commands(self, command: str, text: str = "") -> None:
        await self.does(command=command, text=text)

    async def presses(self, label: str) -> None:
        """Press the newest button whose label begins so (signs in front of either do not count)."""
        await self.does(button=self.button(label).data)

    def button(self, label: str) -> Button:
        for shown in reversed(self.shown):
            for row in shown.reply.buttons:
                for button in row:
                    if button.text.lstrip(SIGNS).startswith(label.lstrip(SIGNS)):
                        return button
        raise AssertionError(f"no button {label!r}; there are {[s.labels for s in self.shown]}")

    def photo(self, color: str = "green") -> Photo:
        """A picture on the channel's server."""
        ref = f"file-{color}"
        self.town.channel.files[ref] = picture(color)
        return Photo(ref=ref)

    async def sends_photos(self, *colors: str, caption: str = "") -> None:
        await self.does(photos=tuple(self.photo(color) for color in colors), text=caption)

    async def sends_place(self, latitude: float = 22.396, longitude: float = 103.458) -> None:
        await self.does(place=Place(latitude=latitude, longitude=longitude))


GROUP, CATEGORY = "Cây xanh", "Chặt hạ"
PLACE = "trước cổng trường Tân Phong, phường Tân Phong"
DESCRIPTION = "Chặt hai cây phượng sáng nay"


async def report(
    someone: Someone,
    *,
    group: str = GROUP,
    category: str = CATEGORY,
    place: str = PLACE,
    photos: Sequence[str] = ("green",),
    description: str = DESCRIPTION,
) -> str:
    """Have something reported; returns the code.

    It is talked about once a process, in a town of its own; afterwards the draft is put in as it
    was before the last tap.
    """
    answers = (group, category, place, tuple(photos), description)
    if answers not in _DRAFTED:
        _DRAFTED[answers] = await _drafted_elsewhere(someone.town, *answers)
    for color in photos:
        someone.town.media.add_picture(picture(color))
    with someone.town.database.transaction() as session:
        row = _put_in(session, someone, _DRAFTED[answers])
    await someone.does(button=f"send:{row.id}.{row.data['asked']}")
    return _code_of(someone)


async def report_by_talking(
    someone: Someone,
    name: str,
    *,
    place: str,
    description: str,
    photos: Sequence[str] = ("green",),
) -> str:
    """Have something reported in a name, all of it said message by message; returns the code."""
    await _drafts(someone, GROUP, CATEGORY, place, photos, description)
    await someone.presses("Hiện tên")
    await someone.says(name)
    await someone.presses("Gửi phản ánh")
    return _code_of(someone)


def _code_of(someone: Someone) -> str:
    return someone.last.reply.buttons[0][0].data.split(":")[1]  # type: ignore[union-attr]


_DRAFTED: dict[tuple[object, ...], dict[str, Any]] = {}
"""What a draft holds before it is sent, by the answers given."""


def _put_in(session: Session, someone: Someone, data: dict[str, Any]) -> Draft:
    """Put in the draft of somebody who has agreed."""
    now, channel = someone.town.clock(), someone.town.channel.name
    person = people.person(session, channel, someone.name, now)
    own = person.id if someone.private else None
    place = (someone.chat, someone.thread or "", someone.private)
    chat = people.chat(session, channel, *place, now, own)
    if not has_consented(person):
        give_consent(session, person, now)
    return drafts.begin(session, person, chat, "report", now, data=dict(data))


def _draft_of(session: Session, someone: Someone) -> Draft:
    chat = select(Chat.id).where(Chat.channel_id == someone.chat)
    return session.exec(
        select(Draft).where(Draft.kind == "report", col(Draft.chat_id).in_(chat))
    ).one()


async def _drafted_elsewhere(town: Town, *answers: Any) -> dict[str, Any]:
    """What the draft of a first report with these answers holds."""
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/town.db")
        SQLModel.metadata.create_all(database.engine)
        elsewhere = Town(database, town.conversation, Media(Path(folder)), Clock())
        someone = elsewhere.person("an")
        await _drafts(someone, *answers)
        with database.reading() as session:
            data = _draft_of(session, someone).data
        database.close()
    return {name: value for name, value in data.items() if name not in ("said_in", "added")}


async def _drafts(
    someone: Someone,
    group: str,
    category: str,
    place: str,
    photos: Sequence[str],
    description: str,
) -> None:
    """Tell it, up to the preview."""
    await someone.commands("phananh")
    await someone.presses("Đồng ý")
    await someone.presses(group)
    await someone.presses(category)
    await someone.says(place)
    if photos:
        await someone.sends_photos(*photos)
    else:
        await someone.presses("Không có ảnh")
    await someone.says(description)
    assert "Xem lại trước khi gửi" in someone.heard, someone.heard
