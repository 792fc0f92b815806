"""The values and errors that pass between a channel and the core: updates, replies, failures.

A channel is anything people talk in (Telegram, the web page). It turns what arrives into
`Incoming` and shows a `Reply`; no other module knows how a channel works inside.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Literal, NamedTuple, Protocol

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

BUTTON_DATA_BYTES = 64
"""Telegram's limit on callback_data, the smallest of all channels."""
TEXT_UNITS = 4096
"""Telegram's limit on the text of a message, in UTF-16 code units."""
START_PAYLOAD = r"^[A-Za-z0-9_-]{1,64}$"
"""The payload Telegram allows in a deep link: https://core.telegram.org/bots/features#deep-linking."""


class _Passed(BaseModel):
    """Base of what is stored as JSON in the inbox and outbox: immutable, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(_Passed):
    """A place a person sent: WGS 84 degrees, with the venue's name where the channel gave one."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    title: str = ""


Refusal = Literal["too_big", "not_a_picture", "not_a_recording", "not_a_paper", "too_long", "gone"]


class Photo(_Passed):
    """A picture a person sent, or a `recording`: a voice note or a short video.

    A `paper` is a document (PDF, Word): it comes as `unsupported`, for few can take it.

    `ref` is the channel's own name for it. `key` is ours: the file's name in the media store,
    set once it has been fetched, checked and written anew. `refused` says why it was not taken.
    """

    ref: str
    key: str | None = None
    recording: bool = False
    paper: bool = False
    refused: Refusal | None = None


class Sender(_Passed):
    """The sender of an update: the channel's own id, and the name the person shows there.

    `accountable` is false for a sender behind a group's or channel's mask (Telegram's anonymous
    administrator), who may handle no case.
    """

    id: str
    name: str = ""
    accountable: bool = True


class Incoming(_Passed):
    """An update: one act of a person in a channel.

    `update_id` is the channel's own id of it, the same when it is delivered twice;
    `sequence` gives the order inside the chat. The fields that are set say what was done: a
    `command` (without the slash, its argument in `text`), a pressed `button` (its data), plain
    `text`, `photos` (pictures and recordings), a `place`; or an `event`:

    * `unsupported`: a sticker, a file that is no picture;
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
    """False for a message in a group that is not for the bot."""
    title: str = ""
    """The group's name; empty in a private chat."""
    sender: Sender | None = None
    message: str | None = None
    """The channel's id of the message, or of the message whose button was pressed."""
    replied: str | None = None
    """The channel's id of the bot's message that this one replies to, where it is known."""
    edited: bool = False
    album: str | None = None
    """The id that the pictures of one album, arriving one by one, have in common."""
    command: str | None = None
    text: str = ""
    button: str | None = None
    photos: tuple[Photo, ...] = ()
    place: Place | None = None
    event: Literal["unsupported", "left", "back", "moved"] | None = None
    moved_to: str | None = None

    @property
    def verb(self) -> str:
        """The verb of the pressed button; empty where none was."""
        return (self.button or "").partition(":")[0]


class Unparsed(_Passed):
    """An update that could not be turned into an `Incoming`: kept raw, with the error."""

    channel: str
    update_id: str
    sequence: int
    chat: str | None = None
    """The chat it came from, where at least that could be read, to be told of the failure."""
    raw: str
    error: str


class Intake(Protocol):
    """The interface by which a channel stores arriving updates."""

    async def receive(self, arrived: Sequence[Incoming | Unparsed]) -> None:
        """Store the updates in one transaction; only after this may they be acknowledged.

        An update that was stored before (same channel and update_id) is passed over. Raises
        `NotStored` when they could not be stored: then none may be acknowledged.
        """


class NotStored(Exception):
    """Updates could not be stored (a full disk, a database that does not answer)."""


class Button(_Passed):
    """A button under a message: it sends `data` back, opens `url`, or a deep link with `start`.

    `start` is the payload of that link: the channel makes its own address of it, one that
    anybody can open and that brings the command `start` with the payload as its text.
    With `share` the link is not opened, but passed on to others. A `quiet` button turns a page:
    the changed message is the answer, and no channel need show that it was pressed.
    Data is a verb and its arguments, `verb:arg:arg`. It carries no right: rights are read from
    the database, so forged data can do nothing its sender may not.
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
    """A message of the bot.

    `text` is the small HTML that every channel can show: b i u s code pre a blockquote, with
    everything else escaped; a channel splits text that is too long for it. `photos` are media
    keys. `ask` waits for the reader's words and is the hint in the field they type in;
    `ask_place` offers to send one's position. `edit` names an earlier message of the bot (the
    channel's id) whose words and buttons this one replaces, while its pictures and place stay;
    where that cannot be done it is sent as a new message, unless it is `in_place`. `captioned`:
    its words stand under a picture. With `wipe` its pictures go too, and so do `parts` (the ids of
    the messages sent with it), as far as the channel can; no new message is sent. Nobody waits for
    a `patient` reply: where a channel limits the rate, the others go first. With `spent` only the
    buttons of the message `edit` are shown as spent. `menu` names the role whose commands the
    channel's menu offers in this chat from now on.
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
    menu: str = ""


