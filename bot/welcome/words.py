"""Answer words that no open draft waits for: what they mean decides which room they go to."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.consent import conversation as consent
from bot.core.events import Button
from bot.core.routes import Routes
from bot.core.turn import Turn
from bot.oversight import conversation as oversight
from bot.oversight import following
from bot.privacy import conversation as privacy
from bot.privacy import my_data
from bot.questions import conversation as questions
from bot.questions import ratings
from bot.reports import finding, moving, supporter_queries
from bot.reports import queries as reports
from bot.reports.buttons import settled_buttons
from bot.reports.intake import conversation as intake
from bot.reports.intake import elsewhere, offers
from bot.reports.intake import questions as intake_questions
from bot.reports.intake.telling import is_again
from bot.reports.moves import OPEN
from bot.reports.tracking import conversation as tracking
from bot.reports.tracking import settled
from bot.understanding import replies
from bot.understanding.reading import ENDING
from bot.understanding.thresholds import DROP, INTENT
from bot.understanding.understood import UNTOLD, Understood
from bot.welcome import conversation as welcome
from bot.welcome.told import SPOKEN_OF, action_about, is_told_since, is_unjudged, told_of
from db.models import Report
from knowledge.answering.asks import asks_something
from knowledge.answering.dialogue import Exchange
from knowledge.load import Knowledge
from knowledge.vietnamese.text import fold, folded_words
from knowledge.vietnamese.words import as_written, is_foreign

routes = Routes()
FEW = 8
"""So few words that ask, and name no subject, ask after the person's own report."""
PROCEDURES = "thu_tuc"
"""The kind of another office's matter that procedures are, and whom a person may speak to."""
WHOM = ("contact", "where", "weak")
"""Why a plan does not answer whom to tell or call."""
BARE = 4
"""So few words are a wish to report and no more: "tôi muốn phản ánh"."""
MOSTLY = 0.8
"""Words of which a place takes up so much are the place and no more."""
_TOLD = re.compile(r",\s+chứ\s+")
"""What follows it is told, against what was asked before it."""
SURELY = 0.8
"""From this probability on, words after the command for questions are a report."""


@routes.command("hoi")
def command(turn: Turn) -> None:
    """Answer the question after the command; what is surely none is offered as a report."""
    understood = turn.understand(turn.text)
    if understood.intent == "report" and understood.sure >= SURELY and not turn.text.endswith("?"):
        answer(turn)
    elif turn.text:
        if not oversight.takes(turn):
            ask(turn)
    else:
        turn.say("ask.what")


@routes.button("asked")
def asked_after_all(turn: Turn) -> None:
    """Answer words that were taken for the reason of a rating but are a question."""
    ratings.take_back(turn)
    ask(turn)


@routes.button(intake_questions.ASKS, once=True)
def asks(turn: Turn) -> None:
    """Answer words as a question that may have been a report: the button has the key to them."""
    if message := offers.offered(turn, turn.arguments[0]):
        ask(saying(turn, message.incoming.text))


def answer(turn: Turn) -> None:
    """Pass words to the room for what they mean; ask where that is too uncertain."""
    if following.is_brief(turn.text) and not _awaits_verdict(turn) and following.takes(turn):
        return
    understood = turn.understand(turn.text)
    if (understood.intent == "ask" or understood.sure < SURELY) and questions.goes_on(turn):
        ask(turn)
        return
    if _is_about_own(turn, understood):
        return
    calls = "emergency" if understood.urgent and understood.intent == "smalltalk" else ""
    about = "nothing" if _is_command(turn, understood) else understood.about or calls
    if to_the_bot := TO_THE_BOT.get(about):
        to_the_bot(saying(turn, ""))
    elif _is_question(turn, understood):
        if understood.urgent:
            intake_questions.warn(turn, None)
        question, statement = _apart(turn)
        ask(saying(turn, question))
        if statement:
            offers.offer(turn, statement)
    elif not turn.chat.private:
        _answer_in_group(turn, understood)
    else:
        _answer_in_private(turn, understood)


def _is_command(turn: Turn, understood: Understood) -> bool:
    """Return whether talk is surely a word to a draft, of which there is none: "quay lại"."""
    inside = turn.understand(turn.text, "preview")
    is_surely = inside.command in ("back", "drop", "undo") and inside.sure >= DROP
    return understood.intent == "smalltalk" and understood.about is None and is_surely


def _awaits_verdict(turn: Turn) -> bool:
    """Return whether the person was told last that a report is done, and has not judged that."""
    told = told_of(turn)
    return told is not None and is_unjudged(told)


