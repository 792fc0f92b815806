"""The command /thuatngu: the glossary, in the project's words and never as the plan's."""

from __future__ import annotations

from bot.core.turn import Routes, Turn, labelled_button
from bot.plan import outline
from bot.plan.glossary import Explained, Glossary, users_of
from bot.plan.outline import name_of
from bot.plan.pages import page_asked, turn_pages, turning

routes = Routes()

WORDS = 10
"""Words on one page of the list."""
LONGEST_WORD = 100
"""Characters read of a word; the longest in the glossary has 44."""


@routes.command("thuatngu")
def command(turn: Turn) -> None:
    """Show the list of words, or the word that was typed, or those most similar to it."""
    words = turn.text[:LONGEST_WORD]
    if not words:
        _list(turn, 0, edit=False)
    elif explained := turn.tools.once(Glossary.of_home).find(words):
        _show(turn, explained, 0, edit=False)
    else:
        similar = turn.tools.once(Glossary.of_home).similar(words)
        rows = [[labelled_button(match.term.word, f"term:{match.name}")] for match in similar]
        rows.append([turn.button("terms.button_list", "terms:0")])
        turn.say("terms.unknown", turning(rows), words=words, near=similar)


@routes.button("terms")
def listed(turn: Turn) -> None:
    """Show a page of the list."""
    _list(turn, page_asked(turn), edit=len(turn.arguments) > 1)


@routes.button("term")
def show_term(turn: Turn) -> None:
    """Show one word, or another page of the items that use it."""
    explained = turn.tools.once(Glossary.of_home).by_name(turn.arguments[0])
    if explained is None:
        turn.say("start.stale_button")
    else:
        _show(turn, explained, page_asked(turn), edit=True)


def _list(turn: Turn, number: int, edit: bool) -> None:
    words = turn.tools.once(Glossary.of_home).words
    if not words:
        turn.say("terms.none")
        return
    page = outline.page_of(words, number, WORDS)
    rows = [
        [labelled_button(explained.term.word, f"term:{explained.name}")]
        for explained in page.entries
    ]
    rows += turn_pages(turn, page, "terms:page")
    turn.say("terms.all", turning(rows), edit=edit, count=len(words), page=page)


def _show(turn: Turn, explained: Explained, number: int, edit: bool) -> None:
    items = users_of(explained.plan, explained.term)
    page = outline.page_of(items, number)
    plan_name = name_of(explained.plan.id)
    buttons = [
        turn.button("terms.button_item", f"item:{name_of(item.id)}:{plan_name}", id=item.id)
        for item in page.entries
    ]
    rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    rows += turn_pages(turn, page, f"term:{explained.name}")
    at = turn.tools.once(Glossary.of_home).number_of(explained.name) // WORDS
    rows.append([turn.button("terms.button_list", f"terms:page:{at}")])
    turn.say("terms.one", turning(rows), edit=edit, term=explained.term, items=items, page=page)
