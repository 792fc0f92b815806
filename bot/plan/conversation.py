"""The commands /kehoach (a plan and its parts) and /chitieu (its targets, as pictures and a table).

A button under the plan's screens changes that message; `item:…`, which stands under answers too,
sends a new one. Buttons name the plan, so that they stay right when plans are added.
"""

from collections.abc import Sequence

from bot.core.events import Button
from bot.core.routes import Routes
from bot.core.turn import Turn, labelled_button
from bot.plan import item as item_page
from bot.plan import outline
from bot.plan.outline import Entry, name_of
from bot.plan.pages import page_asked, turn_pages, turning, way_back
from bot.plan.pictures import keys_of
from bot.plan.shelf import MOST_FOUND, Shelf, place_of
from bot.texts import shortened
from knowledge.schema import Plan, Section

routes = Routes()

SHORT = 34
"""Characters of a heading that a telephone shows on a button."""


@routes.button("kehoach")
@routes.command("kehoach")
def command(turn: Turn) -> None:
    """Show the plan, the plan or item that was named, or the choice among several plans."""
    if _typed_item(turn):
        return
    if plan := choose(turn, "plan"):
        _contents(turn, plan, 0, edit=False)


def choose(turn: Turn, verb: str) -> Plan | None:
    """Return the only plan or the one named; else offer the choice, by buttons of this `verb`."""
    knowledge = turn.tools.knowledge
    if not knowledge.plans:
        turn.say("reading.no_plan")
        return None
    if len(knowledge.plans) == len(knowledge.home) == 1:
        return knowledge.plans[0]
    if not turn.text:
        _plans(turn, verb, 0, edit=False)
        return None
    matches = turn.tools.once(Shelf).find(turn.text)
    if len(matches) == 1:
        return matches[0]
    rows = [[_plan_button(verb, plan)] for plan in matches[:MOST_FOUND]]
    if not matches:
        rows = [[turn.button("reading.button_plans", f"plans:{verb}:0")]]
    turn.say(
        "reading.found_plans",
        turning(rows),
        found=len(matches),
        most=MOST_FOUND,
        words=turn.text[:100],
    )
    return None


def _typed_item(turn: Turn) -> bool:
    """Show the item whose number was typed (`/kehoach III.5.6`); return whether there is one."""
    typed = turn.text.strip(" .").lower()
    for plan in turn.tools.knowledge.home:
        for item in outline.items_of(plan):
            if item.id.lower() == typed:
                item_page.show_item(turn, plan, item, edit=False)
                return True
    return False


@routes.button("plans")
def plans(turn: Turn) -> None:
    """Show a page of the choice among several plans."""
    verb, number = turn.arguments[0], page_asked(turn)
    if verb not in ("plan", "targets"):
        raise turn.stale()
    _plans(turn, verb, number, edit=True)


def _plans(turn: Turn, verb: str, number: int, edit: bool) -> None:
    all_plans = turn.tools.knowledge.plans
    page = outline.page_of(all_plans, number)
    rows = [[_plan_button(verb, plan)] for plan in page.entries]
    rows += turn_pages(turn, page, f"plans:{verb}")
    home = bool(turn.tools.knowledge.home)
    turn.say("reading.plans", turning(rows), edit=edit, count=len(all_plans), page=page, home=home)


def _plan_button(verb: str, plan: Plan) -> Button:
    years = f", {plan.first_year}-{plan.last_year}" if plan.last_year else ""
    return labelled_button(f"{place_of(plan)}{years}", f"{verb}:{name_of(plan.id)}")


@routes.button("plan")
def contents(turn: Turn) -> None:
    """Show the parts of a plan."""
    _contents(turn, _pressed(turn), page_asked(turn), edit=True)


def _pressed(turn: Turn) -> Plan:
    """Return the plan of a button; ends a stale turn."""
    plan = turn.tools.once(Shelf).plan(turn.arguments[0])
    if plan is None:
        raise turn.stale()
    return plan


