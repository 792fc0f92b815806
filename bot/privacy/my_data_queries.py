"""All that is kept about one person, read for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

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
    WebMessage,
)

Row = TypeVar("Row", bound=SQLModel)
_PRIVATE = {"id", "person_id", "chat_id", "role_id"}
"""Our own numbers, which say nothing to the person."""


def of(session: Session, person: Person, asked: Sequence[Question] = ()) -> dict[str, Any]:
    """Return everything that is tied to a person, by what it is; `asked`: what no plan answers."""
    chats = _rows(session, Chat, person_id=person.id)
    ids = [chat.id for chat in chats]
    theirs = reports.of_person(session, person.id or 0)
    return {
        "person": _plain(person),
        "chats": _all(chats),
        "consents": _all(_rows(session, Consent, person_id=person.id)),
        "reports": [_report(session, each) for each in theirs],
        "drafts": _all(_rows(session, Draft, person_id=person.id)),
        "supported": _supported(session, person),
        "questions": _all(_rows(session, SentQuestion, person_id=person.id)),
        "asked": [_plain(row, "asker", "group_id", "token") for row in asked],
        "ratings": _all(_rows(session, Rating, person_id=person.id)),
        "last_asked_about": _all(_rows(session, Subject, person_id=person.id)),
        "blocks": _all(_rows(session, Block, person_id=person.id)),
        "digests": _all(_in_chats(session, Subscription, ids)),
        "messages_sent": _all(_in_chats(session, Outbox, ids)),
        "page_history": _all(_page(session, chats)),
        "log": _all(_rows(session, Audit, person_id=person.id)),
    }


def pictures(session: Session, person: Person) -> list[str]:
    """The keys of the pictures a person sent, of reports and drafts, the newest report first."""
    keys: list[str] = []
    for report in reports.of_person(session, person.id or 0):
        keys += reports.photos(session, report)
        for event in reports.events(session, report):
            if event.role == "reporter":
                keys += reports.photos(session, report, event)
    for draft in _rows(session, Draft, person_id=person.id):
        keys += draft.data.get("photos", ())
    return list(dict.fromkeys(keys))


def _report(session: Session, report: Report) -> dict[str, Any]:
    """With what the reporter may know of its history: not the agency's notes."""
    steps = [each for each in reports.events(session, report) if _for_reporter(each)]
    return {
        **_plain(report, "assignee_id", "entered_by", "merged_into", "look_at", "slip_hash"),
        "photos": list(reports.photos(session, report)),
        "history": [
            {
                **_plain(each, "report_id", "internal", "subject"),
                "photos": list(reports.photos(session, report, each)),
            }
            for each in steps
        ],
    }


def _for_reporter(event: Any) -> bool:
    return bool(event.status or event.role == "reporter") and not event.internal


def _supported(session: Session, person: Person) -> list[dict[str, Any]]:
    query = (
        select(Report.code, Supporter.at)
        .join(Supporter, col(Supporter.report_id) == Report.id)
        .where(Supporter.person_id == person.id)
    )
    return [{"code": code, "at": at} for code, at in session.exec(query).all()]


def _page(session: Session, chats: Sequence[Chat]) -> Sequence[WebMessage]:
    names = [chat.channel_id for chat in chats if chat.channel == "web"]
    query = select(WebMessage).where(col(WebMessage.chat).in_(names)).order_by(col(WebMessage.id))
    return session.exec(query).all()


def _in_chats(session: Session, model: type[Row], ids: Sequence[int | None]) -> Sequence[Row]:
    table: Any = model
    query = select(model).where(table.chat_id.in_(ids)).order_by(table.id)
    return session.exec(query).all()


def _rows(session: Session, model: type[Row], person_id: int | None) -> Sequence[Row]:
    table: Any = model
    query = select(model).where(table.person_id == person_id).order_by(table.id)
    return session.exec(query).all()


def _all(rows: Sequence[SQLModel]) -> list[dict[str, Any]]:
    return [_plain(row) for row in rows]


def _plain(row: SQLModel, *but: str) -> dict[str, Any]:
    return row.model_dump(exclude=_PRIVATE | set(but))
