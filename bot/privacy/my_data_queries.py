"""Read everything that is kept about one person, for their copy."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from bot.reports import queries as reports
from db.models import (
    Audit,
    Block,
    Chat,
    Consent,
    Draft,
    Outbox,
    Person,
    Question,
    Rating,
    Report,
    SentQuestion,
    Subject,
    Subscription,
    Supporter,
    TargetFollower,
    WebMessage,
)

_PRIVATE = {"id", "person_id", "chat_id", "role_id"}
"""Internal ids, left out of the copy."""


def of(session: Session, person: Person, questions: Sequence[Question] = ()) -> dict[str, Any]:
    """Return everything tied to a person, by kind; `questions`: those no plan answers."""
    query = select(Chat).where(Chat.person_id == person.id).order_by(col(Chat.id))
    chats = session.exec(query).all()
    own, in_chats = {"person_id": [person.id]}, {"chat_id": [chat.id for chat in chats]}
    pages = [chat.channel_id for chat in chats if chat.channel == "web"]
    own_reports = reports.of_person(session, person.id or 0)
    return {
        "person": _plain(person),
        "chats": [_plain(chat) for chat in chats],
        "consents": _rows(session, Consent, **own),
        "reports": [_report(session, report) for report in own_reports],
        "drafts": _rows(session, Draft, **own),
        "supported": _supported(session, person),
        "questions": _rows(session, SentQuestion, **own),
        "asked": [_plain(row, "asker", "group_id", "token") for row in questions],
        "ratings": _rows(session, Rating, **own),
        "followed": _rows(session, TargetFollower, **own),
        "last_asked_about": _rows(session, Subject, **own),
        "blocks": _rows(session, Block, **own),
        "digests": _rows(session, Subscription, **in_chats),
        "messages_sent": _rows(session, Outbox, **in_chats),
        "page_history": _rows(session, WebMessage, chat=pages),
        "log": _rows(session, Audit, **own),
    }


def pictures(session: Session, person: Person) -> list[str]:
    """Return the keys of a person's pictures in reports and drafts, newest report first."""
    keys: list[str] = []
    for report in reports.of_person(session, person.id or 0):
        keys += reports.photos(session, report)
        for event in reports.events(session, report):
            if event.role == "reporter":
                keys += reports.photos(session, report, event)
    for draft in _rows(session, Draft, person_id=[person.id]):
        keys += draft["data"].get("photos", ())
    return list(dict.fromkeys(keys))


def _report(session: Session, report: Report) -> dict[str, Any]:
    """Return a report with the history its reporter may see, without the agency's notes."""
    events = reports.events(session, report)
    steps = [row for row in events if (row.status or row.role == "reporter") and not row.internal]
    return {
        **_plain(report, "assignee_id", "entered_by", "merged_into", "look_at", "slip_hash"),
        "photos": list(reports.photos(session, report)),
        "history": [
            {
                **_plain(event, "report_id", "internal", "subject"),
                "photos": list(reports.photos(session, report, event)),
            }
            for event in steps
        ],
    }


def _supported(session: Session, person: Person) -> list[dict[str, Any]]:
    query = (
        select(Report.code, Supporter.at)
        .join(Supporter, col(Supporter.report_id) == Report.id)
        .where(Supporter.person_id == person.id)
    )
    return [{"code": code, "at": at} for code, at in session.exec(query).all()]


def _rows(
    session: Session, table: Any, **columns: Sequence[int | str | None]
) -> list[dict[str, Any]]:
    """Return the rows of a table that have one of the values in these columns."""
    conditions = [getattr(table, name).in_(values) for name, values in columns.items()]
    query = select(table).where(*conditions).order_by(table.id)
    return [_plain(row) for row in session.exec(query).all()]


def _plain(row: SQLModel, *but: str) -> dict[str, Any]:
    return row.model_dump(exclude=_PRIVATE | set(but))
