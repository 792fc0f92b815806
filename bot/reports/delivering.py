"""Deliver a complete draft: make the report, bring it to its agency, and answer the sender."""

from __future__ import annotations

from bot.contacts import conversation as contacts
from bot.core.metrics import CHOSEN, REPORTED
from bot.core.turn import Turn
from bot.people import roles as people
from bot.reports import cards, examples, held_cards, slips
from bot.reports.draft import ReportDraft
from bot.reports.moves import submit


def deliver(turn: Turn, draft: ReportDraft) -> None:
    """Make a report of a complete draft and bring it to its agency; a held one to its deciders."""
    report = submit(
        turn.session, draft, turn.person, turn.chat, turn.city, turn.tools.zone, turn.now
    )
    REPORTED.labels(report.category).inc()
    if draft.guesses and not draft.denounces and not turn.city.is_taken_over(report.category):
        examples.keep_category(turn.session, report, draft.guesses[0].id, turn.now)
        same = report.category == draft.guesses[0].id
        CHOSEN.labels("suggested" if same else "changed").inc()
    if report.held is None:
        reached = cards.post(turn, report)
    else:
        reached = cards.Reached(agency=False, overseers=held_cards.show_all(turn, report))
    if draft.for_other:
        people.note(turn.session, turn.actor, "enter", report.code, turn.now)
        slips.give(turn, report, reached)
        return
    turn.say(
        "report.sent",
        [
            [turn.button("report.button_follow", f"track:{report.code}"),
             turn.button("report.button_receipt", f"receipt:{report.code}")],
            [turn.button("track.button_recall", f"recall:{report.code}")],
            *(contacts.rows(turn) if turn.on_page and not contacts.address_of(turn) else ()),
        ],
        report=report,
        urgent=report.urgent,
        reached=reached,
        emergency=turn.city.emergency_of(report.category),
        meanwhile=turn.city.meanwhile(report.category),
    )  # fmt: skip
