"""The fields of an update that are used here, each of them checked; all others are ignored."""

from pydantic import BaseModel, ConfigDict, Field


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True)


class User(_Read):
    id: int
    first_name: str = ""
    last_name: str = ""

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class Chat(_Read):
    id: int
    type: str
    title: str = ""

    @property
    def private(self) -> bool:
        return self.type == "private"


class Size(_Read):
    file_id: str
    width: int
    height: int


class Document(_Read):
    file_id: str
    mime_type: str = ""
    file_name: str = ""
    file_size: int = 0


class Recording(_Read):
    """A voice note, a video, a round video or a piece of audio."""

    file_id: str
    duration: int = 0
    file_size: int = 0


class Location(_Read):
    latitude: float
    longitude: float


class Venue(_Read):
    location: Location
    title: str = ""
    address: str = ""


class Written(_Read):
    message_id: int = 0
    from_: User | None = Field(None, alias="from")


class Message(_Read):
    """A message; what else Telegram put in it is in `model_extra`."""

    model_config = ConfigDict(extra="allow")

    message_id: int
    chat: Chat
    from_: User | None = Field(None, alias="from")
    sender_chat: Chat | None = None
    message_thread_id: int | None = None
    is_topic_message: bool = False
    is_automatic_forward: bool = False
    reply_to_message: Written | None = None
    via_bot: User | None = None
    media_group_id: str | None = None
    text: str | None = None
    caption: str = ""
    photo: list[Size] = Field(default_factory=list)
    document: Document | None = None
    voice: Recording | None = None
    audio: Recording | None = None
    video: Recording | None = None
    video_note: Recording | None = None
    location: Location | None = None
    venue: Venue | None = None
    migrate_to_chat_id: int | None = None

    @property
    def thread(self) -> str | None:
        in_topic = self.is_topic_message and self.message_thread_id is not None
        return str(self.message_thread_id) if in_topic else None


class CallbackQuery(_Read):
    id: str
    from_: User = Field(alias="from")
    message: Message | None = None
    data: str | None = None


class InlineQuery(_Read):
    id: str
    from_: User = Field(alias="from")
    query: str = ""


class Member(_Read):
    status: str
    can_send_messages: bool = True

    @property
    def can_write(self) -> bool:
        if self.status == "restricted":
            return self.can_send_messages
        return self.status not in ("left", "kicked")


class Membership(_Read):
    chat: Chat
    from_: User = Field(alias="from")
    old_chat_member: Member
    new_chat_member: Member
