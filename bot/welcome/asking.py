"""Answers words as questions: of the plan first, else of whose matter they are."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.turn import Turn
from bot.questions import conversation as questions
from bot.reports.intake import elsewhere, offers
from bot.understanding.thresholds import INTENT
from bot.understanding.understood import Understood
from knowledge.answering.dialogue import Exchange
from knowledge.load import Knowledge
from knowledge.vietnamese.text import fold, folded_words

FEW = 8
"""So few words that ask, and name no subject, ask after the person's own report."""
BARE = 4
"""So few words are a wish to report and no more: "tôi muốn phản ánh"."""
SURELY = 0.8
"""From this probability on, words after the command for questions are a report."""
PROCEDURES = "thu_tuc"
"""The kind of another office's matter that procedures are, and whom a person may speak to."""
WHOM = ("contact", "where", "weak")
"""Why a plan does not answer whom to tell or call."""


def names_subject(turn: Turn) -> bool:
    """Return whether the words name a subject of a plan."""
    folded = folded_words(turn.text)
    return any(f" {subject} " in folded for subject in turn.tools.once(_subjects))


def _subjects(knowledge: Knowledge) -> frozenset[str]:
    """Return the subjects of all plans, folded."""
    return frozenset(fold(topic) for item in knowledge.items for topic in item.topics)


def is_question(turn: Turn, understood: Understood) -> bool:
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
    return _is_first(turn) and (understood.place is not None or is_long)


def tell_whose(turn: Turn, answered: Sequence[Exchange]) -> bool:
    """Say whose matter it is that words ask to be told, where no plan answers; false for others."""
    understood = turn.understand(turn.text)
    matter = None if understood.about else turn.city.matter(understood.elsewhere)
    if matter is None or any(exchange.answer.kind not in WHOM for exchange in answered):
        return False
    values = elsewhere.values(turn.city, matter.kind)
    button = [turn.button("report.button_here", offers.hold(turn))] if _is_first(turn) else []
    turn.say("report.elsewhere", [button] if values["days"] else [], **values)
    return True


def _is_first(turn: Turn) -> bool:
    """Return whether a report can begin here: in private, beside none."""
    return turn.chat.private and turn.begun is None


def exchanges(turn: Turn) -> Sequence[Exchange]:
    """Return the questions of the words with the plan's answers."""
    return questions.read(saying(turn, "\n".join(asking_lines(turn)) or turn.text))


def asking_lines(turn: Turn) -> list[str]:
    """Return the lines that ask something, of a message that also has others."""
    understand = turn.understand
    lines = [line for line in turn.text.split("\n") if line.strip()]
    asking = [line for line in lines if understand(line).intent == "ask"]
    return asking if len(asking) < len(lines) else []


def saying(turn: Turn, words: str) -> Turn:
    """Return the turn as if these words were its message."""
    return replace(turn, incoming=turn.incoming.model_copy(update={"text": words, "button": None}))
