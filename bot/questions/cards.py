"""A question residents sent on, as officials and admins see it, and the news of it to all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.core.events import Button, Reply
from bot.core.turn import Rows, Turn, put
from bot.people import queries as people
from bot.questions import queries as questions
from bot.questions.rules import VERDICTS
from db.models import Chat, OfficialAnswer, QuestionGroup, SentQuestion

OFFICIAL_ACTIONS = ("answer", "decline")

SHOWN = 3
"""How many answers of a question a card has, and how many other wordings of it."""


class Reached(NamedTuple):
    """Who there is to be told: somebody of the agency, or else those who oversee."""

    agency: bool
    overseers: bool


def post(turn: Turn, group: QuestionGroup, agency: str) -> Reached:
    """Bring a question to its agency; where nobody of it is here, tell those who oversee."""
    officials = people.chats_of_role(turn.session, "official", agency)
    _send(turn, officials, card(turn, group, "official"), group)
    there = who_is_there(turn, agency)
    if not there.agency:
        name = turn.city.agency_name(agency)
        text = turn.tools.texts("questions.nobody_there", agency=name, question=group.text)
        for chat in _overseers(turn):
            turn.tell(chat, Reply(text=text), "notice")
    return there


def who_is_there(turn: Turn, agency: str) -> Reached:
    """Whether somebody of an agency gets its questions here, or else those who oversee."""
    officials = people.chats_of_role(turn.session, "official", agency)
    return Reached(bool(officials), not officials and bool(_overseers(turn)))


def bring_to_admins(turn: Turn, group: QuestionGroup) -> bool:
    """Ask the admins whether an answer is to be the bot's own; false without any."""
    admins = people.chats_of_role(turn.session, "admin")
    _send(turn, admins, card(turn, group, "admin"), group)
    return bool(admins)


def _overseers(turn: Turn) -> list[Chat]:
    return [
        chat for role in ("overseer", "admin") for chat in people.chats_of_role(turn.session, role)
    ]


def refresh(turn: Turn, group: QuestionGroup) -> None:
    """Bring every card of a question up to date; whose work it no longer is sees no more of it."""
    assert group.id is not None
    agency = _agency(turn, group)
    handling = {each.id for each in people.chats_of_role(turn.session, "official", agency)}
    deciding = {each.id for each in people.chats_of_role(turn.session, "admin")}
    official, admin = card(turn, group, "official"), card(turn, group, "admin")
    bare = Reply(text=turn.tools.texts("questions.card_elsewhere"))
    for row in questions.cards(turn.session, group.id):
        shown = bare
        if row.chat_id in handling | deciding:
            shown = official if row.chat_id in handling else admin
        if row.state == "waiting":
            row.payload = shown.model_dump(mode="json", exclude_defaults=True)
        elif (chat := people.chat_by_id(turn.session, row.chat_id)) and chat.active:
            turn.tell(chat, shown.model_copy(update={"edit": row.message}), "notice")


def show(turn: Turn, group: QuestionGroup) -> bool:
    """Show the card to who handles or oversees the question; false to anybody else."""
    actor = turn.actor
    if not actor.oversees and not actor.handles(_agency(turn, group)):
        return False
    _send(turn, [turn.chat], card(turn, group, actor.role), group)
    return True


def card(turn: Turn, group: QuestionGroup, role: str) -> Reply:
    """The question with how often it was asked and what was written on it.

    With the buttons of what `role` can do about it; the rights are read again when one is pressed.
    """
    assert group.id is not None
    waiting = questions.waiting_of(turn.session, group.id)
    answers = questions.answers_of(turn.session, group.id)
    text = turn.tools.texts(
        "questions.card",
        question=group.text,
        others=_others(group, waiting),
        asked=questions.times_asked(turn.session, group.id),
        waiting=waiting,
        agency=turn.city.agency_name(_agency(turn, group)),
        answers=[(each, turn.city.agency_name(each.agency)) for each in answers[:SHOWN]],
    )
    rows: Rows = ()
    if role == "official" and waiting:
        rows = [
            [turn.button(f"questions.button_{action}", f"question:{action}:{group.id}")]
            for action in OFFICIAL_ACTIONS
        ]
    elif role == "admin" and answers:
        ban = turn.button("order.button_ban", f"ban:{group.id}")
        rows = [_verdicts(turn, answers[0]), [ban]]
    return Reply(text=text, buttons=tuple(tuple(row) for row in rows if row))


def _verdicts(turn: Turn, answer: OfficialAnswer) -> list[Button]:
    return [
        turn.button(f"questions.button_{verdict}", f"verdict:{verdict}:{answer.id}")
        for verdict, (before, _) in VERDICTS.items()
        if answer.state in before
    ]


def _others(group: QuestionGroup, waiting: Sequence[SentQuestion]) -> list[str]:
    """How else some of those who wait have put it."""
    texts = dict.fromkeys(each.text for each in waiting)
    return [text for text in texts if text != group.text][:SHOWN]


def _agency(turn: Turn, group: QuestionGroup) -> str:
    """The agency a question was last sent to."""
    assert group.id is not None
    return questions.agency_of(turn.session, group.id)


def _send(turn: Turn, chats: Sequence[Chat], reply: Reply, group: QuestionGroup) -> None:
    for chat in chats:
        put(turn.session, chat, reply, turn.now, "card").question_id = group.id
