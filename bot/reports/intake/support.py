"""Support a report instead of sending it twice, and stop supporting it."""

from bot.consent import conversation as consent
from bot.core.routes import Routes
from bot.core.turn import Answered, Turn
from bot.people import roles as people
from bot.reports import (
    cards,
    duplicates,
    finding,
    followup_queries,
    moving,
    supporter_queries,
    supporters,
)
from bot.reports import queries as reports
from bot.reports.draft import REPORT
from bot.reports.intake import open_draft
from bot.reports.intake.questions import stamp
from bot.reports.moves import OPEN, refusal
from db.models import Report

routes = Routes()
ASIDE = "supported"
"""The report somebody was about to send when they supported another: kept a day, so that
taking the support back brings it back too."""


@routes.button("again", once=True)
def again(turn: Turn) -> None:
    """Reopen one's ended report with what was just written; it is shown before it is sent.

    A new picture of the spot is asked for where there is none.
    """
    row = turn.draft(REPORT)
    report = finding.of_button(turn, turn.arguments[0])
    if row is None or turn.arguments[1:] != [stamp(row)]:
        raise turn.stale()
    action = "dispute" if report.status == "resolved" else "reopen"
    if why := refusal(report, action, turn.actor):
        finding.refuse(turn, report, why)
        return
    draft = open_draft.read(turn, row)
    turn.session.delete(row)
    turn.session.flush()
    times = 2 + followup_queries.count_events(turn.session, report, "dispute", "reopen")
    words = turn.tools.texts.plain("support.again_words", times=times, words=draft.description)
    reopening = moving.begin(turn, report, action)
    if not draft.photos:
        turn.say("support.again_photo", report=report)
    moving.take(turn, reopening, "", words, draft.photos)


@routes.button("support")
def support(turn: Turn) -> None:
    """Support a report, by its code; with the step of the draft it is supported instead of."""
    report = _supportable(turn)
    if people.has_consented(turn.person):
        _support(turn, report)
    else:
        consent.ask(turn, ":".join(("support_agreed", *turn.arguments[:2])))


@routes.button("support_agreed", once=True)
def support_agreed(turn: Turn) -> None:
    """Agree to what is kept, and support it."""
    report = _supportable(turn)
    consent.agree(turn)
    _support(turn, report)


def _supportable(turn: Turn) -> Report:
    """Return the report of a button, locked, if this person can support it; else tells them.

    Of one that was merged into another, it is the other.
    """
    report = _pressed_report(turn)
    if report.person_id == turn.person.id:
        turn.say("support.own", [[turn.button("track.button_history", f"track:{report.code}")]],
                 report=report)  # fmt: skip
    elif report.status not in OPEN:
        status = cards.status_name(turn, report.status)
        row = turn.draft(REPORT)
        send = [[turn.button("support.button_other", f"first:{stamp(row)}")]] if row else []
        turn.say("support.closed", send, report=report, status=status)
    else:
        return report
    raise Answered


def _pressed_report(turn: Turn) -> Report:
    report = reports.by_code(turn.session, turn.arguments[0], lock=True)
    if report is None or report.held is not None:
        raise turn.stale()
    if not turn.chat.private:
        turn.say("track.only_in_private")
        raise Answered
    row = turn.draft(REPORT)
    step = "".join(turn.arguments[1:])
    if row is not None and step.startswith(f"{row.id}.") and step != stamp(row):
        open_draft.show_step(turn, row)
        raise Answered
    return duplicates.main_of(turn.session, report)


def _support(turn: Turn, report: Report) -> None:
    new = duplicates.support(turn.session, report, turn.person, turn.chat, turn.now)
    aside = _lay_aside(turn, report)
    turn.say(
        "support.done",
        [
            [turn.button("track.button_history", f"track:{report.code}")],
            [turn.button("support.button_stop", f"{supporters.STOP}:{report.code}")],
        ],
        report=report,
        new=new,
        aside=aside,
        agency=turn.city.agency_name(report.agency),
        count=supporter_queries.count(turn.session, report),
    )
    if new:
        supporters.remind(turn, report)


def _lay_aside(turn: Turn, report: Report) -> bool:
    """Lay the draft aside that was about to be sent, if the button is of its present step."""
    row = turn.draft(REPORT)
    if row is None or turn.arguments[1:] != [stamp(row)]:
        return False
    if old := turn.draft(ASIDE):
        turn.session.delete(old)
        turn.session.flush()
    row.kind, row.report_id, row.updated_at = ASIDE, report.id, turn.now
    return True


@routes.button(supporters.STOP)
def stop(turn: Turn) -> None:
    """Take one's support back; the draft laid aside for it is open again."""
    report = _pressed_report(turn)
    if not supporter_queries.remove(turn.session, report, turn.person.number):
        turn.say("support.no_supporter", report=report)
        return
    back = _bring_back(turn, report)
    resume = [[turn.button("support.button_resume", "report:new")]] if back else []
    turn.say("support.stopped", resume, report=report, back=back)


def _bring_back(turn: Turn, report: Report) -> bool:
    row = turn.draft(ASIDE)
    if row is None or row.report_id != report.id or turn.draft(REPORT):
        return False  # another one that is being written loses nothing
    row.kind, row.report_id, row.updated_at = REPORT, None, turn.now
    return True
