"""What is still to be done, by its deadline; and a report found by its code, a place or words."""

from __future__ import annotations

from typing import get_args

from bot.city import codes
from bot.core.turn import Routes, Rows, Turn, named, row_number
from bot.questions import desk as question_desk
from bot.reports import cards
from bot.reports import moving as handle
from bot.reports.desk import queries as rows
from bot.reports.offices import is_late
from bot.understanding import lookup
from bot.understanding.masking import masked
from db.models import Report
from knowledge.vietnamese.text import fold

routes = Routes()

A_PAGE = 10
MOST_FOUND = 10
FILTERS: tuple[rows.Only, ...] = get_args(rows.Only)


@routes.button("cases")
def by_button(turn: Turn) -> None:
    """The open cases from a button: of a filter, and perhaps further down the list."""
    only: rows.Only = next((each for each in FILTERS if each == turn.arguments[0]), "all")
    show(turn, only, row_number(turn.arguments[-1]))


@routes.command("viec")
def by_command(turn: Turn) -> None:
    """The open cases, or with a code or words after the command, what they find."""
    if turn.text:
        _look_up(turn)
    else:
        show(turn)


def _is_office(turn: Turn) -> bool:
    if turn.actor.role == "official" or turn.actor.oversees:
        return True
    turn.say("handle.not_an_official")
    return False


def _scope(turn: Turn) -> rows.Scope:
    """Whose reports are seen: an agency's own; an overseer's of their area, or all."""
    actor = turn.actor
    return rows.Scope(area=actor.area) if actor.oversees else rows.Scope(agency=actor.agency)


def waits(turn: Turn) -> bool:
    """Whether anything is open that this person could see in the list."""
    found = rows.count(turn.session, _scope(turn), turn.person.id, turn.now)
    return found.all > 0


def show(turn: Turn, only: rows.Only = "all", begin: int = 0) -> None:
    """The open cases of one's agency, the nearest deadline first; for the overseer, of all."""
    if not _is_office(turn):
        return
    me, scope = turn.person.id, _scope(turn)
    count = rows.count(turn.session, scope, me, turn.now)
    found = rows.page(turn.session, scope, only, me, turn.now, begin, A_PAGE)
    left = getattr(count, only) - begin - len(found)
    buttons = [[named(_line(turn, each), f"case:show:{each.code}")] for each in found]
    if left > 0:
        more = f"cases:{only}:{begin + A_PAGE}"
        buttons.append([turn.button("handle.button_more", more, left=left)])
    door = question_desk.door(turn)
    turn.say(
        "handle.cases",
        [*buttons, *_filters(turn, count, only, begin), *door],
        count=count,
        only=only,
        begin=begin,
        shown=len(found),
        questions=bool(door),
    )


def _filters(turn: Turn, count: rows.Count, only: rows.Only, begin: int) -> Rows:
    """Other lists than this one, under the first page of what does not fit on one."""
    if begin or (only == "all" and count.all <= A_PAGE):
        return []
    others = [each for each in FILTERS if each != only and getattr(count, each)]
    return [
        [
            turn.button(f"office.button_only_{each}", f"cases:{each}:0", count=getattr(count, each))
            for each in others
        ]
    ]


def _line(turn: Turn, report: Report) -> str:
    late = "⏰ " if is_late(report, turn.now) else ""
    mine = "👤 " if report.assignee_id == turn.person.id else ""
    category = turn.city.category_name(report.category) or report.category
    return f"{late}{mine}{report.code} · {category}"


def _look_up(turn: Turn) -> None:
    """By code: the card. By words: those of the place, of the story, or of what it is about.

    Six letters without LC- that are no code are a word: "phuong", "truong".
    """
    if not _is_office(turn):
        return
    code = codes.code_in(turn.text, bare=True)
    report = handle.by_code(turn, code) if code else None
    if report is not None:
        if not handle.show(turn, report):
            handle.refuse(turn, report, "right")
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
    about = [
        each for each in turn.city.category_ids() if wanted in fold(turn.city.category_name(each))
    ]

    def shows(each: Report) -> bool:
        """Who sees the words masked, finds nothing by what is masked."""
        if not turn.actor.oversees or each.category in about:
            return True
        return lookup.finds(patterns, masked(each.place), masked(each.description))

    scope, most = _scope(turn), MOST_FOUND + 1
    found = rows.with_words(turn.session, scope, patterns, about, most, shows)
    turn.say(
        "office.found",
        [
            [
                named(
                    f"{_line(turn, each)} · {cards.status_of(turn, each)}", f"case:show:{each.code}"
                )
            ]
            for each in found[:MOST_FOUND]
        ],
        words=turn.text,
        count=len(found[:MOST_FOUND]),
        more=len(found) > MOST_FOUND,
        searched=rows.SEARCHED,
    )
