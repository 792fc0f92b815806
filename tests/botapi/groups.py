"""Groups the bot is in, and what happens to it there."""

from typing import Any

from tests.botapi.markup import Refused
from tests.botapi.messages import BotMessage
from tests.botapi.people import ANONYMOUS, PATIENCE, Speaker, push_membership
from tests.botapi.world import Chat, Json, User, World


class Group:
    """A group the bot is in, in privacy mode; with topics, a forum."""

    def __init__(self, world: World, chat: Chat) -> None:
        self.world = world
        self.chat = chat

    def member(self, person: Speaker, topic: int | None = None) -> Speaker:
        """That person in this group, writing in a topic where one is given."""
        return Speaker(self.world, self.chat, person.user, topic)

    def anonymous_admin(self, topic: int | None = None) -> Speaker:
        """An administrator behind the group's mask."""
        return Speaker(self.world, self.chat, ANONYMOUS, topic)

    def topic(self, name: str, by: Speaker) -> int:
        """Open a topic; returns its thread id."""
        created = {"name": name, "icon_color": 7322096}
        message = self._service(by, forum_topic_created=created)
        thread = int(message["message_id"])
        self.chat.topics[thread] = "open"
        return thread

    def closes_topic(self, thread: int) -> None:
        """Nobody but administrators may write there now."""
        self.chat.topics[thread] = "closed"

    def deletes_topic(self, thread: int) -> None:
        """The topic and all in it are gone."""
        del self.chat.topics[thread]

    async def service(self, by: Speaker, **content: Any) -> Json:
        """Send a message of the service's own (`new_chat_title=…`)."""
        return self._service(by, **content)

    async def adds_bot(self, by: Speaker, status: str = "member") -> None:
        """Take the bot in (again)."""
        self.chat.refusal = None
        push_membership(self.world, self.chat, by.user, "left", status)

    async def kicks_bot(self, by: Speaker) -> None:
        """Throw the bot out."""
        words = "supergroup" if self.chat.type == "supergroup" else "group"
        self.chat.refusal = Refused(f"Forbidden: bot was kicked from the {words} chat", 403)
        push_membership(self.world, self.chat, by.user, "member", "kicked")

    async def mutes_bot(self, by: Speaker) -> None:
        """Leave the bot in, but let it write no more."""
        self.chat.refusal = Refused(
            "Bad Request: not enough rights to send text messages to the chat"
        )
        push_membership(self.world, self.chat, by.user, "member", "restricted")

    async def allows_words_only(self) -> None:
        """Let members write, and send nothing else."""
        self.chat.words_only = True

    async def upgrades_to(self, chat_id: int, by: Speaker) -> "Group":
        """The group becomes a supergroup with another id."""
        self._service(by, migrate_to_chat_id=chat_id)
        self.chat.refusal = Refused(
            "Bad Request: group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=chat_id,
        )
        chat = Chat(chat_id, "supergroup", self.chat.title)
        self.world.chats[chat_id] = chat
        upgraded = Group(self.world, chat)
        upgraded._service(by, migrate_from_chat_id=self.chat.id)
        return upgraded

    async def reads(self, containing: str = "", timeout: float = PATIENCE) -> BotMessage:
        """The next message of the bot in this group; as `Speaker.reads`."""
        return await self._watcher.reads(containing, timeout)

    @property
    def _watcher(self) -> Speaker:
        if not hasattr(self, "_reader"):
            self._reader = Speaker(self.world, self.chat, User(0, self.chat.title))
        return self._reader

    def _service(self, by: Speaker, **content: Any) -> Json:
        message = self.world.message(self.chat, by.user, **content)
        self.world.updates.push("message", message)
        return message
