"""The board in the open, `/congkhai`: reports as cards, a page for each, figures, files, a feed.

Everybody may read it; it sets no cookie, and shows only what `bot.public.views` shows.
"""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sqlmodel import Session
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.city.codes import code_in
from bot.city.months import last_months, span
from bot.core import chain
from bot.core.deep_links import qr_svg
from bot.core.media import Media
from bot.core.turn import Tools, row_number
from bot.public import board_queries as rows
from bot.public import figures, hiding, views
from bot.public import map as board_map
from bot.public import queries as public
from bot.public.queries import ENDED, ReportFilter
from bot.public.views import ROOT, begin_of, public_reports
from bot.reports.covering import covered
from bot.reports.map import FINEST, around, nowhere
from bot.texts import cleaned
from bot.web.allowances import Allowances, address_of
from bot.web.open_pages import CACHED, OpenPages, Show
from bot.web.pages import NotFound, picture
from bot.web.tiles import Tiles
from db.engine import Database
from db.report_words import has

SUPPORT = "ungho_"
"""What the payload of a link that supports a report begins with; its code follows."""
A_PAGE = 30
LOOKED_THROUGH, MOST_READS = 100, 5
"""Reports of a search that are read at once, and how often for one page: only by their masked words
may they be found, and no link tells of the others."""
LONGEST_SEARCH = 100
IN_FEED = 50
IN_SITEMAP = 20_000
"""Addresses; the sitemap protocol allows 50,000 in one file."""
STATES = ("open", "late", "resolved", "rejected")
TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
Rows = list[tuple[str, figures.Tally]]


@dataclass(frozen=True)
class View:
    """The filters and the page in the address of the board."""

    area: str = ""
    kind: str = ""
    agency: str = ""
    state: str = ""
    month: str = ""
    words: str = ""

    def link(self, **changes: object) -> str:
        """Return the address of the board with these changes."""
        values = {"phuong": self.area, "loai": self.kind, "coquan": self.agency,
                  "tinhtrang": self.state, "thang": self.month, "tim": self.words,
                  **changes}  # fmt: skip
        filled = {name: value for name, value in values.items() if value}
        return ROOT + (f"?{urlencode(filled)}" if filled else "")

    @property
    def query(self) -> str:
        """Return what addresses of files, feed and map end with; words are looked for in none."""
        return self.link(tim="").removeprefix(ROOT)


