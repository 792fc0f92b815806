"""Acts on an official's plain words about their cases: a list, the next case, a move.

A move is made after one more tap. What is not understood gets the list's buttons; a question about
the plan is left to those who answer it.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.city import codes
from bot.core.draft_content import DraftContent
from bot.core.turn import Turn
from bot.reports import followup_queries, moves, moving, offices
from bot.reports import queries as reports
from bot.reports.desk import conversation, office, queries
from bot.reports.desk.queries import Only
from bot.understanding.topics import topic_in
from bot.understanding.understood import Office
from db.models import Report
from knowledge.vietnamese.text import fold, tokens

LIKELY = 0.5
"""Below this probability what an official wants is not understood."""
REPORTS = 0.9
"""From this on, a story is a report of their own and no wish for a list."""
FEWEST = 4
"""Words from which on a message says what is to be asked, noted or given as a reason."""
FEWEST_OF_NAME = 3
"""Words of an agency's name that must be said: "Sở Xây dựng", "UBND phường Tân"."""
LATELY = timedelta(minutes=30)
"""How long words without a code can be about the case that was shown last."""
FILTERS: dict[str, Only] = {
    "mine": "mine", "new": "new", "overdue": "late", "due_soon": "soon", "urgent": "urgent",
    "waiting": "waiting",
}  # fmt: skip
"""The filters of understanding, as the list has them."""
AT_ONE_TAP = ("accept", "start")


def takes(turn: Turn, show_digests: Callable[[Turn], None]) -> bool:
    """Answer what an official's words want; false where they are for somebody else."""
    if turn.incoming.edited or not conversation.is_office(turn):
        return False
    if code := codes.code_in(turn.text):
        report = moving.by_code(turn, code)
        if report is None or not moving.may_see(turn, report):
            return False
        _about(turn, report, codes.without_code(turn.text).strip())
        return True
    wish = _wish(turn)
    if wish is None:
        conversation.show_filters(turn)
    elif wish.intent == "question" or _is_report(turn, wish):
        return False
    elif wish.intent == "digest":
        show_digests(turn)
    elif wish.intent == "next":
        conversation.show_next(turn, _shown_last(turn))
    elif wish.intent == "move":
        _move_of_last(turn, wish)
    elif wish.intent == "smalltalk":
        turn.say("handle.yes_please", conversation.filter_rows(turn))
    else:
        _list(turn, wish)
    return True


def takes_reply(turn: Turn) -> bool:
    """Take a reply to a card, or to a notice about a case, as words about that case."""
    answered = turn.incoming.replied
    if answered is None or turn.incoming.edited or turn.incoming.photos or not turn.text:
        return False
    if not conversation.is_office(turn):
        return False
    report = followup_queries.answered(turn.session, turn.chat.id or 0, answered)
    if report is None or not moving.may_see(turn, report):
        return False
    if turn.begun is not None and turn.begun.report_id == report.id:
        return False
    _about(turn, report, turn.text)
    return True


def _wish(turn: Turn) -> Office | None:
    """Return what the words want, or None where that is too uncertain."""
    understanding = turn.tools.understanding
    if understanding.model.read_office(turn.text).best("office")[1] < LIKELY:
        return None
    return understanding.understand(turn.text, None, True).office


def _is_report(turn: Turn, wish: Office) -> bool:
    """Return whether the words tell of something new rather than ask for a list."""
    understood = turn.tools.understanding.understand(turn.text)
    tells = understood.intent == "report" and understood.sure >= REPORTS
    return wish.intent == "list" and wish.filter is None and tells


def _list(turn: Turn, wish: Office) -> None:
    """Show the list with the filter, the ward and the place that the words name."""
    understood = turn.tools.understanding.understand(turn.text)
    area, place = understood.area or "", understood.place or ""
    is_ward = bool(area) and turn.city.unit_in(place) is not None
    only = FILTERS.get(wish.filter or "", "all")
    words = " ".join(filter(None, ("" if is_ward else place, _topic(turn, place))))
    conversation.show(turn, only, area=area, words=words)