class Before(NamedTuple):
    """A reply and messages made and fetched for an update before its transaction.

    `prepared` is a slow reply; `unlocked` are the messages from before consent that this tap
    unlocks, their pictures fetched.
    """

    prepared: Reply | None = None
    unlocked: Sequence[Incoming] = ()


NOTHING = Before()


class Address(_Passed):
    """The address of a reply: the channel's chat and, in a group with topics, its topic."""

    chat: str
    thread: str | None = None
    private: bool = True


class Passage(_Passed):
    """A passage to share, offered to a person who still types.

    `text` is HTML as in a `Reply`; `title` and `description` are plain. `id` is the same for the
    same passage, always. `button` stands under the shared message: a deep link to the passage.
    """

    id: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    title: str
    description: str
    text: str
    button: Button


class LookupResult(_Passed):
    """The passages found, best first; or the `entrance` to a private chat."""

    passages: tuple[Passage, ...] = ()
    entrance: Button | None = None


Lookup = Callable[[str], LookupResult]
"""Looks up the words a person types in any chat; they are not stored (docs/adr/0006)."""


class Message(str):
    """A channel's id of a message of the bot, with the ids of the messages sent with it.

    `parts` are an album's pictures and the pieces of a long text; `captioned`: its own words
    stand under a picture.
    """

    parts: tuple[str, ...]
    captioned: bool

    def __new__(cls, name: str, parts: Sequence[str] = (), captioned: bool = False) -> "Message":
        message = super().__new__(cls, name)
        message.parts, message.captioned = tuple(parts), captioned
        return message


SentMessages = Sequence[tuple[str, Sequence[str]]]
"""Messages that were sent: a channel's own word for each part, and its ids."""


class Progress:
    """The messages of one reply that were sent.

    They are kept before the next one is sent, so that no later attempt, in this process or in one
    after it, repeats them.
    """

    def __init__(
        self,
        sent: SentMessages = (),
        keep: Callable[[SentMessages], Awaitable[None]] | None = None,
        note: Callable[[str, Sequence[str]], None] = lambda _shows, _ids: None,
    ) -> None:
        """`sent` was sent before; `keep` is given all messages whenever one was added.

        `note` is called at once when a message was sent, in any thread.
        """
        self.sent = [(shows, tuple(ids)) for shows, ids in sent]
        self._keep, self.note = keep, note

    async def add(self, shows: str, ids: Sequence[str]) -> None:
        """Add a message that was sent."""
        self.sent.append((shows, tuple(ids)))
        if self._keep is not None:
            await self._keep(tuple(self.sent))


class Channel(Protocol):
    """The interface of a channel."""

    name: str

    async def send(self, to: Address, reply: Reply, progress: Progress | None = None, /) -> str:
        """Send `reply` and return the channel's id of the (last) message: a `Message`, where
        it was more than one. Messages in `progress` are not sent again.

        Raises `TryLater`, `Blocked`, `Unsendable` or `Moved`.
        """

    async def fetch(self, ref: str) -> bytes:
        """Return the bytes of a photo; raises `FileGone`, `TooBig`, or `TryLater`.

        Where nothing arrives to be fetched, it is gone.
        """
        raise FileGone(ref)


class ChannelError(Exception):
    """A channel could not do what was asked."""


class TryLater(ChannelError):
    """It may work later: no connection, 429, 5xx. `seconds`: how long the channel says to wait."""

    def __init__(self, why: str, seconds: float | None = None) -> None:
        super().__init__(why)
        self.seconds = seconds


class NotNow(TryLater):
    """The channel has room for answers, and none to spare for patient messages."""


class Blocked(ChannelError):
    """The person blocked the bot, or the group removed it: the chat cannot be reached."""


class Unsendable(ChannelError):
    """This one message can never be sent (the channel refuses it); the next one may."""


class Moved(ChannelError):
    """The chat has another id from now on."""

    def __init__(self, chat: str) -> None:
        super().__init__(f"the chat moved to {chat}")
        self.chat = chat


class FileGone(ChannelError):
    """The channel no longer has the file."""


class TooBig(ChannelError):
    """The file is larger than the channel gives to a bot."""
