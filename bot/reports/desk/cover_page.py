"""Covering faces and number plates in a picture of a case, before or after it is public."""

from starlette.responses import RedirectResponse, Response

from bot.core.turn import row_number
from bot.people.roles import note
from bot.reports import covering
from bot.web.pages import NotFound, Visit
from db.models import Photo, Report

PATH = "/viec/anh/{photo}/che"


def show(visit: Visit) -> Response:
    """Show a picture to draw boxes on."""
    photo, report = _own(visit)
    boxes = ";".join(",".join(map(str, cover)) for cover in photo.covered)
    return visit.page("desk/cover.html", photo=photo, report=report, boxes=boxes)


def do(visit: Visit) -> Response:
    """Keep the boxes of a form: what is public of the picture is covered there from now on."""
    photo, report = _own(visit)
    covers = covering.covers_of(visit.form["boxes"])
    if covers is None:
        visit.turn.say("desk.bad_cover", most=covering.MOST)
        return show(visit)
    photo.covered = [list(cover) for cover in covers]
    note(visit.turn.session, visit.turn.actor, "cover", report.code, visit.turn.now)
    return RedirectResponse(f"/viec/{report.code}", 303)


def picture_of(visit: Visit) -> tuple[Photo, Report]:
    """Return the picture of an address and its case; raises `NotFound`."""
    session = visit.turn.session
    photo = session.get(Photo, row_number(visit.params["photo"]))
    report = session.get(Report, photo.report_id) if photo else None
    if photo is None or report is None or report.held is not None:
        raise NotFound
    return photo, report


def _own(visit: Visit) -> tuple[Photo, Report]:
    """Return the picture of an address, if it is of a case this person handles."""
    photo, report = picture_of(visit)
    if not visit.turn.actor.handles(report.agency):
        raise NotFound
    return photo, report
