"""The chain: sealed once a minute; any byte that is changed is found, and an erasure is not."""

import asyncio
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel

from bot.core import chain, chain_queries
from bot.core.media import Media
from bot.core.turn import Tools
from bot.oversight import queries
from bot.privacy.retention import forget
from bot.schedule import Schedule
from db import inspection
from db.engine import Database
from db.models import TargetEvent
from tests.oversight.kit import checked, stated
from tests.town import Someone, Town, report


async def history(town: Town, an: Someone, binh: Someone) -> None:
    """A report with words and pictures and steps, a statement, a check; all of it sealed."""
    code = await report(an)
    await binh.does(button=f"case:accept:{code}")
    stated(town, words="Số liệu mới", photos=["a" * 40 + ".jpg"], link="https://a.example")
    checked(town, words="Chưa thấy", latitude=22.4, longitude=103.4)
    chain.seal(town.database, town.clock())


def faults(town: Town) -> list[str]:
    """What `doctor` finds."""
    with town.database.reading() as session:
        return list(chain.faults(session))


def run(town: Town, statement: str, **values: Any) -> None:
    """Change the database behind the product's back."""
    with town.database.transaction() as session:
        session.connection().execute(text(statement), values)


@pytest.mark.both_databases
async def test_what_was_committed_is_sealed_in_order(
    town: Town, an: Someone, binh: Someone
) -> None:
    with town.database.reading() as session:
        assert chain.head(session).number == 0
    await history(town, an, binh)
    with town.database.reading() as session:
        head = chain.head(session)
        rows = session.connection().execute(text("SELECT count(*) FROM chain_link")).scalar()
    assert head.number == rows and head.unsealed == 0
    assert faults(town) == []
    stated(town, value=8)
    with town.database.reading() as session:
        assert chain.head(session).unsealed == 1
    assert chain.seal(town.database, town.clock()) == 1
    assert chain.seal(town.database, town.clock()) == 0
    assert faults(town) == []


on_sqlite = pytest.mark.parametrize("kind", ["sqlite"])
"""For what says in SQLite's own words how a cell is changed, or what PostgreSQL would refuse."""
KIND = {
    "report_event": "report", "target_event": "target", "audit": "moderation", "report": "report",
}  # fmt: skip
"""What the event is called in which a change of a row of these tables is found."""
OTHERWISE: dict[str, object] = {
    "VARCHAR": "x", "INTEGER": 7, "FLOAT": 99.5, "DATETIME": "2020-01-01 00:00:00.000000",
    "DATE": "2020-01-01", "JSON": '["x"]', "BOOLEAN": True,
}  # fmt: skip


@contextmanager
def changed(town: Town, table: str, column: str, value: object, where: str) -> Iterator[None]:
    """One cell with another value, and then again as it was."""
    with town.database.reading() as session:
        query = text(f"SELECT {column} FROM {table} WHERE {where}")
        before = session.connection().execute(query).scalar_one()
    value = 1 - before if isinstance(value, bool) else value
    assert before != value, column
    for cell in (value, before):
        with sqlite3.connect(town.database.file or "") as file:  # it asks for no foreign key
            file.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (cell,))
        file.close()
        if cell is value:
            yield


@on_sqlite
@pytest.mark.parametrize("table", KIND)
async def test_changing_any_part_of_a_sealed_event_is_found_with_which_one(
    town: Town, an: Someone, binh: Someone, table: str
) -> None:
    await history(town, an, binh)
    last = "report_event" if table == "report" else table  # what a report came to, with its step
    with town.database.reading() as session:
        number = session.connection().execute(text(f"SELECT max(id) FROM {last}")).scalar()
    row = 1 if table == "report" else number
    columns = SQLModel.metadata.tables[table].columns
    for column in chain_queries.STATE if table == "report" else columns.keys()[1:]:
        other = OTHERWISE[str(columns[column].type.compile(town.database.engine.dialect))]
        with changed(town, table, column, other, f"id = {row}"):
            (fault,) = faults(town)
        assert f"{KIND[table]} event {number} " in fault and "altered" in fault, column
    assert faults(town) == []


