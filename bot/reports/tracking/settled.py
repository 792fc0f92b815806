"""The reporter judges, confirms or disputes an answer, adds words, hides their name, calls back."""

from datetime import timedelta

from sqlmodel import Session

from bot.consent import conversation as consent
from bot.core.draft_content import DraftContent
from bot.core.routes import Routes
from bot.core.turn import Turn, row_number
from bot.people.roles import note
from bot.reports import (
    buttons,
    erasing,
    finding,
    followup_queries,
    moves,
    moving,
    notifying,
    offices,
    shown_cards,
    supporter_queries,
)
from bot.reports import queries as reports
from bot.reports.buttons import BAD, JUDGE, WHYS, WORDS, judging
from bot.reports.reporters import speaks
from bot.understanding.thresholds import INTENT
from db import outbox
from db.models import Report

routes = Routes()

ANSWERS = {"yes": "confirm", "part": "partly", "no": "dispute"}
"""The moves of the buttons under "Đã xử lý xong chưa?"."""
ASIDE = 6
"""More words than these tell something, however they thank or ask."""
MOST_ADDED = 10
"""Times a reporter can add something to one report."""


@routes.button("settled")
def settled(turn: Turn) -> None:
    """Take the answer to a resolution: done, partly or not; "not" needs a reason or a picture."""
    action = ANSWERS.get(turn.arguments[0])
    if action is None:
        raise turn.stale()
    report = finding.movable(turn, action)
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

    It answers an official's question, else adds to the report, unless it only thanks or asks; for a
    resolved report, the three buttons of the question are shown.
    """
    answered = turn.incoming.replied
    if answered is None or turn.incoming.edited or not turn.chat.private:
        return False
    if not (turn.text or turn.incoming.photos):
        return False
    report = followup_queries.answered(turn.session, turn.chat.number, answered)
    if report is None or not speaks(report, turn.actor):
        return False
    action = "answer" if report.status == "needs_info" else "add"
    if report.status == "resolved":
        turn.say("track.ask_done", buttons.settled_buttons(turn.tools, report), report=report)
    elif report.status not in moves.OPEN or (action == "add" and _is_aside(turn)):
        return False
    elif not (action == "add" and _full(turn, report)) and consent.agreed(
        turn, action, report.code
    ):
        moving.words(turn, moving.begin(turn, report, action))
    return True


def _is_aside(turn: Turn) -> bool:
    """Return whether few words thank or ask, and so are answered as if they replied to nothing."""
    understood = turn.understand(turn.text)
    tells = len(turn.text.split()) > ASIDE or any(map(str.isdigit, turn.text))
    adds = turn.photos or turn.recordings or tells or understood.sure < INTENT
    return not adds and understood.intent in ("smalltalk", "track", "ask")


@routes.button("hide_name", once=True)
def hide_name(turn: Turn) -> None:
    """Take one's name off a report, after asking once more."""
    report = finding.of_button(turn, turn.arguments[0])
    if report.person_id != turn.person.id:
        finding.refuse(turn, report, "right")
    elif not turn.is_sure:
        sure = turn.button("track.button_hide_name", turn.sure(f"hide_name:{report.code}"))
        turn.say("track.ask_hide_name", [[sure]], report=report)
    else:
        erasing.hide_name(turn, report)
        report.shown_name = None
        note(turn.session, turn.actor, "hide_name", report.code, turn.now)
        outbox.empty_of_reports(turn.session, [report.number])
        shown_cards.refresh(turn, report)
        turn.say("track.name_hidden", report=report)


@routes.button("newdate")
def new_date(turn: Turn) -> None:
    """Set a date so many working days later for an official; its followers are told at once."""
    days, report = row_number(turn.arguments[0]), finding.of_button(turn, turn.arguments[-1])
    moving.put_off(turn, report, days)


@routes.button(JUDGE)
def judge(turn: Turn) -> None:
    """Keep the word, one for each report, the last; ask for it, and why it is "not", first."""
    word = turn.arguments[0]
    if word not in ("ask", *WORDS, *WHYS):
        raise turn.stale()
    report = finding.movable(turn, JUDGE)
    if word in ("ask", BAD):
        choices = WHYS if word == BAD else WORDS
        turn.say(f"track.ask_{word}", judging(turn, report, choices), report=report)
    else:
        moves.move(moves.Mover.of(turn), report, JUDGE, subject=word)
        turn.say("track.judged", report=report)


RECALL = timedelta(minutes=10)
"""So long after it was sent a report can be called back; nothing waits for that."""
RECALL_ANSWERS = {"yes": "let_go", "no": "keep_on"}
"""The moves of an office's buttons under the wish to call a report back."""


@routes.button("recall")
def recall(turn: Turn) -> None:
    """Ask once more, and withdraw the report; of one that is accepted, ask the office."""
    report = finding.movable(turn, "withdraw")
    if turn.now - report.created_at > RECALL:
        ask_withdraw(turn, report, "track.recall_late")
    elif report.status in moves.MOVES["recall"].before:
        _ask_office(turn, report)
    else:
        ask_withdraw(turn, report)


def ask_withdraw(turn: Turn, report: Report, name: str = "track.ask_withdraw") -> None:
    """Ask once more before one's report is withdrawn."""
    yes = turn.button("track.button_withdraw_yes", f"withdraw_yes:{report.code}")
    no = turn.button("track.button_withdraw_no", f"track:{report.code}")
    stays = supporter_queries.has_known(turn.session, report)
    turn.say(name, [[yes], [no]], report=report, stays=stays)


def _ask_office(turn: Turn, report: Report) -> None:
    """Ask the office, once, whether the report may go."""
    if not _is_asked(turn.session, report):
        offices.act(moves.Mover.of(turn), report, "recall", DraftContent())
        yes = turn.button("handle.button_let_go", f"recalled:yes:{report.code}")
        no = turn.button("handle.button_keep_on", f"recalled:no:{report.code}")
        text = turn.tools.texts("handle.told_recall", report=report)
        notifying.notify_agency(turn, report, text, first=(yes, no))
        shown_cards.refresh(turn, report)
    turn.say("track.recall_asked", report=report)


def _is_asked(session: Session, report: Report) -> bool:
    """Return whether the office was asked to let it go, and has not answered."""
    steps = [event.action for event in reports.events(session, report)]
    about_it = [action for action in steps if action in ("recall", *RECALL_ANSWERS.values())]
    return about_it[-1:] == ["recall"]


@routes.button("recalled", once=True)
def answer_recall(turn: Turn) -> None:
    """Let the report go, or keep on: the office's answer; only where it was asked."""
    action = RECALL_ANSWERS.get(turn.arguments[0])
    if action is None:
        raise turn.stale()
    report = finding.movable(turn, action)
    if not _is_asked(turn.session, report):
        raise turn.stale()
    moving.make(turn, report, action, DraftContent())
