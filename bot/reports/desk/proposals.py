"""Moves that words and pictures about a case ask for, proposed with the button that makes them."""

from collections.abc import Callable
from dataclasses import replace

from bot.city import codes
from bot.city.parts import Elsewhere
from bot.core.turn import Tools, Turn
from bot.reports import cards, finding, moves, moving, offices, part_queries
from bot.reports.desk import correcting, merging, office
from bot.understanding.phrases import tells_how_it_stands
from bot.understanding.topics import said_in
from bot.understanding.understood import Office
from db.models import Report, ReportEvent
from knowledge.answering.asks import asks_something
from knowledge.vietnamese.text import fold, tokens

LIKELY = 0.5
"""Below this probability what an official wants is not understood."""
LIKELY_MOVE = 0.6
"""Below this probability it is not understood which move is wanted."""
FEWEST = 4
"""Words from which on a message says what is to be asked, noted or given as a reason."""
LOOKING = {"open": LIKELY, "list": 0.9, "next": 0.9}
"""From which probability on words about a case only want to see it, or others."""
FEWEST_OF_NAME = 3
"""Words of an agency's name that must be said: "Sở Xây dựng", "UBND phường Tân"."""
AT_ONE_TAP = {
    "accept": ("handle.button_accept", "case:accept"),
    "start": ("handle.button_start", "case:start"),
    "part_start": ("share.button_part_start", "case:part_start"),
    "remind": ("office.button_remind", "oversee:remind"),
}
"""The label of the button that makes a move, and how its data begins."""
OF_LEAD = {"part_end": "resolve"}
OF_PART = {"start": "part_start", "accept": "part_start", "resolve": "part_end",
           "part_end": "part_end"}  # fmt: skip
OF_OVERSEER = {"ask": "query", "remind": "remind", "correct": "correct"}
"""What a move that is understood is called for each of those who see a case."""


def understood(tools: Tools, words: str) -> Office | None:
    """Return what the words want, or None where that is too uncertain; so for filter and move."""
    understanding = tools.understanding
    weighed = understanding.model.read_office(words)
    wish = understanding.understand(words, None, True).office
    if not words or wish is None:
        return None
    if wish.filter and weighed.best("filter")[1] >= LIKELY:
        return wish
    if weighed.best("office")[1] < LIKELY:
        return None
    move = wish.move if weighed.best("move")[1] >= LIKELY_MOVE else None
    return replace(wish, filter=None, move=move)


def has_pictures(turn: Turn) -> bool:
    """Return whether an update has pictures, and not recordings alone."""
    return any(not photo.recording for photo in turn.incoming.photos)


def concerns(turn: Turn, report: Report, wish: Office | None) -> bool:
    """Return whether this person may see a case, or wants to take back a step of their own."""
    if finding.may_see(turn, report):
        return True
    return wish is not None and wish.move == "take_back" and last_step(turn, report) is not None


def about(turn: Turn, report: Report, words: str, wish: Office | None) -> None:
    """Propose the move that words or pictures about a case ask for, else show the case."""
    action = action_of(turn, report, words, wish)
    if action is None or report.held is not None:
        _say_not_taken(turn)
        finding.show(turn, report)
    else:
        propose(turn, report, action, words)


def action_of(turn: Turn, report: Report, words: str, wish: Office | None) -> str | None:
    """Return the move of this person that words or pictures want; what else is told is a question
    of an overseer's, or a note of the agency's."""
    action = ordered(turn, report, wish) or _of_pictures(turn, report)
    return action or _kept_as(turn, report, words, wish)


def ordered(turn: Turn, report: Report, wish: Office | None) -> str | None:
    """Return the move of this person that is wished for by its name."""
    if wish is None or wish.move is None:
        return None
    if wish.move == "take_back" and last_step(turn, report):
        return wish.move  # of a forwarded report too, which another agency handles by now
    if turn.actor.oversees:
        action = OF_OVERSEER.get(wish.move)
    elif turn.actor.handles(report.agency):
        action = OF_LEAD.get(wish.move, wish.move)
    else:
        action = OF_PART.get(wish.move)
    if action not in WORDED or moves.refusal(report, action, turn.actor) == "right":
        return None
    return action


def _of_pictures(turn: Turn, report: Report) -> str | None:
    """Return the move for which this person would send pictures of a case."""
    if not has_pictures(turn):
        return None
    if turn.actor.handles(report.agency):
        return "resolve"
    if part_queries.own(report, turn.actor) is not None:
        return "part_end" if moves.refusal(report, "part_end", turn.actor) is None else None
    return None


def _kept_as(turn: Turn, report: Report, words: str, wish: Office | None) -> str | None:
    """Return how words about a case are kept that name no move, and do not only want to see it."""
    intent, p = turn.tools.understanding.model.read_office(words).best("office")
    if len(tokens(words)) < FEWEST or p >= LOOKING.get(intent, 2):
        return None
    if turn.actor.role == "overseer":
        return "query"
    tells = tells_how_it_stands(words) or not asks(turn, words)
    tells = tells and wish is not None and wish.intent == "move"
    return "note" if tells and turn.actor.handles(report.agency) else None