@on_sqlite
@pytest.mark.parametrize("table", ["report_event", "target_event", "audit"])
async def test_a_time_that_is_only_written_otherwise_is_found(
    town: Town, an: Someone, binh: Someone, table: str
) -> None:
    await history(town, an, binh)
    with sqlite3.connect(town.database.file or "") as file:
        ((at,),) = file.execute(f"SELECT at FROM {table} WHERE id = 1")
    file.close()
    with changed(town, table, "at", at.replace(" ", "T"), "id = 1"):
        assert faults(town) == [f"{KIND[table]} event 1 was altered: a time is written otherwise"]


UNREADABLE = {
    "target_event": {
        "as_of": "2025-22-31", "at": "x", "document_date": "2025-01-99", "photos": "[",
    },
    "report_event": {"at": "2026-11-99 08:00:00.000000", "deadline_was": "x", "before": "{"},
    "audit": {"at": "x"},
    "report": {"deadline_at": "x"},
}  # fmt: skip


@on_sqlite
@pytest.mark.parametrize("table", UNREADABLE)
async def test_what_cannot_be_read_any_more_is_found_with_which_one(
    town: Town, an: Someone, binh: Someone, table: str
) -> None:
    await history(town, an, binh)
    mark = await mark_of(an)
    for column, value in UNREADABLE[table].items():
        with changed(town, table, column, value, "id = 1"):
            (fault,) = faults(town)
            chain.prove(town.database, town.clock())
            await an.commands("xacminh", mark)
        number = 2 if table == "report" else 1
        assert f"{KIND[table]} event {number} " in fault, column
        assert fault.endswith("cannot be read") or "report.deadline_at" in fault, column
        assert "Lịch sử đã bị sửa" in an.heard, column
    assert faults(town) == []


@on_sqlite
@pytest.mark.parametrize("where", ["number = 2", "number = (SELECT max(number) FROM chain_link)"])
async def test_a_link_that_cannot_be_read_any_more_is_found(
    town: Town, an: Someone, binh: Someone, where: str
) -> None:
    await history(town, an, binh)
    mark = await mark_of(an)
    with changed(town, "chain_link", "sealed_at", "x", where):
        (fault,) = faults(town)
        assert re.match(r"link \d+ was altered: it cannot be read", fault)
    with changed(town, "chain_link", "content", "{", where):
        assert faults(town) == [fault]
        chain.prove(town.database, town.clock())
        stated(town, value=8)
        assert chain.seal(town.database, town.clock())  # the others go on being sealed
        await an.commands("xacminh", mark)
        assert "Lịch sử đã bị sửa" in an.heard


@on_sqlite
@pytest.mark.parametrize(
    ("key", "is_found"), [("status", True), ("target", True), ("report.agency", False)]
)
async def test_a_link_of_before_may_lack_only_what_its_report_came_to(
    town: Town, an: Someone, binh: Someone, key: str, is_found: bool
) -> None:
    await history(town, an, binh)
    where = "kind = 'report' AND ref = (SELECT max(id) FROM report_event)"
    run(town, f"UPDATE chain_link SET content = json_remove(content, '$.\"{key}\"') WHERE {where}")
    altered = f"was altered: {key}"
    if key == "target":  # a report without one may lack it
        assert not any(fault.endswith(altered) for fault in faults(town))
        run(town, "INSERT INTO target_report (report_id, plan, target) VALUES (1, 'p', 't')")
    assert any(fault.endswith(altered) for fault in faults(town)) == is_found


async def test_an_event_that_is_removed_or_its_picture_is_found(
    town: Town, an: Someone, binh: Someone
) -> None:
    await history(town, an, binh)
    run(town, "DELETE FROM target_event WHERE id = 2")  # the check
    (fault,) = faults(town)
    assert fault.startswith("target event 2 ") and fault.endswith("was removed")


