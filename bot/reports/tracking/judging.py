"""The reporter's word on an agency's answer: content, acceptable or not, and then why."""

from __future__ import annotations

from bot.core.turn import Routes, Turn
from bot.reports import moves, moving
from bot.reports.buttons import BAD, JUDGE, WHYS, WORDS, judging

routes = Routes()


@routes.button(JUDGE)
def judge(turn: Turn) -> None:
    """Keep the word, one for each report, the last; ask for it, and why it is "not", first."""
    word = turn.arguments[0]
    if word not in ("ask", *WORDS, *WHYS):
        turn.say("start.stale_button")
    elif report := moving.movable(turn, JUDGE):
        if word in ("ask", BAD):
            choices = WHYS if word == BAD else WORDS
            turn.say(f"track.ask_{word}", judging(turn, report, choices), report=report)
        else:
            moves.move(turn.session, report, JUDGE, turn.actor, turn.now, subject=word)
            turn.say("track.judged", report=report)
