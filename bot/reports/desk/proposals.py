"""What words and pictures about a case ask for: a move, proposed with the button that makes it."""

from collections.abc import Callable
from dataclasses import replace

from bot.core.turn import Turn
from bot.reports import moves, moving, offices, part_queries
from bot.reports.desk import office
from bot.understanding.understood import Office
from db.models import Report
from knowledge.vietnamese.text import fold, tokens

LIKELY = 0.5
"""Below this probability what an official wants is not understood."""
LIKELY_MOVE = 0.6
"""Below this probability it is not understood which move is wanted."""
FEWEST = 4
"""Words from which on a message says what is to be asked, noted or given as a reason."""
FEWEST_OF_NAME = 3
"""Words of an agency's name that must be said: "Sở Xây dựng", "UBND phường Tân"."""
AT_ONE_TAP = {
    "accept": ("handle.button_accept", "case:accept"),
    "start": ("handle.button_start", "case:start"),
    "part_start": ("share.button_part_start", "case:part_start"),
    "remind": ("office.button_remind", "oversee:remind"),
}
"""The label of the button that makes a move, and how its data begins."""
OF_LEAD = {"begin": "start", "part_end": "resolve"}
OF_PART = {"begin": "part_start", "start": "part_start", "accept": "part_start",
           "resolve": "part_end", "part_end": "part_end"}  # fmt: skip
OF_OVERSEER = {"ask": "query", "remind": "remind", "correct": "correct"}
"""What a move that is understood is called for each of those who see a case."""


def understood(turn: Turn, words: str) -> Office | None:
    """Return what the words want, or None where that is too uncertain; so for the move alone."""
    understanding = turn.tools.understanding
    weighed = understanding.model.read_office(words)
    if not words or weighed.best("office")[1] < LIKELY:
        return None
    wish = understanding.understand(words, None, True).office
    if wish is None or weighed.best("move")[1] >= LIKELY_MOVE:
        return wish
    return replace(wish, move=None)


def has_pictures(turn: Turn) -> bool:
    """Return whether an update has pictures, and not recordings alone."""
    return any(not photo.recording for photo in turn.incoming.photos)


def about(turn: Turn, report: Report, words: str, wish: Office | None) -> None:
    """Propose the move that words or pictures about a case ask for, else show the case."""
    action = _action(turn, report, wish) or _of_pictures(turn, report, words)
    if action is None or report.held is not None:
        _say_not_taken(turn)
        moving.show(turn, report)
    else:
        propose(turn, report, action, words)


def _action(turn: Turn, report: Report, wish: Office | None) -> str | None:
    """Return the move of this person that the words want."""
    if wish is None or wish.intent != "move" or wish.move is None:
        return None
    if turn.actor.oversees:
        action = OF_OVERSEER.get(wish.move)
    elif turn.actor.handles(report.agency):
        action = OF_LEAD.get(wish.move, wish.move)
    else:
        action = OF_PART.get(wish.move)
    if action not in moves.MOVES or moves.refusal(report, action, turn.actor) == "right":
        return None
    return action


def _of_pictures(turn: Turn, report: Report, words: str) -> str | None:
    """Return the move for which this person would send pictures of a case."""
    if not has_pictures(turn):
        return None
    if turn.actor.handles(report.agency):
        return "resolve"
    if part_queries.own(report, turn.actor) is not None:
        return "part_end" if moves.refusal(report, "part_end", turn.actor) is None else None
    asks = turn.actor.role == "overseer" and len(tokens(words)) >= FEWEST
    return "query" if asks else None


def propose(turn: Turn, report: Report, action: str, words: str) -> None:
    """Show a move with the button that makes it, or ask for what it still lacks."""
    if why := moves.refusal(report, action, turn.actor):
        moving.refuse(turn, report, why, words)
    elif action in moves.WITH_WORDS and action not in ("forward", "share"):
        _with_words(turn, report, action, words)
    else:
        _say_not_taken(turn)
        _PROPOSED.get(action, _show)(turn, report, action, words)


def _with_words(turn: Turn, report: Report, action: str, words: str) -> None:
    """Take the words and pictures for a move, or ask for them where there are too few words."""
    takes = has_pictures(turn) and action in moves.WITH_PICTURES
    if not takes:
        _say_not_taken(turn)
    if takes or action == "resolve" or len(tokens(words)) >= FEWEST:
        moving.begin(turn, report, action)
        photos = turn.incoming.photos if takes else ()
        incoming = turn.incoming.model_copy(update={"text": words, "photos": photos})
        moving.words(replace(turn, incoming=incoming))
    else:
        moving.ask_words(turn, report, action)


def _say_not_taken(turn: Turn) -> None:
    if has_pictures(turn):
        turn.say("handle.photos_not_taken", taken=False)


def _show(turn: Turn, report: Report, *_: str) -> None:
    moving.show(turn, report)


def _at_one_tap(turn: Turn, report: Report, action: str, _: str) -> None:
    label, data = AT_ONE_TAP[action]
    yes = turn.button(label, f"{data}:{report.code}")
    turn.say(f"handle.shall_{action}", [[yes]], report=report)


def _to_agency(turn: Turn, report: Report, action: str, words: str) -> None:
    """Propose the agency the words name, or ask which."""
    agencies = offices.targets(turn.session, report, turn.city)
    matching = [agency.id for agency in agencies if _names(words, agency.name)]
    office.to_agency(turn, action, report.code, matching[0] if len(matching) == 1 else "")


def _names(words: str, name: str) -> bool:
    """Return whether the words have the beginning of a name, enough of it to tell it apart."""
    beginning = " ".join(fold(name).split()[:FEWEST_OF_NAME])
    return f" {beginning} " in f" {' '.join(map(fold, tokens(words)))} "


def _assign(turn: Turn, report: Report, *_: str) -> None:
    office.choose_colleague(turn, report)


_PROPOSED: dict[str, Callable[[Turn, Report, str, str], None]] = {
    **dict.fromkeys(AT_ONE_TAP, _at_one_tap),
    "forward": _to_agency, "share": _to_agency, "assign": _assign,
}  # fmt: skip
"""How the moves are proposed that do not begin with words of the person's own."""
