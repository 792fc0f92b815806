"""Rules of unanswered questions: stored with a keyed hash, forwarded, answered, approved."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import Session

from bot.core.turn import Turn
from bot.people import marks, roles
from bot.people.roles import Actor
from bot.questions import queries as questions
from bot.questions.alike import Gist, alike, gist, stored_gist
from bot.understanding.masking import masked
from db.models import Chat, OfficialAnswer, Person, Question, QuestionGroup, SentQuestion
from knowledge.answering.engine import Answer
from knowledge.answering.search import Search

SHORTEST_ANSWER = 10
"""Characters of an answer, or of the reason for declining."""
LONGEST_ANSWER = 1500
"""Characters of it: with its question and another answer it still fits into one message."""


def keep(
    session: Session,
    search: Search,
    text: str,
    answer: Answer,
    now: datetime,
    person: Person | None = None,
) -> Question:
    """Store an unanswered question, masked, in the group of those that ask the same.

    Of the `person` only a hash is stored, so that three people are told from one who asks three
    times. The token of the question lets its asker forward it.
    """
    masked_text = masked(text)
    group = _group_of(session, gist(search, masked_text), masked_text, now)
    question = Question(
        text=masked_text,
        score=answer.score,
        kind=answer.kind,
        group_id=group.number,
        token=secrets.token_urlsafe(12),
        asker=marks.asker(session, person, group.number) if person else None,
        asked_at=now,
    )
    session.add(question)
    session.flush()
    return question


def _group_of(session: Session, new_gist: Gist, text: str, now: datetime) -> QuestionGroup:
    for number, words in questions.groups_like(session, new_gist.head, new_gist.size):
        stored = stored_gist(new_gist.head, words)
        if not alike(new_gist, stored):
            continue
        group = session.get_one(QuestionGroup, number)
        if new_gist.has_marks and not stored.has_marks:  # from now on it is told apart by these
            group.size, group.words = new_gist.size, new_gist.line
        return group
    new = QuestionGroup(
        head=new_gist.head, size=new_gist.size, words=new_gist.line, text=text, created_at=now
    )
    session.add(new)
    session.flush()
    return new


def official_answer(
    session: Session, search: Search, text: str
) -> tuple[QuestionGroup, OfficialAnswer] | None:
    """Return the approved answer to a question like this; None for one of too few words."""
    question_gist = gist(search, masked(text))
    if not question_gist.is_telling:
        return None
    for group, answer in questions.approved_like(session, question_gist.head, question_gist.size):
        if alike(question_gist, stored_gist(group.head, group.words)):
            return group, answer
    return None


@dataclass(frozen=True)
class Sent:
    """The result of forwarding a question.

    `state`: `sent` (and `first` of its group to wait), `waits` already, or `told` an answer the
    agency gave before.
    """

    state: Literal["sent", "waits", "told"]
    row: SentQuestion
    group: QuestionGroup
    first: bool = False
    answer: OfficialAnswer | None = None


def send_on(
    session: Session,
    question: Question,
    person: Person,
    chat: Chat,
    agency: str,
    now: datetime,
    despite_answer: bool = False,
) -> Sent:
    """Forward a question for a person who has agreed, even `despite_answer`."""
    assert roles.lets_keep_questions(session, person)
    group = session.get_one(QuestionGroup, question.group_id, with_for_update=True)
    waiting = questions.waiting_of(session, group.number)
    own = next((sent for sent in waiting if sent.person_id == person.number), None)
    if own is not None:
        return Sent("waits", own, group)
    standing = None if despite_answer else _standing(session, group.number, person.number)
    row = SentQuestion(
        group_id=group.number,
        person_id=person.number,
        chat_id=chat.id,
        agency=waiting[0].agency if waiting else agency,
        text=question.text,
        sent_at=now,
        answer_id=standing.id if standing else None,
    )
    session.add(row)
    session.flush()
    if standing:
        return Sent("told", row, group, answer=standing)
    return Sent("sent", row, group, first=not waiting)


def _standing(session: Session, group_id: int, person_id: int) -> OfficialAnswer | None:
    """Return the agency's answer; the reason for declining only to a person who was told it."""
    for answer in questions.answers_of(session, group_id):
        if answer.state in questions.STANDING:
            return answer
    last = questions.sent_by(session, group_id, person_id)
    return last[1] if last and last[1] and last[1].state == "declined" else None


Refusal = Literal["right", "done"]


def refusal(waiting: Sequence[SentQuestion], actor: Actor) -> Refusal | None:
    """Return why `actor` cannot answer these now, or None if they can."""
    if not waiting:
        return "done" if actor.role == "official" else "right"
    return None if any(actor.handles(sent.agency) for sent in waiting) else "right"


def write(
    turn: Turn, group: QuestionGroup, waiting: Sequence[SentQuestion], text: str, declined: bool
) -> OfficialAnswer:
    """Store an agency's answer (or its reason for declining) for all who wait in a locked group."""
    actor = turn.actor
    assert refusal(waiting, actor) is None
    answer = OfficialAnswer(
        group_id=group.number,
        agency=actor.agency or waiting[0].agency,
        text=masked(text),
        state="declined" if declined else "given",
        given_at=turn.now,
    )
    turn.session.add(answer)
    turn.session.flush()
    for sent in waiting:
        sent.answer_id = answer.id
    action = "decline question" if declined else "answer question"
    roles.note(turn.session, actor, action, f"question {group.number}", turn.now)
    return answer


VERDICTS = {
    "approve": (frozenset({"given", "refused", "withdrawn"}), "approved"),
    "refuse": (frozenset({"given"}), "refused"),
    "take": (frozenset({"approved"}), "withdrawn"),
}
"""The decisions of an admin: from which states, to which."""


def decide(turn: Turn, answer: OfficialAnswer, verdict: str) -> Refusal | None:
    """Decide on an answer of a locked group; return why not, or None when it is done."""
    actor, (before, after) = turn.actor, VERDICTS[verdict]
    if actor.role != "admin":
        return "right"
    if answer.state not in before:
        return "done"
    answer.state, answer.decided_at = after, turn.now
    turn.session.flush()
    if after == "approved":
        questions.end_others(turn.session, answer, turn.now)
    roles.note(turn.session, actor, f"{verdict} answer", f"question {answer.group_id}", turn.now)
    return None


def questions_asked(session: Session, person: Person) -> Sequence[Question]:
    """Return the unanswered questions this account asked, the oldest first."""
    secret = marks.secret(session)
    groups = questions.groups_with_askers(session)
    return questions.of_askers(
        session, [marks.account_hash(secret, person, f" question {group}") for group in groups]
    )


def forget_asked(session: Session, person: Person) -> None:
    """Replace the hash of an account by a random one, the same for all its questions of a group."""
    substitutes: dict[str | None, str] = {}
    for question in questions_asked(session, person):
        question.asker = substitutes.setdefault(question.asker, secrets.token_hex(32))
    session.flush()
