"""The official's list of open reports, nearest deadline first, and the search in it."""

from __future__ import annotations

from typing import get_args

from bot.city import codes
from bot.core.turn import Routes, Rows, Turn, labelled_button, row_number
from bot.questions import desk as question_desk
from bot.reports import cards, moving
from bot.reports.desk import queries
from bot.reports.offices import is_late
from bot.understanding import lookup
from bot.understanding.masking import masked
from db.models import Report
from knowledge.vietnamese.text import fold

routes = Routes()

A_PAGE = 10
MOST_FOUND = 10
FILTERS: tuple[queries.Only, ...] = get_args(queries.Only)


@routes.button("cases")
def by_button(turn: Turn) -> None:
    """Show the open reports of a button's filter, from the position it carries."""
    only: queries.Only = next((name for name in FILTERS if name == turn.arguments[0]), "all")
    show(turn, only, row_number(turn.arguments[-1]))


@routes.command("viec")
def by_command(turn: Turn) -> None:
    """Show the open reports, or search for the code or words after the command."""
    if turn.text:
        _look_up(turn)
    else:
        show(turn)


def _is_office(turn: Turn) -> bool:
    if turn.actor.role == "official" or turn.actor.oversees:
        return True
    turn.say("handle.not_an_official")
    return False


def _scope(turn: Turn) -> queries.Scope:
    """Return what this person sees: their agency; for an overseer, their area or all."""
    actor = turn.actor
    return queries.Scope(area=actor.area) if actor.oversees else queries.Scope(agency=actor.agency)


def waits(turn: Turn) -> bool:
    """Return whether this person's list has an open report."""
    return queries.count(turn.session, _scope(turn), turn.person.id, turn.now).all > 0


def show(turn: Turn, only: queries.Only = "all", begin: int = 0) -> None:
    """Show a page of the open reports, nearest deadline first."""
    if not _is_office(turn):
        return
    me, scope = turn.person.id, _scope(turn)
    count = queries.count(turn.session, scope, me, turn.now)
    reports = queries.page(turn.session, scope, only, me, turn.now, begin, A_PAGE)
    remaining = getattr(count, only) - begin - len(reports)
    buttons = [
        [labelled_button(_line(turn, report), f"case:show:{report.code}")] for report in reports
    ]
    if remaining > 0:
        next_page = f"cases:{only}:{begin + A_PAGE}"
        buttons.append([turn.button("handle.button_more", next_page, left=remaining)])
    door = question_desk.door(turn)
    turn.say(
        "handle.cases",
        [*buttons, *_filters(turn, count, only, begin), *door],
        count=count,
        only=only,
        begin=begin,
        shown=len(reports),
        questions=bool(door),
    )


def _filters(turn: Turn, count: queries.Count, only: queries.Only, begin: int) -> Rows:
    """Return the buttons of the other filters, for the first page of a list longer than a page."""
    if begin or (only == "all" and count.all <= A_PAGE):
        return []
    names = [name for name in FILTERS if name != only and getattr(count, name)]
    return [
        [
            turn.button(f"office.button_only_{name}", f"cases:{name}:0", count=getattr(count, name))
            for name in names
        ]
    ]


def _line(turn: Turn, report: Report) -> str:
    late = "⏰ " if is_late(report, turn.now) else ""
    assigned = "👤 " if report.assignee_id == turn.person.id else ""
    category = turn.city.category_name(report.category) or report.category
    return f"{late}{assigned}{report.code} · {category}"


def _look_up(turn: Turn) -> None:
    """Show the report with the typed code, else search for the typed words.

    Six letters without LC- that are no code are a word: "phuong", "truong".
    """
    if not _is_office(turn):
        return
    code = codes.code_in(turn.text, bare=True)
    report = moving.by_code(turn, code) if code else None
    if report is not None:
        if not moving.show(turn, report):
            moving.refuse(turn, report, "right")
    elif code is not None and (codes.is_code(code) or codes.code_in(turn.text)):
        turn.say("track.wrong_code", code=code)
    else:
        _find(turn)


def _find(turn: Turn) -> None:
    patterns = lookup.patterns(turn.text)
    if not patterns:
        turn.say("office.look_for_what")
        return
    wanted = fold(" ".join(turn.text.split()))
    categories = [
        name for name in turn.city.category_ids() if wanted in fold(turn.city.category_name(name))
    ]

    def shows(report: Report) -> bool:
        """Return whether it still matches once masked, for readers who see it masked."""
        if not turn.actor.oversees or report.category in categories:
            return True
        return lookup.finds(patterns, masked(report.place), masked(report.description))

    scope, limit = _scope(turn), MOST_FOUND + 1
    reports = queries.with_words(turn.session, scope, turn.text, patterns, categories, limit, shows)
    buttons = [
        [
            labelled_button(
                f"{_line(turn, report)} · {cards.status_of(turn, report)}",
                f"case:show:{report.code}",
            )
        ]
        for report in reports[:MOST_FOUND]
    ]
    turn.say(
        "office.found",
        buttons,
        words=turn.text,
        count=len(buttons),
        more=len(reports) > MOST_FOUND,
        searched=queries.SEARCHED,
    )
