"""Urgent matters pushed to the browser of an office: begun and stopped by a tap on its desk."""

from functools import partial

from starlette.responses import FileResponse, JSONResponse, Response

from bot.channels.web.posts import Refused
from bot.channels.web.pushing import Pushing
from bot.web.pages import STATIC, Pages, Visit

PATH = "/viec/bao"
ROLES = ("official", "overseer")


def hang(pages: Pages, pushing: Pushing) -> None:
    """Hang pushing into the pages of those who are told of urgent matters, before their cases."""
    pages.hang(PATH, ROLES, show=partial(_show_key, pushing), do=partial(_change, pushing))
    pages.hang(f"{PATH}.js", ROLES, show=_show_worker)


def _show_key(pushing: Pushing, _: Visit) -> Response:
    return JSONResponse({"key": pushing.key()}, headers={"Cache-Control": "no-store"})


def _change(pushing: Pushing, visit: Visit) -> Response:
    """Push to the browser that the form describes, or no more."""
    change = pushing.drop if visit.form["act"] == "stop" else pushing.keep
    try:
        change(visit.turn.session, visit.turn.person, visit.form["browser"].encode())
    except Refused as refused:
        return Response(refused.sentence, refused.status)
    return Response(status_code=204)


def _show_worker(_: Visit) -> Response:
    """Return the script that shows what is pushed."""
    return FileResponse(STATIC / "desk-worker.js", media_type="text/javascript")
