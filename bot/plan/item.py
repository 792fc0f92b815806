"""An item of the plan: its own words, what goes with them, the items around it, links to it."""

from __future__ import annotations

from bot.core.events import Button
from bot.core.turn import Routes, Turn
from bot.plan import outline, queries
from bot.plan.glossary import Explained, Glossary
from bot.plan.outline import name_of
from bot.plan.pages import Buttons, turning, way_back
from bot.plan.shelf import Shelf
from knowledge.schema import Item, Plan

routes = Routes()

MOST_EXPLAINED = 10


@routes.button("item")
def whole_item(turn: Turn) -> None:
    """An item whole, shown anew: `item:<id>:<plan>`, or `item:<id>` of the first that has it."""
    name, plan_name = (*turn.arguments, "")[:2]
    _show(turn, plan_name, name, edit=False)


@routes.button("read")
def read_on(turn: Turn) -> None:
    """An item whole, in place of what the reader had before."""
    plan_name, name = (*turn.arguments, "")[:2]
    _show(turn, plan_name, name, edit=True)


def _show(turn: Turn, plan_name: str, name: str, edit: bool) -> None:
    if found := turn.tools.once(Shelf).item(plan_name, name):
        show_item(turn, *found, edit=edit)
    else:
        turn.say("start.stale_button")


def follow_link(turn: Turn, payload: str) -> None:
    """Show the item a deep link leads to; of one that leads nowhere, say so."""
    if found := turn.tools.once(Shelf).linked(payload):
        show_item(turn, *found, edit=False)
    else:
        turn.say("reading.stale_link", [[turn.button("start.button_read", "kehoach:all")]])


def show_item(turn: Turn, plan: Plan, item: Item, *, edit: bool) -> None:
    """An item in the plan's words: where it stands, who sees to it, its figures, and the way on."""
    spot = outline.spot_of(plan, item)
    path = outline.path_to(plan, item)
    linked = [category for category, items in plan.links.items() if item.id in items]
    several = turn.tools.once(Shelf).several
    turn.say(
        "reading.item",
        turning(_item_buttons(turn, plan, item, linked=bool(linked))),
        edit=edit,
        item=item,
        headings=[section.heading for section in path if section.heading],
        title=plan.called if several else "",
        spot=spot,
        targets=outline.targets_of(plan, item),
        general=outline.general_of(plan, item),
        reported=queries.count_open(turn.session, linked) if linked else 0,
    )


def _item_buttons(turn: Turn, plan: Plan, item: Item, *, linked: bool) -> Buttons:
    key, name = name_of(plan.id), name_of(item.id)
    spot, section = outline.spot_of(plan, item), outline.path_to(plan, item)[-1]
    words = _words_of(turn, plan, item)
    steps = [
        turn.button(f"reading.button_{way}", f"read:{key}:{name_of(to.id)}", id=to.id)
        for way, to in (("before", spot.before), ("after", spot.after))
        if to is not None
    ]
    above = section if len(section.items) > 1 else outline.root_of(plan, section)
    payload = outline.payload_of(item, plan if turn.tools.once(Shelf).several else None)
    label = turn.tools.texts.plain("reading.button_share")
    share = Button(text=label, start=payload, share=True)
    more = [share]
    if words:
        data = f"words:{key}:{name}"
        more.insert(0, turn.button("reading.button_words", data, count=len(words)))
    rows = [steps, way_back(turn, plan, above), more]
    if linked and turn.chat.private:
        rows.append([turn.button("ask.button_report", "report:new")])
    return [row for row in rows if row]


@routes.button("words")
def words_of_item(turn: Turn) -> None:
    """The words of an item that are explained; a message of its own, so that the item stays."""
    found = turn.tools.once(Shelf).item(turn.arguments[0], (*turn.arguments, "")[1])
    if found is None:
        turn.say("start.stale_button")
        return
    plan, item = found
    words = _words_of(turn, plan, item)[:MOST_EXPLAINED]
    turn.say("reading.words", item=item, words=words)


def _words_of(turn: Turn, plan: Plan, item: Item) -> list[Explained]:
    """The explained words an item uses; a plan that explains none borrows those at home."""
    glossary = Glossary((plan,)) if plan.terms else turn.tools.once(Glossary.of_home)
    return glossary.used_in(item.text)
