"""The tables of questions to the plan: residents' questions, officials' answers, ratings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.types import UtcDateTime


class QuestionGroup(SQLModel, table=True):
    """Questions that ask the same, by the rule of `bot.questions.alike`; `text` is the first one's.

    `head` and `size` narrow down which groups a question can belong to; `words` decides.
    """

    __tablename__ = "question_group"
    __table_args__ = (Index("ix_question_group_head", "head", "size"),)

    id: int | None = Field(default=None, primary_key=True)
    head: str
    size: int
    words: str
    text: str
    created_at: datetime = Field(sa_type=UtcDateTime)


class Question(SQLModel, table=True):
    """A question the plan had no answer to, masked and without its asker, with the best score.

    `kind` says what was asked for. Whoever has the `token`, which only the button under the
    refusal carries, can send it on. A question from before there were groups has neither.
    `asker` tells people who ask the same apart: a keyed hash of account and group, so that it leads
    to no other question; None where it was not noted yet.
    """

    id: int | None = Field(default=None, primary_key=True)
    text: str
    score: float
    kind: str = ""
    group_id: int | None = Field(default=None, foreign_key="question_group.id", index=True)
    token: str | None = Field(default=None, index=True, unique=True)
    asker: str | None = Field(default=None, index=True)
    asked_at: datetime = Field(sa_type=UtcDateTime, index=True)


class OfficialAnswer(SQLModel, table=True):
    """An agency's answer to a group of questions, masked.

    `state` is given, approved (shown to all who ask so), refused or withdrawn (by an admin), or
    declined (the agency does not answer, and `text` says why). `decided_at` is when an admin did.
    """

    __tablename__ = "official_answer"

    id: int | None = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="question_group.id", index=True)
    agency: str
    text: str
    state: str = Field(default="given", index=True)
    given_at: datetime = Field(sa_type=UtcDateTime, index=True)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SentQuestion(SQLModel, table=True):
    """A question that a person, who has agreed to be remembered with it, sent on to an agency.

    Without `answer_id` it waits. Where consent was withdrawn it stays, without a person.
    """

    __tablename__ = "sent_question"

    id: int | None = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="question_group.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    chat_id: int | None = Field(default=None, foreign_key="chat.id")
    agency: str = Field(index=True)
    text: str
    sent_at: datetime = Field(sa_type=UtcDateTime, index=True)
    answer_id: int | None = Field(default=None, foreign_key="official_answer.id")


class Rating(SQLModel, table=True):
    """A person's rating of an item of a plan as an answer; `word` says why, masked.

    One for each person and item, until the tie to the person is cut and the rest stays.
    """

    __table_args__ = (UniqueConstraint("person_id", "plan", "item"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    plan: str
    item: str
    up: bool
    word: str = ""
    at: datetime = Field(sa_type=UtcDateTime, index=True)


class ItemAsked(SQLModel, table=True):
    """How often an item of a plan was the answer on a day of the city's, whoever asked.

    Under the plan `elsewhere`: how often residents were told whose matter of a kind it is.
    """

    __tablename__ = "item_asked"

    day: date = Field(primary_key=True)
    plan: str = Field(primary_key=True)
    item: str = Field(primary_key=True)
    times: int


class Subject(SQLModel, table=True):
    """The subject of a person's last question in a chat, which a follow-up question keeps."""

    __table_args__ = (UniqueConstraint("person_id", "chat_id"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    chat_id: int = Field(foreign_key="chat.id")
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
