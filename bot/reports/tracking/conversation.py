"""Follow a report by its code, list one's own; answer, add, dispute, reopen, withdraw."""

from bot.city import codes
from bot.consent import conversation as consent
from bot.contacts import conversation as contacts
from bot.core.draft_content import DraftContent
from bot.core.events import Button
from bot.core.routes import Routes
from bot.core.turn import Rows, Turn, labelled_button
from bot.reports import (
    buttons,
    cards,
    duplicates,
    erasing,
    finding,
    followups,
    moves,
    moving,
    notifying,
    shown_cards,
    supporter_queries,
    supporters,
)
from bot.reports import queries as reports
from bot.reports.offices import is_late
from bot.reports.reporters import speaks
from bot.reports.tracking import settled
from db.models import Report

routes = Routes()

MOST_SHOWN = 20


@routes.command("trangthai")
def status(turn: Turn) -> None:
    """Show the history of the report with the typed code."""
    if not turn.text:
        turn.say("track.which_code")
    elif code := codes.code_in(turn.text, bare=True):
        show(turn, code)
    else:
        turn.say("track.wrong_code", code=turn.text)


@routes.button("track")
def follow(turn: Turn) -> None:
    """Show the history of the report of a button."""
    show(turn, turn.arguments[0])


def show(turn: Turn, code: str) -> None:
    """Show a report: the card to those who handle or oversee it, its history to others.

    Its words and place are shown only to its sender, and not in a group, where everybody would
    see whose it is.
    """
    report = reports.by_code(turn.session, code)
    if report is None:
        turn.say("track.wrong_code", code=code)
        return
    is_sender = turn.chat.private and report.person_id == turn.person.id
    if not is_sender and finding.show(turn, report):
        return
    is_sender = turn.chat.private and speaks(report, turn.actor)
    main = duplicates.main_of(turn.session, report)
    merged = main is not report
    rows = _buttons(turn, report) if is_sender else supporters.button(turn, report)
    main_button = turn.button("track.button_main", f"track:{main.code}", code=main.code)
    turn.say(
        "track.history",
        [[main_button], *rows] if merged else rows,
        report_id=report.id if is_sender else None,
        report=report,
        main=main if merged else None,
        main_status=cards.status_of(turn, main),
        mine=is_sender,
        status=cards.status_of(turn, report),
        supporters=supporter_queries.count(turn.session, report),
        expected=followups.expected(report),
        late=is_late(report, turn.now),
        steps=reports.steps(turn.session, report),
    )


def _buttons(turn: Turn, report: Report) -> Rows:
    """Return the buttons of the sender's moves, the expected ones first."""
    rows = [
        [turn.button(f"track.button_{action}", f"{action}:{report.code}")]
        for action in ("answer", "reopen", "add", "withdraw")
        if report.status in moves.MOVES[action].before
        and not (action == "reopen" and report.held is not None)
    ]
    if report.shown_name is not None:
        rows.append([turn.button("track.button_hide_name", f"hide_name:{report.code}")])
    answers = buttons.settled_buttons(turn.tools, report) if report.status == "resolved" else ()
    return [*answers, *rows]


@routes.command("cuatoi")
@routes.button("mine")
def list_own(turn: Turn) -> None:
    """List one's own reports, newest first; not in a group, where everybody would see them."""
    if not turn.chat.private:
        turn.say_in_private("track.only_in_private", "cuatoi")
        return
    own_reports = reports.of_person(turn.session, turn.person.number, MOST_SHOWN + 1)
    rows = [[_own_button(turn, report)] for report in own_reports[:MOST_SHOWN]]
    if not rows:
        rows = [[turn.button("start.button_report", "report:new")]]
    turn.say(
        "track.mine",
        [*rows, *contacts.rows(turn)],
        any=bool(own_reports),
        more=len(own_reports) > MOST_SHOWN,
        most=MOST_SHOWN,
    )
    supporters.list_supported(turn)


def _own_button(turn: Turn, report: Report) -> Button:
    """Return the button of a report: its status, and when it is due, was due or ended."""
    name = "ended" if report.ended_at else "late" if is_late(report, turn.now) else "due"
    at = report.ended_at or followups.expected(report)
    dated = turn.tools.texts.plain(f"track.{name}_day", at=at)
    label = f"{report.code} · {cards.status_of(turn, report)} · {dated}"
    return labelled_button(label, f"track:{report.code}")


@routes.button("answer", "reopen", "add")
def say_something(turn: Turn) -> None:
    """Ask for the words of an answer, addition or reopening; of a resolved report: of a dispute."""
    action = turn.incoming.verb
    report = finding.of_button(turn, turn.arguments[0])
    if action == "reopen" and report.status == "resolved":
        action = "dispute"
    settled.say_more(turn, finding.movable(turn, action), action)


@routes.button("agree", once=True)
def agree(turn: Turn) -> None:
    """Record renewed consent, then go on with the move that needed it."""
    action = turn.arguments[0]
    if action not in moves.OF_REPORTER or len(turn.arguments) != 2:
        raise turn.stale()
    report = finding.movable(turn, action)
    consent.agree(turn)
    settled.say_more(turn, report, action)


@routes.button("withdraw")
def withdraw(turn: Turn) -> None:
    """Ask once more before one's report is withdrawn."""
    settled.ask_withdraw(turn, finding.movable(turn, "withdraw"))


@routes.button("withdraw_yes", once=True)
def withdraw_yes(turn: Turn) -> None:
    """Withdraw the report; one that others support goes on without its sender."""
    report = finding.movable(turn, "withdraw")
    if supporter_queries.has_known(turn.session, report):
        _leave(turn, report)
    else:
        moving.make(turn, report, "withdraw", DraftContent())


def _leave(turn: Turn, report: Report) -> None:
    words = turn.tools.texts.plain("track.left_words")
    event = erasing.leave(moves.Mover.of(turn), turn.media, report, words)
    reached = notifying.tell_agency(turn, report, "handle.told_leave", event)
    turn.say("track.done_leave", report=report, reached=reached)
    shown_cards.refresh(turn, report)
