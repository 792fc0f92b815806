"""Moves made from a form of the desk, of one case or several, by the rules of the chat."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from bot.city import codes
from bot.core.draft_content import DraftContent
from bot.core.turn import Answered, Turn, row_number
from bot.reports import finding, moves, moving, office_queries, offices
from bot.reports import queries as reports
from bot.reports.desk import correcting, list_view, merging, office
from bot.reports.desk.views import lines
from bot.reports.draft import LONGEST_WORDS, MOST_PHOTOS
from bot.web.pages import Visit
from db.models import Report


@dataclass(frozen=True)
class Order:
    """The move a form asks for, its words and pictures, and whom or what it is to reach.

    `to` is an agency, a colleague's number, the code of another report, or a number of days;
    `changes` are those of a correction.
    """

    action: str
    words: str = ""
    photos: tuple[str, ...] = ()
    to: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)


ASKED_FOR = ("let_go", "keep_on")
"""Answers to a reporter who asked, which are given in the chat."""
Special = Callable[[Turn, Report, Order], None]


def act(turn: Turn, report: Report, order: Order) -> bool:
    """Make the move a form asks for; false where it was refused, and why was said."""
    try:
        _act(turn, report, order)
    except Answered:
        return False
    return True


def _act(turn: Turn, report: Report, order: Order) -> None:
    if order.action in SPECIAL:
        SPECIAL[order.action](turn, report, order)
        return
    is_move = order.action in moves.MOVES and order.action not in ASKED_FOR
    if not is_move or moves.MOVES[order.action].by == "reporter":
        raise turn.stale()
    if len(order.words) > LONGEST_WORDS:
        turn.say("start.too_long", length=len(order.words), most=LONGEST_WORDS)
        raise Answered
    why = moves.refusal(report, order.action, turn.actor, order.words, len(order.photos))
    if why == "words":
        if moves.UNFILLED in order.words:
            turn.say("desk.unfilled", report=report)
        else:
            moving.say_what_lacks(turn, report, order.action, order.words)
        raise Answered
    with_pictures = order.action in moves.WITH_PICTURES
    gathered = DraftContent(
        words_by_message={"": order.words} if order.words else {},
        photos=order.photos[:MOST_PHOTOS] if with_pictures else (),
        target=order.to if order.action in ("forward", *offices.PARTS) else "",
    )
    span = row_number(order.to) if order.action in ("ask", "resolve") else 0
    moving.make(turn, report, order.action, gathered, span)


def _merge(turn: Turn, report: Report, order: Order) -> None:
    finding.movable(turn, "merge", report.code)
    code = codes.code_in(order.to, bare=True) or ""
    main = reports.by_code(turn.session, code, lock=True)
    if main is None or not offices.can_take_in(main, report):
        turn.say("office.bad_main", report=report, code=order.to[:20])
        raise Answered
    merging.merge_into(turn, report, main)


SPECIAL: dict[str, Special] = {
    "assign": lambda turn, report, order: office.give_to(turn, report, row_number(order.to)),
    "merge": _merge,
    "extend": lambda turn, report, order: moving.put_off(turn, report, row_number(order.to)),
    "remind": lambda turn, report, _: office.remind(
        turn, finding.movable(turn, "remind", report.code)
    ),
    "correct": lambda turn, report, order: correcting.make(turn, report, order.changes),
    "take_back": lambda turn, report, order: office.undo(turn, report, order.to),
}
AT_ONCE = ("accept", "start")
SEVERAL = (*AT_ONCE, "assign", "forward", "ask", "merge")
"""Moves that can be made for several reports; all but those of `AT_ONCE` need something first."""


MOST_CASES = 50


def do(visit: Visit) -> Response:
    """Ask for what the move of several cases needs, or make it for each of them."""
    turn, form, view = visit.turn, visit.form, list_view.origin(visit)
    asked = [code for code in dict.fromkeys(form.all("code")) if codes.is_code(code)][:MOST_CASES]
    action = form["act"]
    by_code = reports.of_codes(turn.session, asked, lock=True)
    cases = [by_code[code] for code in asked if code in by_code]
    chosen = [row for row in cases if row.held is None and turn.actor.handles(row.agency)]
    if action not in SEVERAL or not chosen:
        turn.say("desk.nothing_chosen")
        return visit.page("desk/outcome.html", 409, done=[], refused=[], action=action,
                          view=view, gone=0)  # fmt: skip
    order = Order(action, form["words"], to=form["to"])
    lacks_words = action == "ask" and not moves.enough("ask", order.words, 0)
    if lacks_words and form["sure"]:
        act(turn, chosen[0], order)  # says what they lack
    if action not in AT_ONCE and (lacks_words or not form["sure"]):
        return visit.page("desk/several.html", view=view, action=action, typed=order.words,
                          lines=lines(turn, chosen), **choices(turn, chosen[0]))  # fmt: skip
    done, refused = _do_each(visit, chosen, order)
    return visit.page("desk/outcome.html", done=done, refused=refused, action=action, view=view,
                      gone=len(asked) - len(chosen))  # fmt: skip


def _do_each(
    visit: Visit, chosen: list[Report], order: Order
) -> tuple[list[str], list[tuple[str, list[Markup]]]]:
    """Make a move for each report; return the codes of the moved, and why others were refused."""
    turn, done, refused = visit.turn, [], []
    for report in chosen:
        if order.action == "merge" and report.code == order.to:
            continue
        turn.answers.clear()
        if act(turn, report, order):
            done.append(report.code)
        else:
            refused.append((report.code, [*turn.answers]))
        turn.session.flush()
    turn.answers.clear()
    return done, refused


def choices(turn: Turn, report: Report) -> dict[str, Any]:
    """Return to whom an agency can give a report, and how long it can wait for an answer."""
    agencies = office_queries.agencies_here(turn.session)
    colleagues = office_queries.colleagues(turn.session, report.agency)
    targets = offices.targets(turn.session, report, turn.city)
    return {
        "colleagues": [(number, office.name_to_choose(turn, person))
                       for number, person in colleagues.items()],
        "targets": [(target, target.id in agencies) for target in targets],
        "answer_days": offices.ANSWER_DAYS,
        "usual_days": offices.USUAL_DAYS,
    }  # fmt: skip