def _contents(turn: Turn, plan: Plan, number: int, edit: bool) -> None:
    key = name_of(plan.id)
    page = outline.page_of(outline.parts_of(plan), number)
    rows = [[_entry_button(turn, plan, entry)] for entry in page.entries]
    rows += turn_pages(turn, page, f"plan:{key}")
    extra_buttons = [turn.button("reading.button_terms", "terms:0")] if plan.terms else []
    if plan.targets:
        extra_buttons.insert(0, turn.button("reading.button_targets", f"targets:{key}"))
    rows += [extra_buttons] if extra_buttons else []
    if turn.tools.knowledge.several:
        rows.append([turn.button("reading.button_plans", "plans:plan:0")])
    turn.say("reading.contents", turning(rows), edit=edit, plan=plan, page=page)


@routes.button("part")
def part(turn: Turn) -> None:
    """Show the sections and items of a part or section."""
    plan = _pressed(turn)
    name = (*turn.arguments, "")[1]
    match = outline.find_section(plan, name)
    if match is None:
        raise turn.stale()
    section, root = match
    page = outline.page_of(outline.entries_of(section, root is None), page_asked(turn))
    rows = [[_entry_button(turn, plan, entry)] for entry in page.entries]
    rows += turn_pages(turn, page, f"part:{name_of(plan.id)}:{name}")
    rows.append(way_back(turn, plan, root))
    turn.say(
        "reading.part",
        turning(rows),
        edit=True,
        section=section,
        root=root,
        title=plan.called if turn.tools.knowledge.several else "",
        entries=_lines(page.entries),
        page=page,
    )


def _lines(entries: Sequence[Entry]) -> list[tuple[str, str, int]]:
    """Return the number, the heading or words, and the number of items of each entry."""
    return [
        (item.id, item.text, 0)
        if item and not _stands_for(section)
        else (section.number, section.heading, outline.count_of(section))
        for section, item in entries
    ]


def _stands_for(section: Section) -> bool:
    """Return whether the heading of a section describes its only item."""
    return len(section.items) == 1 and bool(section.heading)


def _entry_button(turn: Turn, plan: Plan, entry: Entry) -> Button:
    section, item = entry
    key = name_of(plan.id)
    if item is None:
        label = turn.tools.texts.plain(
            "reading.button_section",
            number=section.number,
            heading=shortened(section.heading, SHORT),
            count=outline.count_of(section),
        )
        return labelled_button(label, f"part:{key}:{name_of(section.number)}")
    about = section.heading if _stands_for(section) else ", ".join(item.topics[:2])
    label = turn.tools.texts.plain(
        "reading.button_entry", id=item.id, about=shortened(about or item.text, SHORT)
    )
    return labelled_button(label, f"read:{key}:{name_of(item.id)}")


MEASURES = 10
"""Measures on one page of the table."""


@routes.command("chitieu")
def show_targets(turn: Turn) -> None:
    """Show the targets of the plan; with several plans, of the one that is named or chosen."""
    if plan := choose(turn, "targets"):
        _targets(turn, plan)


@routes.button("targets")
def chosen_targets(turn: Turn) -> None:
    """Show the targets of a plan: the pictures and the first page, or another page of the table."""
    plan = _pressed(turn)
    if len(turn.arguments) == 1:
        _targets(turn, plan)
    else:
        _table(turn, plan, page_asked(turn), edit=True)


def _targets(turn: Turn, plan: Plan) -> None:
    if not plan.targets:
        turn.say("targets.none")
        return
    turn.say("targets.picture", photos=keys_of(plan))
    _table(turn, plan, 0, edit=False)


def _table(turn: Turn, plan: Plan, number: int, edit: bool) -> None:
    measures = list(enumerate(outline.measures_of(plan), 1))
    page = outline.page_of(measures, number, MEASURES)
    rows = [
        [
            turn.button(
                "targets.button_target",
                f"item:{name_of(target.item)}:{name_of(plan.id)}",
                number=nth,
                target=target,
            )
            for target in measure[at : at + 2]
        ]
        for nth, measure in page.entries
        for at in range(0, len(measure), 2)
    ]
    rows += turn_pages(turn, page, f"targets:{name_of(plan.id)}")
    turn.say("targets.table", turning(rows), edit=edit, plan=plan, measures=page.entries, page=page)
