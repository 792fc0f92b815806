"""Where questions are answered: by an official for the agency, and for the bot by an admin."""

from __future__ import annotations

from typing import Any

from bot.core import draft_queries as drafts
from bot.core import dropping, typed_buttons
from bot.core.events import Reply
from bot.core.gathered import Words
from bot.core.turn import Routes, Rows, Turn, named, row_number
from bot.people import queries as people
from bot.questions import cards as question_cards
from bot.questions import queries as questions
from bot.questions import rules as answers
from bot.texts import shortened
from bot.understanding.masking import masked
from db.models import Draft, OfficialAnswer, QuestionGroup, SentQuestion

routes = Routes()

KINDS = {"answer": "question_answer", "decline": "question_decline"}
"""The draft that waits for the words of an action."""
A_PAGE = 10


def told(turn: Turn, answer: OfficialAnswer, question: str) -> dict[str, Any]:
    """What the sentences of an agency's answer are filled with."""
    return {
        "question": question,
        "answer": answer,
        "agency": turn.city.agency_name(answer.agency),
    }


def door(turn: Turn) -> Rows:
    """The button to what waits here for whoever handles or oversees questions; none without."""
    actor = turn.actor
    if actor.role != "official" and not actor.oversees:
        return ()
    count = questions.count_waiting(turn.session, None if actor.oversees else actor.agency)
    rows = []
    if count:
        rows.append([turn.button("questions.button_waiting", "questions:0", count=count)])
    if actor.oversees and (questions.count_reviewed(turn.session)):
        given = questions.count_given(turn.session)
        rows.append([turn.button("questions.button_answers", "answers:0", count=given)])
    return rows


@routes.button("questions")
def waiting(turn: Turn) -> None:
    """The questions that wait for one's agency, the oldest first; for the overseer, all."""
    actor = turn.actor
    if actor.role != "official" and not actor.oversees:
        turn.say("start.not_allowed")
        return
    found = questions.waiting(turn.session, None if actor.oversees else actor.agency)
    begin = row_number(turn.arguments[0])
    end = begin + A_PAGE
    rows = [
        [named(shortened(each.group.text, 50), f"question:show:{each.group.id}")]
        for each in found[begin:end]
    ]
    if end < len(found):
        left = len(found) - end
        rows.append([turn.button("questions.button_more", f"questions:{end}", left=left)])
    since = found[0].since if found else None
    turn.say("questions.waiting", rows, count=len(found), since=since, begin=begin)


@routes.button("answers")
def reviewed(turn: Turn) -> None:
    """What agencies wrote: what waits for an admin first, then what the bot shows."""
    if not turn.actor.oversees:
        turn.say("start.not_allowed")
        return
    found = questions.answers(turn.session)
    begin = row_number(turn.arguments[0])
    end = begin + A_PAGE
    rows = [
        [
            turn.button(
                f"questions.line_{answer.state}",
                f"question:show:{group.id}",
                question=shortened(group.text, 45),
            )
        ]
        for answer, group in found[begin:end]
    ]
    if end < len(found):
        left = len(found) - end
        rows.append([turn.button("questions.button_more", f"answers:{end}", left=left)])
    states = [answer.state for answer, _ in found]
    turn.say(
        "questions.answers",
        rows,
        given=states.count("given"),
        approved=states.count("approved"),
        count=len(found),
    )


@routes.button("question")
def question(turn: Turn) -> None:
    """A button of a card. Who may do what is read from the database, now."""
    action, number = turn.arguments[0], row_number(turn.arguments[-1])
    group = questions.group(turn.session, number, lock=True)
    if group is None or action not in (*KINDS, "show"):
        turn.say("start.stale_button")
    elif action == "show":
        if not question_cards.show(turn, group):
            turn.say("start.not_allowed")
    elif _may(turn, group):
        _ask_words(turn, group, KINDS[action])


def _may(turn: Turn, group: QuestionGroup, said: str = "") -> list[SentQuestion]:
    """Those who wait, if it is this official's to answer them; else why not is said."""
    assert group.id is not None
    waiting = questions.waiting_of(turn.session, group.id)
    why = answers.refusal(waiting, turn.actor)
    if why is None:
        return list(waiting)
    before = questions.answers_of(turn.session, group.id)
    if why == "right" or not before or not turn.actor.handles(before[0].agency):
        turn.say("start.not_allowed")
    else:
        turn.say("questions.already", said=said, **told(turn, before[0], group.text))
        question_cards.refresh(turn, group)
    return []


def _ask_words(turn: Turn, group: QuestionGroup, kind: str) -> None:
    """Begin the draft that waits for the words, or go on with it."""
    old = drafts.of_kind(turn.session, turn.person, turn.chat, kind)
    if old is not None and old.data["group"] == group.id:
        old.updated_at = turn.now
    else:
        if old is not None and (begun := Words.model_validate(old.data["words"])):
            turn.say("questions.replaced", said=begun.text)
        data: dict[str, Any] = {"group": group.id, "words": {}}
        drafts.begin(turn.session, turn.person, turn.chat, kind, turn.now, data=data)
    turn.say(
        f"questions.ask_{kind}",
        ask="handle.hint_words",
        question=group.text,
        private=turn.chat.private,
    )