LINK = {
    "ref": 999, "digest": "0" * 64, "hash": "0" * 64, "content": '{"value": 1}', "salt": "x",
    "sealed_at": "2026-01-01 00:00:00", "kind": "audit", "again": True,
}  # fmt: skip


@on_sqlite
async def test_changing_a_link_is_found(town: Town, an: Someone, binh: Someone) -> None:
    await history(town, an, binh)
    for column, value in LINK.items():
        with changed(town, "chain_link", column, value, "number = 2"):
            assert any(re.search(r"link [23]\b", fault) for fault in faults(town)), column
    assert faults(town) == []


async def test_a_link_that_is_removed_is_found(town: Town, an: Someone, binh: Someone) -> None:
    await history(town, an, binh)
    run(town, "DELETE FROM chain_link WHERE number = 2")
    assert "link 2 is missing" in faults(town)


async def test_erasing_a_person_is_not_found_as_tampering(
    town: Town, an: Someone, binh: Someone, media: Media, tools: Tools
) -> None:
    code = await report(an)
    await binh.does(button=f"case:ask:{code}")
    await binh.says("Anh An cho hỏi cây ở đâu ạ")
    await binh.presses("Gửi")
    await an.presses("Trả lời")
    await an.says("Trước nhà số 7 ạ, tôi là Nguyễn Văn An")
    await an.presses("Gửi")
    chain.seal(town.database, town.clock())
    before = _links(town)
    await an.commands("xoa")
    await an.presses("Xóa hết")
    await an.presses("Vâng, xóa hết")
    assert faults(town) == []
    chain.seal(town.database, town.clock())
    assert faults(town) == []
    town.clock.advance(days=2)
    forget(town.database, media, tools.city.keep, town.clock())
    chain.seal(town.database, town.clock())
    assert faults(town) == []
    after = _links(town)
    assert [row[:2] for row in after[: len(before)]] == [row[:2] for row in before]
    bare = sum(not row[2] for row in after)  # the salts of what was erased are gone
    with town.database.reading() as session:
        assert chain_queries.erasures(session) == bare > 0
    run(town, "UPDATE report_event SET text = 'x' WHERE action = 'ask'")
    assert any("words or pictures" in fault for fault in faults(town))


@pytest.mark.parametrize("what", ["report", "target", "moderation"])
async def test_what_lost_its_salt_and_was_not_erased_is_found(
    town: Town, an: Someone, binh: Someone, what: str
) -> None:
    await history(town, an, binh)
    table, column = {"report": ("report_event", "text"), "target": ("target_event", "words"),
                     "moderation": ("audit", "person_id")}[what]  # fmt: skip
    run(town, f"UPDATE chain_link SET salt = NULL WHERE kind = '{what}'")
    value = 1 if column == "person_id" else "'bị đổi'"
    run(town, f"UPDATE {table} SET {column} = {value}")
    for _ in range(2):
        assert any(f"{what} event" in fault and "proved no more" in fault for fault in faults(town))
        chain.seal(town.database, town.clock())  # it is sealed again, and found all the same


def _links(town: Town) -> list[tuple[int, str, str]]:
    with town.database.reading() as session:
        query = text("SELECT number, hash, salt FROM chain_link ORDER BY number")
        return [tuple(row) for row in session.connection().execute(query)]  # type: ignore[misc]


@pytest.mark.both_databases
async def test_what_was_committed_late_is_sealed_too(town: Town) -> None:
    """On PostgreSQL a row with a lower number may be committed after one that is sealed."""
    values = {"plan": "p", "target": "t", "kind": "stated", "role": "official",
              "at": town.clock(), "as_of": date(2026, 1, 1)}  # fmt: skip
    with town.database.transaction() as session:
        queries.add(session, TargetEvent(id=20, **values))
    chain.seal(town.database, town.clock())
    with town.database.transaction() as session:
        queries.add(session, TargetEvent(id=10, **values))
    assert chain.seal(town.database, town.clock()) == 1
    assert faults(town) == []


