"""Answers words that are about a report the person sent or supports."""

from dataclasses import replace

from bot.consent import conversation as consent
from bot.core.routes import Routes
from bot.core.turn import Turn
from bot.reports import finding, moving, supporter_queries
from bot.reports import queries as reports
from bot.reports.buttons import settled_buttons
from bot.reports.intake import offers
from bot.reports.intake.telling import is_again
from bot.reports.moves import OPEN
from bot.reports.tracking import conversation as tracking
from bot.reports.tracking import settled
from bot.understanding import replies
from bot.understanding.reading import ENDING
from bot.understanding.thresholds import DROP, INTENT
from bot.understanding.understood import UNTOLD, Understood
from bot.welcome import asking
from bot.welcome.told import SPOKEN_OF, action_about, is_told_since, is_unjudged, told_of
from db.models import Report
from knowledge.answering.asks import asks_something
from knowledge.vietnamese.words import as_written

routes = Routes()


def takes(turn: Turn, understood: Understood) -> bool:
    """Answer words that are about the person's own report; ask where they only may be."""
    if not turn.chat.private or understood.denunciation:
        return False
    since, number = turn.now - SPOKEN_OF, turn.person.number
    report = reports.spoken_of(turn.session, number, since) if turn.has_reported else None
    if report is None:
        return _is_about_supported(turn, understood)
    return _is_about(turn, understood, report)


def _is_about(turn: Turn, understood: Understood, report: Report) -> bool:
    """Answer words about the report that was told of last, or else about this one."""
    told = told_of(turn) if understood.intent != "ask" else None
    spoken_of = told or report
    if spoken_of.status in OPEN and _withdraws(turn, understood):
        settled.ask_withdraw(turn, spoken_of)
        return True
    if spoken_of.status == "rejected" and _wishes_back(turn, understood):
        tracking.show(turn, spoken_of.code)  # a button there opens it again
        return True
    if spoken_of.status in OPEN and is_again(spoken_of.description.split("\n"), turn.text):
        tracking.show(turn, spoken_of.code)
        return True
    unjudged = told if told and is_unjudged(told) else None
    if unjudged and settled.routes.press_typed(turn, settled_buttons(turn.tools, unjudged)):
        return True
    if told and turn.incoming.edited and understood.intent in ("report", "other"):
        offers.offer(turn, turn.text, about=told.code)  # the message may be what was sent of it
    elif _asks_after_it(turn, understood):
        tracking.show(turn, report.code)
    elif unjudged and _may_judge(turn, understood):
        offers.ask_done(turn, unjudged)
    elif understood.sure < INTENT and not asking.is_question(turn, understood):
        offers.offer(turn, turn.text, unsure=True, about=report.code)
    elif told and _goes_on(turn, understood):
        offers.offer(turn, turn.text, about=told.code)
    else:
        return False
    return True


def _is_about_supported(turn: Turn, understood: Understood) -> bool:
    """Show the report that was supported last, to who has sent none and asks after one."""
    if not _may_ask_after_it(turn, understood):
        return False
    supported = supporter_queries.reports_of(turn.session, turn.person.number, 1)
    if not supported or not _asks_after_it(turn, understood):
        return False
    tracking.show(turn, supported[0].code)
    return True


def _withdraws(turn: Turn, understood: Understood) -> bool:
    """Return whether words wish to drop what was sent; a story must say so more surely."""
    if _is_brief_chat(turn.text, understood) or _names_place(understood):
        return False
    if understood.about in ENDING and understood.sure >= asking.SURELY:
        return False
    inside = turn.understand(turn.text, "preview")
    is_story = understood.intent == "report" and understood.about is None
    commands = ("drop", "undo", "back") if understood.intent == "track" else ("drop", "undo")
    wishes = inside.command in commands and inside.sure >= (DROP if is_story else INTENT)
    wishes = wishes and replies.withdraws(turn.text)
    return wishes and not asks_something(turn.text, as_written(turn.text))


def _wishes_back(turn: Turn, understood: Understood) -> bool:
    """Return whether words that name nothing wish that something be opened again."""
    inside = turn.understand(turn.text, "preview")
    return understood.intent == "smalltalk" and inside.command == "back" and inside.sure >= INTENT


def _is_brief_chat(words: str, understood: Understood) -> bool:
    """Return whether a message is a few words of talk about nothing: "thôi nhé"."""
    is_chat = understood.intent == "smalltalk" and understood.about in (None, "nothing")
    return is_chat and len(words.split()) <= asking.BARE


def _may_judge(turn: Turn, understood: Understood) -> bool:
    """Return whether words may say how a report was seen to: no mere greeting, no other matter."""
    is_greeting = replies.greets(turn.text) and len(turn.text.split()) <= asking.BARE
    is_talk = understood.intent == "smalltalk" or understood.sure < INTENT
    if is_greeting or not is_talk or understood.urgent or understood.about not in (None, "nothing"):
        return False
    return not _names_place(understood) and not asking.is_question(turn, understood)


def _goes_on(turn: Turn, understood: Understood) -> bool:
    """Return whether words may tell more of a report: they name no place."""
    if understood.intent != "report" or understood.about == UNTOLD:
        return False
    return not _names_place(understood) and not asking.asking_lines(turn)


def _names_place(understood: Understood) -> bool:
    """Return whether words name a place; one word (`ra đường`) is none of its own."""
    return len((understood.place or "").split()) > 1


def _asks_after_it(turn: Turn, understood: Understood) -> bool:
    """Return whether few words ask for something of which the plan has no subject: "bao giờ xong".

    Who has sent a report means that one. What names a subject of the plan asks of the plan.
    """
    if understood.intent == "track" or not _may_ask_after_it(turn, understood):
        return understood.intent == "track"
    return turn.tools.answerer.answer(turn.text).outcome == "not_in_plan"


def _may_ask_after_it(turn: Turn, understood: Understood) -> bool:
    is_story = understood.place or len(turn.text.split()) > asking.FEW
    is_short_question = understood.intent == "ask" and not is_story
    return understood.intent == "track" or (is_short_question and not asking.names_subject(turn))


@routes.button("about", once=True)
def about(turn: Turn) -> None:
    """Take words as said about an own report; they are shown before they are sent."""
    action = action_about(finding.of_button(turn, turn.arguments[-1]))
    report = finding.movable(turn, action)
    if not consent.agreed(turn, action, report.code):
        return
    message = offers.offered(turn, turn.arguments[0])
    if message is None:
        return
    row = moving.begin(turn, report, action)
    moving.take(turn, row, message.incoming.message or "", message.incoming.text, turn.photos)


def follow_offer(turn: Turn) -> bool:
    """Take what follows an offer; a picture after words about an own report is of that.

    A picture after news of an own report is of no offer made before.
    """
    offered = offers.still_open(turn)
    if offered and turn.photos and is_told_since(turn, offered.row.updated_at):
        return False
    if offered is None or not offered.message.about:
        return offered is not None and offers.takes(turn, offered)
    if not turn.photos:
        return False
    about(replace(turn, arguments=[offered.secret, offered.message.about]))
    return True
