"""Rate an answer with 👍 or 👎, and take the reason that may follow 👎."""

from datetime import timedelta

from bot.core import draft_queries as drafts
from bot.core.events import BUTTON_DATA_BYTES
from bot.core.routes import Routes
from bot.core.turn import Rows, Turn, row_number
from bot.questions import queries as questions
from bot.understanding.masking import masked
from bot.understanding.phrases import begins_remark
from db.models import Draft, Rating
from knowledge.answering.engine import Answer

routes = Routes()
KIND = "rating"


def buttons(turn: Turn, answer: Answer) -> Rows:
    """Return 👍 and 👎 for the item an answer quotes first."""
    if answer.outcome != "answer" or not answer.citations or not answer.citations[0].item:
        return ()
    about = f"{answer.citations[0].plan}:{answer.citations[0].item}"
    if len(f"rate:down:{about}".encode()) > BUTTON_DATA_BYTES:
        return ()
    return [
        [
            turn.button("questions.button_up", f"rate:up:{about}"),
            turn.button("questions.button_down", f"rate:down:{about}"),
        ]
    ]


@routes.button("rate")
def rate(turn: Turn) -> None:
    """Store a rating; a later tap replaces an earlier one."""
    wish, plan, item = (*turn.arguments, "", "")[:3]
    if wish not in ("up", "down") or not _exists(turn, plan, item):
        raise turn.stale()
    row = questions.rate(turn.session, turn.person.number, plan, item, wish == "up", turn.now)
    waiting = drafts.current(turn.session, turn.person, turn.chat)
    if waiting is not None and waiting.kind == KIND:
        turn.session.delete(waiting)
        turn.session.flush()
        waiting = drafts.current(turn.session, turn.person, turn.chat)
    if wish == "up" or waiting is not None or not turn.chat.private:
        turn.say("questions.rated", up=row.up)
        return
    turn.begin_draft(KIND, data={"rating": row.id})
    skip = turn.button("questions.button_skip", "why:skip")
    turn.say("questions.ask_why", [[skip]], ask="questions.hint_why")


def _exists(turn: Turn, plan: str, item: str) -> bool:
    try:
        return turn.tools.knowledge.place(item, plan).plan.id == plan
    except KeyError:
        return False


WAITS = timedelta(minutes=10)
"""How long after 👎 a text is taken for the reason."""
LONGEST_REASON = 500
"""Characters that are kept of a reason."""
DOUBTFUL = ("weak", "count")
"""Kinds of refusal after which the words are rather a reason than a question."""


def takes(turn: Turn, row: Draft) -> bool:
    """Return whether a new message is the reason; a question or command ends the waiting."""
    incoming = turn.incoming
    if incoming.button is not None or incoming.edited:
        return False
    late = turn.now - row.updated_at > WAITS
    not_words = incoming.photos or incoming.place or incoming.event or not turn.text
    if not (late or not_words or incoming.command or _asks(turn)):
        return True
    if incoming.command != "huy":  # which ends it in its own words
        turn.session.delete(row)
        turn.session.flush()
    return False


def _asks(turn: Turn) -> bool:
    """Return whether the words are clearly a question or another request to the bot."""
    if turn.text.rstrip().endswith(("?", "？")):
        return True
    if begins_remark(turn.text):
        return False
    answer = turn.tools.answerer.answer(turn.text[:LONGEST_REASON])
    return answer.outcome != "not_in_plan" or answer.kind not in DOUBTFUL


@routes.draft(KIND)
def word(turn: Turn, row: Draft) -> None:
    """Store the reason, and offer to take it for a question after all."""
    rating = _own_rating(turn, row.data["rating"])
    turn.session.delete(row)
    if rating is None:
        turn.say("questions.rated", up=False)
        return
    rating.word = masked(turn.text[:LONGEST_REASON])
    button = turn.button("questions.button_asked", f"asked:{rating.id}")
    turn.say("questions.word_kept", [[button]], word=rating.word)


def _own_rating(turn: Turn, rating_id: int) -> Rating | None:
    rating = turn.session.get(Rating, rating_id)
    return rating if rating is not None and rating.person_id == turn.person.id else None


@routes.button("why")
def give_none(turn: Turn) -> None:
    """Stop waiting: no reason is given."""
    if turn.arguments != ["skip"]:
        raise turn.stale()
    row = turn.draft(KIND)
    if row is not None:
        turn.session.delete(row)
    turn.say("questions.rated", up=False)


def take_back(turn: Turn) -> None:
    """Make the reason of the button the message of this turn; ends a stale turn."""
    rating = _own_rating(turn, row_number(turn.arguments[-1]))
    if rating is None or not rating.word:
        raise turn.stale()
    turn.incoming = turn.incoming.model_copy(update={"text": rating.word, "button": None})
    rating.word = ""
