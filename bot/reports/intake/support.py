"""Not twice: open reports like the one about to be sent are shown, and one tap supports one."""

from __future__ import annotations

from bot.city import codes
from bot.consent import conversation as consent
from bot.core import draft_queries as drafts
from bot.core.events import Button, Reply
from bot.core.turn import Routes, Turn
from bot.people import roles as people
from bot.reports import cards, supporters
from bot.reports import duplicates as rules
from bot.reports import queries as reports
from bot.reports import supporter_queries as rows
from bot.reports.draft import ReportDraft
from bot.reports.duplicates import Alike
from bot.reports.intake import open_draft as report_draft
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
    """Show open reports like this draft, once for its kind and spot; false: it can be sent."""
    about = rules.compared(draft)
    if draft.compared == about:
        return False
    draft.compared = about
    draft.asked += 1
    row.data = draft.model_dump(mode="json", exclude_defaults=True)
    alike = rules.find(turn.session, draft, turn.city, turn.person.id)
    for number, each in enumerate(alike, 1):
        buttons = [_button(turn, row, each)]
        if number == len(alike):
            buttons.append([turn.button("support.button_other", f"send:{stamp(row)}")])
            buttons.append([turn.button("report.button_drop", f"drop:{stamp(row)}")])
        _show(turn, each, buttons, first=number == 1, found=len(alike))
    return bool(alike)


def _show(turn: Turn, each: Alike, buttons: list[list[Button]], *, first: bool, found: int) -> None:
    """A report as anybody may see it, with what is needed to judge whether it is the same.

    Its words and its exact spot are not: who sees it may be the one it tells of.
    """
    report = each.report
    text = turn.tools.texts(
        "support.alike",
        first=first,
        found=found,
        report=report,
        category=turn.city.category_name(report.category) or report.category,
        away=None if each.metres is None else max(1, round(each.metres / STEP)) * STEP,
        status=cards.status_name(turn, report.status),
        age=turn.now - report.created_at,
        supporters=each.supporters,
        sent=each.sent,
        supported=each.supported,
    )
    photos = (each.photo,) if each.photo else ()
    reply = Reply(text=text, photos=photos, buttons=tuple(tuple(row) for row in buttons))
    turn.tell(turn.chat, reply, outbox.TOLD, report.id)


def _button(turn: Turn, row: Draft, each: Alike) -> list[Button]:
    code = each.report.code
    if each.sent or each.supported:
        return [turn.button("track.button_history", f"track:{code}")]
    return [turn.button("support.button_support", f"support:{code}:{stamp(row)}")]


@routes.button("support")
def support(turn: Turn) -> None:
    """Support a report, by its code; with the step of the draft it is supported instead of."""
    if report := _report(turn):
        if people.has_consented(turn.person):
            _support(turn, report)
        else:
            consent.ask(turn, ":".join(("support_agreed", *turn.arguments[:2])))


@routes.button("support_agreed", once=True)
def support_agreed(turn: Turn) -> None:
    """Agree to what is kept, and support it."""
    if report := _report(turn):
        consent.agree(turn)
        _support(turn, report)


def _report(turn: Turn) -> Report | None:
    """The report of a pressed button, locked, if this person can support it; else they are told.

    Of one that was merged into another, it is the other. One that is held is nobody's yet.
    """
    found = _known(turn)
    if found is None:
        return None
    if found.person_id == turn.person.id:
        turn.say("support.own", [[turn.button("track.button_history", f"track:{found.code}")]],
                 report=found)  # fmt: skip
    elif found.status not in OPEN:
        status = cards.status_name(turn, found.status)
        row = drafts.of_kind(turn.session, turn.person, turn.chat, REPORT)
        send = [[turn.button("support.button_other", f"send:{stamp(row)}")]] if row else []
        turn.say("support.closed", send, report=found, status=status)
    else:
        return found
    return None


def _known(turn: Turn) -> Report | None:
    code = turn.arguments[0]
    found = reports.by_code(turn.session, code, lock=True) if codes.is_code(code) else None
    if found is None or found.held is not None:
        turn.say("start.stale_button")
        return None
    if not turn.chat.private:
        turn.say("track.only_in_private")
        return None
    row = drafts.of_kind(turn.session, turn.person, turn.chat, REPORT)
    given = "".join(turn.arguments[1:])
    if row is not None and given.startswith(f"{row.id}.") and given != stamp(row):
        report_draft.show_step(turn, row)
        return None
    return rules.main_of(turn.session, found)


def _support(turn: Turn, report: Report) -> None:
    new = rules.support(turn.session, report, turn.person, turn.chat, turn.now)
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
        count=rows.count(turn.session, report),
    )
    if new:
        supporters.remind(turn, report)


def _lay_aside(turn: Turn, report: Report) -> bool:
    """The draft that was about to be sent is no longer asked for, if it is the button's own."""
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
    """Take one's support back; what it was given instead of is there again."""
    report = _known(turn)
    if report is None:
        return
    if not rows.remove(turn.session, report, turn.person.id or 0):
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
