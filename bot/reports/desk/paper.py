"""A case as a PDF, for the file: all that its page says, without what can be done there."""

import io
from collections.abc import Mapping
from functools import partial

from starlette.responses import Response

from bot.core import pdf
from bot.core.media import Media
from bot.core.recordings import is_recording
from bot.reports import cards, finding
from bot.reports.desk import case_page, case_queries
from bot.web.pages import Later, NotFound, Visit

MOST_PHOTOS = 20
"""Pictures on paper, the first."""
DENSITY = 180
"""Dots to an inch: a thumbnail is nine centimetres wide."""


def show(visit: Visit) -> Response:
    """Return the case as a PDF."""
    turn, report = visit.turn, case_page.case_of(visit)
    if pdf.program() is None or not finding.may_see(turn, report):
        raise NotFound
    photos = [row for row in case_queries.photos(turn.session, report) if not is_recording(row.key)]
    shown = photos[:MOST_PHOTOS]
    html = turn.tools.texts.page(
        "desk/paper.html",
        **cards.facts(turn, report, turn.actor.handles(report.agency)),
        history=case_page.history(turn, report),
        photos=shown,
        left_out_photos=len(photos) - len(shown),
        now=turn.now,
    )
    names = {f"{photo.id}.jpg": photo.key for photo in shown}
    return Later(partial(_response, report.code, html, names, turn.media))


def _response(code: str, html: str, names: Mapping[str, str], media: Media) -> Response | None:
    pictures = {name: data for name, key in names.items() if (data := _printable(media, key))}
    data = pdf.converted(html.encode(), pictures)
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{code}.pdf"',
    }
    return Response(data, 200, headers, "application/pdf") if data else None


def _printable(media: Media, key: str) -> bytes | None:
    """Return a small picture that says how large it is on paper; None once it was erased."""
    from PIL import Image

    out = io.BytesIO()
    try:
        with Image.open(io.BytesIO(media.thumbnail(key))) as picture:
            picture.save(out, "JPEG", dpi=(DENSITY, DENSITY), quality=85)
    except FileNotFoundError:
        return None
    return out.getvalue()
