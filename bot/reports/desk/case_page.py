"""One case in the browser: all that is known of it on one screen, and all moves.

What the public sees of its pictures is in `case_pictures`.
"""

import re
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from bot.core import pdf
from bot.core.recordings import is_recording, is_video
from bot.core.turn import Turn, row_number
from bot.people.roles import note
from bot.reports import (
    buttons,
    cards,
    corrections,
    finding,
    followups,
    moves,
    office_queries,
    offices,
    part_queries,
    place_spots,
)
from bot.reports import queries as reports
from bot.reports.desk import acting, case_pictures, case_queries, correcting, list_view, merging
from bot.reports.desk.proposals import last_step
from bot.reports.desk.views import Line, lines
from bot.reports.duplicate_queries import in_box
from bot.reports.followup_queries import count_events
from bot.reports.likeness import box_around
from bot.understanding.masking import masked
from bot.web.pages import NotFound, Visit
from db.models import Person, Report, ReportEvent

NEAR_METRES, MOST_NEAR = 300, 5
OFFICIAL = (*buttons.OFFICIAL_ACTIONS, *buttons.FURTHER, "reply")
OVERSEER = ("query", "remind", "correct")
OTHERS = (*OVERSEER, *buttons.PARTS)
"""The moves of those who see a case that is not theirs."""
SPOT = "place_spot"
"""What a case's page does that is no move of the report: its place's position."""


@dataclass(frozen=True)
class Step:
    """A step of the history; `who` is a colleague's name, for the agency alone."""

    event: ReportEvent
    name: str
    by: str
    who: str
    words: str


def show(visit: Visit) -> Response:
    """Show a case, and what became of the one before it."""
    turn, report = visit.turn, case_of(visit)
    before = reports.by_code(turn.session, visit.query.get("truoc", ""))
    if before is not None and _may_open(turn, before):
        status, step = cards.status_of(turn, before), visit.query.get("buoc", "")
        turn.say("desk.before", report=before, status=status, step=step)
    return _page(visit, report)


def do(visit: Visit) -> Response:
    """Make the move of a form, unless somebody else has changed the case since it was shown."""
    turn, form, report = visit.turn, visit.form, case_of(visit, lock=True)
    order = acting.Order(
        action=form["act"],
        words=form["words"],
        photos=visit.photos,
        to=form["to"],
        changes=correcting.of_form(turn, report, dict(form.fields)),
    )
    if form["seen"] != str(case_queries.last_step(turn.session, report)):
        turn.say("desk.changed", report=report, status=cards.status_of(turn, report))
        return _page(visit, report, order, status=409)
    visit.say_refused_photos()
    if order.action == case_pictures.RELEASE:
        case_pictures.release(turn, report, form.all("photo"))
        return _page(visit, report)
    if order.action == SPOT:
        return _page(visit, report, status=200 if _set_spot(turn, report, order.to) else 409)
    further = _following(visit, report) if form["then"] else ""
    outcome = acting.act(turn, report, order)
    turn.session.flush()
    are_all_kept = not (visit.form.refused or visit.form.surplus)
    if outcome and further and are_all_kept:  # what else was said is read on this page
        sign = "&" if "?" in further else "?"
        before = f"truoc={report.code}&buoc={order.action}"
        return RedirectResponse(f"{further}{sign}{before}", 303)
    return _page(visit, report, None if outcome else order, status=200 if outcome else 409)


def news(visit: Visit) -> Response:
    """Say that somebody else has changed a case that is open in a browser, or has it open too."""
    turn, report = visit.turn, case_of(visit)
    last_seen = row_number(visit.query.get("seen", ""))
    if not finding.may_see(turn, report):
        raise NotFound
    later = [step for step in history(turn, report) if step.event.number > last_seen]
    people = case_queries.others_with_it(turn.session, report.code, turn.person.number, turn.now)
    return visit.page(
        "desk/news.html",
        step=later[-1] if later else None,
        code=report.code,
        names=[_name(turn, person) for person in people],
    )


def look(visit: Visit) -> Response:
    """Note that this person has the case open, and tell the news of it."""
    answer = news(visit)
    case_queries.note_open(visit.turn, visit.params["code"].upper())
    return answer


def _name(turn: Turn, person: Person) -> str:
    """Return what somebody on the same case is called: a colleague by name, others by office."""
    if turn.actor.agency and turn.actor.agency == person.agency:
        return cards.colleague(turn, person)
    return _by(turn, person.role, person.agency)


def _by(turn: Turn, role: str, agency: str | None) -> str:
    """Return what somebody of an office is called outside it."""
    return turn.tools.texts.plain("desk.by", role=role, agency=turn.city.agency_name(agency))


def case_of(visit: Visit, *, lock: bool = False) -> Report:
    """Return the case of an address; raises `NotFound`."""
    code = visit.params["code"].upper()
    report = reports.by_code(visit.turn.session, code, lock)
    if report is None or not _may_open(visit.turn, report):
        raise NotFound
    return report


def _may_open(turn: Turn, report: Report) -> bool:
    """Return whether this person sees a case, or can take back their step that moved it away."""
    sees_it = finding.may_see(turn, report) or last_step(turn, report) is not None
    return sees_it and report.held is None


def _following(visit: Visit, report: Report) -> str:
    """Return the address of the next case of the list, if there is one."""
    code, view = list_view.following(visit.turn, list_view.origin(visit), report)
    return code and f"/viec/{code}{view.carried}"


