"""All that passes between a channel and the core: what arrives, what is shown, what can fail.

A channel is anything people talk in (Telegram, the web page). It turns what arrives into
`Incoming` and shows a `Reply`; no other module knows how a channel works inside.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

BUTTON_DATA_BYTES = 64
"""Telegram's bound on callback_data; the narrowest of the channels sets it for all."""
START_PAYLOAD = r"^[A-Za-z0-9_-]{1,64}$"
"""What Telegram lets a deep link carry: https://core.telegram.org/bots/features#deep-linking."""


class _Passed(BaseModel):
    """Base of what is stored as JSON in the inbox and outbox: immutable, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(_Passed):
    """A spot somebody sent: WGS 84 degrees, with the venue's name where the channel gave one."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    title: str = ""


class Photo(_Passed):
    """A picture somebody sent.

    `ref` is the channel's own name for it. `key` is ours: the file's name in the media store,
    set once the picture has been fetched, checked and re-encoded. `refused` says why it was not
    taken: `too_big`, `not_a_picture` or `gone`.
    """

    ref: str
    key: str | None = None
    refused: Literal["too_big", "not_a_picture", "gone"] | None = None


class Sender(_Passed):
    """Who wrote: the channel's own id, and the name the person shows there.

    `accountable` is false for one who writes behind a group's or channel's mask (Telegram's
    anonymous administrator): nobody in particular, so no case is handled that way.
    """

    id: str
    name: str = ""
    accountable: bool = True


class Incoming(_Passed):
    """One thing a person did in a channel.

    `update_id` is the channel's own id of it and unique there, whatever is delivered twice;
    `sequence` gives the order inside the chat. Exactly what is set says what was done: a
    `command` (without the slash, its argument in `text`), a pressed `button` (its data), plain
    `text`, `photos`, a `place`; or an `event`:

    * `unsupported`: a sticker, a voice note, a video, a file that is no picture;
    * `left` / `back`: the person blocked or unblocked the bot, the group threw it out or
      took it in;
    * `moved`: the chat has the new id `moved_to` from now on (a group became a supergroup).
    """

    channel: str
    update_id: str
    sequence: int
    chat: str
    thread: str | None = None
    private: bool = True
    addressed: bool = True
    """False for what people in a group say to each other and not to the bot."""
    title: str = ""
    """The group's name; empty in a private chat."""
    sender: Sender | None = None
    message: str | None = None
    """The channel's id of the message, or of the message whose button was pressed."""
    replied: str | None = None
    """The channel's id of the message of ours that this one replies to, where it tells."""
    edited: bool = False
    album: str | None = None
    """What the pictures of one album, arriving one by one, have in common."""
    command: str | None = None
    text: str = ""
    button: str | None = None
    photos: tuple[Photo, ...] = ()
    place: Place | None = None
    event: Literal["unsupported", "left", "back", "moved"] | None = None
    moved_to: str | None = None


class Unparsed(_Passed):
    """An update that could not be turned into an `Incoming`: kept as it came, with the error."""

    channel: str
    update_id: str
    sequence: int
    chat: str | None = None
    """The chat it came from, where at least that could be read: it is told the truth."""
    raw: str
    error: str


class Intake(Protocol):
    """Where a channel puts what arrives."""

    async def receive(self, arrived: Sequence[Incoming | Unparsed]) -> None:
        """Store all of it, in one transaction; only after this returns may it be acknowledged.

        What was stored before (same channel and update_id) is passed over in silence.
        Raises `NotStored` when it could not be stored: then nothing may be acknowledged.
        """


class NotStored(Exception):
    """What arrived could not be stored (a full disk, a database that does not answer)."""


class Button(_Passed):
    """A button under a message: it sends `data` back, opens `url`, or a deep link with `start`.

    `start` is the payload of that link: the channel makes its own address of it, one that
    anybody can open and that brings the command `start` with the payload as its text.
    With `share` the link is not opened, but passed on to others. A `quiet` button turns a page:
    what the message becomes is answer enough, and no channel need show that it was pressed.
    Data is a verb and its arguments, `verb:arg:arg`. It carries no right: what the one who
    presses may do is read from the database, so forged data can do nothing its sender may not.
    """

    text: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    data: str | None = None
    url: str | None = None
    start: Annotated[str, StringConstraints(pattern=START_PAYLOAD)] | None = None
    share: bool = False
    quiet: bool = False

    def model_post_init(self, _: object) -> None:
        if [self.data, self.url, self.start].count(None) != 2:
            raise ValueError("a button has either data, a url or a start payload")
        if self.data is not None and not 1 <= len(self.data.encode()) <= BUTTON_DATA_BYTES:
            raise ValueError(f"button data must be 1 to {BUTTON_DATA_BYTES} bytes: {self.data!r}")


class File(_Passed):
    """A file to hand over: its `key` in the media store and the name the reader sees."""

    key: str
    name: str


