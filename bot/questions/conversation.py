"""A resident asks: the plan's own words with their section, or an honest no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import timedelta

from markupsafe import Markup

from bot.core.events import Button, Reply
from bot.core.metrics import ASKED
from bot.core.turn import Routes, Rows, Turn
from bot.plan.outline import name_of
from bot.questions import forwarding as questions
from bot.questions import queries
from bot.questions import rules as answers
from bot.questions import subject_queries as subjects
from bot.texts import Texts
from bot.understanding.border import denounces
from bot.understanding.masking import masked
from db.models import Question
from knowledge.answering.asks import asks_something
from knowledge.answering.dialogue import Said, Subject
from knowledge.answering.engine import Answer, Citation

routes = Routes()

LONGEST_QUESTION = 1500
"""Characters that are read of a message, its last ones: what is asked stands after the story."""
UNSHOWN = frozenset({"outside", "against", "elsewhere"})
"""Refusals beside which nothing of the plan stands near."""
SUBJECT_LASTS = timedelta(minutes=10)
"""For so long a question may go on from the one before ("còn giai đoạn sau?")."""


@routes.button("ask")
def how(turn: Turn) -> None:
    """Say how to ask."""
    turn.say("ask.what", ask="ask.hint")


def read(turn: Turn) -> Sequence[Said]:
    """Return what was typed as one or more questions, each with what was found for it."""
    before = _subject(turn)
    said, after = turn.tools.dialogue.answers(turn.text[-LONGEST_QUESTION:], before)
    for one in said:
        ASKED.labels(one.found.outcome).inc()
    if after is not None and after != before:
        subjects.remember(turn.session, turn.person, turn.chat, _as_stored(after), turn.now)
    return said


def count(turn: Turn, said: Sequence[Said]) -> None:
    """Count which items were the answer today."""
    today = turn.now.astimezone(turn.tools.zone).date()
    answers.count(turn.session, [one.found for one in said], today)


def _subject(turn: Turn) -> Subject | None:
    """What this person has asked about here in the last minutes."""
    since = turn.now - SUBJECT_LASTS
    data = subjects.recall(turn.session, turn.person, turn.chat, since)
    return Subject(**data) if data else None


def _as_stored(subject: Subject) -> dict[str, str | None]:
    """A subject as the database keeps it; numbers and addresses of people stay out."""
    return asdict(replace(subject, question=masked(subject.question)))


def tell(turn: Turn, said: Said) -> None:
    """Say one answer, with what can be done about it."""
    found = said.found
    text, kept = _text(turn, said)
    rows = [*_items(turn, found), *questions.under(turn, found, kept)]
    if found.outcome in ("answer", "choices", "not_in_plan") and turn.chat.private:
        rows.append([turn.button("ask.button_report", f"report:{_category(turn, found)}")])
    turn.tell(turn.chat, Reply(text=text, buttons=_once(rows)))


def tell_all(turn: Turn, said: Sequence[Said]) -> None:
    """Say several answers in one message, each under its question."""
    told, rows = [], []
    for each in said:
        text, kept = _text(turn, each)
        told.append((each.question, Markup(text)))  # noqa: S704 - what a template rendered
        rows += _items(turn, each.found)[:1]
        if kept is not None and kept.token and turn.chat.private:
            label = turn.button("ask.button_pass", f"pass:{kept.token}", number=len(told))
            rows.append([label])
    text = turn.tools.texts("ask.several", told=told)
    turn.tell(turn.chat, Reply(text=text, buttons=_once(rows)))


def _text(turn: Turn, said: Said) -> tuple[str, Question | None]:
    """The answer as HTML; of a question the plan does not answer, also what is kept of it.

    An agency may have answered it since: then that is shown, as the agency's and not the plan's.
    Nothing is kept of what was not asked as a question, nor of a denunciation: it has its own way,
    and is not to be read by those it names.
    """
    if said.found.outcome != "not_in_plan":
        return rendered(turn.tools.texts, said.found, said.meant), None
    search = turn.tools.answerer.search
    if shown := answers.official_answer(turn.session, search, said.meant):
        return questions.official_answer(turn, shown), None
    kept = None
    if not denounces(said.meant) and _is_question(turn, said.question):
        kept = answers.keep(turn.session, search, said.meant, said.found, turn.now, turn.person)
    return rendered(turn.tools.texts, said.found, said.meant), kept


def _is_question(turn: Turn, text: str) -> bool:
    """Return whether it was asked as a question; an official's answer is one only with its mark."""
    if not asks_something(text, turn.tools.answerer.search.reader.read(text)):
        return False
    return "?" in text or not queries.waits_for_answer(turn.session, turn.person.id or 0)


def told(texts: Texts, said: Sequence[Said]) -> str:
    """The answers as HTML, as the command line prints them."""
    if len(said) == 1:
        return rendered(texts, said[0].found, said[0].meant)
    each = [
        (one.question, Markup(rendered(texts, one.found, one.meant)))  # noqa: S704
        for one in said
    ]
    return texts("ask.several", told=each)


def rendered(texts: Texts, found: Answer, question: str) -> str:
    """One answer as HTML; to a question about one ward a figure says that it is the city's."""
    near = found.nearest[0] if found.nearest and found.kind not in UNSHOWN else None
    return texts(_sentence(found), found=found, question=question, near=near)


def _sentence(found: Answer) -> str:
    """The template of an outcome; an answer with figures has one of its own."""
    if found.kind == "compare":
        return "ask.compare"
    return "ask.figure" if found.targets else f"ask.{found.outcome}"


def _items(turn: Turn, found: Answer) -> list[list[Button]]:
    """A button for the whole of each item that was quoted."""
    return [
        [turn.button("ask.button_item", _item_of(each), item=each.item)]
        for each in _one_per_item(found)
    ]


def _item_of(cited: Citation) -> str:
    """What the button of an item carries; where there are several plans, with its plan."""
    item = f"item:{name_of(cited.item)}"
    return f"{item}:{name_of(cited.plan)}" if cited.source else item


def _once(rows: Rows) -> tuple[tuple[Button, ...], ...]:
    """The rows without those that are there already."""
    return tuple(dict.fromkeys(tuple(row) for row in rows))


def _category(turn: Turn, found: Answer) -> str:
    """The category to offer: the one the question fits, or the one the item bears on alone."""
    if found.category and turn.city.category(found.category):
        return found.category
    linked = [
        category
        for each in found.citations[:1]
        for category in turn.tools.knowledge.categories_for_item(each.item, each.plan)
        if turn.city.category(category)
    ]
    return linked[0] if len(linked) == 1 else "new"


def _one_per_item(found: Answer) -> list[Citation]:
    """The first quote of each item, at most three; where nothing answers, the nearest alone."""
    near = found.nearest[:1] if found.kind not in UNSHOWN else ()
    shown = found.citations[:3] or near
    return list({each.item: each for each in reversed(shown)}.values())[::-1]