def _page(
    visit: Visit, report: Report, refused: acting.Order | None = None, status: int = 200
) -> Response:
    """Show all of a case; what a refused form had in it is still there."""
    turn = visit.turn
    session, actor = turn.session, turn.actor
    seen, mistake = case_queries.last_step(session, report), last_step(turn, report)
    if not finding.may_see(turn, report):
        view = list_view.origin(visit)
        return visit.page("desk/gone.html", code=report.code, seen=seen, mistake=mistake, view=view)
    agency = actor.handles(report.agency)
    photos = [
        row for row in case_queries.photos(session, report) if agency or not is_recording(row.key)
    ]
    possible = [
        action
        for action in (OFFICIAL if agency else OTHERS)
        if moves.refusal(report, action, actor) in (None, "parts")
        and (action != "ask" or offices.has_reporter(report))
        and (action != "reply" or count_events(session, report, "query", "remind"))
    ]
    return visit.page(
        "desk/case.html",
        status,
        **cards.facts(turn, report, agency, notes=actor.role == "admin"),
        seen=seen,
        about=place_spots.of_report(session, report, turn.city),
        sets_spot=_sets_spot(turn, report),
        tiles=visit.tiles,
        open_parts=part_queries.open_parts(report),
        mistake=mistake,
        rerouted="forward" in possible and corrections.rerouted(session, report, turn.city),
        view=list_view.origin(visit),
        following=_following(visit, report),
        prints=pdf.program() is not None,
        moves=possible,
        photos=photos,
        history=history(turn, report),
        notices=_notices(turn, report),
        near=_nearby_cases(turn, report),
        alike=lines(turn, merging.similar_reports(turn, report)) if "merge" in possible else [],
        templates=office_queries.templates(session, report.agency) if agency else [],
        **(acting.choices(turn, report) if agency else {}),
        later_days=followups.EXTRA_DAYS,
        promise_months=followups.PROMISE_MONTHS,
        recordings={row.id: "video" if is_video(row.key) else "audio"
                    for row in photos if is_recording(row.key)},
        releasable=case_pictures.releasable(turn, report, photos),
        refused=refused,
        kept=visit.carried(refused.photos) if refused else [],
    )  # fmt: skip


def history(turn: Turn, report: Report) -> list[Step]:
    """Return the steps this person may see, oldest first, their words masked as in the card."""
    agency = turn.actor.handles(report.agency)
    visible = [
        event
        for event in reports.events(turn.session, report)
        if agency or turn.actor.role == "admin" or not event.internal
    ]
    acted = {event.person_id for event in visible if event.person_id and event.role == "official"}
    persons = case_queries.persons(turn.session, acted)
    return [
        Step(
            event=event,
            name=name,
            by=_by(turn, event.role, event.agency),
            who=cards.colleague(turn, persons[event.person_id or 0])
            if agency and event.person_id in persons
            else "",
            words=_words(event, agency),
        )
        for event in visible
        if (name := _step_name(turn, event))
    ]


def _words(event: ReportEvent, agency: bool) -> str:
    if agency:
        return event.text
    return masked(event.text) if event.text and cards.is_of_office(event) else ""


def _step_name(turn: Turn, event: ReportEvent) -> str:
    """Return what the history calls a step; empty for one that is shown nowhere."""
    if event.status:
        return cards.status_name(turn, event.status)
    if event.action in moves.MOVES:
        return turn.tools.texts.plain(f"desk.step_{event.action}")
    return ""


def _notices(turn: Turn, report: Report) -> list[tuple[Any, Markup, str]]:
    """Return what the reporter was told, and when, and whether it arrived."""
    if report.chat_id is None:
        return []
    veil = str if turn.actor.handles(report.agency) else masked
    return [
        (row.created_at, Markup(veil((row.payload or {}).get("text", ""))), row.state)  # noqa: S704
        for row in case_queries.notices(turn.session, report)
    ]


def _nearby_cases(turn: Turn, report: Report) -> list[Line]:
    """Return the open cases around the spot, of any kind, that this person may see."""
    if report.latitude is None or report.longitude is None:
        return []
    box = box_around((report.latitude, report.longitude), NEAR_METRES)
    nearby = in_box(turn.session, turn.city.category_ids(), box, MOST_NEAR + 1, None)
    reports = [row.report for row in nearby if row.report.id != report.id]
    return lines(turn, [row for row in reports if finding.may_see(turn, row)])[:MOST_NEAR]


def _sets_spot(turn: Turn, report: Report) -> bool:
    """Return whether this person may say where the place of a report without a pin is."""
    allowed = turn.actor.handles(report.agency) or turn.actor.role == "admin"
    return allowed and report.latitude is None and bool(report.place_key)


def _set_spot(turn: Turn, report: Report, position: str) -> bool:
    """Set the position of a report's place; false where it was refused, and why was said."""
    if not _sets_spot(turn, report):
        finding.refuse(turn, report, "right")
        return False
    spot = re.fullmatch(r"(-?\d{1,3}\.\d{1,7}),(-?\d{1,3}\.\d{1,7})", position)
    if spot is None or not turn.city.bounds.hold(float(spot[1]), float(spot[2])):
        turn.say("desk.spot_outside", report=report)
        return False
    place_spots.place(turn.session, report.place_key, (float(spot[1]), float(spot[2])), turn.now)
    note(turn.session, turn.actor, SPOT, report.code, turn.now)
    turn.say("desk.spot_set", place=report.place)
    return True