class Board:
    """The pages under `/congkhai`."""

    def __init__(
        self,
        database: Database,
        tools: Tools,
        media: Media,
        clock: Callable[[], datetime],
        tiles: Tiles | None = None,
        look: Callable[[], None] = lambda: None,
    ) -> None:
        """`look` sends what was put into the outbox."""
        self._asking, self._tiles = Allowances(hiding.ASKED_WITHIN, clock), tiles or Tiles()
        self._tools, self._media, self._clock = tools, media, clock
        self._open = OpenPages(database, tools.texts, "board/nothing.html", ROOT,
                               self._tiles.headers, look=look)  # fmt: skip
        self._page = self._open.page

    def routes(self) -> list[BaseRoute]:
        """Return the routes of the app."""
        files: dict[str, Show] = {
            f"{ROOT}/phan-anh.{form}": partial(self._file, form) for form in ("csv", "json")
        }
        shows: dict[str, Show] = {
            ROOT: self._list,
            f"{ROOT}/so-lieu": self._figures,
            f"{ROOT}/ban-do": self._map,
            f"{ROOT}/ban-do.json": self._squares,
            f"{ROOT}/ranh-gioi.json": self._borders,
            f"{ROOT}/atom.xml": self._feed,
            f"{ROOT}/sitemap.xml": self._sitemap,
            "/robots.txt": self._robots,
            f"{ROOT}/anh/{{photo}}": self._photo,
            f"{ROOT}/{{code}}": self._report,
        }
        hide = Route(f"{ROOT}/anh/{{photo}}/che", self._hide, methods=["POST"],
                     middleware=self._open.guard)  # fmt: skip
        pages = [*self._open.routes(files, at_once=1), hide, *self._open.routes(shows)]
        return [*self._tiles.routes(), *pages]

    def _borders(self, _: Session, __: Request) -> Response:
        """Return the borders of the wards as GeoJSON."""
        if (file := self._tools.city.borders) is None:
            raise NotFound
        return FileResponse(file, 200, CACHED, "application/geo+json")

    async def _hide(self, request: Request) -> Response:
        """Hide a picture until its agency has looked at it; the guard refuses foreign forms."""
        if not self._asking.take(address_of(request), hiding.MOST_ASKED):
            return self._page("board/hidden.html", 429, outcome="too_many")
        return await self._open.answer(self._hidden, request, writes=True)

    def _hidden(self, session: Session, request: Request) -> Response:
        photo = row_number(request.path_params["photo"])
        if (outcome := hiding.ask(session, self._tools, photo, self._clock())) is None:
            raise NotFound
        answer = self._page("board/hidden.html", outcome=outcome)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def _list(self, session: Session, request: Request) -> Response:
        """Show the newest reports that a filter wants; with `truoc` those before that one."""
        view, now = self._view(request), self._clock()
        code = code_in(view.words, bare=True)
        if code and rows.ended(session, code):
            return RedirectResponse(f"{ROOT}/{code}", 302, CACHED)
        before = row_number(request.query_params.get("truoc", ""))
        fit = list(islice(self._shown_reports(session, view, before, now), A_PAGE + 1))
        return self._page(
            "board/list.html",
            view=view,
            cards=[card for _, card in fit[:A_PAGE]],
            older=fit[A_PAGE - 1][0] if fit[A_PAGE:] else 0,
            searched=True,
            chain=chain.head(session),
            **self._choices(ROOT),
        )

    def _shown_reports(
        self, session: Session, view: View, before: int, now: datetime
    ) -> Iterator[tuple[int, views.Card]]:
        """Yield the cards whose words, as they are shown, have those looked for, by their ids."""
        at_once, city = LOOKED_THROUGH if view.words else A_PAGE + 1, self._tools.city
        words, keys = view.words, city.category_ids()
        kinds = [key for key in keys if words and has(city.category_name(key), words)]
        for _ in range(MOST_READS):
            reports = rows.page(session, self._filter(view), before, at_once, view.words, kinds)
            cards = views.cards(session, self._tools, reports, now)
            yield from ((report.id, card) for report, card in zip(reports, cards, strict=True)
                        if card.has(view.words, kinds))  # fmt: skip
            if len(reports) < at_once:
                return
            before = reports[-1].id

    def _choices(self, action: str) -> dict[str, Any]:
        """Return what a form of filters at this address offers."""
        city = self._tools.city
        return {"action": action, "areas": city.areas, "groups": city.groups,
                "agencies": city.agencies, "states": STATES, "months": self._months()}  # fmt: skip

    def _map(self, session: Session, request: Request) -> Response:
        """Show the map, and beside it the same as a list."""
        view = self._view(request)
        return self._page(
            "board/map.html",
            view=view,
            box=around(session, self._tools.city, public.public_conditions()),
            tiles=self._tiles,
            borders=bool(self._tools.city.borders),
            nowhere=nowhere(session, self._tools.city, self._filter(view).conditions),
            filter=view.query.removeprefix("?"),
            **self._choices(f"{ROOT}/ban-do"),
        )

    def _squares(self, session: Session, request: Request) -> Response:
        """Return what the map shows of a box: squares with many reports, and single ones."""
        box = board_map.box_of(request.query_params)
        if box is None:
            raise NotFound
        zoom = min(row_number(request.query_params.get("muc", "")), FINEST)
        wanted, now = self._filter(self._view(request)), self._clock()
        data = board_map.data_of_box(session, self._tools, wanted, box, zoom, now)
        return JSONResponse(data, headers=CACHED)

    def _report(self, session: Session, request: Request) -> Response:
        """Show one report, and what happened with it when."""
        code = cleaned(request.path_params["code"]).upper()
        reports = public.of_codes(session, [code])
        if not reports:
            return self._page_gone(session, code)
        (card,) = views.cards(session, self._tools, reports, self._clock())
        city, page = self._tools.city, self._tools.deep_links.page
        address = f"{page}{ROOT}/{code}"
        return self._page(
            "board/report.html",
            card=card,
            steps=rows.steps(session, reports[0].id),
            parts=[
                (city.agency_name(agency), self._tools.texts.plain(f"share.state_{state}"))
                for agency, state in rows.parts(session, reports[0].id)
            ],
            page=page,
            qr=qr_svg(address),
            support=self._tools.deep_links.links(SUPPORT + code)[0],
        )

    def _page_gone(self, session: Session, code: str) -> Response:
        """Lead from a merged report to the public one; say that a withdrawn one is gone."""
        status, main = rows.ended(session, code) or ("", "")
        if main:
            return RedirectResponse(f"{ROOT}/{main}", 301, CACHED)
        if status == "withdrawn":
            return self._page("board/withdrawn.html", 410, code=code)
        raise NotFound

    def _figures(self, session: Session, request: Request) -> Response:
        """Show the figures of a span, by ward, kind, agency and month."""
        name = request.query_params.get("ky", "year")
        name = name if name in figures.SPANS else "year"
        now, zone, city = self._clock(), self._tools.zone, self._tools.city
        begins = [begin_of(date.fromisoformat(f"{month}-01"), zone) for month in self._months()]
        areas = [figures.EVERYWHERE, *(area.id for area in city.areas)]
        by_area, counted_at = figures.figures_of_span(session, zone, now, name, areas)
        every = by_area[figures.EVERYWHERE]
        wards = [(area.name, by_area[area.id].total) for area in city.areas]
        kinds = [(city.category_name(key) or key, tally) for key, tally in every.categories.items()]
        agencies = [(city.agency_name(key) or key, tally) for key, tally in every.agencies.items()]
        by_month = rows.by_month(session, begins, now)
        months = [(month, *by_month.get(number, (0, 0, 0)))
                  for number, month in enumerate(self._months())]  # fmt: skip
        return self._page(
            "board/figures.html",
            span=name,
            chain=chain.head(session),
            spans=tuple(figures.SPANS),
            total=every.total,
            tables={
                "ward": [*_ranked(wards), *self._unknown(every.total, wards)],
                "kind": _ranked(kinds),
                "agency": _ranked(agencies),
            },
            months=months[::-1],
            most=max((total for _, total, _, _ in months), default=0) or 1,
            counted_at=counted_at,
        )

    def _unknown(self, total: figures.Tally, wards: Rows) -> Rows:
        """Return the row of the reports of which nobody knows the ward, if there are any."""
        remainder = total.less(figures.summed(tally for _, tally in wards))
        return [(self._tools.texts.plain("forms.no_area"), remainder)] if remainder.received else []

    def _feed(self, session: Session, request: Request) -> Response:
        """Return an Atom feed of the reports of a filter that changed last."""
        now, view, zone = self._clock(), self._view(request), self._tools.zone
        changes = rows.changed_last(session, self._filter(view), IN_FEED)
        cards = views.cards(session, self._tools, public.of_codes(session, [*changes]), now)
        by_code = {card.report.code: card for card in cards}
        days = {code: at.astimezone(zone).date() for code, at in changes.items()}
        xml = self._tools.texts.page(
            "board/atom.xml",
            cards=[(by_code[code], begin_of(day, zone)) for code, day in days.items()],
            query=view.query,
            page=self._tools.deep_links.page,
            root=ROOT,
            begin_of=partial(begin_of, zone=zone),
            now=now,
        )
        return Response(xml, 200, CACHED, "application/atom+xml")

    def _sitemap(self, session: Session, _: Request) -> Response:
        """Return the addresses that search engines are welcome to, the newest reports first."""
        xml = self._tools.texts.page(
            "board/sitemap.xml",
            codes=rows.newest(session, IN_SITEMAP),
            root=f"{self._tools.deep_links.page}{ROOT}",
        )
        return Response(xml, 200, CACHED, "application/xml")

    def _robots(self, _: Session, __: Request) -> Response:
        """Say where the sitemap is, and that the pages of offices are not for search engines."""
        page = self._tools.deep_links.page
        lines = "User-agent: *", "Disallow: /viec", f"Sitemap: {page}{ROOT}/sitemap.xml", ""
        return Response("\n".join(lines), 200, CACHED, "text/plain")

    def _photo(self, session: Session, request: Request) -> Response:
        """Show a picture that its agency released, without what is covered in it."""
        photo = rows.released_photo(session, row_number(request.path_params["photo"]))
        if photo is None:
            raise NotFound
        data = picture(self._media, photo.key, request.query_params)
        return Response(covered(data, photo.covered), 200, CACHED, "image/jpeg")

    def _file(self, form: str, session: Session, request: Request) -> Response:
        """Return all reports that a filter wants as a file."""
        from bot.public import export

        write, wanted = export.WRITERS[form], self._filter(self._view(request))
        reports = public_reports(session, wanted, self._tools.zone, self._clock())
        with tempfile.NamedTemporaryFile(delete=False, suffix=f".{form}") as out:
            write(out, reports, export.Names(self._tools))
        path = Path(out.name)
        after = BackgroundTask(path.unlink, missing_ok=True)
        return FileResponse(path, 200, CACHED, TYPES[form], after, filename=f"phan-anh.{form}")

    def _view(self, request: Request) -> View:
        """Return what an address asks for; what it cannot mean is left out."""
        query, city = request.query_params, self._tools.city
        area, kind = query.get("phuong", ""), query.get("loai", "")
        agency, state, month = (query.get(name, "") for name in ("coquan", "tinhtrang", "thang"))
        return View(
            area=area if city.area(area) else "",
            kind=kind if city.kinds(kind) else "",
            agency=agency if city.agency(agency) else "",
            state=state if state in STATES else "",
            month=month if month in self._months() else "",
            words=" ".join(cleaned(query.get("tim", "")).split())[:LONGEST_SEARCH],
        )

    def _filter(self, view: View) -> ReportFilter:
        since, until = span(view.month, self._tools.zone)
        return ReportFilter(
            since=since,
            until=until,
            categories=self._tools.city.kinds(view.kind),
            open=True if view.state in ("open", "late") else None,
            area=view.area,
            agency=view.agency,
            status=view.state if view.state in ENDED else "",
            late=self._clock() if view.state == "late" else None,
        )

    def _months(self) -> list[str]:
        return last_months(self._clock(), self._tools.zone)


def _ranked(tallies: Rows) -> Rows:
    return sorted(tallies, key=lambda row: (-row[1].received, row[0]))
