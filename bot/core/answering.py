"""The interfaces between the dispatcher, what answers updates, and the delivery."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlmodel import Session

from bot.core.events import Incoming, Reply
from bot.core.media import Media
from db.engine import Database
from db.outbox import NewMessage


class Answering(Protocol):
    """The interface between the dispatcher and `bot.router`, which answers updates."""

    def respond(
        self,
        session: Session,
        incoming: Incoming,
        now: datetime,
        media: Media,
        prepared: Reply | None,
        unlocked: Sequence[Incoming],
    ) -> None:
        """Do what the update asks for, and put the answers into the outbox."""

    def may_fetch(self, session: Session, incoming: Incoming, now: datetime) -> bool:
        """Return whether the update's pictures and links may be fetched and kept."""

    def unlocked(self, session: Session, incoming: Incoming) -> Sequence[Incoming]:
        """Return the messages sent before consent, if this update is the tap that unlocks them."""

    def may_keep(self, session: Session, incoming: Incoming) -> bool:
        """Return whether an update that failed may be kept for inspection."""

    def takes_long(self, incoming: Incoming) -> bool:
        """Return whether `ahead` has something to make for the update."""

    def ahead(
        self, database: Database, incoming: Incoming, now: datetime, media: Media
    ) -> Reply | None:
        """Make what the update asks for and takes long, before its transaction."""

    def apologise(
        self,
        session: Session,
        channel: str,
        chat: str,
        now: datetime,
        thread: str | None = None,
    ) -> None:
        """Tell a chat that its update could not be handled."""


class Delivering(Protocol):
    """The interface between the dispatcher and the delivery."""

    @property
    def has_room(self) -> bool:
        """Return whether messages that are handed over can be sent at once."""

    def hand_over(self, messages: Sequence[NewMessage]) -> None:
        """Send the messages that are leased to this process, and look for the others."""

    def look(self) -> None:
        """Look for due messages in the outbox."""
