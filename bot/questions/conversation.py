"""Answer a resident's question with the plan's own words, or say that it has no answer."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from markupsafe import Markup

from bot.core.events import Button, Reply
from bot.core.metrics import QUESTIONS
from bot.core.routes import Routes
from bot.core.turn import Rows, Turn
from bot.plan.outline import name_of
from bot.questions import count_queries, desk, forwarding, queries, rules
from bot.questions.plain import is_plain_question
from bot.texts import Texts
from bot.understanding.masking import masked
from bot.understanding.understood import Understood
from db.models import Question
from knowledge.answering.asks import asks_something
from knowledge.answering.dialogue import Exchange, Subject
from knowledge.answering.engine import Answer, Citation

routes = Routes()

LONGEST_QUESTION = 1500
"""Characters that are read of a message, its last ones: what is asked stands after the story."""
UNSHOWN = frozenset({"outside", "against", "elsewhere"})
"""Refusals with which no passage of the plan is shown."""
SUBJECT_LASTS = timedelta(minutes=10)
"""For so long a question may go on from the one before ("còn giai đoạn sau?")."""


@routes.button("ask")
def how(turn: Turn) -> None:
    """Say how to ask."""
    turn.say("ask.what", ask="ask.hint")


def read(turn: Turn) -> Sequence[Exchange]:
    """Return the question, or questions, that were typed, each with its answer."""
    before = _subject(turn)
    text = turn.text[-LONGEST_QUESTION:]
    replies, after = turn.tools.dialogue.answers(text, before, _today(turn))
    for reply in replies:
        QUESTIONS.labels(reply.answer.outcome).inc()
    if after is not None and after != before:
        stored = vars(replace(after, question=masked(after.question)))
        queries.remember_subject(turn.session, turn.person, turn.chat, stored, turn.now)
    return replies


def _today(turn: Turn) -> date:
    """Return the day in the city's zone."""
    return turn.now.astimezone(turn.tools.zone).date()


def _subject(turn: Turn) -> Subject | None:
    """Return the subject of this person's last questions here, if it is recent."""
    stored = turn.subject
    is_recent = stored is not None and stored.at >= turn.now - SUBJECT_LASTS
    return Subject(**stored.data) if stored and is_recent else None


def goes_on(turn: Turn) -> bool:
    """Return whether words go on from this person's last question: "thế còn 2025"."""
    return _subject(turn) is not None and turn.tools.dialogue.goes_on(turn.text)


def tell(turn: Turn, replies: Sequence[Exchange], report: str = "") -> None:
    """Say the answers, and count the items that were asked for today.

    `report` is the data of the button that reports what was asked, where that tells something.
    """
    if len(replies) > 1:
        _tell_all(turn, replies)
    else:
        _tell(turn, replies[0], report)
    cited = [reply.answer.citations[:1] for reply in replies if reply.answer.outcome == "answer"]
    times = Counter((first.plan, first.item) for (first,) in filter(None, cited) if first.item)
    count_queries.count_items(turn.session, _today(turn), times)


def _tell(turn: Turn, reply: Exchange, report: str) -> None:
    """Say one answer, with its buttons."""
    answer = reply.answer
    text, question = _text(turn, reply)
    rows = [*_items(turn, answer), *forwarding.buttons_below(turn, answer, question)]
    if answer.targets or answer.kind in ("current", "progress"):
        # what became of it stands with the targets
        rows.append([turn.button("oversight.button_board", "promises:0")])
    may_report = turn.chat.private and turn.begun is None  # no other while something is written
    if answer.outcome in ("answer", "choices", "not_in_plan") and may_report:
        report = report or f"report:{_category(turn, answer)}"
        rows.append([turn.button("ask.button_report", report)])
    turn.tell(turn.chat, Reply(text=text, buttons=_once(rows)))


def _tell_all(turn: Turn, replies: Sequence[Exchange]) -> None:
    """Say several answers in one message, each under its question."""
    parts, rows = [], []
    for reply in replies:
        text, question = _text(turn, reply)
        parts.append((reply.question, Markup(text)))  # noqa: S704 - what a template rendered
        rows += _items(turn, reply.answer)[:1]
        if question is not None and question.token and turn.chat.private:
            label = turn.button("ask.button_pass", f"pass:{question.token}", number=len(parts))
            rows.append([label])
    text = turn.tools.texts("ask.several", answers=parts)
    turn.tell(turn.chat, Reply(text=text, buttons=_once(rows)))


