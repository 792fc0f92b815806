"""A digest's message as it is now: each listed report's last step, and the moves that remain.

Nothing of this is stored: it is computed from the reports' history since the digest was made. So
it is the same whoever pressed, here or elsewhere, at the same time or before a restart.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session

from bot.city.working_days import working_day
from bot.core.events import TEXT_UNITS, Reply
from bot.core.turn import Tools
from bot.digests import act_queries
from bot.digests.act_queries import Entry
from bot.digests.queries import scope_of
from bot.digests.render import buttons
from bot.oversight import summary
from bot.oversight.promises import Promise
from bot.people.roles import Actor
from bot.questions import queries as questions
from bot.reports import queries as reports
from bot.reports.moves import MOVES, refusal
from bot.reports.offices import REMINDED
from bot.texts.characters import units
from db.models import Digest, Report, ReportEvent

STEPS = frozenset(action for action, move in MOVES.items() if move.after or action == "extend")
"""Steps that are marked for everyone."""
LATELY = timedelta(days=31)
"""How long before a digest a check of a target is new."""
BETWEEN = frozenset({"query", "reply", "remind"})
"""Steps between agency and overseer: marked for those who oversee."""

_MARKED = re.compile(r" <i>✓ [^<]*</i>$")


@dataclass(frozen=True)
class Standing:
    """A listed report as it is now, and its last step since the digest, if any."""

    report: Report
    last: ReportEvent | None
    reminded: bool


def standings(
    session: Session, tools: Tools, entry: Entry, actor: Actor, now: datetime
) -> list[Standing]:
    """Return the reports a digest lists with their last steps, in its order, as `actor` may see."""
    by_code = reports.of_codes(session, entry.digest.listed)
    ids = [report.number for report in by_code.values()]
    actions = STEPS if actor.role == "official" else STEPS | BETWEEN
    steps = act_queries.steps(session, ids, entry.digest.made_at)
    last = {step.report_id: step for step in steps if step.action in actions}
    day = working_day(now, tools.zone).isoformat()
    reminded = act_queries.reminded(session, ids, REMINDED, day)
    return [
        Standing(report, last.get(report.number), report.id in reminded)
        for code in entry.digest.listed
        if (report := by_code.get(code))
    ]


class State(NamedTuple):
    """The marks and moves under a digest: the same for all readers with the same rights.

    `remaining` counts the reports that can be moved all at once, up to one above `MOST_AT_ONCE`;
    `waiting` the questions that wait for an answer; `pressing` are targets to ask an agency about.
    """

    listed: Sequence[Standing] = ()
    remaining: int = 0
    waiting: int = 0
    pressing: Sequence[Promise] = ()


def state(session: Session, tools: Tools, entry: Entry, actor: Actor, now: datetime) -> State:
    """Return the state of a digest for `actor`."""
    all_at_once, limit = wanted(tools, entry, actor, now), buttons.MOST_AT_ONCE + 1
    return State(
        standings(session, tools, entry, actor, now),
        act_queries.count(session, all_at_once, limit) if all_at_once else 0,
        questions.count_waiting(session, entry.subscription.agency),
        summary.to_ask(session, tools, entry.digest.made_at - LATELY, now)
        if actor.role == "overseer"
        else (),
    )


def current_message(
    tools: Tools, digest: Digest, actor: Actor, state: State, text: str, now: datetime
) -> Reply:
    """Return the digest `text`, if any, with its marks, and buttons for what `actor` can do now."""
    moved = [standing for standing in state.listed if standing.last is not None]
    marks = {standing.report.code: _mark(standing, tools, now) for standing in moved}
    possible = {standing.report.code: _moves(standing, actor) for standing in state.listed}
    rows = buttons.buttons_below(digest.number, possible, actor.role, state.remaining, tools,
                         state.pressing)  # fmt: skip
    questions_row = buttons.questions(state.waiting, tools)
    return Reply(text=marked(text, marks), buttons=(*rows, *questions_row))


def wanted(tools: Tools, entry: Entry, actor: Actor, now: datetime) -> act_queries.Wanted | None:
    """Return the move `actor` can make with all reports of a digest, if the role has one."""
    verb = buttons.AT_ONCE.get(actor.role)
    if verb is None:
        return None
    remind = (REMINDED, working_day(now, tools.zone).isoformat()) if verb == "remind" else ()
    return act_queries.Wanted(scope_of(entry.subscription), entry.digest.made_at, *remind)


def marked(text: str, marks: Mapping[str, str]) -> str:
    """Return the text with each mark at the end of its report's line, found by code in a tag."""
    lines = [_MARKED.sub("", line) for line in text.split("\n")]
    for number, line in enumerate(lines):
        line_marks = [mark for code, mark in marks.items() if f">{code}<" in line]
        lines[number] = " ".join([line, *line_marks])
    longer = "\n".join(lines)
    return longer if units(longer) <= TEXT_UNITS else text


def _moves(standing: Standing, actor: Actor) -> tuple[str, ...]:
    """Return the moves `actor` can make with a report now."""
    return tuple(
        action
        for action in buttons.ACTIONS.get(actor.role, ())
        if refusal(standing.report, action, actor) is None
        and not (action == "remind" and standing.reminded)
    )


def _mark(standing: Standing, tools: Tools, now: datetime) -> str:
    assert standing.last is not None
    at, today = standing.last.at.astimezone(tools.zone), now.astimezone(tools.zone).date()
    time = f"{at:%H:%M}" if at.date() == today else f"{at:%d/%m}"
    step = tools.texts.plain("digest_acts.step", action=standing.last.action)
    return tools.texts("digest_acts.mark", step=step, when=time)
