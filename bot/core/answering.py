"""The interface between the dispatcher and what answers updates."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from sqlmodel import Session

from bot.core.events import Before, Incoming, Reply
from bot.core.media import Media
from db.engine import Database

Ahead = Callable[[Database, Incoming, datetime, Media], Reply | None]
"""Makes a slow reply before its transaction; changes nothing."""


class Answering(Protocol):
    """The interface between the dispatcher and `bot.router`, which answers updates."""

    def respond(
        self, session: Session, incoming: Incoming, now: datetime, media: Media, before: Before
    ) -> None:
        """Do what the update asks for, and put the answers into the outbox."""

    def may_fetch(self, session: Session, incoming: Incoming, now: datetime) -> bool:
        """Return whether the update's pictures and links may be fetched and kept."""

    def unlocked(self, session: Session, incoming: Incoming) -> Sequence[Incoming]:
        """Return the messages sent before consent, if this update is the tap that unlocks them."""

    def may_keep(self, session: Session, incoming: Incoming) -> bool:
        """Return whether an update that failed may be kept for inspection."""

    def ahead(self, incoming: Incoming) -> Ahead | None:
        """Return what makes the slow part of the answer, before the transaction; seldom needed."""

    def apologise(
        self, session: Session, channel: str, chat: str, now: datetime, thread: str | None = None
    ) -> None:
        """Tell a chat that its update could not be handled."""
