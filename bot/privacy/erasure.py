"""Erase a person: their reports stay, without them.

Of a report stay its kind, spot, ward, agency, dates, steps and receipt; `words` (a neutral
sentence) stand where the reporter's stood. What officials told the reporter stays, masked; what
they said of it among themselves goes, for it may hold the reporter's words.

What others were shown of it in their chats is replaced there by the same sentence, as far as a
channel can (bot/channels/telegram/sending.py): nobody can take back what somebody saved, forwarded
or photographed, what a chat shows that the bot was thrown out of, and what the reporter's own chat
and an official's own half-written words show to their writer.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.core.dropping import erase_files
from bot.core.media import Media
from bot.oversight import following_queries as following
from bot.people import contact_queries as contacts
from bot.people import marks
from bot.people import queries as people
from bot.people.roles import Actor, note
from bot.privacy import erasure_queries
from bot.questions import queries as questions
from bot.questions import rules
from bot.reports import supporter_queries as supporters
from bot.reports.erasing import erase_reports
from db.engine import promise_erasure
from db.models import Person, Report

# Law 91/2025/QH15 and Decree 356/2025 give 15 days for it; a day is what is promised here.
PATIENCE = timedelta(hours=20)
"""Longest wait for the last message to be sent; the ids are gone within a day."""


def request(
    session: Session, media: Media, person: Person, actor: Actor, words: str, now: datetime
) -> tuple[Sequence[Report], bool]:
    """Erase all words of a person at once; `finish` forgets the account soon after.

    Returns their reports, whose cards are to be brought up to date, and whether nothing is left
    in the database's files when the transaction has ended.
    """
    marks.remember(session, person, now)
    reports = erasure_queries.of_person(session, person.number)
    _erase_words(session, media, person, words, now)
    person.erase_at = now
    note(session, Actor(None, None, actor.role, actor.agency), "erase", "", now)
    return reports, promise_erasure(session)


def finish(session: Session, media: Media, person: Person, words: str, now: datetime) -> bool:
    """Forget a person's account too; false while the last message to them waits."""
    is_fresh = person.erase_at is not None and now - person.erase_at < PATIENCE
    if is_fresh and erasure_queries.waits(session, person.number):
        return False
    marks.remember(session, person, now)
    _erase_words(session, media, person, words, now)
    erasure_queries.drop_ids(session, person, now)
    return True


def _erase_words(session: Session, media: Media, person: Person, words: str, now: datetime) -> None:
    person.views = []
    reports = erasure_queries.of_person(session, person.number)
    erase_reports(session, media, reports, words, now)
    keys = erasure_queries.drop_drafts(session, person.number)
    keys |= erasure_queries.drop_conversations(session, person)
    erasure_queries.drop_words(session, person.number, words, now)
    rules.forget_asked(session, person)
    withdraw_consent(session, person, now)
    session.flush()
    erase_files(session, media, keys)


def withdraw_consent(session: Session, person: Person, now: datetime) -> None:
    """Withdraw consent: nothing new is kept, no report shows the name, supports lose the person."""
    person.consent_version = person.alias = None
    people.withdraw_consent(session, person.number, now)
    people.forget_names_and_drafts(session, person.number)
    supporters.forget_person(session, person.number)
    questions.untie(session, person.number)
    following.forget_person(session, person.number)
    contacts.forget_person(session, person.number, now)
