"""Quiet hours: when they end."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.period import end_of_quiet
from tests.conftest import ZONE

HOURS = st.times().map(lambda at: f"{at:%H:%M}")


@pytest.mark.parametrize(
    ("quiet", "now", "end"),
    [
        ("22:00-06:00", "2026-11-22 23:30", "2026-11-23 06:00"),
        ("22:00-06:00", "2026-11-23 00:10", "2026-11-23 06:00"),
        ("22:00-06:00", "2026-11-23 06:00", None),
        ("22:00-06:00", "2026-11-23 21:59", None),
        ("22:00-06:00", "2026-11-23 22:00", "2026-11-24 06:00"),
        ("07:00-08:30", "2026-11-23 07:30", "2026-11-23 08:30"),
        ("07:00-08:30", "2026-11-23 08:30", None),
        ("", "2026-11-23 03:00", None),
    ],
)
def test_they_end_when_they_say(quiet: str, now: str, end: str | None) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=ZONE).astimezone(UTC)
    expected = datetime.fromisoformat(end).replace(tzinfo=ZONE) if end else None
    assert end_of_quiet(quiet, ZONE, moment) == expected


@given(HOURS, HOURS, st.integers(0, 400 * 86400))
def test_their_end_is_within_a_day_and_is_not_quiet(begin: str, end: str, seconds: int) -> None:
    if begin == end:
        return
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    ends = end_of_quiet(f"{begin}-{end}", ZONE, now)
    if ends is not None:
        assert timedelta() < ends - now <= timedelta(days=1)
        assert f"{ends.astimezone(ZONE):%H:%M}" == end
        assert end_of_quiet(f"{begin}-{end}", ZONE, ends) is None
