"""The reporter confirms or disputes a resolution, adds words, hides their name; later dates."""

from __future__ import annotations

from bot.consent import conversation as consent
from bot.core.draft_content import DraftContent
from bot.core.turn import Routes, Turn, row_number
from bot.people.roles import note
from bot.reports import buttons, cards, erasing, followup_queries, moves, moving
from bot.reports.reporters import speaks
from db import outbox
from db.models import Report

routes = Routes()

ANSWERS = {"yes": "confirm", "part": "partly", "no": "dispute"}
"""The moves of the buttons under "Đã xử lý xong chưa?"."""
MOST_ADDED = 10
"""Times a reporter can add something to one report."""


@routes.button("settled")
def settled(turn: Turn) -> None:
    """Take the answer to a resolution: done, partly or not; "not" needs a reason or a picture."""
    action = ANSWERS.get(turn.arguments[0])
    if action is None:
        turn.say("start.stale_button")
        return
    report = moving.movable(turn, action)
    if report is None:
        return
    if action == "dispute":
        say_more(turn, report, action)
    elif action == "confirm" and report.confirmed == "yes":
        turn.say("track.done_confirm", report=report)
    else:
        moving.make(turn, report, action, DraftContent())
        if action == "partly" and consent.agreed(turn, "add", report.code):
            moving.ask_words(turn, report, "add")


def say_more(turn: Turn, report: Report, action: str) -> None:
    """Ask for the words of a reporter's move; first for consent where it is missing."""
    if action == "add" and _full(turn, report):
        return
    if consent.agreed(turn, action, report.code):
        moving.ask_words(turn, report, action)


def _full(turn: Turn, report: Report) -> bool:
    if followup_queries.count_events(turn.session, report, "add") < MOST_ADDED:
        return False
    turn.say("track.added_enough", report=report, most=MOST_ADDED)
    return True


def takes_reply(turn: Turn) -> bool:
    """Take a reply to one of our messages about a report as words for that report.

    It answers an official's question, else adds to the report; for a resolved report, the three
    buttons of the question are shown.
    """
    answered = turn.incoming.replied
    if answered is None or turn.incoming.edited or not turn.chat.private:
        return False
    if not (turn.text or turn.incoming.photos):
        return False
    report = followup_queries.answered(turn.session, turn.chat.id or 0, answered)
    if report is None or not speaks(report, turn.actor):
        return False
    action = "answer" if report.status == "needs_info" else "add"
    if report.status == "resolved":
        turn.say("track.ask_done", buttons.settled_buttons(turn.tools, report), report=report)
    elif report.status not in moves.OPEN:
        return False
    elif not (action == "add" and _full(turn, report)) and consent.agreed(
        turn, action, report.code
    ):
        moving.begin(turn, report, action)
        moving.words(turn)
    return True


@routes.button("hide_name", once=True)
def hide_name(turn: Turn) -> None:
    """Take one's name off a report, after asking once more."""
    report = moving.by_code(turn, turn.arguments[0])
    if report is None:
        turn.say("start.stale_button")
    elif report.person_id != turn.person.id:
        moving.refuse(turn, report, "right")
    elif not turn.is_sure:
        sure = turn.button("track.button_hide_name", turn.sure(f"hide_name:{report.code}"))
        turn.say("track.ask_hide_name", [[sure]], report=report)
    else:
        erasing.hide_name(turn, report)
        report.shown_name = None
        note(turn.session, turn.actor, "hide_name", report.code, turn.now)
        outbox.empty_of_reports(turn.session, [report.id or 0])
        cards.refresh(turn, report)
        turn.say("track.name_hidden", report=report)


@routes.button("newdate")
def new_date(turn: Turn) -> None:
    """Set a date so many working days later for an official; its followers are told at once."""
    days, report = row_number(turn.arguments[0]), moving.by_code(turn, turn.arguments[-1])
    if report is None:
        turn.say("start.stale_button")
    else:
        moving.put_off(turn, report, days)
