"""Periods: between ticks, adjacent, named as people name them, typed as the README says."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digests.period import (
    Period,
    days_of,
    next_tick,
    of_rhythm,
    parse_period,
    period_due,
    period_named,
    previous,
    rhythm_of,
)

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CRONS = (
    "30 7 * * 1",
    "30 7 * * 1-5",
    "0 17 * * *",
    "0 7 1 * *",
    "0 7 L * *",
    "0 6 1 1,4,7,10 *",
    "*/15 * * * *",
    "0 0 29 2 *",
    "15 8 1,15 * *",
)
moments = st.integers(1_600_000_000, 2_200_000_000).map(lambda at: datetime.fromtimestamp(at, UTC))
crons = st.sampled_from(CRONS)
unhurried = settings(deadline=None)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def last_tick(cron: str, end: datetime) -> datetime:
    """Return the tick at which a period with that end is due."""
    return next_tick(cron, ZONE, end - timedelta(seconds=1))


@unhurried
@given(crons, moments)
def test_the_newest_period_is_of_the_last_tick_and_no_other_is_inside(
    cron: str, now: datetime
) -> None:
    period = period_due(cron, ZONE, now)
    tick = last_tick(cron, period.end)
    assert period.end <= tick <= now < next_tick(cron, ZONE, tick)
    assert next_tick(cron, ZONE, last_tick(cron, period.start)) == tick
    assert len(period.key) <= 64


@unhurried
@given(crons, moments)
def test_a_digest_of_the_morning_is_of_whole_days(cron: str, now: datetime) -> None:
    period = period_due(cron, ZONE, now)
    tick = last_tick(cron, period.end).astimezone(ZONE)
    if cron == "*/15 * * * *" or tick.hour >= 12:
        assert period.end == tick
    else:
        assert period.end == tick.replace(hour=0, minute=0)


def test_who_asks_for_the_week_gets_the_period_that_the_clock_sent() -> None:
    sent = period_due("30 7 * * 1", ZONE, local("2026-11-23T07:31"))
    assert sent == parse_period("2026-W47", ZONE)
    assert sent == period_named("last_week", local("2026-11-23T07:44"))
    month = period_due("0 7 1 * *", ZONE, local("2026-12-01T07:31"))
    assert month == parse_period("2026-11", ZONE)


@unhurried
@given(crons, moments)
def test_periods_follow_each_other_without_gap_or_overlap(cron: str, now: datetime) -> None:
    period = period_due(cron, ZONE, now)
    for _ in range(4):
        tick = last_tick(cron, period.end)
        after = period_due(cron, ZONE, next_tick(cron, ZONE, tick))
        assert after.start == period.end
        assert previous(after, ZONE, cron) == period
        period = after


@unhurried
@given(crons, moments, st.integers(0, 59), st.integers(0, 999_999))
def test_any_moment_up_to_the_next_tick_has_the_same_period(
    cron: str, now: datetime, second: int, microsecond: int
) -> None:
    end = period_due(cron, ZONE, now).end
    tick = last_tick(cron, end)
    moment = tick + timedelta(seconds=second, microseconds=microsecond)
    assert period_due(cron, ZONE, moment).end == end
    assert period_due(cron, ZONE, tick - timedelta(microseconds=1)).end < end


@unhurried
@given(moments, st.sampled_from([UTC, ZoneInfo("America/New_York"), ZONE]))
def test_the_zone_of_the_given_moment_changes_nothing(now: datetime, zone: ZoneInfo) -> None:
    assert period_due(CRONS[0], ZONE, now.astimezone(zone)) == period_due(CRONS[0], ZONE, now)


def test_a_period_is_kept_in_utc_and_must_have_a_length() -> None:
    week = period_due("30 7 * * 1", ZONE, local("2026-11-23T08:00"))
    assert week.key == "2026-11-15T17:00:00Z/2026-11-22T17:00:00Z"
    with pytest.raises(ValueError, match="must end after"):
        Period(week.end, week.end)


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2026-W47", "2026-11-16T00:00", "2026-11-23T00:00"),
        ("2026-W01", "2025-12-29T00:00", "2026-01-05T00:00"),
        ("2026-11", "2026-11-01T00:00", "2026-12-01T00:00"),
        ("2026-12", "2026-12-01T00:00", "2027-01-01T00:00"),
        ("2028-02", "2028-02-01T00:00", "2028-03-01T00:00"),
        ("2026-11-16..2026-11-22", "2026-11-16T00:00", "2026-11-23T00:00"),
        (" 2026-11-16 ", "2026-11-16T00:00", "2026-11-17T00:00"),
    ],
)
def test_a_typed_period_is_of_whole_days_of_the_city(text: str, first: str, after: str) -> None:
    assert parse_period(text, ZONE) == Period(local(first), local(after))


@pytest.mark.parametrize(
    "text",
    [
        "", "tuần này", "2026", "2026-13", "2026-W54", "2026-W00", "2026-11-31", "2026-11-1",
        "2026-11-22..2026-11-16", "2026-11-16..", "0001-01", "9999-12", "٢٠٢٦-١١", "2026-11-16\n..",
    ],
)  # fmt: skip
def test_what_is_no_period_is_told_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"for example 2026-W47, 2026-11"):
        parse_period(text, ZONE)


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ("2026-11", "2026-10"),
        ("2026-03", "2026-02"),
        ("2026-01", "2025-12"),
        ("2026-W47", "2026-W46"),
        ("2026-11-16..2026-11-18", "2026-11-13..2026-11-15"),
        ("2026-07-01..2026-09-30", "2026-04-01..2026-06-30"),
    ],
)
def test_a_period_is_compared_with_as_long_a_one_before(period: str, before: str) -> None:
    assert previous(parse_period(period, ZONE), ZONE) == parse_period(before, ZONE)


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("today", "2026-11-24T00:00", "2026-11-24T08:00"),
        ("week", "2026-11-16T00:00", "2026-11-18T08:00"),
        ("month", "2026-10-01T00:00", "2026-10-25T08:00"),
        ("quarter", "2026-07-01T00:00", "2026-08-25T08:00"),
        ("year", "2025-01-01T00:00", "2025-11-25T08:00"),
    ],
)
def test_what_is_not_over_is_compared_with_the_same_part_before(
    name: str, start: str, end: str
) -> None:
    period = period_named(name, local("2026-11-25T08:00"))
    assert period and previous(period, ZONE) == Period(local(start), local(end))


@pytest.mark.parametrize(
    ("name", "now", "start", "end"),
    [
        ("year", "2026-01-10T08:00", "2025-01-01T00:00", "2025-01-10T08:00"),
        ("year", "2026-03-20T08:00", "2025-01-01T00:00", "2025-03-20T08:00"),
        ("year", "2028-02-29T08:00", "2027-01-01T00:00", "2027-03-01T00:00"),
        ("quarter", "2026-04-10T08:00", "2026-01-01T00:00", "2026-01-10T08:00"),
        ("week", "2026-06-01T08:00", "2026-05-25T00:00", "2026-05-25T08:00"),
        ("week", "2026-06-03T08:00", "2026-05-25T00:00", "2026-05-27T08:00"),
        ("today", "2026-06-01T08:00", "2026-05-31T00:00", "2026-05-31T08:00"),
        ("today", "2026-01-01T08:00", "2025-12-31T00:00", "2025-12-31T08:00"),
        ("month", "2026-03-28T08:00", "2026-02-01T00:00", "2026-02-28T08:00"),
        ("month", "2026-03-31T08:00", "2026-02-01T00:00", "2026-03-01T00:00"),
        ("month", "2026-06-15T00:00", "2026-05-01T00:00", "2026-05-15T00:00"),
        ("month", "2026-06-01T00:00", "2026-05-01T00:00", "2026-05-01T00:01"),
        ("year", "2026-02-01T00:00", "2025-01-01T00:00", "2025-02-01T00:00"),
        ("week", "2026-06-01T00:00", "2026-05-25T00:00", "2026-05-25T00:01"),
        ("today", "2026-06-01T00:00", "2026-05-31T00:00", "2026-05-31T00:01"),
        ("last_month", "2026-06-10T08:00", "2026-04-01T00:00", "2026-05-01T00:00"),
    ],
)
def test_the_name_says_of_what_the_same_part_is_meant(
    name: str, now: str, start: str, end: str
) -> None:
    period = period_named(name, local(now))
    assert period and previous(period, ZONE, name=name) == Period(local(start), local(end))


@pytest.mark.parametrize(
    ("cron", "typed", "is_of_rhythm"),
    [
        ("0 18 * * *", "2026-11-16", True),
        ("0 18 * * *", "2026-11-16..2026-11-17", False),
        ("0 18 * * 5", "2026-11-14..2026-11-20", True),
        ("0 8,18 * * *", "2026-11-16", False),
        ("0 * * * *", "2026-11-16", False),
    ],
)
def test_a_typed_period_is_that_of_a_rhythm_only_where_both_are_as_long(
    cron: str, typed: str, is_of_rhythm: bool
) -> None:
    period = parse_period(typed, ZONE)
    taken = of_rhythm(period, cron, ZONE, local("2026-11-25T08:00"))
    assert (taken != period) == is_of_rhythm
    assert taken.end - taken.start == period.end - period.start


def test_the_month_before_one_from_the_31st_ends_with_its_last_day() -> None:
    period = Period(local("2026-03-31T07:00"), local("2026-05-31T07:00"))
    assert previous(period, ZONE).start == local("2026-01-31T07:00")
    shorter = Period(local("2026-03-31T07:00"), local("2026-08-31T07:00"))
    assert previous(shorter, ZONE).start == local("2025-10-31T07:00")
    one = Period(local("2026-10-31T07:00"), local("2026-11-30T07:00"))
    assert previous(one, ZONE).start == local("2026-10-01T07:00")


@pytest.mark.parametrize(
    ("start", "end", "kind", "first", "last"),
    [
        ("2026-11-16T00:00", "2026-11-23T00:00", "week", "2026-11-16", "2026-11-22"),
        ("2026-11-18T00:00", "2026-11-19T00:00", "day", "2026-11-18", "2026-11-18"),
        ("2026-11-20T00:00", "2026-11-23T00:00", "days", "2026-11-20", "2026-11-22"),
        ("2026-10-01T00:00", "2026-11-01T00:00", "month", "2026-10-01", "2026-10-31"),
        ("2026-10-15T00:00", "2026-11-15T00:00", "months", "2026-10-15", "2026-11-14"),
        ("2026-10-01T00:00", "2027-01-01T00:00", "quarter", "2026-10-01", "2026-12-31"),
        ("2026-01-01T00:00", "2027-01-01T00:00", "year", "2026-01-01", "2026-12-31"),
        ("2026-11-01T00:00", "2026-11-29T00:00", "days", "2026-11-01", "2026-11-28"),
        ("2026-11-23T00:00", "2026-11-23T07:31", "so_far", "2026-11-23", "2026-11-23"),
        ("2026-11-16T00:00", "2026-11-18T17:31", "so_far", "2026-11-16", "2026-11-18"),
        ("2026-11-13T17:00", "2026-11-20T17:00", "hours", "2026-11-14", "2026-11-20"),
        ("2026-11-16T07:30", "2026-11-16T13:30", "hours", "2026-11-16", "2026-11-16"),
        ("2026-11-16T13:30", "2026-11-16T14:30", "hours", "2026-11-16", "2026-11-16"),
    ],
)
def test_a_period_is_named_by_its_whole_days(
    start: str, end: str, kind: str, first: str, last: str
) -> None:
    days = days_of(Period(local(start), local(end)), ZONE)
    assert days.kind == kind
    assert (days.first, days.last) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("cron", "kind", "time", "day"),
    [
        ("30 7 * * 1", "week", "07:30", 1),
        ("0 17 * * 7", "week", "17:00", 0),
        ("30 7 * * 1-5", "workdays", "07:30", 0),
        ("5  6 * * *", "day", "06:05", 0),
        ("0 7 1 * *", "month", "07:00", 1),
        ("0 7 31 * *", "month", "07:00", 31),
        ("0 7 1 1,4,7,10 *", "quarter", "07:00", 1),
        ("*/15 * * * *", "other", "", 0),
        ("0 7 * * 1,3", "other", "", 0),
        ("0 7 32 * *", "other", "", 0),
    ],
)
def test_common_rhythms_have_words(cron: str, kind: str, time: str, day: int) -> None:
    rhythm = rhythm_of(cron)
    assert (rhythm.kind, rhythm.time, rhythm.day) == (kind, time, day)


@unhurried
@given(st.integers(0, 59), st.integers(0, 23), st.integers(0, 7), moments)
def test_the_words_of_a_week_say_when_it_ticks(
    minute: int, hour: int, day: int, now: datetime
) -> None:
    cron = f"{minute} {hour} * * {day}"
    tick, rhythm = next_tick(cron, ZONE, now), rhythm_of(cron)
    assert (f"{tick:%H:%M}", tick.isoweekday() % 7) == (rhythm.time, rhythm.day)
