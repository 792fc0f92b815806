"""The tables of questions to the plan: residents' questions, officials' answers, ratings."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from db.types import Named, Numbered, UtcDateTime


class QuestionGroup(Numbered, table=True):
    """Questions that ask the same, by the rule of `bot.questions.alike`; `text` is the first one's.

    `head` and `size` narrow down which groups a question can belong to; `words` decides.
    """

    __table_args__ = (Index("ix_question_group_head", "head", "size"),)

    head: str
    size: int
    words: str
    text: str
    created_at: datetime = Field(sa_type=UtcDateTime)


class Question(Numbered, table=True):
    """A question the plan had no answer to, masked and without its asker, with the best score.

    `kind` says what was asked for. Whoever has the `token`, which only the button under the
    refusal carries, can send it on. A question from before there were groups has neither.
    `asker` tells people who ask the same apart: a keyed hash of account and group, so that it leads
    to no other question; None where it was not noted yet.
    """

    text: str
    score: float
    kind: str = ""
    group_id: int | None = Field(default=None, foreign_key="question_group.id", index=True)
    token: str | None = Field(default=None, index=True, unique=True)
    asker: str | None = Field(default=None, index=True)
    asked_at: datetime = Field(sa_type=UtcDateTime, index=True)


class OfficialAnswer(Numbered, table=True):
    """An agency's answer to a group of questions, masked.

    `state` is given, approved (shown to all who ask so), refused or withdrawn (by an admin), or
    declined (the agency does not answer, and `text` says why). `decided_at` is when an admin did.
    """

    group_id: int = Field(foreign_key="question_group.id", index=True)
    agency: str
    text: str
    state: str = Field(default="given", index=True)
    given_at: datetime = Field(sa_type=UtcDateTime, index=True)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SentQuestion(Numbered, table=True):
    """A question that a person, who has agreed to be remembered with it, sent on to an agency.

    Without `answer_id` it waits. Where consent was withdrawn it stays, without a person.
    """

    group_id: int = Field(foreign_key="question_group.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    chat_id: int | None = Field(default=None, foreign_key="chat.id")
    agency: str = Field(index=True)
    text: str
    sent_at: datetime = Field(sa_type=UtcDateTime, index=True)
    answer_id: int | None = Field(default=None, foreign_key="official_answer.id")


class Rating(Numbered, table=True):
    """A person's rating of an item of a plan as an answer; `word` says why, masked.

    One for each person and item, until the tie to the person is cut and the rest stays.
    """

    __table_args__ = (UniqueConstraint("person_id", "plan", "item"),)

    person_id: int | None = Field(default=None, foreign_key="person.id")
    plan: str
    item: str
    up: bool
    word: str = ""
    at: datetime = Field(sa_type=UtcDateTime, index=True)


class ItemAsked(Named, table=True):
    """How often an item of a plan was the answer on a day of the city's, whoever asked.

    Under the plan `elsewhere`: how often residents were told whose matter of a kind it is.
    """

    day: date = Field(primary_key=True)
    plan: str = Field(primary_key=True)
    item: str = Field(primary_key=True)
    times: int


class Subject(Numbered, table=True):
    """The subject of a person's last question in a chat, which a follow-up question keeps."""

    __table_args__ = (UniqueConstraint("person_id", "chat_id"),)

    person_id: int = Field(foreign_key="person.id")
    chat_id: int = Field(foreign_key="chat.id")
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
