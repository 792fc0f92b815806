"""Forward a question that no plan answers to an agency, with the consent of who asked it."""

from bot.core.routes import Routes
from bot.core.turn import Rows, Turn
from bot.people import roles
from bot.questions import cards, desk, ratings, rules
from bot.questions import queries as questions
from bot.questions.rules import Sent
from db.models import Question
from knowledge.answering.engine import Answer

routes = Routes()
routes.include(desk.routes)
routes.include(ratings.routes)

AGAINST = "against"
"""The kind of refusal of a text that tries to give the bot orders."""


def buttons_below(turn: Turn, answer: Answer, question: Question | None) -> Rows:
    """Return the buttons that rate an answer, or forward a question; in private only."""
    if answer.kind == AGAINST:
        return ()
    if question is not None and question.token and turn.chat.private:
        return [[turn.button("questions.button_pass", f"pass:{question.token}")]]
    return ratings.buttons(turn, answer)


@routes.button("pass", "pass_yes", "pass_no", "pass_anew", once=True)
def pass_on(turn: Turn) -> None:
    """Forward a question, once the person has agreed that it is stored with their account."""
    verb = turn.incoming.verb
    question = questions.by_token(turn.session, turn.arguments[0])
    if question is None:
        raise turn.stale()
    if not turn.chat.private:
        turn.say("questions.only_in_private")
    elif verb == "pass_no":
        if roles.lets_keep_questions(turn.session, turn.person):
            raise turn.stale()
        turn.say("questions.not_sent")
    elif turn.understand(question.text).denunciation:
        turn.say("questions.denounces", where=turn.city.denunciation)
    else:
        if verb == "pass_yes" and not roles.lets_keep_questions(turn.session, turn.person):
            roles.let_keep_questions(turn.session, turn.person, turn.now)
        _pass_on(turn, question, despite_answer=verb == "pass_anew")


def _pass_on(turn: Turn, question: Question, despite_answer: bool) -> None:
    agency = turn.city.questions_agency(question.text)
    if not roles.lets_keep_questions(turn.session, turn.person):
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
            version=roles.QUESTIONS_VERSION,
        )
        return
    sent = rules.send_on(
        turn.session, question, turn.person, turn.chat, agency.id, turn.now, despite_answer
    )
    _tell(turn, question, sent)


def _tell(turn: Turn, question: Question, sent: Sent) -> None:
    name = turn.city.agency_name(sent.row.agency)
    if sent.state == "waits":
        turn.say("questions.waits", question=sent.row.text, agency=name, since=sent.row.sent_at)
    elif sent.answer is not None:
        button = turn.button("questions.button_anew", f"pass_anew:{question.token}")
        rows = [] if sent.answer.state == "declined" else [[button]]
        turn.say(
            "questions.told", rows, **desk.answer_values(turn.city, sent.answer, sent.row.text)
        )
    else:
        if sent.first:
            cards.post(turn, sent.group, sent.row.agency)
        else:
            cards.refresh(turn, sent.group)
        reached = cards.recipients(turn.session, sent.row.agency)
        turn.say(
            "questions.sent",
            question=sent.row.text,
            agency=name,
            received=reached.agency,
            overseers_told=reached.overseers,
        )
