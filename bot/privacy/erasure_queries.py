"""Find whom and what to erase or forget, and remove words, pictures, names and ids for good."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, delete, func, or_, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.core import chain_queries
from bot.core.draft_queries import FOR_A_TAP
from bot.core.file_queries import hide_pictures
from bot.people.block_queries import stands
from bot.reports.queries import ERASED
from db import outbox, web
from db.engine import Row
from db.models import (
    Audit,
    Block,
    Chat,
    Draft,
    Inbox,
    OfficialAnswer,
    Outbox,
    Person,
    Question,
    QuestionGroup,
    Rating,
    Report,
    ReportEvent,
    SentQuestion,
    SignIn,
    Subject,
    Subscription,
)

AT_ONCE = 100
"""Rows that are erased in one transaction."""


def ended_before(session: Session, before: datetime, asked_before: datetime) -> Sequence[Report]:
    """Return old closed reports with a person's words; a promise must be asked about before."""
    promise_settled = or_(col(Report.promised_at).is_(None), col(Report.promised_at) < asked_before)
    query = select(Report).where(col(Report.erased_at).is_(None), promise_settled)
    return _locked(session, query.where(col(Report.ended_at) < before), Report.id)


def left_open(session: Session, before: datetime) -> Sequence[Report]:
    """Return open reports without a word of their sender since that moment."""
    later_events = select(ReportEvent.id).where(
        ReportEvent.report_id == Report.id,
        col(ReportEvent.role).in_(("reporter", "resident")),
        ReportEvent.at >= before,
    )
    query = (
        select(Report)
        .where(col(Report.erased_at).is_(None), col(Report.ended_at).is_(None))
        .where(Report.created_at < before, ~later_events.exists())
    )
    return _locked(session, query, Report.id)


def _locked(session: Session, query: SelectOfScalar[Row], order: object) -> Sequence[Row]:
    """Return the first rows, locked; those another process has locked are left out."""
    query = query.order_by(col(order)).limit(AT_ONCE)
    return session.exec(query.with_for_update(skip_locked=True)).all()


def of_person(session: Session, person_id: int) -> Sequence[Report]:
    """Return a person's reports, locked in the order of their ids."""
    query = select(Report).where(Report.person_id == person_id).order_by(col(Report.id))
    return session.exec(query.with_for_update()).all()


def erasure_requests(session: Session) -> Sequence[Person]:
    """Return people who asked to be erased, earliest request first."""
    query = select(Person).where(col(Person.erase_at).is_not(None))
    return _locked(session, query, Person.erase_at)


def absent(session: Session, before: datetime) -> Sequence[Person]:
    """Return residents not seen since that moment who have no report, question or block."""
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
        .where(*(~rows.exists() for rows in tied))
    )
    return _locked(session, query, Person.id)


def waits(session: Session, person_id: int) -> bool:
    """Return whether a private message to this person is still to be sent."""
    query = (
        select(Outbox.id)
        .join(Chat, col(Chat.id) == Outbox.chat_id)
        .where(Chat.person_id == person_id, Outbox.state == "waiting")
        .limit(1)
    )
    return session.exec(query).first() is not None


def drop_drafts(session: Session, person_id: int) -> set[str]:
    """Delete a person's drafts; returns the keys of their pictures."""
    deletion = delete(Draft).where(col(Draft.person_id) == person_id).returning(col(Draft.data))
    drafts = session.exec(deletion).scalars().all()
    return {key for data in drafts for key in data.get("photos", ())}


def drop_words(session: Session, person_id: int, words: str, now: datetime) -> None:
    """Replace a person's questions by `words`; those others asked, or answered, stay."""
    own_groups = select(SentQuestion.group_id).where(SentQuestion.person_id == person_id)
    often = select(Question.group_id).group_by(col(Question.group_id)).having(func.count() > 1)
    answered = select(SentQuestion.group_id).where(col(SentQuestion.answer_id).is_not(None))
    group = col(QuestionGroup.id)
    alone = [group.in_(own_groups), group.not_in(answered),
             group.not_in(often.where(col(Question.group_id).is_not(None)))]  # fmt: skip
    _empty_groups(session, session.exec(select(group).where(*alone)).all(), words, now)
    own_questions = update(SentQuestion).where(col(SentQuestion.person_id) == person_id)
    session.exec(own_questions.values(text=words))
    session.exec(update(Rating).where(col(Rating.person_id) == person_id).values(word=""))


