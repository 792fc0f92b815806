"""Rate an answer with 👍 or 👎, and ask after 👎 for a reason, which is optional."""

from __future__ import annotations

from bot.core import draft_queries as drafts
from bot.core.events import BUTTON_DATA_BYTES
from bot.core.turn import Routes, Rows, Turn
from bot.questions import queries as questions
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
        turn.say("start.stale_button")
        return
    assert turn.person.id is not None
    row = questions.rate(turn.session, turn.person.id, plan, item, wish == "up", turn.now)
    waiting = drafts.current(turn.session, turn.person, turn.chat)
    if waiting is not None and waiting.kind == KIND:
        turn.session.delete(waiting)
        turn.session.flush()
        waiting = drafts.current(turn.session, turn.person, turn.chat)
    if wish == "up" or waiting is not None or not turn.chat.private:
        turn.say("questions.rated", up=row.up)
        return
    drafts.begin(turn.session, turn.person, turn.chat, KIND, turn.now, data={"rating": row.id})
    skip = turn.button("questions.button_skip", "why:skip")
    turn.say("questions.ask_why", [[skip]], ask="questions.hint_why")


def _exists(turn: Turn, plan: str, item: str) -> bool:
    try:
        return turn.tools.knowledge.place(item, plan).plan.id == plan
    except KeyError:
        return False
