"""Drop a draft, with a way back or for good, and erase the files of its pictures."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.core import draft_queries as drafts
from bot.core import file_queries
from bot.core.events import Incoming
from bot.core.media import Media
from bot.core.turn import NotTheirs, Turn, row_number
from db import web
from db.engine import Database, promise_erasure
from db.models import DROPPED, Chat, Draft, Person

UNDO = timedelta(minutes=10)
"""How long a dropped draft can be brought back."""


def draft_of_button(turn: Turn, number: str, *kinds: str) -> Draft:
    """Return the draft a button belongs to, which is of one of the kinds; ends a stale turn.

    In a group, a colleague's is theirs alone to send or drop: its buttons stay.
    """
    row = own_draft(turn, number)
    draft = drafts.by_id(turn.session, row_number(number)) if row is None else None
    if draft is not None and draft.chat_id == turn.chat.id:
        turn.say("start.anothers_words")
        raise NotTheirs
    if row is None or row.kind not in kinds:
        raise turn.stale()
    return row


def own_draft(turn: Turn, number: str) -> Draft | None:
    """Return the draft of a number, if it is this person's, here, and still open."""
    row = drafts.by_id(turn.session, row_number(number))
    is_own = row and (row.person_id, row.chat_id) == (turn.person.id, turn.chat.id)
    return row if is_own else None


def drop(turn: Turn, row: Draft, text: str = "handle.dropped") -> None:
    """Drop a draft that can be brought back for a while, and say so; one dropped before goes."""
    kind = DROPPED + row.kind
    if before := turn.draft(kind):
        erase_draft(turn.session, turn.media, before)
    row.kind, row.updated_at = kind, turn.now
    offer_undo(turn, row, text)


def offer_undo(turn: Turn, row: Draft, text: str) -> None:
    """Say that a draft was dropped, and that it can be brought back for a while."""
    turn.say(text, [[turn.button("handle.button_undo", f"undo:{row.id}")]], undo=True)


def bring_back(turn: Turn, row: Draft) -> bool:
    """Make a dropped draft an open one again; false where that is too late, or another is open."""
    kind = row.kind.removeprefix(DROPPED)
    if kind == row.kind or turn.now - row.updated_at > UNDO:
        return False
    if turn.draft(kind):
        return False
    row.kind, row.updated_at = kind, turn.now
    return True


def erase_dropped(database: Database, media: Media, now: datetime) -> None:
    """Erase the drafts that were dropped and can no longer be brought back."""
    before = now - UNDO
    with database.reading() as session:
        if not drafts.dropped_before(session, before):
            return
    with database.transaction() as session:
        for row in drafts.dropped_before(session, before):
            erase_draft(session, media, row)


def erase_draft(session: Session, media: Media, row: Draft) -> None:
    """Erase a draft at once, with the files of its pictures that nothing else names."""
    keys = row.data.get("photos", ())
    session.delete(row)
    session.flush()
    file_queries.unname(session, row.chat_id, keys)
    erase_files(session, media, keys)


def erase_unconsented(
    session: Session, media: Media, person: Person, chat: Chat, rows: Iterable[Draft | None]
) -> None:
    """Erase what a person who does not agree has written: drafts, and what their page shows.

    A person who agreed to an older text keeps the page, which shows what they sent then.
    """
    promise_erasure(session)
    for row in rows:
        if row is not None:
            erase_draft(session, media, row)
    if person.consent_version is None and chat.channel == web.CHANNEL:
        erase_files(session, media, web.forget(session, chat.channel_id))


def erase_files(session: Session, media: Media, keys: Collection[str]) -> None:
    """Erase the files of these keys that nothing names any more."""
    for key in set(keys) - file_queries.still_named(session, keys):
        media.erase(key)


def erase_unnamed(session: Session, media: Media, handled: Iterable[Incoming]) -> None:
    """Erase the pictures of handled updates that nothing names any more."""
    keys = {photo.key for incoming in handled for photo in incoming.photos if photo.key}
    erase_files(session, media, keys)