def drop_unanswered(session: Session, before: datetime, words: str, now: datetime) -> None:
    """Replace questions sent on before and not asked since, unanswered, by `words`, unnamed."""
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
    emptied = update(SentQuestion).where(*sent, col(SentQuestion.text) != words)
    session.exec(emptied.values(text=words, person_id=None, chat_id=None))


def _empty_groups(session: Session, ids: Sequence[int | None], words: str, now: datetime) -> None:
    empty = update(QuestionGroup).where(col(QuestionGroup.id).in_(ids))
    session.exec(empty.values(text=words, words="", head="", size=0))
    session.exec(update(Question).where(col(Question.group_id).in_(ids)).values(text=words))
    sent = (col(Outbox.question_id).in_(ids), col(Outbox.state) != "waiting")
    session.exec(update(Outbox).where(*sent).values(payload=None))
    cards = select(Outbox).where(col(Outbox.question_id).in_(ids), Outbox.kind == "card")
    locked = cards.with_for_update().execution_options(populate_existing=True)
    outbox.wipe(session, session.exec(locked).all(), {"text": words}, now)


def drop_ids(session: Session, person: Person, now: datetime) -> None:
    """Remove the account ids of a person and their private chats.

    The rows stay: the audit and the proof of consent refer to them, and so does a standing block,
    which is found again by a hash.
    """
    for chat in session.exec(select(Chat).where(Chat.person_id == person.id)).all():
        _forget_chat(session, chat)
    session.exec(delete(SignIn).where(col(SignIn.person_id) == person.id))
    over = col(Block.id).not_in(select(Block.id).where(stands(now)))
    session.exec(delete(Block).where(col(Block.person_id) == person.id, over))
    chain_queries.erase_salts_of_acts(session, person.number)
    own_actions = (col(Audit.person_id) == person.id) & (col(Audit.role) == "resident")
    session.exec(update(Audit).where(own_actions).values(person_id=None, chat_id=None))
    for name in ("assignee_id", "entered_by"):
        references = update(Report).where(col(getattr(Report, name)) == person.id)
        session.exec(references.values({name: None}))
    # The two are a unique key: chance takes the place of the account, and leads to nobody.
    person.channel, person.channel_id = ERASED, secrets.token_hex(8)
    person.alias = person.agency = person.consent_version = person.erase_at = None
    person.role = "resident"
    session.add(person)
    session.flush()


def drop_conversations(session: Session, person: Person) -> set[str]:
    """Empty a person's private messages and page history; returns the keys of the files."""
    keys: set[str] = set()
    for chat in session.exec(select(Chat).where(Chat.person_id == person.id)).all():
        sent = select(Outbox.payload).where(Outbox.chat_id == chat.id)
        keys |= _keys_in(session.exec(sent).all())
        messages = update(Outbox).where(col(Outbox.chat_id) == chat.id)
        session.exec(messages.values(payload=None, error=None))
        waiting = messages.where(col(Outbox.state) == "waiting")
        session.exec(waiting.values(state="dead", error=ERASED))
        session.exec(update(Inbox).where(_handled(chat)).values(payload=None))
        if chat.channel == web.CHANNEL:
            keys |= web.forget(session, chat.channel_id)
    return keys


def _handled(chat: Chat) -> ColumnElement[bool]:
    lane = f"{chat.channel}:{chat.channel_id}"
    return (col(Inbox.chat) == lane) & (col(Inbox.state) != "waiting")


def _forget_chat(session: Session, chat: Chat) -> None:
    session.exec(delete(Inbox).where(_handled(chat)))
    session.exec(update(Outbox).where(col(Outbox.chat_id) == chat.id).values(message=None))
    subscriptions = update(Subscription).where(col(Subscription.chat_id) == chat.id)
    session.exec(subscriptions.values(active=False))
    web.rename(session, chat.channel_id, "")
    chat.channel, chat.channel_id, chat.title = ERASED, secrets.token_hex(8), ""
    chat.person_id, chat.role, chat.agency, chat.active = None, None, None, False
    session.add(chat)


