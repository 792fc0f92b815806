"""One move with all reports of a digest that still need it: each by its own rules and history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.core.events import Reply
from bot.core.gathered import Words
from bot.core.turn import Turn, named
from bot.digests import act_queries as rows
from bot.digests.act_queries import Wanted
from bot.digests.render.buttons import MOST_AT_ONCE
from bot.people import queries as people
from bot.reports import cards, offices
from bot.reports import moves as rules
from db.models import Report

MOST_SHOWN = 10
"""Of a message's reports, the first so many are named; all are counted."""


def remind(turn: Turn, what: Wanted) -> None:
    """Remind of every overdue report, and tell each agency of all of its own in one message."""
    done: dict[str, list[Report]] = {}
    for report in rows.longest(turn.session, what, MOST_AT_ONCE):
        try:
            offices.remind(turn.session, report, turn.actor, turn.now, turn.tools.zone)
        except rules.Refused:
            continue
        done.setdefault(report.agency, []).append(report)
    silent = [agency for agency, theirs in done.items() if not _bring(turn, agency, theirs)]
    turn.say(
        "digest_acts.reminded_all",
        count=sum(map(len, done.values())),
        told=[(agency, len(theirs)) for agency, theirs in done.items()],
        silent=silent,
        left=rows.count(turn.session, what, MOST_AT_ONCE + 1),
        most=MOST_AT_ONCE,
    )


def _bring(turn: Turn, agency: str, theirs: Sequence[Report]) -> bool:
    """Tell an agency what it is reminded of; false where nobody of it is here."""
    shown = sorted(theirs, key=lambda each: each.deadline_at)[:MOST_SHOWN]
    text = turn.tools.texts(
        "digest_acts.brought_all",
        who=turn.city.agency_name(turn.actor.agency),
        count=len(theirs),
        shown=[(each, turn.city.category_name(each.category) or each.category) for each in shown],
    )
    rows = tuple((named(f"📋 {each.code}", f"case:show:{each.code}"),) for each in shown)
    chats = people.chats_of_role(turn.session, "official", agency)
    for chat in chats:
        turn.tell(chat, Reply(text=text, buttons=rows), "notice")
    return bool(chats)


def accept(turn: Turn, what: Wanted) -> None:
    """Take every untouched report on; each reporter is told of their own."""
    told: Counter[bool] = Counter()
    for report in rows.longest(turn.session, what, MOST_AT_ONCE):
        try:
            event = offices.act(
                *(turn.session, report, "accept", turn.actor, Words()),
                *(turn.now, turn.city, turn.tools.zone),
            )
        except rules.Refused:
            continue
        told[(cards.tell_followers(turn, report, event)).reporter] += 1
        cards.refresh(turn, report)
    turn.say(
        "digest_acts.accepted_all",
        count=told.total(),
        told=told[True],
        left=rows.count(turn.session, what, MOST_AT_ONCE + 1),
        most=MOST_AT_ONCE,
    )
