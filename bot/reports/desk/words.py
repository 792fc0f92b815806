"""Acts on an official's plain words about their cases: a list, the next case, a move.

A move is made after one more tap. What is not understood gets the list's buttons; a question that
somebody else answers is left to them.
"""

from collections.abc import Callable
from datetime import timedelta

from bot.city import codes
from bot.core.turn import Turn, in_rows
from bot.people.roles import OFFICES
from bot.questions import conversation as questions
from bot.reports import finding, followup_queries, moves, moving
from bot.reports.desk import case_queries, conversation, list_words, proposals, views
from bot.reports.reporters import speaks
from bot.understanding import replies
from bot.understanding.lookup import MOST_WORDS
from bot.understanding.phrases import (
    asks_of_disputed,
    asks_who_is_slowest,
    tells_how_it_stands,
)
from bot.understanding.topics import without_asking
from bot.understanding.understood import Office
from db.models import Report
from knowledge.vietnamese.text import tokens

ASKS = 0.8
"""From this on, words are a question; what the plan answers is asked of the plan."""
REPORTS = 0.9
"""From this on, a story is a report of their own and no wish for a list."""
SURE, SHORT = 0.9, 5
"""So sure, and of so few words, a wish is none of the words that an open draft waits for; so few
words are no report of their own."""
ORDER = 10
"""In more words than these a reply to a question orders nothing."""
OF_THE_BOT = ("help", "privacy", "erase", "voice")
"""What a question to the bot itself is about that it answers to an office too."""
OF_TWO, MOST_AT_ONCE = ("merge", "note"), 10
"""The moves whose words may name another case, and how many cases one message names at most."""
LATELY = timedelta(minutes=30)
"""How long words without a code can be about the case that was shown last."""


def takes(turn: Turn, show_digests: Callable[[Turn], None]) -> bool:
    """Answer what an official's words want; false where they are for somebody else."""
    sends = replies.wish(turn.text) == "send"  # nothing is open that could be
    if turn.incoming.edited or turn.actor.role not in OFFICES or sends:
        return False
    if code := codes.code_in(turn.text):
        return _takes_code(turn, code)
    if conversation.open_numbered(turn):
        return True
    if turn.actor.oversees and asks_who_is_slowest(turn.text):
        show_digests(turn)
        return True
    if asks_of_disputed(turn.text):
        _list(turn)
        return True
    if _asks_plan(turn):
        return False
    wish = proposals.understood(turn.tools, turn.text)
    if wish is None or (wish.intent == "move" and wish.move is None):
        _find(turn, wish)
    elif wish.intent == "question" and not _is_answered(turn):
        turn.say("handle.not_understood", conversation.filter_rows(turn))
    elif wish.intent == "question" or (_is_report(turn, wish) and not _finds(turn)):
        return False
    else:
        _do(turn, wish, show_digests)
    return True


def _do(turn: Turn, wish: Office, show_digests: Callable[[Turn], None]) -> None:
    if wish.intent == "digest":
        show_digests(turn)
    elif wish.intent == "next":
        conversation.show_next(turn, _shown_last(turn))
    elif wish.intent == "move":
        _move_of_last(turn, wish)
    elif wish.intent == "smalltalk":
        turn.say("handle.yes_please", conversation.filter_rows(turn))
    else:
        _list(turn)


def _takes_code(turn: Turn, code: str) -> bool:
    """Take words with a code as being about its case; false where it is none of theirs."""
    if _takes_several(turn, codes.codes_in(turn.text)):
        return True
    report = finding.by_code(turn, code)
    words = codes.without_code(turn.text)
    wish = proposals.understood(turn.tools, words)
    if report is None or not proposals.concerns(turn, report, wish):
        return False
    proposals.about(turn, report, words, wish)
    return True


