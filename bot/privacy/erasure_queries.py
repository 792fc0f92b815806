"""Takes people out of what is kept: their words, pictures, names and ids. Nothing comes back."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, or_, update
from sqlmodel import Session, col, select

from bot.people.block_queries import stands
from bot.reports.erasing_queries import ERASED
from db import outbox, web
from db.models import (
    Audit,
    Block,
    Chat,
    Draft,
    Inbox,
    Outbox,
    Person,
    Question,
    QuestionGroup,
    Rating,
    Report,
    ReportEvent,
    SentQuestion,
    Subscription,
)


def ended_before(
    session: Session, before: datetime, asked_before: datetime, most: int
) -> Sequence[Report]:
    """Reports that were closed before that moment and still have a person's words in them.

    One that holds a promise waits until its sender was asked about it before `asked_before`.
    """
    asked = or_(col(Report.promised_at).is_(None), col(Report.promised_at) < asked_before)
    query = (
        select(Report)
        .where(col(Report.erased_at).is_(None), col(Report.ended_at) < before, asked)
        .order_by(col(Report.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return session.exec(query).all()


def left_open(session: Session, before: datetime, most: int) -> Sequence[Report]:
    """Reports nobody closed, of which their sender said the last word before that moment."""
    later = select(ReportEvent.id).where(
        ReportEvent.report_id == Report.id,
        col(ReportEvent.role).in_(("reporter", "resident")),
        ReportEvent.at >= before,
    )
    query = (
        select(Report)
        .where(col(Report.erased_at).is_(None), col(Report.ended_at).is_(None))
        .where(Report.created_at < before, ~later.exists())
        .order_by(col(Report.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return session.exec(query).all()


def of_person(session: Session, person_id: int) -> Sequence[Report]:
    """A person's reports, locked in the order of their ids."""
    query = select(Report).where(Report.person_id == person_id).order_by(col(Report.id))
    return session.exec(query.with_for_update()).all()


def who_asked(session: Session, most: int) -> Sequence[Person]:
    """People who asked that nothing of them be kept, the first one first."""
    query = (
        select(Person)
        .where(col(Person.erase_at).is_not(None))
        .order_by(col(Person.erase_at))
        .limit(most)
    )
    return session.exec(query.with_for_update(skip_locked=True)).all()


def absent(session: Session, before: datetime, most: int) -> Sequence[Person]:
    """Residents not seen since that moment who have no report, question or block any more."""
    tied = [
        select(Report.id).where(Report.person_id == Person.id),
        select(SentQuestion.id).where(
            SentQuestion.person_id == Person.id, col(SentQuestion.answer_id).is_(None)
        ),
        select(Block.id).where(Block.person_id == Person.id),
    ]
    query = (
        select(Person)
        .where(Person.role == "resident", Person.channel != ERASED)
        .where(func.coalesce(Person.seen_at, Person.created_at) < before)
        .where(*(~each.exists() for each in tied))
        .order_by(col(Person.id))
        .limit(most)
    )
    return session.exec(query.with_for_update(skip_locked=True)).all()


def waits(session: Session, person_id: int) -> bool:
    """Whether a message to this person in private is still to be sent."""
    query = (
        select(Outbox.id)
        .join(Chat, col(Chat.id) == Outbox.chat_id)
        .where(Chat.person_id == person_id, Outbox.state == "waiting")
        .limit(1)
    )
    return session.exec(query).first() is not None


def drop_drafts(session: Session, person_id: int) -> set[str]:
    """Delete what a person has begun; returns the keys of its pictures."""
    gone = delete(Draft).where(col(Draft.person_id) == person_id).returning(col(Draft.data))
    found = session.exec(gone).scalars().all()
    return {key for data in found for key in data.get("photos", ())}


def drop_words(session: Session, person_id: int, words: str, now: datetime) -> None:
    """Put `words` in the place of what a person asked and said of answers.

    A question that others asked too, or that was answered, stays: it is nobody's, and masked.
    """
    mine = select(SentQuestion.group_id).where(SentQuestion.person_id == person_id)
    often = select(Question.group_id).group_by(col(Question.group_id)).having(func.count() > 1)
    answered = select(SentQuestion.group_id).where(col(SentQuestion.answer_id).is_not(None))
    group = col(QuestionGroup.id)
    alone = [group.in_(mine), group.not_in(answered),
             group.not_in(often.where(col(Question.group_id).is_not(None)))]  # fmt: skip
    _empty_groups(session, session.exec(select(group).where(*alone)).all(), words, now)
    theirs = update(SentQuestion).where(col(SentQuestion.person_id) == person_id)
    session.exec(theirs.values(text=words))
    session.exec(update(Rating).where(col(Rating.person_id) == person_id).values(word=""))


