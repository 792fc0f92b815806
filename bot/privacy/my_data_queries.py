"""Read everything that is kept about one person, for their copy."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from bot.reports import queries as reports
from db import models

_PRIVATE = {"id", "person_id", "chat_id", "role_id"}
"""Internal ids, left out of the copy."""


def of(
    session: Session, person: models.Person, questions: Sequence[models.Question] = ()
) -> dict[str, Any]:
    """Return everything tied to a person, by kind; `questions`: those no plan answers."""
    query = (
        select(models.Chat).where(models.Chat.person_id == person.id).order_by(col(models.Chat.id))
    )
    chats = session.exec(query).all()
    own, in_chats = {"person_id": [person.id]}, {"chat_id": [chat.id for chat in chats]}
    pages = [chat.channel_id for chat in chats if chat.channel == "web"]
    own_reports = reports.of_person(session, person.number)
    return {
        "person": _plain(person),
        "chats": [_plain(chat) for chat in chats],
        "consents": _rows(session, models.Consent, **own),
        "reports": [_report(session, report) for report in own_reports],
        "drafts": _rows(session, models.Draft, **own),
        "supported": _supported(session, person),
        "questions": _rows(session, models.SentQuestion, **own),
        "asked": [_plain(row, "asker", "group_id", "token") for row in questions],
        "ratings": _rows(session, models.Rating, **own),
        "followed": _rows(session, models.TargetFollower, **own),
        "asked_about_places": _rows(session, models.PlaceListener, **own),
        "last_asked_about": _rows(session, models.Subject, **own),
        "blocks": _rows(session, models.Block, **own),
        "digests": _rows(session, models.Subscription, **in_chats),
        "messages_sent": _rows(session, models.Outbox, **in_chats),
        "page_history": _rows(session, models.WebMessage, chat=pages),
        "log": _rows(session, models.Audit, **own),
    }


def pictures(session: Session, person: models.Person) -> list[str]:
    """Return the keys of a person's pictures in reports and drafts, newest report first."""
    keys: list[str] = []
    for report in reports.of_person(session, person.number):
        keys += reports.photos(session, report)
        for event in reports.events(session, report):
            if event.role == "reporter":
                keys += reports.photos(session, report, event)
    for draft in _rows(session, models.Draft, person_id=[person.id]):
        keys += draft["data"].get("photos", ())
    return list(dict.fromkeys(keys))


def _report(session: Session, report: models.Report) -> dict[str, Any]:
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


def _supported(session: Session, person: models.Person) -> list[dict[str, Any]]:
    query = (
        select(models.Report.code, models.Supporter.at)
        .join(models.Supporter, col(models.Supporter.report_id) == models.Report.id)
        .where(models.Supporter.person_id == person.id)
    )
    return [{"code": code, "at": at} for code, at in session.exec(query).all()]


def _rows(
    session: Session, table: Any, **columns: Sequence[int | str | None]
) -> list[dict[str, Any]]:
    """Return the rows of a table that have one of the values in these columns."""
    conditions = [getattr(table, name).in_(values) for name, values in columns.items()]
    query = select(table).where(*conditions).order_by(*table.__table__.primary_key)
    return [_plain(row) for row in session.exec(query).all()]


def _plain(row: SQLModel, *but: str) -> dict[str, Any]:
    return row.model_dump(exclude=_PRIVATE | set(but))
