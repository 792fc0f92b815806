"""Answer words that no open draft waits for: questions, or an offer to report."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.events import Button
from bot.core.turn import Routes, Turn
from bot.questions import conversation as questions
from bot.questions import rating_words
from bot.reports.intake import conversation as intake
from bot.reports.intake import questions as intake_questions
from bot.reports.tracking import conversation as tracking
from bot.understanding.border import denounces
from bot.understanding.urgency import in_danger, sounds_urgent
from knowledge.answering.dialogue import Exchange

routes = Routes()


@routes.command("hoi")
def command(turn: Turn) -> None:
    """Answer the question after the command."""
    if turn.text:
        answer(turn)
    else:
        turn.say("ask.what")


@routes.button("asked")
def asked_after_all(turn: Turn) -> None:
    """Answer words that were taken for the reason of a rating but are a question."""
    if rating_words.take_back(turn):
        answer(turn)


def answer(turn: Turn, *, to_report: bool = True) -> None:
    """Answer typed words or pass them to the room for them; `to_report`: also to intake."""
    exchanges = questions.read(turn)
    _alarm(turn, exchanges)
    reported = [exchange for exchange in exchanges if exchange.answer.outcome == "report"]
    questions_asked = [exchange for exchange in exchanges if exchange.answer.outcome != "report"]
    if len(questions_asked) > 1:
        questions.tell_all(turn, questions_asked)
    elif questions_asked:
        _tell(turn, questions_asked[0])
    if reported and to_report:
        _to_report(turn, reported[0])
    questions.count(turn, questions_asked)


def _alarm(turn: Turn, exchanges: Sequence[Exchange]) -> None:
    """Show the emergency numbers for an urgent question; for a report its offer shows them."""
    for exchange in exchanges:
        is_report = exchange.answer.outcome == "report"
        loud = is_report or exchange.answer.outcome == "not_in_plan"
        alarming = sounds_urgent(exchange.question) if loud else in_danger(exchange.question)
        if alarming and not (is_report and turn.chat.private):
            intake_questions.warn(turn, exchange.answer.category)
            return


def _tell(turn: Turn, exchange: Exchange) -> None:
    """Say the answer, or pass what is no question for the plan to the room that handles it."""
    result = exchange.answer
    if result.outcome == "track":
        (tracking.show(turn, result.code) if result.code else tracking.list_own(turn))
    elif result.outcome == "not_in_plan" and denounces(exchange.question) and turn.chat.private:
        intake.offer(turn, exchange.question, None)
    else:
        questions.tell(turn, exchange)


def _to_report(turn: Turn, exchange: Exchange) -> None:
    """Offer a report; in a group, a button to the private chat."""
    if turn.chat.private:
        alone = exchange.question == turn.text[-questions.LONGEST_QUESTION :]
        words = turn.text if alone else exchange.question
        intake.offer(turn, words, exchange.answer.category)
    else:
        label = turn.tools.texts.plain("ask.button_report")
        turn.say("ask.report", [[Button(text=label, start="phananh")]])
