"""Details in every state, for what renders them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from bot.core.turn import Tools
from bot.oversight.board import Board, Detail, Entry
from bot.oversight.promises import Promise, Promises
from bot.oversight.queries import Tally
from bot.oversight.rules import Check, Stated, days_over, standing
from db.models import TargetEvent

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LONG = "<b>dài</b> & “rất” dài\n" * 40


def event(promise: Promise, kind: str, **more: Any) -> TargetEvent:
    """An event with everything in it."""
    values: dict[str, Any] = {
        "id": 7, "plan": promise.plan, "target": promise.id, "kind": kind, "at": NOW,
        "role": "official", "agency": "ubnd_tan_phong", "as_of": date(2026, 1, 1),
        "document": "12/BC", "document_date": date(2026, 2, 1), "link": "https://a.example",
        "words": LONG, "photos": ["x"], "step": "going",
    }  # fmt: skip
    return TargetEvent(**{**values, **more})


def details(tools: Tools) -> Iterator[Detail]:
    """Targets and tasks in every state, with every kind of event, and with none."""
    promises = tools.once(Promises).all
    for promise in (promises[0], promises[3], promises[6], promises[10], promises[-1]):
        yield detail(promise, [])
        figure = promise.goal.has_figure
        for value, step in ((1.0, "none"), (1000.0, "done")):
            kept = {"value": value, "step": ""} if figure else {"value": None, "step": step}
            one = event(promise, "stated", words="", document="", document_date=None, **kept)
            two = event(promise, "stated", entered=True, as_of=date(2026, 6, 1), **kept)
            yield detail(promise, [one, two])
            yield detail(promise, [two])
            others = [event(promise, "checked", step=step) for step in ("yes", "part", "no")]
            others += [event(promise, "asked"), event(promise, "answered")]
            yield detail(promise, [two, *others])


def detail(promise: Promise, events: list[TargetEvent]) -> Detail:
    """A promise with these events, judged by them."""
    stated = [e for e in events if e.kind == "stated"]
    rows = [Stated(e.as_of, e.value, e.step, e.id) for e in stated if e.as_of]
    seen = [Check(e.step, "mttq", 7) for e in events if e.kind == "checked"]
    judged = standing(promise.goal, rows, seen, NOW.date())
    entry = Entry(promise, judged, days_over(promise.goal.due, NOW.date()))
    return Detail(entry, events, Tally(3, 2, 1) if events else Tally(), "ubnd_tan_phong")


def boards(tools: Tools) -> tuple[Board, ...]:
    """Boards of all states, and an empty one."""
    return Board(tuple(each.entry for each in details(tools))), Board(())
