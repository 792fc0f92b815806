"""Search by words: an overseer finds reports by the text they may read, and all of those."""

import re
from datetime import timedelta

import pytest

from bot.reports.desk import queries as cases
from tests.public.rows import add_reports
from tests.reports.desk.desks import add_cases
from tests.town import Someone, Town


async def test_what_is_masked_hides_no_other_report_that_is_found(
    town: Town, front: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cases, "A_BATCH", 5)
    now = town.clock()
    closed = {"status": "resolved", "ended_at": now}
    wanted = [
        *await add_reports(town.database, now, 1, description="Chậu hoa vỡ", **closed),
        *await add_reports(town.database, now, 2, description="Bồn hoa bị giẫm nát"),
    ]
    before = now - timedelta(days=40)
    await add_reports(town.database, before, 17, description="Nhà bà Trần Thị Hoa")
    await front.commands("viec", "hoa")
    assert "3 việc có “hoa”, kể cả việc đã xong" in front.heard
    assert set(re.findall(r"LC-\w{6}", front.heard)) == {row.code for row in wanted}


@pytest.mark.both_databases
@pytest.mark.parametrize("words", ["Thược", "0912"])
async def test_a_list_is_read_on_past_what_is_masked(
    town: Town, front: Someone, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setattr(cases, "A_BATCH", 5)
    now = town.clock()
    masked = "Ông Nguyễn Văn Thược, điện thoại 0912345678"
    await add_cases(town.database, now, 15, description=masked, deadline_at=now + timedelta(days=1))
    (code,) = await add_cases(town.database, now, 1, description="Cây Thược dược ở ô 0912",
                              deadline_at=now + timedelta(days=9))  # fmt: skip
    await front.does(button=f"cases:all:0::{words}")
    assert re.findall(r"LC-\w{6}", front.heard) == [code]


@pytest.mark.both_databases
async def test_a_code_is_found_while_it_is_typed(town: Town, front: Someone, binh: Someone) -> None:
    (open_,) = await add_cases(town.database, town.clock(), 1, description="Điện thoại 0912345678")
    (other,) = await add_cases(town.database, town.clock(), 1, description="LC là gì")
    (ended,) = await add_cases(
        town.database, town.clock(), 1, status="resolved", ended_at=town.clock()
    )
    for code, others in ((open_, (other, ended)), (ended, (open_, other))):
        for length in range(6, 9):
            for someone in (front, binh):
                await someone.commands("viec", code[:length].lower())
                assert code in someone.heard
        assert not any(row in binh.heard for row in others)