class Reply(_Passed):
    """What a person is shown.

    `text` is the small HTML that every channel can show: b i u s code pre a blockquote, with
    everything else escaped; any length, a channel splits what is too long for it. `photos` are
    media keys. `ask` waits for the reader's words and is the hint in the field they type in;
    `ask_place` offers to send where one is. `edit` names an earlier message of ours (the
    channel's id) whose words and buttons this one replaces, while its pictures and place stay;
    where that cannot be done it is sent anew, unless it is to be shown `in_place` or not at all.
    `captioned`: its words stand under a picture. With `wipe` its pictures go too, and so do
    `parts` (the ids of what else was sent with it), as far as the channel can; nothing is sent
    anew. A `patient` one nobody waits for just now: where a channel allows so many at a time, the
    others go first. With `spent` nothing is shown but that the buttons of the message `edit` do
    nothing any more.
    """

    text: str = ""
    buttons: tuple[tuple[Button, ...], ...] = ()
    photos: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    place: Place | None = None
    ask: str | None = None
    ask_place: bool = False
    edit: str | None = None
    captioned: bool = False
    wipe: bool = False
    in_place: bool = False
    parts: tuple[str, ...] = ()
    reply_to: str | None = None
    patient: bool = False
    spent: bool = False


class Address(_Passed):
    """Where a reply goes: the channel's chat and, in a group with topics, its topic."""

    chat: str
    thread: str | None = None
    private: bool = True


class Passage(_Passed):
    """A passage to share, offered to somebody who still types.

    `text` is HTML as in a `Reply`; `title` and `description` are plain. `id` is the same for the
    same passage, always. `button` stands under what is shared: a deep link to where it is from.
    """

    id: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    title: str
    description: str
    text: str
    button: Button


class Found(_Passed):
    """What was looked up: passages, best first; or the way into a private chat `instead`."""

    passages: tuple[Passage, ...] = ()
    instead: Button | None = None


Lookup = Callable[[str], Found]
"""Looks up what somebody types in any chat; nothing of it is stored (docs/adr/0006)."""


class Message(str):
    """A channel's id of a message of ours, with the ids of what else was sent with it.

    `parts` are an album's pictures and the pieces of a long text; `captioned`: its own words
    stand under a picture.
    """

    parts: tuple[str, ...]
    captioned: bool

    def __new__(cls, name: str, parts: Sequence[str] = (), captioned: bool = False) -> Message:
        made = super().__new__(cls, name)
        made.parts, made.captioned = tuple(parts), captioned
        return made


Left = Sequence[tuple[str, Sequence[str]]]
"""Messages that have left: what each shows, in the channel's own words, and its ids."""


class Progress:
    """What of a reply of several messages has left.

    It is kept before the next one leaves, so that whoever goes on, in this process or in one
    after it, repeats none of them.
    """

    def __init__(
        self,
        left: Left = (),
        keep: Callable[[Left], Awaitable[None]] | None = None,
        note: Callable[[str, Sequence[str]], None] = lambda _shows, _ids: None,
    ) -> None:
        """`left` is what had left before; `keep` is given all of it whenever more has.

        `note` is called at once with what has left, in any thread, before anything else happens.
        """
        self.left = [(shows, tuple(ids)) for shows, ids in left]
        self._keep, self.note = keep, note

    async def add(self, shows: str, ids: Sequence[str]) -> None:
        """One more has left."""
        self.left.append((shows, tuple(ids)))
        if self._keep is not None:
            await self._keep(tuple(self.left))


class Channel(Protocol):
    """What the core asks of a channel."""

    name: str

    async def send(self, to: Address, reply: Reply, progress: Progress | None = None, /) -> str:
        """Show `reply` and return the channel's id of the (last) message: a `Message`, where
        it was more than one. What has left by `progress` is not shown again.

        Raises `TryLater`, `Blocked`, `Unsendable` or `Moved`.
        """

    async def fetch(self, ref: str) -> bytes:
        """The bytes of a photo; raises `Gone`, `TooBig`, or `TryLater`."""


class ChannelError(Exception):
    """A channel could not do what was asked."""


class TryLater(ChannelError):
    """It may work later: no connection, 429, 5xx. `seconds`: how long the channel says to wait."""

    def __init__(self, why: str, seconds: float | None = None) -> None:
        super().__init__(why)
        self.seconds = seconds


class NotNow(TryLater):
    """There is room for what people wait for, and none to spare for what nobody does."""


class Blocked(ChannelError):
    """The person blocked the bot, or the group threw it out: nothing will reach that chat."""


class Unsendable(ChannelError):
    """This one message can never be sent (the channel refuses it); the next one may."""


class Moved(ChannelError):
    """The chat has another id from now on."""

    def __init__(self, chat: str) -> None:
        super().__init__(f"the chat moved to {chat}")
        self.chat = chat


class Gone(ChannelError):
    """The channel no longer has the file."""


class TooBig(ChannelError):
    """The file is larger than the channel gives to a bot."""
