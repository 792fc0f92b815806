"""Support a report instead of sending it twice: show open ones like a draft, support, stop."""

from __future__ import annotations

from bot.city import codes
from bot.consent import conversation as consent
from bot.core import draft_queries as drafts
from bot.core.events import Button, Reply
from bot.core.turn import Routes, Turn
from bot.people import roles as people
from bot.reports import cards, duplicates, supporter_queries, supporters
from bot.reports import queries as reports
from bot.reports.draft import ReportDraft
from bot.reports.duplicates import Alike
from bot.reports.intake import open_draft
from bot.reports.intake.questions import stamp
from bot.reports.moves import OPEN
from db import outbox
from db.models import Draft, Report

routes = Routes()
REPORT = "report"
STEP = 50
"""Metres in which a distance is told."""
ASIDE = "supported"
"""The report somebody was about to send when they supported another: kept a day, so that
taking the support back brings it back too."""


def offered(turn: Turn, row: Draft, draft: ReportDraft) -> bool:
    """Show open reports like this draft, once for its kind and spot; false where there are none."""
    about = duplicates.compared(draft)
    if draft.compared == about:
        return False
    draft.compared = about
    draft.asked += 1
    row.data = draft.model_dump(mode="json", exclude_defaults=True)
    alike = duplicates.find(turn.session, draft, turn.city, turn.person.id)
    for number, candidate in enumerate(alike, 1):
        buttons = [_button(turn, row, candidate)]
        if number == len(alike):
            buttons.append([turn.button("support.button_other", f"send:{stamp(row)}")])
            buttons.append([turn.button("report.button_drop", f"drop:{stamp(row)}")])
        _show(turn, candidate, buttons, first=number == 1, count=len(alike))
    return bool(alike)


def _show(
    turn: Turn, candidate: Alike, buttons: list[list[Button]], *, first: bool, count: int
) -> None:
    """Show a report so that the reader can judge whether it is the same.

    Without its words and exact spot: the reader may be the person it tells of.
    """
    report = candidate.report
    text = turn.tools.texts(
        "support.alike",
        first=first,
        found=count,
        report=report,
        category=turn.city.category_name(report.category) or report.category,
        away=None if candidate.metres is None else max(1, round(candidate.metres / STEP)) * STEP,
        status=cards.status_name(turn, report.status),
        age=turn.now - report.created_at,
        supporters=candidate.supporters,
        sent=candidate.sent,
        supported=candidate.supported,
    )
    photos = (candidate.photo,) if candidate.photo else ()
    reply = Reply(text=text, photos=photos, buttons=tuple(tuple(row) for row in buttons))
    turn.tell(turn.chat, reply, outbox.DISCLOSURE, report.id)


def _button(turn: Turn, row: Draft, candidate: Alike) -> list[Button]:
    code = candidate.report.code
    if candidate.sent or candidate.supported:
        return [turn.button("track.button_history", f"track:{code}")]
    return [turn.button("support.button_support", f"support:{code}:{stamp(row)}")]


@routes.button("support")
def support(turn: Turn) -> None:
    """Support a report, by its code; with the step of the draft it is supported instead of."""
    if report := _supportable(turn):
        if people.has_consented(turn.person):
            _support(turn, report)
        else:
            consent.ask(turn, ":".join(("support_agreed", *turn.arguments[:2])))


@routes.button("support_agreed", once=True)
def support_agreed(turn: Turn) -> None:
    """Agree to what is kept, and support it."""
    if report := _supportable(turn):
        consent.agree(turn)
        _support(turn, report)


def _supportable(turn: Turn) -> Report | None:
    """Return the report of a button, locked, if this person can support it; else tell them.

    Of one that was merged into another, it is the other.
    """
    report = _pressed_report(turn)
    if report is None:
        return None
    if report.person_id == turn.person.id:
        turn.say("support.own", [[turn.button("track.button_history", f"track:{report.code}")]],
                 report=report)  # fmt: skip
    elif report.status not in OPEN:
        status = cards.status_name(turn, report.status)
        row = drafts.of_kind(turn.session, turn.person, turn.chat, REPORT)
        send = [[turn.button("support.button_other", f"send:{stamp(row)}")]] if row else []
        turn.say("support.closed", send, report=report, status=status)
    else:
        return report
    return None


def _pressed_report(turn: Turn) -> Report | None:
    code = turn.arguments[0]
    report = reports.by_code(turn.session, code, lock=True) if codes.is_code(code) else None
    if report is None or report.held is not None:
        turn.say("start.stale_button")
        return None
    if not turn.chat.private:
        turn.say("track.only_in_private")
        return None
    row = drafts.of_kind(turn.session, turn.person, turn.chat, REPORT)
    step = "".join(turn.arguments[1:])
    if row is not None and step.startswith(f"{row.id}.") and step != stamp(row):
        open_draft.show_step(turn, row)
        return None
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
    row = drafts.of_kind(turn.session, turn.person, turn.chat, REPORT)
    if row is None or turn.arguments[1:] != [stamp(row)]:
        return False
    if old := drafts.of_kind(turn.session, turn.person, turn.chat, ASIDE):
        turn.session.delete(old)
        turn.session.flush()
    row.kind, row.report_id, row.updated_at = ASIDE, report.id, turn.now
    return True


@routes.button(supporters.STOP)
def stop(turn: Turn) -> None:
    """Take one's support back; the draft laid aside for it is open again."""
    report = _pressed_report(turn)
    if report is None:
        return
    if not supporter_queries.remove(turn.session, report, turn.person.id or 0):
        turn.say("support.no_supporter", report=report)
        return
    back = _bring_back(turn, report)
    resume = [[turn.button("support.button_resume", "report:new")]] if back else []
    turn.say("support.stopped", resume, report=report, back=back)


def _bring_back(turn: Turn, report: Report) -> bool:
    row = drafts.of_kind(turn.session, turn.person, turn.chat, ASIDE)
    if row is None or row.report_id != report.id:
        return False
    if drafts.of_kind(turn.session, turn.person, turn.chat, REPORT):
        return False  # another one is being written, which loses nothing
    row.kind, row.report_id, row.updated_at = REPORT, None, turn.now
    return True
