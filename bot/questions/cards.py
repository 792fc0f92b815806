"""The card of a forwarded question for officials and admins: its text, buttons and delivery."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session

from bot.core.events import Button, Reply
from bot.core.turn import Rows, Turn, put
from bot.people import queries as people
from bot.questions import queries as questions
from bot.questions.rules import VERDICTS
from db.models import Chat, OfficialAnswer, QuestionGroup

OFFICIAL_ACTIONS = ("answer", "decline")

MOST_SHOWN = 3
"""Answers, and other wordings, that a card shows of a question."""


class Recipients(NamedTuple):
    """The groups that can be told: officials of the agency, or else overseers and admins."""

    agency: bool
    overseers: bool


def post(turn: Turn, group: QuestionGroup, agency: str) -> None:
    """Send a question to its agency; if no official of it uses the bot, tell the overseers."""
    officials = people.chats_of_role(turn.session, "official", agency)
    _send(turn, officials, card(turn, group, "official"), group)
    if not officials:
        name = turn.city.agency_name(agency)
        text = turn.tools.texts("questions.nobody_there", agency=name, question=group.text)
        for chat in _overseers(turn.session):
            turn.tell(chat, Reply(text=text), "notice")


def recipients(session: Session, agency: str) -> Recipients:
    """Return whether officials of an agency get its questions, or else overseers do."""
    officials = people.chats_of_role(session, "official", agency)
    return Recipients(bool(officials), not officials and bool(_overseers(session)))


def bring_to_admins(turn: Turn, group: QuestionGroup) -> bool:
    """Ask the admins whether the bot may show an answer; return false if there are none."""
    admins = people.chats_of_role(turn.session, "admin")
    _send(turn, admins, card(turn, group, "admin"), group)
    return bool(admins)


def _overseers(session: Session) -> list[Chat]:
    return [chat for role in ("overseer", "admin") for chat in people.chats_of_role(session, role)]


def refresh(turn: Turn, group: QuestionGroup) -> None:
    """Update every card of a question; empty those of people who no longer handle it."""
    agency = questions.agency_of(turn.session, group)
    replies: dict[int | None, Reply] = {}
    for role, of in (("admin", None), ("official", agency)):
        chats = people.chats_of_role(turn.session, role, of)
        replies |= dict.fromkeys((chat.id for chat in chats), card(turn, group, role))
    bare = Reply(text=turn.tools.texts("questions.card_elsewhere"))
    for row in questions.cards(turn.session, group.number):
        reply = replies.get(row.chat_id, bare)
        if row.state == "waiting":
            row.payload = reply.model_dump(mode="json", exclude_defaults=True)
        elif (chat := turn.session.get(Chat, row.chat_id)) and chat.active:
            turn.tell(chat, reply.model_copy(update={"edit": row.message}), "notice")


def show(turn: Turn, group: QuestionGroup) -> bool:
    """Show the card to an official or overseer of the question; return false for others."""
    actor = turn.actor
    if not actor.oversees and not actor.handles(questions.agency_of(turn.session, group)):
        return False
    _send(turn, [turn.chat], card(turn, group, actor.role), group)
    return True


def card(turn: Turn, group: QuestionGroup, role: str) -> Reply:
    """Return a question's card with the buttons of `role`; rights are read when one is pressed."""
    waiting = questions.waiting_of(turn.session, group.number)
    answers = questions.answers_of(turn.session, group.number)
    texts = dict.fromkeys(sent.text for sent in waiting)
    text = turn.tools.texts(
        "questions.card",
        question=group.text,
        others=[text for text in texts if text != group.text][:MOST_SHOWN],
        asked=questions.times_asked(turn.session, group.number),
        waiting=waiting,
        agency=turn.city.agency_name(questions.agency_of(turn.session, group)),
        answers=[(answer, turn.city.agency_name(answer.agency)) for answer in answers[:MOST_SHOWN]],
    )
    rows: Rows = ()
    if role == "official" and waiting:
        rows = [
            [turn.button(f"questions.button_{action}", f"question:{action}:{group.number}")]
            for action in OFFICIAL_ACTIONS
        ]
    elif role == "admin" and answers:
        ban = turn.button("order.button_ban", f"ban:{group.number}")
        rows = [_verdicts(turn, answers[0]), [ban]]
    return Reply(text=text, buttons=tuple(tuple(row) for row in rows if row))


def _verdicts(turn: Turn, answer: OfficialAnswer) -> list[Button]:
    return [
        turn.button(f"questions.button_{verdict}", f"verdict:{verdict}:{answer.id}")
        for verdict, (before, _) in VERDICTS.items()
        if answer.state in before
    ]


def _send(turn: Turn, chats: Sequence[Chat], reply: Reply, group: QuestionGroup) -> None:
    for chat in chats:
        put(turn.session, chat, reply, turn.now, "card").question_id = group.id
