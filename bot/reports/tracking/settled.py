"""Whether it is really done, in the reporter's words; more words; a name taken back; new dates."""

from __future__ import annotations

from bot.consent import conversation as consent
from bot.core.gathered import Words
from bot.core.turn import Routes, Turn, row_number
from bot.people.roles import note
from bot.reports import buttons, cards, erasing, followups
from bot.reports import followup_queries as rows
from bot.reports import moves as rules
from bot.reports import moving as handle
from bot.reports.reporters import speaks
from db import outbox
from db.models import Report

routes = Routes()

ANSWERS = {"yes": "confirm", "part": "partly", "no": "dispute"}
"""What the buttons under "Đã xử lý xong chưa?" do."""
MOST_ADDED = 10
"""Times a reporter can add something to one report."""


@routes.button("settled")
def settled(turn: Turn) -> None:
    """Resolved, in part, or not at all. The last needs a reason or a picture."""
    action = ANSWERS.get(turn.arguments[0])
    if action is None:
        turn.say("start.stale_button")
        return
    report = mine_to_move(turn, action)
    if report is None:
        return
    if action == "dispute":
        say_more(turn, report, action)
    elif action == "confirm" and report.confirmed == "yes":
        turn.say("track.done_confirm", report=report)
    else:
        handle.make(turn, report, action, Words())
        if action == "partly" and consent.agreed(turn, "add", report.code):
            handle.ask_words(turn, report, "add")


def mine_to_move(turn: Turn, action: str) -> Report | None:
    """The report of a pressed button, if this person may make this move with it now."""
    report = handle.by_code(turn, turn.arguments[-1])
    if report is None:
        turn.say("start.stale_button")
        return None
    if why := rules.refusal(report, action, turn.actor):
        handle.refuse(turn, report, why)
        return None
    return report


def say_more(turn: Turn, report: Report, action: str) -> None:
    """Ask for the words of a move of the reporter's; first for consent, where it is not there."""
    if action == "add" and _full(turn, report):
        return
    if consent.agreed(turn, action, report.code):
        handle.ask_words(turn, report, action)


def _full(turn: Turn, report: Report) -> bool:
    if rows.count_events(turn.session, report, "add") < MOST_ADDED:
        return False
    turn.say("track.added_enough", report=report, most=MOST_ADDED)
    return True


def takes_reply(turn: Turn) -> bool:
    """Take what answers one of our own messages about a report as meant for that report.

    An official's question is answered so, and something added where nothing was asked; what is
    resolved is asked about with its three buttons.
    """
    answered = turn.incoming.replied
    said = turn.text or turn.incoming.photos
    if answered is None or turn.incoming.edited or not turn.chat.private or not said:
        return False
    report = rows.answered(turn.session, turn.chat.id or 0, answered)
    if report is None or not speaks(report, turn.actor):
        return False
    action = "answer" if report.status == "needs_info" else "add"
    if report.status == "resolved":
        turn.say("track.ask_done", buttons.done(turn.tools, report), report=report)
    elif report.status not in rules.OPEN:
        return False
    elif not (action == "add" and _full(turn, report)) and consent.agreed(
        turn, action, report.code
    ):
        handle.begin(turn, report, action)
        handle.words(turn)
    return True


@routes.button("hide_name", once=True)
def hide_name(turn: Turn) -> None:
    """Take one's name off a report, asked once more; the report goes on."""
    report = handle.by_code(turn, turn.arguments[0])
    if report is None:
        turn.say("start.stale_button")
    elif report.person_id != turn.person.id:
        handle.refuse(turn, report, "right")
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
    """An official tells a later date, so many working days on: the reporter gets it at once."""
    days, report = row_number(turn.arguments[0]), handle.by_code(turn, turn.arguments[-1])
    if report is None:
        turn.say("start.stale_button")
        return
    try:
        event = followups.extend(turn.session, report, turn.actor, days, turn.now, turn.tools.zone)
    except rules.Refused as error:
        if error.why == "again":
            turn.say("follow.no_later", report=report, most=followups.MOST_DATES)
        else:
            handle.refuse(turn, report, error.why)
        return
    told = cards.tell_followers(turn, report, event)
    turn.say("follow.later", report=report, told=told)
    cards.refresh(turn, report)