def _answer_in_private(turn: Turn, understood: Understood) -> None:
    if _tells_nothing(turn, understood):
        may_tell = len(turn.text.split()) > BARE or understood.place or understood.when
        intake.begin(turn, words=turn.text if may_tell else "")
    elif understood.intent == "report" or understood.denunciation:
        _offer(turn, understood)
    elif understood.abuse or understood.spam:
        turn.say("start.not_understood")
    elif understood.sure < INTENT and _asks_after_an_offer(turn, understood):
        ask(turn)
    elif understood.sure < INTENT:
        offers.offer(turn, turn.text, unsure=True)
    elif understood.intent == "track":
        tracking.list_own(turn)
    elif understood.intent == "smalltalk":
        turn.say("start.yes_please", greets=replies.greets(turn.text))
    else:
        offers.offer(turn, turn.text)


def _asks_after_an_offer(turn: Turn, understood: Understood) -> bool:
    """Return whether words that name no place ask something, while an offer waits for an answer."""
    if understood.place or offers.still_open(turn) is None:
        return False
    return asks_something(turn.text, turn.tools.answerer.search.reader.read(turn.text))


def _tells_nothing(turn: Turn, understood: Understood) -> bool:
    """Return whether words want to report, and name no matter: at most a place."""
    if understood.denunciation or understood.urgent or understood.intent != "report":
        return False
    mere_place = len(understood.place or "") >= MOSTLY * len(turn.text.strip())
    return understood.about == UNTOLD or mere_place


def _is_about_own(turn: Turn, understood: Understood) -> bool:
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
    elif understood.sure < INTENT and not _is_question(turn, understood):
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
    if _is_brief_chat(turn, understood) or _names_place(understood):
        return False
    if understood.about in ENDING and understood.sure >= SURELY:
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


def _is_brief_chat(turn: Turn, understood: Understood) -> bool:
    """Return whether a message is a few words of talk about nothing: "thôi nhé"."""
    is_chat = understood.intent == "smalltalk" and understood.about in (None, "nothing")
    return is_chat and len(turn.text.split()) <= BARE


def _may_judge(turn: Turn, understood: Understood) -> bool:
    """Return whether words may say how a report was seen to: no mere greeting, no other matter."""
    is_greeting = replies.greets(turn.text) and len(turn.text.split()) <= BARE
    is_talk = understood.intent == "smalltalk" or understood.sure < INTENT
    if is_greeting or not is_talk or understood.urgent or understood.about not in (None, "nothing"):
        return False
    return not _names_place(understood) and not _is_question(turn, understood)


def _goes_on(turn: Turn, understood: Understood) -> bool:
    """Return whether words may tell more of a report: they name no place."""
    if understood.intent != "report" or understood.about == UNTOLD:
        return False
    return not _names_place(understood) and not asking_lines(turn)


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
    is_story = understood.place or len(turn.text.split()) > FEW
    is_short_question = understood.intent == "ask" and not is_story
    return understood.intent == "track" or (is_short_question and not names_subject(turn))


def names_subject(turn: Turn) -> bool:
    """Return whether the words name a subject of a plan."""
    folded = folded_words(turn.text)
    return any(f" {subject} " in folded for subject in turn.tools.once(_subjects))


def _subjects(knowledge: Knowledge) -> frozenset[str]:
    """Return the subjects of all plans, folded."""
    return frozenset(fold(topic) for item in knowledge.items for topic in item.topics)


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


def answers_foreign(turn: Turn) -> bool:
    """Say in other languages that Vietnamese is read; false where the words are understood too.

    Of what may be a report or a question of the plan it is asked which.
    """
    if turn.photos or turn.incoming.place or not is_foreign(turn.text):
        return False
    turn.say("start.foreign")
    understood = turn.understand(turn.text)
    is_talk = understood.intent == "smalltalk"
    if understood.intent == "report" or (is_talk and understood.about not in (None, "help")):
        return False
    if not is_talk:
        offers.offer(turn, turn.text, unsure=True)
    return True


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


def _is_question(turn: Turn, understood: Understood) -> bool:
    """Return whether the words are for the plan, or for the agency it is asked of instead.

    A question may be about another office's matter ("Khi nào lắp đèn đường ở bản tôi?").
    """
    asks = turn.text.rstrip().endswith("?")
    if fold(turn.text).strip() in turn.tools.once(_subjects):  # `cây xanh` and no more
        return True
    if turn.tools.answerer.is_put_right(turn.text):
        return True
    if understood.intent == "ask":
        return asks or understood.sure >= INTENT
    if questions.is_plain(turn, understood):
        return True
    if understood.intent != "other":
        return False
    act = turn.understand(turn.text, "details").act
    return (asks and act == "question") or questions.is_answered(turn)