def _keys_in(payloads: Iterable[Mapping[str, Any] | None]) -> set[str]:
    """Return the keys of the files and pictures of messages."""
    full = [payload for payload in payloads if payload]
    files = [file["key"] for payload in full for file in payload.get("files", ())]
    return {*files, *(key for payload in full for key in payload.get("photos", ()))}


_HAS_NOT_AGREED = select(Person.id).where(col(Person.consent_version).is_(None))
COPY = "copy"
"""The kind of the message with a person's copy of their data."""


def empty_dead(session: Session, before: datetime) -> None:
    """Empty messages given up before that moment, received or to be sent; the rows stay."""
    ended: tuple[tuple[type[Inbox | Outbox], ColumnElement[bool]], ...] = (
        (Inbox, col(Inbox.ended_at) < before),
        (Outbox, col(Outbox.due_at) < before),  # when it was to be tried the last time
    )
    for table, long_ago in ended:
        session.exec(
            update(table)
            .where(col(table.state) == "dead", long_ago)
            .where(cast(table.payload, Text) != "null")
            .values(payload=None)
        )


def forget_drafts(session: Session, unagreed_before: datetime, before: datetime) -> set[str]:
    """Delete drafts unchanged since `before`, those without consent since `unagreed_before`.

    Without consent are offers of all kinds, and the report of a person who has not agreed. Returns
    the keys of their pictures.
    """
    unagreed = or_(
        col(Draft.kind).in_(FOR_A_TAP),
        (col(Draft.kind) == "report") & col(Draft.person_id).in_(_HAS_NOT_AGREED),
    )
    old = or_(
        col(Draft.updated_at) < before,
        unagreed & (col(Draft.updated_at) < unagreed_before),
    )
    deleted = session.exec(delete(Draft).where(old).returning(col(Draft.data)))
    return {key for data in deleted.scalars() for key in data.get("photos", ())}


def forget_unagreed_pictures(session: Session, before: datetime) -> set[str]:
    """Remove old pictures of who has not agreed, of no sent report; returns their keys."""
    begun = select(Draft).where(Draft.kind == "report", Draft.updated_at < before)
    keys: set[str] = set()
    for draft in session.exec(begun.where(col(Draft.person_id).in_(_HAS_NOT_AGREED))).all():
        if photos := draft.data.get("photos"):
            keys |= set(photos)
            draft.data = {**draft.data, "photos": []}
    return keys | hide_pictures(session, web.pictures_without_consent(session, before))


def forget_copies(session: Session, before: datetime) -> set[str]:
    """Empty the messages with a copy of data sent before that moment; returns the files' keys."""
    old = select(Outbox).where(
        Outbox.kind == COPY, col(Outbox.created_at) < before, col(Outbox.state) != "waiting"
    )
    rows = session.exec(old.where(cast(Outbox.payload, Text) != "null")).all()
    keys = _keys_in(row.payload for row in rows)
    for row in rows:
        row.payload = None
    session.flush()
    for key in keys:
        web.drop_file(session, key)
    return keys


def forget_old(
    session: Session, handled: datetime, asked: datetime, rated: datetime, answered: datetime
) -> None:
    """Delete updates handled, and subjects asked about, before those moments.

    Ratings and questions answered before theirs lose their person, and ratings the word why; failed
    updates stay.
    """
    session.exec(delete(Inbox).where(col(Inbox.state) == "done", col(Inbox.ended_at) < handled))
    session.exec(delete(Subject).where(col(Subject.at) < asked))
    old_ratings = update(Rating).where(col(Rating.at) < rated, col(Rating.person_id).is_not(None))
    session.exec(old_ratings.values(person_id=None, word=""))
    long_ago = select(OfficialAnswer.id).where(col(OfficialAnswer.given_at) < answered)
    old_questions = update(SentQuestion).where(
        col(SentQuestion.answer_id).in_(long_ago), col(SentQuestion.person_id).is_not(None)
    )
    session.exec(old_questions.values(person_id=None, chat_id=None))
