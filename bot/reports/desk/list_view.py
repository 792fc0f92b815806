"""The view of a list in an address: its filters, search and page, carried along to a case."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import get_args
from urllib.parse import parse_qsl, urlencode

from bot.city import months
from bot.core.turn import Turn, row_number
from bot.reports.desk import queries, views
from bot.reports.desk.queries import FILTERS, Filter, Sort, Wish, filters_in
from bot.web.pages import Visit
from db.models import Report

A_PAGE = 50
MOST_FOUND = 500
"""Reports that a search shows, of all pages."""
SORTS: tuple[Sort, ...] = get_args(Sort)


@dataclass(frozen=True)
class View:
    """The filters in the address of a list; links change one of them."""

    filters: tuple[Filter, ...] = ()
    area: str = ""
    kind: str = ""
    month: str = ""
    who: str = ""
    sort: Sort = "deadline"
    ended: bool = False
    words: str = ""
    map: bool = False
    page: int = 1

    def link(self, **changes: object) -> str:
        """Return the address of the list with these changes, from its first page on."""
        values = {
            "loc": ".".join(self.filters), "phuong": self.area, "loai": self.kind,
            "thang": self.month, "ai": self.who, "xep": self.sort,
            "xong": "1" if self.ended else "", "tim": self.words,
            "xem": "ban-do" if self.map else "", **changes,
        }  # fmt: skip
        plain = {"xep": "deadline", "trang": 1}
        filled = {name: value for name, value in values.items()
                if value and value != plain.get(name)}  # fmt: skip
        return "/viec" + (f"?{urlencode(filled)}" if filled else "")

    def toggled(self, changed: Filter) -> str:
        """Return the address of the list with one filter more, or without it."""
        filters = [name for name in FILTERS if (name == changed) != (name in self.filters)]
        return self.link(loc=".".join(filters), xong="")

    @property
    def carried(self) -> str:
        """Return what the address of a case ends with, so that the way back leads to this list."""
        query = self.back.partition("?")[2]
        return f"?{urlencode({'tu': query})}" if query else ""

    @property
    def back(self) -> str:
        """Return the address of this page of the list."""
        return self.link(trang=self.page)

    def wish(self, turn: Turn) -> Wish:
        """Return the filters and the order of the list."""
        kinds = turn.city.kinds(self.kind)
        received = months.span(self.month, turn.tools.zone)
        assignee = row_number(self.who) if self.who else None
        return Wish(self.filters, self.area, kinds, self.sort, self.ended, received, assignee)


def view_of(query: Mapping[str, str], turn: Turn) -> View:
    """Return the view an address asks for; what it cannot mean is left out."""
    city, kind, month = turn.city, query.get("loai", ""), query.get("thang", "")
    who = query.get("ai", "")  # 0 for nobody; colleagues are seen by officials alone
    return View(
        filters=filters_in(query.get("loc", "")),
        area=query.get("phuong", "") if city.area(query.get("phuong")) else "",
        kind=kind if city.kinds(kind) else "",
        month=month if month in months.last_months(turn.now, turn.tools.zone) else "",
        who=who if turn.actor.role == "official" and who == str(row_number(who)) else "",
        sort=next((name for name in SORTS if name == query.get("xep")), "deadline"),
        ended=query.get("xong") == "1",
        words=" ".join(query.get("tim", "").split())[:100],
        map=query.get("xem") == "ban-do",
        page=max(1, row_number(query.get("trang", "1"))),
    )


def origin(visit: Visit) -> View:
    """Return the view of the list that a page was opened from."""
    return view_of(dict(parse_qsl(visit.query.get("tu", ""))), visit.turn)


def following(turn: Turn, view: View, report: Report) -> tuple[str, View]:
    """Return the code of the next case of a view, and the view with the page that it stands on.

    Where the case stands there no more, the first of that page is next; empty after the last.
    """
    if view == View():
        row = queries.following(turn.session, views.viewer(turn), report)
        return (row.code if row and row.id != report.id else ""), view
    begin, looks = (view.page - 1) * A_PAGE, views.with_shared(turn, view.words)
    limit = min(A_PAGE + 1, MOST_FOUND - begin) if view.words else A_PAGE + 1
    rows = queries.page(turn.session, looks, view.wish(turn), begin, limit)
    codes = [row.code for row in rows]
    at = codes.index(report.code) + 1 if report.code in codes else 0
    page = view.page + 1 if at == A_PAGE else view.page
    return codes[at] if at < len(codes) else "", replace(view, page=page)
