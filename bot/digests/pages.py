"""Digests on demand in the browser: for any period and wards, in every form, at once."""

from urllib.parse import quote, urlencode

from markupsafe import Markup
from starlette.responses import Response

from bot.city.parts import FORMS
from bot.digests.content import Content
from bot.digests.period import SPANS, Period, parse_period, period_named, previous
from bot.digests.render.buttons import possible
from bot.digests.render.linked import linked
from bot.digests.render.message import answer, title
from bot.digests.select.content import select
from bot.digests.subscribing import scope_for
from bot.people.roles import OFFICES
from bot.web.pages import Later, NotFound, Pages, Visit

PATH = "/ban-tin"
TYPES = {
    "chart": "image/png", "map": "image/png", "page": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip


def hang(pages: Pages) -> None:
    """Hang the digests into the pages of the roles that read them."""
    pages.menu(PATH, "digest.page_menu", *OFFICES)
    pages.hang(PATH, OFFICES, show=show)
    pages.hang(f"{PATH}/tep/{{form}}", OFFICES, show=file)


def show(visit: Visit) -> Response:
    """Show the digest of a period, and the files that can be made of it."""
    turn = visit.turn
    period, chosen = _period(visit)
    usual = period_named("last_week", turn.now.astimezone(turn.tools.zone))
    assert usual is not None
    content = _content(visit, period or usual, chosen)
    query = urlencode(
        [("ky", chosen), ("tu", visit.query.get("tu", "")), ("den", visit.query.get("den", "")),
         *(("phuong", area) for area in content.scope.areas)]
    )  # fmt: skip
    return visit.page(
        "digests/digest.html",
        text=Markup(linked(answer(content, turn.tools).text)),  # noqa: S704 - escaped by templates
        title=title(content.period, turn.tools),
        spans=SPANS,
        chosen=chosen,
        begin=visit.query.get("tu", ""),
        end=visit.query.get("den", ""),
        wrong=period is None,
        areas=turn.city.areas if turn.actor.oversees and turn.actor.area is None else (),
        areas_chosen=content.scope.areas,
        forms=[form for form in FORMS if possible(form)],
        query=query,
    )


def file(visit: Visit) -> Response:
    """Return one form of the digest as a file."""
    from bot.digests.render import forms

    form, turn = visit.params["form"], visit.turn
    period, chosen = _period(visit)
    if form not in FORMS or not possible(form) or period is None:
        raise NotFound
    content = _content(visit, period, chosen)

    def make() -> Response | None:
        rendered = forms.make(form, content, turn.tools, turn.actor.agency)
        if rendered is None:
            return None
        headers = {
            "Cache-Control": "no-store",
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(rendered.name)}",
        }
        return Response(rendered.data, 200, headers, TYPES[form])

    if form == "pdf":
        return Later(make)
    if response := make():
        return response
    turn.say("digest_acts.no_form", form=form)
    return show(visit)


def _content(visit: Visit, period: Period, name: str) -> Content:
    """Return the digest of what the role may read; who oversees may narrow it to some wards."""
    turn = visit.turn
    chosen = visit.query.getlist("phuong") if turn.actor.oversees else ()
    wards = tuple(key for key in chosen if turn.city.area(key))
    before = previous(period, turn.tools.zone, name=name)
    scope = scope_for(turn.actor, wards)
    return select(turn.session, turn.tools, scope, period, before, turn.now)


def _period(visit: Visit) -> tuple[Period | None, str]:
    """Return the period an address asks for, and its name; None where the days make none."""
    begin, end = visit.query.get("tu", ""), visit.query.get("den", "")
    turn = visit.turn
    if begin or end:
        try:
            return parse_period(f"{begin or end}..{end or begin}", turn.tools.zone), ""
        except ValueError:
            return None, ""
    chosen = visit.query.get("ky", "")
    chosen = chosen if chosen in SPANS else "last_week"
    return period_named(chosen, turn.now.astimezone(turn.tools.zone)), chosen