@pytest.mark.both_databases
async def test_two_processes_seal_into_one_chain(town: Town, tools: Tools) -> None:
    url = town.database.engine.url.render_as_string(hide_password=False)
    both = [town.database, Database(url)]
    for value in range(10):
        stated(town, value=value)
        await asyncio.gather(*(asyncio.to_thread(chain.seal, d, town.clock()) for d in both))
    stated(town, value=10)
    await Schedule(both[1], tools, town.media, town.clock)._every_minute()
    both[1].close()
    with town.database.reading() as session:
        head = chain.head(session)
    assert (head.number, head.unsealed, faults(town)) == (11, 0, [])


async def mark_of(an: Someone) -> str:
    """The mark that is shown to whoever wants to keep it."""
    await an.commands("xacminh")
    mark = re.search(r"<code>(số \d+ [0-9a-f ]+)</code>", an.heard)
    assert mark is not None
    return mark[1]


TAMPERED = (
    "UPDATE target_event SET value = 99 WHERE kind = 'stated'",
    "DELETE FROM chain_link WHERE number = 1",
    "UPDATE chain_link SET hash = digest WHERE number = 2",
)


@pytest.mark.both_databases
@pytest.mark.parametrize("statement", TAMPERED)
@pytest.mark.parametrize("at_once", [chain.AT_ONCE, 0], ids=["at once", "by the hour"])
async def test_a_mark_is_true_only_where_all_before_it_is_proved(
    town: Town, an: Someone, binh: Someone, monkeypatch: pytest.MonkeyPatch,
    statement: str, at_once: int,
) -> None:  # fmt: skip
    monkeypatch.setattr(chain, "AT_ONCE", at_once)
    await history(town, an, binh)
    mark = await mark_of(an)
    if not at_once:
        await an.commands("xacminh", mark)
        assert "chưa so xong" in an.heard
    chain.prove(town.database, town.clock())
    await an.commands("xacminh", mark)
    assert "✅ <b>Đúng.</b>" in an.heard and "từ số 1 (08:00 ngày 23/11/2026)" in an.heard
    run(town, statement)
    chain.prove(town.database, town.clock())
    await an.commands("xacminh", mark)
    assert "Lịch sử đã bị sửa" in an.heard and "✅" not in an.heard


DIGEST = """Bản tin tuần · Bảng theo dõi
🔴 Quá hạn: 1
• {code} – Chặt hạ – số 12 Trần Phú
🔏 Dấu lịch sử: {mark} (2 việc của phút gần nhất chưa niêm phong)"""


@pytest.mark.parametrize("words", [DIGEST, "🔏 Dấu lịch sử: {mark}", "{mark}"])
async def test_a_mark_is_known_in_a_digest_and_without_the_command(
    town: Town, an: Someone, binh: Someone, words: str
) -> None:
    await history(town, an, binh)
    mark = await mark_of(an)
    with town.database.reading() as session:
        code = session.connection().execute(text("SELECT code FROM report")).scalar_one()
    said = words.format(code=code, mark=mark)
    for way in (an.says(said), an.commands("xacminh", said)):
        await way
        assert "✅ <b>Đúng.</b>" in an.heard and "biên nhận" not in an.heard


async def test_a_mark_without_its_number_is_asked_for_it(
    town: Town, an: Someone, binh: Someone
) -> None:
    await history(town, an, binh)
    bare = (await mark_of(an)).split(" ", 2)[2]
    for way in (an.says(bare), an.commands("xacminh", bare), an.says(f"Dấu: {bare}.")):
        await way
        assert "gõ cả số đứng trước" in an.heard


async def test_what_was_altered_after_a_mark_says_nothing_against_it(
    town: Town, an: Someone, binh: Someone
) -> None:
    await history(town, an, binh)
    mark = await mark_of(an)
    event = stated(town, value=8)
    chain.seal(town.database, town.clock())
    run(town, f"UPDATE target_event SET value = 9 WHERE id = {event.id}")
    await an.commands("xacminh", mark)
    assert "✅ <b>Đúng.</b>" in an.heard


