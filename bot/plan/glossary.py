"""The glossary and /thuatngu, which shows it; the words are the project's, not a plan's."""

from collections.abc import Iterable
from typing import NamedTuple, Self

from rapidfuzz import fuzz, process

from bot.core.routes import Routes
from bot.core.turn import Turn, in_rows, labelled_button
from bot.plan import outline
from bot.plan.outline import items_of, name_of
from bot.plan.pages import page_asked, turn_pages, turning
from bot.understanding.phrases import word_asked
from knowledge.load import Knowledge
from knowledge.schema import Item, Plan, Term
from knowledge.vietnamese.text import folded_words, slug

SAME = 88.0
"""From this likeness (0 to 100) on a word counts as mistyped."""
LIKE = 55.0
"""From this likeness on a word is offered as similar."""
MOST_NEAR = 5


class Explained(NamedTuple):
    """A word with its explanation, and the plan it was written for."""

    term: Term
    plan: Plan

    @property
    def name(self) -> str:
        """Return its name in the data of a button."""
        return name_of(slug(self.term.word))


class Glossary:
    """The explained words, each once, in alphabetical order."""

    def __init__(self, plans: Iterable[Plan]) -> None:
        first: dict[str, Explained] = {}
        for plan in plans:
            for term in plan.terms:
                first.setdefault(term.word, Explained(term, plan))
        self.words = tuple(sorted(first.values(), key=lambda explained: slug(explained.term.word)))
        self.by_name = {explained.name: explained for explained in self.words}
        self._forms = {
            form: explained for explained in self.words for form in forms_of(explained.term)
        }

    @classmethod
    def of_home(cls, knowledge: Knowledge) -> Self:
        """Return the words that are explained in the plans at home."""
        return cls(knowledge.home)

    def find(self, words: str) -> Explained | None:
        """Return the word that was typed, with or without marks, perhaps mistyped."""
        typed = word_asked(words)
        if exact := self._forms.get(typed):
            return exact
        best = process.extractOne(typed, self._forms.keys(), scorer=fuzz.ratio, score_cutoff=SAME)
        return self._forms[best[0]] if best else None

    def similar(self, words: str) -> list[Explained]:
        """Return the words most similar to the typed ones, the most similar first."""
        typed = word_asked(words)
        close = process.extract(
            typed, self._forms.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=LIKE, limit=20
        )
        return _without_repeats(self._forms[form] for form, _, _ in close)[:MOST_NEAR]

    def used_in(self, text: str) -> list[Explained]:
        """Return the words a text uses, the longest first, without a word inside a longer one."""
        remaining, used = folded_words(text), []
        for form in sorted(self._forms, key=len, reverse=True):
            if form in remaining:
                remaining = remaining.replace(form, " | ")
                used.append(self._forms[form])
        return _without_repeats(used)


def _without_repeats(words: Iterable[Explained]) -> list[Explained]:
    return list({explained.term.word: explained for explained in words}.values())


def forms_of(term: Term) -> tuple[str, ...]:
    """Return a word and its aliases, folded, with a space on either side."""
    return tuple(folded_words(word) for word in (term.word, *term.aliases))


def users_of(plan: Plan, term: Term) -> list[Item]:
    """Return the items of a plan that use a word, in the document's order."""
    forms = forms_of(term)
    return [item for item in items_of(plan) if any(f in folded_words(item.text) for f in forms)]


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
    explained = turn.tools.once(Glossary.of_home).by_name.get(turn.arguments[0])
    if explained is None:
        raise turn.stale()
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
    rows = in_rows(buttons, 2)
    rows += turn_pages(turn, page, f"term:{explained.name}")
    at = list(turn.tools.once(Glossary.of_home).by_name).index(explained.name) // WORDS
    rows.append([turn.button("terms.button_list", f"terms:page:{at}")])
    turn.say("terms.one", turning(rows), edit=edit, term=explained.term, items=items, page=page)
