"""The buttons under a report: which moves are at hand for whom. They carry no rights."""

from __future__ import annotations

from bot.core.events import Button
from bot.core.gathered import Words
from bot.core.turn import Rows, Tools, Turn, named
from bot.reports.followups import EXTRA_DAYS, months_named
from bot.reports.moves import MOVES, OPEN
from bot.reports.offices import ANSWER_DAYS, USUAL_DAYS, has_reporter
from db.models import Draft, Report

Buttons = tuple[tuple[Button, ...], ...]

OFFICIAL_ACTIONS = ("accept", "start", "ask", "resolve", "reject")
FURTHER = {"forward": "forward", "merge": "merge", "assign": "assign", "note": "case:note"}
"""The moves behind "more", and what their buttons begin with."""
OVERSEEING = ("query", "remind")


def main_moves(turn: Turn, report: Report) -> Rows:
    """Buttons for the moves an official can make from where the report stands, two a row."""
    possible = [
        turn.button(f"handle.button_{action}", f"case:{action}:{report.code}")
        for action in OFFICIAL_ACTIONS
        if report.status in MOVES[action].before and (action != "ask" or has_reporter(report))
    ]
    return [possible[i : i + 2] for i in range(0, len(possible), 2)]


def of_card(turn: Turn, report: Report, more: bool = False) -> Buttons:
    """The buttons of a card: few, and the rest of the moves behind "more"."""
    rows = main_moves(turn, report)
    if report.status not in OPEN:
        return _fixed(rows)
    if not more:
        return _fixed([*rows, [turn.button("office.button_more", f"more:open:{report.code}")]])
    further = [
        turn.button(f"office.button_{action}", f"{begins}:{report.code}")
        for action, begins in FURTHER.items()
    ]
    back = turn.button("office.button_less", f"more:close:{report.code}")
    return _fixed([*rows, further[:2], further[2:], [back]])


def overseeing(turn: Turn, report: Report) -> Buttons:
    """What an overseer can do with a report."""
    possible = [
        turn.button(f"office.button_{action}", f"oversee:{action}:{report.code}")
        for action in OVERSEEING
        if report.held is None and report.status in MOVES[action].before
    ]
    return (tuple(possible),) if possible else ()


def alerting(turn: Turn, report: Report) -> Buttons:
    """Under what an overseer is told of at once: what they can do, and the report's card."""
    show = turn.button("office.button_card", f"case:show:{report.code}")
    return (*overseeing(turn, report), (show,))


def of_reporter(turn: Turn, report: Report) -> Buttons:
    """What the one who sent a report can do where it stands."""
    rows: list[tuple[Button, ...]] = []
    if report.status == "needs_info":
        rows.append((turn.button("track.button_answer", f"answer:{report.code}"),))
    if report.status == "resolved":
        rows.extend(done(turn.tools, report))
    if report.status in MOVES["reopen"].before and report.held is None:
        rows.append((turn.button("track.button_reopen", f"reopen:{report.code}"),))
    rows.append((turn.button("track.button_history", f"track:{report.code}"),))
    return tuple(rows)


def on_behalf(tools: Tools, report: Report, text: str) -> str:
    """A notice to who reported; to the clerk who stands in for them it says so."""
    return text if report.person_id is not None else tools.texts("clerk.on_behalf") + "\n" + text


def done(tools: Tools, report: Report) -> Buttons:
    """The answers to "Đã xử lý xong chưa?"."""
    return tuple(
        (named(tools.texts.plain(f"track.button_{answer}"), f"settled:{answer}:{report.code}"),)
        for answer in ("yes", "part", "no")
    )


def of_words(turn: Turn, row: Draft) -> Rows:
    """What sends the words of a move as they were shown, and what drops them.

    With a question, how long its answer is waited for; with a resolution, when the promise it
    holds is to be asked about.
    """
    sends, further = f"confirm:{row.id}", []
    first = turn.button("handle.button_confirm", sends)
    if row.kind == "ask":
        first = turn.button("handle.button_confirm_days", f"{sends}:{USUAL_DAYS}", days=USUAL_DAYS)
        others = [days for days in ANSWER_DAYS if days != USUAL_DAYS]
        further = [turn.button("handle.button_days", f"{sends}:{d}", days=d) for d in others]
    elif row.kind == "resolve":
        months = months_named(Words.model_validate(row.data).text)
        further = [turn.button("handle.button_months", f"{sends}:{m}", months=m) for m in months]
    drop = turn.button("handle.button_drop", f"discard:{row.id}")
    return [[first], *([further] if further else []), [drop]]


def later_dates(tools: Tools, report: Report) -> tuple[Button, ...]:
    """The later dates an official can tell, one tap each."""
    return tuple(
        named(tools.texts.plain("follow.button_later", days=days), f"newdate:{days}:{report.code}")
        for days in EXTRA_DAYS
    )


def _fixed(rows: Rows) -> Buttons:
    return tuple(tuple(row) for row in rows)