def drop_unanswered(session: Session, before: datetime, words: str, now: datetime) -> None:
    """Put `words` in the place of questions sent on before that moment that nobody answered.

    They are no person's any more; one that was asked or sent on again since keeps its words.
    """
    sent = (col(SentQuestion.answer_id).is_(None), col(SentQuestion.sent_at) < before)
    group = col(SentQuestion.group_id)
    sent_again = select(group).where(
        or_(col(SentQuestion.answer_id).is_not(None), col(SentQuestion.sent_at) >= before)
    )
    asked_again = select(col(Question.group_id)).where(
        Question.asked_at >= before, col(Question.group_id).is_not(None)
    )
    old = select(group).where(
        *sent, col(SentQuestion.text) != words, group.not_in(sent_again), group.not_in(asked_again)
    )
    _empty_groups(session, session.exec(old.distinct()).all(), words, now)
    gone = update(SentQuestion).where(*sent, col(SentQuestion.text) != words)
    session.exec(gone.values(text=words, person_id=None, chat_id=None))


def _empty_groups(session: Session, ids: Sequence[int | None], words: str, now: datetime) -> None:
    empty = update(QuestionGroup).where(col(QuestionGroup.id).in_(ids))
    session.exec(empty.values(text=words, words="", head="", size=0))
    session.exec(update(Question).where(col(Question.group_id).in_(ids)).values(text=words))
    sent = (col(Outbox.question_id).in_(ids), col(Outbox.state) != "waiting")
    session.exec(update(Outbox).where(*sent).values(payload=None))
    shown = select(Outbox).where(col(Outbox.question_id).in_(ids), Outbox.kind == "card")
    outbox.wipe(session, session.exec(shown).all(), {"text": words}, now)


def drop_ids(session: Session, person: Person, now: datetime) -> None:
    """Forget which account a person and their private chats are.

    The rows stay, as nobody's: the audit and the proof of consent refer to them, and a block that
    stands, which is found again by a hash.
    """
    for chat in session.exec(select(Chat).where(Chat.person_id == person.id)).all():
        _forget_chat(session, chat)
    over = col(Block.id).not_in(select(Block.id).where(stands(now)))
    session.exec(delete(Block).where(col(Block.person_id) == person.id, over))
    theirs = (col(Audit.person_id) == person.id) & (col(Audit.role) == "resident")
    session.exec(update(Audit).where(theirs).values(person_id=None, chat_id=None))
    for name in ("assignee_id", "entered_by"):
        given = update(Report).where(col(getattr(Report, name)) == person.id)
        session.exec(given.values({name: None}))
    person.channel, person.channel_id = ERASED, _nobody()
    person.alias = person.agency = person.consent_version = person.erase_at = None
    person.role = "resident"
    session.add(person)
    session.flush()


def drop_conversations(session: Session, person: Person) -> set[str]:
    """Empty all that was told a person in private, and what their page shows.

    What still waits to be told is given up. Returns the keys of what was shown.
    """
    keys: set[str] = set()
    for chat in session.exec(select(Chat).where(Chat.person_id == person.id)).all():
        keys |= _pictures_sent(session, chat)
        mine = update(Outbox).where(col(Outbox.chat_id) == chat.id)
        session.exec(mine.values(payload=None, error=None))
        session.exec(mine.where(col(Outbox.state) == "waiting").values(state="dead", error=ERASED))
        lane = f"{chat.channel}:{chat.channel_id}"
        over = (col(Inbox.chat) == lane) & (col(Inbox.state) != "waiting")
        session.exec(update(Inbox).where(over).values(payload=None))
        if chat.channel == web.CHANNEL:
            keys |= web.forget(session, chat.channel_id)
    return keys


def _forget_chat(session: Session, chat: Chat) -> None:
    lane = f"{chat.channel}:{chat.channel_id}"
    done = (col(Inbox.chat) == lane) & (col(Inbox.state) != "waiting")
    session.exec(delete(Inbox).where(done))
    sent = update(Outbox).where(col(Outbox.chat_id) == chat.id)
    session.exec(sent.values(message=None))
    session.exec(
        update(Subscription).where(col(Subscription.chat_id) == chat.id).values(active=False)
    )
    web.rename(session, chat.channel_id, "")
    chat.channel, chat.channel_id, chat.title = ERASED, _nobody(), ""
    chat.person_id, chat.role, chat.agency, chat.active = None, None, None, False
    session.add(chat)


def _pictures_sent(session: Session, chat: Chat) -> set[str]:
    query = select(Outbox.payload).where(Outbox.chat_id == chat.id)
    payloads = [each for each in session.exec(query).all() if each]
    files = [file["key"] for each in payloads for file in each.get("files", ())]
    return {*files, *(key for each in payloads for key in each.get("photos", ()))}


def _nobody() -> str:
    return secrets.token_hex(8)
