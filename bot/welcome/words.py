"""Answer words that no open draft waits for: what they mean decides which room they go to."""

from collections.abc import Callable, Mapping

from bot.core.events import Button
from bot.core.routes import Routes
from bot.core.turn import Turn
from bot.oversight import conversation as oversight
from bot.oversight import following
from bot.people import roles
from bot.privacy import conversation as privacy
from bot.privacy import my_data
from bot.questions import conversation as questions
from bot.questions import ratings
from bot.reports.intake import conversation as intake
from bot.reports.intake import offers
from bot.reports.intake import questions as intake_questions
from bot.reports.tracking import conversation as tracking
from bot.understanding import replies
from bot.understanding.phrases import told_against
from bot.understanding.thresholds import DROP, INTENT
from bot.understanding.understood import UNTOLD, Understood
from bot.welcome import asking, own_reports
from bot.welcome import conversation as welcome
from bot.welcome.told import is_unjudged, told_of
from knowledge.answering.asks import asks_something
from knowledge.vietnamese.words import is_foreign

routes = Routes()
MOSTLY = 0.8
"""Words of which a place takes up so much are the place and no more."""


@routes.command("hoi")
def command(turn: Turn) -> None:
    """Answer the question after the command; what is surely none is offered as a report."""
    understood = turn.understand(turn.text)
    if (
        understood.intent == "report"
        and understood.sure >= asking.SURELY
        and not turn.text.endswith("?")
    ):
        answer(turn)
    elif turn.text:
        if not oversight.takes(turn):
            asking.ask(turn)
    else:
        turn.say("ask.what")


@routes.button("asked")
def asked_after_all(turn: Turn) -> None:
    """Answer words that were taken for the reason of a rating but are a question."""
    ratings.take_back(turn)
    asking.ask(turn)


@routes.button(intake_questions.ASKS, once=True)
def asks(turn: Turn) -> None:
    """Answer words as a question that may have been a report: the button has the key to them."""
    if message := offers.offered(turn, turn.arguments[0]):
        asking.ask(asking.saying(turn, message.incoming.text))


def answer(turn: Turn) -> None:
    """Pass words to the room for what they mean; ask where that is too uncertain."""
    if following.is_brief(turn.text) and not _awaits_verdict(turn) and following.takes(turn):
        return
    understood = turn.understand(turn.text)
    if (understood.intent == "ask" or understood.sure < asking.SURELY) and questions.goes_on(turn):
        asking.ask(turn)
        return
    if own_reports.takes(turn, understood):
        return
    calls = "emergency" if understood.urgent and understood.intent == "smalltalk" else ""
    about = "nothing" if _is_command(turn, understood) else understood.about or calls
    if about == "help" and offers.still_open(turn):
        turn.say("report.procedure", agency="", days=None, denounces=False, of_plan=False)
    elif to_the_bot := TO_THE_BOT.get(about):
        to_the_bot(asking.saying(turn, ""))
    elif asking.is_question(turn, understood):
        if understood.urgent:
            intake_questions.warn(turn, None)
        question, statement = _apart(turn)
        asking.ask(asking.saying(turn, question))
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
    if _tells_nothing(turn.text, understood):
        may_tell = len(turn.text.split()) > asking.BARE or understood.place or understood.when
        intake.begin(turn, words=turn.text if may_tell else "")
    elif understood.intent == "report" or understood.denunciation:
        _offer(turn, understood)
    elif understood.abuse or understood.spam:
        turn.say("start.not_understood")
    elif understood.sure < INTENT and _asks_after_an_offer(turn, understood):
        asking.ask(turn)
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


def _tells_nothing(words: str, understood: Understood) -> bool:
    """Return whether words want to report, and name no matter: at most a place."""
    if understood.denunciation or understood.urgent or understood.intent != "report":
        return False
    mere_place = len(understood.place or "") >= MOSTLY * len(words.strip())
    return understood.about == UNTOLD or mere_place


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


def _offer(turn: Turn, understood: Understood) -> None:
    """Offer a report, after the answers to lines that ask something."""
    if (asked_lines := asking.asking_lines(turn)) and not understood.denunciation:
        asking.ask(turn)
        lines = turn.text.split("\n")
        offers.offer(turn, "\n".join(line for line in lines if line not in asked_lines))
    else:
        offers.offer(turn, turn.text)


def _apart(turn: Turn) -> tuple[str, str]:
    """Return what is asked, and what is surely told as a report against it, empty for none."""
    question, *statement = told_against(turn.text)
    understood = turn.understand(statement[0]) if statement else None
    is_report = understood and understood.intent == "report" and not understood.denunciation
    if understood and is_report and understood.sure >= asking.SURELY and turn.chat.private:
        return question, statement[0]
    return turn.text, ""


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


def _tell_privacy(turn: Turn) -> None:
    """Say in short who sees what; to who has agreed all of it, with the way to withdraw that."""
    if roles.lets_keep_questions(turn.session, turn.person):
        privacy.about(turn)
    else:
        turn.say("privacy.brief")


TO_THE_BOT: Mapping[str, Callable[[Turn], None]] = {
    "erase": my_data.ask_erase, "help": welcome.give_help,
    "privacy": _tell_privacy,
    "nothing": lambda turn: turn.say("start.nothing_open"),
    "person": lambda turn: turn.say("start.person", matter=turn.city.matter(asking.PROCEDURES)),
    "emergency": lambda turn: intake_questions.warn(turn, None),
    "accused": lambda turn: turn.say("start.accused"),
    "voice": lambda turn: turn.say("start.voice", private=turn.chat.private),
    "stop": lambda turn: turn.say(
        "start.stop", [[turn.button("mydata.button_erase", "erase:ask")]], role=turn.actor.role
    ),
}  # fmt: skip
"""What is done with words to the bot itself, by what they are about."""
