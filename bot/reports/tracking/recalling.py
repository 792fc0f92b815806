"""Call a report back within ten minutes of sending it; one that is accepted asks its office."""

from __future__ import annotations

from datetime import timedelta

from bot.core.draft_content import DraftContent
from bot.core.turn import Routes, Turn
from bot.reports import cards, moves, moving, offices, supporter_queries
from bot.reports import queries as reports
from db.models import Report

routes = Routes()
RECALL = timedelta(minutes=10)
"""So long after it was sent a report can be called back; nothing waits for that."""
ANSWERS = {"yes": "let_go", "no": "keep_on"}
"""The moves of an office's buttons under the wish to call a report back."""


@routes.button("recall")
def recall(turn: Turn) -> None:
    """Ask once more, and withdraw the report; of one that is accepted, ask the office."""
    report = moving.movable(turn, "withdraw")
    if report is None:
        return
    yes = turn.button("track.button_withdraw_yes", f"withdraw_yes:{report.code}")
    if turn.now - report.created_at > RECALL:
        turn.say("track.recall_late", [[yes]], report=report)
    elif report.status in moves.MOVES["recall"].before:
        _ask_office(turn, report)
    else:
        stays = supporter_queries.has_known(turn.session, report)
        turn.say("track.ask_withdraw", [[yes]], report=report, stays=stays)


def _ask_office(turn: Turn, report: Report) -> None:
    """Ask the office, once, whether the report may go."""
    if not _is_asked(turn, report):
        offices.act(
            turn.session, report, "recall", turn.actor, DraftContent(), turn.now, turn.city,
            turn.tools.zone,
        )  # fmt: skip
        yes = turn.button("handle.button_let_go", f"recalled:yes:{report.code}")
        no = turn.button("handle.button_keep_on", f"recalled:no:{report.code}")
        text = turn.tools.texts("handle.told_recall", report=report)
        cards.notify_agency(turn, report, text, first=(yes, no))
        cards.refresh(turn, report)
    turn.say("track.recall_asked", report=report)


def _is_asked(turn: Turn, report: Report) -> bool:
    """Return whether the office was asked to let it go, and has not answered."""
    steps = [event.action for event in reports.events(turn.session, report)]
    about_it = [action for action in steps if action in ("recall", *ANSWERS.values())]
    return about_it[-1:] == ["recall"]


@routes.button("recalled", once=True)
def answer(turn: Turn) -> None:
    """Let the report go, or keep on: the office's answer; only where it was asked."""
    action = ANSWERS.get(turn.arguments[0])
    if action is None:
        turn.say("start.stale_button")
    elif report := moving.movable(turn, action):
        if _is_asked(turn, report):
            moving.make(turn, report, action, DraftContent())
        else:
            turn.say("start.stale_button")
