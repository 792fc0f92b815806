"""The command /chitieu: the plan's targets as pictures, and as a table with buttons to items."""

from bot.core.events import Button
from bot.core.turn import Routes, Turn
from bot.plan import conversation as reading
from bot.plan import outline
from bot.plan.outline import name_of
from bot.plan.pages import page_asked, turn_pages, turning
from bot.plan.pictures import keys_of
from bot.plan.shelf import Shelf
from knowledge.schema import Plan, Target

routes = Routes()

MEASURES = 10
"""Measures on one page of the table."""


@routes.command("chitieu")
def command(turn: Turn) -> None:
    """Show the targets of the plan; with several plans, of the one that is named or chosen."""
    if plan := reading.choose(turn, "targets"):
        _show(turn, plan)


@routes.button("targets")
def chosen(turn: Turn) -> None:
    """Show the targets of a plan: the pictures and the first page, or another page of the table."""
    plan = turn.tools.once(Shelf).plan(turn.arguments[0])
    if plan is None:
        turn.say("start.stale_button")
    elif len(turn.arguments) == 1:
        _show(turn, plan)
    else:
        _table(turn, plan, page_asked(turn), edit=True)


def _show(turn: Turn, plan: Plan) -> None:
    if not plan.targets:
        turn.say("targets.none")
        return
    turn.say("targets.picture", photos=keys_of(plan))
    _table(turn, plan, 0, edit=False)


def _table(turn: Turn, plan: Plan, number: int, edit: bool) -> None:
    measures = list(enumerate(outline.measures_of(plan), 1))
    page = outline.page_of(measures, number, MEASURES)
    rows = [
        [_target_button(turn, plan, nth, target) for target in measure[at : at + 2]]
        for nth, measure in page.entries
        for at in range(0, len(measure), 2)
    ]
    rows += turn_pages(turn, page, f"targets:{name_of(plan.id)}")
    turn.say("targets.table", turning(rows), edit=edit, plan=plan, measures=page.entries, page=page)


def _target_button(turn: Turn, plan: Plan, number: int, target: Target) -> Button:
    data = f"item:{name_of(target.item)}:{name_of(plan.id)}"
    return turn.button("targets.button_target", data, number=number, target=target)
