"""Following a report: by its code, or one's own; answering, withdrawing, reopening."""

from __future__ import annotations

from bot.city import codes
from bot.consent import conversation as consent
from bot.core.gathered import Words
from bot.core.turn import Routes, Rows, Turn, named
from bot.reports import buttons, cards, duplicates, followups, leaving, supporters
from bot.reports import moves as rules
from bot.reports import moving as handle
from bot.reports import queries as reports
from bot.reports import supporter_queries as supporting
from bot.reports.reporters import speaks
from bot.reports.tracking import settled
from bot.understanding.masking import masked
from db.models import Report, ReportEvent

routes = Routes()

MOST_SHOWN = 20
WITH_CONSENT = ("answer", "add", "dispute", "reopen")
"""What is said of a report, and not kept without consent."""


@routes.command("trangthai")
def status(turn: Turn) -> None:
    """The history of the report whose code was given."""
    if not turn.text:
        turn.say("track.which_code")
    elif code := codes.code_in(turn.text, bare=True):
        show(turn, code)
    else:
        turn.say("track.wrong_code", code=turn.text)


@routes.button("track")
def follow(turn: Turn) -> None:
    """The same by a button."""
    show(turn, turn.arguments[0])


def show(turn: Turn, code: str) -> None:
    """A report: to who handles or oversees it the card, to anybody else its history.

    Its words and place are shown only to who sent it, and not in a group, where everybody
    would see whose it is.
    """
    report = reports.by_code(turn.session, code) if codes.is_code(code) else None
    if report is None:
        turn.say("track.wrong_code", code=code)
        return
    mine = turn.chat.private and report.person_id == turn.person.id
    if not mine and handle.show(turn, report):
        return
    mine = turn.chat.private and speaks(report, turn.actor)
    main = duplicates.main_of(turn.session, report)
    merged = main is not report
    theirs = _buttons(turn, report) if mine else supporters.button(turn, report)
    turn.say(
        "track.history",
        [*_main(turn, main), *theirs] if merged else theirs,
        report=report,
        main=main if merged else None,
        main_status=cards.status_of(turn, main),
        mine=mine,
        category=turn.city.category_name(report.category) or report.category,
        agency=turn.city.agency_name(report.agency),
        area=turn.city.area_name(report.area),
        status=cards.status_of(turn, report),
        supporters=supporting.count(turn.session, report),
        expected=followups.expected(report),
        steps=[
            (each, cards.status_name(turn, each.status), _who(turn, each), _words(each))
            for each in reports.steps(turn.session, report)
        ],
    )


def _main(turn: Turn, main: Report) -> Rows:
    """To the report it was merged into."""
    return [[turn.button("track.button_main", f"track:{main.code}", code=main.code)]]


def _who(turn: Turn, step: ReportEvent) -> str:
    """Whose step it was: an office or the one who reported, never a person's name."""
    return turn.city.agency_name(step.agency) if step.role == "official" else ""


def _words(step: ReportEvent) -> str:
    """What was said of a step: the reporter's own words as they are, an office's masked."""
    return step.text if step.role == "reporter" else masked(step.text)


def _buttons(turn: Turn, report: Report) -> Rows:
    """What the one who sent it can do with it: what it waits for goes first."""
    rows = [
        [turn.button(f"track.button_{action}", f"{action}:{report.code}")]
        for action in ("answer", "reopen", "add", "withdraw")
        if report.status in rules.MOVES[action].before
        and not (action == "reopen" and report.held is not None)
    ]
    if report.shown_name is not None:
        rows.append([turn.button("track.button_hide_name", f"hide_name:{report.code}")])
    asked = buttons.done(turn.tools, report) if report.status == "resolved" else ()
    return [*asked, *rows]


@routes.command("cuatoi")
def mine(turn: Turn) -> None:
    """One's own reports, the newest first; never in a group, where all would see them."""
    if not turn.chat.private:
        turn.say("track.only_in_private")
        return
    assert turn.person.id is not None
    found = reports.of_person(turn.session, turn.person.id, MOST_SHOWN + 1)
    rows = [
        [named(f"{each.code} · {cards.status_of(turn, each)}", f"track:{each.code}")]
        for each in found[:MOST_SHOWN]
    ]
    if not rows:
        rows = [[turn.button("start.button_report", "report:new")]]
    turn.say("track.mine", rows, any=bool(found), more=len(found) > MOST_SHOWN, most=MOST_SHOWN)
    supporters.list_theirs(turn)


@routes.button("mine")
def mine_by_button(turn: Turn) -> None:
    """The same by a button."""
    mine(turn)


@routes.button("answer", "reopen", "add")
def say_something(turn: Turn) -> None:
    """Answer an official's question, add something, or say why it is not to be left so.

    A button from before the three answers there are to a resolution says that it is not one.
    """
    assert turn.incoming.button is not None
    action = turn.incoming.button.split(":")[0]
    report = handle.by_code(turn, turn.arguments[0])
    if action == "reopen" and report is not None and report.status == "resolved":
        action = "dispute"
    report = settled.mine_to_move(turn, action)
    if report is not None:
        settled.say_more(turn, report, action)


@routes.button("agree", once=True)
def agree(turn: Turn) -> None:
    """Agree once more after consent was taken back, and go on with what was pressed."""
    action = turn.arguments[0]
    if action not in WITH_CONSENT or len(turn.arguments) != 2:
        turn.say("start.stale_button")
        return
    report = settled.mine_to_move(turn, action)
    if report is not None:
        consent.agree(turn)
        settled.say_more(turn, report, action)


@routes.button("withdraw")
def withdraw(turn: Turn) -> None:
    """Withdraw one's report, asked once more before it is done."""
    if report := settled.mine_to_move(turn, "withdraw"):
        yes = turn.button("track.button_withdraw_yes", f"withdraw_yes:{report.code}")
        stays = supporting.any_here(turn.session, report)
        turn.say("track.ask_withdraw", [[yes]], report=report, stays=stays)


@routes.button("withdraw_yes", once=True)
def withdraw_yes(turn: Turn) -> None:
    """Withdraw it; from one that others support, oneself."""
    report = settled.mine_to_move(turn, "withdraw")
    if report is None:
        return
    if supporting.any_here(turn.session, report):
        _leave(turn, report)
    else:
        handle.make(turn, report, "withdraw", Words())


def _leave(turn: Turn, report: Report) -> None:
    gone = turn.tools.texts.plain("track.left_words")
    event = leaving.leave(
        turn.session, turn.media, report, turn.actor, gone, turn.now, turn.tools.zone
    )
    reached = cards.tell_agency(turn, report, "handle.told_leave", event)
    turn.say("track.done_leave", report=report, reached=reached)
    cards.refresh(turn, report)
