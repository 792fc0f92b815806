"""Rows that tests of digests begin with, and what came of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import col, select

from bot.city.codes import new_code
from db.engine import Database
from db.models import Chat, Digest, Outbox, Report, ReportEvent, Subscription

MONDAY = "30 7 * * 1"
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=100)
LATELY = NOW - timedelta(days=6)
"""After the digest before the newest: of a subscription made then, nothing older was missed."""


async def add_chat(
    database: Database, name: str, role: str | None = "overseer", **of: object
) -> Chat:
    with database.transaction() as session:
        values = {"channel": "town", "channel_id": name, "role": role, "created_at": LONG_AGO}
        session.add(chat := Chat.model_validate({**values, **of}))
    return chat


async def subscribe(
    database: Database,
    chat: Chat,
    cron: str = MONDAY,
    created_at: datetime = LATELY,
    **scope: object,
) -> int:
    with database.transaction() as session:
        values = {"chat_id": chat.id, "cron": cron, "created_at": created_at}
        session.add(row := Subscription.model_validate({**values, **scope}))
    assert row.id is not None
    return row.id


async def add_report(
    database: Database, at: datetime, agency: str = "ubnd_tan_phong", **of: Any
) -> Report:
    with database.transaction() as session:
        report = Report(
            code=new_code(),
            category="cay_chet",
            description="Nhà ông Bình chặt cây",
            area="tan_phong",
            agency=agency,
            shown_name="Nguyễn Văn An",
            receipt="",
            created_at=at,
            deadline_at=at + timedelta(days=3),
            **of,
        )
        session.add(report)
        session.flush()
        assert report.id is not None
        step = ReportEvent(report_id=report.id, at=at, action="send", status="new", role="reporter")
        session.add(step)
    return report


async def ledger(database: Database, subscription: int) -> list[Digest]:
    with database.reading() as session:
        query = select(Digest).where(Digest.subscription_id == subscription)
        return list(session.exec(query.order_by(col(Digest.id))).all())


async def outbox(database: Database) -> list[Outbox]:
    with database.reading() as session:
        return list(session.exec(select(Outbox).order_by(col(Outbox.id))).all())