@routes.draft(*KINDS.values())
def words(turn: Turn) -> None:
    """The words of an answer: gathered until they are enough, then shown before they are sent."""
    row = drafts.current(turn.session, turn.person, turn.chat)
    assert row is not None
    gathered = Words.model_validate(row.data["words"])
    offered = len(gathered.text) >= answers.SHORTEST_ANSWER
    if offered and typed_buttons.typed(turn, routes, _sending(turn, row)):
        return
    if turn.incoming.edited and not gathered.knows(turn.incoming.message):
        turn.say("handle.edit_not_taken")
        return
    if turn.incoming.photos or turn.incoming.place:
        turn.say("questions.only_words")
    longer = gathered.with_said(turn.incoming.message or "", turn.text)
    if len(longer.text) > answers.LONGEST_ANSWER:
        turn.say("start.too_long", length=len(longer.text), most=answers.LONGEST_ANSWER)
        longer = gathered
    row.data = row.data | {"words": longer.model_dump(mode="json")}
    row.updated_at = turn.now
    confirm(turn, row, longer)


def confirm(turn: Turn, row: Draft, gathered: Words) -> None:
    """Show the words with the button that sends them; or ask for what they still lack."""
    group = questions.group(turn.session, row.data["group"])
    assert group is not None
    if len(gathered.text) < answers.SHORTEST_ANSWER:
        turn.say("questions.more_words", ask="handle.hint_words", question=group.text)
        return
    turn.say(
        f"questions.confirm_{row.kind}",
        _sending(turn, row),
        question=group.text,
        words=masked(gathered.text),
        hidden=masked(gathered.text) != gathered.text,
    )


def _sending(turn: Turn, row: Draft) -> Rows:
    return [
        [turn.button("handle.button_confirm", f"question_send:{row.id}")],
        [turn.button("handle.button_drop", f"question_drop:{row.id}")],
    ]


@routes.button("question_send", once=True)
def send(turn: Turn) -> None:
    """Give the answer that was shown, or the reason for none."""
    row = _mine(turn)
    group = questions.group(turn.session, row.data["group"], lock=True) if row else None
    if row is None or group is None:
        turn.say("start.stale_button")
        return
    gathered = Words.model_validate(row.data["words"])
    if len(gathered.text) < answers.SHORTEST_ANSWER:
        confirm(turn, row, gathered)
        return
    turn.session.delete(row)
    if waiting := _may(turn, group, gathered.text):
        _write(turn, group, waiting, gathered.text, row.kind == KINDS["decline"])


def _write(
    turn: Turn, group: QuestionGroup, waiting: list[SentQuestion], text: str, declined: bool
) -> None:
    answer = answers.write(turn.session, group, waiting, turn.actor, text, declined, turn.now)
    reached = sum([_tell(turn, each, answer) for each in waiting])
    question_cards.refresh(turn, group)
    admins = False if declined else question_cards.bring_to_admins(turn, group)
    turn.say("questions.done", told=reached, of=len(waiting), declined=declined, admins=admins)


def _tell(turn: Turn, sent: SentQuestion, answer: OfficialAnswer) -> bool:
    """Tell one who sent the question on; false where there is nobody to tell any more."""
    if sent.person_id is None or sent.chat_id is None:
        return False
    chat = people.chat_by_id(turn.session, sent.chat_id)
    if chat is None or not chat.active:
        return False
    text = turn.tools.texts("questions.told", **told(turn, answer, sent.text))
    turn.tell(chat, Reply(text=text), "notice")
    return True


@routes.button("question_drop", once=True)
def drop(turn: Turn) -> None:
    """Drop the words of an answer that was not sent."""
    if row := _mine(turn):
        dropping.drop(turn, row)
    else:
        turn.say("start.stale_button")


def _mine(turn: Turn) -> Draft | None:
    """The draft a button belongs to, if it is this person's, here, and still open."""
    row = drafts.by_id(turn.session, row_number(turn.arguments[0]))
    if row is None or (row.person_id, row.chat_id) != (turn.person.id, turn.chat.id):
        return None
    return row if row.kind in KINDS.values() else None


@routes.button("verdict")
def verdict(turn: Turn) -> None:
    """An admin takes an answer into the bot's own, does not, or takes it back."""
    wish, number = turn.arguments[0], row_number(turn.arguments[-1])
    answer = questions.answer(turn.session, number)
    if answer is None or wish not in answers.VERDICTS:
        turn.say("start.stale_button")
        return
    group = questions.group(turn.session, answer.group_id, lock=True)
    assert group is not None
    turn.session.refresh(answer)
    why = answers.decide(turn.session, answer, wish, turn.actor, turn.now)
    if why == "right":
        turn.say("start.not_allowed")
        return
    turn.say(f"questions.now_{answer.state}", already=why == "done", question=group.text)
    question_cards.refresh(turn, group)
