"""Does what an office wants beside an open draft of a move or of a report, which stays open."""

from collections.abc import Callable

from bot.core import draft_queries as drafts
from bot.core import gathering
from bot.core.dropping import draft_of_button
from bot.core.routes import Routes
from bot.core.turn import Turn
from bot.reports import finding, moves, moving
from bot.reports import queries as reports
from bot.reports.desk import correcting, proposals, worklist
from bot.reports.desk.words import SHORT, SURE, takes
from bot.reports.draft import REPORT
from bot.understanding.phrases import number_in
from db.models import Draft, Report
from knowledge.vietnamese.text import tokens

routes = Routes()

BESIDE = ("list", "next", "digest")


def takes_beside(turn: Turn, row: Draft, show_digests: Callable[[Turn], None]) -> bool:
    """Do what is wanted beside an office's open draft of a move or a report, which stays open.

    The code of another case, above all, goes into no words that this one's reporter reads.
    """
    if row.kind == REPORT:
        return _is_list_beside(turn) and takes(turn, show_digests)
    waits = row.kind in moves.WITH_WORDS and row.kind not in moves.OF_REPORTER
    if not (waits or row.kind == correcting.KIND) or turn.incoming.photos or not turn.text:
        return False
    report = reports.get(turn.session, row.report_id or 0)
    if report is None or not _is_beside(turn, row, report):
        return False
    if not takes(turn, show_digests) and not _refuses_other(turn, report):
        return False
    if drafts.by_id(turn.session, row.id or 0) is not None:  # one of a kind: begun for another case
        data = f"go_on:{row.id}" if waits else f"correct:{report.code}:place"
        on = turn.button("handle.button_go_on", data, report=report)
        turn.say("handle.still_open", [[on]], report=report)
    return True


def _refuses_other(turn: Turn, report: Report) -> bool:
    """Say that another case is not theirs, where the words have its code; false without one."""
    code = proposals.other_code(turn.text, report)
    if code is not None:
        finding.refuse_code(turn, code, finding.by_code(turn, code))
    return code is not None


def _is_beside(turn: Turn, row: Draft, report: Report) -> bool:
    """Return whether a message names another case, or is a short and sure wish for a list."""
    if code := proposals.other_code(turn.text, report):
        is_first = turn.text.upper().startswith(code)
        return is_first or row.kind not in moves.MOVES or not moves.MOVES[row.kind].internal
    return _is_list_beside(turn)


def _is_list_beside(turn: Turn) -> bool:
    """Return whether a message is a short and sure wish for a list, or for a case by its number."""
    if (number := number_in(turn.text)) is not None:  # bare, it may be an answer to what is asked
        worked_on = worklist.current(turn)
        return not turn.text.isdecimal() and worked_on is not None and number in worked_on.codes
    weighed = turn.tools.understanding.model.read_office(turn.text)
    intent, p = weighed.best("office")
    if intent not in BESIDE or p < SURE or len(tokens(turn.text)) > SHORT:
        return False
    filtered, likely = weighed.best("filter")  # "chợ Tân Phong" alone may be the place asked for
    return intent != "list" or (filtered != "none" and likely >= SURE)


@routes.button("go_on")
def go_on(turn: Turn) -> None:
    """Show the draft of a move again, or ask for its words, which are taken from now on."""
    row = draft_of_button(turn, turn.arguments[0], *moves.WITH_WORDS)
    report = reports.get(turn.session, row.report_id or 0)
    if report is None:
        raise turn.stale()
    row.updated_at = turn.now
    if gathered := gathering.of(row):
        moving.show_words(turn, row)
    else:
        moving.ask_words(turn, report, row.kind, gathered.target)