def _takes_several(turn: Turn, all_codes: list[str]) -> bool:
    """Propose a move of one tap for each case that is named; of any other, ask for one at a time.

    False for a single case, and for a move that names another one.
    """
    words = codes.without_codes(turn.text)
    wish = proposals.understood(turn.tools, words)
    first_codes = all_codes[:MOST_AT_ONCE]
    # Each is locked: in one order, so that two who name the same cases do not block each other.
    locked = {code: finding.by_code(turn, code) for code in sorted(first_codes)}
    cases = {code: locked[code] for code in first_codes}
    visible = [row for row in cases.values() if row and finding.may_see(turn, row)]
    move = wish.move if wish else None
    if not (visible and all_codes[1:]) or (move in OF_TWO and not all_codes[2:]):
        return False
    if move in proposals.AT_ONE_TAP:
        for code, report in cases.items():
            if report in visible:
                proposals.about(turn, report, words, wish)
            else:
                finding.refuse_code(turn, code, report)
    else:
        cards = [
            turn.button("handle.button_case", f"case:show:{row.code}", report=row)
            for row in visible
        ]
        turn.say("handle.one_by_one", in_rows(cards, 2))
    if further := all_codes[MOST_AT_ONCE:]:
        turn.say("handle.further_codes", most=MOST_AT_ONCE, codes=further)
    return True


def takes_pictures(turn: Turn) -> bool:
    """Take an office's pictures with the code of a case as proof of a move, or as about it.

    Whatever is being written; and they begin no report, though the code may be wrong.
    """
    code = codes.code_in(turn.text)
    if code is None or turn.incoming.edited or not proposals.has_pictures(turn):
        return False
    if turn.actor.role not in OFFICES:
        return False
    report = finding.by_code(turn, code)
    if report is not None and speaks(report, turn.actor):
        return False
    if report is None or not _takes_code(turn, code):
        finding.refuse_code(turn, code, report)
    return True


def takes_bare_pictures(turn: Turn) -> bool:
    """Take an office's pictures without a code as about the case that was shown last, or ask whose
    they are; what tells something new is left to a report. Of recordings the words are taken."""
    are_pictures = proposals.has_pictures(turn)
    is_evidence = are_pictures or (turn.incoming.photos and turn.text)
    if turn.actor.role not in OFFICES or not is_evidence:
        return False
    if code := codes.code_in(turn.text):  # with pictures it is taken before
        _say_voice(turn)
        return _takes_code(turn, code)
    wish = proposals.understood(turn.tools, turn.text)
    report = None if _tells_another(turn, wish) else _shown_last(turn)
    is_own = report is None or speaks(report, turn.actor)
    if report and not is_own and proposals.action_of(turn, report, turn.text, wish):
        if not are_pictures:
            _say_voice(turn)
        proposals.about(turn, report, turn.text, wish)
        return True
    if _tells_new(turn) or not are_pictures:
        return False
    turn.say("handle.whose_pictures", [[turn.button("handle.button_new_report", "report:new")]])
    return True


def _say_voice(turn: Turn) -> None:
    """Say what a recording is for; in a group it was said before."""
    if turn.chat.private:
        turn.say("report.voice_for_reports")


def takes_reply(turn: Turn) -> bool:
    """Take a reply to a card, or to a notice about a case, as being about that case."""
    answered = turn.incoming.replied
    if answered is None or turn.incoming.edited or not (turn.text or turn.incoming.photos):
        return False
    if turn.actor.role not in OFFICES:
        return False
    report = followup_queries.answered(turn.session, turn.chat.number, answered)
    if report is None or not finding.may_see(turn, report):
        return False
    if turn.begun is not None and turn.begun.report_id == report.id:
        return False
    wish = proposals.understood(turn.tools, turn.text)
    if proposals.other_code(turn.text, report) and (wish is None or wish.move != "merge"):
        return False  # it is about the case of the code
    if _answers_front(turn, report, answered, wish):
        moving.words(turn, moving.begin(turn, report, "reply"))
    else:
        proposals.about(turn, report, turn.text, wish)
    return True


def _answers_front(turn: Turn, report: Report, answered: str, wish: Office | None) -> bool:
    """Return whether a reply to an overseer's question answers it, and makes no other end of it."""
    ends = wish is not None and wish.move in ("resolve", "reject", "forward")
    if ends or _orders(turn, report, wish) or moves.refusal(report, "reply", turn.actor):
        return False
    return followup_queries.brought(turn.session, turn.chat.number, answered, "query")


