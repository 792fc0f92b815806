"""The word why that may follow 👎: whatever else is typed is not swallowed for it."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.core import draft_queries as drafts
from bot.core.turn import Routes, Turn, row_number
from bot.questions import queries as questions
from bot.questions import ratings
from bot.understanding.masking import masked
from db.models import Draft, Rating
from knowledge.vietnamese.text import folded_words

routes = Routes()
WAITS = timedelta(minutes=10)
"""For so long what somebody types after 👎 is taken for the reason."""
LONGEST = 500
"""Characters that are kept of a reason."""
DOUBTFUL = ("weak", "outside")
"""Refused for these, words ask for nothing that is known: they are rather a reason."""
_REMARK = re.compile(
    r" (?:sai|nham|khong|chua|thieu|thua|chang|kho hieu|kho doc|lan man|lac de|chung chung|vo dung|"
    r"vo ich|dai|ngan|it|cu|tra loi|thong tin|so lieu|hoi mot|noi|qua|hoi|doc) "
)
"""How a remark on an answer begins; many a question may begin so too, and has a button for that."""


def takes(turn: Turn, row: Draft) -> bool:
    """Whether what came is the word why; a new question, a picture or a command ends the waiting.

    An edited message is never it: it belongs to what was said before.
    """
    incoming = turn.incoming
    if incoming.button is not None or incoming.edited:
        return False
    late = turn.now - row.updated_at > WAITS
    other = incoming.photos or incoming.place or incoming.event or not turn.text
    if not (late or other or incoming.command or _asks(turn)):
        return True
    if incoming.command != "huy":  # which ends it in its own words
        turn.session.delete(row)
        turn.session.flush()
    return False


def _asks(turn: Turn) -> bool:
    """Whether the words are clearly a question, or something else the bot is there for."""
    if turn.text.rstrip().endswith(("?", "？")):
        return True
    if _REMARK.match(folded_words(turn.text)):
        return False
    found = turn.tools.answerer.answer(turn.text[:LONGEST])
    return found.outcome != "not_in_plan" or found.kind not in DOUBTFUL


@routes.draft(ratings.KIND)
def word(turn: Turn) -> None:
    """Keep the word why, and offer to take it for a question after all."""
    row = drafts.current(turn.session, turn.person, turn.chat)
    assert row is not None
    rating = _of(turn, row)
    turn.session.delete(row)
    if rating is None:
        turn.say("questions.rated", up=False)
        return
    rating.word = masked(turn.text[:LONGEST])
    asked = turn.button("questions.button_asked", f"asked:{rating.id}")
    turn.say("questions.word_kept", [[asked]], word=rating.word)


def _of(turn: Turn, row: Draft) -> Rating | None:
    rating = questions.rating_by_id(turn.session, row.data["rating"])
    return rating if rating is not None and rating.person_id == turn.person.id else None


@routes.button("why")
def give_none(turn: Turn) -> None:
    """Give no word."""
    row = drafts.of_kind(turn.session, turn.person, turn.chat, ratings.KIND)
    if row is not None:
        turn.session.delete(row)
    turn.say("questions.rated", up=False)


def take_back(turn: Turn) -> bool:
    """Make the word of the pressed button the message of this turn; false where it is gone."""
    rating = questions.rating_by_id(turn.session, row_number(turn.arguments[-1]))
    if rating is None or rating.person_id != turn.person.id or not rating.word:
        turn.say("start.stale_button")
        return False
    turn.incoming = turn.incoming.model_copy(update={"text": rating.word, "button": None})
    rating.word = ""
    return True
