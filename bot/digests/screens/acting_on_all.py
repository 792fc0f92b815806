"""Make one move with all reports of a digest that still need it, each by its own moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.core.draft_content import DraftContent
from bot.core.events import Reply
from bot.core.turn import Turn, labelled_button
from bot.digests import act_queries
from bot.digests.act_queries import Wanted
from bot.digests.render.buttons import MOST_AT_ONCE
from bot.people import queries as people
from bot.reports import cards, moves, offices
from db.models import Report

MOST_SHOWN = 10
"""Reports named in a message; all are counted."""


def remind(turn: Turn, wanted: Wanted) -> None:
    """Remind of every overdue report, and tell each agency of all of its own in one message."""
    reminded: dict[str, list[Report]] = {}
    for report in act_queries.longest(turn.session, wanted, MOST_AT_ONCE):
        try:
            offices.remind(turn.session, report, turn.actor, turn.now, turn.tools.zone)
        except moves.Refused:
            continue
        reminded.setdefault(report.agency, []).append(report)
    silent = [
        agency for agency, reports in reminded.items() if not _tell_agency(turn, agency, reports)
    ]
    turn.say(
        "digest_acts.reminded_all",
        count=sum(map(len, reminded.values())),
        told=[(agency, len(reports)) for agency, reports in reminded.items()],
        silent=silent,
        left=act_queries.count(turn.session, wanted, MOST_AT_ONCE + 1),
        most=MOST_AT_ONCE,
    )


def _tell_agency(turn: Turn, agency: str, reports: Sequence[Report]) -> bool:
    """Tell an agency its reminders; returns False where it has no chat."""
    listed = sorted(reports, key=lambda report: report.deadline_at)[:MOST_SHOWN]
    text = turn.tools.texts(
        "digest_acts.brought_all",
        who=turn.city.agency_name(turn.actor.agency),
        count=len(reports),
        shown=[
            (report, turn.city.category_name(report.category) or report.category)
            for report in listed
        ],
    )
    rows = tuple(
        (labelled_button(f"📋 {report.code}", f"case:show:{report.code}"),) for report in listed
    )
    chats = people.chats_of_role(turn.session, "official", agency)
    for chat in chats:
        turn.tell(chat, Reply(text=text, buttons=rows), "notice")
    return bool(chats)


def accept(turn: Turn, wanted: Wanted) -> None:
    """Accept every untouched report, and tell each reporter."""
    informed: Counter[bool] = Counter()
    for report in act_queries.longest(turn.session, wanted, MOST_AT_ONCE):
        try:
            event = offices.act(
                *(turn.session, report, "accept", turn.actor, DraftContent()),
                *(turn.now, turn.city, turn.tools.zone),
            )
        except moves.Refused:
            continue
        informed[(cards.tell_followers(turn, report, event)).reporter] += 1
        cards.refresh(turn, report)
    turn.say(
        "digest_acts.accepted_all",
        count=informed.total(),
        told=informed[True],
        left=act_queries.count(turn.session, wanted, MOST_AT_ONCE + 1),
        most=MOST_AT_ONCE,
    )