def _orders(turn: Turn, report: Report, wish: Office | None) -> bool:
    """Return whether few words, which tell nothing, surely want another move or to see the case."""
    if wish is None or len(tokens(turn.text)) > ORDER or tells_how_it_stands(turn.text):
        return False
    weighed = turn.tools.understanding.model.read_office(turn.text)
    if wish.intent == "open":
        return weighed.best("office")[1] >= SURE
    action = proposals.ordered(turn, report, wish)
    return action not in (None, "reply") and weighed.best("move")[1] >= SURE


def _asks_plan(turn: Turn) -> bool:
    """Return whether the words surely ask what the plan answers, and want no list so surely."""
    if turn.tools.understanding.model.read_office(turn.text).best("office")[1] >= SURE:
        return False
    understood = turn.understand(turn.text)
    if understood.intent != "ask" or understood.sure < ASKS:
        return False
    return turn.tools.answerer.answer(turn.text).outcome == "answer"


def _is_answered(turn: Turn) -> bool:
    """Return whether the plan, an agency or the help has an answer to a question."""
    if turn.understand(turn.text).about in OF_THE_BOT:
        return True
    asks_on = questions.goes_on(turn) or questions.is_answered(turn)
    return asks_on or turn.tools.answerer.answer(turn.text).outcome in ("answer", "choices")


def _is_report(turn: Turn, wish: Office) -> bool:
    """Return whether the words tell of something new rather than ask for a list."""
    is_story = _tells_new(turn) and len(tokens(turn.text)) > SHORT
    return wish.intent == "list" and wish.filter is None and is_story


def _tells_new(turn: Turn) -> bool:
    understood = turn.understand(turn.text)
    return understood.intent == "report" and understood.sure >= REPORTS


def _tells_another(turn: Turn, wish: Office | None) -> bool:
    """Return whether a story, with its place or surely new, is none of the case shown last."""
    if (wish and wish.move) or tells_how_it_stands(turn.text) or len(tokens(turn.text)) <= SHORT:
        return False
    understood = turn.understand(turn.text)
    has_place = understood.intent in ("report", "other") and understood.place
    return bool(has_place) or _tells_new(turn)


def lists(turn: Turn) -> bool:
    """Show the list whose filters words surely name, with its counts; false where they name none.

    New ones and one's own are in wishes for a digest too: "bản tin mới nhất", "báo cáo của tôi".
    """
    filters = turn.tools.understanding.filters(turn.text) - {"new", "mine"}
    if filters:
        _list(turn)
    return bool(filters)


def _list(turn: Turn) -> None:
    """Show the list that the words name; where they name none, find them in the cases."""
    wished = list_words.read(turn)
    if wished.is_named:
        conversation.show(turn, wished.wish, words=wished.words)
    else:
        _find(turn, None)


def _find(turn: Turn, wish: Office | None) -> None:
    """Show the cases that have the words; take what is told as about the case that was shown last;
    else offer the list's buttons."""
    if _finds(turn):
        return
    report = _shown_last(turn) if wish and not _tells_another(turn, wish) else None
    if report and proposals.action_of(turn, report, turn.text, wish):
        proposals.about(turn, report, turn.text, wish)
    else:
        turn.say("handle.not_understood", conversation.filter_rows(turn))


def _finds(turn: Turn) -> bool:
    """Show the cases that have the words, or those of them that ask for no list, if any has."""
    for words in dict.fromkeys((turn.text, without_asking(turn.text))):
        is_short = 0 < len(tokens(words)) <= MOST_WORDS
        if is_short and views.anywhere(turn, words, 1):
            conversation.show(turn, words=words, anywhere=True)
            return True
    return False


def _move_of_last(turn: Turn, wish: Office) -> None:
    """Propose a move of the case that was shown last; ask which case, where none was."""
    report = _shown_last(turn)
    if report is None:
        turn.say("handle.which_case", conversation.filter_rows(turn))
    else:
        proposals.about(turn, report, turn.text, wish)


def _shown_last(turn: Turn) -> Report | None:
    report = case_queries.shown_last(turn.session, turn.chat.number, turn.now - LATELY)
    return report if report is not None and finding.may_see(turn, report) else None