UNDER = (
    "UPDATE target_report SET target = 'khac'",
    "DELETE FROM target_report",
    "INSERT INTO target_report SELECT id, 'p', 't' FROM report WHERE id > 1",
)


@pytest.mark.parametrize("statement", UNDER)
async def test_the_target_of_a_report_is_sealed_with_its_steps(
    town: Town, an: Someone, statement: str
) -> None:
    await report(an)
    run(town, "INSERT INTO target_report SELECT id, 'lai-chau-2030', 'cay_xanh_2025' FROM report")
    await report(town.person("em"), place="số 90 Trần Phú, phường Tân Phong")
    chain.seal(town.database, town.clock())
    assert faults(town) == []
    run(town, statement)
    assert any("report event" in fault and "was altered" in fault for fault in faults(town))


async def test_a_status_that_no_step_made_is_found(town: Town, an: Someone, binh: Someone) -> None:
    code = await report(an)
    for verb in ("accept", "start", "undo"):
        if verb == "undo":
            await binh.presses("Bấm nhầm")
        else:
            await binh.does(button=f"case:{verb}:{code}")
        with town.database.reading() as session:
            assert inspection.unlike_their_steps(session) == []
    run(town, "UPDATE report SET status = 'resolved'")
    with town.database.reading() as session:
        assert inspection.unlike_their_steps(session) == [(code, "resolved", "accepted")]


TIMES = (
    "UPDATE report SET created_at = datetime(created_at, '-1 day')",
    "UPDATE report SET ended_at = datetime(ended_at, '-1 day')",
    "UPDATE report SET ended_at = NULL",
)


@on_sqlite
async def test_a_report_that_ended_at_another_time_than_its_steps_is_found(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    town.clock.advance(days=1)
    await binh.presses("Từ chối")
    await binh.says("Cây nằm trong đất tư, không thuộc thẩm quyền")
    await binh.presses("Gửi")
    with town.database.reading() as session:
        assert inspection.unlike_their_times(session) == []
    for statement in TIMES:
        column = re.findall("created_at|ended_at", statement)[0]
        value = "(SELECT %s(at) FROM report_event)" % ("min" if column == "created_at" else "max")
        run(town, statement)
        with town.database.reading() as session:
            assert inspection.unlike_their_times(session) == [code], statement
        run(town, f"UPDATE report SET {column} = {value}")


async def test_an_event_put_in_beside_the_seals_is_found(
    town: Town, an: Someone, binh: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain_queries, "REACH", 5)
    await history(town, an, binh)
    run(town, "UPDATE target_event SET about = NULL")
    run(town, "UPDATE target_event SET id = id + 20")
    run(town, "UPDATE chain_link SET ref = ref + 20 WHERE kind = 'target'")
    before = faults(town)
    values = {"plan": "p", "target": "t", "kind": "stated", "role": "official", "at": town.clock()}
    with town.database.transaction() as session:
        queries.add(session, TargetEvent(id=3, **values))
    assert chain.seal(town.database, town.clock()) == 0
    (found,) = set(faults(town)) - set(before)
    assert found == "1 target event(s) will never be sealed, the first is 3"


async def test_an_old_mark_is_proved_by_xacminh(town: Town, an: Someone, binh: Someone) -> None:
    await history(town, an, binh)
    mark = await mark_of(an)
    stated(town, value=8)
    chain.seal(town.database, datetime.now(UTC))
    await an.commands("xacminh", mark)
    assert "✅ <b>Đúng.</b>" in an.heard
    await an.commands("xacminh", mark[:-1] + ("0" if mark[-1] != "0" else "1"))
    assert "Không khớp" in an.heard


async def test_the_whole_chain_is_proved_every_hour(
    town: Town, tools: Tools, an: Someone, binh: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "AT_ONCE", 0)
    await history(town, an, binh)
    mark = await mark_of(an)
    await Schedule(town.database, tools, town.media, town.clock)._every_hour()
    await an.commands("xacminh", mark)
    assert "✅ <b>Đúng.</b>" in an.heard
