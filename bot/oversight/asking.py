"""Questions whether a target is reached now: answered by the plan's figure and the statement.

Questions about the plan itself stay with `bot.questions`: only one that names a target, of a plan
at home or of the place it names, and asks how far that has come is taken.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

from bot.core.turn import Turn
from bot.oversight import board, views
from bot.oversight.promises import Promise, Promises
from bot.people.roles import OFFICES
from bot.understanding.phrases import MOST_WORDS, asks_of_targets, asks_progress, step_said
from bot.understanding.understood import PROGRESS
from knowledge.answering import wants
from knowledge.answering.asks import asking_part
from knowledge.answering.figures import asked_figures, in_period, of_measure, years
from knowledge.schema import Plan, Target
from knowledge.vietnamese.text import folded_words
from knowledge.vietnamese.words import Reading

MOST_TARGETS = 6
"""Targets of one answer."""
FEWEST_WORDS, MOST_NAMES = 2, 2
"""Words in a row of a target's name that mean it, in a question that names its plan's place, and
how many names of the plan may have them."""
SO_FAR, IN_A_YEAR = 0.3, 0.8
"""So likely it asks how things stand now, or whether something is done; with a year in it, which
may be the plan's, so much likelier."""


def answer(turn: Turn) -> bool:
    """Answer a question how far a target has come; return false for any other text."""
    return tell(turn, list(asked_for(turn, turn.text)))


def tell(turn: Turn, wanted: Sequence[Promise]) -> bool:
    """Say what the plan and the agencies say of the first of these targets; false for none."""
    if not wanted:
        return False
    details = board.details_of(turn.session, turn.tools, wanted[:MOST_TARGETS], turn.now)
    details.sort(key=lambda row: (row.entry.promise.goal.due, row.entry.promise.name))
    rows = views.answer_rows(turn, details)
    promises = turn.tools.once(Promises)
    turn.say("oversight.answer", rows, details=details, question=turn.text,
             place_of=promises.places(turn.city))  # fmt: skip
    return True


def asked_for(turn: Turn, text: str) -> Iterator[Promise]:
    """Yield the targets a text asks about, if it asks how far they have come.

    A report that names such things ("đất quy hoạch cây xanh … năm nay rồi") asks nothing.
    """
    reading = turn.tools.answerer.search.reader.read(text)
    so_far = asks_so_far(text, named=bool(years(reading)))
    understood = turn.understand(text)
    if not (so_far or asks_progress(text)) or understood.intent == "report":
        return
    wanted = _targets_named(turn, reading, plans_asked(turn, text))
    is_of_all = understood.about == PROGRESS
    if so_far and not (wanted or is_of_all) and (task := _task(turn, text)):
        wanted = [task]
    yield from _nearest(turn, wanted, text)


def of_topic(turn: Turn, words: str) -> list[Promise]:
    """Return the targets of the plans at home, or of the place that is named, that words name."""
    reading = turn.tools.answerer.search.reader.read(words)
    return _nearest(turn, _targets_named(turn, reading, plans_asked(turn, words)), words)


def with_words(turn: Turn, words: str) -> list[Promise]:
    """Return the targets of any plan with these words in their names."""
    topic = folded_words(words)
    return [row for row in turn.tools.once(Promises).all if topic in folded_words(row.name)]


def plans_asked(turn: Turn, text: str) -> Collection[str]:
    """Return the plans of the one place beyond the city that a text names, else those at home."""
    promises = turn.tools.once(Promises)
    return promises.beyond(text, turn.city) or promises.areas(turn.city)


def _targets_named(turn: Turn, reading: Reading, plans: Collection[str]) -> list[Promise]:
    """Return the targets of these plans that are named; of a plan beyond the city also in part."""
    promises = turn.tools.once(Promises)
    targets = [(plan, tuple(named_targets(reading, plan.targets)) or _alike(turn, reading, plan))
               for plan in turn.tools.knowledge.plans if plan.id in plans]  # fmt: skip
    keys = ((plan.id, target.id) for plan, named in targets for target in named)
    return [promises.by_key[key] for key in keys if key in promises.by_key]


def _alike(turn: Turn, reading: Reading, plan: Plan) -> tuple[Target, ...]:
    """Return the targets with most words named in a row; nobody told what else they are called."""
    if plan.id in turn.tools.once(Promises).areas(turn.city):
        return ()
    runs = {target: _in_a_row(target.name, reading.plain) for target in plan.targets}
    names = {folded_words(target.name) for target in plan.targets}
    head = folded_words(f"{plan.title} {plan.place}")
    fit = {
        target: len(run.split())
        for target, run in runs.items()
        if _means(target, run, reading.plain)
        and sum(run in name for name in names) <= MOST_NAMES
        and run not in head
    }
    longest = max(fit.values(), default=0)
    return tuple(target for target, run in fit.items() if run == longest)


def _means(target: Target, run: str, plain: str) -> bool:
    """Return whether words in a row mean a target: most of its name or unit, or with its figure."""
    count = len(run.split())
    if count < FEWEST_WORDS or step_said(run):
        return False
    unit, figure = folded_words(target.unit), re.search(r"\d[\d.,]*", target.said)
    is_unit = run in unit and FEWEST_WORDS < count > len(unit.split()) / 2
    has_figure = figure is not None and folded_words(figure[0]) in plain
    return is_unit or has_figure or count > len(folded_words(target.name).split()) / 2


def _in_a_row(name: str, plain: str) -> str:
    """Return the most words of a name that stand in a text one behind the other, folded."""
    words = folded_words(name).split()
    parts = (words[begin:end] for begin, end in combinations(range(len(words) + 1), 2))
    runs = (part for part in parts if f" {' '.join(part)} " in plain)
    longest: list[str] = max(runs, key=len, default=[])
    return f" {' '.join(longest)} "


def _nearest(turn: Turn, wanted: list[Promise], text: str) -> list[Promise]:
    """Return those of the plan of the ward that is named, else those of the city's, else all."""
    areas, unit = turn.tools.once(Promises).areas(turn.city), turn.city.unit_in(text)
    for area in (unit[1].id if unit else None, None):
        if near := [promise for promise in wanted if areas.get(promise.plan) == area]:
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
    """Return whether words ask how the targets stand, naming none of the plans they ask of."""
    understood = turn.understand(turn.text)
    if not asks_of_targets(turn.text) and (understood.about != PROGRESS or _is_of_cases(turn)):
        return False
    reading = turn.tools.answerer.search.reader.read(turn.text)
    named = _targets_named(turn, reading, plans_asked(turn, turn.text))
    return not named and understood.intent != "report"


def _is_of_cases(turn: Turn) -> bool:
    """Return whether words are an office's about its cases, which an office means at first."""
    wished = turn.tools.understanding.model.read_office(turn.text).best("office")[0]
    return turn.actor.role in OFFICES and wished in ("list", "next", "digest")


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