def _topic(turn: Turn, place: str) -> str:
    """Return what the wanted cases are about, unless that is a ward."""
    topic = topic_in(turn.text, place)
    return "" if turn.city.unit_in(topic) else topic


def _about(turn: Turn, report: Report, words: str) -> None:
    """Do what words about a case ask for: a move after one more tap, else show the case."""
    wish = turn.tools.understanding.understand(words, None, True).office if words else None
    action = _action(turn, wish)
    if action is None or report.held is not None:
        moving.show(turn, report)
    else:
        _propose(turn, report, action, words)


def _action(turn: Turn, wish: Office | None) -> str | None:
    """Return the move of this role that the words want."""
    if wish is None or wish.intent != "move" or wish.move is None:
        return None
    action = {"begin": "start"}.get(wish.move, wish.move)
    if turn.actor.oversees:
        return {"ask": "query", "remind": "remind"}.get(action)
    return None if action == "remind" else action


def _move_of_last(turn: Turn, wish: Office) -> None:
    action, report = _action(turn, wish), _shown_last(turn)
    if action is None or report is None:
        turn.say("handle.which_case", conversation.filter_rows(turn))
    else:
        _propose(turn, report, action, turn.text)


def _shown_last(turn: Turn) -> Report | None:
    report = queries.shown_last(turn.session, turn.chat.id or 0, turn.now - LATELY)
    return report if report is not None and moving.may_see(turn, report) else None


def _propose(turn: Turn, report: Report, action: str, words: str) -> None:
    """Show a move with the button that makes it, or ask for what it still lacks."""
    if why := moves.refusal(report, action, turn.actor):
        moving.refuse(turn, report, why, words)
    elif action in AT_ONE_TAP:
        yes = turn.button(f"handle.button_{action}", f"case:{action}:{report.code}")
        turn.say(f"handle.shall_{action}", [[yes]], report=report)
    elif action == "remind":
        yes = turn.button("office.button_remind", f"oversee:remind:{report.code}")
        turn.say("handle.shall_remind", [[yes]], report=report)
    elif action == "forward":
        _forward(turn, report, words)
    elif action == "assign":
        office.choose_colleague(turn, report)
    elif action in moves.WITH_WORDS and (action == "resolve" or len(tokens(words)) >= FEWEST):
        row = moving.begin(turn, report, action)
        content = DraftContent.model_validate(row.data)
        moving.take(turn, row, content, turn.incoming.message or "", words)
    elif action in moves.WITH_WORDS:
        moving.ask_words(turn, report, action)
    else:
        moving.show(turn, report)


def _forward(turn: Turn, report: Report, words: str) -> None:
    """Show the forwarding to the agency the words name, or ask which."""
    agencies = offices.targets(turn.session, report, turn.city)
    matching = [agency for agency in agencies if _names(words, agency.name)]
    if len(matching) == 1:
        moving.ask_words(turn, report, "forward", matching[0].id)
    else:
        office.to_agency(turn, "forward", report.code)


def _names(words: str, name: str) -> bool:
    """Return whether the words have the beginning of a name, enough of it to tell it apart."""
    beginning = " ".join(fold(name).split()[:FEWEST_OF_NAME])
    return f" {beginning} " in f" {' '.join(map(fold, tokens(words)))} "


def takes_pictures(turn: Turn) -> bool:
    """Begin the move that resolves the report, shown before it is sent; false for other updates."""
    if turn.incoming.edited or all(photo.recording for photo in turn.incoming.photos):
        return False
    case = offices.case_named(turn.session, turn.actor, turn.text)
    report = case and reports.get(turn.session, case.id or 0, lock=True)
    if report is None:
        return False
    if why := moves.refusal(report, "resolve", turn.actor):
        moving.refuse(turn, report, why, turn.text)
        return True
    moving.begin(turn, report, "resolve")
    words = codes.without_code(turn.text)
    moving.words(replace(turn, incoming=turn.incoming.model_copy(update={"text": words})))
    return True
