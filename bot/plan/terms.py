"""The words of the plan explained: in our words and never as the plan's."""

from __future__ import annotations

from bot.core.turn import Routes, Turn, named
from bot.plan import outline
from bot.plan.glossary import Explained, Glossary, users_of
from bot.plan.outline import name_of
from bot.plan.pages import page_asked, turn_pages, turning

routes = Routes()

WORDS = 10
"""So many words are on one page of the list."""
LONGEST_WORD = 100
"""Characters that are read of a word; the longest explained has 44."""


@routes.command("thuatngu")
def command(turn: Turn) -> None:
    """The list of words; or the one that was typed, or those most like it."""
    words = turn.text[:LONGEST_WORD]
    if not words:
        _list(turn, 0, edit=False)
    elif found := turn.tools.once(Glossary.of_home).found(words):
        _show(turn, found, 0, edit=False)
    else:
        near = turn.tools.once(Glossary.of_home).near(words)
        rows = [[named(each.term.word, f"term:{each.name}")] for each in near]
        rows.append([turn.button("terms.button_list", "terms:0")])
        turn.say("terms.unknown", turning(rows), words=words, near=near)


@routes.button("terms")
def listed(turn: Turn) -> None:
    """A page of the list."""
    _list(turn, page_asked(turn), edit=len(turn.arguments) > 1)


@routes.button("term")
def one(turn: Turn) -> None:
    """One word, or another page of the items that use it."""
    found = turn.tools.once(Glossary.of_home).named(turn.arguments[0])
    if found is None:
        turn.say("start.stale_button")
    else:
        _show(turn, found, page_asked(turn), edit=True)


def _list(turn: Turn, number: int, edit: bool) -> None:
    words = turn.tools.once(Glossary.of_home).words
    if not words:
        turn.say("terms.none")
        return
    page = outline.page_of(len(words), number, WORDS)
    shown = outline.on_page(words, page, WORDS)
    rows = [[named(each.term.word, f"term:{each.name}")] for each in shown]
    rows += turn_pages(turn, page, "terms:page")
    turn.say("terms.all", turning(rows), edit=edit, count=len(words), page=page)


def _show(turn: Turn, found: Explained, number: int, edit: bool) -> None:
    items = users_of(found.plan, found.term)
    page = outline.page_of(len(items), number)
    plan_name = name_of(found.plan.id)
    buttons = [
        turn.button("terms.button_item", f"item:{name_of(item.id)}:{plan_name}", id=item.id)
        for item in outline.on_page(items, page)
    ]
    rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    rows += turn_pages(turn, page, f"term:{found.name}")
    at = turn.tools.once(Glossary.of_home).number_of(found.name) // WORDS
    rows.append([turn.button("terms.button_list", f"terms:page:{at}")])
    turn.say("terms.one", turning(rows), edit=edit, term=found.term, items=items, page=page)
