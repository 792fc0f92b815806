"""What becomes of questions no plan answers: kept without who asked, sent on, answered, shown."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlmodel import Session

from bot.people import marks
from bot.people import roles as people
from bot.people.roles import Actor
from bot.questions import count_queries as question_counts
from bot.questions import queries as questions
from bot.questions.alike import Gist, alike, gist, gist_kept
from bot.understanding.masking import masked
from db.models import Chat, OfficialAnswer, Person, Question, QuestionGroup, SentQuestion
from knowledge.answering.engine import Answer
from knowledge.answering.search import Search

SHORTEST_ANSWER = 10
"""Characters of an answer, or of the reason for none: `không` helps nobody."""
LONGEST_ANSWER = 1500
"""Characters of it: with the question, and beside another one, it still fits into one message."""


def count(session: Session, found: Sequence[Answer], day: date) -> None:
    """Count which items of the plans answered, on a day of the city's: one for each question."""
    first = [each.citations[0] for each in found if each.outcome == "answer" and each.citations]
    times = Counter((cited.plan, cited.item) for cited in first)
    question_counts.count_items(session, day, times)


def keep(
    session: Session,
    search: Search,
    text: str,
    found: Answer,
    now: datetime,
    person: Person | None = None,
) -> Question:
    """Keep a question that found no answer, masked, in the group of those that ask the same.

    Of the `person` who asked is kept what tells three who ask the same from one who asks three
    times. The question comes back with the token by which whoever asked it can send it on.
    """
    shown = masked(text)
    belongs = _group_of(session, gist(search, shown), shown, now)
    assert belongs.id is not None
    question = Question(
        text=shown,
        score=found.score,
        kind=found.kind,
        group_id=belongs.id,
        token=secrets.token_urlsafe(12),
        asker=marks.asker(session, person, belongs.id) if person else None,
        asked_at=now,
    )
    session.add(question)
    session.flush()
    return question


def _group_of(session: Session, made: Gist, text: str, now: datetime) -> QuestionGroup:
    for number, words in questions.groups_like(session, made.head, made.size):
        kept = gist_kept(made.head, words)
        if not alike(made, kept):
            continue
        group = questions.group(session, number or 0)
        assert group is not None
        if made.has_marks and not kept.has_marks:  # from now on it is told apart by these
            group.size, group.words = made.size, made.kept
        return group
    new = QuestionGroup(head=made.head, size=made.size, words=made.kept, text=text, created_at=now)
    session.add(new)
    session.flush()
    return new


@dataclass(frozen=True)
class Shown:
    """An approved answer of an agency, and the question it was written on."""

    question: str
    answer: OfficialAnswer


def official_answer(session: Session, search: Search, text: str) -> Shown | None:
    """The approved answer to a question that asks the same as this one, by the rule of grouping.

    None for a question of hardly a word: that is understood only from what was said before.
    """
    made = gist(search, masked(text))
    if not made.is_telling:
        return None
    for group, answer in questions.approved_like(session, made.head, made.size):
        if alike(made, gist_kept(group.head, group.words)):
            return Shown(group.text, answer)
    return None


@dataclass(frozen=True)
class Sent:
    """What became of sending a question on.

    `state`: `sent` (and `first` of its group to wait), `waits` already, or `told` at once
    what the agency wrote when somebody else asked.
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
    anew: bool = False,
) -> Sent:
    """Send a question on for a person who has agreed; `anew` although there is an answer."""
    assert people.lets_keep_questions(session, person) and person.id is not None
    group = questions.group(session, question.group_id or 0, lock=True)
    assert group is not None and group.id is not None
    waiting = questions.waiting_of(session, group.id)
    mine = next((each for each in waiting if each.person_id == person.id), None)
    if mine is not None:
        return Sent("waits", mine, group)
    standing = None if anew else _standing(session, group.id, person.id)
    row = SentQuestion(
        group_id=group.id,
        person_id=person.id,
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
    """What the agency wrote on this; why it writes nothing, only for one who was told that."""
    for each in questions.answers_of(session, group_id):
        if each.state in questions.STANDING:
            return each
    last = questions.sent_by(session, group_id, person_id)
    return last[1] if last and last[1] and last[1].state == "declined" else None


Refusal = Literal["right", "done"]


def refusal(waiting: Sequence[SentQuestion], actor: Actor) -> Refusal | None:
    """Why `actor` cannot answer these now, or None if they can."""
    if not waiting:
        return "done" if actor.role == "official" else "right"
    return None if any(actor.handles(each.agency) for each in waiting) else "right"


def write(
    session: Session,
    group: QuestionGroup,
    waiting: Sequence[SentQuestion],
    actor: Actor,
    text: str,
    declined: bool,
    now: datetime,
) -> OfficialAnswer:
    """Write an agency's answer (or why it gives none) on a locked group, for all who wait."""
    assert group.id is not None and refusal(waiting, actor) is None
    answer = OfficialAnswer(
        group_id=group.id,
        agency=actor.agency or waiting[0].agency,
        text=masked(text),
        state="declined" if declined else "given",
        given_at=now,
    )
    session.add(answer)
    session.flush()
    for each in waiting:
        each.answer_id = answer.id
    action = "decline question" if declined else "answer question"
    people.note(session, actor, action, f"question {group.id}", now)
    return answer


VERDICTS = {
    "approve": (frozenset({"given", "refused", "withdrawn"}), "approved"),
    "refuse": (frozenset({"given"}), "refused"),
    "take": (frozenset({"approved"}), "withdrawn"),
}
"""What an admin can decide: from which states, to which."""


def decide(
    session: Session, answer: OfficialAnswer, verdict: str, actor: Actor, now: datetime
) -> Refusal | None:
    """Decide on an answer of a locked group; returns why not, or None when it is done."""
    if actor.role != "admin":
        return "right"
    before, after = VERDICTS[verdict]
    if answer.state not in before:
        return "done"
    answer.state, answer.decided_at = after, now
    session.flush()
    if after == "approved":
        questions.end_others(session, answer, now)
    people.note(session, actor, f"{verdict} answer", f"question {answer.group_id}", now)
    return None
