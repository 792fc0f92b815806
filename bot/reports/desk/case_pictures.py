"""The pictures of a case: which of them the public sees, and what is covered in them."""

from collections.abc import Sequence

from starlette.responses import RedirectResponse, Response

from bot.core.recordings import is_recording
from bot.core.turn import Turn, row_number
from bot.people.roles import note
from bot.reports import covering, finding, hiding_queries, shown_cards
from bot.reports.desk import case_queries
from bot.web.pages import NotFound, Visit
from db.models import Photo, Report

RELEASE = "release"
"""What a case's page does with its pictures, which is no move of the report."""
COVER_PATH = "/viec/anh/{photo}/che"


def release(turn: Turn, report: Report, chosen: Sequence[str]) -> None:
    """Put the chosen pictures of a case on the public board, and take the others off it."""
    photos = case_queries.photos(turn.session, report)
    own = releasable(turn, report, photos)
    if not own and not turn.actor.handles(report.agency):
        finding.refuse(turn, report, "right")
        return
    hidden = hiding_queries.waiting(turn.session, report)
    for photo in photos:
        if photo.id in own:
            is_chosen = str(photo.id) in chosen
            photo.released_at = (photo.released_at or turn.now) if is_chosen else None
        if photo.id in hidden:
            _look_at(turn, report, photo)
    note(turn.session, turn.actor, RELEASE, report.code, turn.now)
    count = sum(photo.released_at is not None for photo in photos)
    turn.say("desk.released", report=report, count=count)


def releasable(turn: Turn, report: Report, photos: Sequence[Photo]) -> set[int]:
    """Return the pictures of a case that this person may put on the board: all of their agency's
    case, and an admin those that somebody asked to have covered."""
    if turn.actor.handles(report.agency):
        return {photo.number for photo in photos if not is_recording(photo.key)}
    is_admin = turn.actor.role == "admin"
    return hiding_queries.waiting(turn.session, report) if is_admin else set()


def _look_at(turn: Turn, report: Report, photo: Photo) -> None:
    """Note that a picture that somebody asked for was looked at, and take the line off cards."""
    hiding_queries.look_at(turn.session, report, photo, turn.actor, turn.now)
    if not hiding_queries.waiting(turn.session, report):
        shown_cards.refresh(turn, report)


def show_cover(visit: Visit) -> Response:
    """Show a picture to draw boxes on."""
    photo, report = _own_picture(visit)
    boxes = ";".join(",".join(map(str, cover)) for cover in photo.covered)
    is_hidden = photo.id in hiding_queries.waiting(visit.turn.session, report)
    return visit.page(
        "desk/cover.html", photo=photo, report=report, boxes=boxes, is_asked=is_hidden
    )


def do_cover(visit: Visit) -> Response:
    """Keep the boxes of a form: what is public of the picture is covered there from now on.

    One that is hidden because somebody asked is public again, with what is covered.
    """
    photo, report = _own_picture(visit)
    covers = covering.covers_of(visit.form["boxes"])
    if covers is None:
        visit.turn.say("desk.bad_cover", most=covering.MOST_COVERS)
        return show_cover(visit)
    photo.covered = [list(cover) for cover in covers]
    if covers and photo.id in hiding_queries.waiting(visit.turn.session, report):
        photo.released_at = visit.turn.now
        _look_at(visit.turn, report, photo)
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


def _own_picture(visit: Visit) -> tuple[Photo, Report]:
    """Return the picture of an address, if this person may put it on the board."""
    photo, report = picture_of(visit)
    if photo.id not in releasable(visit.turn, report, [photo]):
        raise NotFound
    return photo, report
