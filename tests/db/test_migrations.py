"""What an installation holds is still there after an upgrade, and what refers to it too."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, text
from sqlmodel import select

from db.engine import Database, alembic_config
from db.models import Digest, Outbox, Question, Subscription
from tests.conftest import _create

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
FIRST_RELEASE = (
    "INSERT INTO chat (id, channel, channel_id, thread, private, title, active, created_at)"
    " VALUES (1, 'town', 'an', '', true, '', true, :now)",
    "INSERT INTO outbox (id, chat_id, kind, state, attempts, created_at, due_at)"
    " VALUES (1, 1, 'digest', 'sent', 1, :now, :now)",
    "INSERT INTO subscription (id, chat_id, cron, areas, categories, active, created_at)"
    " VALUES (1, 1, '30 7 * * 1', '[]', '[]', true, :now)",
    "INSERT INTO digest (id, subscription_id, period, made_at, outbox_id)"
    " VALUES (1, 1, '2026-W47', :now, 1)",
    "INSERT INTO question (id, text, score, asked_at) VALUES (1, 'Ai dọn rác?', 0.25, :now)",
)


@pytest.fixture(params=["sqlite", "postgresql"])
async def first_release(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """A database as the first release made it."""
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path / 'first.db'}"
    else:
        template: str = request.getfixturevalue("postgres_url")
        await _create(template, "first_release")
        url = template.format(name="first_release")
    database = Database(url)
    async with database.engine.begin() as connection:
        await connection.run_sync(_to_the_first)
        for statement in FIRST_RELEASE:
            moment = NOW if request.param == "postgresql" else f"{NOW:%Y-%m-%d %H:%M:%S.%f}"
            await connection.execute(text(statement), {"now": moment})
    return database


def _to_the_first(connection: Connection) -> None:
    command.upgrade(alembic_config(connection), "0001")


async def test_an_upgrade_keeps_what_is_there(first_release: Database) -> None:
    await first_release.migrate()
    async with first_release.reading() as session:
        (question,) = (await session.exec(select(Question))).all()
        (digest,) = (await session.exec(select(Digest))).all()
        (sent,) = (await session.exec(select(Outbox))).all()
        (subscription,) = (await session.exec(select(Subscription))).all()
    await first_release.close()
    assert subscription.since == NOW, "what was passed over before does not come now"
    assert (subscription.forms, subscription.quiet, subscription.empty_too) == ([], "", False)
    assert sent.digest_id == digest.id and subscription.deleted_at is None
    assert (question.text, question.score, question.asked_at) == ("Ai dọn rác?", 0.25, NOW)
    assert (question.kind, question.group_id, question.token) == ("", None, None)
    assert digest.outbox_id == sent.id == 1 and sent.question_id is None
