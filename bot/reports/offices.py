"""Moves with consequences of their own: forward, merge, assign, remind; and an agency's templates.

Each is a move of `bot.reports.moves.MOVES`, with what hangs on it. All raise `Refused`, and
the caller holds the report's lock.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.city import codes
from bot.city.city import City
from bot.city.parts import Agency
from bot.city.working_days import deadline, working_day, working_days
from bot.core.draft_content import DraftContent
from bot.people.roles import Actor
from bot.reports import office_queries as offices
from bot.reports import part_queries
from bot.reports import queries as reports
from bot.reports import supporter_queries as supporters
from bot.reports.duplicates import main_of
from bot.reports.moves import (
    MOVES,
    OPEN,
    SYSTEM,
    TAKE_BACK,
    Mover,
    Refused,
    move,
    note_target,
    put_back,
    put_down,
)
from db.models import ReplyTemplate, Report, ReportEvent, ReportPart

ANSWER_DAYS = (2, 5, 10)
"""Working days an official may give the reporter to answer."""
USUAL_DAYS = 5
"""As Signalen gives a reporter."""
TEMPLATES = ("ask", "resolve", "reject", "forward")
"""The moves an agency can have templates for."""
MOST_TEMPLATES = 10
"""Of an agency, for one move."""
PARTS = {"share": "new", "part_start": "in_progress", "part_end": "ended", "part_drop": "dropped"}
"""The moves of parts, and the state a part comes to by each."""
REMINDED = "overseer"
"""The kind of the notice with which the overseer reminds."""


def act(by: Mover, report: Report, action: str, gathered: DraftContent) -> ReportEvent:
    """Make a move with the words gathered for it, and move the deadline where the move does."""
    if action == "forward":
        return forward(by, report, gathered)
    if action in PARTS:
        return part(by, report, action, gathered)
    subject = str(by.actor.chat_id) if action == "query" else ""
    waited, target, main = waits(report), report.deadline_at, main_of(by.session, report)
    event = move(by, report, action, gathered.text, gathered.photos, subject)
    parted = main is not report and report.merged_into is None
    if parted and (merged := offices.last_event(by.session, report, "merge")):
        # the support the merge gave its sender: reopened, they would hear all twice
        supporters.take_back(by.session, main.number, report.person_id, merged.at)
    if waited and not waits(report):
        give_back(by.session, report, by.now, by.zone)
    if MOVES[action].reopens:
        report.deadline_at, report.expected_at = by.days_from_now(report), None
    note_target(event, report, target)
    return event


def has_reporter(report: Report) -> bool:
    """Return whether its sender, or the clerk who wrote it down, can be asked."""
    return report.person_id is not None or report.entered_by is not None


def wait_for_answer(report: Report, days: int, now: datetime, zone: ZoneInfo) -> None:
    """Note until when the reporter can answer, if anybody can; `days` not listed: the usual."""
    if not has_reporter(report):
        return
    days = days if days in ANSWER_DAYS else USUAL_DAYS
    report.answer_by = deadline(now, days, zone)


def waits(report: Report) -> bool:
    """Return whether it waits for the reporter's answer, which was not given up."""
    return report.status == "needs_info" and report.answer_by is not None


def is_late(report: Report, now: datetime) -> bool:
    """Return whether an open report is past its target; never while the reporter is asked."""
    return report.status in OPEN and not waits(report) and report.deadline_at < now


def give_back(session: Session, report: Report, now: datetime, zone: ZoneInfo) -> None:
    """Move the agency's dates on by the whole working days the reporter was waited for."""
    question = offices.last_event(session, report, "ask")
    days = working_days(question.at, now, zone) if question else 0
    if days:
        report.deadline_at = deadline(report.deadline_at, days, zone)
        if report.expected_at is not None:
            report.expected_at = deadline(report.expected_at, days, zone)


def give_up(session: Session, report: Report, zone: ZoneInfo, now: datetime) -> None:
    """Stop waiting for an answer: the agency's time goes on, and the answer can still come."""
    target = report.deadline_at
    give_back(session, report, now, zone)
    report.answer_by = None
    put_down(session, report, "give_up", SYSTEM, target, now)


def targets(session: Session, report: Report, city: City) -> list[Agency]:
    """Return the agencies a report can go to: those with a category, or with somebody here."""
    ids = {rule.agency for rule in city.routing} | offices.agencies_here(session)
    return [agency for agency in city.agencies if agency.id in ids and agency.id != report.agency]


def case_named(session: Session, actor: Actor, text: str) -> Report | None:
    """Return the report of this official's agency whose code the text mentions."""
    code = codes.code_in(text)
    report = reports.by_code(session, code) if code else None
    is_own = report and report.held is None and actor.handles(report.agency)
    return report if is_own else None


