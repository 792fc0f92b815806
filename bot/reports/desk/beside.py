"""Does what an office wants beside an open draft of a move or of a report, which stays open."""

from collections.abc import Callable

from bot.city import codes
from bot.core import draft_queries as drafts
from bot.core import gathering
from bot.core.dropping import draft_of_button
from bot.core.routes import Routes
from bot.core.turn import Turn
from bot.reports import buttons, finding, moves, moving
from bot.reports import queries as reports
from bot.reports.desk import correcting, merging, proposals, worklist
from bot.reports.desk.words import SHORT, SURE, takes
from bot.reports.draft import REPORT
from bot.understanding import labels, replies
from bot.understanding.phrases import number_in, says_merge, tells_how_it_stands
from bot.understanding.put_right import denied
from db.models import Draft, Report
from knowledge.vietnamese.text import tokens

routes = Routes()

WISHES = ("list", "next", "digest")
COMMANDS = ("wait", "drop", "back")
"""Orders to the bot, which tell nothing of a case."""
SURE_COMMAND, ASKS = 0.8, 0.7
"""From these probabilities on, words are such an order, or a question."""
ASKING = ("ask", "query")
"""The moves whose words are a question."""


def takes_beside(turn: Turn, row: Draft, show_digests: Callable[[Turn], None]) -> bool:
    """Do what is wanted beside an office's open draft of a move or a report, which stays open.

    The code of another case, above all, goes into no words that this one's reporter reads; what
    may be a question or an order to the bot goes there after a tap.
    """
    if row.kind == REPORT:
        return _is_list_beside(turn) and takes(turn, show_digests)
    if row.kind == merging.KIND:
        return _is_beside_merge(turn, row, show_digests)
    waits = row.kind in moves.WITH_WORDS and row.kind not in moves.OF_REPORTER
    if not (waits or row.kind == correcting.KIND) or turn.incoming.edited:
        return False
    if proposals.has_pictures(turn) or not turn.text:
        return False
    report = reports.get(turn.session, row.report_id)
    if _is_beside(turn, row, report) or (waits and _is_of_own_case(turn, row, report)):
        if not takes(turn, show_digests) and not _refuses_other(turn, report):
            return False
        _say_still_open(turn, row, report)
    elif waits and gathering.of(row).doubt and replies.wish(turn.text) == "send":
        moving.show_words(turn, row)
    elif waits and _is_doubtful(turn, row, report):
        _ask_whether_meant(turn, row, report)
    else:
        return False
    return True


def _is_beside_merge(turn: Turn, row: Draft, show_digests: Callable[[Turn], None]) -> bool:
    """Do what is wanted beside a merge that waits for a code: a list leaves it open."""
    if turn.incoming.edited:
        return False
    report = reports.get(turn.session, row.report_id)
    others = [code for code in codes.codes_in(turn.text) if code != report.code]
    leaves = _leaves_merge(turn, others) if others else _wants_list(turn)
    if not leaves or not takes(turn, show_digests):
        return False
    if others:
        turn.session.delete(row)
    else:
        merging.say_waits(turn, row, report)
    return True


def _wants_list(turn: Turn) -> bool:
    wish = proposals.understood(turn.tools, codes.without_codes(turn.text))
    return bool(tokens(turn.text)[1:]) and wish is not None and wish.intent in WISHES


def _leaves_merge(turn: Turn, others: list[str]) -> bool:
    """Return whether words with codes want another move, or a merge of other cases."""
    is_put_right = codes.codes_in(denied(turn.text).denied)
    if others[1:] or is_put_right:
        return not is_put_right
    words = codes.without_codes(turn.text)
    wish = proposals.understood(turn.tools, words)
    return wish is not None and wish.move not in (None, "merge") and not says_merge(words)


def _say_still_open(turn: Turn, row: Draft, report: Report) -> None:
    if drafts.by_id(turn.session, row.number) is None:  # one of a kind: begun for another case
        return
    is_place = row.kind == correcting.KIND
    data = f"correct:{report.code}:place" if is_place else f"go_on:{row.id}"
    on = turn.button("handle.button_go_on", data, report=report)
    turn.say("handle.still_open", [[on]], report=report)


