"""The buttons under a report, for officials, overseers and the reporter. They carry no rights."""

from collections.abc import Sequence

from bot.core import gathering
from bot.core.events import Button
from bot.core.turn import Rows, Tools, Turn, in_rows
from bot.reports import part_queries
from bot.reports.followups import EXTRA_DAYS, months_named
from bot.reports.moves import MOVES, OPEN, refusal
from bot.reports.offices import ANSWER_DAYS, USUAL_DAYS, has_reporter
from db.models import Draft, Report

Buttons = tuple[tuple[Button, ...], ...]

OFFICIAL_ACTIONS = ("accept", "start", "ask", "resolve", "reject")
FURTHER = {
    "extend": "extend", "forward": "forward", "share": "share", "merge": "merge",
    "assign": "assign", "note": "case:note", "correct": "correct",
}  # fmt: skip
"""The moves behind "more", and how the data of their buttons begins."""
PARTS = ("part_start", "part_end")
"""The moves of an agency with a part in a report of another's."""
JUDGE = "judge"
"""The move, and the verb of the buttons, with which a reporter judges an agency's answer."""
BAD = "bad"
WORDS = ("content", "fair", BAD)
WHYS = ("slow", "undone", "unanswered", "manner")
"""Why somebody is not content; each is kept as a word of its own."""
OVERSEEING = tuple(action for action, move in MOVES.items() if move.by == "overseer")


def main_moves(turn: Turn, report: Report) -> Rows:
    """Return the buttons of an official's moves from the report's status, two a row."""
    possible = [
        turn.button(f"handle.button_{action}", f"case:{action}:{report.code}")
        for action in OFFICIAL_ACTIONS
        if report.status in MOVES[action].before and (action != "ask" or has_reporter(report))
    ]
    return in_rows(possible, 2)


def of_card(turn: Turn, report: Report, photos: int = 0, expanded: bool = False) -> Buttons:
    """Return the buttons of an official's card; the further moves only when `expanded`."""
    rows, looks = main_moves(turn, report), _looks(turn, report, photos)
    if report.status not in OPEN:
        return _fixed([*rows, looks[:-1] if report.status != "withdrawn" else []])
    if not expanded:
        button = turn.button("office.button_more", f"more:open:{report.code}")
        return _fixed([*rows, [button, *looks]])
    further = [
        turn.button(f"office.button_{action}", f"{begins}:{report.code}")
        for action, begins in FURTHER.items()
    ]
    back = turn.button("office.button_less", f"more:close:{report.code}")
    dropped = [
        [turn.button("share.button_part_drop", f"part_drop:{report.code}:{part.agency}",
                     agency=turn.city.agency_name(part.agency))]
        for part in part_queries.open_parts(report)
    ]  # fmt: skip
    return _fixed([*rows, *in_rows(further, 2), *dropped, [back]])


def _looks(turn: Turn, report: Report, photos: int) -> list[Button]:
    """Return the buttons to the pictures of a case, and to the next case."""
    shows = turn.button("handle.button_pictures", f"pictures:{report.code}", count=photos)
    return [*([shows] if photos else []), *next_row(turn, report)[0]]


def next_row(turn: Turn, report: Report) -> list[list[Button]]:
    """Return the button to the next case of the list an office works on, after any of its moves."""
    return [[turn.button("handle.button_next", f"next:{report.code}")]]


def of_part(turn: Turn, report: Report, photos: int) -> Buttons:
    """Return the buttons of the card of an agency with a part in a report."""
    possible = part_row(turn, report) if refusal(report, "part_end", turn.actor) is None else []
    return _fixed([possible, _looks(turn, report, photos)])


def part_row(turn: Turn, report: Report) -> list[Button]:
    """Return the moves of an agency with an open part."""
    return [turn.button(f"share.button_{name}", f"case:{name}:{report.code}") for name in PARTS]


