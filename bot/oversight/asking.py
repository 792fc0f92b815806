"""Questions whether a target is reached now: answered by the plan's figure and the statement.

Questions about the plan itself stay with `bot.questions`: only one that names a target of a home
plan and asks how far it has come is taken.
"""

from collections.abc import Iterator

from bot.core.turn import Turn
from bot.oversight import board, views
from bot.oversight.promises import Promise, Promises
from bot.understanding.phrases import MOST_WORDS, asks_of_targets, asks_progress
from knowledge.answering import wants
from knowledge.answering.asks import asking_part
from knowledge.answering.figures import asked_figures, in_period, of_measure, years
from knowledge.schema import Target
from knowledge.vietnamese.text import folded_words
from knowledge.vietnamese.words import Reading

MOST_TARGETS = 6
"""Targets of one answer."""
SO_FAR, IN_A_YEAR = 0.3, 0.8
"""So likely it asks how things stand now, or whether something is done; with a year in it, which
may be the plan's, so much likelier."""


def answer(turn: Turn) -> bool:
    """Answer a question how far a target has come; return false for any other text."""
    wanted = list(asked_for(turn, turn.text))[:MOST_TARGETS]
    if not wanted:
        return False
    details = board.details_of(turn.session, turn.tools, wanted, turn.now)
    details.sort(key=lambda row: (row.entry.promise.goal.due, row.entry.promise.name))
    rows = views.answer_rows(turn, details)
    promises = turn.tools.once(Promises)
    turn.say("oversight.answer", rows, details=details, question=turn.text,
             areas=promises.areas(turn.city))  # fmt: skip
    return True


def asked_for(turn: Turn, text: str) -> Iterator[Promise]:
    """Yield the targets a text asks about, if it asks how far they have come.

    A report that names such things ("đất quy hoạch cây xanh … năm nay rồi") asks nothing.
    """
    reading = turn.tools.answerer.search.reader.read(text)
    so_far = asks_so_far(text, named=bool(years(reading)))
    if (
        not (so_far or asks_progress(text))
        or turn.tools.understanding.understand(text).intent == "report"
    ):
        return
    promises = turn.tools.once(Promises)
    wanted = [
        promise
        for plan in turn.tools.knowledge.plans
        if plan.id in promises.areas(turn.city)
        for target in named_targets(reading, plan.targets)
        if (promise := promises.by_key.get((plan.id, target.id)))
    ]
    if so_far and not wanted and (task := _task(turn, text)):
        wanted = [task]
    yield from _nearest(turn, wanted, text)


def _nearest(turn: Turn, wanted: list[Promise], text: str) -> list[Promise]:
    """Return those of the plan of the ward that is named, else those of the city's, else all."""
    areas, unit = turn.tools.once(Promises).areas(turn.city), turn.city.unit_in(text)
    for area in (unit[1].id if unit else None, None):
        if near := [promise for promise in wanted if areas[promise.plan] == area]:
            return near
    return wanted


def _task(turn: Turn, text: str) -> Promise | None:
    """Return the task whose item answers the question; the plan's sentence alone would not."""
    promises, answer = turn.tools.once(Promises), turn.tools.answerer.answer(text)
    if answer.outcome != "answer" or not answer.citations:
        return None
    item = answer.citations[0].item
    tasks = (
        row for row in promises.at_home(turn.city).values() if row.is_task and row.item == item
    )
    return next(tasks, None)


def asks_of_all(turn: Turn) -> bool:
    """Return whether words ask how the targets stand, naming none that a plan at home has."""
    if not asks_of_targets(turn.text):
        return False
    reading = turn.tools.answerer.search.reader.read(turn.text)
    named = any(any(named_targets(reading, plan.targets)) for plan in turn.tools.knowledge.home)
    return not named and turn.tools.understanding.understand(turn.text).intent != "report"


def asks_so_far(text: str, *, named: bool) -> bool:
    """Return whether words, with a year `named` or without, ask how far something has come."""
    if len(text.split()) > MOST_WORDS:
        return False
    likely = wants.wanted(asking_part(text)).likely
    return likely.get("done", 0.0) + likely.get("now", 0.0) >= (IN_A_YEAR if named else SO_FAR)


def named_targets(reading: Reading, targets: tuple[Target, ...]) -> Iterator[Target]:
    """Yield the targets of the measures that are named, in the period that is asked for."""
    request = asked_figures(reading, targets)
    measures = dict.fromkeys(request.measures[:1])
    for target in targets:
        names = (*target.called, *((target.name,) if not target.aliases else ()))
        means_another = any(folded_words(phrase) in reading.plain for phrase in target.unless)
        if not means_another and any(folded_words(name) in reading.plain for name in names):
            measures.setdefault(target.measure)
    for measure in measures:
        yield from in_period(request, of_measure(measure, targets))