def _is_of_own_case(turn: Turn, row: Draft, report: Report) -> bool:
    """Return whether words with the code of the draft's case ask about it, or order another move.

    Who writes the code anew means the case, and seldom the words.
    """
    has_code, words = _own(turn, report)
    return has_code and (_asks(turn, row, words) or _orders(turn, row, report, words))


def _own(turn: Turn, report: Report) -> tuple[bool, str]:
    """Return whether words have the code of the draft's case, and the words without it."""
    has_code = report.code in codes.codes_in(turn.text)
    return has_code, codes.without_codes(turn.text) if has_code else turn.text


def _is_doubtful(turn: Turn, row: Draft, report: Report) -> bool:
    """Return whether words may ask or order something, and be none that this move takes."""
    offered = [button.text for line in buttons.of_words(turn, row) for button in line]
    if labels.label(turn.text, offered) is not None:
        return False
    has_code, words = _own(turn, report)
    understood = turn.understand(words, "details")
    is_command = understood.command in COMMANDS and understood.sure >= SURE_COMMAND
    is_command = is_command and not tells_how_it_stands(words)
    if is_command or _asks(turn, row, words) or _orders(turn, row, report, words):
        return True
    return has_code and not _fits(turn, row, report, words)


def _asks(turn: Turn, row: Draft, words: str) -> bool:
    """Return whether words ask, beside a move whose words are no question."""
    intent, p = turn.tools.understanding.model.read_office(words).best("office")
    is_question = (intent == "question" and p >= ASKS) or proposals.asks(turn, words)
    return row.kind not in ASKING and is_question


def _orders(turn: Turn, row: Draft, report: Report, words: str) -> bool:
    """Return whether words that tell nothing surely order another move; in a note they are told."""
    if moves.MOVES[row.kind].internal:
        return False
    p = turn.tools.understanding.model.read_office(words).best("move")[1]
    is_other = _ordered(turn, report, words) not in (None, row.kind)
    return is_other and p >= SURE and not tells_how_it_stands(words)


def _fits(turn: Turn, row: Draft, report: Report, words: str) -> bool:
    """Return whether words beside the code of the draft's case are enough, and such as it takes."""
    if row.kind in ASKING and proposals.asks(turn, words):
        return True
    is_same = _ordered(turn, report, words) == row.kind or tells_how_it_stands(words)
    return is_same and len(tokens(words)) >= proposals.FEWEST


def _ordered(turn: Turn, report: Report, words: str) -> str | None:
    return proposals.ordered(turn, report, proposals.understood(turn.tools, words))


def _ask_whether_meant(turn: Turn, row: Draft, report: Report) -> None:
    """Keep words apart from those of a draft, until a tap says that they belong to them."""
    _, words = _own(turn, report)
    row.data = row.data | {"doubt": {turn.incoming.message or "": words}}
    rows = [
        [turn.button("handle.button_add_words", f"add_words:{row.id}:{turn.incoming.message}")],
        [turn.button("office.button_card", f"case:show:{report.code}"),
         turn.button("handle.button_go_on", f"go_on:{row.id}", report=report)],
    ]  # fmt: skip
    turn.say("handle.doubt", rows, report=report, words=words)


@routes.button("add_words", once=True)
def add_words(turn: Turn) -> None:
    """Add the words that were in doubt to the draft they were written beside."""
    row = draft_of_button(turn, turn.arguments[0], *moves.WITH_WORDS)
    doubt, message = gathering.of(row).doubt, turn.arguments[-1]
    if message not in doubt:
        raise turn.stale()
    row.data = row.data | {"doubt": {}}
    moving.take(turn, row, message, doubt[message])


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
    if intent not in WISHES or p < SURE or len(tokens(turn.text)) > SHORT:
        return False
    filtered, likely = weighed.best("filter")  # "chợ Tân Phong" alone may be the place asked for
    return intent != "list" or (filtered != "none" and likely >= SURE)


@routes.button("go_on")
def go_on(turn: Turn) -> None:
    """Show the draft of a move again, or ask for its words, which are taken from now on."""
    row = draft_of_button(turn, turn.arguments[0], *moves.WITH_WORDS)
    report = reports.get(turn.session, row.report_id)
    row.updated_at = turn.now
    if gathered := gathering.of(row):
        moving.show_words(turn, row)
    else:
        moving.ask_words(turn, report, row.kind, gathered.target)