def ask(turn: Turn) -> None:
    """Answer the words as questions; of a procedure no plan answers, say whom to ask."""
    answered = exchanges(turn)
    if tell_whose(turn, answered):
        return
    is_answered = any(exchange.is_answered for exchange in answered)
    questions.tell(
        turn,
        answered,
        offers.hold(turn) if not answered[1:] and _tells_too(turn, is_answered) else "",
    )
    is_procedure = turn.understand(turn.text).about == "procedure"
    if is_procedure and not is_answered and (matter := turn.city.matter(PROCEDURES)):
        turn.say("ask.procedure", matter=matter)


def _tells_too(turn: Turn, is_answered: bool) -> bool:
    """Return whether a question tells a matter too, which may be meant: a place, or many words."""
    understood = turn.understand(turn.text)
    is_long = len(turn.text.split()) > FEW and (understood.area is not None or not is_answered)
    is_first = turn.chat.private and turn.begun is None
    return is_first and (understood.place is not None or is_long)


def tell_whose(turn: Turn, answered: Sequence[Exchange]) -> bool:
    """Say whose matter it is that words ask to be told, where no plan answers; false for others."""
    understood = turn.understand(turn.text)
    matter = None if understood.about else turn.city.matter(understood.elsewhere)
    if matter is None or any(exchange.answer.kind not in WHOM for exchange in answered):
        return False
    turn.say("report.elsewhere", **elsewhere.values(turn, matter.kind))
    return True


def exchanges(turn: Turn) -> Sequence[Exchange]:
    """Return the questions of the words with the plan's answers."""
    return questions.read(saying(turn, "\n".join(asking_lines(turn)) or turn.text))


def _offer(turn: Turn, understood: Understood) -> None:
    """Offer a report, after the answers to lines that ask something."""
    if (asking := asking_lines(turn)) and not understood.denunciation:
        ask(turn)
        lines = turn.text.split("\n")
        offers.offer(turn, "\n".join(line for line in lines if line not in asking))
    else:
        offers.offer(turn, turn.text)


def _apart(turn: Turn) -> tuple[str, str]:
    """Return what is asked, and what is surely told as a report against it, empty for none."""
    question, *statement = _TOLD.split(turn.text, maxsplit=1)
    understood = turn.understand(statement[0]) if statement else None
    is_report = understood and understood.intent == "report" and not understood.denunciation
    if understood and is_report and understood.sure >= SURELY and turn.chat.private:
        return question, statement[0]
    return turn.text, ""


def asking_lines(turn: Turn) -> list[str]:
    """Return the lines that ask something, of a message that also has others."""
    understand = turn.understand
    lines = [line for line in turn.text.split("\n") if line.strip()]
    asking = [line for line in lines if understand(line).intent == "ask"]
    return asking if len(asking) < len(lines) else []


def _answer_in_group(turn: Turn, understood: Understood) -> None:
    """Answer in a group, where everybody reads: a report or a status has a private chat."""
    if understood.urgent:
        intake_questions.warn(turn, understood.category)
    if understood.intent in ("report", "other") and not (understood.abuse or understood.spam):
        label = turn.tools.texts.plain("ask.button_report")
        turn.say("ask.report", [[Button(text=label, start="phananh")]])
    elif understood.intent == "track":
        tracking.list_own(turn)
    elif understood.intent == "smalltalk":
        turn.say("start.yes_please", greets=replies.greets(turn.text))
    else:
        turn.say("start.not_understood")


TO_THE_BOT: Mapping[str, Callable[[Turn], None]] = {
    "erase": my_data.ask_erase, "privacy": privacy.about, "help": welcome.give_help,
    "nothing": lambda turn: turn.say("start.nothing_open"),
    "person": lambda turn: turn.say("start.person", matter=turn.city.matter(PROCEDURES)),
    "emergency": lambda turn: intake_questions.warn(turn, None),
    "accused": lambda turn: turn.say("start.accused"),
    "voice": lambda turn: turn.say("start.voice", private=turn.chat.private),
    "stop": lambda turn: turn.say(
        "start.stop", [[turn.button("mydata.button_erase", "erase:ask")]], role=turn.actor.role
    ),
}  # fmt: skip
"""What is done with words to the bot itself, by what they are about."""


def saying(turn: Turn, words: str) -> Turn:
    """Return the turn as if these words were its message."""
    return replace(turn, incoming=turn.incoming.model_copy(update={"text": words, "button": None}))
