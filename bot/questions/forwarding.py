"""A question the plan does not answer: whoever asked it may send it on, and is told the answer."""

from __future__ import annotations

from bot.core.turn import Routes, Rows, Turn
from bot.people import roles as people
from bot.questions import cards as question_cards
from bot.questions import desk as question_desk
from bot.questions import queries as questions
from bot.questions import ratings
from bot.questions import rules as answers
from bot.questions.rules import Sent, Shown
from bot.understanding.border import denounces
from db.models import Question
from knowledge.answering.engine import Answer

routes = Routes()
routes.include(question_desk.routes)
routes.include(ratings.routes)

AGAINST = "against"
"""The kind of refusal for what is no question but tries to give the bot orders."""


def under(turn: Turn, found: Answer, kept: Question | None) -> Rows:
    """The buttons under an answer (was it of use?) or under a refusal (send the question on).

    A question is sent on from a private chat: nobody else is to see who wants to know.
    """
    if found.kind == AGAINST:
        return ()
    if kept is not None and kept.token and turn.chat.private:
        return [[turn.button("questions.button_pass", f"pass:{kept.token}")]]
    return ratings.buttons(turn, found)


def official_answer(turn: Turn, shown: Shown) -> str:
    """An approved answer of an agency as HTML: whose it is, when, and to which question."""
    agency = turn.city.agency_name(shown.answer.agency)
    return turn.tools.texts("questions.answer", shown=shown, agency=agency)


@routes.button("pass", "pass_yes", "pass_no", "pass_anew", once=True)
def pass_on(turn: Turn) -> None:
    """Send a question on, once the person has agreed that it is kept with them."""
    assert turn.incoming.button is not None
    verb = turn.incoming.button.split(":")[0]
    question = questions.by_token(turn.session, turn.arguments[0])
    if question is None:
        turn.say("start.stale_button")
    elif not turn.chat.private:
        turn.say("questions.only_in_private")
    elif verb == "pass_no":
        agreed = people.lets_keep_questions(turn.session, turn.person)
        turn.say("start.stale_button" if agreed else "questions.not_sent")
    elif denounces(question.text):
        turn.say("questions.denounces", where=turn.city.denunciation)
    else:
        if verb == "pass_yes" and not people.lets_keep_questions(turn.session, turn.person):
            people.let_keep_questions(turn.session, turn.person, turn.now)
        _pass_on(turn, question, anew=verb == "pass_anew")


def _pass_on(turn: Turn, question: Question, anew: bool) -> None:
    agency = turn.city.questions_agency(question.text)
    if not people.lets_keep_questions(turn.session, turn.person):
        turn.say(
            "questions.ask_consent",
            [
                [
                    turn.button("privacy.button_yes", f"pass_yes:{question.token}"),
                    turn.button("privacy.button_no", f"pass_no:{question.token}"),
                ]
            ],
            question=question.text,
            agency=agency.name,
            version=people.QUESTIONS_VERSION,
        )
        return
    sent = answers.send_on(
        turn.session, question, turn.person, turn.chat, agency.id, turn.now, anew
    )
    _tell(turn, question, sent)


def _tell(turn: Turn, question: Question, sent: Sent) -> None:
    name = turn.city.agency_name(sent.row.agency)
    if sent.state == "waits":
        turn.say("questions.waits", question=sent.row.text, agency=name, since=sent.row.sent_at)
    elif sent.answer is not None:
        again = turn.button("questions.button_anew", f"pass_anew:{question.token}")
        rows = [] if sent.answer.state == "declined" else [[again]]
        turn.say("questions.told", rows, **question_desk.told(turn, sent.answer, sent.row.text))
    else:
        if sent.first:
            reached = question_cards.post(turn, sent.group, sent.row.agency)
        else:
            question_cards.refresh(turn, sent.group)
            reached = question_cards.who_is_there(turn, sent.row.agency)
        turn.say(
            "questions.sent",
            question=sent.row.text,
            agency=name,
            received=reached.agency,
            overseers_told=reached.overseers,
        )
