"""Moves made from a form of the desk: the same rules, words and messages as in chat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.city import codes
from bot.core.draft_content import DraftContent
from bot.core.turn import Turn, row_number
from bot.reports import moves, moving, offices
from bot.reports import queries as reports
from bot.reports.desk import correcting, mistakes, office, oversight
from bot.reports.draft import LONGEST_WORDS, MOST_PHOTOS
from db.models import Report


@dataclass(frozen=True)
class Order:
    """The move a form asks for, its words and pictures, and whom or what it is to reach.

    `to` is an agency, a colleague's number, the code of another report, or a number of days.
    """

    action: str
    words: str = ""
    photos: tuple[str, ...] = ()
    to: str = ""
    correction: correcting.Correction = field(default_factory=correcting.Correction)


ASKED_FOR = ("let_go", "keep_on")
"""Answers to a reporter who asked, which are given in the chat."""
Special = Callable[[Turn, Report, Order], bool]


def act(turn: Turn, report: Report, order: Order) -> bool:
    """Make the move a form asks for; false where it was refused, and why was said."""
    if order.action in SPECIAL:
        return SPECIAL[order.action](turn, report, order)
    known = order.action in moves.MOVES and order.action not in ASKED_FOR
    if not known or moves.MOVES[order.action].by == "reporter":
        turn.say("start.stale_button")
        return False
    if len(order.words) > LONGEST_WORDS:
        turn.say("start.too_long", length=len(order.words), most=LONGEST_WORDS)
        return False
    why = moves.refusal(report, order.action, turn.actor, order.words, len(order.photos))
    if why == "words":
        moving.say_what_lacks(turn, report, order.action, order.words)
        return False
    if why:
        moving.refuse(turn, report, why, order.words)
        return False
    with_pictures = order.action in moves.WITH_PICTURES
    gathered = DraftContent(
        said={"": order.words} if order.words else {},
        photos=order.photos[:MOST_PHOTOS] if with_pictures else (),
        target=order.to if order.action in ("forward", *offices.PARTS) else "",
    )
    span = row_number(order.to) if order.action in ("ask", "resolve") else 0
    return moving.make(turn, report, order.action, gathered, span)


def _merge(turn: Turn, report: Report, order: Order) -> bool:
    if why := moves.refusal(report, "merge", turn.actor):
        moving.refuse(turn, report, why)
        return False
    code = codes.code_in(order.to, bare=True) or ""
    main = reports.by_code(turn.session, code, lock=True) if codes.is_code(code) else None
    if main is None or not offices.can_take_in(main, report):
        turn.say("office.bad_main", report=report, code=order.to[:20])
        return False
    return office.merge_into(turn, report, main)


def _remind(turn: Turn, report: Report, _: Order) -> bool:
    if why := moves.refusal(report, "remind", turn.actor):
        moving.refuse(turn, report, why)
        return False
    return oversight.remind(turn, report)


SPECIAL: dict[str, Special] = {
    "assign": lambda turn, report, order: office.give_to(turn, report, row_number(order.to)),
    "merge": _merge,
    "extend": lambda turn, report, order: moving.put_off(turn, report, row_number(order.to)),
    "remind": _remind,
    "correct": lambda turn, report, order: correcting.make(turn, report, order.correction),
    "take_back": lambda turn, report, order: mistakes.undo(turn, report, order.to),
}
SEVERAL = ("accept", "assign", "forward", "ask", "merge")
"""Moves that can be made for several reports at once."""


@dataclass(frozen=True)
class Outcome:
    """The result of a move for one of several reports: done, or the reason why not."""

    code: str
    done: bool
    said: Sequence[str]
