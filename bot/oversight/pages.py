"""The board in the browser: all targets by state, each with its voices, history and evidence."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute

from bot.core import chain, papers
from bot.core.media import Media
from bot.core.turn import Tools, row_number
from bot.oversight import board, exporting, following_queries, queries, summary
from bot.oversight.board import Detail
from bot.oversight.promises import Promise, Promises
from bot.oversight.rules import STATES
from bot.oversight.views import payload_of
from bot.plan.outline import Page, name_of, page_of
from bot.web.open_pages import CACHED, OpenPages
from bot.web.pages import NotFound
from db.engine import Database

ROOT = "/congkhai/chitieu"
PAGE = 20
"""Targets on one page."""
EVERY = "tat-ca"
"""Means the targets of every plan; those at home are shown where none is named."""
OPEN = {**CACHED, "Access-Control-Allow-Origin": "*"}


class Filter(NamedTuple):
    """The part of the board to show: a state, a plan by its name in addresses, and the page.

    Without a plan it is that of the plans at home.
    """

    state: str = ""
    plan: str = ""
    page: int = 0

    def link(self, **changes: Any) -> str:
        """Return the address of the board with some of it changed."""
        wanted = self._replace(**changes)
        query = {"tinhtrang": wanted.state, "kehoach": wanted.plan,
                 "trang": str(wanted.page + 1) if wanted.page else ""}  # fmt: skip
        values = {name: value for name, value in query.items() if value}
        return f"{ROOT}?{urlencode(values)}" if values else ROOT


class Shown(NamedTuple):
    """A page of the board."""

    counts: dict[str, int]
    total: int
    page: Page[board.Entry]
    details: list[Detail]
    places: dict[queries.Key, Any]
    chain: chain.Head
    bars: tuple[summary.Bar, ...]
    undrawn: int


class Pages:
    """The pages of the board; anybody may see them."""

    def __init__(
        self, database: Database, tools: Tools, media: Media, clock: Callable[[], datetime]
    ) -> None:
        self._tools, self._media, self._clock = tools, media, clock
        self._open = OpenPages(database, tools.texts, "targets/gone.html")
        self._kept: tuple[object, board.Board] | None = None
        self._root = f"{tools.deep_links.page}{ROOT}"

    def routes(self) -> list[BaseRoute]:
        """Return the routes; they stand before those of the chat page."""
        return self._open.routes(
            {
                ROOT: self._list,
                f"{ROOT}.csv": self._csv,
                f"{ROOT}.json": self._json,
                f"{ROOT}/{{plan}}/{{target}}": self._one,
                f"{ROOT}/{{plan}}/{{target}}/{{key}}": self._picture,
            }
        )

    def _list(self, session: Session, request: Request) -> Response:
        parameters = request.query_params
        page = max(0, row_number(parameters.get("trang", "1")) - 1)
        state = parameters.get("tinhtrang", "")
        chosen = Filter(state if state in STATES else "", parameters.get("kehoach", "")[:40], page)
        return self.rendered(self.shown(session, chosen), chosen)

    def rendered(self, content: Shown, chosen: Filter) -> Response:
        """Return a page of the board."""
        promises = self._tools.once(Promises)
        return self._open.page(
            "targets/list.html",
            **content._asdict(),
            filter=chosen,
            link=chosen.link,
            plans=[(name_of(plan), called) for plan, called in promises.plans.items()],
            every=EVERY,
        )

    def shown(self, session: Session, chosen: Filter) -> Shown:
        """Return what a page of the board shows, in as many queries whatever its length."""
        complete = self._whole(session)
        if chosen.plan != EVERY:
            complete = board.Board(tuple(filter(self._of(chosen.plan), complete.entries)))
        entries = [e for e in complete.entries if not chosen.state or e.state == chosen.state]
        page = page_of(entries, chosen.page, PAGE)
        details = board.details(session, self._tools, page.entries)
        places = following_queries.counted(session, [entry.promise.key for entry in page.entries])
        counts = {str(state): count for state, count in complete.counts.items()}
        bars, undrawn = summary.chart_of(complete.entries)
        return Shown(
            counts,
            len(complete.entries),
            page,
            details,
            dict(places),
            chain.head(session),
            bars,
            undrawn,
        )

    def _of(self, plan: str) -> Callable[[board.Entry], bool]:
        """Return what tells the entries of a plan, or without its name those at home."""
        home = self._tools.once(Promises).areas(self._tools.city)
        return lambda entry: (
            name_of(entry.promise.plan) == plan if plan else entry.promise.plan in home
        )

    def _whole(self, session: Session) -> board.Board:
        """Return the board of all plans; judged anew only after an event, a dispute, or a day.

        Only sessions that read come here, so that what is kept was committed.
        """
        now, zone = self._clock(), self._tools.zone
        disputes = tuple(queries.disputes(session))
        promises = self._tools.once(Promises)  # others, once other plans are in use
        state = promises, queries.version(session), disputes, now.astimezone(zone).date()
        if self._kept is None or self._kept[0] != state:
            self._kept = state, board.board(session, promises.all, now, zone)
        return self._kept[1]

    def _promise(self, request: Request) -> Promise:
        path = request.path_params
        promise = self._tools.once(Promises).linked(path["plan"], path["target"])
        if promise is None:
            raise NotFound
        return promise

    def _one(self, session: Session, request: Request) -> Response:
        promise, tools = self._promise(request), self._tools
        (detail,) = board.details_of(session, tools, [promise], self._clock())
        return self._open.page(
            "targets/one.html",
            detail=detail,
            places=dict(following_queries.counted(session, [promise.key])),
            chain=chain.head(session),
            plan=tools.once(Promises).plans[promise.plan],
            address=f"{self._root}/{promise.path}",
            chat=tools.deep_links.links(payload_of(promise))[0],
        )

    def _picture(self, session: Session, request: Request) -> Response:
        """Return a picture or document of a target's evidence, and no other file of the store."""
        promise, key = self._promise(request), request.path_params["key"]
        rows = queries.events(session, [promise.key]).get(promise.key, ())
        if not any(key in row.photos for row in rows):
            raise NotFound
        path = self._media.path(key)
        if not path.is_file():
            raise NotFound
        if papers.is_paper(key):
            return FileResponse(path, headers=CACHED, filename=f"can-cu{path.suffix}")
        return FileResponse(path, media_type="image/jpeg", headers=CACHED)

    def _details(self, session: Session) -> list[Detail]:
        return board.details(session, self._tools, self._whole(session).entries)

    def _csv(self, session: Session, _: Request) -> Response:
        city, texts = self._tools.city, self._tools.texts
        content = exporting.as_csv(self._details(session), city, self._root, texts)
        name = {"Content-Disposition": 'attachment; filename="chi-tieu.csv"'}
        return Response(content, headers=OPEN | name, media_type="text/csv; charset=utf-8")

    def _json(self, session: Session, _: Request) -> Response:
        details, head = self._details(session), chain.head(session)
        data = {
            "made_at": self._clock().isoformat(),
            "chain": {
                "number": head.number,
                "hash": head.hash,
                "sealed_at": head.at.isoformat() if head.at else None,
                "not_sealed_yet": head.unsealed,
            },
            "targets": exporting.as_data(details, self._tools.city, self._root),
        }
        content = json.dumps(data, ensure_ascii=False)
        return Response(content, headers=OPEN, media_type="application/json")
