"""Waiting rows are found by their index, however many were handled."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event

from db import inbox, leases, queues
from db.engine import Database
from db.models import Inbox, Outbox

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


async def test_looking_for_work_reads_only_what_waits(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL plans by its statistics")
    queries: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
        if statement.startswith("SELECT"):
            queries.append((statement, values))

    event.listen(database.engine, "before_cursor_execute", note)
    with database.transaction() as session:
        inbox.due(session, NOW, set(), 5)
        queues.next_due(session, Inbox)
        queues.next_due(session, Outbox)
        leases.claim(session, NOW, set(), 5, 5)
    event.remove(database.engine, "before_cursor_execute", note)
    assert len(queries) == 5  # what people wait for, and digests, are looked for apart
    with database.reading() as session:
        connection = session.connection()
        for statement, values in queries:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            steps = [row[3] for row in plan.all()]
            tables = [step for step in steps if step.split()[1] in ("inbox", "outbox")]
            assert tables and all("_waiting" in step for step in tables), steps
