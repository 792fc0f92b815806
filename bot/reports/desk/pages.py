"""The desk in the browser: the list of cases with its filters, and the pictures in it."""

from collections.abc import Collection, Sequence
from urllib.parse import parse_qsl

from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response

from bot.city import codes, months
from bot.core.recordings import media_type
from bot.core.turn import Turn, row_number
from bot.reports import cards, finding, map_queries, office_queries
from bot.reports import map as reports_map
from bot.reports import queries as reports
from bot.reports.desk import acting, case_page, case_pictures, paper, queries, team, views
from bot.reports.desk.list_view import A_PAGE, MOST_FOUND, SORTS, View, view_of
from bot.reports.desk.views import lines
from bot.web.pages import NotFound, Pages, Visit, picture
from db.models import Report

ROLES = ("official", "overseer", "admin")
MOST_VIEWS = 12
"""Views that a person can save; with another the oldest goes."""
LONGEST_NAME = 40


def hang(pages: Pages) -> None:
    """Hang the desk into the pages of the roles that use it."""
    pages.menu("/viec", "desk.menu", *ROLES)
    pages.hang("/viec", ROLES, show=show_list)
    pages.hang("/viec/nhieu", ROLES, do=acting.do)
    pages.hang("/viec/bo-loc", ROLES, do=keep_view)
    pages.hang("/viec/ban-do.json", ROLES, show=show_points)
    pages.menu(team.PATH, "desk.menu_team", *team.ROLES)
    pages.hang(team.PATH, team.ROLES, show=team.show, do=team.hand_over)
    pages.hang("/viec/anh/{photo}", ROLES, show=show_picture)
    covers = {"show": case_pictures.show_cover, "do": case_pictures.do_cover}
    pages.hang(case_pictures.COVER_PATH, ("official", "admin"), **covers)
    pages.hang("/viec/{code}", ROLES, show=case_page.show, do=case_page.do)
    pages.hang("/viec/{code}/moi", ROLES, show=case_page.news, do=case_page.look)
    pages.hang("/viec/{code}/phieu.pdf", ROLES, show=paper.show)


CACHED = {"Cache-Control": "private, max-age=600"}


def show_list(visit: Visit) -> Response:
    """Show a page of the list; a whole code in the search opens its case."""
    turn, view = visit.turn, view_of(visit.query, visit.turn)
    code = codes.code_in(view.words, bare=True) if view.words else None
    if code and codes.is_code(code):
        report = reports.by_code(turn.session, code)
        if report is not None and report.held is None and finding.may_see(turn, report):
            return RedirectResponse(f"/viec/{code}", 303)
    wish, looks, is_cut = view.wish(turn), views.with_shared(turn, view.words), False
    begin, is_official = (view.page - 1) * A_PAGE, turn.actor.role == "official"
    if view.words:
        matching = queries.page(turn.session, looks, wish, 0, MOST_FOUND + 1)
        is_cut = len(matching) > MOST_FOUND
        total, rows = len(matching) - is_cut, matching[:MOST_FOUND][begin : begin + A_PAGE]
    else:
        total = queries.count_wanted(turn.session, looks, wish)
        rows = queries.page(turn.session, looks, wish, begin, A_PAGE)
    return visit.page(
        "desk/part.html" if visit.is_part else "desk/list.html",
        view=view,
        lines=lines(turn, rows),
        count=queries.count(turn.session, looks, view.filters),
        filters=[name for name in queries.FILTERS if name != "mine" or is_official],
        sorts=SORTS,
        total=total,
        more=is_cut,
        begin=begin,
        last=max(1, -(-total // A_PAGE)),
        months=months.last_months(turn.now, turn.tools.zone),
        who=_name(turn, view),
        saved=turn.person.views,
        tiles=visit.tiles,
        map=_map(visit, view) if view.map else None,
    )


def _name(turn: Turn, view: View) -> str:
    """Return whose cases a view shows; empty where it shows everybody's."""
    if not view.who:
        return ""
    colleagues = office_queries.colleagues(turn.session, turn.actor.agency or "")
    person = colleagues.get(row_number(view.who))
    return cards.colleague(turn, person) if person else turn.tools.texts.plain("desk.nobody")


def _map(visit: Visit, view: View) -> dict[str, object]:
    """Return what the map of a view begins with; `box` is None where nothing has a position."""
    turn, wanted = visit.turn, _conditions(visit, view)
    return {
        "box": reports_map.around(turn.session, turn.city, wanted),
        "nowhere": reports_map.nowhere(turn.session, turn.city, wanted),
        "filter": view.link(xem="").partition("?")[2],
    }


def _conditions(visit: Visit, view: View) -> map_queries.Conditions:
    """Return what the reports of a view fulfil."""
    wish, looks = view.wish(visit.turn), views.with_shared(visit.turn, view.words)
    if not view.words:
        return queries.conditions(looks, wish)
    return [queries.among(queries.page(visit.turn.session, looks, wish, 0, MOST_FOUND))]


def show_points(visit: Visit) -> Response:
    """Return what the map shows of a box: squares with many cases, places, and single cases."""
    turn = visit.turn
    box = reports_map.box_of(visit.query)
    if box is None:
        raise NotFound
    wanted = _conditions(visit, view_of(visit.query, turn))
    zoom = min(row_number(visit.query.get("muc", "")), reports_map.FINEST)

    def tell(codes: Collection[str]) -> reports_map.Entries:
        cases = [*reports.of_codes(turn.session, codes).values()]
        pairs = zip(cases, lines(turn, cases), strict=True)
        return {
            line.code: _entry(report, line, reports_map.colour(turn.city, report.category))
            for report, line in pairs
        }

    data = reports_map.gathered(turn.session, turn.city, wanted, box, zoom, turn.now, tell)
    return JSONResponse(data, headers={"Cache-Control": "no-store"})


def _entry(report: Report, line: views.Line, colour: int) -> dict[str, object]:
    """Return what the map tells of a case."""
    return {
        "code": line.code, "at": [report.latitude, report.longitude], "icon": line.icon,
        "colour": colour,
        "category": line.category, "words": line.words, "place": line.place or line.area,
        "status": line.status, "late": line.late,
    }  # fmt: skip


def keep_view(visit: Visit) -> Response:
    """Save a view under a name, in the place of one of that name, or drop it."""
    person, form = visit.turn.person, visit.form
    name = " ".join(form["name"].split())[:LONGEST_NAME]
    others: Sequence[list[str]] = [row for row in person.views if row[0] != name]
    view = view_of(dict(parse_qsl(form["view"].partition("?")[2])), visit.turn)
    if form["act"] == "save" and name:
        others = [*others, [name, view.link()]]
    person.views = [*others][-MOST_VIEWS:]
    return RedirectResponse(view.link(), 303)


def show_picture(visit: Visit) -> Response:
    """Show a picture of a case to those who may see the case, and play a voice to its agency."""
    turn = visit.turn
    photo, report = case_pictures.picture_of(visit)
    if not finding.may_see(turn, report):
        raise NotFound
    if kind := media_type(photo.key):
        path = turn.media.path(photo.key)
        if not turn.actor.handles(report.agency) or not path.is_file():
            raise NotFound
        return FileResponse(path, media_type=kind, headers=CACHED)
    data = picture(turn.media, photo.key, visit.query)
    return Response(data, media_type="image/jpeg", headers=CACHED)