def asks(turn: Turn, words: str) -> bool:
    """Return whether words have the form of a question."""
    return asks_something(words, turn.tools.answerer.search.reader.read(words))


def propose(turn: Turn, report: Report, action: str, words: str) -> None:
    """Show a move with the button that makes it, or ask for what it still lacks."""
    if action != "take_back" and (why := moves.refusal(report, action, turn.actor)):
        finding.refuse(turn, report, why, words)
    elif action in moves.WITH_WORDS and action not in ("forward", "share"):
        _with_words(turn, report, action, words)
    else:
        _say_not_taken(turn)
        _PROPOSED[action](turn, report, action, words)


def _with_words(turn: Turn, report: Report, action: str, words: str) -> None:
    """Take the words and pictures for a move, or ask for them where there are too few words."""
    takes = has_pictures(turn) and action in moves.WITH_PICTURES
    if not takes:
        _say_not_taken(turn)
    said = said_in(words, action)
    if takes or action == "resolve" or (said and len(tokens(words)) >= FEWEST):
        row = moving.begin(turn, report, action)
        photos = turn.incoming.photos if takes else ()
        incoming = turn.incoming.model_copy(update={"text": said, "photos": photos})
        moving.words(replace(turn, incoming=incoming), row)
    else:
        moving.ask_words(turn, report, action)


def _say_not_taken(turn: Turn) -> None:
    if has_pictures(turn):
        turn.say("handle.photos_not_taken", taken=False)


def _at_one_tap(turn: Turn, report: Report, action: str, _: str) -> None:
    label, data = AT_ONE_TAP[action]
    yes = turn.button(label, f"{data}:{report.code}")
    turn.say(f"handle.shall_{action}", [[yes]], report=report)


def _to_agency(turn: Turn, report: Report, action: str, words: str) -> None:
    """Propose the agency the words name, or ask which."""
    agencies = offices.targets(turn.session, report, turn.city)
    matching = [agency.id for agency in agencies if _names(words, agency.name)]
    matter = turn.city.matter(turn.understand(words).elsewhere)
    if action == "forward" and matter and matter.is_named and not matching:
        _to_nobody_here(turn, report, matter)
    else:
        office.to_agency(turn, action, report.code, matching[0] if len(matching) == 1 else "")


def _to_nobody_here(turn: Turn, report: Report, matter: Elsewhere) -> None:
    """Offer to tell the reporter whose matter it is, where nobody of them takes reports here."""
    forward = turn.button("office.button_forward", f"forward:{report.code}")
    refer = turn.button("office.button_whose", f"whose:{matter.kind}:{report.code}")
    turn.say("office.not_here", [[forward], [refer]], report=report, matter=matter)


def _names(words: str, name: str) -> bool:
    """Return whether the words have the beginning of a name, enough of it to tell it apart."""
    beginning = " ".join(fold(name).split()[:FEWEST_OF_NAME])
    return f" {beginning} " in f" {' '.join(map(fold, tokens(words)))} "


def other_code(text: str, report: Report) -> str | None:
    """Return the code a text has that is not the report's."""
    return next((code for code in codes.codes_in(text) if code != report.code), None)


def last_step(turn: Turn, report: Report) -> ReportEvent | None:
    """Return the step of a report that this person can still take back."""
    return offices.last_step(moves.Mover.of(turn), report)


def _take_back(turn: Turn, report: Report, *_: str) -> None:
    """Ask once more before the last step is taken back."""
    event = last_step(turn, report)
    if event is None:
        turn.say("handle.too_late_to_take_back", report=report)
        return
    data = f"{moving.MISTAKE}:{event.id}:{report.code}"
    step = cards.status_name(turn, event.status)
    yes = turn.button("handle.button_mistake", data)
    turn.say("handle.shall_take_back", [[yes]], report=report, step=step)


_PROPOSED: dict[str, Callable[[Turn, Report, str, str], None]] = {
    **dict.fromkeys(AT_ONE_TAP, _at_one_tap),
    **dict.fromkeys(("forward", "share"), _to_agency),
    "assign": lambda turn, report, *_: office.choose_colleague(turn, report),
    "merge": lambda turn, report, *_: merging.to_merge(
        turn, report, other_code(turn.text, report) or ""
    ),
    "extend": lambda turn, report, _, words: office.choose_date(turn, report, words),
    "correct": lambda turn, report, _, words: correcting.propose(turn, report, words),
    "take_back": _take_back,
}
"""How the moves are proposed that do not begin with words of the person's own."""
WORDED = {*_PROPOSED, "ask", "resolve", "reject", "note", "reply", "query", "part_end"}
"""The moves that words can ask for."""
