"""Replies about targets in the chat: the list, one target with its three voices, its history."""

from collections.abc import Sequence

from bot.core.events import Button
from bot.core.turn import Turn, in_rows, labelled_button
from bot.oversight import following_queries
from bot.oversight.board import Board, Detail
from bot.oversight.promises import Promise, Promises
from bot.plan.outline import name_of, page_of
from bot.plan.pages import turn_pages, turning
from bot.texts import shortened

PAGE = 14
"""Targets on one page: those of the plan that comes along."""
IN_A_ROW = 7
MOST_STEPS = 15
"""Steps of a history in one message."""
LINK = "ct_"
"""The beginning of the payload of a deep link to a target."""

Buttons = list[list[Button]]


def target_of_button(turn: Turn) -> Promise:
    """Return the target a button names; ends a stale turn."""
    promise = turn.tools.once(Promises).linked(*(*turn.arguments, "", "")[:2])
    if promise is None:
        raise turn.stale()
    return promise


def show_board(
    turn: Turn, board: Board, number: int, scope: str, title: str, extra: Buttons, *, edit: bool
) -> None:
    """Show a page of the list, with a button for each target; `scope` names it in the buttons."""
    page = page_of([*enumerate(board.entries, 1)], number, PAGE)
    buttons = [
        labelled_button(str(place), f"promise:{entry.promise.link}")
        for place, entry in page.entries
    ]
    rows = in_rows(buttons, IN_A_ROW)
    rows += [*turning(turn_pages(turn, page, "promises", scope)), *extra]
    turn.say("oversight.board", rows, edit=edit, board=board, page=page, title=title)


def show_detail(turn: Turn, detail: Detail, rows: Buttons) -> None:
    """Show one target: the plan's words, the agency's statement, what was seen, and the rule."""
    promise, plans = detail.entry.promise, turn.tools.once(Promises).plans
    turn.say(
        "oversight.detail",
        rows,
        photos=detail.statement.pictures[:4] if detail.statement else (),
        detail=detail,
        address=address_of(turn, promise),
        plan=plans[promise.plan] if len(plans) > 1 else "",
        places=following_queries.counted(turn.session, [promise.key]).get(promise.key, ()),
    )


def show_history(turn: Turn, detail: Detail) -> None:
    """Show every step about a target, the newest first."""
    events = list(reversed(detail.events))
    promise = detail.entry.promise
    turn.say(
        "oversight.history",
        [[turn.button("oversight.button_board", "promises:0")]],
        promise=promise,
        detail=detail,
        events=events[:MOST_STEPS],
        more=max(0, len(events) - MOST_STEPS),
        address=address_of(turn, promise),
    )


def address_of(turn: Turn, promise: Promise) -> str:
    """Return the address of a target on the board."""
    return f"{turn.tools.deep_links.page}/congkhai/chitieu/{promise.path}"


def payload_of(promise: Promise) -> str:
    """Return the payload of a deep link to a target."""
    plan, target = promise.link.replace(".", "-").split(":")
    return f"{LINK}{target}_{plan}"


def base_rows(turn: Turn, detail: Detail) -> Buttons:
    """Return the buttons that stand under a target for everybody."""
    promise = detail.entry.promise
    item = f"item:{name_of(promise.item)}:{name_of(promise.plan)}"
    share = Button(
        text=turn.tools.texts.plain("oversight.share_label"), start=payload_of(promise), share=True
    )
    rows = [[turn.button("oversight.button_item", item, item=shortened(promise.item, 20)), share]]
    if detail.events:
        rows.append([turn.button("oversight.button_history", f"promise_log:{promise.link}")])
    return rows


def answer_rows(turn: Turn, details: Sequence[Detail]) -> Buttons:
    """Return the buttons under an answer: each target, and the list."""
    promises = [detail.entry.promise for detail in details]
    rows = [[labelled_button(row.label(34), f"promise:{row.link}")] for row in promises]
    return [*rows, [turn.button("oversight.button_board", "promises:0")]]