def forward(by: Mover, report: Report, gathered: DraftContent) -> ReportEvent:
    """Hand a report over to the agency `gathered.target`.

    The first time, the new agency gets the category's days anew, for it has had none of them.
    Any further time the deadline stays: handing on is no way to gain time.
    """
    by.check(report, "forward")
    if gathered.target not in {agency.id for agency in targets(by.session, report, by.city)}:
        raise Refused("target")
    first = offices.last_event(by.session, report, "forward") is None
    waited, agency, target = waits(report), report.agency, report.deadline_at
    event = move(by, report, "forward", gathered.text, subject=gathered.target)
    event.agency = agency  # also of an official of every agency: it was there until now
    report.agency, report.assignee_id = gathered.target, None
    for row in part_queries.open_parts(report):
        if row.agency == report.agency:  # it leads now
            row.status, row.ended_at = "ended", by.now
    if first:
        report.deadline_at, report.expected_at = by.days_from_now(report), None
    elif waited:
        give_back(by.session, report, by.now, by.zone)
    note_target(event, report, target)
    return event


def last_step(by: Mover, report: Report) -> ReportEvent | None:
    """Return the last step of a report if this person may still take it back as a mistake."""
    steps = reports.steps(by.session, report)
    event = steps[-1] if steps else None
    if event is None or not event.before or report.held is not None:
        return None
    fresh = by.now - event.at <= TAKE_BACK
    return event if fresh and by.actor.handles(event.before["agency"]) else None


def part(by: Mover, report: Report, action: str, gathered: DraftContent) -> ReportEvent:
    """Ask another agency in, or move its part; `gathered.target` is that agency, for the lead."""
    by.check(report, action, gathered.text)
    open_parts = {row.agency: row for row in part_queries.open_parts(report)}
    agency = gathered.target
    if MOVES[action].by == "part":
        agency = next(name for name in open_parts if by.actor.handles(name))
    possible = {row.id for row in targets(by.session, report, by.city)} - {*open_parts}
    if agency not in (possible if action == "share" else open_parts):
        raise Refused("target")
    event = move(by, report, action, gathered.text, subject=agency)
    if action == "share":
        report.has_parts = True
        by.session.add(ReportPart(report_id=report.number, agency=agency, created_at=by.now))
        return event
    row = open_parts[agency]
    row.status = PARTS[action]
    row.ended_at = None if row.status in part_queries.OPEN else by.now
    event.agency = event.agency or agency
    return event


def take_back(by: Mover, report: Report, event: ReportEvent) -> ReportEvent:
    """Give a report back what it had before its last step; the history keeps both."""
    before, main = event.before or {}, main_of(by.session, report)
    report.agency = before["agency"]  # of a forwarded one it is to take back
    undoing = move(by, report, "take_back")
    undoing.undoes = event.id
    put_back(report, event)
    if main is not report:
        supporters.take_back(by.session, main.number, report.person_id, event.at)
        supporters.move_back(by.session, report, before["supporters"], by.now)
    for row in part_queries.of_report(report) if event.action == "forward" else ():
        if row.agency == event.subject and row.ended_at == event.at:  # it was to lead
            row.status, row.ended_at = "in_progress", None
    return undoing


def merge(by: Mover, report: Report, main: Report | None) -> ReportEvent:
    """Close a report as one that repeats `main`: another open one of the same agency."""
    by.check(report, "merge")
    if main is None or not can_take_in(main, report):
        raise Refused("target")
    event = move(by, report, "merge", subject=main.code)
    report.merged_into = main.id
    return event


def can_take_in(main: Report, report: Report) -> bool:
    """Return whether `report` can be merged into `main`."""
    same = main.id != report.id and main.agency == report.agency
    return same and main.status in OPEN and main.held is None


def assign(by: Mover, report: Report, person_id: int, giver: int | None = None) -> ReportEvent:
    """Give a report to an official of its agency (0: to nobody); nobody's rights change.

    Where a `giver` hands over all of theirs, the step says so: they get it back when they return.
    """
    by.check(report, "assign")
    if person_id and person_id not in offices.colleagues(by.session, report.agency):
        raise Refused("target")
    subject = str(person_id or "") if giver is None else f"{person_id}:{giver}"
    event = move(by, report, "assign", subject=subject)
    report.assignee_id = person_id or None
    return event


def remind(by: Mover, report: Report) -> ReportEvent:
    """Remind the agency of a report, at most once a working day, whoever does."""
    by.check(report, "remind")
    day = working_day(by.now, by.zone).isoformat()
    if not supporters.note_once(by.session, report, REMINDED, day, by.now):
        raise Refused("again")
    return move(by, report, "remind")


def add_template(by: Mover, move: str, text: str) -> bool:
    """Store a template of an agency for a move; false where it has as many as it may."""
    agency = by.actor.agency
    assert agency is not None and move in TEMPLATES
    if len(offices.templates(by.session, agency, move)) >= MOST_TEMPLATES:
        return False
    by.session.add(ReplyTemplate(agency=agency, move=move, text=text, created_at=by.now))
    by.note("template_add", move)
    return True


def owns_template(actor: Actor, row: ReplyTemplate) -> bool:
    """Return whether a template is of the official's own agency."""
    return actor.role == "official" and actor.agency == row.agency


def drop_template(by: Mover, row: ReplyTemplate) -> bool:
    """Delete a template; false for anybody who is not of its agency."""
    if not owns_template(by.actor, row):
        return False
    by.session.delete(row)
    by.note("template_drop", row.move)
    return True
