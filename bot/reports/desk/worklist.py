"""The list an office works on in a chat: the one shown last, with the numbers it gave its cases."""

from collections.abc import Mapping
from datetime import timedelta

from pydantic import BaseModel

from bot.core import draft_queries as drafts
from bot.core.turn import Turn
from bot.reports.desk import queries, views
from bot.reports.desk.queries import EVERY, Wish
from db.models import Draft, Report

KIND = "worklist"
"""The kind of the draft that keeps it; nothing typed is added to it."""
LASTS = timedelta(hours=12)
"""So long after it was shown a list is the one worked on: a working day."""


class Worklist(BaseModel):
    """A list's filters and words, and the codes of the cases by the numbers shown."""

    wish: Wish = EVERY
    words: str = ""
    codes: dict[int, str] = {}


def keep(turn: Turn, newest: Worklist, row: Draft | None) -> None:
    """Keep a list as the one worked on, in the draft of the one before, if there is one.

    A further page keeps the numbers of those before.
    """
    before = _in(turn, row)
    if before and before.model_copy(update={"codes": newest.codes}) == newest:
        later = min(newest.codes, default=1) > 1
        codes: Mapping[int, str] = {**(before.codes if later else {}), **newest.codes}
        newest = newest.model_copy(update={"codes": codes})
    if row is None:
        row = Draft(person_id=turn.person.number, chat_id=turn.chat.number, kind=KIND,
                    created_at=turn.now, updated_at=turn.now)  # fmt: skip
        turn.session.add(row)
    row.data, row.updated_at = newest.model_dump(mode="json"), turn.now


def current(turn: Turn) -> Worklist | None:
    """Return the list this person works on in this chat, if one was shown lately."""
    return _in(turn, drafts.of_kind(turn.session, turn.person, turn.chat, KIND))


def _in(turn: Turn, row: Draft | None) -> Worklist | None:
    fresh = row is not None and turn.now - row.updated_at <= LASTS
    return Worklist.model_validate(row.data) if row and fresh else None


def following(turn: Turn, after: Report | None) -> Report | None:
    """Return the case of the list worked on that comes after this one, or else its first."""
    chosen = current(turn) or Worklist()
    looks = views.viewer(turn, chosen.words)
    return queries.following(turn.session, looks, after, chosen.wish)