def of_overseer(turn: Turn, report: Report, photos: int) -> Buttons:
    """Return the buttons of the card of who oversees."""
    looks = _looks(turn, report, photos)
    if turn.actor.role != "overseer":  # an admin reads only
        return _fixed([looks])
    rights = turn.button("office.button_correct", f"correct:{report.code}")
    corrects = [rights] if report.status in OPEN else []
    return _fixed([*overseer_buttons(turn, report), corrects, looks])


def overseer_buttons(turn: Turn, report: Report) -> Buttons:
    """Return the buttons of an overseer's moves."""
    possible = [
        turn.button(f"office.button_{action}", f"oversee:{action}:{report.code}")
        for action in OVERSEEING
        if report.held is None and report.status in MOVES[action].before
    ]
    return (tuple(possible),) if possible else ()


def alerting(turn: Turn, report: Report) -> Buttons:
    """Return the buttons of an overseer's alert: their moves, and the report's card."""
    show = turn.button("office.button_card", f"case:show:{report.code}")
    return (*overseer_buttons(turn, report), (show,))


def of_reporter(turn: Turn, report: Report) -> Buttons:
    """Return the buttons of the reporter's moves from the report's status."""
    rows: list[tuple[Button, ...]] = []
    if report.status == "needs_info":
        rows.append((turn.button("track.button_answer", f"answer:{report.code}"),))
    if report.status == "resolved":
        rows.extend(settled_buttons(turn.tools, report))
    if report.status in MOVES["reopen"].before and report.held is None:
        rows.append((turn.button("track.button_reopen", f"reopen:{report.code}"),))
    if report.status == "rejected":
        rows.append((turn.button("track.button_judge", f"{JUDGE}:ask:{report.code}"),))
    rows.append((turn.button("track.button_history", f"track:{report.code}"),))
    return tuple(rows)


def judging(turn: Turn, report: Report, words: Sequence[str] = WORDS) -> Rows:
    """Return the buttons of a reporter's words on the answer, two a row."""
    labels = [
        turn.button(f"track.button_{word}", f"{JUDGE}:{word}:{report.code}") for word in words
    ]
    return in_rows(labels, 2)


def on_behalf(tools: Tools, report: Report, text: str) -> str:
    """Return a notice to the reporter; to the clerk who stands in for them it says so."""
    return text if report.person_id is not None else tools.texts("clerk.on_behalf") + "\n" + text


def settled_buttons(tools: Tools, report: Report) -> Buttons:
    """Return the answers to "Đã xử lý xong chưa?"."""
    return tuple(
        (tools.button(f"track.button_{answer}", f"settled:{answer}:{report.code}"),)
        for answer in ("yes", "part", "no")
    )


def of_words(turn: Turn, row: Draft) -> Rows:
    """Return the buttons that send the shown words of a move, or drop them.

    With a question, how long its answer is waited for; with a resolution, when the promise it
    holds is to be asked about.
    """
    sends, further = f"confirm:{row.id}", []
    first = turn.button("handle.button_confirm", sends)
    if row.kind == "ask":
        first = turn.button("handle.button_confirm_days", f"{sends}:{USUAL_DAYS}", days=USUAL_DAYS)
        other_days = [days for days in ANSWER_DAYS if days != USUAL_DAYS]
        further = [turn.button("handle.button_days", f"{sends}:{d}", days=d) for d in other_days]
    elif row.kind == "resolve":
        months = months_named(gathering.of(row).text)
        further = [turn.button("handle.button_months", f"{sends}:{m}", months=m) for m in months]
    drop = turn.button("handle.button_drop", f"discard:{row.id}")
    return [[first], *([further] if further else []), [drop]]


def later_dates(
    tools: Tools, report: Report, choice: Sequence[int] = EXTRA_DAYS
) -> tuple[Button, ...]:
    """Return the later dates an official can tell, one button each."""
    return tuple(
        tools.button("follow.button_later", f"newdate:{days}:{report.code}", days=days)
        for days in choice
    )


def _fixed(rows: Rows) -> Buttons:
    return tuple(tuple(row) for row in rows if row)
