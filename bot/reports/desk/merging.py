"""Merge a report into another of the same matter: choose it, see both, and say yes."""

from bot.city import codes
from bot.core.routes import Routes
from bot.core.turn import Turn, labelled_button
from bot.reports import (
    duplicates,
    finding,
    moves,
    moving,
    offices,
    overseer_cards,
    shown_cards,
    supporters,
)
from bot.reports import queries as reports
from bot.reports.draft import ReportDraft
from bot.reports.moves import Mover
from bot.texts import shortened
from bot.understanding.put_right import denied
from db.models import Draft, Report

routes = Routes()

KIND = "merge"
"""The kind of the draft that waits for the code of the report to merge into."""


@routes.button("merge")
def merge(turn: Turn) -> None:
    """Ask for the report this one repeats: a button for each similar one, or a typed code."""
    to_merge(turn, finding.movable(turn, "merge", turn.arguments[0]), *turn.arguments[1:2])


def to_merge(turn: Turn, report: Report, code: str = "") -> None:
    """Show a merge into the report of this code, or ask into which."""
    if code:
        _ask_merge(turn, report, code)
        return
    turn.begin_draft(KIND, report.id)
    candidates = similar_reports(turn, report)
    labels = {row.code: f"{row.code} · {row.place or row.description}" for row in candidates}
    turn.say(
        "office.merge_where",
        [
            [labelled_button(shortened(label, 50), f"merge:{report.code}:{code}")]
            for code, label in labels.items()
        ],
        ask=None if candidates else "office.hint_code",
        report=report,
        any=bool(candidates),
        private=turn.chat.private,
    )


def similar_reports(turn: Turn, report: Report) -> list[Report]:
    """Return the similar open reports this one can be merged into."""
    fields = {"category", "latitude", "longitude", "place", "area", "description"}
    draft = ReportDraft.model_validate(report.model_dump(include=fields))
    similar = duplicates.find(turn.session, draft, turn.city, None)
    return [alike.report for alike in similar if offices.can_take_in(alike.report, report)]


@routes.draft(KIND)
def merge_words(turn: Turn, row: Draft) -> None:
    """Take the typed code of the report to merge into."""
    report = reports.get(turn.session, row.report_id, lock=True)
    row.updated_at = turn.now
    code = _told_code(turn.text, report)
    if why := moves.refusal(report, "merge", turn.actor):
        turn.session.delete(row)
        finding.refuse(turn, report, why)
    elif code is None:
        say_waits(turn, row, report)
    else:
        _ask_merge(turn, report, code)


def _told_code(text: str, report: Report) -> str | None:
    """Return the code to merge into: of "không phải B, là C" the second."""
    affirmed = denied(text).affirmed
    told = codes.codes_in(affirmed) or codes.codes_in(text)[1:]
    others = (code for code in told if code != report.code)
    return next(others, codes.code_in(affirmed, bare=True))


def say_waits(turn: Turn, row: Draft, report: Report) -> None:
    """Say that the merge still waits for a code, and offer to drop it."""
    drop = turn.button("handle.button_drop", f"discard:{row.id}")
    turn.say("office.merge_no_code", [[drop]], report=report)


def _ask_merge(turn: Turn, report: Report, code: str) -> None:
    """Show both reports before merging: it can be taken back for ten minutes only."""
    main = reports.by_code(turn.session, code)
    if main is None or not offices.can_take_in(main, report):
        turn.say("office.bad_main", report=report, code=shortened(code, 20))
        return
    yes = turn.button("office.button_merge_yes", f"merge_yes:{report.code}:{main.code}")
    turn.say("office.confirm_merge", [[yes]], report=report, main=main)


@routes.button("merge_yes", once=True)
def merge_yes(turn: Turn) -> None:
    """Merge the report, and tell everybody who followed it."""
    first, second = turn.arguments[0], turn.arguments[-1]
    valid = codes.is_code(first) and codes.is_code(second)
    both = reports.of_codes(turn.session, [first, second], lock=True) if valid else {}
    report = both.get(first)
    if report is None:
        raise turn.stale()
    merge_into(turn, report, both.get(second))
    if row := turn.draft(KIND):
        turn.session.delete(row)


def merge_into(turn: Turn, report: Report, main: Report | None) -> None:
    """Merge a report into another; else say why not, and end the turn."""
    with finding.refusals_told(turn, report):
        event = offices.merge(Mover.of(turn), report, main)
    assert main is not None
    moving.announce(turn, report, event)
    overseer_cards.tell_over(turn, report)
    moved = duplicates.follow_instead(turn.session, report, main, turn.now)
    event.before = {**(event.before or {}), "supporters": moved}
    supporters.remind(turn, main)
    shown_cards.refresh(turn, report)
    shown_cards.refresh(turn, main)
