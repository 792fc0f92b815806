"""Words that nothing was waiting for: a question is answered, a trouble led to a report."""

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
from knowledge.answering.dialogue import Said

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
    """Answer what was taken for the word why under an answer, and was a question."""
    if rating_words.take_back(turn):
        answer(turn)


def answer(turn: Turn, *, to_report: bool = True) -> None:
    """Answer what somebody typed, or lead them to what they meant; `to_report`: to a report too."""
    said = questions.read(turn)
    _alarm(turn, said)
    reported = [one for one in said if one.found.outcome == "report"]
    asked = [one for one in said if one.found.outcome != "report"]
    if len(asked) > 1:
        questions.tell_all(turn, asked)
    elif asked:
        _tell(turn, asked[0])
    if reported and to_report:
        _to_report(turn, reported[0])
    questions.count(turn, asked)


def _alarm(turn: Turn, said: Sequence[Said]) -> None:
    """Tell whom to call where a question is of what cannot wait; of a report its offer does."""
    for one in said:
        told = one.found.outcome == "report"
        loud = told or one.found.outcome == "not_in_plan"
        alarming = sounds_urgent(one.question) if loud else in_danger(one.question)
        if alarming and not (told and turn.chat.private):
            intake_questions.warn(turn, one.found.category)
            return


def _tell(turn: Turn, said: Said) -> None:
    """Say the answer; what is no question for the plan goes where it belongs."""
    found = said.found
    if found.outcome == "track":
        (tracking.show(turn, found.code) if found.code else tracking.mine(turn))
    elif found.outcome == "not_in_plan" and denounces(said.question) and turn.chat.private:
        intake.offer(turn, said.question, None)
    else:
        questions.tell(turn, said)


def _to_report(turn: Turn, said: Said) -> None:
    """Lead somebody who tells of something to a report; in a group, to a private chat."""
    if turn.chat.private:
        alone = said.question == turn.text[-questions.LONGEST_QUESTION :]
        words = turn.text if alone else said.question
        intake.offer(turn, words, said.found.category)
    else:
        label = turn.tools.texts.plain("ask.button_report")
        turn.say("ask.report", [[Button(text=label, start="phananh")]])
