"""Show an item of the plan: its words, its figures, its neighbours, and links to it."""

from collections.abc import Sequence

from bot.core.events import Button
from bot.core.routes import Routes
from bot.core.turn import Turn
from bot.plan import outline
from bot.plan import version_queries as queries
from bot.plan.glossary import Explained, Glossary
from bot.plan.outline import Spot, name_of
from bot.plan.pages import Buttons, turning, way_back
from bot.plan.shelf import Shelf
from knowledge.schema import Item, Plan, Section

routes = Routes()

MOST_EXPLAINED = 10


@routes.button("item")
def whole_item(turn: Turn) -> None:
    """Send an item: `item:<id>:<plan>`, or `item:<id>` of the first plan that has it."""
    name, plan_name = (*turn.arguments, "")[:2]
    show_item(turn, *_pressed(turn, plan_name, name), edit=False)


@routes.button("read")
def read_on(turn: Turn) -> None:
    """Show an item in place of the message under which the button stands."""
    plan_name, name = (*turn.arguments, "")[:2]
    show_item(turn, *_pressed(turn, plan_name, name), edit=True)


def _pressed(turn: Turn, plan_name: str, name: str) -> tuple[Plan, Item]:
    """Return the plan and item of a button; ends a stale turn."""
    match = turn.tools.once(Shelf).item(plan_name, name)
    if match is None:
        raise turn.stale()
    return match


def follow_link(turn: Turn, payload: str) -> None:
    """Show the item of a deep link, or say that the link leads nowhere."""
    if match := turn.tools.once(Shelf).linked(payload):
        show_item(turn, *match, edit=False)
    else:
        turn.say("reading.stale_link", [[turn.button("start.button_read", "kehoach:all")]])


def show_item(turn: Turn, plan: Plan, item: Item, *, edit: bool) -> None:
    """Show an item in the plan's words, with its path, agencies, figures and neighbours."""
    path = turn.tools.knowledge.place(item.id, plan.id).path
    spot = outline.spot_of(plan, item)
    linked = [category for category, items in plan.links.items() if item.id in items]
    turn.say(
        "reading.item",
        turning(_item_buttons(turn, plan, item, path, spot, linked=bool(linked))),
        edit=edit,
        item=item,
        headings=[section.heading for section in path if section.heading],
        title=plan.called if turn.tools.knowledge.several else "",
        spot=spot,
        targets=[target for target in plan.targets if target.item == item.id],
        general=outline.general_of(plan, item),
        reported=queries.count_open(turn.session, linked) if linked else 0,
    )


def _item_buttons(
    turn: Turn, plan: Plan, item: Item, path: Sequence[Section], spot: Spot, *, linked: bool
) -> Buttons:
    key, section = name_of(plan.id), path[-1]
    steps = [
        turn.button(f"reading.button_{direction}", f"read:{key}:{name_of(to.id)}", id=to.id)
        for direction, to in (("before", spot.before), ("after", spot.after))
        if to is not None
    ]
    above = section if len(section.items) > 1 else path[0] if len(path) > 1 else None
    payload = outline.payload_of(item, plan if turn.tools.knowledge.several else None)
    label = turn.tools.texts.plain("reading.button_share")
    extra_buttons = [Button(text=label, start=payload, share=True)]
    if words := _words_of(turn, plan, item):
        data = f"words:{key}:{name_of(item.id)}"
        extra_buttons.insert(0, turn.button("reading.button_words", data, count=len(words)))
    rows = [steps, way_back(turn, plan, above), extra_buttons]
    if linked and turn.chat.private:
        rows.append([turn.button("ask.button_report", "report:new")])
    return [row for row in rows if row]


@routes.button("words")
def words_of_item(turn: Turn) -> None:
    """Send the explained words of an item, in a new message so that the item stays."""
    plan_name, name = (*turn.arguments, "")[:2]
    plan, item = _pressed(turn, plan_name, name)
    words = _words_of(turn, plan, item)[:MOST_EXPLAINED]
    turn.say("reading.words", item=item, words=words)


def _words_of(turn: Turn, plan: Plan, item: Item) -> list[Explained]:
    """Return the explained words an item uses; a plan without any uses those of the home plans."""
    glossary = Glossary((plan,)) if plan.terms else turn.tools.once(Glossary.of_home)
    return glossary.used_in(item.text)
