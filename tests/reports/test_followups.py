"""What falls due about a report, and when: a calendar of working days, hours and Tết."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest

from bot.city.city import City
from bot.city.working_days import deadline, opening
from bot.reports.followups import Due, Rules, months_named, sent
from db.models import Report
from tests.conftest import ZONE


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=ZONE)


def a_report(city: City, made: str, category: str = "lan_via_he", **values: object) -> Report:
    """One of five working days, sent at that moment."""
    begun = at(made)
    until = deadline(begun, city.days(category), ZONE)
    fields: dict[str, object] = {
        "code": "LC-2222AA",
        "category": category,
        "description": "x",
        "agency": "a",
        "receipt": "",
        "created_at": begun,
        "deadline_at": until,
        "look_at": begun,
    }
    return Report.model_validate(fields | values)


def calendar(city: City, report: Report, days: int = 40) -> list[str]:
    """When each thing would be sent, looking only when the rules say to look."""
    rules, now, notices = Rules(city, ZONE), report.look_at, []
    assert now is not None
    end, known = now + timedelta(days=days), set[Due]()
    while now is not None and now < end:
        for notice in rules.due(report, now):
            if notice not in known:
                notices.append(f"{now.astimezone(ZONE):%m-%d %H:%M} {notice.kind}")
                known.add(notice)
            if notice.kind == "apology" and report.expected_at is None:
                report.expected_at = rules.later(report, now)
        now = rules.next_look(report, now)
    return notices


def test_five_working_days_without_a_step(city: City) -> None:
    report = a_report(city, "2026-12-07 10:00")  # a Monday
    assert calendar(city, report) == [
        "12-11 07:30 due_soon",  # Friday; the target is Monday
        "12-14 14:00 apology",
        "12-15 07:30 overdue",
        "12-17 07:30 due_soon",  # three working days more
        "12-18 07:30 broken",
    ]
    assert report.expected_at == at("2026-12-17 17:00")


@pytest.mark.parametrize(("category", "days"), [("lan_via_he", 3), ("co_noi", 5)])
def test_the_later_date_is_half_the_days_again_rounded_up(
    city: City, category: str, days: int
) -> None:
    report = a_report(city, "2026-12-07 10:00", category)
    later = Rules(city, ZONE).later(report, report.created_at)
    assert later == deadline(report.deadline_at, days, ZONE)


def test_tet_2027_is_no_time_for_anything(city: City) -> None:
    """The library has 4 to 10 February 2027 off, the Thursday to the Wednesday."""
    report = a_report(city, "2027-01-29 16:00")  # Friday
    assert report.deadline_at == at("2027-02-12 17:00")
    assert calendar(city, report) == [
        "02-11 07:30 due_soon",
        "02-12 14:00 apology",
        "02-15 07:30 overdue",
        "02-17 07:30 due_soon",
        "02-18 07:30 broken",
    ]


def test_the_bridge_of_30_april_2027(city: City) -> None:
    """1 May is a Saturday, made up for on Monday the 3rd."""
    report = a_report(city, "2027-04-27 08:00", "bui_on")  # Tuesday, three working days
    assert report.deadline_at == at("2027-05-04 17:00")
    assert calendar(city, report)[:3] == [
        "04-29 07:30 due_soon", "05-04 14:00 apology", "05-05 07:30 overdue",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-12-14 07:29", "2026-12-14 07:30"),
        ("2026-12-14 07:30", "2026-12-14 07:30"),
        ("2026-12-14 16:59", "2026-12-14 16:59"),
        ("2026-12-14 17:00", "2026-12-15 07:30"),
        ("2026-11-23 17:00", "2026-11-25 07:30"),  # 24 November: the Day of Culture
        ("2026-12-12 10:00", "2026-12-14 07:30"),
        ("2027-02-03 17:00", "2027-02-11 07:30"),
        ("2027-04-29 18:00", "2027-05-04 07:30"),
    ],
)
def test_when_offices_are_open(moment: str, opens: str) -> None:
    assert opening(at(moment), time(7, 30), time(17), ZONE) == at(opens)


def test_one_working_day_is_warned_of_in_the_morning_and_urgent_at_any_hour(city: City) -> None:
    report = a_report(city, "2026-12-11 22:00", "cay_do_chan_duong")  # a Friday night
    assert calendar(city, report) == [
        "12-14 07:30 due_soon",
        "12-14 14:00 apology",
        "12-14 17:00 overdue",
        "12-15 07:30 due_soon",
        "12-15 17:00 broken",
    ]


def test_a_date_an_official_gave_needs_no_apology(city: City) -> None:
    report = a_report(city, "2026-12-07 10:00", expected_at=at("2026-12-16 17:00"))
    assert calendar(city, report) == [
        "12-11 07:30 due_soon",
        "12-15 07:30 overdue",
        "12-16 07:30 due_soon",
        "12-17 07:30 broken",
    ]


def test_who_waits_for_an_answer_is_not_hurried(city: City) -> None:
    report = a_report(city, "2026-12-07 10:00", status="needs_info",
                      answer_by=at("2026-12-14 17:00"))  # fmt: skip
    assert calendar(city, report) == [
        "12-15 07:30 answer_remind",
        "12-17 07:30 answer_late",  # two working days more, and it is given up
    ]


def test_what_was_missed_is_sent_late_and_what_is_pointless_not_at_all(city: City) -> None:
    report = a_report(city, "2026-12-07 10:00", look_at=at("2026-12-22 03:00"))
    assert calendar(city, report)[:3] == [
        "12-22 07:30 overdue", "12-22 07:30 apology", "12-25 07:30 due_soon",
    ]  # fmt: skip
    both = [Due("overdue", "x", report.created_at), Due("broken", "y", report.created_at)]
    assert [notice.kind for notice in sent(both)] == ["broken"]


def test_whether_it_is_done_is_asked_again_once(city: City) -> None:
    done: dict[str, Any] = {"status": "resolved", "ended_at": at("2026-12-09 15:00")}
    report = a_report(city, "2026-12-07 10:00", **done)
    assert calendar(city, report, 400) == ["12-16 15:00 ask_done"]
    assert calendar(city, a_report(city, "2026-12-07 10:00", confirmed="yes", **done)) == []
    late = a_report(city, "2026-12-07 10:00", **done, look_at=at("2027-01-11 08:00"))
    assert calendar(city, late) == []


@pytest.mark.parametrize("status", ["rejected", "withdrawn"])
def test_nothing_about_what_is_settled(city: City, status: str) -> None:
    report = a_report(city, "2026-12-07 10:00", status=status, ended_at=at("2026-12-08 10:00"))
    assert calendar(city, report) == []
    assert Rules(city, ZONE).next_look(report, at("2026-12-09 10:00")) is None


def test_what_is_held_is_nobodys_and_is_looked_at_again(city: City) -> None:
    """But by who is to decide on it: after four working hours, then each working day."""
    report = a_report(city, "2026-12-10 14:00", held="coarse")
    assert calendar(city, report, days=7) == [
        "12-11 08:30 held", "12-14 07:30 held", "12-15 07:30 held", "12-16 07:30 held",
        "12-17 07:30 held",
    ]  # fmt: skip
    assert Rules(city, ZONE).next_look(report, at("2026-12-11 10:00")) == at("2026-12-14 07:30")


@pytest.mark.parametrize(
    ("now", "months", "asked"),
    [
        ("2026-11-23 10:00", 3, "2027-02-23 07:30"),
        ("2026-11-30 10:00", 3, "2027-03-01 07:30"),  # the last of February is a Sunday
        ("2026-11-06 10:00", 3, "2027-02-11 07:30"),  # 6 February is Tết
        ("2026-12-15 10:00", 12, "2027-12-15 07:30"),
    ],
)
def test_a_promise_is_asked_about_months_later(
    city: City, now: str, months: int, asked: str
) -> None:
    assert Rules(city, ZONE).asked_at(at(now), months) == at(asked)


@pytest.mark.parametrize(
    ("words", "months"),
    [
        ("đã dọn, sẽ trồng lại sau 2 tháng", (2, 3, 6)),
        ("sẽ trồng lại trong sáu tháng nữa", (6, 3, 12)),
        ("sáng 3/10 đã lập biên bản", (3, 6, 12)),
        ("hẹn 99 tháng", (3, 6, 12)),
    ],
)
def test_months_a_promise_names(words: str, months: tuple[int, ...]) -> None:
    assert months_named(words) == months
