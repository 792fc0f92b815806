"""The command /tiendo: what became of each target and task, for residents and for officials."""

from bot.core.routes import Routes
from bot.core.turn import Turn, row_number
from bot.oversight import (
    asking,
    board,
    drafting,
    following,
    following_queries,
    owning,
    sheet,
    views,
)
from bot.oversight.board import Detail
from bot.oversight.draft import ASKED, CHECKED, ENTERED, PLACE, STATED
from bot.oversight.promises import Promise, Promises
from bot.plan.outline import name_of
from bot.plan.shelf import Shelf
from bot.understanding.phrases import wants_all_targets
from db.models import TargetEvent

routes = Routes()
routes.include(drafting.routes)
routes.include(owning.routes)
routes.include(sheet.routes)
routes.include(following.routes)


MOST_CHECKS = 5
"""Checks that are shown at once."""
NOBODYS = "nobody"
"""The scope of the list with the targets of no agency."""


@routes.command("tiendo")
def command(turn: Turn) -> None:
    """Show the targets by their states: of the home plans, or the plan or targets named."""
    words = turn.text.strip()
    if words and asking.tell(turn, asking.of_topic(turn, words)):
        return
    plans = turn.tools.once(Shelf).find(words) if words else []
    if len(plans) == 1:
        _show(turn, 0, name_of(plans[0].id), edit=False)
    elif not (words and asking.tell(turn, asking.with_words(turn, words))):
        if words and not _is_of_all(turn):
            turn.say("oversight.no_topic", words=words)
        _show_list(turn)


def _is_of_all(turn: Turn) -> bool:
    """Return whether the words of the command name a plan beyond home, or ask of all targets."""
    beyond = turn.tools.once(Promises).beyond(turn.text, turn.city)
    return bool(beyond) or wants_all_targets(turn.text) or asking.asks_of_all(turn)


def takes(turn: Turn) -> bool:
    """Answer words that ask how a target stands, or how all do; return false for any other."""
    if asking.answer(turn):
        return True
    if not asking.asks_of_all(turn):
        return False
    _show_list(turn)
    return True


def _show_list(turn: Turn) -> None:
    """Show the targets of the place that is named, an official's own, or those at home."""
    beyond = sorted(turn.tools.once(Promises).beyond(turn.text, turn.city))
    own = turn.actor.role == "official" and _own(turn)
    _show(turn, 0, name_of(beyond[0]) if beyond else "own" if own else "", edit=False)


@routes.button("promises")
def pages(turn: Turn) -> None:
    """Turn to a page of the list: of the home plans, of one plan, or of one's own targets."""
    number, scope = (*turn.arguments, "")[:2]
    _show(turn, row_number(number), scope, edit=True)


def _own(turn: Turn) -> list[Promise]:
    """Return the targets of the official's agency."""
    agency = turn.actor.agency
    return board.of_agency(turn.session, turn.tools, agency) if agency else []


def _show(turn: Turn, number: int, scope: str, *, edit: bool) -> None:
    promises, title = turn.tools.once(Promises), turn.city.name
    extra: views.Buttons = []
    board_button = turn.button("oversight.button_board", "promises:0")
    if scope == "own" and turn.actor.role == "official":
        chosen = _own(turn)
        title = turn.city.agency_name(turn.actor.agency)
        extra = [[board_button]]
    elif scope == NOBODYS and turn.actor.oversees:
        chosen = board.of_agency(turn.session, turn.tools, None)
        title = turn.tools.texts.plain("oversight.nobodys")
        extra = [[board_button]]
    elif scope:
        chosen = [promise for promise in promises.all if name_of(promise.plan) == scope]
        title = promises.plans[chosen[0].plan] if chosen else title
    else:
        home = promises.areas(turn.city)
        chosen = [promise for promise in promises.all if promise.plan in home]
        if len(home) == 1:
            title = promises.plans[next(iter(home))]
        if turn.actor.oversees:
            extra = [[turn.button("oversight.button_nobodys", f"promises:0:{NOBODYS}")]]
    if not chosen:
        turn.say("oversight.none")
        return
    listed = board.board(turn.session, chosen, turn.now, turn.tools.zone)
    data = f":{scope}" if scope else ""
    views.show_board(turn, listed, number, data, title, extra, edit=edit)


@routes.button("promise")
def show_target(turn: Turn) -> None:
    """Show a target with its three voices."""
    show(turn, views.target_of_button(turn))


@routes.button("promise_log")
def history(turn: Turn) -> None:
    """Show the history of a target."""
    views.show_history(turn, detail_of(turn, views.target_of_button(turn)))


def detail_of(turn: Turn, promise: Promise) -> Detail:
    """Return a target with its voices, as they are now."""
    return board.details_of(turn.session, turn.tools, [promise], turn.now)[0]


def show(turn: Turn, promise: Promise) -> None:
    """Show a target with the buttons of whoever looks at it."""
    detail = detail_of(turn, promise)
    rows = [*_duties(turn, detail), *following.buttons(turn, detail)]
    views.show_detail(turn, detail, [*rows, *views.base_rows(turn, detail)])


DUTIES = (
    ("state", "state", STATED), ("enter", "enter", ENTERED), ("check", "check", CHECKED),
    ("ask", "ask_of", ASKED), ("place", "place_of", PLACE),
)  # fmt: skip
"""What officials and overseers do under a target: the label, the verb, and the draft's kind."""


def _duties(turn: Turn, detail: Detail) -> views.Buttons:
    """Return the buttons of what this person may do about a target by their role."""
    link = detail.entry.promise.link
    rows = [
        [turn.button(f"stating.button_{label}", f"{verb}:{link}")]
        for label, verb, kind in DUTIES
        if owning.may(turn.actor, kind, detail.agency)
    ]
    if turn.actor.oversees:
        rows.append([turn.button("sheet.button_add", f"sheet_add:{link}")])
        if count := len(following_queries.pictures(turn.session, detail.entry.promise.key)):
            rows.append([turn.button("following.button_pictures", f"pa_show:{link}", count=count)])
        if checks := _with_more(detail):
            label = turn.button("stating.button_checks", f"checks:{link}", count=len(checks))
            rows.append([label])
    if turn.actor.role == "admin":
        rows.append([turn.button("stating.button_owner", f"owner:{link}")])
    return rows


def _with_more(detail: Detail) -> list[TargetEvent]:
    """Return the checks of a target that have pictures or a position, the newest first."""
    return [row for row in detail.of_kind("checked") if row.photos or row.latitude is not None]


@routes.button("checks")
def checks(turn: Turn) -> None:
    """Show overseers the pictures of the latest checks, and where they were made."""
    promise = views.target_of_button(turn)
    rows = _with_more(detail_of(turn, promise)) if turn.actor.oversees else []
    if not rows:
        raise turn.stale()
    for row in rows[:MOST_CHECKS]:
        turn.say("stating.check", photos=row.pictures, promise=promise, event=row)


def follow_link(turn: Turn, payload: str) -> None:
    """Show the target of a deep link."""
    promises = turn.tools.once(Promises).all
    match = next((promise for promise in promises if views.payload_of(promise) == payload), None)
    if match is None:
        raise turn.stale()
    show(turn, match)