def _text(turn: Turn, reply: Exchange) -> tuple[str, Question | None]:
    """Return the answer as HTML, and the question as stored if no plan answers it.

    An agency's approved answer is shown as the agency's, not the plan's. A text that is no
    question is not stored, nor is a denunciation: those it names must not read it.
    """
    if reply.answer.outcome != "not_in_plan":
        return rendered(turn.tools.texts, reply), None
    search = turn.tools.answerer.search
    if official := rules.official_answer(turn.session, search, reply.full_question):
        group, answer = official
        values = desk.answer_values(turn.city, answer, group.text)
        return turn.tools.texts("questions.answer", **values), None
    question = None
    denounces = turn.understand(reply.full_question).denunciation
    if not denounces and _is_question(turn, reply.question):
        question = rules.keep(
            turn.session, search, reply.full_question, reply.answer, turn.now, turn.person
        )
    return rendered(turn.tools.texts, reply), question


def is_answered(turn: Turn) -> bool:
    """Return whether an agency answered these words before, however they are meant."""
    search = turn.tools.answerer.search
    return rules.official_answer(turn.session, search, turn.text) is not None


def is_plain(turn: Turn, understood: Understood) -> bool:
    """Return whether the words, which sound like something else, plainly ask of a plan."""
    return is_plain_question(turn.text, understood, turn.tools.answerer, _today(turn))


def _is_question(turn: Turn, text: str) -> bool:
    """Return whether it is a question; while an official waits for an answer, only with a "?"."""
    if not asks_something(text, turn.tools.answerer.search.reader.read(text)):
        return False
    return "?" in text or not queries.waits_for_answer(turn.session, turn.person.number)


def rendered_all(texts: Texts, replies: Sequence[Exchange]) -> str:
    """Return the answers as HTML, as the command line prints them."""
    if len(replies) == 1:
        return rendered(texts, replies[0])
    parts = [(reply.question, Markup(rendered(texts, reply))) for reply in replies]  # noqa: S704
    return texts("ask.several", answers=parts)


def rendered(texts: Texts, reply: Exchange) -> str:
    """Return one answer as HTML; for one ward a figure says that it is the city's."""
    answer = reply.answer
    nearest = answer.nearest[0] if answer.nearest and answer.kind not in UNSHOWN else None
    return texts(_template(answer), found=answer, question=reply.full_question, near=nearest)


def _template(answer: Answer) -> str:
    """Return the template of an answer; one with figures has its own."""
    if answer.kind in ("compare", "document", "unwritten"):
        return f"ask.{answer.kind}"
    return "ask.figure" if answer.targets else f"ask.{answer.outcome}"


def _items(turn: Turn, answer: Answer) -> list[list[Button]]:
    """Return a button for each item that was quoted."""
    return [
        [turn.button("ask.button_item", _item_of(citation), item=citation.item)]
        for citation in _one_per_item(answer)
    ]


def _item_of(citation: Citation) -> str:
    """Return the data of an item's button; where there are several plans, with its plan."""
    item = f"item:{name_of(citation.item)}"
    return f"{item}:{name_of(citation.plan)}" if citation.source else item


def _once(rows: Rows) -> tuple[tuple[Button, ...], ...]:
    """Return the rows without repeats."""
    return tuple(dict.fromkeys(tuple(row) for row in rows))


def _category(turn: Turn, answer: Answer) -> str:
    """Return the category of a report to offer: the only one of the item, or else `new`."""
    linked = [
        category
        for citation in answer.citations[:1]
        for category in turn.tools.knowledge.categories_for_item(citation.item, citation.plan)
        if turn.city.category(category)
    ]
    return linked[0] if len(linked) == 1 else "new"


def _one_per_item(answer: Answer) -> list[Citation]:
    """Return the first quote of each item, from at most three; without an answer, the nearest."""
    nearest = answer.nearest[:1] if answer.kind not in UNSHOWN else ()
    citations = [cited for cited in answer.citations[:3] or nearest if cited.item]
    by_item = {(citation.plan, citation.item): citation for citation in reversed(citations)}
    return list(by_item.values())[::-1]
