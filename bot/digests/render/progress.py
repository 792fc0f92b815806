"""A digest's message as it is now: what became of each report it lists, and what is left to do.

Nothing of this is remembered: it follows from the history of the reports since the digest was
made. So it is the same whoever pressed, here or elsewhere, at the same time or before a restart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from bot.city.working_days import working_day
from bot.core.events import Reply
from bot.digests import act_queries as acts
from bot.digests.act_queries import Entry
from bot.digests.render import buttons
from bot.digests.select.content import Means
from bot.people.roles import Actor
from bot.questions import queries as questions
from bot.reports.moves import refusal
from bot.reports.offices import REMINDED
from db.models import Digest, Report, ReportEvent

LONGEST = 4096
"""UTF-16 code units of a message; longer, it would be sent anew as several."""
STEPS = frozenset(
    (
        *("accept", "start", "ask", "answer", "extend", "resolve", "partly", "reject"),
        *("forward", "merge", "withdraw", "dispute", "reopen"),
    )
)
"""What an agency is told of that happened since."""
BETWEEN = frozenset({"query", "reply", "remind"})
"""What passes between agency and overseer: marked for those who oversee."""

_MARKED = re.compile(r" <i>✓ [^<]*</i>$")


@dataclass(frozen=True)
class Standing:
    """A listed report as it is now, and the last that happened with it since; None for nothing."""

    report: Report
    last: ReportEvent | None
    reminded: bool


def standings(
    session: Session, means: Means, entry: Entry, actor: Actor, now: datetime
) -> list[Standing]:
    """How the reports a digest lists stand, in its order, as `actor` may know of it."""
    found = acts.reports(session, entry.digest.listed)
    ids = [each.id or 0 for each in found.values()]
    known = STEPS if actor.role == "official" else STEPS | BETWEEN
    steps = acts.steps(session, ids, entry.digest.made_at)
    last = {step.report_id: step for step in steps if step.action in known}
    day = working_day(now, means.zone).isoformat()
    again = acts.reminded(session, ids, REMINDED, day)
    return [
        Standing(report, last.get(report.id or 0), report.id in again)
        for code in entry.digest.listed
        if (report := found.get(code)) is not None
    ]


class State(NamedTuple):
    """How what a digest lists stands, and what is left: the same for all who may do the same.

    `left`: see `left_for`; `waiting` are the questions that wait for an answer.
    """

    listed: Sequence[Standing] = ()
    left: int = 0
    waiting: int = 0


def state(session: Session, means: Means, entry: Entry, actor: Actor, now: datetime) -> State:
    """The state of a digest for `actor`."""
    return State(
        standings(session, means, entry, actor, now),
        left_for(session, means, entry, actor, now),
        questions.count_waiting(session, entry.subscription.agency),
    )


def shown(
    means: Means, digest: Digest, actor: Actor, state: State, text: str, now: datetime
) -> Reply:
    """The digest `text` with its marks, and the buttons of what `actor` can do now.

    An empty text stays empty: then the words shown stay as they are, and the buttons change.
    """
    assert digest.id is not None
    happened = [each for each in state.listed if each.last is not None]
    marks = {each.report.code: _mark(each, means, now) for each in happened}
    possible = [buttons.Listed(each.report.code, _moves(each, actor)) for each in state.listed]
    rows = buttons.under(digest.id, possible, actor.role, state.left, means)
    more = buttons.questions(state.waiting, means)
    return Reply(text=marked(text, marks), buttons=(*rows, *more))


def left_for(session: Session, means: Means, entry: Entry, actor: Actor, now: datetime) -> int:
    """How many reports need what `actor` can do with all at once, up to one above the most."""
    what = wanted(means, entry, actor, now)
    return acts.count(session, what, buttons.MOST_AT_ONCE + 1) if what else 0


def wanted(means: Means, entry: Entry, actor: Actor, now: datetime) -> acts.Wanted | None:
    """What `actor` can do with all reports of a digest at once; None for no such role."""
    verb = buttons.AT_ONCE.get(actor.role)
    if verb == "remind":
        return acts.wanted(entry, REMINDED, working_day(now, means.zone).isoformat())
    return acts.wanted(entry) if verb else None


def marked(text: str, marks: Mapping[str, str]) -> str:
    """The text with each mark at the end of the line its report's code stands in.

    A code stands between tags there; what a resident wrote has none, and is no such line. A mark
    from before is replaced.
    """
    lines = [_MARKED.sub("", line) for line in text.split("\n")]
    for number, line in enumerate(lines):
        found = [mark for code, mark in marks.items() if f">{code}<" in line]
        lines[number] = " ".join([line, *found])
    longer = "\n".join(lines)
    return longer if len(longer.encode("utf-16-le")) // 2 <= LONGEST else text


def _moves(standing: Standing, actor: Actor) -> tuple[str, ...]:
    """What `actor` can do with a report where it stands."""
    return tuple(
        action
        for action in buttons.ACTIONS.get(actor.role, ())
        if refusal(standing.report, action, actor) is None
        and not (action == "remind" and standing.reminded)
    )


def _mark(standing: Standing, means: Means, now: datetime) -> str:
    assert standing.last is not None
    at, today = standing.last.at.astimezone(means.zone), now.astimezone(means.zone).date()
    when = f"{at:%H:%M}" if at.date() == today else f"{at:%d/%m}"
    step = means.texts.plain("digest_acts.step", action=standing.last.action)
    return means.texts("digest_acts.mark", step=step, when=when)
